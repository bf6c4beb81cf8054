"""Who hears of a kudos, where, and who can read it: by place, choice and presence."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from slackapp.sandbox.state import ChannelKind
from tests.flows.office import Office, labels, words

ASK = ["Announce it", "Keep it between us"]
HOLD = ["Post in the default channel", "I invited you: post here", "Send privately"]


@dataclass(frozen=True)
class Expected:
    """What comes of one kudos.

    `direct` holds the buttons of the direct message to the recipient, None where there is none.
    `readers` are those of giver, recipient, bystander (a member) and outsider who find the words.
    """

    posts: int = 0
    mentions: bool = False
    direct: list[str] | None = None
    held: bool = False
    readers: str = ""


MENTIONED = Expected(1, mentions=True, readers="giver recipient bystander outsider")
MENTIONED_AND_TOLD = Expected(
    1, mentions=True, direct=[], readers="giver recipient bystander outsider"
)
ROOM = Expected(1, mentions=True, readers="giver recipient bystander")
ROOM_AND_TOLD = Expected(1, mentions=True, direct=[], readers="giver recipient bystander")
ASKED = Expected(direct=ASK, readers="recipient")
TOLD = Expected(direct=[], readers="recipient")
HELD = Expected(held=True)


@pytest.mark.parametrize(
    ("kind", "app_is_member", "choice", "recipient_is_there", "expected"),
    [
        ("public", True, "public", True, MENTIONED),
        ("public", True, "public", False, MENTIONED_AND_TOLD),
        ("public", True, "ask", True, ASKED),
        ("public", True, "ask", False, ASKED),
        ("public", True, "me", True, TOLD),
        ("public", True, "me", False, TOLD),
        ("private", True, "public", True, ROOM),
        ("private", True, "public", False, ROOM_AND_TOLD),
        ("private", True, "ask", True, ASKED),
        ("private", True, "ask", False, ASKED),
        ("private", True, "me", True, TOLD),
        ("private", True, "me", False, TOLD),
        ("im", False, "public", True, TOLD),
        ("im", False, "ask", True, TOLD),
        ("im", False, "me", True, TOLD),
        ("im", False, "public", False, TOLD),
        ("im", True, "public", False, TOLD),
        ("group", False, "public", True, HELD),
        ("group", False, "ask", True, HELD),
        ("group", False, "me", True, HELD),
        ("public", False, "public", True, HELD),
        ("public", False, "public", False, HELD),
        ("public", False, "ask", True, HELD),
        ("public", False, "me", True, HELD),
        ("private", False, "public", True, HELD),
        ("private", False, "public", False, HELD),
        ("private", False, "ask", True, HELD),
        ("private", False, "me", True, HELD),
    ],
)
def test_what_is_told_where_and_who_can_read_it(
    shared_office: Office,
    kind: ChannelKind,
    app_is_member: bool,
    choice: str,
    recipient_is_there: bool,
    expected: Expected,
) -> None:
    office = shared_office
    giver, bystander, outsider = office.person("ana-r"), office.person(), office.person()
    recipient = office.person_who_chose(choice)
    before = office.stored()
    others = {
        "im": [recipient if recipient_is_there else bystander] * (not app_is_member),
        "group": [recipient, bystander],
    }.get(kind, [bystander] + [recipient] * recipient_is_there)
    room = office.room(giver, *others, kind=kind, app_is_member=app_is_member)

    answer = office.kudos(giver, room, f"<@{recipient}> initiative thanks from {room}")

    office.settle()
    assert office.stored().kudos == before.kudos + 1
    # Nobody can invite an app to a group message.
    hold = [label for label in HOLD if kind != "group" or "invited" not in label]
    assert (labels(answer)[: len(hold)] == hold) is expected.held
    posts = office.posts(room)
    assert len(posts) == expected.posts
    for post in posts:
        assert (f"<@{recipient}>" in post.text) is expected.mentions
        assert (f"<@{recipient}>" in words(post)) is expected.mentions
    assert [labels(message) for message in office.told(recipient)] == (
        [] if expected.direct is None else [expected.direct]
    )
    people = {
        "giver": giver,
        "recipient": recipient,
        "bystander": bystander,
        "outsider": outsider,
    }
    readers = office.readers(f"thanks from {room}", *people.values())
    assert {name for name, person in people.items() if person in readers} == set(
        expected.readers.split()
    )
    assert office.told(bystander) == office.told(outsider) == []


def test_one_kudos_reaches_each_recipient_as_they_chose(shared_office: Office) -> None:
    office = shared_office
    giver, public, absent = office.person("ana-r"), office.person(), office.person()
    asked, private = office.person_who_chose("ask"), office.person_who_chose("me")
    room = office.room(giver, public, asked, private)
    everybody = " ".join(f"<@{one}>" for one in (public, absent, asked, private))

    answer = office.kudos(giver, room, f"{everybody} teamwork thanks from {room}")

    assert answer.text == (
        f"Your kudos to <@{public}>, <@{absent}>, <@{asked}> and <@{private}> for "
        f"*Collaboration and Cooperation* goes to <#{room}>, for everyone there to read. "
        f"I ask <@{asked}> first whether I may announce it in <#{room}>. "
        f"I tell <@{private}> privately, as they prefer."
    )
    office.settle()
    [post] = office.posts(room)
    assert post.text.startswith(f"*ana-r* thanked <@{public}> and <@{absent}>: thanks from")
    assert office.told(public) == []
    assert [labels(one) for one in office.told(absent)] == [[]]
    assert [labels(one) for one in office.told(asked)] == [ASK]
    assert [labels(one) for one in office.told(private)] == [[]]


def test_nobody_else_learns_that_it_was_for_a_person_who_wants_it_private(
    shared_office: Office,
) -> None:
    office = shared_office
    giver, public, absent = office.person("ana-r"), office.person(), office.person()
    asked, private = office.person_who_chose("ask"), office.person_who_chose("me")
    room = office.room(giver, public, asked, private)
    everybody = " ".join(f"<@{one}>" for one in (public, absent, asked, private))

    office.kudos(giver, room, f"{everybody} teamwork thanks from {room}")

    office.settle()
    [direct] = office.told(private)
    assert "Only you and ana-r see that it was for you." in direct.text
    assert office.readers(f"<@{private}>", public, absent, asked, office.person()) == set()


def test_a_tapped_behaviour_shows_in_the_direct_message_too(shared_office: Office) -> None:
    office = shared_office
    giver, asked = office.person("ana-r"), office.person_who_chose("ask")
    room = office.room(giver, asked)
    answer = office.kudos(giver, room, f"<@{asked}> initiative thanks from {room}")
    office.settle()

    office.say_deed(giver, room, answer)

    [direct] = office.told(asked)
    assert "“" in direct.text
    assert direct.changed
    assert labels(direct) == ASK
    assert office.posts(room) == []
