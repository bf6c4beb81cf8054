"""Whom a kudos thanks, as messages about it say so: people by mention, groups by their handle."""

from __future__ import annotations

from slackapp.blocks.base.words import join_words
from slackapp.blocks.kudos.words import groups as words
from slackapp.domain.kudos.kudos import KudosView


def name_thanked(kudos: KudosView) -> str:
    """Everybody whom it thanks, for somebody who knows of all of them: its giver, or an admin."""
    return join_words([*(one.mention for one in kudos.by_name), *name_groups(kudos)])


def name_groups(kudos: KudosView) -> list[str]:
    """The groups that it thanks, each with how many of its people; nobody is notified."""
    return [words.name_group(one.handle, one.people) for one in kudos.groups]
