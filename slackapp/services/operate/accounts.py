"""Finding whom an operator means, by Slack's ids."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import Person, Workspace
from slackapp.blocks.operate import words
from slackapp.errors import UserFacingError


class PersonNotFound(UserFacingError):
    """No such person, or several of them."""

    code = "person_not_found"


def find_account(
    session: Session, *, slack_user_id: str, slack_team_id: str | None
) -> tuple[int, int]:
    """Workspace and person of that Slack id. Raises PersonNotFound unless there is just one."""
    statement = (
        select(Person.workspace_id, Person.id, Workspace.slack_team_id)
        .join(Workspace, Workspace.id == Person.workspace_id)
        .where(Person.slack_user_id == slack_user_id)
    )
    if slack_team_id is not None:
        statement = statement.where(Workspace.slack_team_id == slack_team_id)
    rows = session.execute(statement).all()
    if not rows:
        raise PersonNotFound(words.say_not_stored(slack_user_id))
    if len(rows) > 1:
        teams = sorted(row.slack_team_id for row in rows)
        raise PersonNotFound(words.ask_which_workspace(slack_user_id, teams))
    return rows[0].workspace_id, rows[0].id
