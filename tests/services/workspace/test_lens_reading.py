"""Every entry of every vocabulary: given, counted once, and read back through each lens."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import ChannelMember, Kudos, KudosTag, Workspace
from factories import NOW, make_kudos, make_person
from services.lens_months import VALUES, draw_month, keys_of, load_values, open_room, read_month
from services.team import SUPPORT, Team
from slackapp.domain.kudos.counterparts import count_words
from slackapp.domain.kudos.text import parse_kudos
from slackapp.domain.profile.strengths import Threshold
from slackapp.frameworks.crosswalk import Counted, Lens, StoredTag
from slackapp.frameworks.loader import builtin_keys, load_builtin
from slackapp.frameworks.model import Competency, Framework
from slackapp.services.kudos.kudos import give_kudos
from slackapp.services.profile.strengths import (
    read_received,
    read_through_lens,
    read_tipping_point,
)
from slackapp.services.team.figures import Figures
from slackapp.services.team.rows import Recognised, read_rows
from slackapp.services.workspace.frameworks import get_builtin, read_own
from slackapp.services.workspace.lenses import open_lens
from slackapp.services.workspace.recognition_policy import RecognitionPolicyView

BUILTIN = {key: load_builtin(key) for key in builtin_keys()}
OWN = read_own(VALUES, "acme@1")
ENTRIES = [(key, one) for key, of in BUILTIN.items() for one in of.competencies()]


@dataclass(frozen=True)
class Given:
    """An entry as it was given, and what its tag was stored as."""

    framework_key: str
    entry: Competency
    counted: Counted
    recipient: str


def give_everything(session: Session, team: Team) -> list[Given]:
    """A kudos for each entry, in each way that it may count, by its own command."""
    ecf, found = get_builtin(), []
    for number, (framework_key, entry) in enumerate(ENTRIES):
        parsed = parse_kudos(f"<@U0BEN> {entry.name} thanks", framework=ecf, giver="U0ANA")
        assert parsed.problems == (), entry.name
        _, unclear = count_words(ecf, parsed.competencies, {})
        for option in unclear.options if unclear else (None,):
            chosen = {unclear.key: option.competency.key} if unclear and option else {}
            [counted], left = count_words(ecf, parsed.competencies, chosen)
            assert left is None, entry.name
            # Each to somebody else, so that a row tells what became of it.
            person = make_person(session, workspace=team.row, name=f"P{number:03}{chosen}")
            give_kudos(
                session,
                workspace=team.workspace,
                slack_giver_id=team.ana.slack_user_id,
                slack_user_ids=(person.slack_user_id,),
                named=(counted,),
                message="thanks",
                place=SUPPORT,
                request_key=f"given-{number}-{chosen}",
                now=team.row.created_at,
            )
            found.append(Given(framework_key, entry, counted, person.slack_user_id))
            _enter(session, team, person.slack_user_id)
    return found


def _enter(session: Session, team: Team, slack_user_id: str) -> None:
    session.add(
        ChannelMember(
            workspace_id=team.workspace_id,
            slack_channel_id=SUPPORT.slack_channel_id,
            slack_user_id=slack_user_id,
        )
    )


def total(figures: Figures) -> tuple[object, ...]:
    """All that must be the same through every lens."""
    tiers, entries = Counter[str | None](), 0
    by_person = Counter[str]()
    for row in figures.rows:
        tiers[row.tier] += row.tag_count
        by_person[row.slack_user_id] += row.tag_count
        entries += row.entry_count
    counts = (figures.kudos, figures.givers, figures.recognised, figures.members)
    return (*counts, entries, dict(tiers), dict(by_person))


def test_every_entry_is_counted_once_and_read_back_through_its_own_lens(session: Session) -> None:
    team = Team(session, daily_limit=0)
    open_room(session, team)
    load_values(session, team)
    given_list = give_everything(session, team)
    assert len(given_list) >= 25 + 72 + 12 + 5 + 5

    tags = session.scalars(select(KudosTag).where(KudosTag.workspace_id == team.workspace_id)).all()
    assert len(tags) == len(given_list)
    through = {key: read_month(session, team, key) for key in keys_of(session, team)}
    assert set(through) == {"acme", *BUILTIN}
    totals = [total(figures) for figures in through.values()]
    assert all(one == totals[0] for one in totals)
    assert totals[0][0] == len(given_list)

    rows = {key: {row.slack_user_id: row for row in of.rows} for key, of in through.items()}
    for one in given_list:
        _check(one, rows)


def _check(one: Given, rows: dict[str, dict[str, Recognised]]) -> None:
    """In the digest its competency's cluster and its practice's tier; in its own lens, itself."""
    in_digest = rows["ecf"][one.recipient]
    counted = one.counted
    tier = counted.behaviour.tier if counted.behaviour else counted.competency.entry_tier
    assert in_digest.tier == tier, one
    if one.entry.key == "technical_capacity":
        assert tier is None
        assert in_digest.cluster_key == "service_personnel.technical"
    else:
        assert in_digest.cluster_key == counted.competency.cluster_key
        assert in_digest.competency_key == counted.competency.key
    back = rows[one.framework_key][one.recipient]
    assert back.competency_key == one.entry.key, one
    assert back.cluster_key == one.entry.cluster_key
    assert back.tier == tier


def test_a_digest_names_its_lens_and_what_has_no_counterpart(session: Session) -> None:
    team = Team(session)
    open_room(session, team)
    team.give(session, competencies=("empathy", "political_awareness"))
    session.flush()

    plain = draw_month(session, team)
    assert "Read through" not in plain
    assert draw_month(session, team, "ecf") == plain

    zealous = draw_month(session, team, "twelve_zealous")
    assert "Read through *Twelve Zealous*: the same kudos in other words." in zealous
    assert "Not in Twelve Zealous, and shown apart: Political Awareness." in zealous
    assert "Zealous Service: Reading Emotions (everyday service)" in zealous
    assert "Not in Twelve Zealous: Political Awareness" in zealous
    assert "1 kudos, from 1 colleague to 1 person." in zealous

    assert draw_month(session, team, "nothing of the kind") == plain


def test_what_has_no_tier_stands_at_no_entry_tier(session: Session) -> None:
    team = Team(session)
    open_room(session, team)
    [counted], _ = count_words(
        get_builtin(),
        parse_kudos("<@U0BEN> technical capacity", framework=get_builtin()).competencies,
        {},
    )
    give_kudos(
        session,
        workspace=team.workspace,
        slack_giver_id=team.ana.slack_user_id,
        slack_user_ids=(team.ben.slack_user_id,),
        named=(counted,),
        message="thanks",
        place=SUPPORT,
        request_key="technical",
        now=NOW,
    )
    told = draw_month(session, team)
    assert "Technical Capacity: 1 no tier" in told
    assert "entry tier" not in told
    team.give(session)
    assert "1 of the 2 competencies named stands at the entry tier" in draw_month(session, team)


def test_the_workspaces_own_values_come_first_and_ecf_is_a_lens_then(session: Session) -> None:
    team = Team(session)
    open_room(session, team)
    key = load_values(session, team)
    team.give(session, competencies=("empathy", "political_awareness"))
    session.get_one(Workspace, team.workspace_id).framework_key = key
    session.flush()

    assert keys_of(session, team)[:2] == ["acme", "ecf"]
    own = draw_month(session, team)
    assert "How we work: Be kind (everyday service)" in own
    assert "Not in Acme Values: Political Awareness" in own
    assert "Read through" not in own
    assert "Social Awareness: Empathy" in draw_month(session, team, "ecf")


def test_a_lens_of_own_values_is_their_newest_version(session: Session) -> None:
    team = Team(session)
    open_room(session, team)
    load_values(session, team)
    load_values(session, team, version=2, text=VALUES.replace("Be kind", "Kindness"))
    team.give(session)

    assert "How we work: Kindness (everyday service)" in draw_month(session, team, "acme")
    session.get_one(Workspace, team.workspace_id).framework_key = "acme@1"
    session.flush()
    assert "How we work: Be kind (everyday service)" in draw_month(session, team, "acme")


# Pure: any tags, through any lens.

FRAMEWORKS: dict[str, Framework] = {
    **{key: get_builtin(key) for key in builtin_keys()},
    "acme@1": OWN,
    "acme@2": read_own(VALUES.replace("silliness", "play").replace("Be kind", "Kind"), "acme@2"),
}


def _words_of(framework: Framework) -> list[tuple[str | None, str | None]]:
    return [(framework.key, one.key) for one in framework.competencies()]


WORDS = [word for one in FRAMEWORKS.values() for word in _words_of(one)]
PRACTICES = [
    (one.key, competency.key, behaviour.key)
    for one in FRAMEWORKS.values()
    for competency in one.competencies()
    for behaviour in competency.behaviours
]
TAGS = st.one_of(
    st.sampled_from(WORDS).map(lambda one: StoredTag(one[0] or "", one[1] or "")),
    st.sampled_from(PRACTICES).map(lambda one: StoredTag(*one)),
    st.builds(
        lambda tag, word: StoredTag(tag[0], tag[1], tag[2], *word),
        st.sampled_from(PRACTICES),
        st.sampled_from([*WORDS, ("acme@1", "gone")]),
    ),
    # A key that its framework no longer has.
    st.sampled_from(sorted(FRAMEWORKS)).map(lambda key: StoredTag(key, "gone")),
)


@settings(max_examples=150)
@given(tags=st.lists(TAGS, max_size=40), key=st.sampled_from(sorted(FRAMEWORKS)))
def test_each_tag_is_in_exactly_one_cluster_of_any_lens(tags: list[StoredTag], key: str) -> None:
    lens = Lens(FRAMEWORKS[key], FRAMEWORKS.__getitem__)
    reads = [lens.read(tag) for tag in tags]
    shown = lens.framework_of(reads)

    places = Counter((of.key, one.key) for of in shown.clusters for one in of.competencies)
    assert all(count == 1 for count in places.values())
    found = Counter(key for _, key in places)
    for read in reads:
        assert places[read.cluster.key, read.competency.key] == 1
        assert found[read.competency.key] == 1
    clusters = [of.key for of in shown.clusters]
    assert len(clusters) == len(set(clusters))
    # The same tags in another order read the same.
    again = Lens(FRAMEWORKS[key], FRAMEWORKS.__getitem__)
    reverse = [again.read(tag) for tag in reversed(tags)]
    assert [one.competency.key for one in reverse] == [
        one.competency.key for one in reversed(reads)
    ]


@pytest.mark.parametrize("key", sorted(FRAMEWORKS))
def test_each_entry_of_a_framework_reads_as_itself_through_it(key: str) -> None:
    lens = Lens(FRAMEWORKS[key], FRAMEWORKS.__getitem__)
    ways = cycle((None, "anything"))
    for one, practice in zip(FRAMEWORKS[key].competencies(), ways, strict=False):
        assert lens.read(StoredTag(key, one.key, practice)).competency == one


ROWS = st.lists(
    st.tuples(
        st.integers(1, 4),
        TAGS,
        st.sampled_from(["basic", "higher", "leader", None]),
        st.integers(1, 5),
        st.booleans(),
    ),
    max_size=40,
)


@settings(max_examples=100)
@given(rows=ROWS)
def test_totals_are_the_same_through_every_lens(rows: list[Any]) -> None:
    """As the database gives them: by person, tag and tier, or without the word through ECF."""
    totals = set()
    for key, framework in FRAMEWORKS.items():
        lens = Lens(framework, FRAMEWORKS.__getitem__)
        found = [_as_stored(*row, with_word=lens.needs_words) for row in rows]
        read, apart = read_rows(lens, found)
        shown = lens.framework_of(apart)
        places = {(of.key, one.key) for of in shown.clusters for one in of.competencies}
        assert {(row.cluster_key, row.competency_key) for row in read} <= places, key
        counts = Counter[tuple[int, str | None]]()
        for row in read:
            counts[row.person_id, row.tier] += row.tag_count
        kudos = sum(row.kudos_count for row in read)
        entries = sum(row.entry_count for row in read)
        totals.add((frozenset(counts.items()), kudos, entries))
    assert len(totals) == 1


def _as_stored(
    person: int, tag: StoredTag, tier: str | None, count: int, is_first: bool, *, with_word: bool
) -> tuple[Any, ...]:
    competency = FRAMEWORKS[tag.framework_key].find_competency(tag.competency_key)
    cluster = competency.cluster_key if competency else "gone"
    keys = (tag.framework_key, cluster, tag.competency_key)
    behind = (tag.behaviour_key, tag.word_framework_key, tag.word_key) if with_word else ()
    return (
        person,
        f"U{person}",
        f"P{person}",
        *keys,
        tier,
        count,
        count,
        is_first * count,
        *behind,
    )


def test_totals_are_the_same_on_both_databases_whatever_tags_there_are(session: Session) -> None:
    team = Team(session)
    open_room(session, team)
    load_values(session, team)
    load_values(session, team, version=2, text=VALUES.replace("silliness", "play"))
    chance = Random(12)
    people = [team.ana, team.ben, team.cem]
    for number in range(60):
        giver, *recipients = chance.sample(people, chance.choice((2, 3)))
        kudos = make_kudos(session, giver=giver, recipients=recipients, competencies=[])
        for position in range(1 + number % 3):
            _store_tag(session, kudos, position, chance)
    session.flush()
    keys = keys_of(session, team)
    totals = [total(read_month(session, team, key)) for key in keys]
    assert totals[0][0] == 60
    assert totals == [totals[0]] * len(keys)


def _store_tag(session: Session, kudos: Kudos, position: int, chance: Random) -> None:
    """One of a competency of its own, as a kudos has no competency twice."""
    framework_key, key, practice = [
        *((one[0], one[1], None) for one in WORDS),
        *PRACTICES,
    ][chance.randrange(position, len(WORDS) + len(PRACTICES), 3)]
    word = chance.choice([(None, None), *WORDS])
    competency = FRAMEWORKS[str(framework_key)].find_competency(str(key))
    assert competency is not None
    behaviour = competency.find_behaviour(practice) if practice else None
    taken = select(KudosTag.id).where(
        KudosTag.kudos_id == kudos.id, KudosTag.competency_key == competency.key
    )
    if session.scalar(taken) is not None:
        return
    session.add(
        KudosTag(
            workspace_id=kudos.workspace_id,
            kudos_id=kudos.id,
            position=position,
            framework_key=framework_key,
            cluster_key=competency.cluster_key,
            competency_key=competency.key,
            behaviour_key=practice,
            tier=behaviour.tier if behaviour else competency.entry_tier,
            tier_source="chosen" if behaviour else "entry",
            word_framework_key=word[0],
            word_key=word[1],
        )
    )
    session.flush()


def test_strengths_are_read_through_own_values_and_the_tipping_point_in_ecf(
    session: Session,
) -> None:
    team = Team(session)
    open_room(session, team)
    load_values(session, team)
    for giver, key in ((team.ana, "empathy"), (team.cem, "empathy"), (team.cem, "optimism")):
        team.give(session, giver=giver, competencies=(key,))
    of_ben: dict[str, Any] = {
        "workspace_id": team.workspace_id,
        "person_id": team.ben.id,
        "since": NOW - timedelta(days=1),
    }
    received = read_received(session, **of_ben)
    policy = RecognitionPolicyView(Threshold(2, 2), Threshold(9, 9), 5, False)
    lens = open_lens(session, workspace_id=team.workspace_id, key="acme").lens
    point, apart = read_through_lens(received, policy=policy, lens=lens)
    strong = {one.name for of in point.clusters for one in of.strengths}
    assert (strong, apart) == ({"Be kind"}, ("Optimism",))
    in_ecf = read_tipping_point(received, policy=policy)
    assert {one.name for of in in_ecf.clusters for one in of.strengths} == {"Empathy"}
    assert (point.strong_cluster_count, len(in_ecf.clusters)) == (1, 5)
