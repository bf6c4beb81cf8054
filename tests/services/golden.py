"""The golden month: people and kudos from two small files, and a recount of them by plain loops.

Nothing here knows the services or SQL. The rule that it follows is the one of
docs/guide-leaders.md: what stands in them. `data/golden_expected.json` holds what the recount gave
when it was checked by hand.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

from slackapp.frameworks.loader import load_builtin

_DATA = Path(__file__).parent / "data"
ZONE = "Europe/Berlin"
CHANNELS = ("support", "backoffice")
#: The month told of, and those that a report looks at.
MONTH = "2026-10"
MONTHS = ("2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10")


@dataclass(frozen=True)
class GoldenPerson:
    """Somebody of the company; `fact` says what is special: out, left, bot, stranger."""

    key: str
    name: str
    channels: tuple[str, ...]
    fact: str

    @property
    def is_colleague(self) -> bool:
        return self.fact in ("", "out")


@dataclass(frozen=True)
class GoldenKudos:
    """A kudos; `given_at` is local time, `recipients` come with what is special about theirs."""

    given_at: str
    giver: str
    where: str
    visibility: str
    announcement: str
    recipients: tuple[tuple[str, str], ...]
    tags: tuple[tuple[str, str], ...]
    message: str
    why: str


def read_people() -> dict[str, GoldenPerson]:
    """Everybody, by key."""
    return {
        row["key"]: GoldenPerson(
            row["key"], row["name"], tuple(filter(None, row["channels"].split(";"))), row["fact"]
        )
        for row in _read("golden_people.csv")
    }


def read_kudos() -> list[GoldenKudos]:
    """All kudos, the oldest first."""
    return [
        GoldenKudos(
            given_at=row["given_at"],
            giver=row["giver"],
            where=row["where"],
            visibility=row["visibility"],
            announcement=row["announcement"],
            recipients=_pairs(row["recipients"], "!"),
            tags=_pairs(row["tags"], "/"),
            message=row["message"],
            why=row["why"],
        )
        for row in _read("golden_kudos.csv")
    ]


def read_expected() -> dict[str, Any]:
    """What was checked by hand, by channel."""
    found: dict[str, Any] = json.loads((_DATA / "golden_expected.json").read_text("utf-8"))
    return found


def _read(name: str) -> list[dict[str, str]]:
    with open(_DATA / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _pairs(text: str, separator: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (first, second)
        for first, _, second in (one.partition(separator) for one in text.split(";"))
    )


def is_told(kudos: GoldenKudos, person: GoldenPerson, fact: str, channel: str) -> bool:
    """Whether the channel's digests may tell that this kudos went to this recipient."""
    if kudos.announcement == "held" or fact in ("hidden", "asked", "direct"):
        return False
    if person.fact or channel not in person.channels:
        return False
    here = kudos.visibility == "channel" and kudos.where == channel
    return kudos.visibility == "public" or here


def recount(channel: str) -> dict[str, Any]:
    """All that the digest and the report of a channel say of the month, in the expected's form."""
    people, all_kudos = read_people(), read_kudos()
    members = [one for one in people.values() if channel in one.channels and one.is_colleague]
    months = {month: _count_month(month, channel, people, all_kudos) for month in MONTHS}
    told, before = months[MONTH], months[MONTHS[-2]]
    gave = {
        one.giver
        for one in all_kudos
        if one.given_at.startswith(MONTH)
        and any(is_told(one, people[key], fact, channel) for key, fact in one.recipients)
    } & {one.key for one in members}
    received = Counter[str]()
    for (key, _, _), count in told["tags"].items():
        received[key] += count
    tenth = ceil(len(members) / 10)
    seen = {key for month in MONTHS[-3:] for key, _, _ in months[month]["tags"]}
    return {
        "members": len(members),
        "kudos": len(told["kudos"]),
        "givers": len(told["givers"]),
        "recognised": len(told["people"]),
        "tags": told["tags"].total(),
        "entry_tiers": told["entries"],
        "by_cluster_and_tier": told["clusters"],
        "new": _list_new(told, before),
        "people": _list_people(told),
        "quotations": _list_quotations(channel, people, all_kudos),
        "gave": len(gave),
        "top_tenth": [sum(count for _, count in received.most_common(tenth)), received.total()],
        "months": {
            month: {
                "recognised": len(one["people"]),
                "tags": one["tags"].total(),
                "entry_tiers": one["entries"],
                "by_cluster_and_tier": one["clusters"],
            }
            for month, one in months.items()
        },
        "unrecognised": sorted(
            one.key for one in members if one.fact == "" and one.key not in seen
        ),
    }


def count_months(channel: str) -> dict[str, dict[str, Any]]:
    """What was recognised in each month that a report looks at, by person and entry tier."""
    people, all_kudos = read_people(), read_kudos()
    return {month: _count_month(month, channel, people, all_kudos) for month in MONTHS}


def _count_month(
    month: str, channel: str, people: dict[str, GoldenPerson], all_kudos: list[GoldenKudos]
) -> dict[str, Any]:
    ecf = load_builtin()
    tags, entries = Counter[tuple[str, str, str]](), 0
    entered, chose = set(), set()
    clusters: dict[str, dict[str, int]] = {}
    kudos_seen, givers, recognised = set(), set(), set()
    for number, kudos in enumerate(all_kudos):
        if not kudos.given_at.startswith(month):
            continue
        for key, fact in kudos.recipients:
            if not is_told(kudos, people[key], fact, channel):
                continue
            kudos_seen.add(number)
            givers.add(kudos.giver)
            recognised.add(key)
            for competency_key, behaviour_key in kudos.tags:
                competency = ecf.find_competency(competency_key)
                assert competency is not None, competency_key
                behaviour = competency.find_behaviour(behaviour_key)
                assert behaviour or not behaviour_key, behaviour_key
                tier = str(behaviour.tier if behaviour else competency.entry_tier)
                tags[key, competency_key, tier] += 1
                entries += behaviour is None
                (entered if behaviour is None else chose).add(key)
                counts = clusters.setdefault(competency.cluster_key, {})
                counts[tier] = counts.get(tier, 0) + 1
    return {
        "tags": tags,
        "entries": entries,
        "clusters": clusters,
        "kudos": kudos_seen,
        "givers": givers,
        "people": recognised,
        "entered": entered,
        "chose": chose,
    }


def _list_new(told: dict[str, Any], before: dict[str, Any]) -> list[str]:
    """Competencies of this month and not of the one before, the most frequent first.

    Equally frequent ones stand in the framework's order; five at most, and none where either
    month has fewer than ten tags.
    """
    if min(told["tags"].total(), before["tags"].total()) < 10:
        return []
    order = [one.key for one in load_builtin().competencies()]
    counts = Counter[str]()
    for (_, key, _), count in told["tags"].items():
        counts[key] += count
    known = {key for _, key, _ in before["tags"]}
    new = [key for key in counts if key not in known]
    return sorted(new, key=lambda key: (-counts[key], order.index(key)))[:5]


def _list_people(told: dict[str, Any]) -> dict[str, dict[str, dict[str, int]]]:
    found: dict[str, dict[str, dict[str, int]]] = {}
    for (key, competency, tier), count in sorted(told["tags"].items()):
        found.setdefault(key, {}).setdefault(competency, {})[tier] = count
    return found


def _list_quotations(
    channel: str, people: dict[str, GoldenPerson], all_kudos: list[GoldenKudos]
) -> dict[str, str]:
    """Of each person's three latest public ones, the latest with words."""
    found: dict[str, list[str]] = {}
    for kudos in reversed(all_kudos):
        for key, fact in kudos.recipients:
            is_public = kudos.visibility == "public" and kudos.given_at.startswith(MONTH)
            if is_public and is_told(kudos, people[key], fact, channel):
                found.setdefault(key, []).append(kudos.message)
    latest = {key: next((one for one in said[:3] if one), "") for key, said in found.items()}
    return {key: message for key, message in sorted(latest.items()) if message}
