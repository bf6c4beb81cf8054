"""Where it is not clear who is thanked, the giver is asked, and nothing is given before a tap."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from slackapp.blocks import ids
from slackapp.sandbox.humans import Answer
from slackapp.sandbox.state import Message
from tests.flows.office import Office, elements, labels, words

NOT_YOURS = "This is not yours to decide, or it is no longer there. Nothing changed."


class Scene(NamedTuple):
    """Cem thanks one of two colleagues, and speaks of the other."""

    office: Office
    cem: str
    ana: str
    ben: str
    room: str

    def type(self, text: str) -> Answer:
        """Cem types that, with `@ana` and `@ben` as Slack writes them."""
        text = text.replace("@ana", f"<@{self.ana}>").replace("@ben", f"<@{self.ben}|ben>")
        return self.office.kudos(self.cem, self.room, text)

    def tap(self, label: str) -> None:
        """Cem taps a button of what is shown."""
        self.office.tap(self.cem, self.room, self.shown(), label)

    def shown(self) -> Message:
        """What the one answer to Cem has become."""
        [answer] = self.office.answers(self.cem, self.room)
        return answer

    def posts(self) -> list[str]:
        """What everybody in the room reads."""
        return [post.text for post in self.office.posts(self.room)]


@pytest.fixture
def scene(shared_office: Office) -> Scene:
    """Three colleagues and their channel."""
    cem, ana, ben = (shared_office.person(name) for name in ("cem-t", "ana-r", "ben-o"))
    return Scene(shared_office, cem, ana, ben, shared_office.room(cem, ana, ben))


@pytest.mark.parametrize(
    "text",
    [
        "giving @ben a hand with the late queue. @ana #teamwork",
        "@ben told me you covered his shift. Thank you @ana! #teamwork",
        "@ben was ill and @ana took his shift #teamwork",
    ],
)
def test_everybody_who_is_mentioned_can_be_tapped_and_nothing_is_given_before(
    scene: Scene, text: str
) -> None:
    before = scene.office.stored()

    answer = scene.type(text)

    question = f"Who do you want to thank: <@{scene.ben}> or <@{scene.ana}>?"
    assert answer.text.startswith(f"{question} I would rather ask than guess.")
    assert labels(answer) == ["ben-o", "ana-r", "Both"]
    assert elements(answer)[-1]["action_id"] == ids.DRAFT_RECIPIENT
    assert scene.office.stored() == before
    assert scene.posts() == []


def test_the_tapped_person_is_thanked_in_the_giver_s_own_words(scene: Scene) -> None:
    scene.type("@ben told me you covered his shift. Thank you @ana! #teamwork")

    scene.tap("ana-r")
    assert scene.posts() == []
    scene.tap("Post it")

    [post] = scene.posts()
    said = f"<@{scene.ben}|ben> told me you covered his shift. Thank you <@{scene.ana}>!"
    assert post.startswith(f"*cem-t* thanked <@{scene.ana}>: {said}\n")


def test_both_are_thanked_with_one_tap(scene: Scene) -> None:
    scene.type("Thanks @ana for the help. Thanks @ben for the notes. #teamwork")

    scene.tap("Both")
    scene.tap("Post it")

    [post] = scene.posts()
    assert post.startswith(f"*cem-t* thanked <@{scene.ana}> and <@{scene.ben}>: Thanks")


@pytest.mark.parametrize(
    "text",
    [
        "thanks for helping @ben #teamwork",
        "such a clear summary (from @ben) #communication",
        "Ohne @ben wären wir untergegangen #teamwork",
    ],
)
def test_the_only_one_who_is_mentioned_is_offered(scene: Scene, text: str) -> None:
    answer = scene.type(text)

    assert answer.text.startswith(f"Do you want to thank <@{scene.ben}>?")
    assert labels(answer) == ["ben-o"]

    scene.tap("ben-o")
    scene.tap("Post it")

    [post] = scene.posts()
    assert post.startswith(f"*cem-t* thanked <@{scene.ben}>: ")


def test_somebody_else_can_be_picked(scene: Scene) -> None:
    answer = scene.type("@ben told me you covered his shift #teamwork")

    scene.office.use(scene.cem, scene.room, answer, ids.DRAFT_RECIPIENT, selected_user=scene.ana)
    scene.tap("Post it")

    [post] = scene.posts()
    said = f"<@{scene.ben}|ben> told me you covered his shift"
    assert post.startswith(f"*cem-t* thanked <@{scene.ana}>: {said}\n")


def test_an_app_that_is_mentioned_is_not_offered(scene: Scene) -> None:
    app = scene.office.person("helper", is_bot=True)

    answer = scene.type(f"<@{app}> told me that @ben stayed late #teamwork")
    assert labels(answer) == ["ben-o"]

    other = scene.office.kudos(scene.ana, scene.room, f"<@{app}> told me all #teamwork")
    assert other.text.startswith("Who do you want to thank? Name them with `@`.")
    assert labels(other) == []


def test_a_person_and_then_a_competency_are_two_taps(scene: Scene) -> None:
    scene.type("@ben was stuck and @ana was so empathic")

    scene.tap("ana-r")
    assert scene.shown().text.startswith("What was it for?")
    scene.tap("Empathy")

    [post] = scene.posts()
    assert post.startswith(f"*cem-t* thanked <@{scene.ana}>: ")


def test_a_tap_that_names_nobody_is_refused(scene: Scene) -> None:
    before = scene.office.stored()
    answer = scene.type("thanks for helping @ben #teamwork")
    forged = [
        block | {"elements": [block["elements"][0] | {"value": "x,<!here>"}]}
        for block in answer.blocks or ()
        if block["type"] == "actions"
    ]
    copy = scene.office.repost(scene.room, forged)

    scene.office.use(scene.cem, scene.room, copy, elements(copy)[0]["action_id"])

    assert scene.office.answers(scene.cem, scene.room)[-1].text == NOT_YOURS
    assert scene.office.stored() == before


def test_a_program_that_signs_below_is_no_person(scene: Scene) -> None:
    app = scene.office.person("claude", is_bot=True)

    scene.type(f"@ana thanks for the notes #teamwork\nSent using <@{app}|Claude>")
    scene.office.settle()

    [post] = scene.posts()
    assert post.startswith(f"*cem-t* thanked <@{scene.ana}>: thanks for the notes\n")
    assert "Sent using" not in words(scene.office.posts(scene.room)[0])
