"""What `/kudos` answers with when it gives nothing: lists, one's own kudos, and mistakes."""

from __future__ import annotations

from collections.abc import Sequence

from slackblocks import (
    ActionsBlock,
    Block,
    Button,
    DividerBlock,
    Element,
    HeaderBlock,
    Option,
    SectionBlock,
    StaticSelectMenu,
    Text,
    UserSelectMenu,
)

from slackapp.blocks import ids
from slackapp.blocks.base.kit import (
    NUMBERED,
    Content,
    compose,
    context,
    describe_practice,
    escape,
    join_words,
    pack_lines,
    plain,
    quote,
    section,
    shorten,
    show_name,
    show_plainly,
    split_mrkdwn,
)
from slackapp.blocks.base.words import YOU_TYPED, say_typed
from slackapp.blocks.kudos.words import competencies as list_words
from slackapp.blocks.kudos.words import own_kudos as own_words
from slackapp.blocks.kudos.words import problems as words
from slackapp.blocks.workspace.words.lens import say_lens
from slackapp.domain.base.slack_text import defuse
from slackapp.domain.kudos.audience import AnnounceChoice, Announcement, Visibility
from slackapp.domain.kudos.kudos import KudosView, Tag, list_apart
from slackapp.errors import UserFacingError
from slackapp.frameworks.model import Cluster, Competency, Framework

_LABEL = 75
#: So much of a word that is not known is repeated.
_ECHO = 40
#: So much of a message is shown in one's own list.
_WORDS = 150


def _echo(typed: str) -> str:
    """The beginning of what was typed behind the command, which comes escaped."""
    first, *rest = [*split_mrkdwn(defuse(typed), _ECHO), ""]
    return f"{first.rstrip()} …" if any(rest) else first


def build_clusters(framework: Framework, *, unknown: str = "") -> Content:
    """Every competency with what it means, by cluster; `unknown` is what was asked for in vain."""
    sorry = f"{list_words.say_unknown(_echo(unknown))}\n" if unknown else ""
    title = f"{sorry}*{escape(framework.name)}*"
    hint = list_words.HOW_TO_NAME_ONE
    if framework.lenses:
        others = [escape(one.name.lower()) for one in framework.lenses]
        hint += f" {list_words.name_other_lists(others)}"
    blocks: list[Block] = [section(title)]
    for cluster in framework.clusters:
        lines = [f"*{escape(cluster.name)}*"]
        lines += [
            f"• *{escape(one.name)}*: {escape(one.definition)}" for one in cluster.competencies
        ]
        blocks += [section(piece) for piece in pack_lines(lines)]
    names = "; ".join(
        f"{cluster.name}: {join_words([one.name for one in cluster.competencies])}"
        for cluster in framework.clusters
    )
    return compose(f"{title}\n{escape(names)}\n{hint}", [*blocks, context(hint)])


def build_competencies(
    cluster: Cluster, competencies: Sequence[Competency], framework: Framework
) -> Content:
    """Some competencies of one cluster with their behaviours, tiers and nicknames."""
    title = f"{cluster.name} · {framework.name}"
    blocks: list[Block] = [HeaderBlock(shorten(title, 150))]
    pages = [escape(title)]
    for competency in competencies:
        lines = [f"*{escape(competency.name)}*: {escape(competency.definition)}"]
        # What is another word for a behaviour says with its meaning what people do.
        for behaviour in competency.behaviours if not competency.same_as else ():
            small = describe_practice(behaviour)
            lines.append(f"• {escape(behaviour.text)}{f' _({small})_' if small else ''}")
        if competency.aliases:
            nicknames = escape(", ".join(competency.aliases))
            lines.append(f"_{list_words.name_nicknames(nicknames)}_")
        pages.append("\n".join(lines))
        blocks += [section(piece) for piece in split_mrkdwn(pages[-1])]
    return compose("\n".join(pages), blocks)


def build_own_kudos(
    kudos_list: Sequence[KudosView], slack_user_id: str, *, lens: tuple[str, str] | None = None
) -> Content:
    """The person's own kudos, the newest first.

    `lens` is the key and the name of what they are read through, where they are.
    """
    if not kudos_list:
        return build_plain(own_words.NONE_YET)
    title = own_words.TITLE
    lens_key, lens_name = lens or ("", "")
    if lens:
        title += f"\n{say_lens(lens_name, list_apart(kudos_list))}"
    blocks: list[Block] = [section(piece) for piece in split_mrkdwn(title)]
    lines = [title]
    for kudos in kudos_list:
        line = _describe_own(kudos, slack_user_id)
        message = _begin_message(kudos)
        lines.append(f"{line}: {message}" if message else line)
        text = f"{line}\n> {message}" if message else line
        blocks.append(_own_line(text, kudos, slack_user_id, lens_key))
    only_you = own_words.ONLY_YOU
    return compose("\n".join([*lines, only_you]), [*blocks, context(only_you)])


def _begin_message(kudos: KudosView) -> str:
    first, *more = [*split_mrkdwn(kudos.message.replace("\n", " "), _WORDS), ""]
    return f"{first} …" if any(more) else first


def _own_line(text: str, kudos: KudosView, slack_user_id: str, lens_key: str) -> SectionBlock:
    """One of them; where digests may tell of it, with the button that keeps it out."""
    recipient = kudos.find_recipient(slack_user_id)
    is_told = recipient is not None and recipient.is_announced
    if recipient is None or not is_told or kudos.visibility is Visibility.PRIVATE:
        return section(text)
    label, action_id = (
        (own_words.SHOW_IN_DIGESTS, ids.SHOW_IN_DIGESTS)
        if recipient.is_hidden
        else (own_words.KEEP_OUT_OF_DIGESTS, ids.HIDE_FROM_DIGESTS)
    )
    value = f"{kudos.kudos_id}:{lens_key}" if lens_key else str(kudos.kudos_id)
    button = Button(label, action_id=action_id, value=value)
    return SectionBlock(Text(text), accessory=button, block_id=NUMBERED)


def _describe_own(kudos: KudosView, slack_user_id: str) -> str:
    what = join_words([_name_tag(tag) for tag in kudos.tags])
    date = f"<!date^{int(kudos.given_at.timestamp())}^{{date_short}}|{kudos.given_at:%d %b %Y}>"
    if kudos.giver.slack_user_id != slack_user_id:
        received = own_words.say_received(date, show_name(kudos.giver.name), what)
        return f":inbox_tray: {received}"
    names = join_words([one.mention for one in kudos.recipients])
    given = own_words.say_given(date, names, what)
    return f":outbox_tray: {' '.join(filter(None, [given, _describe_state(kudos)]))}"


def _name_tag(tag: Tag) -> str:
    """What the giver called it; read through a lens, the lens's word first."""
    if tag.counted is None:
        return f"*{escape(tag.name)}*"
    if tag.is_apart:
        return own_words.say_not_in_lens(escape(tag.name))
    name = f"*{escape(tag.competency.name)}*"
    is_same = tag.name == tag.competency.name
    return name if is_same else own_words.say_given_as(name, escape(tag.name))


def _describe_state(kudos: KudosView) -> str:
    """What its giver must know of a kudos that did not go its usual way."""
    if kudos.awaits_place:
        return own_words.ON_ITS_WAY
    if kudos.announcement is Announcement.HELD:
        return own_words.HELD
    if kudos.announcement is Announcement.REFUSED:
        return own_words.TOLD_DIRECTLY
    return ""


def build_choice_confirmed(choice: AnnounceChoice) -> Content:
    """The person's choice how kudos to them are announced, confirmed."""
    return build_plain(own_words.say_chosen(choice))


def build_choice_question(current: AnnounceChoice, *, unknown: str = "") -> Content:
    """What the person may choose, and what holds now; `unknown` is a word that is no choice."""
    sorry = [own_words.say_unknown_choice(_echo(unknown))] if unknown else []
    return build_plain("\n".join([*sorry, own_words.say_choice(current), own_words.CHOICES]))


def build_problem(
    error: UserFacingError,
    *,
    typed: str,
    suggestions: Sequence[Competency] = (),
    competencies: Sequence[Competency] = (),
    people: Sequence[tuple[str, str]] = (),
    mentioned: Sequence[tuple[str, str]] = (),
    draft_key: str | None = None,
) -> Content:
    """What went wrong, how it is done, and what was typed, which is not lost.

    `typed` is text as Slack escaped it. With a draft's key, a tap can add what is missing: a
    recipient, of whom `people` are offered by id and name, or those of the `mentioned` who are
    thanked, or with `competencies` one of those, `suggestions` first.
    """
    reason = str(error)
    blocks: list[Block] = [section(reason)]
    if draft_key and competencies:
        blocks += _competency_choice(draft_key, suggestions, competencies)
    elif draft_key:
        blocks += _recipient_choice(draft_key, people, mentioned)
    blocks.append(context(words.LIKE_THIS))
    text = f"{reason}\n{words.LIKE_THIS}"
    if typed:
        blocks += [context(YOU_TYPED), *quote(f"/kudos {typed}")]
        text = say_typed(text, f"/kudos {split_mrkdwn(typed, 1_000)[0]}")
    return compose(text, blocks)


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


def _competency_choice(
    draft_key: str, suggestions: Sequence[Competency], competencies: Sequence[Competency]
) -> list[Block]:
    elements: list[Element] = [
        Button(
            shorten(one.name, _LABEL),
            action_id=f"{ids.DRAFT_COMPETENCY}:{number}",
            value=one.key,
        )
        for number, one in enumerate(suggestions)
    ]
    options = [Option(plain(shorten(one.name, _LABEL)), one.key) for one in competencies]
    elements.append(
        StaticSelectMenu(
            action_id=ids.DRAFT_COMPETENCY_LIST,
            placeholder=words.ALL_COMPETENCIES,
            options=options,
        )
    )
    block = ActionsBlock(elements, block_id=f"{ids.DRAFT_BLOCK}:{draft_key}")
    return [block, DividerBlock()]


def build_plain(text: str) -> Content:
    """One sentence."""
    return compose(text, [section(text)])
