"""Joining in on a kudos as people do: by the button, once, with a note to those whom it thanks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from db import KudosMeToo
from slackapp.domain.base.errors import NotYours
from slackapp.jobs import me_too_notes
from slackapp.sandbox import delivery
from slackapp.sandbox.delivery import HttpAnswer
from slackapp.sandbox.state import Message
from slackapp.services.operate.verify import verify
from tests.flows.office import Office, Shown, labels, words

ADD = "Add yours"
MUTE, TELL_AGAIN = "Mute these notes", "Tell me again"
JOINED = "You joined in. Press again to take it back."


def press(office: Office, person: str, room: str, shown: Shown, label: str = ADD) -> str:
    """Press a button, and return what is told to whoever did so."""
    button = next(
        one
        for block in shown.blocks or ()
        for one in (*block.get("elements", ()), block.get("accessory") or {})
        if one.get("type") == "button" and one["text"]["text"] == label
    )
    assert shown.ts is not None
    office.sandbox.press(person, room, shown.ts, button["action_id"], value=button["value"])
    office.settle_however_long()
    told = office.answers(person, room)
    return told[-1].text if told else ""


def announced(office: Office, room: str) -> Message:
    return office.posts(room)[-1]


def line(office: Office, room: str) -> str:
    """Who says so, too, as the announcement shows it."""
    return next((one for one in words(announced(office, room)).splitlines() if "too" in one), "")


def tell(office: Office) -> None:
    me_too_notes.run(office.app.tools)
    office.settle_however_long()


def notes(office: Office, person: str) -> list[Message]:
    return [one for one in office.told(person) if "joined in" in one.text]


def assert_sound(office: Office) -> None:
    with office.sessions.read() as session:
        found = verify(session, now=office.clock())
    assert [one.name for one in found if one.is_broken] == []


def give(office: Office, giver: str, room: str, text: str) -> Message:
    answer = office.kudos(giver, room, text)
    office.settle_however_long()
    assert office.posts(room), answer
    return announced(office, room)


def test_a_colleague_joins_in_is_named_and_takes_it_back(office: Office) -> None:
    ana, ben, cleo = office.person("Ana"), office.person("Ben"), office.person("Cleo")
    room = office.room(ana, ben, cleo)
    post = give(office, ana, room, f"<@{ben}> empathy for the calm answer")
    assert (labels(post), line(office, room)) == ([ADD, "Thank somebody too"], "")

    assert press(office, cleo, room, post) == JOINED
    assert line(office, room) == "*Cleo* says thank you, too"
    assert f"<@{cleo}>" not in announced(office, room).text
    tell(office)
    (note,) = notes(office, ben)
    assert note.text == f"*Cleo* joined in on Ana's thanks to you for *Empathy* in <#{room}>."
    assert notes(office, ana) == notes(office, cleo) == []

    assert press(office, cleo, room, announced(office, room)).startswith("You took it back.")
    assert line(office, room) == ""
    assert "no longer true" in office.told(ben)[-1].text
    assert_sound(office)


def test_whom_it_thanks_and_who_gave_it_read_why_they_cannot(shared_office: Office) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    post = give(office, ana, room, f"<@{ben}> empathy thanks")
    assert press(office, ana, room, post).startswith("This is your own kudos")
    assert press(office, ben, room, post).startswith("This kudos is for you")
    assert (line(office, room), notes(office, ben)) == ("", [])


def test_a_recipient_mutes_the_notes_and_has_them_again(shared_office: Office) -> None:
    office = shared_office
    ana, ben, cleo, dan, eva = map(office.person, ("Ana", "Ben", "Cleo", "Dan", "Eva"))
    room, direct = office.room(ana, ben, cleo, dan, eva), office.sandbox.im(ben)
    post = give(office, ana, room, f"<@{ben}> empathy thanks")
    press(office, cleo, room, post)
    tell(office)

    assert press(office, ben, direct, notes(office, ben)[0], MUTE).startswith("Muted:")
    press(office, dan, room, announced(office, room))
    office.clock.advance(days=1)
    tell(office)
    assert len(notes(office, ben)) == 1

    choice = office.kudos(ben, room, "announce")
    assert "I do not tell you" in words(choice)
    assert press(office, ben, room, choice, TELL_AGAIN).startswith("From now on I tell you")
    assert MUTE in labels(office.kudos(ben, room, "announce"))
    press(office, eva, room, announced(office, room))
    tell(office)
    assert notes(office, ben)[-1].text.startswith("*Eva* joined in")
    assert line(office, room) == "*Cleo*, *Dan* and *Eva* say thank you, too"


def test_what_is_taken_back_takes_names_and_notes_with_it(shared_office: Office) -> None:
    office = shared_office
    ana, ben, cleo = office.person(), office.person(), office.person()
    room = office.room(ana, ben, cleo)
    post = give(office, ana, room, f"<@{ben}> empathy thanks")
    press(office, cleo, room, post)
    tell(office)
    office.kudos(ana, room, "undo")
    office.settle()
    assert office.posts(room, visible_to=ben) == []
    assert "no longer true" in office.told(ben)[-1].text
    # It stands on somebody's screen still.
    shown = office.repost(room, post)
    assert press(office, cleo, room, shown) == str(NotYours())
    assert_sound(office)


@pytest.mark.parametrize("forged", ["private", "nothing", "huge", "words"])
def test_a_forged_kudos_is_joined_by_nobody(shared_office: Office, forged: str) -> None:
    """Cleo presses, in a channel of hers, a button with what she made up."""
    office = shared_office
    ana, ben, cleo = office.person(), office.person(), office.person()
    room, hers = office.room(ana, ben, kind="private"), office.room(cleo)
    post = give(office, ana, room, f"<@{ben}> empathy between us")
    button, *_ = post.blocks[-1]["elements"] if post.blocks else ()
    values = {"nothing": "0", "huge": "9" * 30, "words": "'; DROP"}
    button |= {"value": values.get(forged, button["value"])}
    block = {"type": "actions", "elements": [button]}
    assert press(office, cleo, hers, office.repost(hers, [block])) == str(NotYours())
    assert line(office, room) == ""


def test_guests_join_in_where_they_are_and_nowhere_else(shared_office: Office) -> None:
    office = shared_office
    ana, ben, guest = office.person(), office.person(), office.person("Gil", is_restricted=True)
    room, other = office.room(ana, ben, guest), office.room(guest)
    post = give(office, ana, room, f"<@{ben}> empathy thanks")
    elsewhere = give(office, ana, office.room(ana, ben), f"<@{ben}> empathy elsewhere")
    assert press(office, guest, other, office.repost(other, elsewhere)) == str(NotYours())
    assert press(office, guest, room, post) == JOINED
    assert line(office, room) == "*Gil* says thank you, too"


def test_a_press_that_comes_again_does_not_take_it_back(
    shared_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = shared_office
    bodies, send = list[bytes](), delivery.post

    def keep(url: str, body: bytes, *rest: Any) -> HttpAnswer:
        bodies.append(body)
        return send(url, body, *rest)

    monkeypatch.setattr("slackapp.sandbox.delivery.post", keep)
    ana, ben, cleo = office.person(), office.person(), office.person("Cleo")
    room = office.room(ana, ben, cleo)
    press(office, cleo, room, give(office, ana, room, f"<@{ben}> empathy thanks"))
    assert office.post_signed(next(one for one in bodies if b"kudos_me_too" in one)).status == 200
    office.settle_however_long()
    assert line(office, room) == "*Cleo* says thank you, too"


def test_fifty_who_press_at_once_are_named_by_few_updates(office: Office) -> None:
    """What Slack shows in the end is what a recount says."""
    ana, ben = office.person(), office.person()
    crowd = [office.person(f"Colleague {number:02}") for number in range(50)]
    room = office.room(ana, ben, *crowd)
    post = give(office, ana, room, f"<@{ben}> empathy thanks")
    assert post.ts is not None
    button, *_ = post.blocks[-1]["elements"] if post.blocks else ()
    before = len(office.sandbox.calls("chat.update"))

    with ThreadPoolExecutor(6) as pool:
        answers = list(
            pool.map(
                lambda who: office.sandbox.press(
                    who, room, post.ts or "", button["action_id"], value=button["value"]
                ),
                crowd,
            )
        )
    office.settle_however_long()

    assert all(one.ok for one in answers)
    with office.sessions.read() as session:
        assert len(session.scalars(select(KudosMeToo.person_id)).all()) == 50
    assert line(office, room).endswith("and 45 others say thank you, too")
    assert len(office.sandbox.calls("chat.update")) - before <= 10
    tell(office)
    assert "and 49 others joined in" in notes(office, ben)[0].text
    assert_sound(office)
