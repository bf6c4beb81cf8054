"""Kudos to a user group as people give and get them: the question, the post, the messages."""

from __future__ import annotations

import pytest

from slackapp.jobs import groups_sync, monthly_digest
from slackapp.services.operate.verify import verify
from slackapp.services.workspace.groups import ask_for_groups
from slackapp.services.workspace.workspaces import list_working_ids
from tests.flows.office import Office, Shown, labels, words
from tests.flows.telling import content, digests, files

POST, CANCEL = "Post it", "Cancel"


def group(office: Office, *people: str, **changes: bool) -> str:
    """A group that no other test knows, and the app does; how Slack writes it."""
    number = len(office.sandbox.world.groups.list())
    slack_group_id = office.sandbox.set_group(f"crew{number}", people, **changes)
    read_groups(office)
    return f"<!subteam^{slack_group_id}|@crew{number}>"


def read_groups(office: Office) -> None:
    """Have the app read all groups now."""
    office.clock.advance(minutes=1)  # within the pace that Slack asks for
    with office.sessions.begin() as session:
        [workspace_id] = list_working_ids(session)
        ask_for_groups(session, workspace_id=workspace_id, now=office.clock())
    groups_sync.run(office.app.tools)


def handle_of(mention: str) -> str:
    return mention.partition("|")[2].rstrip(">")


def is_sound(office: Office) -> bool:
    with office.sessions.read() as session:
        return [one for one in verify(session, now=office.clock()) if one.count] == []


def thank(office: Office, giver: str, room: str, text: str) -> Shown:
    """Give it, press the button under the question, and return the answer then."""
    asked = office.kudos(giver, room, text)
    office.tap(giver, room, asked, POST)
    return office.answers(giver, room)[-1]


def test_the_people_of_a_group_are_thanked_after_a_word(office: Office) -> None:
    ana, ben, cleo = office.person("ana gives"), office.person(), office.person()
    dora = office.person_who_chose("me")
    crew = group(office, ana, ben, cleo, dora)
    handle = handle_of(crew)
    room = office.room(ana, ben)

    asked = office.kudos(ana, room, f"{crew} empathy the night shift ran well")

    office.settle()
    assert f"Thank all 3 people of *{handle}*? Each of them gets a direct message." in asked.text
    assert labels(asked) == [POST, CANCEL]
    assert office.posts(room) == []
    office.tap(ana, room, asked, POST)
    (post,) = office.posts(room)
    assert f"thanked *{handle}* (3 people)" in post.text
    assert "the night shift ran well" in words(post)
    assert "<@" not in f"{post.text} {words(post)}"
    for one in (ben, cleo, dora):
        (told,) = office.told(one)[-1:]
        assert f"thanked you and everybody in *{handle}*" in told.text
        assert "thanked you for *Empathy*" in words(office.kudos(one, office.sandbox.im(one), "me"))
    assert f"to *{handle}* (3 people) for *Empathy*" in office.answers(ana, room)[-1].text

    office.tap(ana, room, office.answers(ana, room)[-1], "Take it back")

    assert office.posts(room, visible_to=ben) == []
    assert office.told(ben)[-1].text.endswith("took back a kudos that was here.")
    assert is_sound(office)


def test_a_press_twice_gives_once_and_nobody_else_s_press_counts(shared_office: Office) -> None:
    office = shared_office
    ana, ben, cleo = office.person(), office.person(), office.person()
    room = office.room(ana, ben, cleo)
    asked = office.kudos(ana, room, f"{group(office, ben, cleo)} empathy once")
    before = office.stored().kudos
    shown = [office.repost(room, asked) for _ in range(2)]
    office.tap(ben, room, shown[0], POST)
    assert office.stored().kudos == before
    for one in shown:
        office.tap(ana, room, one, POST)
    assert office.stored().kudos == before + 1
    assert len(office.told(ben)) == 1


def test_a_group_that_changed_since_is_shown_again(shared_office: Office) -> None:
    office = shared_office
    ana, ben, cleo, dora = (office.person() for _ in range(4))
    room = office.room(ana, ben)
    crew = group(office, ben, cleo)
    asked = office.kudos(ana, room, f"{crew} empathy thanks")
    office.sandbox.set_group(handle_of(crew)[1:], [ben, cleo, dora])
    read_groups(office)

    office.tap(ana, room, asked, POST)

    assert office.posts(room) == []
    again = office.answers(ana, room)[-1]
    assert "Thank all 3 people of" in again.text
    office.tap(ana, room, again, POST)
    assert "(3 people)" in office.posts(room)[0].text


def test_people_beside_a_group_are_named(shared_office: Office) -> None:
    office = shared_office
    ana, ben, cleo, dora = (office.person() for _ in range(4))
    room = office.room(ana, ben, cleo, dora)
    crew = group(office, ben, cleo)
    asked = office.kudos(ana, room, f"{crew} and <@{dora}> empathy thanks")
    assert f"Thank <@{dora}> and all 2 people of *{handle_of(crew)}*?" in asked.text
    office.tap(ana, room, asked, POST)
    (post,) = office.posts(room)
    assert f"thanked <@{dora}> and *{handle_of(crew)}* (2 people)" in post.text
    assert (len(office.told(ben)), office.told(dora)) == (1, [])


def test_a_group_without_a_competency_is_completed_by_taps(shared_office: Office) -> None:
    office = shared_office
    ana, ben, cleo = office.person(), office.person(), office.person()
    room = office.room(ana)
    missing = office.kudos(ana, room, f"{group(office, ben, cleo)} the zebra crossing")
    asked = office.find_competency(ana, room, missing)
    assert "Thank all 2 people of" in asked.text
    office.tap(ana, room, asked, POST)
    assert len(office.posts(room)) == 1


@pytest.mark.parametrize("kind", ["unknown", "switched off", "nobody but you", "not allowed"])
def test_what_stands_in_the_way_is_said_and_nothing_is_given(
    shared_office: Office, kind: str
) -> None:
    office = shared_office
    ana, ben = office.person(), office.person()
    room = office.room(ana)
    stored = office.stored()
    if kind == "unknown":
        crew = "<!subteam^S0NEVER|@never>"
    elif kind == "not allowed":
        office.sandbox.withdraw("usergroups:read")
        crew = group(office, ben)
    else:
        crew = group(office, ana if kind == "nobody but you" else ben)
        if kind == "switched off":
            office.sandbox.set_group(handle_of(crew)[1:], [ben], is_disabled=True)
            read_groups(office)
    says = "do not know this user group yet" if kind == "unknown" else kind
    assert says in office.kudos(ana, room, f"{crew} empathy thanks").text
    assert office.stored() == stored
    office.sandbox.grant("usergroups:read")


def test_thirty_people_stand_in_lists_files_and_digests(shared_office: Office) -> None:
    office = shared_office
    admin = office.person(is_admin=True)
    people = [office.person() for _ in range(30)]
    room = office.room(admin, *people)
    crew = group(office, *people)
    answer = thank(office, admin, room, f"{crew} empathy you all stayed calm")
    assert f"to *{handle_of(crew)}* (30 people)" in answer.text
    assert all(len(office.told(one)) == 1 for one in people)
    assert f"You thanked *{handle_of(crew)}* (30 people)" in words(office.kudos(admin, room, "me"))
    month = f"{office.clock():%Y-%m}"
    office.kudos(admin, room, f"digest now {month}")
    monthly_digest.run(office.app.tools)
    office.settle_however_long()
    (digest,) = digests(office, room)
    assert "1 kudos, from 1 colleague to 30 people" in words(digest)
    assert is_sound(office)


def test_a_group_is_thanked_privately_too_and_by_a_mention_of_the_app(
    shared_office: Office,
) -> None:
    office = shared_office
    ana, ben, cleo = office.person(), office.person(), office.person()
    room = office.room(ana, ben)
    crew = group(office, ben, cleo)
    asked = office.kudos(ana, room, f"private {crew} empathy for nobody else to read")
    assert labels(asked) == ["Send it", CANCEL]
    office.tap(ana, room, asked, "Send it")
    assert office.posts(room) == []
    assert "Only those thanked and" in office.told(cleo)[-1].text
    assert office.readers("for nobody else to read", ana, ben, cleo) == {ben, cleo}

    app = f"<@{office.sandbox.bot_user_id}>"
    office.sandbox.say(ana, room, f"{app} {crew} initiative for all to read")
    office.sandbox.wait_for(lambda: "Thank all 2 people" in office.answers(ana, room)[-1].text)
    office.tap(ana, room, office.answers(ana, room)[-1], POST)
    assert f"thanked *{handle_of(crew)}* (2 people)" in office.posts(room)[-1].text


def test_who_wants_it_told_only_to_them_is_named_to_nobody(shared_office: Office) -> None:
    office = shared_office
    admin, ben = office.person(is_admin=True), office.person("benedikta")
    cleo, dora = office.person_who_chose("me"), office.person_who_chose("ask")
    room = office.room(admin, ben, cleo, dora)
    thank(office, admin, room, f"{group(office, ben, cleo, dora)} empathy well done, all")
    office.kudos(admin, room, "export team all csv")
    office.settle_however_long()
    told = content(files(office, admin)[-1])
    assert "well done, all" in told
    assert ("benedikta" in told, cleo in told, dora in told) == (True, False, False)
    assert len(labels(office.kudos(ben, office.sandbox.im(ben), "me"))) == 1
