"""A kudos for its recipients alone, typed in a channel where everybody reads."""

from __future__ import annotations

import pytest

from slackapp.sandbox.state import ChannelKind
from tests.flows.office import Office, labels


@pytest.mark.parametrize("choice", ["public", "ask"])
def test_only_the_recipients_hear_of_it(office: Office, choice: str) -> None:
    ana, cleo = office.person(), office.person()
    ben = office.person_who_chose(choice)
    room = office.room(ana, ben, cleo)

    answer = office.kudos(ana, room, f"private <@{ben}> empathy thanks for the canary")

    office.settle()
    assert f"You and <@{ben}> can read it" in answer.text
    assert "Whoever runs the server could." in answer.text
    assert office.posts(room) == office.told(cleo) == []
    (told,) = office.told(ben)
    assert ("thanks for the canary" in told.text, labels(told)) == (True, [])
    assert office.readers("the canary", ana, ben, cleo) == {ben}


@pytest.mark.parametrize(
    ("kind", "app_is_member"),
    [("private", True), ("private", False), ("group", False), ("im", False)],
)
def test_it_works_wherever_it_is_typed_and_asks_slack_for_nothing(
    shared_office: Office, kind: ChannelKind, app_is_member: bool
) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, kind=kind, app_is_member=app_is_member)
    before = len(office.sandbox.calls("conversations.info"))
    answer = office.kudos(ana, room, f"private: <@{ben}> empathy thanks")
    office.settle()
    assert f"You and <@{ben}> can read it" in answer.text
    assert len(office.told(ben)) == 1
    assert len(office.sandbox.calls("conversations.info")) == before


def test_whatever_was_missing_it_stays_private(shared_office: Office) -> None:
    office = shared_office
    ana, ben = office.person(), office.person("benedetta")
    room = office.room(ana, ben)

    asked = office.kudos(ana, room, "private @benedetta empathy thanks for the canary")
    assert "You typed: /kudos private @benedetta" in asked.text
    office.tap(ana, room, asked, "benedetta")
    shown = office.answers(ana, room)[-1]
    assert "nobody else in Slack" in shown.text
    office.tap(ana, room, shown, "Send it")

    assert office.posts(room) == []
    assert len(office.told(ben)) == 1


def test_a_word_that_is_missing_is_added_and_it_stays_private(shared_office: Office) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    asked = office.kudos(ana, room, f"private <@{ben}> thanks for the canary")
    shown = office.find_competency(ana, room, asked)
    office.tap(ana, room, shown, "Cancel")
    assert f"/kudos private <@{ben}>" in office.answers(ana, room)[-1].text
    assert (office.posts(room), office.told(ben)) == ([], [])


def test_the_word_elsewhere_is_answered_with_how_it_is_done(shared_office: Office) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    for text in (f"<@{ben}> empathy thanks (private)", f"privately thank <@{ben}> for empathy"):
        answer = office.kudos(ana, room, text)
        assert "put `private` first" in answer.text
        assert "Nothing was posted." in answer.text
    office.settle()
    assert (office.posts(room), office.told(ben)) == ([], [])
