"""What forms share: stored whole or not at all, and faults told at their fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy.orm import Session

from slackapp.domain.base.errors import NotAdmin
from slackapp.errors import UserFacingError
from slackapp.handlers.base.form_values import WrongField
from slackapp.handlers.base.people import get_actor
from slackapp.handlers.base.requests import Request, Submission
from slackapp.services.base.requests import record_request
from slackapp.services.workspace.people import PersonView, is_admin
from slackapp.tools import Tools


@dataclass(frozen=True, slots=True)
class FormAnswer:
    """What becomes of a form that was sent: another on top of it, in its place, or all closed."""

    action: Literal["push", "update", "clear"]
    view: dict[str, Any] | None = None


def answer_form(
    tools: Tools,
    submission: Submission,
    work: Callable[[Tools, Submission], FormAnswer | None],
    *,
    first_block_id: str,
) -> dict[str, Any]:
    """Do `work`, and give the answer to the form as Slack wants it.

    A WrongField is told at its field, any other UserFacingError at the form's first.
    """
    try:
        answer = work(tools, submission)
    except UserFacingError as error:
        block_id = error.block_id if isinstance(error, WrongField) else first_block_id
        return {"response_action": "errors", "errors": {block_id: str(error)}}
    if answer is None:
        return {}
    view = {} if answer.view is None else {"view": answer.view}
    return {"response_action": answer.action, **view}


def store_form(tools: Tools, submission: Submission, store: Callable[[Session], None]) -> None:
    """Store what a form says in one transaction; one that comes a second time does nothing."""
    with tools.sessions.begin() as session:
        if record_request(
            session,
            workspace_id=submission.workspace.workspace_id,
            request_key=submission.request_key,
            now=tools.clock(),
        ):
            store(session)


def get_admin(session: Session, request: Request) -> PersonView:
    """Whoever acts, an admin. Raises NotAdmin, for a form proves nothing about who submits it."""
    person = get_actor(session, request)
    if not is_admin(session, person_id=person.person_id):
        raise NotAdmin
    return person
