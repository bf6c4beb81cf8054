"""The words of saying on which days a workspace works."""

from __future__ import annotations

from collections.abc import Sequence

TITLE = "Working days"
INTRODUCTION = (
    "On a day off nobody is asked or reminded, and no digest is posted: a weekly question comes on "
    "the working day before it, and digests count working days. Whoever chose a weekday of their "
    "own keeps it, except on public holidays."
)
COUNTRY = "Public holidays of"
COUNTRY_HINT = (
    "A country by its two letters, with a region where holidays differ: AT, DE-BY, US-CA. Empty: "
    "no public holidays."
)

CHOOSE_A_DAY = "Choose at least one day."
UNKNOWN_COUNTRY = "I do not know the holidays of that country. Use its two letters: DE, US, IN."


def name_holiday(date: str, name: str) -> str:
    """A day off: its date, and its name escaped."""
    return f"{date} ({name})"


def say_next_days_off(holidays: Sequence[str]) -> str:
    """The next public holidays, so that one sees whether it is the right country."""
    return f"The next days off: {'; '.join(holidays)}."


def ask_for_region(country: str, regions: Sequence[str], *, are_all: bool) -> str:
    """Where a country is known and the region behind it is not."""
    if not regions:
        return f"I do not know that region of {country}. Just write {country}."
    named = ", ".join(regions)
    if are_all:
        return f"I do not know that region of {country}. I know {named}."
    return f"I do not know that region of {country}. I know {named} and more."
