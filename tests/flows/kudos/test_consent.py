"""Who asked to be asked decides, once, by the buttons of their direct message."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from slackapp.blocks import ids
from slackapp.sandbox.state import Message
from tests.flows.office import Office, labels, words

NOT_YOURS = "This is not yours to decide, or it is no longer there. Nothing changed."


class Scene(NamedTuple):
    """A kudos to one person who wants to be asked."""

    office: Office
    giver: str
    asked: str
    room: str

    def direct(self) -> Message:
        """The direct message with the question."""
        [message] = self.office.told(self.asked)
        return message

    def say(self, label: str) -> None:
        """The person who was asked presses that button."""
        self.office.tap(self.asked, self.office.sandbox.im(self.asked), self.direct(), label)


def ask(office: Office, *others: str) -> Scene:
    """Give a kudos to such a person and others."""
    giver, asked = office.person("ana-r"), office.person_who_chose("ask")
    room = office.room(giver, asked, *others)
    everybody = " ".join(f"<@{one}>" for one in (*others, asked))
    office.kudos(giver, room, f"{everybody} teamwork thanks for the night shift")
    office.settle()
    return Scene(office, giver, asked, room)


@pytest.fixture
def scene(shared_office: Office) -> Scene:
    """A kudos to a person who wants to be asked, and to nobody else."""
    return ask(shared_office)


def test_the_question_says_what_would_be_announced_where(scene: Scene) -> None:
    assert scene.direct().text.splitlines() == [
        "*ana-r* thanked you: thanks for the night shift",
        "Collaboration and Cooperation · Social Skills",
        f"May I announce it in <#{scene.room}>?",
    ]


def test_announce_it_announces_without_a_second_notification(scene: Scene) -> None:
    scene.say("Announce it")

    [post] = scene.office.posts(scene.room)
    name = scene.office.find_person(scene.asked).name
    assert post.text.startswith(f"*ana-r* thanked *{name}*: thanks for the night shift\n")
    assert f"<@{scene.asked}>" not in words(post)
    assert labels(scene.direct()) == []
    assert scene.direct().text.endswith(f"\nAnnounced in <#{scene.room}>.")


def test_announce_it_adds_the_name_to_what_others_are_thanked_in_already(
    shared_office: Office,
) -> None:
    ben = shared_office.person()
    scene = ask(shared_office, ben)
    [first] = shared_office.posts(scene.room)
    assert first.text.startswith(f"*ana-r* thanked <@{ben}>: ")

    scene.say("Announce it")

    [post] = shared_office.posts(scene.room)
    assert post.ts == first.ts
    name = shared_office.find_person(scene.asked).name
    assert post.text.startswith(f"*ana-r* thanked <@{ben}> and *{name}*: ")


def test_keep_it_between_us_keeps_it(scene: Scene) -> None:
    scene.say("Keep it between us")

    assert scene.office.posts(scene.room) == []
    assert labels(scene.direct()) == []
    assert "Only you and ana-r see that it was for you." in scene.direct().text


def test_a_second_answer_changes_nothing(scene: Scene) -> None:
    copy = scene.office.repost(scene.office.room(scene.asked), scene.direct())
    scene.say("Keep it between us")

    scene.office.tap(scene.asked, copy.channel, copy, "Announce it")

    assert scene.office.posts(scene.room) == []
    assert "Only you and ana-r see that it was for you." in scene.direct().text


def test_somebody_elses_answer_is_refused(scene: Scene) -> None:
    copy = scene.office.repost(scene.room, scene.direct())

    for person in (scene.giver, scene.office.person()):
        scene.office.sandbox.set_members(
            scene.room, [scene.giver, person, scene.office.sandbox.bot_user_id]
        )
        scene.office.tap(person, scene.room, copy, "Announce it")
        assert scene.office.answers(person, scene.room)[-1].text == NOT_YOURS

    assert [one.text for one in scene.office.posts(scene.room)] == ["Look"]
    assert labels(scene.direct()) == ["Announce it", "Keep it between us"]


def test_a_recipient_who_was_not_asked_cannot_answer_for_the_one_who_was(
    shared_office: Office,
) -> None:
    ben = shared_office.person()
    scene = ask(shared_office, ben)
    copy = shared_office.repost(scene.room, scene.direct())

    shared_office.tap(ben, scene.room, copy, "Announce it")

    assert shared_office.answers(ben, scene.room)[-1].text == NOT_YOURS
    assert labels(scene.direct()) == ["Announce it", "Keep it between us"]


@pytest.mark.parametrize("action_id", [ids.ALLOW_ANNOUNCEMENT, ids.KEEP_PRIVATE])
@pytest.mark.parametrize("value", ["0", "999999", "1 OR 1=1", "-1", "٣", "9" * 40])
def test_a_button_with_a_value_of_nobodys_is_refused(
    shared_office: Office, action_id: str, value: str
) -> None:
    ana = shared_office.person()
    room = shared_office.room(ana)
    button = {
        "type": "button",
        "action_id": action_id,
        "value": value,
        "text": {"type": "plain_text", "text": "Forged"},
    }
    copy = shared_office.repost(room, [{"type": "actions", "elements": [button]}])

    shared_office.use(ana, room, copy, action_id)

    assert shared_office.answers(ana, room)[-1].text == NOT_YOURS
