"""Framework files: what a good one gives, and what is said about each fault of a bad one."""

from __future__ import annotations

from pathlib import Path

import pytest

from slackapp.errors import ConfigurationError
from slackapp.frameworks.loader import (
    FrameworkError,
    builtin_keys,
    load_builtin,
    load_framework,
)
from slackapp.frameworks.model import Behaviour, Cluster, Competency, Framework, Tier

GOOD = """
key = "values"
name = "Our values"

[[clusters]]
key = "together"
name = "Together"
domain = "company"

[[clusters.competencies]]
key = "kind"
name = "Be kind"
definition = "Is kind to people"
aliases = ["kindliness", "soft-hearted"]
crosswalk = ["empathy", "building_bonds"]
behaviours = [
    { key = "asks", text = "Asks how  you are", tier = "basic", outstanding = ["provider"] },
    { key = "stays", text = "Stays until it is done", tier = "higher", asked = false },
    { key = "greets", text = "Greets you", tier = "basic", question = "Did  you greet?" },
]

[[clusters.competencies]]
key = "brave"
name = "Be brave"
definition = "Dares"
"""
KIND = 'clusters[1].competencies[1] "kind"'
BRAVE = 'clusters[1].competencies[2] "brave"'
ASKS = 'clusters[1].competencies[1].behaviours[1] "asks"'
GREETS = 'clusters[1].competencies[1].behaviours[3] "greets"'
STAYS = 'clusters[1].competencies[1].behaviours[2] "stays"'

#: What to write instead of what in GOOD, the entry that is blamed, and the reason given.
FAULTS = {
    "an unknown field of the framework": (
        'name = "Our values"',
        'name = "Our values"\nversion = 1',
        'framework "values"',
        '"version" is unknown; an entry here has clusters, key, name',
    ),
    "an unknown field of a cluster": (
        'domain = "company"',
        'domain = "company"\ncolour = "red"',
        'clusters[1] "together"',
        '"colour" is unknown',
    ),
    "an unknown field of a competency": ("aliases", "alias", KIND, '"alias" is unknown'),
    "an unknown field of a behaviour": ("outstanding", "marks", ASKS, '"marks" is unknown'),
    "a missing key": (
        'key = "kind"\n',
        "",
        "clusters[1].competencies[1]",
        '"key" is missing; it must be text in quotes',
    ),
    "a missing name": ('name = "Be kind"', "", KIND, '"name" is missing'),
    "a missing definition": ('definition = "Dares"', "", BRAVE, '"definition" is missing'),
    "a missing domain": (
        'domain = "company"', "", 'clusters[1] "together"', '"domain" is missing',
    ),
    "a missing text": ('text = "Stays until it is done", ', "", STAYS, '"text" is missing'),
    "a missing tier": (
        ', tier = "higher"', "", STAYS, '"tier" is missing; it must be basic, higher or leader',
    ),
    "an unknown tier": (
        '"higher"', '"expert"', STAYS, '"tier" is "expert"; it must be basic, higher or leader',
    ),
    "an unknown mark": (
        '"provider"', '"boss"', ASKS, '"outstanding" holds "boss"; it may hold provider or leader',
    ),
    "a repeated mark": (
        '"provider"', '"provider", "provider"', ASKS, 'holds "provider" more than once',
    ),
    "an empty question": ('"Did  you greet?"', '""', GREETS, '"question" is empty'),
    "a text for whether it is asked": (
        "asked = false", 'asked = "no"', STAYS, "\"asked\" must be true or false, not 'no'",
    ),
    "a question that is never asked": (
        "asked = false", 'asked = false, question = "Did you?"', STAYS,
        'has a "question" although "asked" is false',
    ),
    "a number for a text": ('"Dares"', "7", BRAVE, '"definition" must be text in quotes, not 7'),
    "a number for a tier": ('"higher"', "2", STAYS, '"tier" must be text in quotes, not 2'),
    "a text for a list": (
        '["kindliness", "soft-hearted"]', '"kindliness"', KIND,
        '"aliases" must be a list of texts in quotes',
    ),
    "a number in a list of texts": (
        '"kindliness"', "3", KIND, '"aliases" must be text in quotes, not 3',
    ),
    "a text for behaviours": (
        'definition = "Dares"', 'definition = "Dares"\nbehaviours = "dares"', BRAVE,
        '"behaviours" must be a list of tables',
    ),
    "a text among behaviours": (
        'definition = "Dares"', 'definition = "Dares"\nbehaviours = ["dares"]', BRAVE,
        '"behaviours" must hold tables, and number 1 is not one',
    ),
    "a name that is too long for a button": (
        '"Be brave"', f'"{"b" * 51}"', BRAVE, '"name" has 51 letters; at most 50 fit',
    ),
    "a name that nobody can type": (
        '"Be brave"', '"Be <brave>"', BRAVE, '"name" holds <, which nobody can type',
    ),
    "an alias that is a mention": (
        '"kindliness"', '"@here"', KIND, '"aliases" holds @, which nobody can type',
    ),
    "a name that looks like another": (
        '"Be brave"', '"Be\\u200b brave"', BRAVE, '"name" holds a letter that nobody can see',
    ),
    "a definition longer than a line": (
        '"Dares"', f'"{"d" * 121}"', BRAVE, '"definition" has 121 letters; at most 120 fit',
    ),
    "an empty text": ('"Dares"', '"  "', BRAVE, '"definition" is empty'),
    "an empty alias": ('"kindliness"', '""', KIND, '"aliases" is empty'),
    "a key of the wrong form": (
        'key = "brave"', 'key = "Be-Brave"', 'clusters[1].competencies[2] "Be-Brave"',
        '"key" is "Be-Brave"; a key has small letters',
    ),
    "a repeated competency key": (
        'key = "brave"', 'key = "kind"', 'clusters[1].competencies[2] "kind"',
        f'the competency key "kind" is already taken by {KIND}',
    ),
    "a repeated behaviour key": (
        'key = "stays"', 'key = "asks"', 'clusters[1].competencies[1].behaviours[2] "asks"',
        f'the behaviour key "asks" is already taken by {ASKS}',
    ),
    "a repeated name": (
        '"Be brave"', '"be KIND"', BRAVE, f'name or alias "be KIND" is already taken by {KIND}',
    ),
    "an alias of two competencies": (
        'definition = "Dares"', 'definition = "Dares"\naliases = ["Soft Hearted"]', BRAVE,
        f'name or alias "Soft Hearted" is already taken by {KIND}',
    ),
    "an alias that is another's name": (
        '"kindliness"', '"be brave"', BRAVE,
        f'name or alias "Be brave" is already taken by {KIND}',
    ),
    "a crosswalk to nowhere": (
        '"empathy"', '"emphaty"', KIND, '"crosswalk" holds "emphaty"; it may hold keys of ECF',
    ),
}  # fmt: skip


def write(folder: Path, text: str) -> Path:
    file = folder / "values.toml"
    file.write_text(text, encoding="utf-8")
    return file


def faults_of(file: Path) -> tuple[str, ...]:
    with pytest.raises(FrameworkError) as caught:
        load_framework(file)
    assert str(caught.value) == "\n".join(caught.value.faults)
    return caught.value.faults


def test_a_good_file_gives_its_framework(tmp_path: Path) -> None:
    behaviours = (
        Behaviour("asks", "Asks how you are", Tier.BASIC, ("provider",)),
        Behaviour("stays", "Stays until it is done", Tier.HIGHER, asked=False),
        Behaviour("greets", "Greets you", Tier.BASIC, question="Did you greet?"),
    )
    kind = Competency(
        "kind",
        "Be kind",
        "Is kind to people",
        "together",
        ("kindliness", "soft-hearted"),
        ("empathy", "building_bonds"),
        behaviours,
    )
    brave = Competency("brave", "Be brave", "Dares", "together")
    expected = Framework(
        "values", "Our values", (Cluster("together", "Together", "company", (kind, brave)),)
    )
    assert load_framework(write(tmp_path, GOOD)) == expected


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_with_file_entry_and_reason(
    tmp_path: Path, fault: tuple[str, str, str, str]
) -> None:
    right, wrong, entry, reason = fault
    assert right in GOOD
    file = write(tmp_path, GOOD.replace(right, wrong, 1))
    (line,) = faults_of(file)
    assert line.startswith(f"{file}: {entry}: ")
    assert reason in line


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace('"Dares"', '""').replace('"higher"', '"top"').replace("aliases", "alias")
    assert len(faults_of(write(tmp_path, text))) == 3


def test_a_repeated_cluster_is_told_by_key_and_by_name(tmp_path: Path) -> None:
    cluster = GOOD[GOOD.index("[[clusters]]") :]
    second = cluster.replace("kind", "mild").replace("brave", "bold").replace("soft", "big")
    for key, other in (("asks", "hears"), ("stays", "waits"), ("greets", "waves")):
        second = second.replace(f'"{key}"', f'"{other}"')
    lines = faults_of(write(tmp_path, GOOD + second))
    taken = 'is already taken by clusters[1] "together"'
    assert [line.split(": ", 2)[2] for line in lines] == [
        f'the cluster key "together" {taken}',
        f'the cluster name "Together" {taken}',
    ]


@pytest.mark.parametrize("text", ['key = "a"\nname = "A"', 'key = "a"\nname = "A"\nclusters = []'])
def test_a_framework_needs_a_cluster(tmp_path: Path, text: str) -> None:
    (line,) = faults_of(write(tmp_path, text))
    assert 'framework "a": "clusters" is missing or empty' in line


def test_ecf_itself_may_not_point_elsewhere(tmp_path: Path) -> None:
    lines = faults_of(write(tmp_path, GOOD.replace('key = "values"', 'key = "ecf"')))
    assert all(KIND in line and "it may hold nothing, in ECF itself" in line for line in lines)
    assert len(lines) == 2


def test_broken_toml_is_told_with_its_line(tmp_path: Path) -> None:
    file = write(tmp_path, 'key = "values"\nname = Our values\n')
    (line,) = faults_of(file)
    assert line.startswith(f"{file}: is not valid TOML")
    assert "line 2" in line


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    file = tmp_path / "values.toml"
    file.write_bytes('name = "Größe"'.encode("latin-1"))
    assert faults_of(file) == (f"{file}: is not a text file in UTF-8",)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    file = tmp_path / "nowhere.toml"
    assert faults_of(file) == (f"{file}: cannot be read: No such file or directory",)


def test_framework_errors_are_configuration_errors() -> None:
    assert issubclass(FrameworkError, ConfigurationError)


def test_builtin_frameworks_load_once_and_ecf_comes_first() -> None:
    assert builtin_keys()[0] == "ecf"
    for key in builtin_keys():
        assert load_builtin(key).key == key
    assert load_builtin("ecf") is load_builtin("ecf")


def test_an_unknown_builtin_names_those_there_are() -> None:
    with pytest.raises(
        FrameworkError, match=r'no framework "\.\./ecf".*These come with Kudoscope: ecf'
    ):
        load_builtin("../ecf")


def test_tiers_are_read_on_screens_as_kinds_of_service() -> None:
    assert [tier.label for tier in Tier] == [
        "everyday service",
        "advanced service",
        "leading service",
    ]
