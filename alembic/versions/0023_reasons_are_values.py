"""Why a question was asked is a key and its values, where it was a sentence.

Revision: 0023, after 0022.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op
from sqlalchemy.engine import Connection, Row

from db.base import EncryptedText, UtcDateTime, WrongKeys

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

PAGE = 1_000

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)

#: What was said, and the reason that it gave.
SENTENCES = {
    "because it is the ground that the rest stands on": "ground",
    "because you have not looked at it yet": "new_competency",
    "because it is the longest since you looked at it": "longest_ago",
}
NEW_CLUSTER = re.compile(r"because you have not looked at .+ yet")
# A name may hold any words, those of the sentence too; a competency's are not likely to.
DAYS = rf"today|yesterday|on (?:{'|'.join(WEEKDAYS)}|\d{{1,2}} (?:{'|'.join(MONTHS)}))"
THANKS = re.compile(rf"because (?P<giver>.+) thanked you for .+? (?P<day>{DAYS})")
NOBODY = "a colleague"

FIXED = re.compile(r"UTC([+-])(\d{2}):(\d{2})")
#: Thanks were named for two weeks; Slack may have taken the question a day after it was written.
RECENT, WEEK = 15, 8

PROMPT = sa.table(
    "reflection_prompt",
    sa.column("id", sa.BigInteger),
    sa.column("person_id", sa.BigInteger),
    sa.column("because", sa.Text),
    sa.column("due_at", UtcDateTime),
    sa.column("asked_at", UtcDateTime),
    sa.column("reason", sa.String),
    sa.column("thanked_by", EncryptedText),
    sa.column("thanked_on", sa.Date),
)
PERSON = sa.table("person", sa.column("id", sa.BigInteger), sa.column("tz", sa.String))


def upgrade() -> None:
    """Apply."""
    op.add_column("reflection_prompt", sa.Column("reason", sa.String(), nullable=True))
    op.add_column("reflection_prompt", sa.Column("thanked_by", sa.Text(), nullable=True))
    op.add_column("reflection_prompt", sa.Column("thanked_on", sa.Date(), nullable=True))
    store_values(op.get_bind())
    with op.batch_alter_table("reflection_prompt") as batch_op:
        batch_op.drop_column("because")
        batch_op.create_check_constraint(
            op.f("ck_reflection_prompt_reason"),
            "reason IN ('recognised', 'ground', 'new_cluster', 'new_competency', 'longest_ago')",
        )


def downgrade() -> None:
    """Take back: the sentences are not written again, and questions give no reason."""
    with op.batch_alter_table("reflection_prompt") as batch_op:
        batch_op.drop_constraint(op.f("ck_reflection_prompt_reason"), type_="check")
        batch_op.drop_column("thanked_on")
        batch_op.drop_column("thanked_by")
        batch_op.drop_column("reason")
        batch_op.add_column(sa.Column("because", sa.Text(), nullable=True))


def store_values(connection: Connection) -> None:
    """Read every sentence, and store what it says; one that says nothing known is left out.

    Raises WrongKeys where the keys open none of them: then they are those of another database.
    """
    change = (
        sa.update(PROMPT)
        .where(PROMPT.c.id == sa.bindparam("prompt_id"))
        .values({name: sa.bindparam(name) for name in ("reason", "thanked_by", "thanked_on")})
    )
    opened, unreadable = 0, None
    for page in list_pages(connection):
        changes = []
        for row in page:
            try:
                sentence = EncryptedText().process_result_value(row.because, connection.dialect)
            except WrongKeys as error:
                unreadable = error
                continue
            opened += 1
            asked_on = (row.asked_at or row.due_at).astimezone(find_zone(row.tz)).date()
            if values := read_sentence(sentence or "", asked_on):
                changes.append({"prompt_id": row.id} | values)
        if changes:
            connection.execute(change, changes)
    if unreadable is not None and not opened:
        raise unreadable


def list_pages(connection: Connection) -> Iterator[list[Row[Any]]]:
    """The prompts that give a reason, with the zones of their people."""
    columns = (PROMPT.c.id, PROMPT.c.because, PROMPT.c.due_at, PROMPT.c.asked_at, PERSON.c.tz)
    last_id = 0
    while True:
        page = connection.execute(
            sa.select(*columns)
            .join_from(PROMPT, PERSON, PERSON.c.id == PROMPT.c.person_id)
            .where(PROMPT.c.because.is_not(None), PROMPT.c.id > last_id)
            .order_by(PROMPT.c.id)
            .limit(PAGE)
        ).all()
        if not page:
            return
        yield list(page)
        last_id = page[-1].id


def find_zone(name: str) -> tzinfo:
    """The zone of that name, such as "UTC+05:30"; UTC where this machine does not know it."""
    if fixed := FIXED.fullmatch(name):
        offset = timedelta(hours=int(fixed[2]), minutes=int(fixed[3]))
        return timezone(offset if fixed[1] == "+" else -offset)
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return ZoneInfo("UTC")


def read_sentence(sentence: str, asked_on: date) -> dict[str, str | date | None] | None:
    """The values of a sentence that was written on that day; None for one of no known form."""
    nobody = {"thanked_by": None, "thanked_on": None}
    if reason := SENTENCES.get(sentence):
        return {"reason": reason} | nobody
    if NEW_CLUSTER.fullmatch(sentence):
        return {"reason": "new_cluster"} | nobody
    thanks = THANKS.fullmatch(sentence)
    day = None if thanks is None else read_day(thanks["day"], asked_on)
    if thanks is None or day is None:
        return None
    giver = None if thanks["giver"] == NOBODY else thanks["giver"]
    return {"reason": "recognised", "thanked_by": giver, "thanked_on": day}


def read_day(said: str, asked_on: date) -> date | None:
    """The day of the last two weeks that was called so."""
    for days_ago in range(RECENT + 1):
        day = asked_on - timedelta(days=days_ago)
        names = {f"on {day.day} {MONTHS[day.month - 1]}"}
        if days_ago < 2:
            names.add(("today", "yesterday")[days_ago])
        elif days_ago < WEEK:
            names.add(f"on {WEEKDAYS[day.weekday()]}")
        if said in names:
            return day
    return None
