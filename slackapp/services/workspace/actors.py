"""Whether somebody may do anything here: asked at the door, and again where something is stored."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from slackapp.blocks.workspace.words import actors as words
from slackapp.errors import UserFacingError
from slackapp.services.workspace.people import PersonView, find_people, record_people
from slackapp.services.workspace.workspaces import WorkspaceView


class Refused(UserFacingError):
    """Somebody may do nothing here; nothing is stored for them."""

    code = "refused"


class NotMet(Refused):
    """Somebody of whom neither we nor Slack can say who they are."""

    code = "not_met"

    def __init__(self) -> None:
        super().__init__(words.NOT_MET)


class NoPerson(Refused):
    """An app or a bot."""

    code = "no_person"

    def __init__(self) -> None:
        super().__init__(words.NO_PERSON)


class Deactivated(Refused):
    """An account that is switched off, as far as we were told."""

    code = "actor_deactivated"

    def __init__(self) -> None:
        super().__init__(words.DEACTIVATED)


class OfAnotherCompany(Refused):
    """Somebody of another company, who meets us in a shared channel."""

    code = "actor_stranger"

    def __init__(self) -> None:
        super().__init__(words.OF_ANOTHER_COMPANY)


class Erased(Refused):
    """Somebody who was erased; the text names the way back."""

    code = "erased"

    def __init__(self) -> None:
        super().__init__(words.ERASED)


def check_actor(person: PersonView | None) -> PersonView:
    """The person, if they may act. Raises Refused, in words for them, where not."""
    if person is None:
        raise NotMet
    if person.is_erased:
        raise Erased
    if person.is_bot:
        raise NoPerson
    if person.is_deactivated:
        raise Deactivated
    if person.is_stranger:
        raise OfAnotherCompany
    return person


def find_actor(session: Session, *, workspace_id: int, slack_user_id: str) -> PersonView:
    """Whoever acts, if they are known and may. Raises Refused."""
    found = find_people(
        session, workspace_id=workspace_id, slack_user_ids=[slack_user_id], who_act=True
    )
    return check_actor(found.get(slack_user_id))


def check_company(
    workspace: WorkspaceView,
    person: PersonView | None,
    *,
    slack_team_id: str | None,
    slack_enterprise_id: str | None,
) -> None:
    """Raise OfAnotherCompany where a request says that its person is at home elsewhere.

    In an organisation, somebody's home may be another workspace of it: then it is Slack's word of
    the person that counts, if we have it.
    """
    ours = {workspace.slack_team_id, workspace.slack_enterprise_id} - {None}
    if slack_team_id in (None, *ours):
        return
    if workspace.slack_enterprise_id is None:
        raise OfAnotherCompany
    is_colleague = person is not None and not person.is_stranger
    if slack_enterprise_id != workspace.slack_enterprise_id and not is_colleague:
        raise OfAnotherCompany


def meet_actor(
    session: Session,
    *,
    workspace: WorkspaceView,
    slack_user_id: str,
    user: dict[str, Any] | None,
    now: datetime,
) -> PersonView:
    """Store whoever acts for the first time, from Slack's user object, and return them.

    Raises Refused, and stores nothing, for whoever may not act, and where Slack did not say.
    """
    if user is None or user.get("id") != slack_user_id:
        raise NotMet
    with session.begin_nested():
        record_people(session, workspace=workspace, users=[user], now=now)
        return find_actor(session, workspace_id=workspace.workspace_id, slack_user_id=slack_user_id)
