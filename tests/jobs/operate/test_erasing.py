"""Erasing a person: what is theirs is gone, and so are they from what is others'."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from databases import Database
from db import (
    AdminAct,
    Base,
    ChannelMember,
    Erasing,
    Kudos,
    KudosMeToo,
    MeTooNotice,
    OutboxLane,
    OutboxMessage,
    Person,
    Reflection,
    ReflectionPrompt,
    ReflectionSchedule,
)
from factories import NOW, make_channel, make_prompt, make_schedule
from services.team import Team
from slackapp.domain.base.due_times import Rhythm
from slackapp.domain.kudos.kudos import ERASED_NAME
from slackapp.failpoints import arm, disarm_all
from slackapp.jobs import erasing, retention
from slackapp.jobs.erasing import erase
from slackapp.services.kudos.drafts import record_draft
from slackapp.services.kudos.kudos import KudosReceipt
from slackapp.services.kudos.me_too import set_me_too
from slackapp.services.kudos.me_too_notes import tell_joined
from slackapp.services.operate.erasing import (
    ERASED,
    StillErasing,
    begin_erasing,
    claim_erasing,
    readmit_person,
)
from slackapp.services.operate.erasure import Erased, list_swept
from slackapp.services.operate.verify import verify
from slackapp.services.reflection.reflections import Answer, answer_prompt
from slackapp.services.reflection.schedule import change_schedule
from slackapp.services.workspace.channels import record_members
from slackapp.services.workspace.people import record_people
from slackapp.tools import Tools
from toolbox import build_tools

WORDS = ("my own note", "my next step", "from Ben to Ana", "from Ana to Ben")


@pytest.fixture(autouse=True)
def _disarmed() -> Iterator[None]:
    yield
    disarm_all()


@pytest.fixture
def team(database: Database) -> Team:
    """Ben Berg answered, shared, gave and got; and others wrote of him."""
    with database.sessions.begin() as session:
        team = Team(session)
        team.ben.name = "Ben Berg"
        session.flush()
        make_schedule(session, person=team.ben)
        _answer(session, team, team.ben, Answer(4, "my own note", "my next step", None), team.cem)
        note = f"I asked <@{team.ben.slack_user_id}>, that is Ben Berg, for help."
        _answer(session, team, team.cem, Answer(3, note, None, None), team.ben)
        give = partial(team.give, session)
        give(team.ana, giver=team.ben, message="from Ben to Ana")
        give(team.ben, message="from Ana to Ben")
        give(team.ben, team.cem, message=f"to both, <@{team.ben.slack_user_id}>")
        give(
            team.cem, message=f"you helped <@{team.ben.slack_user_id}|ben> and Ben Berg's customer"
        )
        _join(session, team, give(team.cem, message="on which Ben joined in"))
        make_channel(
            session, workspace=team.row, members=[team.ana, team.ben], slack_channel_id="C0SUPPORT"
        )
        record_draft(
            session,
            workspace_id=team.workspace_id,
            giver=team.view(session, team.ana),
            text=f"<@{team.ben.slack_user_id}> great job",
            slack_channel_id="C0SUPPORT",
            channel_name="support",
            now=NOW,
        )
    return team


def _join(session: Session, team: Team, receipt: KudosReceipt) -> None:
    set_me_too(
        session,
        workspace_id=team.workspace_id,
        person=team.view(session, team.ben),
        kudos_id=receipt.kudos.kudos_id,
        wants=True,
        now=NOW,
        acts_in=receipt.kudos.slack_channel_id,
    )
    tell_joined(session, limit=9, now=NOW)


def _answer(session: Session, team: Team, person: Person, answer: Answer, reader: Person) -> None:
    prompt = make_prompt(session, person=person, reason="recognised", thanked_by="Ben Berg")
    shared = Answer(answer.frequency, answer.note, answer.next_step, team.view(session, reader))
    owner = team.view(session, person)
    answer_prompt(session, person=owner, prompt_id=prompt.id, answer=shared, now=NOW)


def erase_ben(database: Database, team: Team) -> Erased:
    return erase(database.sessions, lambda: NOW, person_id=team.ben.id)


def send_everything(database: Database) -> None:
    """As if Slack had taken all that waits."""
    with database.sessions.begin() as session:
        for message in session.scalars(select(OutboxMessage)).all():
            if message.state == "pending":
                message.state, message.settled_at = "sent", NOW
                message.slack_ts = f"1.{message.id}" if message.kind == "post" else None
        for lane in session.scalars(select(OutboxLane)).all():
            lane.due_at = None


def read_all(database: Database) -> str:
    """Every value of every table that the app can read, but the tombstone's id."""
    with database.sessions.read() as session:
        rows = [
            row
            for mapper in Base.registry.mappers
            for row in session.execute(select(mapper.local_table)).mappings()
        ]
    return "\n".join(
        str({key: value for key, value in row.items() if not is_tombstone(row, key)})
        for row in rows
    )


def is_tombstone(row: object, key: str) -> bool:
    return key == "slack_user_id" and "erased_at" in row and row["erased_at"]  # type: ignore


@pytest.mark.parametrize("was_sent", [False, True])
def test_no_word_name_or_id_of_the_person_is_left(
    database: Database, team: Team, was_sent: bool
) -> None:
    if was_sent:
        send_everything(database)
    erased = erase_ben(database, team)
    assert (erased.reflections, erased.prompts, erased.kudos_texts) == (1, 1, 2)
    send_everything(database)
    retention.run(_tools(database, at=NOW))
    everything = read_all(database)
    for trace in (*WORDS, "Ben Berg", team.ben.slack_user_id):
        assert trace not in everything, trace
    with database.sessions.read() as session:
        assert session.get_one(Person, team.ben.id).name == ERASED_NAME
        for table in (Reflection, ReflectionPrompt):
            assert session.scalar(select(func.count()).select_from(table)) == 1
        for table in (ReflectionSchedule, KudosMeToo, MeTooNotice):
            assert session.scalar(select(func.count()).select_from(table)) == 0
        assert [one.name for one in verify(session, now=NOW) if one.is_broken] == []


def test_what_is_others_stays_without_them(database: Database, team: Team) -> None:
    erase_ben(database, team)
    with database.sessions.read() as session:
        messages = set(session.scalars(select(Kudos.message)))
        assert messages == {
            "",
            "to both, somebody",
            "you helped somebody and somebody's customer",
            "on which Ben joined in",
        }
        note = session.scalars(select(Reflection.note)).one()
        assert note == "I asked somebody, that is somebody, for help."


def test_what_waits_for_its_turn_is_sent_without_them(database: Database, team: Team) -> None:
    erase_ben(database, team)
    with database.sessions.read() as session:
        waiting = [one for one in team.promises(session) if one.state == "pending"]
    assert waiting
    for one in waiting:
        shown = str(one.payload)
        assert not [trace for trace in (*WORDS, "Ben Berg") if trace in shown], one
        assert team.ben.slack_user_id not in shown
    announcements = [one.text for one in waiting if one.lane == "C0SUPPORT" and one.kind == "post"]
    assert "*Ana* thanked Somebody who left and" in announcements[2]


def test_whoever_a_reflection_was_shared_with_no_longer_reads_it(
    database: Database, team: Team
) -> None:
    send_everything(database)
    erase_ben(database, team)
    with database.sessions.read() as session:
        to_cem = [one for one in team.promises(session) if one.lane == team.cem.slack_user_id]
    assert any("no longer shares" in str(one.payload) for one in to_cem)


def test_who_shared_with_them_reads_that_they_no_longer_do(database: Database, team: Team) -> None:
    erase_ben(database, team)
    with database.sessions.read() as session:
        assert session.scalars(select(Reflection.shared_with_id)).all() == [None]


@pytest.mark.parametrize("place", ["erased_own", "erased_name"])
def test_an_erasing_that_died_is_ended_by_the_next(
    database: Database, team: Team, place: str
) -> None:
    class Died(Exception):
        pass

    def die() -> None:
        disarm_all()
        raise Died

    send_everything(database)
    arm(place, die)
    with pytest.raises(Died):
        erase_ben(database, team)
    erase_ben(database, team)
    send_everything(database)
    retention.run(_tools(database, at=NOW))
    everything = read_all(database)
    for trace in (*WORDS, "Ben Berg", team.ben.slack_user_id):
        assert trace not in everything, trace


@pytest.mark.parametrize("place", ["", "erased_own", "erased_name"])
def test_whoever_asked_for_it_themselves_is_told_when_it_is_done_whoever_died_meanwhile(
    database: Database, team: Team, place: str
) -> None:
    class Died(Exception):
        pass

    def die() -> None:
        disarm_all()
        raise Died

    send_everything(database)
    with database.sessions.begin() as session:
        begin_erasing(session, person_id=team.ben.id, due_at=NOW, tells_them=True, now=NOW)
    if place:
        arm(place, die)
    erasing.run(_tools(database, at=NOW))
    if place:
        # It is left alone for a minute, and for as long as somebody may be at it.
        with database.sessions.begin() as session, pytest.raises(StillErasing):
            readmit_person(session, person_id=team.ben.id)
        erasing.run(_tools(database, at=NOW + timedelta(minutes=9)))
        assert count_erasing(database) == 1
        erasing.run(_tools(database, at=NOW + timedelta(minutes=11)))
    assert count_erasing(database) == 0
    erasing.run(_tools(database, at=NOW + timedelta(hours=1)))
    with database.sessions.begin() as session:
        told = [one for one in team.promises(session) if one.lane == team.ben.slack_user_id]
        (done,) = [one for one in told if one.kind == "post" and one.state == "pending"]
        assert done.text.startswith("It is done")
        acts = session.scalars(select(AdminAct)).all()
        assert [(one.kind, one.actor_id, one.person_id, one.after) for one in acts] == [
            (ERASED, None, None, {"asked_by": "themselves"})
        ]
        readmit_person(session, person_id=team.ben.id)
    with database.sessions.read() as session:
        assert [one.name for one in verify(session, now=NOW) if one.is_broken] == []
    send_everything(database)
    retention.run(_tools(database, at=NOW))
    everything = read_all(database)
    for trace in (*WORDS, "Ben Berg"):
        assert trace not in everything, trace


def count_erasing(database: Database) -> int:
    with database.sessions.read() as session:
        return session.scalar(select(func.count()).select_from(Erasing)) or 0


def test_two_processes_are_not_at_the_same_erasing(database: Database, team: Team) -> None:
    until = NOW + timedelta(minutes=10)
    with database.sessions.begin() as session:
        for person in (team.ben, team.cem):
            begin_erasing(session, person_id=person.id, due_at=NOW, tells_them=True, now=NOW)
    claimed = []
    for _ in range(3):
        with database.sessions.begin() as session:
            claimed.append(claim_erasing(session, now=NOW, until=until))
    people = [(team.workspace_id, one.id) for one in (team.ben, team.cem)]
    assert claimed == [*people, None]


def test_every_column_of_words_is_looked_through() -> None:
    assert {str(column) for column in list_swept()} == {
        "kudos.message",
        "kudos_draft.response_url",
        "kudos_draft.text",
        "outbox_message.payload",
        "reflection.next_step",
        "reflection.note",
        "reflection_prompt.thanked_by",
        "thanked_message.text",
    }


def test_slack_does_not_bring_an_erased_person_back(database: Database, team: Team) -> None:
    erase_ben(database, team)
    who = team.ben.slack_user_id
    with database.sessions.begin() as session:
        user = {"id": who, "name": "ben", "real_name": "Ben Berg", "updated": 9}
        record_people(session, workspace=team.workspace, users=[user], now=NOW)
        record_members(
            session,
            workspace_id=team.workspace_id,
            slack_channel_id="C0SUPPORT",
            slack_user_ids=[who, team.ana.slack_user_id],
            now=NOW,
        )
    with database.sessions.read() as session:
        ben = session.get_one(Person, team.ben.id)
        assert (ben.name, ben.is_deactivated) == (ERASED_NAME, True)
        assert session.scalars(select(ChannelMember.slack_user_id)).all() == [
            team.ana.slack_user_id
        ]
    with database.sessions.begin() as session, pytest.raises(LookupError):
        change_schedule(
            session,
            person_id=team.ben.id,
            rhythm=Rhythm(1, 9),
            paused_until=None,
            is_off=False,
            wants_reminders=True,
            takes_leader_tier=False,
            now=NOW,
        )


def test_words_of_sent_messages_go_after_a_while(database: Database, team: Team) -> None:
    send_everything(database)
    retention.run(_tools(database, at=NOW + timedelta(days=29)))
    assert "from Ana to Ben" in _payloads(database)
    retention.run(_tools(database, at=NOW + timedelta(days=31)))
    assert "from Ana to Ben" not in _payloads(database)


def test_what_still_waits_keeps_its_words(database: Database, team: Team) -> None:
    retention.run(_tools(database, at=NOW + timedelta(days=31)))
    assert "from Ana to Ben" in _payloads(database)


def _payloads(database: Database) -> str:
    with database.sessions.read() as session:
        return "\n".join(session.scalars(select(OutboxMessage.payload)))


def _tools(database: Database, *, at: object) -> Tools:
    return build_tools(database.sessions, lambda: at)  # type: ignore[arg-type, return-value]
