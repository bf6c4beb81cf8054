"""No number in a drawn report, and none that follows from two of them, is about few people.

The numbers are read out of what leaders get, and recounted by plain loops over what was given;
nothing here knows SQL, or of the rule more than its sentence: at least so many people stand behind
a number, and at least so many others do not.
"""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil
from typing import Any, NamedTuple

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from db import Channel, ChannelMember, Kudos, KudosRecipient, KudosTag, Person
from factories import PROVEN, make_channel
from services.team import Team
from slackapp.blocks.base.kit import Content
from slackapp.blocks.team.words.report import REACH_CHART
from slackapp.domain.base.digest_times import Month
from slackapp.frameworks.loader import load_builtin
from slackapp.services.team.report_page import draw_report
from slackapp.services.workspace.recognition_policy import (
    RecognitionPolicyView,
    change_recognition_policy,
)

ECF = load_builtin()
TOLD = Month(2026, 3)
#: With a behaviour behind the slash where one was chosen.
TAGS = (
    "empathy",
    "empathy/hears_feelings",
    "emotional_awareness",
    "influence",
    "influence/builds_support",
    "leadership",
    "self_confidence",
    "optimism",
)
SIZES = (9, 12, 16, 24, 33, 45)
OUTSIDE = 3
_numbers = itertools.count(1_000_000)


class Row(NamedTuple):
    """What the channel may know of: one tag of one of its people."""

    person: int
    cluster: str
    tier: str
    is_entry: bool


@dataclass
class Counted:
    """A month as the channel may know it: its rows, and which of its people gave them."""

    rows: list[Row] = field(default_factory=list)
    givers: set[int] = field(default_factory=set)


@dataclass
class Given:
    """Rows of the database that are not stored yet."""

    kudos: list[dict[str, Any]] = field(default_factory=list)
    recipients: list[dict[str, Any]] = field(default_factory=list)
    tags: list[dict[str, Any]] = field(default_factory=list)


class Office:
    """A channel of up to 45 people, and three who are not in it; filled anew for each example."""

    def __init__(self, session: Session) -> None:
        self.session = session
        team = Team(session, created_at=PROVEN - timedelta(days=400))
        self.workspace_id = team.workspace_id
        self.people: list[Person] = [team.add(session) for _ in range(max(SIZES) + OUTSIDE)]
        self.channel: Channel = make_channel(session, workspace=team.row)

    def fill(self, rnd: random.Random, size: int) -> dict[Month, Counted]:
        """Give at random in the six months that a report looks at, among `size` and outsiders."""
        months = [TOLD]
        while len(months) < 6:
            months.append(months[-1].before())
        where = {
            "workspace_id": self.workspace_id,
            "slack_channel_id": self.channel.slack_channel_id,
        }
        given = Given()
        counted = {month: self._give(rnd, size, month, where, given) for month in months}
        for table in (KudosTag, KudosRecipient, Kudos, ChannelMember):
            self.session.execute(delete(table).where(table.workspace_id == self.workspace_id))
        members = [where | {"slack_user_id": one.slack_user_id} for one in self.people[:size]]
        self.session.execute(insert(ChannelMember), members)
        for table, rows in (
            (Kudos, given.kudos),
            (KudosRecipient, given.recipients),
            (KudosTag, given.tags),
        ):
            self.session.execute(insert(table), rows)
        return counted

    def _give(
        self, rnd: random.Random, size: int, month: Month, where: dict[str, Any], given: Given
    ) -> Counted:
        counted = Counted()
        everybody = range(size + OUTSIDE)
        # So that often nearly too few, or nearly all, are thanked, and few for some of it.
        thanked = rnd.sample(everybody, rnd.randint(1, len(everybody)))
        givers = rnd.sample(everybody, rnd.randint(1, len(everybody)))
        weights = [rnd.choice((0.3, 1, 5, 20)) for _ in TAGS]
        for _ in range(rnd.randint(1, 2 * size)):
            kudos_id, giver = next(_numbers), rnd.choice(givers)
            recipients = rnd.sample(thanked, min(len(thanked), rnd.choice((1, 1, 2))))
            chosen = rnd.choices(TAGS, weights, k=rnd.choice((1, 1, 2)))
            keys = {key.partition("/")[0]: key for key in chosen}.values()
            visibility = rnd.choice(("public", "public", "channel", "private"))
            announcement = rnd.choice(("channel",) * 5 + ("held",))
            given.kudos.append(
                where
                | {
                    "id": kudos_id,
                    "request_key": str(kudos_id),
                    "giver_id": self.people[giver].id,
                    "message": "",
                    "visibility": visibility,
                    "announcement": announcement,
                    "given_at": month.window("UTC")[0] + timedelta(days=rnd.randint(1, 27)),
                }
            )
            of_kudos = {"workspace_id": self.workspace_id, "kudos_id": kudos_id}
            rows = [
                self._tag(of_kudos, key, position, given)
                for position, key in enumerate(sorted(keys))
            ]
            is_seen = visibility != "private" and announcement != "held"
            for position, who in enumerate(recipients):
                fact = rnd.choice(("channel", "channel", "agreed", "direct"))
                person_id = self.people[who].id
                columns = {"person_id": person_id, "position": position, "announcement": fact}
                given.recipients.append(of_kudos | columns)
                if is_seen and fact != "direct" and who < size:
                    counted.rows += [Row(who, *row) for row in rows]
                    counted.givers |= {giver} if giver < size else set()
        return counted

    def _tag(
        self, of_kudos: dict[str, Any], key: str, position: int, given: Given
    ) -> tuple[str, str, bool]:
        competency_key, _, behaviour_key = key.partition("/")
        competency = ECF.find_competency(competency_key)
        assert competency is not None
        behaviour = competency.find_behaviour(behaviour_key)
        tier = behaviour.tier if behaviour else competency.entry_tier
        given.tags.append(
            of_kudos
            | {
                "position": position,
                "framework_key": ECF.key,
                "cluster_key": competency.cluster_key,
                "competency_key": competency.key,
                "behaviour_key": behaviour.key if behaviour else None,
                "tier": tier,
                "tier_source": "chosen" if behaviour else "entry",
            }
        )
        return ECF.get_cluster(competency.cluster_key).name, tier.label, behaviour is None

    def draw(self, smallest: int) -> Content:
        """The report, as leaders get it."""
        policy = RecognitionPolicyView(smallest_group=smallest)
        change_recognition_policy(self.session, workspace_id=self.workspace_id, policy=policy)
        drawn = draw_report(
            self.session,
            workspace_id=self.workspace_id,
            slack_channel_id=self.channel.slack_channel_id,
            tz="UTC",
            month=TOLD,
            proven_since=PROVEN,
        )
        assert drawn is not None
        return drawn


class Checker:
    """Whether the people behind a number are enough, and the others too; counts what it saw."""

    def __init__(self, size: int, smallest: int, seen: Counter[str]) -> None:
        self.size, self.smallest, self.seen = size, smallest, seen

    def check(self, what: str, people: Iterable[int]) -> None:
        """Fail where fewer than may be told of stand on either side of a number."""
        behind = len(set(people))
        self.seen[what] += 1
        assert self.smallest <= behind <= self.size - self.smallest, (what, behind, vars(self))

    def check_reach(self, text: str, counted: Counted) -> None:
        """The two numbers of people, in the sentence about the month or in its line."""
        recognised = {row.person for row in counted.rows}
        for label, people in (
            (r"(\d+)(?: of them)? were thanked", recognised),
            (r"(\d+) thanked somebody", counted.givers),
        ):
            found = re.search(label, text)
            if found:
                assert int(found[1]) == len(people)
                self.check("Recognised" if people is recognised else "Gave", people)

    def check_union(self, text: str, counted: Sequence[Counted], told: Sequence[bool]) -> None:
        """The number of those who were thanked at all, beside those of the months."""
        found = re.search(r"Since .*?, (\d+) of \d+ people were thanked", text)
        if found:
            parts = [{row.person for row in one.rows} for one in counted]
            everybody = set().union(*parts)
            assert int(found[1]) == len(everybody)
            self.check("Since", everybody)
            for part, is_told in zip(parts, told, strict=True):
                if is_told and everybody - part:
                    self.check("Since: the rest", everybody - part)

    def check_balance(self, text: str, counted: Counted) -> None:
        """A share of the whole: about those who received it, and about those who did not."""
        found = re.search(r"thanked most got (\d+)% of all", text)
        if found:
            received = Counter(row.person for row in counted.rows)
            ranked = [person for person, _ in received.most_common()]
            tenth = ceil(self.size / 10)
            share = sum(received[one] for one in ranked[:tenth]) / received.total()
            assert f"{share:.0%}" == f"{found[1]}%"
            self.check("Balance", ranked[:tenth])
            if ranked[tenth:]:
                self.check("Balance: the rest", ranked[tenth:])

    def check_month(self, line: str, rows: Sequence[Row]) -> dict[str, int]:
        """What one line says of a month; returns its numbers by cluster and tier."""
        found: dict[str, int] = {}
        for family in ("cluster", "tier"):
            parts: dict[str, list[Row]] = {}
            for row in rows:
                parts.setdefault(getattr(row, family), []).append(row)
            told = {one for one in parts if _find_number(line, one) is not None}
            for one in told:
                found[one] = len(parts[one])
                assert _find_number(line, one) == found[one]
            # Each sum of them, and what is missing from the whole: with one number of the other
            # family or month the whole is known.
            for count in range(1, len(told) + 1):
                for some in itertools.combinations(sorted(told), count):
                    inside = [row.person for row in rows if getattr(row, family) in some]
                    outside = [row.person for row in rows if getattr(row, family) not in some]
                    self.check(family, inside)
                    if outside:
                        self.check(f"{family}: the rest", outside)
        self._check_entries(line, rows)
        return found

    def _check_entries(self, line: str, rows: Sequence[Row]) -> None:
        found = re.search(r"(\d+)% at the entry tier", line)
        if found:
            entered = [row.person for row in rows if row.is_entry]
            chose = [row.person for row in rows if not row.is_entry]
            assert f"{len(entered) / len(rows):.0%}" == f"{found[1]}%"
            for what, people in (("entries", entered), ("choices", chose)):
                if people:
                    self.check(what, people)


def _find_number(line: str, name: str) -> int | None:
    """The number that a line has for a cluster (behind its name) or a tier (before it)."""
    found = re.search(rf"{re.escape(name)} (\d+)|(\d+) {re.escape(name)}", line)
    return int(found[1] or found[2]) if found else None


def _check_charts(content: Content, months: dict[str, dict[str, int]]) -> int:
    """A chart says nothing that the words do not; how many numbers it has."""
    count = 0
    for block in content.blocks:
        is_chart = block["type"] == "data_visualization" and block["title"] != REACH_CHART
        for series in block["chart"]["series"] if is_chart else ():
            for point in series["data"]:
                name = re.sub(r"^\W+", "", series["name"])
                told = {
                    key: value
                    for month, numbers in months.items()
                    for key, value in numbers.items()
                    if month.startswith(point["label"].rstrip("…"))
                }
                key = next(one for one in told if one.startswith(name.rstrip("…")))
                assert point["value"] == told[key]
                count += 1
    return count


def test_no_number_of_a_drawn_report_is_about_few_people(session: Session) -> None:
    office, seen = Office(session), Counter[str]()
    for seed in range(30):
        rnd = random.Random(seed)
        size, smallest = rnd.choice(SIZES), rnd.randint(3, 5)
        counted = office.fill(rnd, size)
        content = office.draw(smallest)
        checker = Checker(size, smallest, seen)
        lead = content.text.splitlines()[1]
        assert f"In {TOLD.name}, " in lead or "too few people" in lead
        checker.check_reach(lead, counted[TOLD])
        reach = [
            bool(re.search(rf"^{month.name}: \d+ were thanked", content.text, re.MULTILINE))
            for month in counted
        ]
        checker.check_union(content.text, list(counted.values()), reach)
        checker.check_balance(content.text, counted[TOLD])
        told: dict[str, dict[str, int]] = {}
        for month, of_month in counted.items():
            start = content.text.index(f"{month.name}: ")
            line = re.split(r"\n(?=\w+ \d{4}:|A number is told)", content.text[start:])[0]
            checker.check_reach(line, of_month)
            told[month.name] = checker.check_month(line, of_month.rows)
        seen["charts"] += _check_charts(content, told)
    # It was not for want of numbers.
    assert min(seen.values()) >= 3, seen
