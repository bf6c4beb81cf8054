"""The invariants: a database as the app leaves it breaks none, and every break is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from databases import Database
from db import (
    ChannelMember,
    Erasing,
    Kudos,
    KudosDraft,
    KudosMeToo,
    KudosRecipient,
    KudosTag,
    MeTooNotice,
    OutboxLane,
    OutboxMessage,
    TeamLeader,
    ThankedMessage,
    Workspace,
)
from factories import (
    NOW,
    make_channel,
    make_kudos,
    make_lane,
    make_message,
    make_person,
    make_reaction,
    make_team,
    make_workspace,
)
from services.team import SUPPORT, WINS, Team
from slackapp.cli import app
from slackapp.domain.kudos.kudos import MessageThanked
from slackapp.services.kudos.me_too import set_me_too
from slackapp.services.operate.verify import Finding, verify
from slackapp.services.workspace.admin_acts import record_act

Break = Callable[[Session, Team], object]


@pytest.fixture
def team(session: Session) -> Team:
    """A team in which kudos of every kind were given."""
    return fill(session)


def fill(session: Session) -> Team:
    team = Team(session)
    joined = team.give(session, place=SUPPORT).kudos
    set_me_too(
        session,
        workspace_id=team.workspace_id,
        person=team.view(session, team.cem),
        kudos_id=joined.kudos_id,
        wants=True,
        now=NOW,
    )
    said = MessageThanked(SUPPORT.slack_channel_id, "1.1", team.ben.slack_user_id, "Done")
    team.give(session, place=WINS, message="for what you did", thanked=said)
    for person, choice in ((team.ben, "ask"), (team.cem, "me")):
        person.announce = choice
    session.flush()
    team.give(session, place=SUPPORT)
    return team


def broken(session: Session) -> dict[str, Finding]:
    return {one.name: one for one in verify(session, now=NOW) if one.is_broken}


def test_kudos_as_the_app_stores_them_break_nothing(session: Session, team: Team) -> None:
    findings = verify(session, now=NOW)
    assert [one.name for one in findings if one.count] == []
    assert len({one.name for one in findings}) == len(findings) > 15


def test_an_empty_database_breaks_nothing(session: Session) -> None:
    assert broken(session) == {}


def _drop_posts(like: str) -> Break:
    def work(session: Session, _team: Team) -> None:
        session.execute(delete(OutboxMessage).where(OutboxMessage.dedupe_key.like(like)))

    return work


def _set(table: type, **values: object) -> Break:
    return lambda session, _team: session.execute(update(table).values(**values))


def _tell_held(session: Session, team: Team) -> None:
    kudos_id = session.scalar(select(Kudos.id).where(Kudos.announcement == "held"))
    lane = make_lane(session, workspace=team.row)
    make_message(session, lane=lane, kudos_id=kudos_id)


def _tell_again(session: Session, _team: Team) -> None:
    message = session.scalars(select(OutboxMessage).limit(1)).one()
    lane = session.get_one(OutboxLane, message.lane_id)
    make_message(session, lane=lane, kudos_id=message.kudos_id)


def _thank_nobody(session: Session, team: Team) -> None:
    make_kudos(session, giver=team.ana, recipients=[], announcement="none")


def _thank_many(session: Session, team: Team) -> None:
    people = [make_person(session, workspace=team.row) for _ in range(11)]
    make_kudos(session, giver=team.ana, recipients=people, announcement="held")


def _move_to_another_workspace(table: type) -> Break:
    def work(session: Session, _team: Team) -> None:
        other = make_workspace(session)
        session.execute(update(table).values(workspace_id=other.id))

    return work


def _keep_draft_astray(session: Session, team: Team) -> None:
    columns = {"slack_channel_id": "C1", "channel_name": "c", "created_at": NOW}
    other = make_workspace(session)
    session.add(
        KudosDraft(workspace_id=other.id, key="k", giver_id=team.ana.id, text="", **columns)
    )
    session.flush()


def _keep_erasing_somebody_who_takes_part(session: Session, team: Team) -> None:
    session.add(
        Erasing(
            person_id=team.ben.id,
            workspace_id=team.workspace_id,
            asked_at=NOW,
            due_at=NOW,
            tells_them=True,
        )
    )
    session.flush()


def _keep_reaction_astray(session: Session, team: Team) -> None:
    other = make_workspace(session)
    make_reaction(session, person=team.ana, workspace_id=other.id)


def _name_leader(session: Session, team: Team) -> None:
    make_team(session, channel=make_channel(session, workspace=team.row), leaders=[team.ana])


def _name_leader_astray(session: Session, team: Team) -> None:
    _name_leader(session, team)
    _move_to_another_workspace(TeamLeader)(session, team)


def _name_stranger_leader(session: Session, team: Team) -> None:
    other = make_workspace(session)
    channel = make_channel(session, workspace=other)
    make_team(session, channel=channel, leaders=[team.ana])


def _keep_act_astray(session: Session, team: Team) -> None:
    other = make_workspace(session)
    act = {"workspace_id": other.id, "actor_id": None, "kind": "leader_named", "now": NOW}
    record_act(session, **act, person_id=team.ana.id)


def _remember_strange_member(session: Session, team: Team) -> None:
    columns = {"slack_channel_id": "C0NOWHERE", "slack_user_id": "U1"}
    session.execute(insert(ChannelMember).values(workspace_id=team.workspace_id, **columns))


def _join_in_on_thanks(session: Session, _team: Team) -> None:
    joined = session.scalars(select(KudosMeToo)).one()
    values = {"kudos_id": joined.kudos_id, "person_id": joined.person_id, "announcement": "direct"}
    columns = {"workspace_id": joined.workspace_id, "position": 1}
    session.execute(insert(KudosRecipient).values(**values, **columns))


def _give_what_was_joined(session: Session, _team: Team) -> None:
    joined = session.scalars(select(KudosMeToo)).one()
    session.execute(
        update(Kudos).where(Kudos.id == joined.kudos_id).values(giver_id=joined.person_id)
    )


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("kudos_not_announced", _drop_posts("%:announcement")),
        ("kudos_not_announced", _set(OutboxMessage, state="cancelled")),
        ("recipient_not_told", _drop_posts("%:direct:%")),
        ("held_kudos_told", _tell_held),
        ("told_twice", _tell_again),
        ("post_not_recorded", _set(OutboxMessage, state="sent")),
        ("post_not_recorded", _set(OutboxMessage, slack_ts="1.1")),
        ("lane_asleep", _set(OutboxLane, due_at=None)),
        ("recipients_out_of_range", _thank_nobody),
        ("recipients_out_of_range", _thank_many),
        ("kudos_without_tag", lambda session, _team: session.execute(delete(KudosTag))),
        ("rows_misnumbered", _set(KudosTag, position=1)),
        ("rows_misnumbered", _set(KudosRecipient, position=4)),
        ("tier_wrong", _set(KudosTag, tier="leader")),
        ("tier_wrong", _set(KudosTag, tier_source="chosen")),
        ("tier_wrong", _set(KudosTag, behaviour_key="unheard-of")),
        ("tier_wrong", _set(KudosTag, competency_key="unheard-of")),
        ("tier_wrong", _set(KudosTag, framework_key="unheard-of")),
        ("word_wrong", _set(KudosTag, word_framework_key="twelve_zealous", word_key="win_win")),
        ("word_wrong", _set(KudosTag, word_framework_key="twelve_zealous", word_key="unheard-of")),
        ("word_wrong", _set(KudosTag, word_framework_key="unheard-of", word_key="win_win")),
        ("kudos_astray", _move_to_another_workspace(Kudos)),
        ("recipient_astray", _move_to_another_workspace(KudosRecipient)),
        ("tag_astray", _move_to_another_workspace(KudosTag)),
        ("message_astray", _move_to_another_workspace(OutboxMessage)),
        ("message_astray", _move_to_another_workspace(OutboxLane)),
        ("draft_astray", _keep_draft_astray),
        ("erasing_astray", _keep_erasing_somebody_who_takes_part),
        ("reaction_astray", _keep_reaction_astray),
        ("act_astray", _keep_act_astray),
        ("leader_astray", _name_leader_astray),
        ("leader_astray", _name_stranger_leader),
        ("thanked_message_astray", _move_to_another_workspace(ThankedMessage)),
        ("thanked_message_astray", _set(ThankedMessage, kudos_id=None)),
        ("channel_member_astray", _remember_strange_member),
        ("me_too_astray", _move_to_another_workspace(KudosMeToo)),
        ("me_too_astray", _move_to_another_workspace(MeTooNotice)),
        ("me_too_of_recipient", _join_in_on_thanks),
        ("me_too_of_recipient", _give_what_was_joined),
        ("framework_missing", _set(Workspace, framework_key="values@1")),
    ],
)
def test_what_must_not_be_is_found(session: Session, team: Team, name: str, spoil: Break) -> None:
    spoil(session, team)
    session.flush()
    finding = broken(session)[name]
    assert finding.count > 0
    assert 0 < len(finding.ids) <= 5


def test_a_leader_of_whom_an_older_version_wrote_no_workspace_is_no_break(
    session: Session, team: Team
) -> None:
    _name_leader(session, team)
    session.execute(update(TeamLeader).values(workspace_id=None))
    assert broken(session) == {}


def test_a_failed_message_and_a_lane_long_overdue_are_warnings(
    session: Session, team: Team
) -> None:
    session.execute(update(OutboxMessage).values(state="failed"))
    later = NOW + timedelta(hours=2)
    warnings = {one.name: one for one in verify(session, now=later) if one.count}
    assert set(warnings) == {"message_failed", "lane_overdue"}
    assert all(one.is_warning and not one.is_broken for one in warnings.values())


def run(database: Database, *arguments: str) -> tuple[int, str]:
    env = {"DATABASE_URL": database.url, "COLUMNS": "120"}
    result = CliRunner().invoke(app, ["verify", *arguments], env=env, catch_exceptions=False)
    return result.exit_code, result.stdout


def test_the_command_ends_with_0_while_nothing_is_broken(database: Database) -> None:
    with database.sessions.begin() as session:
        fill(session)
        session.execute(update(OutboxMessage).values(state="failed"))
    status, shown = run(database)
    assert status == 0
    assert "message_failed" in shown
    assert shown.endswith(" checks, 0 broken.\n")


def test_the_command_ends_with_1_and_shows_ids_but_no_words(database: Database) -> None:
    with database.sessions.begin() as session:
        fill(session)
        session.execute(delete(KudosTag))
        kudos_ids = [str(one) for one in session.scalars(select(Kudos.id).order_by(Kudos.id))]
        words = session.scalars(select(Kudos.message)).first()
    status, shown = run(database)
    assert (status, words in shown) == (1, False)
    assert "kudos_without_tag" in shown
    assert ", ".join(kudos_ids) in shown
    status, shown = run(database, "--json")
    report = json.loads(shown)
    found = {one["name"]: one for one in report["findings"] if one["count"]}
    assert (status, report["broken"]) == (1, 1)
    assert found["kudos_without_tag"]["ids"] == kudos_ids


def test_the_command_says_what_is_wrong_with_a_database_it_cannot_read() -> None:
    env = {"DATABASE_URL": "sqlite:///empty.db"}
    result = CliRunner().invoke(app, ["verify"], env=env, catch_exceptions=False)
    assert result.exit_code == 1
    assert "kudoscope migrate" in result.stderr
