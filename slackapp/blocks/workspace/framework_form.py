"""The form in which admins choose their workspace's framework, or upload their own values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slackblocks import Block, InputBlock, Option, StaticSelectMenu

from slackapp.blocks import ids
from slackapp.blocks.base.kit import (
    NUMBERED,
    AnyBlock,
    Content,
    compose,
    compose_modal,
    context,
    escape,
    pack_lines,
    plain,
    section,
    shorten,
)
from slackapp.blocks.base.words import BACK, CHOOSE
from slackapp.blocks.workspace.words import framework as words

#: Slack's limits on options, and on the letters of one.
_OPTIONS = 100
_OPTION = 75
#: Changes that a view names; the rest is counted.
MOST_LINES = 60
#: Letters of the faults below a field.
_FAULTS = 1_500


def build_framework_form(
    *, choices: Sequence[tuple[str, str]], used: str, may_read_files: bool
) -> dict[str, Any]:
    """What may be used, by key and title, what is used now, and a place for a file."""
    options = [Option(plain(shorten(title, _OPTION)), key) for key, title in choices[:_OPTIONS]]
    initial = [one for one, (key, _) in zip(options, choices, strict=False) if key == used]
    blocks: list[AnyBlock] = [
        context(words.INTRODUCTION),
        InputBlock(
            plain(words.USE),
            StaticSelectMenu(
                action_id=ids.INPUT,
                placeholder=CHOOSE,
                options=options,
                initial_option=initial[0] if initial else None,
            ),
            block_id=ids.FRAMEWORK_CHOICE_BLOCK,
            optional=True,
        ),
        *_file_input(may_read_files),
    ]
    return compose_modal(words.TITLE, blocks, callback_id=ids.FRAMEWORK_FORM, submit=words.SEE)


def _file_input(may_read_files: bool) -> list[AnyBlock]:
    if not may_read_files:
        return [context(words.FILE_NEEDS_SCOPE)]
    # slackblocks has no such element.
    return [
        {
            "type": "input",
            "block_id": ids.FRAMEWORK_FILE_BLOCK,
            "optional": True,
            "label": {"type": "plain_text", "text": words.FILE},
            "element": {"type": "file_input", "action_id": ids.INPUT, "max_files": 1},
            "hint": {"type": "plain_text", "text": words.FILE_HINT},
        }
    ]


def build_framework_changes(
    *, title: str, lines: Sequence[str], metadata: str, is_new: bool
) -> dict[str, Any]:
    """What moves and what is lost, before it is taken."""
    blocks: list[Block] = [
        section(words.say_what_is_to_be_used(escape(title), is_new=is_new)),
        *(section(piece) for piece in pack_lines([f"• {line}" for line in lines])),
        context(words.NOTHING_YET),
    ]
    return compose_modal(
        words.CHANGES_TITLE,
        blocks,
        callback_id=ids.FRAMEWORK_TAKE_FORM,
        private_metadata=metadata,
        submit=words.TAKE,
        close=BACK,
    )


def build_framework_refusal(reason: str) -> dict[str, Any]:
    """In the place of what was to be taken: why it was not."""
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": words.REFUSAL_TITLE},
        "close": {"type": "plain_text", "text": BACK},
        "blocks": [section(escape(reason))._resolve() | {"block_id": NUMBERED}],
    }


def build_framework_taken(*, title: str, former: str) -> Content:
    """What whoever changed the framework is told directly."""
    text = words.say_used(escape(title), escape(former))
    return compose(text, [section(text)])


def say_faults(faults: Sequence[str], file_name: str) -> str:
    """All faults of a file as far as they fit below a field, the rest counted."""
    told, length = list[str](), 0
    for number, fault in enumerate(faults, start=1):
        place = f"{number}. " if len(faults) > 1 else ""
        line = place + fault.removeprefix(f"{file_name}: ")
        length += len(line)
        if told and length > _FAULTS:
            break
        told.append(shorten(line, _FAULTS))
    left = len(faults) - len(told)
    return "\n".join([*told, words.say_faults_left(left)] if left else told)
