"""What lacks one thing becomes a kudos with one tap, once, and only by its own giver's hand."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import pytest

from slackapp.blocks import ids
from slackapp.sandbox.humans import Answer
from slackapp.sandbox.state import Message
from tests.flows.office import Office, elements, labels, words

NOT_YOURS = "This is not yours to decide, or it is no longer there. Nothing changed."


class Scene(NamedTuple):
    """Two colleagues in a public channel with the app."""

    office: Office
    ana: str
    ben: str
    room: str

    def type(self, text: str) -> Answer:
        """Ana types that."""
        return self.office.kudos(self.ana, self.room, text)

    def pick(self, shown: Answer, person: str) -> None:
        """Ana picks a person from the menu."""
        self.office.use(self.ana, self.room, shown, ids.DRAFT_RECIPIENT, selected_user=person)

    def shown(self) -> Message:
        """What the one answer to Ana has become."""
        [answer] = self.office.answers(self.ana, self.room)
        return answer


@pytest.fixture
def scene(shared_office: Office) -> Scene:
    """Two colleagues and their channel."""
    ana, ben = shared_office.person("ana-r"), shared_office.person("ben-o")
    return Scene(shared_office, ana, ben, shared_office.room(ana, ben))


def test_picking_the_person_for_a_raw_name_gives_the_kudos(scene: Scene) -> None:
    answer = scene.type("@benny empathy thanks for the help")

    scene.pick(answer, scene.ben)

    assert scene.shown().ts == answer.ts
    assert scene.shown().text == f"Your kudos to <@{scene.ben}> for *Empathy* is on its way."
    assert labels(scene.shown()) == ["This", "This", "This"]
    [post] = scene.office.posts(scene.room)
    assert post.text.startswith(f"*ana-r* thanked <@{scene.ben}>: thanks for the help\n")


def test_picking_a_person_where_none_was_named_gives_the_kudos(scene: Scene) -> None:
    scene.pick(scene.type("empathy thanks for the help"), scene.ben)

    [post] = scene.office.posts(scene.room)
    assert post.text.startswith(f"*ana-r* thanked <@{scene.ben}>: thanks for the help\n")


def test_picking_oneself_is_refused_and_the_words_stay(scene: Scene) -> None:
    before = scene.office.stored()

    scene.pick(scene.type("@benny empathy thanks for the help"), scene.ana)

    assert scene.shown().text.startswith("Kudos go to others.")
    assert "empathy thanks for the help" in words(scene.shown())
    assert scene.office.stored() == before


def test_tapping_a_suggestion_gives_the_kudos(scene: Scene) -> None:
    answer = scene.type(f"<@{scene.ben}> you were so empathic")

    scene.office.tap(scene.ana, scene.room, answer, "Empathy")

    assert scene.shown().text == f"Your kudos to <@{scene.ben}> for *Empathy* is on its way."
    [post] = scene.office.posts(scene.room)
    assert post.text.startswith(f"*ana-r* thanked <@{scene.ben}>: you were so empathic\nEmpathy")


def test_where_nothing_comes_near_the_list_is_offered_and_nothing_else(scene: Scene) -> None:
    answer = scene.type(f"<@{scene.ben}> thanks for the cake")

    assert "None of the competencies comes near to your words." in answer.text
    assert [one["action_id"] for one in elements(answer)] == [ids.DRAFT_COMPETENCY_LIST]


def test_choosing_from_the_whole_list_gives_the_kudos(scene: Scene) -> None:
    answer = scene.type(f"<@{scene.ben}> you were so empathic")

    scene.office.use(
        scene.ana,
        scene.room,
        answer,
        ids.DRAFT_COMPETENCY_LIST,
        selected_option="conflict_management",
    )

    [post] = scene.office.posts(scene.room)
    assert "\nConflict Management · " in post.text


def test_a_draft_that_lacks_two_things_takes_two_taps(scene: Scene) -> None:
    scene.pick(scene.type("@benny you were so empathic"), scene.ben)
    assert scene.shown().text.startswith("What was it for?")
    assert scene.office.posts(scene.room) == []

    scene.office.tap(scene.ana, scene.room, scene.shown(), "Empathy")

    [post] = scene.office.posts(scene.room)
    assert post.text.startswith(f"*ana-r* thanked <@{scene.ben}>: you were so empathic\n")


def test_two_taps_on_one_draft_give_one_kudos(scene: Scene) -> None:
    before = scene.office.stored()
    answer = scene.type(f"<@{scene.ben}> you were so empathic")

    with ThreadPoolExecutor(2) as pool:
        for label in labels(answer)[:2]:
            pool.submit(scene.office.tap, scene.ana, scene.room, answer, label)

    assert scene.office.stored().kudos == before.kudos + 1
    assert len(scene.office.posts(scene.room)) == 1


def test_somebody_elses_tap_on_a_draft_is_refused(scene: Scene) -> None:
    before = scene.office.stored()
    copy = scene.office.repost(scene.room, scene.type(f"<@{scene.ben}> you were so empathic"))

    scene.office.tap(scene.ben, scene.room, copy, "Empathy")

    assert scene.office.answers(scene.ben, scene.room)[-1].text == NOT_YOURS
    assert scene.office.stored() == before


def test_a_draft_of_yesterday_is_refused(scene: Scene) -> None:
    before = scene.office.stored()
    answer = scene.type(f"<@{scene.ben}> you were so empathic")
    scene.office.clock.advance(hours=24)

    scene.office.tap(scene.ana, scene.room, answer, "Empathy")

    assert scene.office.answers(scene.ana, scene.room)[-1].text == NOT_YOURS
    assert scene.office.stored() == before


def test_a_competency_that_no_list_offered_is_refused(scene: Scene) -> None:
    before = scene.office.stored()
    answer = scene.type(f"<@{scene.ben}> you were so empathic")
    forged = [
        block | {"elements": [element | {"value": "x"} for element in block["elements"][:1]]}
        for block in answer.blocks or ()
        if block["type"] == "actions"
    ]
    copy = scene.office.repost(scene.room, forged)

    scene.office.use(scene.ana, scene.room, copy, elements(copy)[0]["action_id"])

    assert scene.office.answers(scene.ana, scene.room)[-1].text == NOT_YOURS
    assert scene.office.stored() == before
