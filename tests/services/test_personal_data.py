"""What is stored about one person: whole when it is given to them, gone when it is erased."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import Base, Kudos, Reflection, ReflectionPrompt, ReflectionSchedule
from factories import NOW, make_kudos, make_prompt, make_reflection, make_schedule
from services.team import Team
from slackapp.domain.due_times import Rhythm
from slackapp.services.people import record_people
from slackapp.services.personal_data import (
    ERASED_NAME,
    PersonNotFound,
    erase_person,
    export_person,
    find_account,
)
from slackapp.services.reflection_schedule import change_schedule
from slackapp.services.reflections import Answer, answer_prompt


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
    return team


def test_an_export_holds_everything_of_the_person(session: Session, team: Team) -> None:
    found = list(export_person(session, person_id=team.ben.id))
    kinds = [one["kind"] for one in found]
    assert kinds == [
        "person",
        "schedule",
        "prompt",
        "reflection",
        "kudos_given",
        "kudos_received",
        "kudos_received",
    ]
    everything = json.dumps(found)
    for words in ("my own note", "my next step", "from Ben to Ana", "from Ana to Ben", "to both"):
        assert words in everything


def test_an_export_holds_words_as_people_read_them(session: Session, team: Team) -> None:
    said = f"R&amp;D, with <@{team.cem.slack_user_id}>: <mailto:a@b.com|a@b.com>"
    make_kudos(session, giver=team.cem, recipients=[team.ben], message=said)
    *_, last = export_person(session, person_id=team.ben.id)
    assert last["message"] == "R&D, with @Cem: a@b.com"


def test_an_export_holds_nothing_of_others(session: Session, team: Team) -> None:
    make_reflection(session, prompt=make_prompt(session, person=team.cem), note="only Cem's")
    make_kudos(session, giver=team.ana, recipients=[team.cem], message="from Ana to Cem")
    everything = json.dumps(list(export_person(session, person_id=team.ben.id)))
    assert "only Cem's" not in everything
    assert "from Ana to Cem" not in everything


def test_erasing_leaves_no_word_of_the_person(session: Session, team: Team) -> None:
    erased = erase_person(session, person_id=team.ben.id, now=NOW)
    assert (erased.reflections, erased.prompts, erased.kudos_texts) == (1, 1, 2)
    everything = _read_all(session)
    for words in ("my own note", "my next step", "from Ben to Ana", "from Ana to Ben", "Ben"):
        assert words not in everything, words
    for table in (Reflection, ReflectionPrompt, ReflectionSchedule):
        assert session.scalar(select(func.count()).select_from(table)) == 0


def test_erasing_keeps_what_is_others(session: Session, team: Team) -> None:
    erase_person(session, person_id=team.ben.id, now=NOW)
    assert "to both" in _read_all(session)
    assert session.scalar(select(func.count()).select_from(Kudos)) == 3
    session.refresh(team.ben)
    assert team.ben.name == ERASED_NAME


def test_whoever_a_reflection_was_shared_with_no_longer_reads_it(
    session: Session, team: Team
) -> None:
    erase_person(session, person_id=team.ben.id, now=NOW)
    to_cem = [one for one in team.promises(session) if one.lane == team.cem.slack_user_id]
    assert all("my own note" not in one.text for one in to_cem)
    assert "no longer shares" in to_cem[-1].text


def test_slack_does_not_bring_an_erased_person_back(session: Session, team: Team) -> None:
    erase_person(session, person_id=team.ben.id, now=NOW)
    user = {"id": team.ben.slack_user_id, "name": "ben", "real_name": "Ben", "updated": 9}
    record_people(session, workspace=team.workspace, users=[user], now=NOW)
    session.refresh(team.ben)
    assert (team.ben.name, team.ben.is_deactivated) == (ERASED_NAME, True)
    with pytest.raises(LookupError):
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


def _read_all(session: Session) -> str:
    """Every value of every table that the app can read."""
    session.flush()
    session.expire_all()
    rows = []
    for mapper in Base.registry.mappers:
        rows += session.execute(select(mapper.local_table)).all()
    return "\n".join(map(str, rows))
