"""Names are found where people look for them."""

from __future__ import annotations

import pytest

from slackapp.domain.base.alphabet import alphabetical


def test_names_with_marks_and_any_case_stand_with_their_plain_letters() -> None:
    names = ["Émile", "Emma", "Lena", "Łukasz", "Örjan", "oskar", "Sam", "Søren", "Tom", "zoë"]
    assert sorted(sorted(names), key=alphabetical) == names


def test_an_i_without_its_dot_is_an_i() -> None:
    dotless = "\N{LATIN SMALL LETTER DOTLESS I}"
    assert alphabetical(f"I{dotless}k")[0] == alphabetical("Iik")[0]


@pytest.mark.parametrize("names", [("Ana", "ana"), ("José", "Jose"), ("Åsa", "Asa")])
def test_names_that_differ_in_marks_or_case_have_one_order(names: tuple[str, str]) -> None:
    assert sorted(names, key=alphabetical) == sorted(reversed(names), key=alphabetical)


@pytest.mark.parametrize("name", ["", "王伟", "عائشة", "👋"])
def test_any_name_has_a_place(name: str) -> None:
    assert alphabetical(name)[1] == name
