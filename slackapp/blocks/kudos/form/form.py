"""The form in which kudos are given, and in which one that was given is changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slackblocks import (
    Block,
    CheckboxGroup,
    ConversationFilter,
    ConversationSelectMenu,
    DispatchActionConfiguration,
    InputBlock,
    Option,
    PlainTextInput,
    RadioButtonGroup,
    StaticSelectMenu,
    UserMultiSelectMenu,
)

from slackapp.blocks import ids
from slackapp.blocks.base.kit import AnyBlock, compose_modal, context, plain, section, shorten
from slackapp.blocks.base.words import SAVE
from slackapp.blocks.kudos.form.options import build_behaviour, build_competency, build_entry
from slackapp.blocks.kudos.form.suggestions import Beneath, build_beneath
from slackapp.blocks.kudos.words import form as words
from slackapp.domain.competency.look_up import Entry
from slackapp.frameworks.model import Behaviour, Competency

#: What the form takes.
MAX_COMPETENCIES = 3
MAX_MESSAGE = 2_000
#: What Slack takes; one that is changed may have become longer by names.
LONGEST_MESSAGE = 3_000
#: Slack's limits on a field's label and on an option's.
_FIELD = 150
_LABEL = 75

#: Values of who can read it.
CHANNEL = "channel"
ONLY_THEM = "only_them"
#: Value of the box that gives the same once more.
AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A competency that was chosen, with what is asked about it: which of those, or neither.

    `behaviours` are the likeliest first, and `behaviour` is the one that stands already. One that
    `is_ticked` was chosen beneath the words alone, and not in the menu.
    """

    entry: Entry
    behaviours: Sequence[Behaviour] = ()
    behaviour: Behaviour | None = None
    counterparts: Sequence[Competency] = ()
    is_ticked: bool = False


@dataclass(frozen=True, slots=True)
class Where:
    """Where the kudos would go: the channel of that name, or one that is chosen in the form.

    `warning` says why it cannot go there yet. Where another company reads in the channel of the id
    `slack_shared_channel_id`, a box must be ticked, and another where the same `is_again` given.
    """

    channel_name: str = ""
    asks_channel: bool = False
    slack_default_channel_id: str | None = None
    is_private_first: bool = False
    warning: str = ""
    slack_shared_channel_id: str = ""
    is_again: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """The kudos that is being changed: whom it thanks, where it was given, and its words."""

    names: str
    where: str
    message: str


def build_give_form(
    *,
    metadata: str,
    most_people: int,
    where: Where,
    chosen: Sequence[Chosen] = (),
    slack_user_ids: Sequence[str] = (),
    about: str = "",
    beneath: Beneath | None = None,
) -> dict[str, Any]:
    """The form of a new kudos; drawn anew, it keeps what was typed: blocks keep their ids.

    `about` says what it is given for, and `beneath` is what stands beneath the giver's words.
    """
    beneath = beneath or Beneath()
    blocks: list[AnyBlock] = [section(where.warning)] if where.warning else []
    blocks += [context(about)] if about else []
    blocks += [_ask_people(most_people, slack_user_ids), _ask_message(tells_at_once=True)]
    blocks += build_beneath(beneath)
    # What is ticked beneath the words is enough.
    blocks += _ask_competencies(chosen, is_optional=bool(beneath.offers))
    blocks += _ask_readers(where)
    return compose_modal(
        words.GIVE,
        blocks,
        callback_id=ids.GIVE_FORM,
        private_metadata=metadata,
        submit=words.GIVE,
    )


def build_change_form(*, metadata: str, given: Given, chosen: Sequence[Chosen]) -> dict[str, Any]:
    """The form with what a kudos says now; whom it thanks, and where, stays."""
    blocks: list[AnyBlock] = [section(words.say_whom_it_thanks(given.names))]
    message = given.message[:LONGEST_MESSAGE]
    blocks += [_ask_message(message), *_ask_competencies(chosen), context(given.where)]
    return compose_modal(
        words.CHANGE_TITLE,
        blocks,
        callback_id=ids.GIVE_FORM,
        private_metadata=metadata,
        submit=SAVE,
    )


def _ask_people(most: int, slack_user_ids: Sequence[str]) -> Block:
    menu = UserMultiSelectMenu(
        ids.INPUT, initial_users=list(slack_user_ids) or None, max_selected_items=most
    )
    return InputBlock(plain(words.PEOPLE), menu, block_id=ids.PEOPLE_BLOCK)


def _ask_competencies(chosen: Sequence[Chosen], *, is_optional: bool = False) -> list[AnyBlock]:
    # As plain values: slackblocks leaves out a least length of none, for which Slack takes three.
    element: dict[str, Any] = {
        "type": "multi_external_select",
        "action_id": ids.FORM_COMPETENCIES,
        "placeholder": _plain(words.TYPE_A_WORD),
        "min_query_length": 0,
        "max_selected_items": MAX_COMPETENCIES,
    }
    if picked := [build_entry(one.entry) for one in chosen if not one.is_ticked]:
        element["initial_options"] = picked
    field = {
        "type": "input",
        "block_id": ids.COMPETENCIES_BLOCK,
        "label": _plain(words.COMPETENCIES),
        "hint": _plain(words.COMPETENCIES_HINT),
        "element": element,
        "dispatch_action": True,
        "optional": is_optional,
    }
    return [field, *(block for one in chosen for block in _ask_about(one))]


def _ask_about(chosen: Chosen) -> list[Block]:
    competency, key = chosen.entry.competency, chosen.entry.key
    if chosen.counterparts:
        label = words.ask_counterpart(competency.name)
        options = [build_competency(one) for one in chosen.counterparts]
        block_id = f"{ids.COUNTERPART_BLOCK}:{key}"
        return [_ask_option(label, options, block_id, is_optional=False)]
    if chosen.behaviours:
        label = words.ask_behaviour(competency.name)
        options = [build_behaviour(one) for one in chosen.behaviours]
        initial = build_behaviour(chosen.behaviour) if chosen.behaviour else None
        block_id = f"{ids.BEHAVIOUR_BLOCK}:{key}"
        return [_ask_option(label, options, block_id, is_optional=True, initial=initial)]
    return []


def _ask_option(
    label: str,
    options: list[Option],
    block_id: str,
    *,
    is_optional: bool,
    initial: Option | None = None,
) -> Block:
    menu = StaticSelectMenu(
        ids.INPUT, options, initial_option=initial, placeholder=plain(words.CHOOSE_ONE)
    )
    return InputBlock(plain(shorten(label, _FIELD)), menu, block_id=block_id, optional=is_optional)


def _ask_message(message: str | None = None, *, tells_at_once: bool = False) -> Block:
    """The field for the giver's words; the app hears of them while they are typed, or later."""
    at_each = DispatchActionConfiguration("on_character_entered") if tells_at_once else None
    field = PlainTextInput(
        ids.FORM_WORDS,
        initial_value=message or None,
        multiline=True,
        max_length=max(MAX_MESSAGE, len(message or "")),
        placeholder=plain(words.MESSAGE_EXAMPLE),
        dispatch_action_config=at_each,
    )
    return InputBlock(
        plain(words.MESSAGE),
        field,
        block_id=ids.MESSAGE_BLOCK,
        optional=True,
        dispatch_action=tells_at_once,
    )


def _ask_readers(where: Where) -> list[Block]:
    everybody = words.EVERYBODY_BELOW
    if not where.asks_channel:
        everybody = shorten(words.name_everybody(where.channel_name), _LABEL)
    options = [
        Option(plain(everybody), CHANNEL),
        Option(plain(words.ONLY_THEM), ONLY_THEM),
    ]
    choice = RadioButtonGroup(
        ids.INPUT, options, initial_option=options[1 if where.is_private_first else 0]
    )
    blocks: list[Block] = [
        InputBlock(plain(words.READERS), choice, block_id=ids.READERS_BLOCK),
        context(words.ONLY_THEM_MEANS),
    ]
    if where.asks_channel:
        blocks.append(_ask_channel(where.slack_default_channel_id))
    if where.slack_shared_channel_id:
        label, value = words.OTHERS_READ, where.slack_shared_channel_id
        blocks.append(_ask_to_tick(label, words.POST_ANYWAY, value, ids.OTHERS_READ_BLOCK))
    if where.is_again:
        label = words.SAID_BEFORE
        blocks.append(_ask_to_tick(label, words.GIVE_AGAIN, AGAIN, ids.AGAIN_BLOCK))
    return blocks


def _ask_channel(slack_default_channel_id: str | None) -> Block:
    menu = ConversationSelectMenu(
        ids.INPUT,
        initial_conversation=slack_default_channel_id or None,
        default_to_current_conversation=None,
        response_url_enabled=None,
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
    )
    return InputBlock(
        plain(words.CHANNEL),
        menu,
        block_id=ids.CHANNEL_BLOCK,
        hint=plain(words.CHANNEL_HINT),
        optional=True,
    )


def _ask_to_tick(label: str, what: str, value: str, block_id: str) -> Block:
    box = CheckboxGroup(ids.INPUT, [Option(plain(what), value)])
    return InputBlock(plain(label), box, block_id=block_id, optional=True)


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}
