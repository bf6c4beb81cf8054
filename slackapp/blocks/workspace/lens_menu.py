"""The menu of the vocabularies that something may be read through."""

from __future__ import annotations

from collections.abc import Sequence

from slackblocks import Option

from slackapp.blocks.base.kit import plain, shorten

#: Slack's limits on a menu: options, and the characters of each.
_OPTIONS, _LONGEST_OPTION = 100, 75


def build_lens_options(lenses: Sequence[tuple[str, str]]) -> list[Option]:
    """An option for each key and name, as far as a menu holds them."""
    return [Option(plain(shorten(name, _LONGEST_OPTION)), key) for key, name in lenses[:_OPTIONS]]
