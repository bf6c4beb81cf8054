"""What a message sounds like, as the form offers it while somebody writes, and at a message."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from slackapp.blocks import ids
from slackapp.cli.manifest import build_manifest
from slackapp.domain.competency import suggest
from slackapp.sandbox.payloads import view_actions_payload
from slackapp.sandbox.state import Message
from slackapp.sandbox.views import View
from tests.flows.belongings import submit
from tests.flows.giving_form import (
    EMPATHY,
    INITIATIVE,
    choose,
    errors,
    field,
    find_form,
    offers,
    open_form,
    send,
    tick,
    typed,
    write,
)
from tests.flows.office import Office

LISTENED = "for listening to me when I was down"
CALM = "you stayed calm with an angry caller"
SELF_CONTROL = "ecf.self_control"


def updates(office: Office) -> int:
    """How often a form has been drawn anew."""
    return sum(one.method == "views.update" for one in office.sandbox.calls())


def blocks(view: View) -> list[str]:
    """The inputs of a form, from top to bottom."""
    return [one["block_id"] for one in view.blocks if one["type"] == "input"]


def thank(office: Office, who: str, said: Message) -> View:
    """Choose the shortcut at a message; the form that opens."""
    office.sandbox.install(build_manifest(http_url=None))
    assert office.sandbox.message_shortcut(
        who, said.channel, said.ts, ids.THANK_MESSAGE_SHORTCUT
    ).ok
    return find_form(office, who)


@pytest.fixture
def no_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """No weights to read messages by."""
    monkeypatch.setattr(suggest, "load_weights", lambda: None)


def test_what_the_words_sound_like_is_ticked_and_given(office: Office) -> None:
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    view = open_form(office, ana, room)
    assert blocks(view) == ["people", "message", "competencies", "readers"]
    assert offers(write(office, ana, "thanks", people=[ben])) == {}

    view = write(office, ana, f"thanks {LISTENED}")

    assert blocks(view)[:4] == ["people", "message", "suggested", "competencies"]
    assert offers(view)["Empathy"] == "“Notices how someone feels and listens before answering”"
    assert len(offers(view)) <= 3
    view = tick(office, ana, EMPATHY)
    assert field(view, f"{ids.BEHAVIOUR_BLOCK}:{EMPATHY}") is not None
    assert typed(view) == f"thanks {LISTENED}"
    assert send(office, ana, **{f"{ids.BEHAVIOUR_BLOCK}:{EMPATHY}": "hears_feelings"}).ok
    (post,) = office.posts(room)
    assert f"thanked <@{ben}>" in post.text
    assert LISTENED in post.text and "Empathy" in post.text
    assert "Notices how someone feels" in post.text


def test_who_goes_on_typing_is_not_disturbed(shared_office: Office) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    open_form(office, ana, office.room(ana, ben))
    before = updates(office)
    for words in ("t", "thanks", "thanks "):
        write(office, ana, words)
    assert updates(office) == before
    shown = write(office, ana, CALM)
    assert updates(office) == before + 1
    write(office, ana, CALM)
    write(office, ana, f"{CALM}!")
    assert (updates(office), find_form(office, ana).hash) == (before + 1, shown.hash)
    assert offers(write(office, ana, "thanks")) == {}
    assert updates(office) == before + 2


def test_a_tick_stays_when_the_words_change_and_goes_with_the_giver(shared_office: Office) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    open_form(office, ana, room)
    quoted = offers(write(office, ana, LISTENED, people=[ben]))["Empathy"]
    tick(office, ana, EMPATHY)
    view = write(office, ana, CALM)
    assert next(iter(offers(view).items())) == ("Empathy", quoted)
    assert "Self-Control" in offers(view)
    assert len(offers(view)) <= 3
    before = list(offers(view))
    # Nothing moves under a finger that ticks.
    view = tick(office, ana)
    assert list(offers(view)) == before
    assert field(view, f"{ids.BEHAVIOUR_BLOCK}:{EMPATHY}") is None
    assert offers(tick(office, ana, SELF_CONTROL)).keys() == set(before)
    assert "Empathy" not in offers(write(office, ana, f"{CALM} today"))
    assert list(offers(write(office, ana, "thanks"))) == ["Self-Control"]
    drawn = updates(office)
    write(office, ana, "thanks a lot")
    assert updates(office) == drawn
    assert send(office, ana).ok
    assert "for *Self-Control*" in office.answers(ana, room)[-1].text


def test_ticked_and_chosen_count_together_up_to_three(shared_office: Office) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    open_form(office, ana, room)
    write(office, ana, LISTENED, people=[ben])
    before = office.stored()
    assert errors(send(office, ana)) == {
        "competencies": "Choose what it was for. Type any word, and pick what comes nearest."
    }
    tick(office, ana, EMPATHY)
    view = choose(office, ana, INITIATIVE, "ecf.optimism", "ecf.innovativeness")
    # Those of the menu stand in the menu alone.
    chosen = view.state["competencies"][ids.FORM_COMPETENCIES]["selected_options"]
    assert EMPATHY not in [one["value"] for one in chosen]
    assert "Up to 3, please" in errors(send(office, ana))["competencies"]
    assert office.stored() == before
    choose(office, ana, INITIATIVE, EMPATHY)
    assert send(office, ana).ok
    assert "*Initiative* and *Empathy*" in office.answers(ana, room)[-1].text


def test_a_tick_that_was_forged_is_told_and_not_given(shared_office: Office) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    metadata = open_form(office, ana, office.room(ana, ben)).content["private_metadata"]
    before = office.stored()
    told = submit(
        office,
        ana,
        ids.GIVE_FORM,
        f"{metadata}:mh:ecf.nothing/x,nonsense",
        people={"selected_users": [ben]},
        suggested={"selected_options": [{"value": "ecf.nothing"}]},
    )
    assert told == ["One of these is no longer in use here. Please choose again."]
    assert office.stored() == before


def test_a_message_sounds_like_something_until_the_givers_own_words_do(
    shared_office: Office,
) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    said = office.sandbox.say(ben, room, "I listened to the caller, who was very sad, for an hour")
    view = thank(office, ana, said)
    assert "That message sounds like" in json.dumps(view.blocks)
    of_message = list(offers(view))
    assert "Empathy" in of_message
    before = updates(office)
    assert list(offers(write(office, ana, "thanks"))) == of_message
    assert updates(office) == before
    view = write(office, ana, CALM)
    assert "Your words sound like" in json.dumps(view.blocks)
    assert next(iter(offers(view))) == "Self-Control"
    view = write(office, ana, "")
    assert (list(offers(view)), "That message" in json.dumps(view.blocks)) == (of_message, True)
    tick(office, ana, EMPATHY)
    assert send(office, ana).ok
    assert "Empathy" in office.posts(room)[0].text

    assert offers(thank(office, ana, office.sandbox.say(ben, room, "Who has the keys?"))) == {}


def test_nobody_learns_from_another_persons_form_what_its_message_sounds_like(
    shared_office: Office,
) -> None:
    office = shared_office
    ana, ben, cleo = office.person(), office.person(), office.person()
    private = office.room(ana, ben, kind="private")
    said = office.sandbox.say(ben, private, "I listened to the caller, who was very sad")
    key = thank(office, ana, said).content["private_metadata"].partition(":")[0]
    own = open_form(office, cleo, office.room(cleo))
    for metadata in (key, f"{key}::ecf.optimism/"):
        stolen = dict(own.content) | {"private_metadata": metadata}
        view = office.sandbox.world.views.open(cleo, stolen)
        before = updates(office)
        for words in (CALM, "thanks", ""):
            assert write(office, cleo, words).blocks == view.blocks
        choose(office, cleo, EMPATHY)
        assert (updates(office), find_form(office, cleo).blocks) == (before, view.blocks)


def test_a_form_that_has_changed_meanwhile_is_left_alone(shared_office: Office) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    open_form(office, ana, office.room(ana, ben))
    shown, world = write(office, ana, CALM), office.sandbox.world
    person = world.store.find_person(ana)
    assert person is not None
    # What they wrote before arrives after it.
    held = shown.state | {
        "message": {ids.FORM_WORDS: {"type": "plain_text_input", "value": LISTENED}}
    }
    late = replace(shown, hash="older", held=held)
    action = {"type": "plain_text_input", "action_id": ids.FORM_WORDS, "block_id": "message"}
    payload = view_actions_payload(world, person, late, action | {"value": LISTENED})
    before = updates(office)
    assert office.post_signed(urlencode({"payload": json.dumps(payload)}).encode()).status == 200
    assert updates(office) == before + 1
    assert find_form(office, ana).hash == shown.hash


@pytest.mark.usefixtures("no_weights")
def test_without_weights_the_form_is_what_it_was(shared_office: Office) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    open_form(office, ana, room)
    assert offers(write(office, ana, "you heard that caller out", people=[ben])) == {}
    view = choose(office, ana, EMPATHY, message="thanks")
    assert [one["type"] for one in view.blocks].count("context") == 1
    assert send(office, ana).ok
    assert len(office.posts(room)) == 1
