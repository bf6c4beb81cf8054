"""What is stored about somebody, told to them, with a copy of it and the way out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from slackblocks import ActionsBlock, Button, Element

from slackapp.blocks import ids
from slackapp.blocks.base.kit import NUMBERED, AnyBlock, Content, compose, section
from slackapp.blocks.privacy.words import privacy as words


def build_privacy(*, stored: Iterable[str], readers: Iterable[str], ages: Iterable[str]) -> Content:
    """The three lists, a line for each thing, and the buttons."""
    parts = {
        words.TITLE: stored,
        words.READERS_TITLE: readers,
        words.AGES_TITLE: ages,
    }
    told = [_list_under(title, lines) for title, lines in parts.items()]
    blocks: list[AnyBlock] = [*map(section, told), build_privacy_buttons()]
    return compose("\n\n".join(told), blocks)


def build_stored_section(counts: Mapping[str, int]) -> list[AnyBlock]:
    """The same in short, for the Home: one line, and the buttons."""
    return [section(words.say_in_short(counts)), build_privacy_buttons()]


def build_privacy_buttons() -> ActionsBlock:
    """A copy in each form, and the question before erasing."""
    copies: list[Element] = [
        Button(
            f"{words.COPY_TITLE}: {name}" if number == 0 else name,
            action_id=f"{ids.COPY}:{form}",
            value=form,
        )
        for number, (form, name) in enumerate(words.COPY_FORMS.items())
    ]
    erase = Button(words.ERASE_ME, action_id=ids.ERASE_ME, style="danger")
    return ActionsBlock([*copies, erase], block_id=NUMBERED)


def _list_under(title: str, lines: Iterable[str]) -> str:
    return "\n".join([f"*{title}*", *(f"• {line}" for line in lines)])
