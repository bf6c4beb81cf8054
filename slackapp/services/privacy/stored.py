"""What is stored about somebody, counted, with who reads it and for how long it is kept."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import Reflection, as_filter
from slackapp.services.files.personal_data import count_stored
from slackapp.services.privacy.retention_policy import RetentionView, get_retention
from slackapp.services.workspace.people import PersonView, is_admin, list_admins
from slackapp.services.workspace.works_council import get_works_council


@dataclass(frozen=True, slots=True)
class Stored:
    """How many rows there are of each kind; `shared` is how many of their answers somebody reads.

    `is_last_admin` says that nobody would be an admin any more if they were erased, and
    `has_reports` whether leaders read numbers about groups.
    """

    counts: dict[str, int]
    shared: int
    retention: RetentionView
    is_last_admin: bool
    has_reports: bool


def read_stored(session: Session, *, workspace_id: int, person: PersonView) -> Stored:
    """What there is of that person."""
    shared = select(func.count()).where(
        as_filter(Reflection.workspace_id) == workspace_id,
        Reflection.person_id == person.person_id,
        Reflection.shared_with_id.is_not(None),
    )
    is_only = is_admin(session, person_id=person.person_id) and (
        len(list_admins(session, workspace_id=workspace_id)) == 1
    )
    return Stored(
        counts=count_stored(session, person_id=person.person_id),
        shared=session.scalar(shared) or 0,
        retention=get_retention(session, workspace_id=workspace_id),
        is_last_admin=is_only,
        has_reports=not get_works_council(session, workspace_id=workspace_id).is_on,
    )
