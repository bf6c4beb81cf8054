"""The same words again to the same person: the giver is asked, and posts them with one tap."""

from __future__ import annotations

from tests.flows.office import Office, labels, words


def test_the_giver_is_asked_once_more_and_decides(office: Office) -> None:
    ana, ben = office.person("ana-r"), office.person()
    room = office.room(ana, ben)
    text = f"<@{ben}> empathy thanks for the quick answer"
    office.kudos(ana, room, text)
    office.settle()

    asked = office.kudos(ana, room, text)

    assert words(asked).splitlines()[:3] == [
        f"*You have just thanked <@{ben}> in the same words. Once more?* I will post this in "
        f"<#{room}>, for everyone there to read:",
        f"*ana-r* thanked <@{ben}>",
        "> thanks for the quick answer",
    ]
    assert labels(asked) == ["Post it", "Cancel"]
    assert len(office.posts(room)) == 1

    office.tap(ana, room, asked, "Post it")
    assert len(office.posts(room)) == 2

    again = office.kudos(ana, room, text)
    office.tap(ana, room, again, "Cancel")
    assert len(office.posts(room)) == 2


def test_what_was_taken_back_is_said_again_unasked(shared_office: Office) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    answer = office.kudos(ana, room, f"<@{ben}> empathy thanks")
    office.settle()
    office.tap(ana, room, answer, "Take it back")
    assert "goes to <#" in office.kudos(ana, room, f"<@{ben}> empathy thanks").text


def test_a_mended_text_is_known_as_said_before(shared_office: Office) -> None:
    """The preview that a mended text has anyway says it, and its one tap is enough."""
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    office.kudos(ana, room, f"<@{ben}> thanks for the cake #empathy")
    office.settle()

    answer = office.kudos(ana, room, f"<@{ben}> thanks for the cake")
    office.find_competency(ana, room, answer)
    [_, shown] = office.answers(ana, room)
    assert "in the same words. Once more?" in words(shown)

    office.tap(ana, room, shown, "Post it")
    assert len(office.posts(room)) == 2
