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
from slackapp.blocks.reflection.reflection import (
    FREQUENCIES,
    STEP_RESULTS,
    OpenStep,
    ReflectionCard,
)

#: Slack's limits on what is typed, on an option's label, and on a title.
MAX_NOTE = 3000
MAX_STEP = 300
_LABEL = 75
_LEADERS = 7

#: Values of the sharing options; a leader's is their Slack id.
ONLY_ME = "only_me"
SOMEBODY = "somebody"

_WHO_READS = (
    "You alone read this. If you share it, the person you choose reads it too, and is told by "
    "direct message. It is stored encrypted; whoever runs the server could read it."
)


def build_answer_form(
    *,
    metadata: str,
    question: str,
    because: str,
    answer: ReflectionCard | None,
    slack_shared_with: str | None,
    leaders: Sequence[tuple[str, str]],
    open_step: OpenStep | None,
) -> dict[str, Any]:
    """The form of one prompt, filled with the answer that there is.

    `metadata` comes back with the submission. `leaders` pairs the Slack id of each leader of the
    person's teams with the name.
    """
    blocks: list[Block] = [section(f"*{escape(question)}*")]
    if because:
        blocks.append(context(f"I ask about this {escape(because)}."))
    blocks.append(_ask_frequency(answer))
    blocks.append(
        _ask_text(
            ids.NOTE_BLOCK,
            "What happened? What would you try next?",
            MAX_NOTE,
            None if answer is None else answer.note,
            multiline=True,
        )
    )
    blocks.append(
        _ask_text(
            ids.NEXT_STEP_BLOCK,
            "The smallest next step",
            MAX_STEP,
            None if answer is None else answer.next_step,
            hint="Next week's question asks how it went.",
        )
    )
    if open_step is not None:
        blocks += [section("*Last time you wanted to try this:*"), *quote(escape(open_step.text))]
        blocks.append(_ask_step(open_step))
    blocks += _ask_share(slack_shared_with, leaders)
    blocks.append(context(_WHO_READS))
    return compose_modal(
        "Your reflection",
        blocks,
        callback_id=ids.REFLECTION_FORM,
        private_metadata=metadata,
    )


def _ask_frequency(answer: ReflectionCard | None) -> InputBlock:
    options = [
        Option(plain(f"{number} · {word}"), str(number))
        for number, word in enumerate(FREQUENCIES, start=1)
    ]
    chosen = None if answer is None else options[answer.frequency - 1]
    return InputBlock(
        plain("How often in the past week?"),
        RadioButtonGroup(ids.INPUT, options, initial_option=chosen),
        block_id=ids.FREQUENCY_BLOCK,
    )


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
        Option(plain(word), f"{step.reflection_id}:{result}")
        for result, word in STEP_RESULTS.items()
    ]
    return InputBlock(
        plain("Did you try it?"),
        RadioButtonGroup(ids.INPUT, options),
        block_id=ids.STEP_RESULT_BLOCK,
        optional=True,
    )


def _ask_share(slack_shared_with: str | None, leaders: Sequence[tuple[str, str]]) -> list[Block]:
    options = [Option(plain("Only me"), ONLY_ME)]
    options += [
        Option(plain(shorten(f"{name}, who leads a team of yours", _LABEL)), slack_user_id)
        for slack_user_id, name in leaders[:_LEADERS]
    ]
    options.append(Option(plain("Somebody else, chosen below"), SOMEBODY))
    chosen = next((one for one in options if one.value == slack_shared_with), None)
    if chosen is None:
        chosen = options[0] if slack_shared_with is None else options[-1]
    elsewhere = slack_shared_with if chosen is options[-1] else None
    return [
        InputBlock(
            plain("Who may read it?"),
            RadioButtonGroup(ids.INPUT, options, initial_option=chosen),
            block_id=ids.SHARE_BLOCK,
        ),
        InputBlock(
            plain("Somebody else"),
            UserSelectMenu(ids.INPUT, initial_user=elsewhere),
            block_id=ids.SHARE_WITH_BLOCK,
            optional=True,
        ),
    ]
