"""A guided visit follows what people do: each part of a step by its own sign, in its turn."""

from __future__ import annotations

from dataclasses import replace

from slackapp.sandbox.seed import build_store
from slackapp.sandbox.state import Store
from slackapp.sandbox.tour import Deed, Part, Place, Step, Tour, Visit

PRESSED = Part("Press it.", Place(action="bell"), "Show me", lambda deed: deed.name == "bell")
HEARD = Part("Wait.", Place(moment="friday"), "Clock", lambda deed: deed.offers("answer"))
READ = Part("Read it.", Place(is_found=True), "Go there", lambda deed: deed.kind == "looked")
VISIT = Visit(
    person="U00000BEN",
    channel="C0SUPPORT",
    welcome="Welcome",
    steps=(
        Step("ring", "Ring", (PRESSED,), "It rang."),
        Step("read", "Read", (HEARD, READ), "You have read it."),
    ),
    farewell="Goodbye",
    ways=(),
)
PRESS = Deed("acted", "U00000BEN", "bell")
LOOK = Deed("looked", "U00000BEN", channel="C0SUPPORT")
BUTTON = {"type": "actions", "elements": [{"type": "button", "action_id": "answer"}]}


def begin() -> tuple[Tour, Store, list[str]]:
    """A visit that has begun, its workspace, and a list of every time that it was told of more."""
    tour, store, told = Tour(), build_store(), []
    tour.subscribe(lambda: told.append("more"))
    tour.begin(VISIT, store)
    return tour, store, told


def test_no_visit_is_told_where_none_has_begun() -> None:
    tour = Tour()
    tour.notice(PRESS)
    assert (tour.tell(), tour.tell_progress()["reached"]) == (None, {})


def test_a_step_is_done_by_its_own_sign_once() -> None:
    tour, _, told = begin()
    tour.notice(replace(PRESS, name="whistle"))
    assert told == []
    tour.notice(PRESS)
    tour.notice(PRESS)
    assert tour.tell_progress()["reached"] == {"ring": 1, "read": 0}
    assert told == ["more"]


def test_a_message_may_come_before_its_turn_and_a_look_counts_when_it_is_asked_for() -> None:
    tour, store, _ = begin()
    store.post("C0SUPPORT", "U0KUDOSCOPE", "A question", [BUTTON])
    found = store.messages("C0SUPPORT")[-1].ts
    tour.notice(LOOK)
    assert tour.tell_progress() == {
        "reached": {"ring": 0, "read": 1},
        "skipped": [],
        "found": {"read": found},
    }
    tour.notice(PRESS)
    tour.notice(LOOK)
    assert tour.tell_progress()["reached"] == {"ring": 1, "read": 2}


def test_a_step_that_is_left_out_makes_way_for_the_next_and_may_still_be_done() -> None:
    tour, store, told = begin()
    tour.skip("ring")
    store.post("C0SUPPORT", "U0KUDOSCOPE", "A question", [BUTTON])
    tour.notice(LOOK)
    assert tour.tell_progress()["reached"] == {"ring": 0, "read": 2}
    tour.notice(PRESS)
    assert tour.tell_progress()["reached"]["ring"] == 1
    assert len(told) == 4


def test_what_is_told_says_who_where_and_what_to_try() -> None:
    tour, _, _ = begin()
    told = tour.tell()
    assert told is not None
    assert (told["person"], told["channel"]) == ("U00000BEN", "C0SUPPORT")
    [step, _] = told["steps"]
    assert step["title"] == "Ring"
    assert step["parts"][0]["show"]["action"] == "bell"
