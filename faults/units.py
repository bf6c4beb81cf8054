"""Units that always fail: messages that no key opens, and a digest of no month that there is."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from cryptography.fernet import Fernet
from sqlalchemy import select, text

from db import DigestPlan, OutboxMessage, Team, Workspace
from faults.site import Result, Site, open_site
from slackapp.clock import MovingClock
from slackapp.services.base.units import list_troubled
from slackapp.services.kudos.retry import retry_failed
from slackapp.services.operate.set_aside import describe_set_aside, retry_units
from tests.flows.office import Office, running

#: How many of the messages that wait are made unreadable.
_POISONED = 4
#: Long enough for each unit to be set aside.
_MINUTES = 40
#: Real seconds for each simulated minute.
_STEP = 0.3
#: Leases are for deaths, of which there are none here; the simulated time would end them.
_LEASE = timedelta(days=1)


def run(folder: Path, *, seed: int) -> Iterator[Result]:
    """On each database, with kudos given all the while."""
    for backend in ("sqlite", "postgresql"):
        yield _suffer(folder, backend, seed=seed)


def _suffer(folder: Path, backend: str, *, seed: int) -> Result:
    clock, chance = MovingClock(), random.Random(seed)
    with (
        open_site(folder, backend, seed=seed, clock=clock, rooms=5) as site,
        running(
            site.sandbox,
            site.database.url,
            transport="http",
            clock=clock,
            lease=_LEASE,
            kudoscope_daily_limit=0,
        ) as office,
    ):
        for _ in range(3):
            site.load.give_one(chance)
        site.wait_until_sent()
        poisoned = _poison(site, chance)
        _wish_for_no_month(site)
        _let_time_pass(site, office, chance)
        faults = _look(site, poisoned)
        _mend(site, poisoned)
        office.app.tools.wake_delivery()
        site.wait_until_sent()
        end = site.check(is_settled=True, may_double=False)
        # What was set aside comes after what went on without it.
        faults += [one for one in end.faults if not one.endswith("out of order")]
        detail = f"{len(site.load.acked)} acked, {len(poisoned)} unreadable, {end.posts} posts"
    return Result(f"units that always fail, {backend}", detail, tuple(faults))


def _poison(site: Site, chance: random.Random) -> dict[int, str]:
    """Make the heads of some lanes unreadable; what they held, by id."""
    foreign = Fernet(Fernet.generate_key()).encrypt(b"{}").decode()
    site.sandbox.fault("chat.postMessage", "service_unavailable", times=1_000_000)
    for _ in range(12):
        site.load.give_one(chance)
    with site.sessions.begin() as session:
        pending = (OutboxMessage.state == "pending", OutboxMessage.kind == "post")
        ids = session.scalars(
            select(OutboxMessage.id).where(*pending).order_by(OutboxMessage.id).limit(_POISONED)
        ).all()
        held = {}
        for message_id in ids:
            row = {"id": message_id}
            held[message_id] = session.scalars(
                text("SELECT payload FROM outbox_message WHERE id = :id"), row
            ).one()
            session.execute(
                text("UPDATE outbox_message SET payload = :payload WHERE id = :id"),
                {"payload": foreign, **row},
            )
    site.sandbox.clear_faults()
    return held


def _wish_for_no_month(site: Site) -> None:
    with site.sessions.begin() as session:
        workspace_id = session.scalars(select(Workspace.id)).one()
        team = Team(workspace_id=workspace_id, slack_channel_id=site.sandbox.channel("support"))
        session.add(team)
        session.flush()
        session.add(
            DigestPlan(
                team_id=team.id,
                workspace_id=workspace_id,
                tz="Europe/Berlin",
                wished_at=site.clock(),
                wished_month=1,
            )
        )


def _let_time_pass(site: Site, office: Office, chance: random.Random) -> None:
    for _ in range(_MINUTES):
        office.clock.advance(minutes=1)
        office.app.scheduler.catch_up()
        site.load.give_one(chance)
        time.sleep(_STEP)
    site.wait_until_sent()


def _look(site: Site, poisoned: dict[int, str]) -> list[str]:
    """What is wrong: anything else is held up, or nothing is said of what failed."""
    with site.sessions.read() as session:
        unsent = session.scalars(
            select(OutboxMessage.id).where(OutboxMessage.state.not_in(("sent", "cancelled")))
        ).all()
        units = [(one.kind, one.is_set_aside) for one in list_troubled(session, limit=9)]
        said = describe_set_aside(session)
    faults = []
    if sorted(unsent) != sorted(poisoned):
        faults.append(f"not sent: messages {sorted(unsent)}, where {sorted(poisoned)} failed")
    if units != [("wished_digest", True)]:
        faults.append(f"set aside: {units}, where one digest failed")
    if said is None or f"{len(poisoned)} messages and 1 piece" not in said:
        faults.append(f"said of it: {said}")
    return faults


def _mend(site: Site, poisoned: dict[int, str]) -> None:
    """As an operator does who finds the right key, and nothing to do about the digest."""
    with site.sessions.begin() as session:
        for message_id, payload in poisoned.items():
            session.execute(
                text("UPDATE outbox_message SET payload = :payload WHERE id = :id"),
                {"payload": payload, "id": message_id},
            )
        retry_failed(session, message_ids=[], now=site.clock())
        retry_units(session, unit_ids=[], now=site.clock())
