"""A digest in blocks: within every limit of Slack's, and whole for a screen reader."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from slackapp.blocks.team.digest import DigestPage, PersonLines, Quoted, build_digest
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


def page(people: list[PersonLines], quotations: Sequence[Quoted] = ()) -> DigestPage:
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
        quotations=quotations,
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
    ),
    max_size=60,
)
QUOTATIONS = st.lists(
    st.builds(
        Quoted,
        message=st.text(max_size=3000),
        giver=NAMES,
        people=st.lists(NAMES, min_size=1, max_size=10),
        link=st.sampled_from(["", "https://acme.slack.com/archives/C1/p1764526000000100"]),
        lot=st.integers(0, 2**32),
    ),
    max_size=60,
)


@settings(max_examples=30)
@given(people=PEOPLE, quotations=QUOTATIONS, is_threaded=st.booleans())
def test_no_limit_is_ever_passed(
    people: list[PersonLines], quotations: list[Quoted], is_threaded: bool
) -> None:
    drawn = build_digest(replace(page(people, quotations), is_threaded=is_threaded))
    for part in drawn:
        assert len(part.blocks) <= 50
        assert len(json.dumps(part.blocks, ensure_ascii=False)) < 10_000
        assert find_block_errors(part.blocks) == []
        assert not is_too_long(part.blocks)
        assert len(part.text) <= 40_000


def test_five_hundred_people_all_show_in_order() -> None:
    people = [PersonLines(f"Person {n:03}", EVERYTHING) for n in range(500)]
    said = [Quoted(f"for {n:03}", "Ana", [f"Person {n:03}"], lot=-n) for n in range(500)]
    head, *thread = build_digest(page(people, said))
    lines = "\n".join(part.text for part in thread).split("\n")
    places = [lines.index(f"Person {n:03}") for n in range(500)]
    assert places == sorted(places)
    # What the lot put into the post stands there alone, and all others before the people.
    for n in range(500):
        line = f"Ana to Person {n:03}: “for {n:03}”"
        assert (line in head.text) == (n >= 494)
        assert (line in lines[: places[0]]) == (n < 494)
    assert "These 6 were drawn by lot. The other 494, and what" in head.text


def test_quotations_come_first_with_who_said_them_and_where_they_stand() -> None:
    link = "https://acme.slack.com/archives/C1/p1764526000000100?thread_ts=1&cid=C1"
    said = [
        Quoted("you <stayed> calm", "Zoë & Co", ["Ana", "Ben"], link),
        Quoted("a word", "Ben", ["Cem"]),
    ]
    people = [PersonLines(name, EVERYTHING[:1]) for name in ("Ana", "Ben", "Cem")]
    (part,) = build_digest(page(people, said))
    shown = [block["text"]["text"] for block in part.blocks if block["type"] == "section"]
    assert shown[1:3] == [
        f"“you &lt;stayed&gt; calm” <{link.replace('&', '&amp;')}|Zoë &amp; Co to Ana and Ben>",
        "“a word” Ben to Cem",
    ]
    lines = part.text.split("\n")
    assert lines[2:5] == [
        "Zoë &amp; Co to Ana and Ben: “you &lt;stayed&gt; calm”",
        "Ben to Cem: “a word”",
        "Ana",
    ]


def test_what_runs_from_right_to_left_leaves_its_line_in_order() -> None:
    said = Quoted("שלם", "דנה", ["Ana"], "https://acme.slack.com/archives/C1/p1")
    (part,) = build_digest(page([PersonLines("דנה", EVERYTHING[:1])], [said]))
    shown = [block["text"]["text"] for block in part.blocks if block["type"] == "section"]
    assert shown[1] == (
        "“\u2068שלם\u2069” <https://acme.slack.com/archives/C1/p1|\u2068דנה\u2069 to Ana>"
    )
    assert "דנה to Ana: “שלם”" in part.text


def test_of_a_handful_of_kudos_nothing_is_said_of_what_is_not_there() -> None:
    tiers = [(cluster.name, [(Tier.BASIC, 0)]) for cluster in FRAMEWORK.clusters[1:]]
    tiers.append((FRAMEWORK.clusters[0].name, [(Tier.BASIC, 4)]))
    few = replace(page([PersonLines("Ana", EVERYTHING[:1])]), tiers=tiers, entry_share=(4, 4))
    assert "No kudos" not in build_digest(few)[0].text
    assert "All of this stands at the entry tier" in build_digest(few)[0].text
    enough = replace(few, tiers=[*tiers[:-1], (tiers[-1][0], [(Tier.BASIC, 5)])])
    assert "No kudos this time: " in build_digest(enough)[0].text


def test_what_was_said_to_many_names_the_first_of_them() -> None:
    names = ["Ana", "Ben", "Cem", "Dee", "Eva", "Fay"]
    told = [
        build_digest(page([PersonLines("Ana", EVERYTHING)], [Quoted("thanks", "Zoë", names[:n])]))
        for n in (5, 6)
    ]
    assert "Zoë to Ana, Ben, Cem, Dee and Eva: “thanks”" in told[0][0].text
    assert "Zoë to Ana, Ben, Cem, Dee and 2 more: “thanks”" in told[1][0].text


def test_signs_are_explained_once_and_are_words_for_screen_readers() -> None:
    people = [PersonLines(f"Person {n:03}", EVERYTHING) for n in range(120)]
    for one in (page(people[:3]), replace(page(people[:3]), is_threaded=True), page(people)):
        parts = build_digest(one)
        legends = [
            block["elements"][0]["text"]
            for part in parts
            for block in part.blocks
            if block["type"] == "context" and "● everyday service" in str(block)
        ]
        assert legends == ["● everyday service · ▲ advanced service · ■ leading service"]
        assert not any(sign in part.text for part in parts for sign in "●▲■")
    untiered = [PersonLines("Ana", [("Values", [("Be kind", [])])])]
    assert "everyday service" not in str(build_digest(replace(page(untiered), tiers=[]))[0].blocks)


def test_a_tier_is_a_sign_and_a_word() -> None:
    named = [("Influence", [Tier.HIGHER]), ("Leadership", [Tier.HIGHER, Tier.LEADER])]
    (part,) = build_digest(page([PersonLines("Ana", [("Social Skills", named)])]))
    assert (
        "Social Skills: Influence (advanced service), Leadership (advanced service and leading "
        "service)"
    ) in part.text
    marked = "*Ana*  Social Skills: Influence\u00a0▲, Leadership\u00a0▲\u00a0■"
    assert marked in [
        block["elements"][0]["text"] for block in part.blocks if block["type"] == "context"
    ]
    assert len(set(SIGNS.values())) == len(SIGNS) == 3


def test_a_lens_and_what_it_has_nothing_for_are_named_within_every_limit() -> None:
    lines = PersonLines("Ana", [("Technical Capacity", [("Technical Capacity", [])])])
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
    assert "Value 07: 7 everyday service, 7 advanced service, 7 leading service" in text
    assert "7 no tier" in text
    shown = str([part.blocks for part in parts])
    assert "Value 07  ●\u00a07  ▲\u00a07  ■\u00a07  ○\u00a07" in shown.replace("\\xa0", "\u00a0")
    assert "No kudos this time: Value 00" in text
    # A picture holds no thirty clusters.
    assert not any(block["type"] == "data_visualization" for part in parts for block in part.blocks)
    drawn = build_digest(replace(read, tiers=clusters[:6]))
    [chart] = [
        block for part in drawn for block in part.blocks if block["type"] == "data_visualization"
    ]
    assert [one["name"] for one in chart["chart"]["series"]][-1] == "○ no tier"


def test_what_people_wrote_never_acts() -> None:
    lines = PersonLines("<!channel>", EVERYTHING[:1])
    link = "https://acme.slack.com/archives/C1/p1"
    said = [Quoted("<@U1> *bold* & <#C1>", "<!here>", ["<!channel>", "a|b>"], link)]
    shown = str([part.blocks for part in build_digest(page([lines], said))])
    for nasty in ("<!channel>", "<@U1>", "<#C1>", "<!here>"):
        assert nasty not in shown
