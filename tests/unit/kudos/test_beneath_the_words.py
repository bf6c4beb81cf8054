"""What stands beneath the words in the form: what is offered, what is kept, and when it changes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from slackapp.blocks import ids
from slackapp.blocks.kudos.form.form import Where, build_give_form
from slackapp.blocks.kudos.form.suggestions import Beneath, Hint, Offer
from slackapp.domain.competency.look_up import look_up_for
from slackapp.handlers.base.form_values import Values
from slackapp.handlers.base.requests import View
from slackapp.handlers.kudos.form.beneath import (
    begin_beneath,
    follow,
    is_as_it_should_be,
    lacks_deed,
    list_offers,
    may_begin_hint,
    read_beneath,
    write_metadata,
)
from slackapp.sandbox.view_rules import find_view_errors
from slackapp.services.workspace.frameworks import get_builtin

ECF = get_builtin("ecf")
LISTENED = "for listening to me when I was down"
CALM = "you stayed calm with an angry caller"
EMPATHY, SELF_CONTROL, INITIATIVE = "ecf.empathy", "ecf.self_control", "ecf.initiative"


def hold(words: str = "", *, picked: tuple[str, ...] = (), ticked: tuple[str, ...] = ()) -> Values:
    def options(keys: tuple[str, ...]) -> dict[str, Any]:
        return {"selected_options": [{"value": one} for one in keys]}

    return Values(
        {
            ids.MESSAGE_BLOCK: {ids.FORM_WORDS: {"value": words}},
            ids.COMPETENCIES_BLOCK: {ids.FORM_COMPETENCIES: options(picked)},
            ids.SUGGESTED_BLOCK: {ids.FORM_SUGGESTED: options(ticked)},
        }
    )


def view(metadata: str, values: Values | None = None) -> View:
    return View("V1", "hash", False, metadata, values or Values())


def keys(beneath: Beneath) -> list[str]:
    return [one.entry.key for one in beneath.offers]


def draw(beneath: Beneath) -> dict[str, Any]:
    return build_give_form(metadata="key", most_people=10, where=Where("room"), beneath=beneath)


def test_every_behaviour_is_quoted_within_slacks_limits() -> None:
    for framework in (ECF, *ECF.lenses):
        for entry in look_up_for(framework).entries:
            for behaviour in (None, *entry.competency.behaviours):
                form = draw(Beneath((Offer(entry, behaviour),)))
                assert find_view_errors(form) == []
                (block,) = (one for one in form["blocks"] if one["block_id"] == ids.SUGGESTED_BLOCK)
                (option,) = block["element"]["options"]
                quoted = option.get("description", {}).get("text", "")
                assert not behaviour or (quoted[0], quoted[-1]) == ("“", "”")


def test_the_menu_may_stay_empty_where_something_can_be_ticked() -> None:
    for beneath in (Beneath(), begin_beneath(ECF, LISTENED)):
        blocks = {one["block_id"]: one for one in draw(beneath)["blocks"]}
        assert blocks[ids.COMPETENCIES_BLOCK]["optional"] is bool(beneath.offers)


@pytest.mark.parametrize("hint", Hint)
@pytest.mark.parametrize("words", [LISTENED, "thanks"])
def test_a_form_says_what_it_shows_and_is_read_so(hint: Hint, words: str) -> None:
    shown = replace(begin_beneath(ECF, words), hint=hint)
    metadata = write_metadata("key", shown)
    assert metadata.partition(":")[0] == "key"
    assert len(metadata) < 500
    assert read_beneath(ECF, view(metadata)) == shown


@pytest.mark.parametrize(
    "metadata", ["", "key", "key:", "key:zzz:", "key::,,/", "key:m:ecf.empathy/no,x/y:z", ":::::"]
)
def test_whatever_a_form_says_that_was_never_shown_is_read(metadata: str) -> None:
    read = read_beneath(ECF, view(metadata, hold(ticked=("nonsense",))))
    assert {one.entry.key for one in read.offers} <= {EMPATHY}
    follow(ECF, read, hold(LISTENED, ticked=("nonsense",)), message="")
    assert find_view_errors(draw(read)) == []


def test_what_is_ticked_stays_first_and_what_is_chosen_is_not_offered() -> None:
    shown = follow(ECF, Beneath(), hold(LISTENED), message="")
    assert (keys(shown)[0], len(shown.offers)) == (EMPATHY, 3)
    quoted = shown.offers[0]

    values = hold(CALM, picked=(INITIATIVE,), ticked=(EMPATHY,))
    shown = follow(ECF, shown, values, message="")
    assert quoted in shown.offers
    assert SELF_CONTROL in keys(shown)
    assert len(shown.offers) == 3
    assert shown.ticked == {EMPATHY}

    shown = follow(ECF, shown, hold(CALM, picked=(SELF_CONTROL,)), message="")
    assert SELF_CONTROL not in keys(shown)


def test_nothing_is_drawn_anew_before_something_changes() -> None:
    nothing = Beneath()
    for words in ("", "t", "thanks", "thanks a lot"):
        assert is_as_it_should_be(ECF, nothing, hold(words))
    assert not is_as_it_should_be(ECF, nothing, hold(CALM))
    shown = follow(ECF, nothing, hold(CALM), message="")
    assert is_as_it_should_be(ECF, shown, hold(CALM))
    assert not is_as_it_should_be(ECF, shown, hold(""))
    of_message = begin_beneath(ECF, CALM)
    assert is_as_it_should_be(ECF, of_message, hold("thanks"))
    assert not is_as_it_should_be(ECF, of_message, hold(LISTENED))
    assert not is_as_it_should_be(ECF, Beneath(hint=Hint.SHOWN), hold(CALM))
    assert is_as_it_should_be(ECF, Beneath(hint=Hint.SHOWN), hold("thanks"))


def test_the_hint_is_for_few_words_that_say_nothing_and_comes_once() -> None:
    assert lacks_deed("thanks!")
    assert not lacks_deed("")
    assert not lacks_deed(LISTENED)
    assert not lacks_deed("the printer and the door and the login bug are on the list")
    assert may_begin_hint(Beneath(), hold("thanks"))
    for hint in (Hint.SHOWN, Hint.OVER):
        assert not may_begin_hint(Beneath(hint=hint), hold("thanks"))
    over = follow(ECF, Beneath(hint=Hint.SHOWN), hold(CALM), message="")
    assert over.hint is Hint.OVER
    assert follow(ECF, over, hold("thanks"), message="").hint is Hint.OVER


def test_a_word_of_another_vocabulary_is_offered_as_what_it_is() -> None:
    offered = list_offers(ECF, "win win")
    assert [one.entry.framework_key for one in offered[:1]] == ["twelve_zealous"]
