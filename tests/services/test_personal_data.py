"""What is stored about one person is given to them whole, and nothing of others with it."""

from __future__ import annotations

import json

import pytest
from sqlalchemy.orm import Session

from db import KudosRecipient
from factories import (
    NOW,
    make_channel,
    make_kudos,
    make_prompt,
    make_reflection,
    make_schedule,
    make_team,
)
from services.team import Team
from slackapp.domain.digest_times import Month
from slackapp.domain.period import last_months
from slackapp.services.drafts import record_draft
from slackapp.services.personal_data import PersonNotFound, export_person, find_account
from slackapp.services.reflections import Answer, answer_prompt
from slackapp.services.review_packet import ask_for_packet


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
        "packet_request",
        "draft",
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
    with pytest.raises(PersonNotFound, match="several workspaces"):
        find_account(session, slack_user_id=who, slack_team_id=None)
    with pytest.raises(PersonNotFound, match="Nobody"):
        find_account(session, slack_user_id="UNOBODY", slack_team_id=None)
    found = find_account(session, slack_user_id=who, slack_team_id=team.row.slack_team_id)
    assert found == (team.workspace_id, team.ben.id)
