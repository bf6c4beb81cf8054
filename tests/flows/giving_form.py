"""The form of kudos as people fill it in."""

from __future__ import annotations

from typing import Any

from slackapp.blocks import ids
from slackapp.sandbox.humans import Answer
from slackapp.sandbox.views import View
from tests.flows.office import Office, Shown

EMPATHY, INITIATIVE = "ecf.empathy", "ecf.initiative"


def find_form(office: Office, person: str) -> View:
    """The form that a person has open."""
    view = office.sandbox.modal(person)
    assert view is not None, "no form is open"
    return view


def open_form(office: Office, person: str, channel: str) -> View:
    """Type `/kudos` alone, and return the form that opens."""
    answer = office.kudos(person, channel)
    assert (answer.ok, answer.text) == (True, ""), answer
    return find_form(office, person)


def press_for_form(
    office: Office, person: str, channel: str, shown: Shown, label: str, number: int = 0
) -> View:
    """Press a button that opens a form."""
    assert office.tap(person, channel, shown, label, number).ok
    return find_form(office, person)


def look_up(office: Office, person: str, typed: str) -> list[str]:
    """The names that the menu of competencies offers for what was typed, in order."""
    view = find_form(office, person)
    answer = office.sandbox.options_in_view(person, view, ids.FORM_COMPETENCIES, typed)
    assert answer.ok, answer
    groups = answer.raw.get("option_groups", ())
    assert groups or answer.raw == {"options": []}, answer
    return [one["text"]["text"] for group in groups for one in group["options"]]


def choose(office: Office, person: str, *keys: str, **values: Any) -> View:
    """Choose competencies while the form holds those values; the form as it is then."""
    look_up(office, person, "")
    for key in keys:
        look_up(office, person, key.partition(".")[2].replace("_", " "))
    answer = office.sandbox.press_in_view(
        person,
        find_form(office, person),
        ids.FORM_COMPETENCIES,
        values=values,
        selected_options=list(keys),
    )
    assert answer.ok, answer
    return find_form(office, person)


def write(office: Office, person: str, words: str, **values: Any) -> View:
    """Type the giver's words, and pause; the form as it is then."""
    view = find_form(office, person)
    values[ids.MESSAGE_BLOCK] = words
    answer = office.sandbox.press_in_view(person, view, ids.FORM_WORDS, values=values, value=words)
    assert answer.ok, answer
    return find_form(office, person)


def typed(view: View) -> str | None:
    """The giver's words as the form holds them."""
    found: str | None = view.state[ids.MESSAGE_BLOCK][ids.FORM_WORDS]["value"]
    return found


def tick(office: Office, person: str, *keys: str, **values: Any) -> View:
    """Tick these of what the words sound like, and no others; the form as it is then."""
    answer = office.sandbox.press_in_view(
        person,
        find_form(office, person),
        ids.FORM_SUGGESTED,
        values=values,
        selected_options=list(keys),
    )
    assert answer.ok, answer
    return find_form(office, person)


def offers(view: View) -> dict[str, str]:
    """What the words sound like: the competencies' names, and what is quoted beneath each."""
    block = field(view, ids.SUGGESTED_BLOCK)
    options = block["element"]["options"] if block else ()
    return {one["text"]["text"]: one["description"]["text"] for one in options}


def send(office: Office, person: str, **values: Any) -> Answer:
    """Send the form, and wait until all that comes of it is told."""
    answer = office.sandbox.submit(person, find_form(office, person), **values)
    office.settle()
    return answer


def errors(answer: Answer) -> dict[str, str]:
    """What stands at the fields of a form that was not taken."""
    found: dict[str, str] = answer.raw["errors"]
    return found


def field(view: View, block_id: str) -> dict[str, Any] | None:
    """The block of an input, if the form has it."""
    return next((one for one in view.blocks if one["block_id"] == block_id), None)
