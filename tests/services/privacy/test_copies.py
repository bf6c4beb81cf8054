"""A copy of what is stored goes to whoever asked for it, one of a form at a time."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from db import OutboxMessage
from factories import NOW
from services.team import Team
from slackapp.domain.base.errors import NotYours
from slackapp.services.files.export import Format
from slackapp.services.files.files import write_file
from slackapp.services.operate.erasure import mark_erased
from slackapp.services.privacy.copies import promise_copy


def ask(session: Session, team: Team, form: Format, key: str) -> bool:
    return promise_copy(
        session,
        workspace_id=team.workspace_id,
        person=team.view(session, team.ben),
        form=form,
        request_key=key,
        now=NOW,
    )


def test_one_of_a_form_is_on_its_way_at_a_time(session: Session) -> None:
    team, other = Team(session), Team(session)
    other.ben.slack_user_id = team.ben.slack_user_id
    session.flush()
    assert ask(session, team, "csv", "1")
    assert not ask(session, team, "csv", "2")
    assert ask(session, team, "xlsx", "3")
    # Somebody of the same id in another workspace is somebody else.
    assert ask(session, other, "csv", "4")
    session.execute(update(OutboxMessage).values(state="sent"))
    assert ask(session, team, "csv", "5")
    lanes = [one.lane for one in team.promises(session)]
    assert lanes == [team.ben.slack_user_id] * 3


def test_whoever_was_erased_meanwhile_gets_no_copy(session: Session) -> None:
    team = Team(session)
    mark_erased(session, person_id=team.ben.id, now=NOW)
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    with pytest.raises(NotYours):
        write_file(
            out,
            session,
            workspace_id=team.workspace_id,
            slack_user_id=team.ben.slack_user_id,
            payload={"kind": "own_data", "first": None, "last": 202603, "form": "json"},
            proven_since=NOW,
        )
