"""Looking up competencies while somebody types."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.blocks.kudos.form.options import build_behaviour, build_groups
from slackapp.domain.competency.look_up import Entry, look_up_for
from slackapp.frameworks.loader import load_builtin
from slackapp.frameworks.model import Behaviour, Cluster, Competency, Framework, Tier
from slackapp.sandbox.options import find_option_errors
from slackapp.services.workspace.frameworks import get_builtin

ECF = get_builtin("ecf")
LOOK_UP = look_up_for(ECF)
SPELLINGS = [
    (entry, phrase)
    for entry in LOOK_UP.entries
    for phrase in (entry.competency.name, *entry.competency.aliases)
]


def names(typed: str) -> list[str]:
    return [one.competency.name for one in LOOK_UP.find(typed)]


def test_everything_is_offered_before_anything_is_typed() -> None:
    own = [one.name for one in ECF.competencies()]
    assert names("")[: len(own)] == own
    assert names("  ") == names("🎉") == names("")
    assert {one.lens for one in LOOK_UP.entries} == {"", *(one.name for one in ECF.lenses)}


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("emp", "Empathy"),
        ("EMPATHY", "Empathy"),
        ("conf man", "Conflict Management"),
        ("man conf", "Conflict Management"),
        ("orient", "Service Orientation"),
        ("selfcontrol", "Self-Control"),
        ("self-c", "Self-Confidence"),
        ("win win", "Win-Win"),
    ],
)
def test_a_beginning_finds_it(typed: str, first: str) -> None:
    assert names(typed)[0] == first


@pytest.mark.parametrize(
    ("typed", "found"),
    [("listen", "Empathy"), ("teamw", "Collaboration and Cooperation"), ("calm", "Self-Control")],
)
def test_nicknames_count_behind_names(typed: str, found: str) -> None:
    assert found in names(typed)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("empahty", "Empathy"),
        ("mepathy", "Empathy"),
        ("initative", "Initiative"),
        ("conflict managment", "Conflict Management"),
        ("tolrance", "Tolerance"),
        ("empathetic", "Empathy"),
        ("\uff45mpathy", "Empathy"),
        ("calm with an angry caller", "Self-Control"),
    ],
)
def test_slips_and_other_forms_are_forgiven(typed: str, found: str) -> None:
    assert names(typed)[0] == found


@pytest.mark.parametrize(
    "typed", ["zzzz", "спасибо", "感謝", "qwertyuiop", "x" * 5_000, "\x00", "'"]
)
def test_whatever_is_typed_is_answered(typed: str) -> None:
    assert len(LOOK_UP.find(typed)) <= len(LOOK_UP.entries)


def test_other_scripts_find_names_in_them() -> None:
    own = Competency("care", "Забота", "", cluster_key="c", aliases=("気配り", "Zuwendung"))
    cluster = Cluster("c", "Werte", "", (own,))
    look_up = look_up_for(Framework("werte", "Werte", (cluster,)))
    for typed in ("заб", "ЗАБОТА", "気", "zuw", "Zuwedung"):
        assert [one.competency for one in look_up.find(typed)] == [own], typed
    assert look_up.find("気持ち") == []


@given(st.sampled_from(SPELLINGS), st.data())
def test_every_beginning_of_every_name_and_nickname_finds_it(
    spelling: tuple[Entry, str], data: st.DataObject
) -> None:
    entry, phrase = spelling
    typed = phrase[: data.draw(st.integers(1, len(phrase)))]
    assert entry in LOOK_UP.find(typed), typed


@given(st.text(max_size=90))
def test_any_text_gives_what_slack_takes(typed: str) -> None:
    found = LOOK_UP.find(typed)
    assert len(found) == len(set(found))
    assert find_option_errors({"option_groups": build_groups(found)}) == []


def test_a_name_that_a_lens_shares_is_offered_once() -> None:
    assert names("empathy").count("Empathy") == 1


def test_slack_takes_a_hundred_options_at_most() -> None:
    lens = load_builtin("ecf")
    clusters = tuple(
        replace(one, competencies=tuple(replace(c, name=f"{c.name} {n}") for c in one.competencies))
        for n in range(5)
        for one in lens.clusters
    )
    entries = look_up_for(replace(lens, clusters=clusters)).find("")
    groups = build_groups(entries)
    assert (len(entries), sum(len(one["options"]) for one in groups)) == (125, 100)
    assert find_option_errors({"option_groups": groups}) == []


def test_a_long_behaviour_goes_on_beneath_with_its_tier() -> None:
    text = "Notices how somebody feels before they say so, and answers the feeling before the facts"
    option = build_behaviour(Behaviour("b", text, Tier.BASIC))._resolve()
    shown = option["text"]["text"].rstrip("…") + " " + option["description"]["text"]
    assert shown.startswith(text[:60])
    assert option["description"]["text"].endswith("everyday service")


def test_no_two_behaviours_of_a_competency_look_alike() -> None:
    for one in (ECF, *ECF.lenses):
        for competency in one.competencies():
            options = [build_behaviour(each)._resolve() for each in competency.behaviours]
            assert len({option["text"]["text"] for option in options}) == len(options)
