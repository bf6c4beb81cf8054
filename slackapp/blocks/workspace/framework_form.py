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
        context(
            "What people are thanked for here. You are shown what moves and what is lost before "
            "anything is taken; what was given keeps its words, and you can always go back."
        ),
        InputBlock(
            plain("Use this"),
            StaticSelectMenu(
                action_id=ids.INPUT,
                placeholder="Choose",
                options=options,
                initial_option=initial[0] if initial else None,
            ),
            block_id=ids.FRAMEWORK_CHOICE_BLOCK,
            optional=True,
        ),
        *_file_input(may_read_files),
    ]
    return compose_modal(
        "Framework", blocks, callback_id=ids.FRAMEWORK_FORM, submit="See what moves"
    )


def _file_input(may_read_files: bool) -> list[AnyBlock]:
    if not may_read_files:
        return [
            context(
                "To upload a file of your own values here, the app needs the scope `files:read`. "
                "Whoever runs Kudoscope can add it, or load the file for you with "
                "`kudoscope framework load`."
            )
        ]
    # slackblocks has no such element.
    return [
        {
            "type": "input",
            "block_id": ids.FRAMEWORK_FILE_BLOCK,
            "optional": True,
            "label": {"type": "plain_text", "text": "Or your own values, from a file"},
            "element": {"type": "file_input", "action_id": ids.INPUT, "max_files": 1},
            "hint": {
                "type": "plain_text",
                "text": "A file such as the command “kudoscope framework template” writes. It goes "
                "before what is chosen above, and is kept as a version of its own.",
            },
        }
    ]


def build_framework_changes(
    *, title: str, lines: Sequence[str], metadata: str, is_new: bool
) -> dict[str, Any]:
    """What moves and what is lost, before it is taken."""
    kept = " It is kept as a new version." if is_new else ""
    blocks: list[Block] = [
        section(f"*{escape(title)}* is to be used from now on.{kept}"),
        *(section(piece) for piece in pack_lines([f"• {line}" for line in lines])),
        context("What was given keeps the words it was given in. Nothing is changed yet."),
    ]
    return compose_modal(
        "What moves",
        blocks,
        callback_id=ids.FRAMEWORK_TAKE_FORM,
        private_metadata=metadata,
        submit="Take it",
        close="Back",
    )


def build_framework_refusal(reason: str) -> dict[str, Any]:
    """In the place of what was to be taken: why it was not."""
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Nothing was changed"},
        "close": {"type": "plain_text", "text": "Back"},
        "blocks": [section(escape(reason))._resolve() | {"block_id": NUMBERED}],
    }


def build_framework_taken(*, title: str, former: str) -> Content:
    """What whoever changed the framework is told directly."""
    text = (
        f"*{escape(title)}* is what people are thanked for from now on; `/kudos list` shows it. "
        "What was given keeps the words it was given in.\n"
        f"To go back: my Home, *Framework*, and choose *{escape(former)}*."
    )
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
    return "\n".join([*told, f"… and {left} faults more"] if left else told)
