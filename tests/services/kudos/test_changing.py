"""Changing a kudos: who may, for how long, and that all that told of it tells what it is now."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from databases import Database
from db import AuditEntry, KudosTag, OutboxMessage, Person
from factories import NOW
from services.races import all_at_once
from services.team import Team
from slackapp.domain.base.errors import NotYours
from slackapp.domain.kudos.errors import TooLateToTakeBack
from slackapp.domain.kudos.kudos import KudosView
from slackapp.frameworks.crosswalk import Counted
from slackapp.frameworks.loader import load_builtin
from slackapp.services.kudos.changing import change_kudos
from slackapp.services.kudos.kudos import get_kudos
from slackapp.services.operate.verify import verify
from slackapp.services.privacy.expiry import empty_kudos

HOUR = timedelta(hours=1)


@pytest.fixture
def team(session: Session) -> Team:
    return Team(session)


def name(key: str) -> Counted:
    competency = load_builtin().find_competency(key)
    assert competency is not None
    return Counted("ecf", competency)


def change(
    session: Session,
    team: Team,
    kudos: KudosView,
    by: Person,
    *keys: str,
    message: str = "in other words",
    after: timedelta = HOUR,
    request_key: str = "change",
) -> KudosView:
    return change_kudos(
        session,
        workspace_id=team.workspace_id,
        actor=team.view(session, by),
        kudos_id=kudos.kudos_id,
        named=tuple(map(name, keys)),
        message=message,
        request_key=request_key,
        now=NOW + after,
    )


def list_messages(session: Session, kind: str) -> list[str]:
    wanted = select(OutboxMessage.payload).where(OutboxMessage.kind == kind)
    return list(session.scalars(wanted.order_by(OutboxMessage.id)))


def count_entries(session: Session) -> int:
    wanted = select(func.count()).where(AuditEntry.kind == "changed")
    return session.scalar(wanted) or 0


def test_the_giver_gives_it_other_words_and_competencies(session: Session, team: Team) -> None:
    kudos = team.give(session, team.ben).kudos

    changed = change(session, team, kudos, team.ana, "initiative", "communication")

    assert changed == get_kudos(session, workspace_id=team.workspace_id, kudos_id=kudos.kudos_id)
    assert [one.name for one in changed.tags] == ["Initiative", "Communication"]
    assert (changed.message, changed.recipients) == ("in other words", kudos.recipients)
    # What waits to be posted says so already, and what is posted follows.
    for payload in (*list_messages(session, "post"), *list_messages(session, "update")):
        assert "in other words" in payload and "Initiative" in payload
    assert count_entries(session) == 1
    assert [one for one in verify(session, now=NOW) if not one.is_warning and one.count] == []


def test_what_says_the_same_is_no_change(session: Session, team: Team) -> None:
    kudos = team.give(session, team.ben).kudos
    keys = [one.competency.key for one in kudos.tags]
    change(session, team, kudos, team.ana, *keys, message=kudos.message)
    assert (count_entries(session), list_messages(session, "update")) == (0, [])


def test_only_the_giver_and_admins_may_and_the_giver_for_a_day(
    session: Session, team: Team
) -> None:
    kudos = team.give(session, team.ben).kudos
    for other in (team.ben, team.cem):
        with pytest.raises(NotYours):
            change(session, team, kudos, other, "initiative")
    with pytest.raises(TooLateToTakeBack):
        change(session, team, kudos, team.ana, "initiative", after=25 * HOUR)
    team.cem.is_admin = True
    session.flush()
    change(session, team, kudos, team.cem, "initiative", after=25 * HOUR)
    assert count_entries(session) == 1


def test_changes_at_once_leave_one_whole_kudos(database: Database) -> None:
    with database.sessions.begin() as session:
        team = Team(session)
        kudos = team.give(session, team.ben).kudos
    keys = ("initiative", "communication", "self_control")

    def change_to(number: int, session: Session) -> KudosView:
        words, which = f"words {number}", keys[: number % 3 + 1]
        key = f"change{number}"
        return change(session, team, kudos, team.ana, *which, message=words, request_key=key)

    works = [partial(change_to, number) for number in range(20)]
    assert not any(isinstance(one, Exception) for one in all_at_once(database, works))

    with database.sessions.read() as session:
        left = get_kudos(session, workspace_id=team.workspace_id, kudos_id=kudos.kudos_id)
        number = int(left.message.removeprefix("words "))
        assert [one.competency.key for one in left.tags] == list(keys[: number % 3 + 1])
        assert session.scalar(select(func.count()).select_from(KudosTag)) == len(left.tags)
        assert [one for one in verify(session, now=NOW) if not one.is_warning and one.count] == []


def test_words_that_went_for_their_age_go_again_once_somebody_writes_others(
    session: Session, team: Team
) -> None:
    kudos = team.give(session, team.ben).kudos
    whose = {"workspace_id": team.workspace_id, "before": NOW + HOUR, "ids": [kudos.kudos_id]}
    assert (empty_kudos(session, **whose), empty_kudos(session, **whose)) == (1, 0)
    change(session, team, kudos, team.ana, "empathy", message="in other words")
    assert empty_kudos(session, **whose) == 1
