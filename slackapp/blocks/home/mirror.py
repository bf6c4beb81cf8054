"""The mirror on a Home, short; and in a window of its own with every name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from slackblocks import ActionsBlock, Button, HeaderBlock, Option, StaticSelectMenu

from slackapp.blocks import ids
from slackapp.blocks.base.kit import NUMBERED, AnyBlock, context, escape, plain, section
from slackapp.blocks.home.state import PERIODS
from slackapp.blocks.home.window import compose_window
from slackapp.blocks.home.words import mine as words
from slackapp.domain.profile.johari import View

#: What somebody sees in themselves, or others do; the other views are counted.
_SEEN = (View.BOTH, View.OTHERS, View.OWN)
#: So many names of each are shown on the Home.
_NAMES = 5

Mirror = Mapping[View, Sequence[str]]


def build_mirror(mirror: Mirror, months: int) -> list[AnyBlock]:
    """What both see, what others see, what the person sees, and how much else there is."""
    lines = [_say_first(view, mirror[view]) for view in _SEEN if mirror.get(view)]
    if not lines:
        lines.append(words.MIRROR_EMPTY)
    not_enough, not_yet = (len(mirror.get(view, ())) for view in (View.NOT_ENOUGH, View.NOT_YET))
    if not_enough or not_yet:
        lines.append(words.say_rest(not_enough, not_yet))
    options = [Option(plain(words.name_period(number)), str(number)) for number in PERIODS]
    period = StaticSelectMenu(
        action_id=ids.HOME_PERIOD,
        placeholder=words.PERIOD,
        options=options,
        initial_option=options[PERIODS.index(months)],
    )
    names = Button(words.SHOW_NAMES, action_id=ids.HOME_NAMES, value=str(months))
    return [
        HeaderBlock(words.MIRROR_TITLE),
        section(words.MIRROR_OF),
        section("\n".join(lines)),
        ActionsBlock([names, period], block_id=NUMBERED),
    ]


def build_names(mirror: Mirror, months: int) -> dict[str, Any]:
    """The window with all names."""
    texts = [
        words.say_names(view, len(mirror[view]), escape(", ".join(mirror[view])))
        for view in words.MIRROR_VIEWS
        if mirror.get(view)
    ]
    blocks = [*map(section, texts), context(words.MIRROR_NOTE)]
    return compose_window(words.MIRROR_TITLE, [section(words.name_months(months)), *blocks])


def _say_first(view: View, names: Sequence[str]) -> str:
    # One name more takes no more room than saying so.
    shown = _NAMES if len(names) > _NAMES + 1 else len(names)
    return words.say_view(view, escape(", ".join(names[:shown])), len(names) - shown)
