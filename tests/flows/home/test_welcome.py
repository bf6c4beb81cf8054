"""The app says hello where it joins a channel, and says it once."""

from __future__ import annotations

from slackapp.blocks import ids
from tests.flows.giving_form import find_form
from tests.flows.office import Office, labels, words


def test_the_app_says_hello_once_and_the_button_opens_the_form(shared_office: Office) -> None:
    office, ana = shared_office, shared_office.person()
    ben = office.person()
    room = office.room(ana, ben, app_is_member=False)
    for _ in range(2):
        office.sandbox.command(ana, room, "@kudoscope", command="/invite")
        office.sandbox.wait_for(lambda: office.posts(room), message="no hello came")
        office.settle()
        office.sandbox.set_members(room, [ana, ben])
    (hello,) = office.posts(room)
    assert "Hello, I am Kudoscope." in words(hello) and labels(hello) == ["Give kudos"]
    office.sandbox.command(ana, room, "@kudoscope", command="/invite")
    assert office.use(ana, room, hello, ids.THANK_TOO, value="give").ok
    assert find_form(office, ana) is not None


def test_whoever_else_joins_is_not_greeted(shared_office: Office) -> None:
    office, ana = shared_office, shared_office.person()
    room = office.room(ana)
    office.sandbox.send_event(
        {"type": "member_joined_channel", "user": office.person(), "channel": room}
    )
    office.settle()
    assert office.posts(room) == []
