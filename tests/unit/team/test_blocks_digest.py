"""A digest in blocks: within every limit of Slack's, and whole for a screen reader."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from slackapp.blocks.team.digest import DigestPage, PersonLines, build_digest
from slackapp.blocks.team.words.tiers import SIGNS
from slackapp.frameworks.loader import load_builtin
from slackapp.frameworks.model import TIER_ORDER, Tier
from slackapp.sandbox.blocks import find_block_errors, is_too_long

FRAMEWORK = load_builtin("ecf")
EVERYTHING = [
    (cluster.name, [(one.name, TIER_ORDER) for one in cluster.competencies])
    for cluster in FRAMEWORK.clusters
]
LOOK_FOR = ("Empathy", FRAMEWORK.find_competency("empathy").behaviours[0])


def page(people: list[PersonLines]) -> DigestPage:
    tiers = [
        (cluster.name, [(tier, 1234) for tier in TIER_ORDER]) for cluster in FRAMEWORK.clusters
    ]
    return DigestPage(
        month="September 2026",
        slack_channel_id="C0123456789",
        kudos=12345,
        givers=1234,
        recognised=len(people),
        people=people,
        tiers=tiers,
        entry_share=(12, 34),
        look_for=LOOK_FOR,
    )


NAMES = st.text(min_size=1, max_size=80)
PEOPLE = st.lists(
    st.builds(
        PersonLines,
        name=NAMES,
        clusters=st.sampled_from([EVERYTHING, EVERYTHING[:1]]),
        quotation=st.none() | st.tuples(st.text(max_size=3000), NAMES),
    ),
    max_size=60,
)


@settings(max_examples=30)
@given(people=PEOPLE)
def test_no_limit_is_ever_passed(people: list[PersonLines]) -> None:
    for part in build_digest(page(people)):
        assert find_block_errors(part.blocks) == []
        assert not is_too_long(part.blocks)
        assert len(part.text) <= 40_000


def test_five_hundred_people_all_show_in_order() -> None:
    people = [PersonLines(f"Person {n:03}", EVERYTHING, ("thanks", "Ana")) for n in range(500)]
    text = "\n".join(part.text for part in build_digest(page(people)))
    places = [text.index(f"Person {n:03}") for n in range(500)]
    assert places == sorted(places)


def test_a_tier_is_a_sign_and_a_word() -> None:
    lines = PersonLines("Ana", [("Social Skills", [("Influence", [Tier.HIGHER])])], None)
    (part,) = build_digest(page([lines]))
    assert "Social Skills: Influence ▲ advanced service" in part.text
    assert len(set(SIGNS.values())) == len(SIGNS) == 3


def test_a_lens_and_what_it_has_nothing_for_are_named_within_every_limit() -> None:
    lines = PersonLines("Ana", [("Technical Capacity", [("Technical Capacity", [])])], None)
    clusters = [(f"Value {n:02}", [(tier, n) for tier in (*TIER_ORDER, None)]) for n in range(30)]
    apart = [f"Something that has *no* counterpart {n:03}" for n in range(120)]
    read = replace(page([lines]), tiers=clusters, lens="Our <Values>", apart=apart)
    parts = build_digest(read)
    text = "\n".join(part.text for part in parts)
    for part in parts:
        assert find_block_errors(part.blocks) == []
        assert not is_too_long(part.blocks)
    assert "Read through *Our &lt;Values&gt;*" in text
    assert all(name.replace("*", "") in text.replace("*", "") for name in apart)
    assert "Technical Capacity: Technical Capacity\n" in text
    assert "Value 07: ● 7 everyday service, ▲ 7 advanced service, ■ 7 leading service" in text
    assert "○ 7 no tier" in text
    # A picture holds no thirty clusters.
    assert not any(block["type"] == "data_visualization" for part in parts for block in part.blocks)
    drawn = build_digest(replace(read, tiers=clusters[:6]))
    [chart] = [
        block for part in drawn for block in part.blocks if block["type"] == "data_visualization"
    ]
    assert [one["name"] for one in chart["chart"]["series"]][-1] == "○ no tier"


def test_what_people_wrote_never_acts() -> None:
    lines = PersonLines("<!channel>", EVERYTHING[:1], ("<@U1> *bold* & <#C1>", "<!here>"))
    shown = str([part.blocks for part in build_digest(page([lines]))])
    for nasty in ("<!channel>", "<@U1>", "<#C1>", "<!here>"):
        assert nasty not in shown
