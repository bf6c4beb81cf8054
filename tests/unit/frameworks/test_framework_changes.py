"""What is said of a changed framework before it is taken: each kind of change, in plain words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slackapp.blocks.workspace.words.changes import list_change_lines
from slackapp.frameworks.changes import list_changes
from slackapp.frameworks.crosswalk import Lens, StoredTag
from slackapp.frameworks.loader import ECF_KEY, load_builtin, parse_framework
from slackapp.frameworks.model import Framework

VALUES = """
key = "values"
name = "Our values"

[[clusters]]
key = "us"
name = "Us"
domain = "company"

[[clusters.competencies]]
key = "kind"
name = "Be kind"
definition = "Is kind"
aliases = ["kindly"]
crosswalk = ["empathy"]
behaviours = [
    { key = "asks", text = "Asks how you are", tier = "basic" },
    { key = "stays", text = "Stays until it is done", tier = "higher" },
]

[[clusters.competencies]]
key = "own_it"
name = "Own it"
definition = "Sees it through"
crosswalk = ["initiative"]

[[clusters]]
key = "craft"
name = "Craft"
domain = "company"

[[clusters.competencies]]
key = "dare"
name = "Dare"
definition = "Tries what is new"
"""

#: What is written instead of what, and what is said of it.
CASES = {
    "a name": (
        'name = "Be kind"',
        'name = "Kindness"',
        ["*Be kind* is no longer understood"],
        "*Be kind* is called *Kindness* now. 12 kudos named it; they will be "
        "shown as *Kindness* from now on.",
    ),
    "a competency that goes": (
        VALUES[
            VALUES.index('[[clusters.competencies]]\nkey = "own_it"') : VALUES.index(
                '[[clusters]]\nkey = "craft"'
            )
        ],
        "",
        ["4 kudos for *Own it*, as *Initiative*, will be shown apart"],
        "*Own it* goes: 3 kudos named it; they keep it, new ones cannot name it.",
    ),
    "a key": (
        'key = "own_it"',
        'key = "owns_it"',
        [],
        "*Own it* has another key: 3 kudos named it, and they count apart from new ones. "
        "Give it its former key to keep them together.",
    ),
    "a cluster": ('name = "Us"', 'name = "We"', [], "The cluster *Us* is called *We* now."),
    "a counterpart": (
        '["initiative"]',
        '["commitment", "optimism"]',
        ["4 kudos for *Own it*, as *Initiative*, will be shown apart"],
        "*Own it* counts as *Commitment or Optimism* in ECF now; so far it counted as "
        "*Initiative*.",
    ),
    "a counterpart that goes": (
        'crosswalk = ["initiative"]\n',
        "",
        ["4 kudos for *Own it*, as *Initiative*, will be shown apart"],
        "*Own it* counts as nothing in ECF now; so far it counted as *Initiative*.",
    ),
    "a practice that goes": (
        '{ key = "asks", text = "Asks how you are", tier = "basic" },',
        "",
        ["without a practice"],
        "“Asks how you are” is dropped from *Be kind*. 5 kudos named it; they keep it.",
    ),
    "a tier": (
        'done", tier = "higher"',
        'done", tier = "leader"',
        [],
        "“Stays until it is done” is leading service now; it was advanced service.",
    ),
    "the words of a practice": (
        "Stays until it is done",
        "Stays to the end",
        [],
        "“Stays until it is done” reads “Stays to the end” now.",
    ),
    "a new practice": (
        "behaviours = [",
        'behaviours = [\n    { key = "sees", text = "Sees you", tier = "basic" },',
        [],
        "*Be kind* has a new practice: “Sees you”.",
    ),
    "a nickname": ('["kindly"]', "[]", [], "*kindly* is no longer understood (for *Be kind*)."),
}

GIVEN = {
    StoredTag("values@1", "kind"): 7,
    StoredTag("values@1", "kind", "asks"): 5,
    StoredTag("values@1", "own_it"): 3,
    StoredTag(ECF_KEY, "initiative"): 4,
}


def own(text: str, version: int) -> Framework:
    framework = replace(parse_framework(text, "values.toml"), key=f"values@{version}")
    return replace(framework, lenses=(load_builtin(),))


def say(old: Framework, new: Framework, *, most: int = 99) -> list[str]:
    known = {one.key: one for one in (old, new, load_builtin())}
    changes = list_changes(Lens(old, known.__getitem__), Lens(new, known.__getitem__), GIVEN)
    return list_change_lines(changes, lambda name: f"*{name}*", most)


@pytest.mark.parametrize(("written", "instead", "beside", "sentence"), CASES.values(), ids=CASES)
def test_each_change_is_said_in_a_line(
    written: str, instead: str, beside: list[str], sentence: str
) -> None:
    assert written in VALUES
    changed = VALUES.replace(written, instead)
    lines = say(own(VALUES, 1), own(changed, 2))
    assert sentence in lines
    others = [line for line in lines if line != sentence]
    assert all(any(one in line for one in beside) for line in others)


def test_what_does_not_change_is_not_said() -> None:
    assert say(own(VALUES, 1), own(VALUES, 2)) == ["Nothing moves and nothing is lost."]


def test_a_practice_that_moves_stays_where_it_was_named() -> None:
    asks = '{ key = "asks", text = "Asks how you are", tier = "basic" },'
    changed = VALUES.replace(asks, "") + f"behaviours = [{asks}]\n"
    lines = say(own(VALUES, 1), own(changed, 2))
    assert (
        "“Asks how you are” moves from *Be kind* to *Dare*. 5 kudos named it, and stay where they "
        "are." in lines
    )
    assert not any("new practice" in line or "how you are” is dropped" in line for line in lines)


def test_a_competency_that_moves_takes_its_kudos_along() -> None:
    start = VALUES.index('[[clusters.competencies]]\nkey = "own_it"')
    end = VALUES.index('[[clusters]]\nkey = "craft"')
    changed = VALUES[:start] + VALUES[end:] + VALUES[start:end]
    assert say(own(VALUES, 1), own(changed, 2)) == [
        "*Own it* moves from *Us* to *Craft*. 3 kudos go with it."
    ]


def test_losses_come_first_and_a_long_list_counts_the_rest() -> None:
    fewer = VALUES[: VALUES.index('[[clusters.competencies]]\nkey = "own_it"')]
    changed = fewer.replace('"Be kind"', '"Kindness"').replace('"Us"', '"We"')
    lines = say(own(VALUES, 1), own(changed, 2), most=2)
    assert [line.split(" goes")[0] for line in lines[:2]] == ["*Own it*", "*Dare*"]
    assert lines[2].startswith("… and 4 more changes, 2 of them losses.")


def test_what_a_former_version_had_stands_apart_under_its_old_name() -> None:
    fewer = VALUES[: VALUES.index('[[clusters]]\nkey = "craft"')]
    known = {one.key: one for one in (own(VALUES, 1), own(fewer, 2), load_builtin())}
    lens = Lens(known["values@2"], known.__getitem__)
    read = lens.read(StoredTag("values@1", "dare"))
    assert (read.competency.name, read.cluster.name) == ("Dare", "Not in Our values")
    assert not read.has_counterpart


def test_going_back_to_ecf_says_what_can_be_named_no_longer_and_how_it_reads() -> None:
    assert say(own(VALUES, 1), load_builtin()) == [
        "*Be kind* goes: 12 kudos named it; they keep it, new ones cannot name it.",
        "*Own it* goes: 3 kudos named it; they keep it, new ones cannot name it.",
        "*Dare* goes: no kudos named it.",
        "12 kudos for *Be kind* will be shown as *Empathy* from now on.",
        "7 kudos for *Own it* will be shown as *Initiative* from now on.",
    ]


def test_coming_from_ecf_nothing_goes_and_what_has_no_counterpart_stands_apart() -> None:
    values = own(VALUES.replace('crosswalk = ["initiative"]\n', ""), 1)
    assert say(load_builtin(), values) == [
        "4 kudos for *Initiative* will be shown apart: nothing here stands for it.",
        "12 kudos for *Empathy* will be shown as *Be kind* from now on.",
        "3 kudos for *Own it* will be shown as *Own it* from now on.",
    ]
