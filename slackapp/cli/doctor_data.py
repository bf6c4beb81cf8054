"""The checks of `kudoscope doctor` that look at what is stored."""

from __future__ import annotations

from slackapp.cli.doctor_visit import Finding, Visit, ok, warning
from slackapp.services.people import list_unknown_zones

#: Zones that are named; of the others it is said how many there are.
_MOST_ZONES = 5


def check_zones(visit: Visit) -> Finding:
    """Whether this machine knows the time zones of all people."""
    with visit.database.read() as session:
        unknown = list_unknown_zones(session)
    if not unknown:
        return ok("Everybody's is known.")
    often = sorted(unknown, key=lambda name: (-unknown[name], name))
    named = [f"{name} ({_count_people(unknown[name])})" for name in often[:_MOST_ZONES]]
    if len(often) > _MOST_ZONES:
        named.append(f"{len(often) - _MOST_ZONES} more")
    return warning(
        f"Not known here: {', '.join(named)}. These people are asked by the offset that Slack "
        "told, or by UTC. A newer tzdata package may know the zones."
    )


def _count_people(count: int) -> str:
    return "one person" if count == 1 else f"{count} people"
