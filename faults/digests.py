"""`kill -9` at random moments while thirty channels get their digests, which are long."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update

from db import Digest, DigestPlan, OutboxMessage, Person, Team, Workspace
from faults.site import Result, Site, open_site
from slackapp.clock import utc_now
from slackapp.domain.base.digest_times import Month
from slackapp.services.team.plans import PlanChoice, change_plan
from slackapp.services.team.teams import set_leaders
from tests.factories import make_kudos

_CHANNELS = 30
_PEOPLE = 24
#: Months of which kudos are stored, so that there is more to make when all is posted.
_MONTHS = 4
_COMPETENCIES = ("empathy", "influence", "leadership", "optimism", "self_control", "initiative")
_BACKENDS = ("sqlite", "postgresql")


def run(folder: Path, *, seed: int, count: int) -> Iterator[Result]:
    """Kill so often in all, half of them on each database; history is granted."""
    for number, backend in enumerate(_BACKENDS):
        kills = count // len(_BACKENDS) + (number < count % len(_BACKENDS))
        yield _kill(folder, backend, kills=kills, seed=seed + number)


def _kill(folder: Path, backend: str, *, kills: int, seed: int) -> Result:
    chance, at_work = random.Random(seed), 0
    with open_site(folder, backend, seed=seed, is_granted=True) as site:
        months = _arrange(site)
        _make_due(site, next(months))
        for _ in range(kills):
            if not _is_at_work(site):
                _make_due(site, next(months))
            with site.app() as process:
                time.sleep(chance.uniform(0, 2))
                at_work += _is_at_work(site)
                process.kill()
        with site.app() as process:
            site.sandbox.wait_for(
                lambda: not _is_at_work(site), timeout=300, message="digests are not all posted"
            )
            faults = [] if process.stop() == 0 else ["the last process did not end in good order"]
        end = site.check(is_settled=True, may_double=False)
        # The kudos were stored without their announcements, which are no matter here.
        faults += [one for one in end.faults if "kudos_not_announced" not in one]
        made, parts = _count(site)
        faults += _list_misplaced(site)
    detail = f"{kills} kills, {at_work} of them at work, {made} digests in {parts} parts"
    return Result(f"digests, {backend}", detail, tuple(faults))


def _arrange(site: Site) -> Iterator[Month]:
    """Channels with people, leaders and kudos; the months that can be told, the latest first."""
    sandbox = site.sandbox
    people = [
        sandbox.add_person(f"p{number}", real_name=f"{'Colleague of a long name ' * 3}{number:02}")
        for number in range(_PEOPLE)
    ]
    rooms = [sandbox.add_channel(f"team-{number}", "public", people) for number in range(_CHANNELS)]
    with site.app():
        sandbox.wait_for(lambda: _find_workspace(site), message="people were not read")
    now, workspace_id = utc_now(), _find_workspace(site)
    assert workspace_id is not None
    months = [Month.of(now.date()).before()]
    while len(months) < _MONTHS:
        months.append(months[-1].before())
    with site.sessions.begin() as session:
        rows = {one.slack_user_id: one for one in session.scalars(select(Person))}
        for month in months:
            for number, who in enumerate(people):
                make_kudos(
                    session,
                    giver=rows[people[number - 1]],
                    recipients=[rows[who]],
                    competencies=_COMPETENCIES,
                    slack_channel_id=rooms[0],
                    message=f"what {number} did in {month} helped the whole of the shift",
                    given_at=month.window("UTC")[0] + timedelta(days=10),
                )
        for room in rooms:
            where: dict[str, Any] = {"workspace_id": workspace_id, "slack_channel_id": room}
            choice = PlanChoice(False, 1, 9, "UTC", posts_empty=True, is_threaded=False)
            change_plan(session, **where, choice=choice, now=now)
            set_leaders(session, **where, person_ids=[rows[people[0]].id])
    return iter(months)


def _find_workspace(site: Site) -> int | None:
    with site.sessions.read() as session:
        return session.scalar(select(Workspace.id).where(Workspace.people_synced_at.is_not(None)))


def _make_due(site: Site, month: Month) -> None:
    """Have that month's digest wished for in every channel."""
    with site.sessions.begin() as session:
        session.execute(update(DigestPlan).values(wished_at=utc_now(), wished_month=month.key))


def _is_at_work(site: Site) -> bool:
    """Whether a digest is wished for, or a part of one waits."""
    pending = select(func.count()).where(OutboxMessage.state == "pending")
    wished = select(func.count()).where(DigestPlan.wished_at.is_not(None))
    with site.sessions.read() as session:
        return bool(session.scalar(pending) or session.scalar(wished))


def _count(site: Site) -> tuple[int, int]:
    with site.sessions.read() as session:
        row = session.execute(select(func.count(), func.sum(Digest.parts))).one()
    return row[0], row[1] or 0


def _list_misplaced(site: Site) -> Iterator[str]:
    """Digests that were not made, and parts that are not in the thread of their first one."""
    made, parts = select(Digest), select(OutboxMessage)
    with site.sessions.read() as session:
        channels = {one.id: one.slack_channel_id for one in session.scalars(select(Team))}
        by_key = {
            one.dedupe_key: one.delivery_id
            for one in session.scalars(parts.where(OutboxMessage.dedupe_key.startswith("digest:")))
        }
        digests = session.scalars(made.order_by(Digest.id)).all()
    threads = {
        message.metadata["event_payload"]["id"]: (message.ts, message.thread_ts)
        for channel in channels.values()
        for message in site.sandbox.messages(channel)
        if message.metadata is not None
    }
    per_month: dict[int, set[int]] = {}
    for digest in digests:
        per_month.setdefault(digest.month, set()).add(digest.team_id)
        keys = [f"digest:{digest.id}:{number}" for number in range(digest.parts)]
        missing = [key for key in keys if threads.get(by_key.get(key, "")) is None]
        yield from (f"{key} was never posted" for key in missing)
        if missing:
            continue
        first, _ = threads[by_key[keys[0]]]
        yield from (
            f"{key} is not in its thread" for key in keys[1:] if threads[by_key[key]][1] != first
        )
        if f"digest:{digest.id}:{digest.parts}" in by_key:
            yield f"digest {digest.id} has more parts than {digest.parts}"
    for month, teams in per_month.items():
        if len(teams) != _CHANNELS:
            yield f"{len(teams)} of {_CHANNELS} channels have a digest of {month}"
