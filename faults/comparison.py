"""What Slack has against what is stored: nothing lost, nothing made up, and in order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import select

from db import Kudos, OutboxMessage, SessionFactory
from faults.load import Load
from slackapp.sandbox.server import Sandbox


@dataclass(frozen=True)
class Comparison:
    """What differs, in words, and how many posts Slack holds, or holds more than once."""

    faults: tuple[str, ...]
    posts: int
    doubled: int


@dataclass(frozen=True)
class _Row:
    message_id: int
    state: str
    attempts: int


def compare(
    sandbox: Sandbox,
    sessions: SessionFactory,
    *,
    acked: Collection[str],
    is_settled: bool,
    may_double: bool,
) -> Comparison:
    """Hold the sandbox to the database; `acked` are the messages of kudos that were acked.

    `is_settled` says that the outbox has had time to empty. Where posts may double, each may
    only as often as it was tried.
    """
    with sessions.read() as session:
        stored = Counter(session.scalars(select(Kudos.message)))
        posts = select(OutboxMessage).where(OutboxMessage.kind == "post")
        rows = {
            one.delivery_id: _Row(one.id, one.state, one.attempts) for one in session.scalars(posts)
        }
    posted = _read_posts(sandbox)
    times = Counter(delivery_id for channel in posted.values() for delivery_id in channel)
    doubled = [one for one, count in times.items() if count > 1]
    faults = [
        *(f"acked, stored {stored[one]} times: {one}" for one in acked if stored[one] != 1),
        *(f"stored {count} times: {one}" for one, count in stored.items() if count > 1),
        *(f"posted, not stored: {one}" for one in times if one not in rows),
        *(
            f"message {rows[one].message_id}: posted {times[one]} times, {rows[one].attempts} tries"
            for one in doubled
            if one in rows and (not may_double or times[one] > rows[one].attempts)
        ),
        *_list_disorder(posted, rows),
        *_list_unposted(times, rows, is_settled=is_settled),
    ]
    return Comparison(tuple(faults), sum(times.values()), len(doubled))


def _read_posts(sandbox: Sandbox) -> dict[str, list[str]]:
    """The delivery ids of the app's posts in each channel, the oldest first."""
    posted = defaultdict(list)
    for channel in sandbox.world.store.channels():
        for message in sandbox.messages(channel.id):
            if message.metadata is not None:
                posted[channel.id].append(str(message.metadata["event_payload"]["id"]))
    return posted


def _list_disorder(posted: dict[str, list[str]], rows: dict[str, _Row]) -> Iterator[str]:
    for channel, delivery_ids in posted.items():
        # A post that was repeated counts where it stood first.
        first = [rows[one].message_id for one in dict.fromkeys(delivery_ids) if one in rows]
        if first != sorted(first):
            yield f"posts of {channel} are out of order"


def _list_unposted(
    times: Counter[str], rows: dict[str, _Row], *, is_settled: bool
) -> Iterator[str]:
    for delivery_id, row in rows.items():
        if row.state == "sent" and not times[delivery_id]:
            yield f"message {row.message_id}: recorded as sent, never posted"
        if is_settled and row.state != "sent":
            yield f"message {row.message_id}: {row.state} after all had time to go out"


def list_mistold(sandbox: Sandbox, sessions: SessionFactory, load: Load) -> Iterator[str]:
    """Kudos that were acked and are not stored once, or not told once in their room."""
    with sessions.read() as session:
        stored = Counter(session.scalars(select(Kudos.message)))
    texts = (one.text for room in load.rooms for one in sandbox.messages(room) if one.metadata)
    told = Counter(text.partition("\n")[0].partition(": ")[2] for text in texts)
    for acked in load.acked:
        if (stored[acked], told[acked]) != (1, 1):
            yield f"acked, stored {stored[acked]} times, told {told[acked]} times: {acked}"
