"""What a workspace's kudos may be read through: its own framework first, and the other ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import DigestPlan, OwnFramework, Team, Workspace
from slackapp.blocks.base.kit import escape
from slackapp.domain.base.alphabet import alphabetical
from slackapp.domain.command.through import match_framework
from slackapp.domain.workspace.errors import UnknownLens
from slackapp.frameworks.crosswalk import VERSION_SIGN, Lens, Read, family_of
from slackapp.frameworks.loader import FrameworkError
from slackapp.frameworks.model import Framework
from slackapp.services.workspace.frameworks import build_lens, find_framework

#: Of a name that was typed, so much is said again.
_LONGEST_TYPED = 60


@dataclass(frozen=True, slots=True)
class ChosenLens:
    """A lens that is read through, and whether it is the workspace's own framework."""

    lens: Lens
    is_own: bool

    @property
    def family(self) -> str:
        """Its key without a version, as settings and wishes hold it."""
        return family_of(self.lens.framework.key)

    @property
    def name(self) -> str | None:
        """The name that is told beside what was read through it; None for the own one."""
        return None if self.is_own else self.lens.framework.name


def list_lenses(session: Session, *, workspace_id: int) -> tuple[Framework, ...]:
    """All that the workspace may read through, its own framework first."""
    own = find_framework(
        session, workspace_id=workspace_id, key=_get_own_key(session, workspace_id)
    )
    newest = session.execute(
        select(OwnFramework.key, func.max(OwnFramework.version))
        .where(OwnFramework.workspace_id == workspace_id, OwnFramework.key != family_of(own.key))
        .group_by(OwnFramework.key)
        .order_by(OwnFramework.key)
    )
    others = [
        find_framework(session, workspace_id=workspace_id, key=f"{key}{VERSION_SIGN}{version}")
        for key, version in newest
    ]
    return (own, *own.lenses, *others)


def name_lenses(session: Session, *, workspace_id: int) -> tuple[tuple[str, str], ...]:
    """Key, without a version, and name of each, as menus offer them."""
    lenses = list_lenses(session, workspace_id=workspace_id)
    return tuple((family_of(one.key), one.name) for one in lenses)


def find_lens_by_words(session: Session, *, workspace_id: int, words: str) -> ChosenLens:
    """The lens that somebody named behind "through". Raises UnknownLens, which lists all."""
    lenses = list_lenses(session, workspace_id=workspace_id)
    found = match_framework(words, lenses)
    if found is None:
        typed = words if len(words) <= _LONGEST_TYPED else f"{words[:_LONGEST_TYPED]}…"
        names = [one.name.lower() for one in lenses]
        raise UnknownLens(escape(typed), [escape(name) for name in names])
    return _choose(session, workspace_id, found.key)


def read_lens_key(session: Session, *, workspace_id: int, through: str | None) -> str:
    """The key of the lens that those words behind "through" name; empty where there are none.

    Raises UnknownLens.
    """
    if through is None:
        return ""
    return find_lens_by_words(session, workspace_id=workspace_id, words=through).family


def open_lens(session: Session, *, workspace_id: int, key: str | None) -> ChosenLens:
    """The lens of a stored or sent key, without a version; any that is unknown is the own one."""
    return _choose(session, workspace_id, _find_key(session, workspace_id, key))


def open_channel_lens(session: Session, *, workspace_id: int, slack_channel_id: str) -> ChosenLens:
    """The lens that a channel's digest is read through."""
    key = session.scalar(
        select(DigestPlan.lens_key)
        .join(Team, Team.id == DigestPlan.team_id)
        .where(Team.workspace_id == workspace_id, Team.slack_channel_id == slack_channel_id)
    )
    return open_lens(session, workspace_id=workspace_id, key=key)


def choose_lens(
    session: Session, *, workspace_id: int, slack_channel_id: str, key: str
) -> ChosenLens:
    """The lens of that key; without one, that of the channel's digest."""
    if key:
        return open_lens(session, workspace_id=workspace_id, key=key)
    return open_channel_lens(session, workspace_id=workspace_id, slack_channel_id=slack_channel_id)


def list_apart(reads: Iterable[Read]) -> tuple[str, ...]:
    """The names of what has no counterpart, in alphabetical order."""
    return tuple(
        sorted({one.competency.name for one in reads if not one.has_counterpart}, key=alphabetical)
    )


def _choose(session: Session, workspace_id: int, key: str) -> ChosenLens:
    own_key = _get_own_key(session, workspace_id)
    return ChosenLens(build_lens(session, workspace_id=workspace_id, key=key), key == own_key)


def _get_own_key(session: Session, workspace_id: int) -> str:
    wanted = select(Workspace.framework_key).where(Workspace.id == workspace_id)
    return session.scalars(wanted).one()


def _find_key(session: Session, workspace_id: int, wanted: str | None) -> str:
    """The key with its version: the newest, or that of the workspace's own framework."""
    own_key = _get_own_key(session, workspace_id)
    family = family_of(wanted or "")
    if not family or family == family_of(own_key):
        return own_key
    version = session.scalar(
        select(func.max(OwnFramework.version)).where(
            OwnFramework.workspace_id == workspace_id, OwnFramework.key == family
        )
    )
    key = family if version is None else f"{family}{VERSION_SIGN}{version}"
    try:
        return find_framework(session, workspace_id=workspace_id, key=key).key
    except FrameworkError:
        return own_key
