"""What is stored about one person is given to them whole, and nothing of others with it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import AdminAct, AuditEntry, KudosRecipient, Reaction, ReflectionSchedule
from factories import (
    NOW,
    make_channel,
    make_kudos,
    make_me_too,
    make_prompt,
    make_reaction,
    make_reflection,
    make_schedule,
    make_team,
)
from services.team import Team
from slackapp.domain.base.digest_times import Month
from slackapp.domain.base.period import last_months
from slackapp.domain.kudos.kudos import MessageThanked
from slackapp.services.files.packet import ask_for_packet
from slackapp.services.files.personal_data import export_person
from slackapp.services.kudos.drafts import record_draft
from slackapp.services.kudos.taking_back import take_back
from slackapp.services.operate.accounts import PersonNotFound, find_account
from slackapp.services.operate.erasure import mark_erased
from slackapp.services.reflection.reflections import Answer, answer_prompt
from slackapp.services.workspace.admin_acts import record_act


@pytest.fixture
def team(session: Session) -> Team:
    """Ben has answered a question, shared it with Cem, and exchanged kudos with Ana."""
    team = Team(session)
    make_schedule(session, person=team.ben)
    prompt = make_prompt(session, person=team.ben)
    answer_prompt(
        session,
        person=team.view(session, team.ben),
        prompt_id=prompt.id,
        answer=Answer(4, "my own note", "my next step", team.view(session, team.cem)),
        now=NOW,
    )
    make_kudos(session, giver=team.ben, recipients=[team.ana], message="from Ben to Ana")
    make_kudos(session, giver=team.ana, recipients=[team.ben], message="from Ana to Ben")
    make_kudos(session, giver=team.ana, recipients=[team.ben, team.cem], message="to both")
    make_me_too(
        session, person=team.ben, kudos=make_kudos(session, giver=team.ana, recipients=[team.cem])
    )
    channel = make_channel(session, workspace=team.row, members=[team.ben])
    make_team(session, channel=channel, leaders=[team.ben])
    record_draft(
        session,
        workspace_id=team.workspace_id,
        giver=team.view(session, team.ben),
        text="my own draft",
        slack_channel_id=channel.slack_channel_id,
        channel_name="support",
        now=NOW,
    )
    make_reaction(session, person=team.ben)
    make_reaction(session, person=team.ana)
    ask_for_packet(
        session,
        workspace_id=team.workspace_id,
        slack_channel_id=channel.slack_channel_id,
        leader=team.view(session, team.ben),
        person=team.view(session, team.ben),
        period=last_months(3, Month(2026, 3)),
        now=NOW,
    )
    return team


def test_an_export_holds_everything_of_the_person(session: Session, team: Team) -> None:
    found = list(export_person(session, person_id=team.ben.id))
    kinds = [one["kind"] for one in found]
    assert kinds == [
        "person",
        "schedule",
        "prompt",
        "reflection",
        "reaction",
        "packet_request",
        "draft",
        "me_too",
        "member_of",
        "leads",
        "kudos_given",
        "kudos_received",
        "kudos_received",
    ]
    everything = json.dumps(found)
    for words in (
        "my own note",
        "my next step",
        "from Ben to Ana",
        "from Ana to Ben",
        "to both",
        "draft",
    ):
        assert words in everything


def of_kind(session: Session, team: Team, kind: str) -> list[dict[str, Any]]:
    found = export_person(session, person_id=team.ben.id)
    return [one for one in found if one["kind"] == kind]


def test_an_export_says_of_each_thing_what_is_stored(session: Session, team: Team) -> None:
    kudos = make_kudos(
        session,
        giver=team.ben,
        recipients=[team.ana, team.cem],
        competencies=("empathy/hears_feelings", "leadership"),
    )
    (person,) = of_kind(session, team, "person")
    assert (person["name"], person["created_at"]) == ("Ben", NOW.isoformat())
    assert person["erased_at"] is None and person["is_guest"] is False
    (me_too,) = of_kind(session, team, "me_too")
    assert (me_too["person_slack_id"], me_too["joined_at"]) == (
        team.ben.slack_user_id,
        NOW.isoformat(),
    )
    (schedule,) = of_kind(session, team, "schedule")
    assert (schedule["weekday"], schedule["next_due_at"]) == (4, NOW.isoformat())
    _, given = of_kind(session, team, "kudos_given")
    behaviours = given.pop("behaviours")
    assert len(behaviours) == 1
    assert given == {
        "kind": "kudos_given",
        "given_at": NOW.isoformat(),
        "kudos": kudos.id,
        "giver": team.ben.slack_user_id,
        "giver_name": "Ben",
        "recipients": [team.ana.slack_user_id, team.cem.slack_user_id],
        "recipient_names": ["Ana", "Cem"],
        "groups": [],
        "message": kudos.message,
        "visibility": "public",
        "slack_channel_id": kudos.slack_channel_id,
        "slack_thread_ts": None,
        "competencies": ["empathy", "leadership"],
        "tiers": ["basic", "leader"],
        "words": ["Empathy", "Leadership"],
    }
    received = of_kind(session, team, "kudos_received")
    assert {one["giver"] for one in received} == {team.ana.slack_user_id}
    session.delete(session.get_one(ReflectionSchedule, team.ben.id))
    session.flush()
    assert of_kind(session, team, "schedule") == []


def test_an_export_lists_all_of_a_kind_in_the_order_in_which_they_came(
    session: Session, team: Team
) -> None:
    other = Team(session)
    twin = other.add(session, slack_user_id=team.ben.slack_user_id)
    make_channel(session, workspace=other.row, slack_channel_id="C0ELSE", members=[twin])
    for name in ("C0B", "C0A"):
        channel = make_channel(
            session, workspace=team.row, slack_channel_id=name, members=[team.ben, team.cem]
        )
        make_team(session, channel=channel, leaders=[team.ben, team.cem])
    for channel in ("C0D", "C0C"):
        make_team(
            session,
            channel=make_channel(session, workspace=team.row, slack_channel_id=channel),
            leaders=[team.cem],
        )
    seen = [one["slack_channel_id"] for one in of_kind(session, team, "member_of")]
    assert seen[-2:] == ["C0A", "C0B"] and len(seen) == 3
    assert [one["slack_channel_id"] for one in of_kind(session, team, "leads")] == seen
    for number in (1, 2):
        make_reflection(
            session, prompt=make_prompt(session, person=team.ben), note=f"note {number}"
        )
    notes = [one["note"] for one in of_kind(session, team, "reflection")]
    assert notes == ["my own note", "note 1", "note 2"]
    prompts = [one["id"] for one in of_kind(session, team, "prompt")]
    assert prompts == sorted(prompts) and len(prompts) == 3
    for words in ("second", "third"):
        record_draft(
            session,
            workspace_id=team.workspace_id,
            giver=team.view(session, team.ben),
            text=words,
            slack_channel_id="C0A",
            channel_name="a",
            now=NOW,
        )
    assert [one["text"] for one in of_kind(session, team, "draft")][1:] == ["second", "third"]


def test_a_request_belongs_to_the_data_of_whoever_asked_and_of_whoever_was_asked(
    session: Session, team: Team
) -> None:
    channel = make_channel(session, workspace=team.row, members=[team.ben, team.cem])
    make_team(session, channel=channel, leaders=[team.ben, team.cem])
    pairs = [(team.ben, team.cem), (team.cem, team.ben), (team.cem, team.cem)]
    for leader, person in pairs:
        ask_for_packet(
            session,
            workspace_id=team.workspace_id,
            slack_channel_id=channel.slack_channel_id,
            leader=team.view(session, leader),
            person=team.view(session, person),
            period=last_months(3, Month(2026, 3)),
            now=NOW,
        )
    _, *found = of_kind(session, team, "packet_request")
    ids = [(leader.slack_user_id, person.slack_user_id) for leader, person in pairs[:2]]
    assert [(one["leader_slack_id"], one["person_slack_id"]) for one in found] == ids


def test_an_export_holds_words_as_people_read_them(session: Session, team: Team) -> None:
    said = f"R&amp;D, with <@{team.cem.slack_user_id}>: <mailto:a@b.com|a@b.com>"
    make_kudos(session, giver=team.cem, recipients=[team.ben], message=said)
    *_, last = export_person(session, person_id=team.ben.id)
    assert last["message"] == "R&D, with @Cem: a@b.com"


def test_an_export_tells_what_the_person_may_know(session: Session, team: Team) -> None:
    """Who did not want to be named beside them, and what is still held, is not theirs to know."""
    both = make_kudos(session, giver=team.ana, recipients=[team.ben, team.cem], message="to two")
    hidden = session.get_one(KudosRecipient, (both.id, team.cem.id))
    hidden.announcement = "direct"
    team.ben.announce = "me"
    make_kudos(session, giver=team.ana, recipients=[team.ben], message="held", announcement="held")
    session.flush()
    found = list(export_person(session, person_id=team.ben.id))
    (to_two,) = [one for one in found if one.get("message") == "to two"]
    assert to_two["recipients"] == [team.ben.slack_user_id]
    assert not [one for one in found if one.get("message") == "held"]


def test_an_export_holds_nothing_of_others(session: Session, team: Team) -> None:
    make_reflection(session, prompt=make_prompt(session, person=team.cem), note="only Cem's")
    make_kudos(session, giver=team.ana, recipients=[team.cem], message="from Ana to Cem")
    everything = json.dumps(list(export_person(session, person_id=team.ben.id)))
    assert "only Cem's" not in everything
    assert "from Ana to Cem" not in everything


def test_a_person_is_found_in_one_workspace_alone(session: Session, team: Team) -> None:
    other = Team(session)
    other.ana.slack_user_id = team.ben.slack_user_id
    session.flush()
    who = team.ben.slack_user_id
    teams = sorted([team.row.slack_team_id, other.row.slack_team_id])
    with pytest.raises(PersonNotFound, match=f"several workspaces: name one of {', '.join(teams)}"):
        find_account(session, slack_user_id=who, slack_team_id=None)
    with pytest.raises(PersonNotFound, match="Nobody"):
        find_account(session, slack_user_id="UNOBODY", slack_team_id=None)
    found = find_account(session, slack_user_id=who, slack_team_id=team.row.slack_team_id)
    assert found == (team.workspace_id, team.ben.id)


def test_what_somebody_took_back_is_theirs_until_they_are_erased(
    session: Session, team: Team
) -> None:
    kudos = team.give(session, team.cem, giver=team.ben).kudos
    take_back(
        session,
        workspace_id=team.workspace_id,
        actor=team.view(session, team.ben),
        kudos_id=kudos.kudos_id,
        now=NOW,
    )
    (entry,) = (
        one for one in export_person(session, person_id=team.ben.id) if one["kind"] == "audit_entry"
    )
    assert (entry["actor_slack_id"], entry["kudos_id"]) == (team.ben.slack_user_id, kudos.kudos_id)
    assert all(
        one["kind"] != "audit_entry" for one in export_person(session, person_id=team.cem.id)
    )

    mark_erased(session, person_id=team.ben.id, now=NOW)

    assert session.scalars(select(AuditEntry.actor_id)).all() == [None]
    assert session.scalars(select(Reaction.person_id)).all() == [team.ana.id]


def test_what_an_admin_did_names_nobody_who_was_erased(session: Session, team: Team) -> None:
    """Ben names Cem a leader, and Ana leads no longer."""
    here = {"workspace_id": team.workspace_id, "slack_channel_id": "C1", "now": NOW}
    by_ben = {"actor_id": team.ben.id, "person_id": team.cem.id}
    record_act(session, **here, **by_ben, kind="leader_named")
    record_act(session, **here, actor_id=None, person_id=team.ana.id, kind="leader_removed")
    for person, acts in (
        (team.ana, ["leader_removed"]),
        (team.ben, ["leader_named"]),
        (team.cem, ["leader_named"]),
    ):
        found = export_person(session, person_id=person.id)
        assert [one["act"] for one in found if one["kind"] == "admin_act"] == acts

    for person in (team.ben, team.cem):
        mark_erased(session, person_id=person.id, now=NOW)

    rows = select(AdminAct.actor_id, AdminAct.person_id).order_by(AdminAct.id)
    assert session.execute(rows).all() == [(None, None), (None, team.ana.id)]


def test_a_message_that_was_thanked_for_belongs_to_whoever_wrote_it(
    session: Session, team: Team
) -> None:
    said = MessageThanked("C1", "1.1", team.ben.slack_user_id, "It is done")
    team.give(session, team.ben, thanked=said)
    for person, text in ((team.ben, "It is done"), (team.ana, None)):
        found = export_person(session, person_id=person.id)
        (kept,) = [one for one in found if one["kind"] == "thanked_message"]
        assert (kept["slack_channel_id"], kept["slack_ts"], kept["text"]) == ("C1", "1.1", text)
    found = export_person(session, person_id=team.cem.id)
    assert "thanked_message" not in {one["kind"] for one in found}
