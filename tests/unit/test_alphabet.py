"""Names are found where people look for them."""

from __future__ import annotations

import pytest

from slackapp.domain.alphabet import alphabetical


def test_names_with_marks_and_any_case_stand_with_their_plain_letters() -> None:
    names = [
        "zoë",
        "Örjan",
        "Søren",
        "Emma",
        "Émile",
        "oskar",
        "Łukasz",
        "Sam",
        "Tom",
        "Lena",
        "I\N{LATIN SMALL LETTER DOTLESS I}k",
    ]
    assert sorted(names, key=alphabetical) == [
        *(
            "Émile",
            "Emma",
            "I\N{LATIN SMALL LETTER DOTLESS I}k",
            "Lena",
            "Łukasz",
            "Örjan",
            "oskar",
            "Sam",
            "Søren",
            "Tom",
            "zoë",
        )
    ]


@pytest.mark.parametrize("names", [("Ana", "ana"), ("José", "Jose"), ("Åsa", "Asa")])
def test_names_that_differ_in_marks_or_case_have_one_order(names: tuple[str, str]) -> None:
    assert sorted(names, key=alphabetical) == sorted(reversed(names), key=alphabetical)


@pytest.mark.parametrize("name", ["", "王伟", "عائشة", "👋"])
def test_any_name_has_a_place(name: str) -> None:
    assert alphabetical(name)[1] == name
