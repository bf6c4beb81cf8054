"""A fixed month of forty people: every number of digest and report follows from it.

The same on both databases. What is expected was counted twice: by the plain loops of `golden.py`,
and by hand, into `data/golden_expected.json`.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from db import ChannelMember, KudosRecipient, Person, Workspace
from factories import PROVEN, make_channel, make_kudos, make_person, make_workspace
from services import golden
from services.golden import CHANNELS, MONTH, MONTHS, ZONE
from slackapp.blocks.base.kit import show_name
from slackapp.domain.base.digest_times import Month
from slackapp.frameworks.loader import load_builtin
from slackapp.services.files.export import list_team
from slackapp.services.team import told
from slackapp.services.team.figures import read_figures, read_quotations
from slackapp.services.team.page import DrawnDigest, draw_digest
from slackapp.services.team.report import Report, read_report
from slackapp.services.team.report_page import draw_report
from slackapp.services.workspace.recognition_policy import (
    RecognitionPolicyView,
    change_recognition_policy,
)
from unit.kudos_values import assert_slack_takes

TOLD = Month.parse(MONTH)
EXPECTED = golden.read_expected()
IDS = {channel: f"C0{channel.upper()}" for channel in CHANNELS}


@dataclass(frozen=True)
class Company:
    """The golden company, stored."""

    session: Session
    workspace_id: int
    keys: dict[str, str]

    def where(self, channel: str) -> dict[str, Any]:
        return {"workspace_id": self.workspace_id, "slack_channel_id": IDS[channel]}

    def draw(self, channel: str, **more: Any) -> DrawnDigest:
        return draw_digest(
            self.session, **self.where(channel), tz=ZONE, month=TOLD, proven_since=PROVEN, **more
        )

    def of_month(self, channel: str) -> dict[str, Any]:
        """What the readings are told of the month."""
        given = {**self.where(channel), "window": TOLD.window(ZONE), "proven_since": PROVEN}
        return given | {"found": told.find_told(self.session, **given)}

    def report(self, channel: str) -> Report:
        return read_report(
            self.session, **self.where(channel), tz=ZONE, month=TOLD, proven_since=PROVEN
        )


@pytest.fixture(params=[10**6, 0], ids=["by_time", "by_members"])
def company(
    session: Session, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Company:
    """By either way of finding what was told the numbers are the same."""
    monkeypatch.setattr(told, "_MONTHS", request.param)
    workspace = make_workspace(session)
    people = {
        one.key: _store_person(session, workspace, one) for one in golden.read_people().values()
    }
    for name, slack_channel_id in IDS.items():
        kind = "public" if name == "support" else "private"
        make_channel(session, workspace=workspace, slack_channel_id=slack_channel_id, kind=kind)
        for one in golden.read_people().values():
            if name in one.channels:
                session.add(
                    ChannelMember(
                        workspace_id=workspace.id,
                        slack_channel_id=slack_channel_id,
                        slack_user_id=people[one.key].slack_user_id,
                    )
                )
    for kudos in golden.read_kudos():
        _store_kudos(session, people, kudos)
    session.flush()
    keys = {person.slack_user_id: key for key, person in people.items()}
    return Company(session, workspace.id, keys)


def _store_person(session: Session, workspace: Workspace, person: golden.GoldenPerson) -> Person:
    return make_person(
        session,
        workspace=workspace,
        slack_user_id=f"U0{person.key.upper()}",
        name=person.name,
        tz=ZONE,
        in_digests=person.fact != "out",
        is_deactivated=person.fact == "left",
        is_bot=person.fact == "bot",
        is_stranger=person.fact == "stranger",
    )


def _store_kudos(session: Session, people: dict[str, Person], kudos: golden.GoldenKudos) -> None:
    local = datetime.strptime(kudos.given_at, "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(ZONE))
    stored = make_kudos(
        session,
        giver=people[kudos.giver],
        recipients=[people[key] for key, _ in kudos.recipients],
        competencies=["/".join(filter(None, tag)) for tag in kudos.tags],
        message=kudos.message,
        slack_channel_id=IDS[kudos.where],
        visibility=kudos.visibility,
        announcement=kudos.announcement,
        given_at=local.astimezone(UTC),
    )
    for key, fact in kudos.recipients:
        row = session.get_one(KudosRecipient, (stored.id, people[key].id))
        if kudos.visibility == "private":
            row.announcement = "direct"
        elif fact in ("asked", "agreed", "direct"):
            row.announcement = fact
        row.is_hidden = fact == "hidden"


def test_the_data_has_all_that_can_happen() -> None:
    people, kudos = golden.read_people(), golden.read_kudos()
    assert len(people) == 40
    assert {one.fact for one in people.values()} == {"", "out", "left", "bot", "stranger"}
    both = [one.key for one in people.values() if len(one.channels) == 2]
    assert both == ["ben", "mei"]
    assert {one.visibility for one in kudos} == {"public", "channel", "private"}
    assert {one.announcement for one in kudos} == {"channel", "held", "none"}
    facts = {fact for one in kudos for _, fact in one.recipients}
    assert facts == {"", "hidden", "asked", "agreed", "direct"}
    assert max(len(one.recipients) for one in kudos) == 10
    assert max(len(one.tags) for one in kudos) == 4
    assert {bool(behaviour) for one in kudos for _, behaviour in one.tags} == {True, False}


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_recount_by_plain_loops_gives_what_was_checked_by_hand(channel: str) -> None:
    counted = golden.recount(channel)
    assert json.loads(json.dumps(counted)) == EXPECTED[channel]


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_number_of_the_digest_follows(company: Company, channel: str) -> None:
    expected = EXPECTED[channel]
    figures = read_figures(company.session, **company.of_month(channel))
    assert (figures.members, figures.kudos, figures.givers, figures.recognised) == (
        expected["members"],
        expected["kudos"],
        expected["givers"],
        expected["recognised"],
    )
    people: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    clusters: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in figures.rows:
        assert row.tier is not None
        people[company.keys[row.slack_user_id]][row.competency_key][row.tier] = row.tag_count
        clusters[row.cluster_key][row.tier] += row.tag_count
    assert people == expected["people"]
    assert clusters == expected["by_cluster_and_tier"]
    assert sum(row.tag_count for row in figures.rows) == expected["tags"]
    assert sum(row.entry_count for row in figures.rows) == expected["entry_tiers"]


@pytest.mark.parametrize("channel", CHANNELS)
def test_quotations_are_each_person_s_latest_public_words(company: Company, channel: str) -> None:
    quotations = read_quotations(company.session, **company.of_month(channel))
    people = {
        person.id: company.keys[person.slack_user_id]
        for person in company.session.query(Person).filter_by(workspace_id=company.workspace_id)
    }
    said = {people[one.person_id]: one.message for one in quotations.values()}
    assert said == EXPECTED[channel]["quotations"]


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("is_threaded", [False, True])
def test_the_drawn_digest_says_these_figures_and_nothing_secret(
    company: Company, channel: str, is_threaded: bool
) -> None:
    expected, people = EXPECTED[channel], golden.read_people()
    drawn = company.draw(channel, is_threaded=is_threaded)
    text = "\n".join(part.text for part in drawn.parts)
    for part in drawn.parts:
        assert_slack_takes(part)
    opening = (
        f"{expected['kudos']} kudos, from {expected['givers']} colleagues to "
        f"{expected['recognised']} people."
    )
    assert opening in text
    of_all = f"{expected['entry_tiers']} of the {expected['tags']} competencies named"
    assert f"{of_all} stand at the entry tier" in text
    assert "SECRET" not in text
    assert ("in the private channel" in text) is False
    names = {one.key: one.name for one in load_builtin().competencies()}
    new = [names[key] for key in expected["new"]]
    assert all(name in text[text.index("New since September 2026") :] for name in new[:1])
    assert ("New since" in text) == bool(new)
    # Everybody who was recognised, alphabetically; nobody else, and no number beside a name.
    recognised = sorted(
        (people[key].name for key in expected["people"]), key=lambda name: name.casefold()
    )
    lines = text.split("\n")
    shown = [show_name(name) for name in recognised]
    assert [line for line in lines if line in set(shown)] == shown
    others = {show_name(one.name) for one in people.values()} - set(shown)
    assert not others & set(lines)


def cluster_of(competency: str, _tier: str) -> str:
    found = load_builtin().find_competency(competency)
    assert found is not None
    return found.cluster_key


def tier_of(_competency: str, tier: str) -> str:
    return tier


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("smallest", [5, 3])
def test_every_number_of_the_report_follows(company: Company, channel: str, smallest: int) -> None:
    change_recognition_policy(
        company.session,
        workspace_id=company.workspace_id,
        policy=RecognitionPolicyView(smallest_group=smallest, names_unrecognised=True),
    )
    expected, report = EXPECTED[channel], company.report(channel)
    members = expected["members"]

    def told(part: int) -> int | None:
        return part if part >= smallest and members - part >= smallest else None

    assert report.members == members
    assert report.recognised == told(expected["recognised"])
    assert report.gave == told(expected["gave"])
    tenth = -(-members // 10)
    if not all(map(told, (tenth, expected["recognised"] - tenth, expected["recognised"]))):
        assert report.top_tenth_share is None
    else:
        share, whole = expected["top_tenth"]
        assert report.top_tenth_share == pytest.approx(share / whole)
    assert [str(one.month) for one in report.months] == list(MONTHS)
    for month in report.months:
        counted = golden.count_months(channel)[str(month.month)]
        for of, shown in ((cluster_of, month.by_cluster), (tier_of, month.by_tier)):
            counts, behind = Counter[str](), defaultdict[str, set[str]](set)
            for (person, competency, tier), count in counted["tags"].items():
                counts[of(competency, tier)] += count
                behind[of(competency, tier)].add(person)
            # Nothing that is shown is wrong, and what is shown and what is not are about enough.
            assert shown.items() <= counts.items()
            left_out = set().union(*(who for key, who in behind.items() if key not in shown))
            assert all(told(len(behind[key])) for key in shown)
            assert not shown or not left_out or told(len(left_out))
            # What is large is shown, unless it is left out to cover for what is small.
            assert left_out or shown == counts
        both = [len(who) for who in (counted["entered"], counted["chose"]) if who]
        if both and all(map(told, both)) and told(len(counted["people"])):
            share = counted["entries"] / counted["tags"].total()
            assert month.entry_share == pytest.approx(share)
        else:
            assert month.entry_share is None
    names = [golden.read_people()[key].name for key in expected["unrecognised"]]
    assert report.unrecognised == tuple(sorted(names, key=str.casefold))
    drawn = draw_report(
        company.session, **company.where(channel), tz=ZONE, month=TOLD, proven_since=PROVEN
    )
    assert drawn is not None
    assert_slack_takes(drawn)
    assert "SECRET" not in drawn.text


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_leaders_export_holds_just_what_the_digest_counts(
    company: Company, channel: str
) -> None:
    people: dict[str, dict[str, dict[str, int]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(int))
    )
    kudos_list = list(
        list_team(
            company.session, **company.where(channel), window=TOLD.window(ZONE), proven_since=PROVEN
        )
    )
    for kudos in kudos_list:
        for recipient in kudos.recipients:
            for tag in kudos.tags:
                key = company.keys[recipient.slack_user_id]
                people[key][tag.competency.key][str(tag.tier)] += 1
    assert len(kudos_list) == EXPECTED[channel]["kudos"]
    assert people == EXPECTED[channel]["people"]


def test_a_small_team_with_more_than_can_be_listed_is_read_by_time(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(told, "_LISTED", 3)
    assert company.of_month("support")["found"] is None
    assert company.draw("support").figures.kudos == EXPECTED["support"]["kudos"]
