"""The weekly round: prompts for whoever is due, in pages; and what was put off until now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.orm import Session

from db import SessionFactory
from slackapp.clock import Clock
from slackapp.failpoints import failpoint
from slackapp.jobs.units import Units, work_off
from slackapp.pacing import MustWait
from slackapp.services.base.units import Among
from slackapp.services.outbox.claims import ClaimedMessage
from slackapp.services.reflection.claim import (
    ClaimedPage,
    DueGroup,
    claim_page,
    count_left_today,
    find_due_group,
    list_page,
)
from slackapp.services.reflection.prompts import Later, ask_again, draw_prompt, list_again
from slackapp.tools import Tools

log = structlog.get_logger(__name__)

#: People a transaction: on SQLite nobody else writes for about 100 ms meanwhile.
_PAGE = 2_000
#: Prompts a transaction that are asked again, one by one.
_AGAIN_PAGE = 100


@dataclass(frozen=True, slots=True)
class Round:
    """How many prompts a tick promised, and how many came too late to be sent."""

    promised: int
    missed: int


def run(tools: Tools, observe: Callable[[str, int], None]) -> None:
    """Ask whoever is due; `observe` is told how many prompts were promised, and missed."""
    try:
        done = record_due(tools.sessions, tools.clock())
        if done.promised or done.missed:
            log.info("prompts_recorded", promised=done.promised, missed=done.missed)
        observe("promised", done.promised)
        observe("missed", done.missed)
    finally:
        _ask_again(tools)
        tools.wake_delivery()


def _ask_again(tools: Tools) -> None:
    def work(session: Session, among: Among, limit: int) -> int:
        again = ask_again(session, limit=limit, now=tools.clock(), among=among)
        failpoint("again_before_commit")
        return again

    work_off(
        Units(tools.sessions, tools.clock, "question_again"),
        tools.sessions,
        work=work,
        list_units=lambda session, among, limit: list_again(
            session, limit=limit, now=tools.clock(), among=among
        ),
        page=_AGAIN_PAGE,
    )


def record_due(sessions: SessionFactory, now: datetime) -> Round:
    """Record the prompts of everybody who is due by then, page by page."""
    people = Units(sessions, lambda: now, "question")
    groups = Units(sessions, lambda: now, "question_group")
    promised = missed = 0
    #: Workspaces whose daily cap is reached: their people wait for tomorrow.
    full: set[int] = set()
    #: Groups whose next moment cannot be computed.
    broken: set[DueGroup] = set()
    while True:
        with sessions.read() as session:
            group = find_due_group(
                session, now=now, passing_over=full, but=broken, among=people.others
            )
        if group is None:
            break
        if not _is_sound(groups, group):
            broken.add(group)
            continue
        before = people.others
        page = _claim(sessions, people, group, now)
        if not (page.promised or page.missed) and people.others == before:
            # The cap is reached, or another process has the rest of them in hand.
            full.add(group.workspace_id)
        promised, missed = promised + page.promised, missed + page.missed
    return Round(promised, missed)


def _is_sound(groups: Units, group: DueGroup) -> bool:
    """Whether what all people of the group share can be computed."""
    is_sound = False
    if not groups.is_left_alone(group.key):
        with groups.guard(group.workspace_id, group.key):
            is_sound = bool(group.iso_week and group.next_due_at)
    return is_sound


def _claim(sessions: SessionFactory, people: Units, group: DueGroup, now: datetime) -> ClaimedPage:
    try:
        with sessions.begin() as session:
            limit = _find_limit(session, group, now)
            page = claim_page(session, group, limit=limit, now=now, among=people.others)
            failpoint("prompts_before_commit")
        failpoint("prompts_after_commit")
        return page
    except Exception as error:
        log.warning("page_failed", error=type(error).__name__, workspace_id=group.workspace_id)
        return _claim_singly(sessions, people, group, now)


def _claim_singly(
    sessions: SessionFactory, people: Units, group: DueGroup, now: datetime
) -> ClaimedPage:
    """Claim the people of a page one by one, as one of them keeps the others from being asked."""
    promised = missed = 0
    with sessions.read() as session:
        person_ids = list_page(session, group, limit=_PAGE, among=people.others)
    for person_id in person_ids:
        with people.guard(group.workspace_id, person_id), sessions.begin() as session:
            limit = min(_find_limit(session, group, now), 1)
            one = claim_page(session, group, limit=limit, now=now, among=Among(only=person_id))
            promised, missed = promised + one.promised, missed + one.missed
    return ClaimedPage(promised, missed)


def _find_limit(session: Session, group: DueGroup, now: datetime) -> int:
    # What comes too late is only counted, whatever the cap says.
    left = (
        None
        if group.is_late(now)
        else count_left_today(session, workspace_id=group.workspace_id, now=now)
    )
    return _PAGE if left is None else min(left, _PAGE)


class PromptDrawer:
    """Draws the messages of prompts when their turn to be sent has come."""

    def __init__(self, sessions: SessionFactory, clock: Clock) -> None:
        self._sessions = sessions
        self._clock = clock

    def draw(self, claimed: ClaimedMessage) -> dict[str, Any] | None:
        """What to post; None when it is no longer wanted. Raises MustWait for the right hour."""
        assert claimed.prompt_id is not None
        with self._sessions.begin() as session:
            drawn = draw_prompt(
                session,
                message_id=claimed.message_id,
                prompt_id=claimed.prompt_id,
                now=self._clock(),
            )
        failpoint("prompt_drawn")
        if isinstance(drawn, Later):
            raise MustWait(None, drawn.start_at)
        return None if drawn is None else drawn.payload
