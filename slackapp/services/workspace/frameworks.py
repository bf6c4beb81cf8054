"""The one place that knows a workspace's framework, and the other vocabularies beside it."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import OwnFramework
from slackapp.blocks.workspace.words import framework as words
from slackapp.frameworks.crosswalk import VERSION_SIGN, Lens, with_practices
from slackapp.frameworks.loader import (
    ECF_KEY,
    FrameworkError,
    builtin_keys,
    load_builtin,
    parse_kept,
)
from slackapp.frameworks.model import Framework

#: The order in which vocabularies are asked for a word that several have. Others come last.
_ORDER = (ECF_KEY, "twelve_zealous", "five_core_strengths", "service_personnel")
#: Digits; as many as a column of numbers holds.
_LONGEST_NUMBER = 10
#: More than the versions of own frameworks that one process meets in an hour.
_MOST_KEPT = 256


def find_framework(session: Session, *, workspace_id: int, key: str) -> Framework:
    """The framework of a stored key, with the vocabularies that are understood beside it.

    Raises FrameworkError where the workspace has none of that key.
    """
    if VERSION_SIGN not in key:
        return get_builtin(key)
    # A version never changes; a session may not see one that another has not committed.
    known: dict[tuple[int, str], Framework] = session.info.setdefault("frameworks", {})
    if (workspace_id, key) not in known:
        family, _, version = key.partition(VERSION_SIGN)
        content = session.scalar(
            select(OwnFramework.content).where(
                OwnFramework.workspace_id == workspace_id,
                OwnFramework.key == family,
                OwnFramework.version == read_version(version),
            )
        )
        if content is None:
            raise FrameworkError(words.say_not_here(key))
        known[workspace_id, key] = read_own(content, key)
    return known[workspace_id, key]


def read_version(text: str) -> int:
    """The number of a version; 0, which none has, for whatever else stands behind a key."""
    is_number = text.isascii() and text.isdecimal() and len(text) < _LONGEST_NUMBER
    return int(text) if is_number and str(int(text)) == text else 0


@lru_cache
def get_builtin(key: str = ECF_KEY) -> Framework:
    """A framework that comes with Kudoscope, with the others beside it. Raises FrameworkError."""
    return _with_lenses(load_builtin(key))


@lru_cache(maxsize=_MOST_KEPT)
def read_own(content: str, key: str) -> Framework:
    """A workspace's own framework from its file, under the key that is stored with kudos."""
    return _with_lenses(replace(parse_kept(content, key), key=key))


def _with_lenses(framework: Framework) -> Framework:
    keys = sorted(builtin_keys(), key=lambda key: _ORDER.index(key) if key in _ORDER else 99)
    lenses = tuple(load_builtin(key) for key in keys if key != framework.key)
    return replace(with_practices(framework), lenses=lenses)


def build_lens(session: Session, *, workspace_id: int, key: str) -> Lens:
    """Reads the workspace's tags through the framework of that key. Raises FrameworkError."""
    load = partial(_load, session, workspace_id)
    return Lens(load(key), load)


def _load(session: Session, workspace_id: int, key: str) -> Framework:
    return find_framework(session, workspace_id=workspace_id, key=key)


def read_as_ecf(session: Session, *, workspace_id: int, framework_key: str, key: str) -> str:
    """The key of the ECF competency that a stored competency counts as; its own without one."""
    if framework_key == ECF_KEY:
        return key
    framework = find_framework(session, workspace_id=workspace_id, key=framework_key)
    competency = framework.find_competency(key)
    return competency.stands_for if competency else key
