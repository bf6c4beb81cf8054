"""What forms share: stored whole or not at all, and faults told at their fields."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from slack_bolt import Ack
from sqlalchemy.orm import Session

from slackapp.blocks.number_field import LONGEST_NUMBER, NumberField
from slackapp.context import Context
from slackapp.errors import NotAdmin, UserFacingError
from slackapp.handlers.form_values import read_text
from slackapp.handlers.home import show_home
from slackapp.handlers.reply import find_clicker
from slackapp.services.people import PersonView, is_admin
from slackapp.services.requests import record_request
from slackapp.services.workspaces import WorkspaceView

#: Stores what a person submitted, given the form's values and the time.
Store = Callable[[Session, WorkspaceView, PersonView, dict[str, Any], datetime], None]


class WrongField(UserFacingError):
    """A field of a form cannot be stored; `block_id` says which."""

    code = "wrong_field"

    def __init__(self, block_id: str, text: str) -> None:
        super().__init__(text)
        self.block_id = block_id


def store_form(
    tools: Context,
    ack: Ack,
    workspace: WorkspaceView,
    body: dict[str, Any],
    store: Store,
    *,
    first_block_id: str,
    is_on_home: bool = True,
) -> None:
    """Validate and commit, show the Home anew where it tells of what was stored, then ack.

    A WrongField is told at its field, any other UserFacingError at the form's first.
    """
    view = body["view"]
    try:
        with tools.sessions.begin() as session:
            if record_request(
                session,
                workspace_id=workspace.workspace_id,
                request_key=f"view:{view['id']}:{view.get('hash', '')}",
                now=tools.clock(),
            ):
                person = find_clicker(session, workspace, body)
                store(session, workspace, person, view["state"]["values"], tools.clock())
    except UserFacingError as error:
        block_id = error.block_id if isinstance(error, WrongField) else first_block_id
        ack(response_action="errors", errors={block_id: str(error)})
        return
    if is_on_home:
        show_home(tools, workspace, body["user"]["id"])
    ack()


def check_admin(session: Session, person: PersonView) -> None:
    """Raise NotAdmin for whoever is none; a form proves nothing about who submits it."""
    if not is_admin(session, person_id=person.person_id):
        raise NotAdmin


def read_number(values: dict[str, Any], field: NumberField) -> int:
    """The number in that field. Raises WrongField for anything that it does not take."""
    text = read_text(values, field.block_id)
    is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    if not (is_number and field.lowest <= int(text) <= field.highest):
        raise WrongField(
            field.block_id, f"This must be a whole number from {field.lowest} to {field.highest}."
        )
    return int(text)
