"""A small team for the tests: Ana gives, Ben and Cem are thanked."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import OutboxLane, OutboxMessage, Person, Workspace
from factories import NOW, ensure_channel, make_person, make_workspace
from slackapp.domain.kudos.audience import ChannelKind, Place
from slackapp.domain.kudos.kudos import MessageThanked
from slackapp.frameworks.crosswalk import Counted
from slackapp.frameworks.loader import ECF_KEY, load_builtin
from slackapp.frameworks.model import Competency
from slackapp.services.kudos.drafts import Draft, record_draft
from slackapp.services.kudos.kudos import KudosReceipt, give_kudos
from slackapp.services.kudos.thanked.messages import record_thanked
from slackapp.services.workspace.people import PersonView, find_people
from slackapp.services.workspace.workspaces import WorkspaceView, find_workspace

#: A public channel with the app in it.
SUPPORT = Place("C0SUPPORT", ChannelKind.PUBLIC, app_is_member=True)
#: A public channel without the app.
WINS = Place("C0WINS", ChannelKind.PUBLIC, app_is_member=False)
#: A private channel with the app in it.
LEADS = Place("C0LEADS", ChannelKind.PRIVATE, app_is_member=True)
#: A direct message between two people.
DIRECT = Place("D0ANABEN", ChannelKind.DIRECT, app_is_member=False)

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Promise:
    """A message of the outbox as the tests look at it."""

    message_id: int
    lane: str
    kind: str
    state: str
    payload: dict[str, Any]

    @property
    def text(self) -> str:
        return str(self.payload["text"])

    @property
    def mentions(self) -> list[str]:
        return list(self.payload.get("mentions", ()))


class Team:
    """A workspace with three people; `columns` are the workspace's."""

    def __init__(self, session: Session, **columns: Any) -> None:
        self.row: Workspace = make_workspace(session, **columns)
        workspace = find_workspace(session, slack_team_id=self.row.slack_team_id)
        assert workspace is not None
        self.workspace: WorkspaceView = workspace
        self.ana = self.add(session, name="Ana")
        self.ben = self.add(session, name="Ben")
        self.cem = self.add(session, name="Cem")

    @property
    def workspace_id(self) -> int:
        return self.workspace.workspace_id

    def add(self, session: Session, **columns: Any) -> Person:
        return make_person(session, workspace=self.row, **columns)

    def open_support(self, session: Session) -> None:
        """Know the channel already, so that several who give there at once all find it."""
        ensure_channel(
            session,
            workspace_id=self.workspace_id,
            slack_channel_id=SUPPORT.slack_channel_id,
            kind=SUPPORT.kind,
        )

    def view(self, session: Session, person: Person) -> PersonView:
        """What services know the person by."""
        who = person.slack_user_id
        found = find_people(session, workspace_id=person.workspace_id, slack_user_ids=[who])
        return found[who]

    def give(
        self,
        session: Session,
        *recipients: Person,
        giver: Person | None = None,
        place: Place = SUPPORT,
        competencies: tuple[str, ...] = ("empathy",),
        message: str = "for the calm answer",
        request_key: str | None = None,
        may_repeat: bool = True,
        at: datetime = NOW,
        thanked: MessageThanked | None = None,
    ) -> KudosReceipt:
        """Give a kudos, from Ana to Ben unless it is told otherwise."""
        giver = giver or self.ana
        draft = None if thanked is None else self._open_form(session, giver, thanked, at)
        ensure_channel(
            session,
            workspace_id=self.workspace_id,
            slack_channel_id=place.slack_channel_id,
            kind=place.kind,
        )
        return give_kudos(
            session,
            workspace=self.workspace,
            slack_giver_id=giver.slack_user_id,
            slack_user_ids=tuple(one.slack_user_id for one in recipients or (self.ben,)),
            named=tuple(Counted(ECF_KEY, get_competency(key)) for key in competencies),
            message=message,
            place=place,
            request_key=request_key or f"given-{next(_numbers)}",
            may_repeat=may_repeat,
            now=at,
            draft=draft,
        )

    def _open_form(
        self, session: Session, giver: Person, thanked: MessageThanked, at: datetime
    ) -> Draft:
        """A form that the giver opened at a message."""
        draft = record_draft(
            session,
            workspace_id=self.workspace_id,
            giver=self.view(session, giver),
            text="",
            slack_channel_id=thanked.slack_channel_id,
            channel_name="",
            now=at,
        )
        record_thanked(session, workspace_id=self.workspace_id, draft=draft, thanked=thanked)
        return draft

    def promises(self, session: Session) -> list[Promise]:
        """The workspace's outbox, the oldest first."""
        rows = session.execute(
            select(OutboxMessage, OutboxLane.slack_channel_id)
            .join(OutboxLane, OutboxLane.id == OutboxMessage.lane_id)
            .where(OutboxMessage.workspace_id == self.workspace_id)
            .order_by(OutboxMessage.id)
            .execution_options(populate_existing=True)
        )
        return [
            Promise(row.id, lane, row.kind, row.state, json.loads(row.payload))
            for row, lane in rows
        ]


def get_competency(key: str) -> Competency:
    """A competency of ECF."""
    found = load_builtin().find_competency(key)
    assert found is not None, f"ECF has no competency {key!r}"
    return found
