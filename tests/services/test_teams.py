"""The leaders of a team stand where people look for them, on either database."""

from __future__ import annotations

from sqlalchemy.orm import Session

from factories import make_channel, make_person, make_workspace
from slackapp.services.teams import list_leaders, list_own_leaders, set_leaders


def test_leaders_are_listed_by_name_whatever_the_database_makes_of_letters(
    session: Session,
) -> None:
    workspace = make_workspace(session)
    names = ["Zoë", "Emma", "émile", "Örjan"]
    people = [make_person(session, workspace=workspace, name=name) for name in names]
    ana = make_person(session, workspace=workspace, name="Ana")
    channel = make_channel(session, workspace=workspace, members=[*people, ana])
    where = {"workspace_id": workspace.id, "slack_channel_id": channel.slack_channel_id}
    set_leaders(session, **where, person_ids=[one.id for one in people])
    of_channel = list_leaders(session, **where)
    of_ana = list_own_leaders(session, workspace_id=workspace.id, slack_user_id=ana.slack_user_id)
    assert [one.name for one in of_channel] == ["émile", "Emma", "Örjan", "Zoë"]
    assert of_ana == of_channel
