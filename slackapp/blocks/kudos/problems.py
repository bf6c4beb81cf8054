"""What is said of a text that is no kudos yet, with a tap for whom it lacks."""

from __future__ import annotations

from collections.abc import Sequence

from slackblocks import (
    ActionsBlock,
    Block,
    Button,
    Element,
    UserSelectMenu,
)

from slackapp.blocks import ids
from slackapp.blocks.base.kit import (
    Content,
    compose,
    context,
    quote,
    section,
    shorten,
    show_plainly,
    split_mrkdwn,
)
from slackapp.blocks.base.words import YOU_TYPED, join_words, say_typed
from slackapp.blocks.kudos.words import problems as words
from slackapp.errors import UserFacingError

#: Slack's limit on a button's label.
_LABEL = 75


def build_problem(
    error: UserFacingError,
    *,
    typed: str,
    people: Sequence[tuple[str, str]] = (),
    mentioned: Sequence[tuple[str, str]] = (),
    others: Sequence[str] = (),
    draft_key: str | None = None,
    with_example: bool = False,
) -> Content:
    """What went wrong, and what was typed, which is not lost; `with_example` how it is done.

    `typed` is text as Slack escaped it. With a draft's key, a tap can add what is missing: a
    recipient, of whom `people` are offered by id and name, or those of the `mentioned` who are
    thanked. Or it takes the giver away, who named themselves among `others`. A competency that is
    missing is asked for in `choosing`.
    """
    reason = str(error)
    blocks: list[Block] = [section(reason)]
    if draft_key and others:
        blocks.append(_without_me(draft_key, others))
    elif draft_key:
        blocks += _recipient_choice(draft_key, people, mentioned)
    text = reason
    if with_example:
        blocks.append(context(words.LIKE_THIS))
        text = f"{reason}\n{words.LIKE_THIS}"
    if typed:
        blocks += [context(YOU_TYPED), *quote(f"/kudos {typed}")]
        text = say_typed(text, f"/kudos {split_mrkdwn(typed, 1_000)[0]}")
    return compose(text, blocks)


def _without_me(draft_key: str, others: Sequence[str]) -> Block:
    label = words.name_without_me([show_plainly(name) for name in others])
    if len(label) > _LABEL:
        label = words.WITHOUT_ME_ALL
    button = Button(label, action_id=ids.DRAFT_WITHOUT_ME, value="others")
    return ActionsBlock([button], block_id=f"{ids.DRAFT_BLOCK}:{draft_key}")


def _recipient_choice(
    draft_key: str, people: Sequence[tuple[str, str]], mentioned: Sequence[tuple[str, str]]
) -> list[Block]:
    action_id = ids.DRAFT_ADDRESS if mentioned else ids.DRAFT_PERSON
    people = mentioned or people
    labels = [shorten(show_plainly(name), _LABEL) for _, name in people]
    elements: list[Element] = [
        Button(label, action_id=f"{action_id}:{number}", value=slack_user_id)
        for number, (label, (slack_user_id, _)) in enumerate(zip(labels, people, strict=True))
    ]
    if len(mentioned) > 1:
        together = words.BOTH if len(mentioned) == 2 else words.ALL_OF_THEM
        everybody = ",".join(who for who, _ in mentioned)
        elements.append(Button(together, action_id=f"{action_id}:all", value=everybody))
    elements.append(UserSelectMenu(action_id=ids.DRAFT_RECIPIENT, placeholder=words.PICK_PERSON))
    choice = ActionsBlock(elements, block_id=f"{ids.DRAFT_BLOCK}:{draft_key}")
    if len(set(labels)) == len(labels):
        return [choice]
    # Whom a mention means is shown by Slack; two buttons with one name say nothing.
    return [choice, context(words.name_order(join_words([f"<@{who}>" for who, _ in people])))]
