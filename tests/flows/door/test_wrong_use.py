"""Every wrong use is answered with the right one and what was typed; nothing is stored."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from slackapp.blocks.kudos.words.examples import EXAMPLE
from slackapp.blocks.kudos.words.problems import LIKE_THIS
from slackapp.sandbox.state import Message
from tests.flows.office import Office, labels, words

WITH_EXAMPLE = ("Who do you want", "Kudos go to people")


class Scene(NamedTuple):
    """Two colleagues in a public channel with the app."""

    ana: str
    ben: str
    room: str


@pytest.fixture
def scene(shared_office: Office) -> Scene:
    """Two colleagues and their channel, which the app has met before."""
    ana, ben = shared_office.person(), shared_office.person()
    room = shared_office.room(ana, ben)
    shared_office.kudos(ana, room, "<@UNOBODY> empathy")
    return Scene(ana, ben, room)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("empathy thanks for staying calm", "Who do you want to thank? Name them with `@`."),
        ("<@UNOBODY> empathy thanks", "I do not know <@UNOBODY> yet."),
        ("@zed empathy thanks", "I do not know who `@zed` is, and I will not guess."),
        ("<@{ana}> empathy well done, me", "Kudos go to others."),
        ("<@{ben}> <@{ana}> empathy us both", "Kudos go to others."),
        ("<@{clockbot}> empathy always on time", "<@{clockbot}> is an app."),
        ("<@{kudoscope}> empathy nice app", "<@{kudoscope}> is an app."),
        ("<@{slackbot}> empathy so helpful", "<@{slackbot}> is an app."),
        ("<@{omar}> empathy for old times", "The account of <@{omar}> is deactivated"),
        ("<@{lena}> empathy for the shipment", "<@{lena}> is with another company"),
        ("<@{ben}> <@{lena}> empathy to both", "<@{lena}> is with another company"),
        ("<!subteam^S0123|@support> empathy", "I do not know this user group yet."),
        ("<#C0SUPPORT|support> empathy", "Kudos go to people, not to a channel"),
        ("<!here> empathy thanks everybody", "Kudos go to people by name, not to `@here`"),
        ("@channel empathy thanks everybody", "Kudos go to people by name, not to `@here`"),
        ("<@{ben}> &lt;b&gt; thanks &amp; bye", "What was it for?"),
    ],
)
def test_wrong_use_is_answered_with_its_reason_and_stores_nothing(
    shared_office: Office, scene: Scene, text: str, reason: str
) -> None:
    names = ("clockbot", "kudoscope", "slackbot", "omar", "lena")
    ids = {name: shared_office.sandbox.user(name) for name in names}
    ids |= {"ana": scene.ana, "ben": scene.ben}
    text, reason = text.format(**ids), reason.format(**ids)
    before = shared_office.stored()

    answer = shared_office.kudos(scene.ana, scene.room, text)

    assert answer.text.startswith(reason)
    assert words(answer).startswith(reason)
    for shown in (answer.text, words(answer)):
        assert (LIKE_THIS in shown) == reason.startswith(WITH_EXAMPLE)
        assert f"/kudos {text}" in shown
    assert shared_office.answers(scene.ana, scene.room)[-1].ts == answer.ts
    shared_office.settle()
    assert shared_office.stored() == before
    assert shared_office.posts(scene.room) == []


def test_more_than_ten_people_are_too_many_and_ten_are_not(shared_office: Office) -> None:
    ana, *others = [shared_office.person() for _ in range(12)]
    room = shared_office.room(ana, *others)
    before = shared_office.stored()

    everybody = " ".join(f"<@{person}>" for person in others)
    answer = shared_office.kudos(ana, room, f"{everybody} teamwork what a night")

    assert answer.text.startswith("One kudos can thank up to 10 people.")
    assert shared_office.stored() == before

    ten = " ".join(f"<@{person}>" for person in others[:10])
    assert "goes to <#" in shared_office.kudos(ana, room, f"{ten} teamwork wow").text
    shared_office.settle()
    assert shared_office.stored().recipients == before.recipients + 10


def test_a_message_over_two_thousand_characters_comes_back_whole(
    shared_office: Office, scene: Scene
) -> None:
    long = "so " * 667
    before = shared_office.stored()

    answer = shared_office.kudos(scene.ana, scene.room, f"<@{scene.ben}> empathy {long}very kind")

    assert answer.text.startswith("The message is longer than 2,000 characters.")
    assert words(answer).split().count("so") == 667
    assert shared_office.stored() == before


def test_a_message_of_two_thousand_characters_is_given(shared_office: Office, scene: Scene) -> None:
    message = "you &amp; me " * 222 + "!"

    answer = shared_office.kudos(scene.ana, scene.room, f"<@{scene.ben}> empathy {message}")

    assert "goes to <#" in answer.text
    shared_office.settle()
    [post] = shared_office.posts(scene.room)
    assert words(post).count("you &amp; me") == 222


def test_a_kudos_without_a_competency_offers_the_closest_and_all(
    shared_office: Office, scene: Scene
) -> None:
    answer = shared_office.kudos(scene.ana, scene.room, f"<@{scene.ben}> you were so calm and kind")

    *offered, last = labels(answer)
    assert {"Self-Control", "Empathy"} <= set(offered)
    assert len(offered) <= 3
    assert last == "Something else …"


def test_the_daily_limit_ends_at_midnight_of_the_giver(shared_office: Office, scene: Scene) -> None:
    for number in range(10):
        answer = shared_office.kudos(scene.ana, scene.room, f"<@{scene.ben}> empathy {number}")
        assert "goes to <#" in answer.text
    before = shared_office.stored()

    answer = shared_office.kudos(scene.ana, scene.room, f"<@{scene.ben}> empathy one more")

    assert answer.text.startswith("You have given 10 kudos today, which is the limit here.")
    assert f"You typed: /kudos <@{scene.ben}> empathy one more" in answer.text
    assert shared_office.stored() == before

    shared_office.clock.advance(days=1)
    answer = shared_office.kudos(scene.ana, scene.room, f"<@{scene.ben}> empathy one more")
    assert "goes to <#" in answer.text


def test_nobody_else_sees_what_went_wrong(shared_office: Office, scene: Scene) -> None:
    answer = shared_office.kudos(scene.ana, scene.room, "@ben empathy a private slip of the pen")

    def sees(person: str) -> list[Message]:
        return shared_office.sandbox.messages(scene.room, visible_to=person)

    assert answer.ts in [message.ts for message in sees(scene.ana)]
    assert sees(scene.ben) == []


@pytest.mark.parametrize("example", [EXAMPLE])
def test_the_example_works_as_it_is_typed(
    shared_office: Office, scene: Scene, example: str
) -> None:
    """With somebody's name in the place for it; typed as it stands, it asks who is meant."""
    text = example.strip("`").removeprefix("/kudos ")
    answer = shared_office.kudos(scene.ana, scene.room, text.replace("@name", f"<@{scene.ben}>"))
    assert "goes to <#" in answer.text
    shared_office.settle()
    [post] = shared_office.posts(scene.room)
    assert "thanks for staying calm with that caller" in post.text

    assert "I do not know who `@name` is" in shared_office.kudos(scene.ana, scene.room, text).text
