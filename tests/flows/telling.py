"""What a channel's people are told: its digests, its leaders' reports, and files."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

from sqlalchemy import update

from db import DigestPlan
from slackapp.jobs import monthly_digest
from slackapp.sandbox.state import File, Message
from tests.flows.office import Office


def digests(office: Office, room: str) -> list[Message]:
    return [one for one in office.posts(room) if "what we thanked each other for" in one.text]


def switch_digests_off(office: Office) -> None:
    """Let no digest come of what a test has left switched on."""
    with office.sessions.begin() as session:
        session.execute(update(DigestPlan).values(next_due_at=None, wished_at=None))


def make_due(office: Office) -> None:
    """Let the digests that are on be due now, and have them made."""
    with office.sessions.begin() as session:
        session.execute(
            update(DigestPlan)
            .where(DigestPlan.next_due_at.is_not(None))
            .values(next_due_at=office.clock() - timedelta(seconds=1))
        )
    monthly_digest.run(office.app.tools)
    office.settle()


def post_now(office: Office, person: str, room: str) -> str:
    """Wish for a digest, and let the next tick make it."""
    answer = office.kudos(person, room, "digest now")
    monthly_digest.run(office.app.tools)
    office.settle()
    return answer.text


def reports(office: Office, person: str) -> list[Message]:
    return [one for one in office.told(person) if "Your team's" in one.text]


def files(office: Office, person: str) -> list[File]:
    """What came to a person, the oldest first."""
    office.settle()
    store = office.sandbox.world.store
    messages = office.sandbox.messages(office.sandbox.im(person), visible_to=person)
    return [file for message in messages for file in store.files_of(message)]


def content(file: File) -> str:
    assert file.content is not None
    return file.content.decode()


def read_rows(file: File) -> list[dict[str, str]]:
    assert content(file).startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(content(file).removeprefix("\ufeff"), newline="")))
