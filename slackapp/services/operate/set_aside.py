"""What was set aside: in one line for monitors, and brought back on an operator's word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from slackapp.services.base.units import bring_back, count_set_aside, list_troubled
from slackapp.services.kudos.retry import retry_failed
from slackapp.services.outbox.gauges import read_outbox_gauges
from slackapp.services.team.plans import UNIT_KINDS, wish_again

#: So many are brought back at once.
_MOST = 10_000


def describe_set_aside(session: Session) -> str | None:
    """How much is set aside, in one line; None where nothing is."""
    messages, units = read_outbox_gauges(session).failed, count_set_aside(session)
    counts = [
        f"{count} {one if count == 1 else many}"
        for count, one, many in (
            (messages, "message", "messages"),
            (units, "piece of other work", "pieces of other work"),
        )
        if count
    ]
    if not counts:
        return None
    return f"set aside: {' and '.join(counts)} (see `kudoscope outbox status`)"


def retry_all_of(session: Session, *, workspace_id: int, now: datetime) -> int:
    """Send again what failed in a workspace, and do again what was set aside; returns how many."""
    set_aside = list_troubled(session, limit=_MOST, is_set_aside=True)
    unit_ids = [one.unit_id for one in set_aside if one.workspace_id == workspace_id]
    messages = retry_failed(session, workspace_id=workspace_id, now=now)
    # No ids would be all of them, whose ever they are.
    units = retry_units(session, unit_ids=unit_ids, now=now) if unit_ids else 0
    return messages + units


def retry_units(session: Session, *, unit_ids: Sequence[int], now: datetime) -> int:
    """Let units that were set aside be tried again, all when no id is given; returns how many."""
    units = list_troubled(session, limit=_MOST, is_set_aside=True, unit_ids=unit_ids)
    for unit in units:
        for was_wished, kind in UNIT_KINDS.items():
            if unit.kind == kind:
                wish_again(session, key=unit.key, was_wished=was_wished, now=now)
    bring_back(session, units)
    return len(units)
