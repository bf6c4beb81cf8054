"""A channel's digest through the front door: switched on, looked at, posted, corrected."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from db import Kudos
from slackapp.jobs import monthly_digest
from slackapp.sandbox.state import Message
from tests.flows.office import Office, labels, words
from tests.flows.telling import digests, make_due, post_now


@pytest.fixture
def team(shared_office: Office) -> dict[str, str]:
    """An admin, Ana and Ben in a room of their own, where Ana thanked Ben last month."""
    office = shared_office
    admin, ana, ben = office.person(is_admin=True), office.person(), office.person()
    room = office.room(admin, ana, ben)
    assert office.kudos(ana, room, f"<@{ben}> empathy you heard that caller out").ok
    office.settle()
    with office.sessions.begin() as session:
        last_month = office.clock().replace(day=1) - timedelta(days=3)
        session.execute(
            update(Kudos).where(Kudos.slack_channel_id == room).values(given_at=last_month)
        )
    return {"admin": admin, "ana": ana, "ben": ben, "room": room}


def test_only_leaders_and_admins_decide_on_a_digest(
    shared_office: Office, team: dict[str, str]
) -> None:
    office, room = shared_office, team["room"]
    assert "Only the leaders" in office.kudos(team["ana"], room, "digest on").text
    assert "has no monthly digest" in office.kudos(team["admin"], room, "digest").text
    assert "The next digest of" in office.kudos(team["admin"], room, "digest on").text
    assert "has no monthly digest" in office.kudos(team["admin"], room, "digest off").text
    direct = office.sandbox.im(team["admin"])
    assert "Only a channel has a team" in office.kudos(team["admin"], direct, "digest on").text


def test_a_digest_that_is_due_is_posted_once(shared_office: Office, team: dict[str, str]) -> None:
    office, room = shared_office, team["room"]
    office.kudos(team["admin"], room, "digest on")
    make_due(office)
    (digest,) = digests(office, room)
    ben = office.find_person(team["ben"]).name
    assert f"*{ben}*  Social Awareness: Empathy\u00a0●" in words(digest)
    assert "“you heard that caller out”" in words(digest)
    make_due(office)
    assert len(digests(office, room)) == 1


def preview(office: Office, person: str, room: str, month: str = "") -> Message:
    """Ask for a preview, and wait for it behind the answer."""
    answer = office.kudos(person, room, f"digest preview {month}")
    assert "together" in answer.text
    office.settle()
    return office.answers(person, room)[-1]


def test_a_preview_is_for_the_leader_alone(shared_office: Office, team: dict[str, str]) -> None:
    office, room = shared_office, team["room"]
    # Also of a channel whose members nobody has read yet.
    new = office.room(team["admin"])
    assert "A quiet" in preview(office, team["admin"], new).text
    shown = preview(office, team["admin"], room)
    assert "you heard that caller out" in words(shown)
    assert shown.ephemeral_to == team["admin"]
    assert digests(office, room) == []
    assert "Name a month" in office.kudos(team["admin"], room, "digest preview soon").text
    assert "Name a month" in office.kudos(team["admin"], room, "digest now 2999-01").text


def test_pressing_now_twice_posts_once_and_brings_it_up_to_date(
    shared_office: Office, team: dict[str, str]
) -> None:
    office, room, admin = shared_office, team["room"], team["admin"]
    assert "within a minute" in post_now(office, admin, room)
    office.kudos(team["ben"], office.sandbox.im(team["ben"]), "digest leave")
    assert "brought up to date" in post_now(office, admin, room)
    (post,) = [one for one in office.posts(room) if "A quiet" in one.text]
    assert post.changed
    assert digests(office, room) == []
    office.kudos(team["ben"], office.sandbox.im(team["ben"]), "digest join")
    post_now(office, admin, room)
    assert len(digests(office, room)) == 1


def test_the_running_month_is_told_so_far_and_does_not_use_up_its_digest(
    shared_office: Office, team: dict[str, str]
) -> None:
    office, admin, ana, ben, room = shared_office, *team.values()
    assert office.kudos(ben, room, f"<@{ana}> trustworthiness you kept the promise").ok
    month = f"{office.clock():%Y-%m}"
    office.kudos(admin, room, "digest on")
    answer = office.kudos(admin, room, f"digest now {month}").text
    assert "is not over yet: what there is so far comes within a minute" in answer
    assert "still comes on its day" in answer
    monthly_digest.run(office.app.tools)
    office.settle()
    (so_far,) = digests(office, room)
    assert f"{office.clock():%B %Y} so far: what we thanked each other for" in words(so_far)
    assert "so far: what" in words(preview(office, admin, room, month))
    make_due(office)
    last_month = office.clock().replace(day=1) - timedelta(days=1)
    assert [one.text.splitlines()[0] for one in digests(office, room)] == [
        so_far.text.splitlines()[0],
        f"{last_month:%B %Y}: what we thanked each other for",
    ]
    office.kudos(admin, room, "digest off")
    assert (
        "switch it on with `/kudos digest on`"
        in office.kudos(admin, room, f"digest now {month}").text
    )


def test_a_page_of_members_that_fails_puts_the_digest_off(
    shared_office: Office, team: dict[str, str]
) -> None:
    office, room = shared_office, team["room"]
    office.kudos(team["admin"], room, "digest on")
    office.sandbox.fault("conversations.members", "internal_error", channel=room)
    make_due(office)
    assert digests(office, room) == []
    monthly_digest.run(office.app.tools)
    office.settle()
    assert len(digests(office, room)) == 1


def test_whoever_left_the_channel_is_left_out(shared_office: Office, team: dict[str, str]) -> None:
    office, room = shared_office, team["room"]
    office.kudos(team["admin"], room, "digest on")
    office.sandbox.set_members(room, [team["admin"], team["ana"], office.sandbox.bot_user_id])
    make_due(office)
    assert digests(office, room) == []
    assert any("A quiet" in one.text for one in office.posts(room))


def test_a_recipient_keeps_one_kudos_out_of_digests_and_lets_it_in_again(
    shared_office: Office, team: dict[str, str]
) -> None:
    office, room, ben = shared_office, team["room"], team["ben"]
    office.kudos(team["admin"], room, "digest on")
    mine = office.kudos(ben, room, "me")
    office.tap(ben, room, mine, "Keep out of digests")
    shown = office.answers(ben, room)[-1]
    assert labels(shown) == ["Show in digests"]
    make_due(office)
    assert digests(office, room) == []
    office.tap(ben, room, shown, "Show in digests")
    post_now(office, team["admin"], room)
    assert len(digests(office, room)) == 1
    others = office.repost(room, mine)
    before = office.kudos(ben, room, "me").blocks
    office.tap(team["ana"], room, others, "Keep out of digests")
    assert office.kudos(ben, room, "me").blocks == before


def test_channels_that_slack_does_not_answer_for_keep_no_other_waiting(
    shared_office: Office, team: dict[str, str]
) -> None:
    office, admin = shared_office, team["admin"]
    rooms = [office.room(admin) for _ in range(8)]
    # And before, from what other tests did.
    office.clock.advance(minutes=1)
    for room in rooms:
        assert "The next digest" in office.kudos(admin, room, "digest on").text
    for room in rooms[:6]:
        office.sandbox.fault("conversations.members", "fatal_error", channel=room)
    # Time for the pace to recover from what the commands asked for.
    office.clock.advance(minutes=1)
    make_due(office)
    quiet = [[one.text for one in office.posts(room) if "A quiet" in one.text] for room in rooms]
    assert [len(one) for one in quiet] == [0] * 6 + [1] * 2
    office.sandbox.clear_faults()
    monthly_digest.run(office.app.tools)
    office.settle()
    assert all("A quiet" in office.posts(room)[-1].text for room in rooms)
    for room in rooms:
        office.kudos(admin, room, "digest off")
