"""The form in which a reflection is answered or changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slackblocks import (
    Block,
    InputBlock,
    Option,
    PlainTextInput,
    RadioButtonGroup,
    UserSelectMenu,
)

from slackapp.blocks import ids
from slackapp.blocks.base.kit import compose_modal, context, escape, plain, quote, section, shorten
from slackapp.blocks.reflection import words
from slackapp.blocks.reflection.reflection import OpenStep, ReflectionCard
from slackapp.blocks.workspace.words import works_council

#: Slack's limits on what is typed, on an option's label, and on a title.
MAX_NOTE = 3000
MAX_STEP = 300
_LABEL = 75
_LEADERS = 7

#: Values of the sharing options; a leader's is their Slack id.
ONLY_ME = "only_me"
SOMEBODY = "somebody"


def build_answer_form(
    *,
    metadata: str,
    question: str,
    because: str,
    answer: ReflectionCard | None,
    slack_shared_with: str | None,
    leaders: Sequence[tuple[str, str]],
    open_step: OpenStep | None,
    may_share: bool = True,
) -> dict[str, Any]:
    """The form of one prompt, filled with the answer that there is.

    `metadata` comes back with the submission. `leaders` pairs the Slack id of each leader of the
    person's teams with the name. It asks who may read the answer where people `may_share`.
    """
    blocks: list[Block] = [section(f"*{escape(question)}*")]
    if because:
        blocks.append(context(escape(because)))
    blocks += [_ask_frequency(answer), *_ask_texts(answer)]
    if open_step is not None:
        blocks += [section(words.LAST_STEP), *quote(escape(open_step.text))]
        blocks.append(_ask_step(open_step))
    if may_share:
        blocks += _ask_share(slack_shared_with, leaders)
    blocks.append(context(words.WHO_READS if may_share else works_council.NOT_SHARED_HERE))
    return compose_modal(
        words.FORM_TITLE,
        blocks,
        callback_id=ids.REFLECTION_FORM,
        private_metadata=metadata,
    )


def _ask_frequency(answer: ReflectionCard | None) -> InputBlock:
    options = [
        Option(plain(words.name_choice(number, frequency)), str(number))
        for number, frequency in enumerate(words.FREQUENCIES, start=1)
    ]
    chosen = None if answer is None else options[answer.frequency - 1]
    return InputBlock(
        plain(words.HOW_OFTEN),
        RadioButtonGroup(ids.INPUT, options, initial_option=chosen),
        block_id=ids.FREQUENCY_BLOCK,
    )


def _ask_texts(answer: ReflectionCard | None) -> list[Block]:
    note, next_step = (None, None) if answer is None else (answer.note, answer.next_step)
    return [
        _ask_text(ids.NOTE_BLOCK, words.NOTE_LABEL, MAX_NOTE, note, multiline=True),
        _ask_text(
            ids.NEXT_STEP_BLOCK,
            words.NEXT_STEP_LABEL,
            MAX_STEP,
            next_step,
            hint=words.NEXT_STEP_HINT,
        ),
    ]


def _ask_text(
    block_id: str,
    label: str,
    most: int,
    value: str | None,
    *,
    multiline: bool = False,
    hint: str | None = None,
) -> InputBlock:
    return InputBlock(
        plain(label),
        PlainTextInput(ids.INPUT, initial_value=value, multiline=multiline, max_length=most),
        block_id=block_id,
        optional=True,
        hint=None if hint is None else plain(hint),
    )


def _ask_step(step: OpenStep) -> InputBlock:
    options = [
        Option(plain(label), f"{step.reflection_id}:{result}")
        for result, label in words.STEP_RESULTS.items()
    ]
    return InputBlock(
        plain(words.DID_YOU_TRY),
        RadioButtonGroup(ids.INPUT, options),
        block_id=ids.STEP_RESULT_BLOCK,
        optional=True,
    )


def _ask_share(slack_shared_with: str | None, leaders: Sequence[tuple[str, str]]) -> list[Block]:
    options = [Option(plain(words.ONLY_ME), ONLY_ME)]
    options += [
        Option(plain(shorten(words.name_leader(name), _LABEL)), slack_user_id)
        for slack_user_id, name in leaders[:_LEADERS]
    ]
    options.append(Option(plain(words.SOMEBODY_BELOW), SOMEBODY))
    chosen = next((one for one in options if one.value == slack_shared_with), None)
    if chosen is None:
        chosen = options[0] if slack_shared_with is None else options[-1]
    elsewhere = slack_shared_with if chosen is options[-1] else None
    return [
        InputBlock(
            plain(words.WHO_MAY_READ),
            RadioButtonGroup(ids.INPUT, options, initial_option=chosen),
            block_id=ids.SHARE_BLOCK,
        ),
        InputBlock(
            plain(words.SOMEBODY_ELSE),
            UserSelectMenu(ids.INPUT, initial_user=elsewhere),
            block_id=ids.SHARE_WITH_BLOCK,
            optional=True,
        ),
    ]
