"""A team's month: who shows, with what, and who does not; promised once, changed in place."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from db import Channel, Digest, Kudos, KudosRecipient, KudosTag, OutboxMessage, Person
from factories import PROVEN, make_channel, make_kudos, make_lane, make_message
from services.team import Team
from slackapp.blocks.base.kit import Content
from slackapp.domain.base.digest_times import Month
from slackapp.services.kudos.announcements import announcement_key
from slackapp.services.team.digests import (
    fulfil_wish,
    promise_digest,
    read_digest,
    tell_not_made,
    update_digest,
)
from slackapp.services.team.figures import Figures, read_figures
from slackapp.services.team.page import draw_digest
from slackapp.services.team.plans import (
    DueDigest,
    find_due_digest,
    find_plan,
    list_due_teams,
    move_on,
    switch_digest,
    wish_digest,
)
from slackapp.services.team.teams import ensure_team, set_leaders

MARCH = Month(2026, 3)
IN_MARCH = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
NOW = datetime(2026, 4, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def team(session: Session) -> Team:
    return Team(session)


@pytest.fixture
def channel(session: Session, team: Team) -> Channel:
    return make_channel(session, workspace=team.row, members=[team.ana, team.ben, team.cem])


def give(session: Session, giver: Person, *recipients: Person, **columns: object) -> Kudos:
    return make_kudos(
        session, giver=giver, recipients=recipients, **({"given_at": IN_MARCH} | columns)
    )


def figures(session: Session, team: Team, channel: Channel) -> Figures:
    return read_figures(
        session,
        workspace_id=team.workspace_id,
        slack_channel_id=channel.slack_channel_id,
        window=MARCH.window("Europe/Berlin"),
        proven_since=PROVEN,
    )


def shown(session: Session, team: Team, channel: Channel) -> set[str]:
    return {row.name for row in figures(session, team, channel).rows}


def due(session: Session, team: Team, channel: Channel, **fields: object) -> DueDigest:
    values = {
        "workspace_id": team.workspace_id,
        "team_id": ensure_team(session, team.workspace_id, channel.slack_channel_id),
        "slack_channel_id": channel.slack_channel_id,
        "tz": "Europe/Berlin",
        "posts_empty": True,
        "month": MARCH,
        "is_late": False,
    }
    return DueDigest(**(values | fields))  # type: ignore[arg-type]


def draw(session: Session, team: Team, channel: Channel) -> tuple[Content, ...]:
    one = due(session, team, channel)
    return draw_digest(
        session,
        workspace_id=one.workspace_id,
        slack_channel_id=one.slack_channel_id,
        tz=one.tz,
        month=one.month,
        proven_since=PROVEN,
    ).parts


def text(session: Session, team: Team, channel: Channel) -> str:
    return "\n".join(part.text for part in draw(session, team, channel))


# Who shows


def test_a_public_kudos_shows_in_every_team_of_its_recipient(
    session: Session, team: Team, channel: Channel
) -> None:
    other = make_channel(session, workspace=team.row, members=[team.ben])
    give(session, team.ana, team.ben)
    assert shown(session, team, channel) == shown(session, team, other) == {"Ben"}


def test_a_private_channel_s_kudos_shows_in_its_own_digest_alone(
    session: Session, team: Team, channel: Channel
) -> None:
    closed = make_channel(session, workspace=team.row, kind="private", members=[team.ben])
    give(
        session,
        team.ana,
        team.ben,
        visibility="channel",
        slack_channel_id=closed.slack_channel_id,
    )
    assert shown(session, team, channel) == set()
    assert shown(session, team, closed) == {"Ben"}


@pytest.mark.parametrize(
    "columns",
    [
        {"visibility": "private"},
        {"announcement": "held"},
        {"given_at": datetime(2026, 2, 28, 22, 59, tzinfo=UTC)},
        {"given_at": datetime(2026, 3, 31, 22, 0, tzinfo=UTC)},
    ],
)
def test_private_held_and_other_months_kudos_never_show(
    session: Session, team: Team, channel: Channel, columns: dict[str, object]
) -> None:
    give(session, team.ana, team.ben, **columns)
    assert figures(session, team, channel) == Figures((), 0, 0, 0, 3)


def test_a_month_begins_and_ends_at_the_channel_s_own_midnight(
    session: Session, team: Team, channel: Channel
) -> None:
    give(session, team.ana, team.ben, given_at=datetime(2026, 2, 28, 23, 0, tzinfo=UTC))
    give(session, team.ana, team.cem, given_at=datetime(2026, 3, 31, 21, 59, tzinfo=UTC))
    assert shown(session, team, channel) == {"Ben", "Cem"}


@pytest.mark.parametrize(
    "columns", [{"announcement": "asked"}, {"announcement": "direct"}, {"is_hidden": True}]
)
def test_whoever_wants_it_for_themselves_or_has_not_said_yet_is_left_out(
    session: Session, team: Team, channel: Channel, columns: dict[str, object]
) -> None:
    kudos = give(session, team.ana, team.ben, team.cem)
    session.execute(
        update(KudosRecipient)
        .where(KudosRecipient.kudos_id == kudos.id, KudosRecipient.person_id == team.ben.id)
        .values(columns)
    )
    assert shown(session, team, channel) == {"Cem"}


@pytest.mark.parametrize(
    "columns", [{"is_deactivated": True}, {"is_stranger": True}, {"in_digests": False}]
)
def test_leavers_strangers_and_whoever_stays_out_do_not_show(
    session: Session, team: Team, channel: Channel, columns: dict[str, bool]
) -> None:
    give(session, team.ana, team.ben)
    session.execute(update(Person).where(Person.id == team.ben.id).values(columns))
    assert shown(session, team, channel) == set()


def test_another_workspace_s_kudos_do_not_show(
    session: Session, team: Team, channel: Channel
) -> None:
    other = Team(session)
    make_channel(
        session,
        workspace=other.row,
        slack_channel_id=channel.slack_channel_id,
        members=[other.ben],
    )
    give(session, other.ana, other.ben)
    assert shown(session, team, channel) == set()


# What it says


def test_people_stand_in_alphabetical_order_without_a_number_beside_them(
    session: Session, team: Team, channel: Channel
) -> None:
    for _ in range(3):
        give(session, team.ana, team.cem, competencies=["empathy", "trustworthiness"])
    give(session, team.cem, team.ben, competencies=["self_confidence"])
    lines = text(session, team, channel).split("\n")
    ben = lines.index("Ben")
    assert lines[ben + 1] == "Self-Awareness: Self-Confidence (advanced service)"
    assert lines[ben + 2 :][:3] == [
        "Cem",
        "Self-Regulation: Trustworthiness (everyday service)",
        "Social Awareness: Empathy (everyday service)",
    ]


def test_the_figures_and_the_share_of_entry_tiers_are_said_of_the_team(
    session: Session, team: Team, channel: Channel
) -> None:
    give(session, team.ana, team.ben, team.cem)
    kudos = give(session, team.ben, team.cem)
    session.execute(
        update(KudosTag)
        .where(KudosTag.kudos_id == kudos.id)
        .values(tier_source="chosen", behaviour_key="hears_feelings")
    )
    said = text(session, team, channel)
    assert "2 kudos, from 2 colleagues to 2 people." in said
    assert "Social Awareness: 3 everyday service" in said
    assert "2 of the 3 competencies named stand at the entry tier" in said
    assert "*Look out for " in said


@pytest.mark.parametrize(
    ("message", "quoted"),
    [
        ("R&amp;D &lt;3", "R&amp;D &lt;3"),
        ("a &amp;amp; b", "a &amp;amp; b"),
        ("with <@{cem}> in <#C0SUPPORT|support>", "with @C&amp;m in #support"),
        ("see <https://a.b/c?d=1&amp;e=2|the page>", "see the page (https://a.b/c?d=1&amp;e=2)"),
        ("mail <mailto:a@b.com|a@b.com> :tada:", "mail a@b.com :tada:"),
        ("&lt;!channel&gt; &lt;@U0BOSS&gt;", "&lt;!channel&gt; &lt;@U0BOSS&gt;"),
    ],
)
def test_a_quotation_is_escaped_once_and_mentions_nobody(
    session: Session, team: Team, channel: Channel, message: str, quoted: str
) -> None:
    team.cem.name = "C&m"
    give(session, team.ana, team.ben, message=message.format(cem=team.cem.slack_user_id))
    (part,) = draw(session, team, channel)
    assert f"Ana to Ben: “{quoted}”" in part.text
    assert f"“{quoted}” Ana to Ben" in str(part.blocks)


@pytest.mark.parametrize("length", range(180, 210))
def test_a_quotation_is_never_cut_inside_a_sign(
    session: Session, team: Team, channel: Channel, length: int
) -> None:
    give(session, team.ana, team.ben, message=f"{'x' * length}&amp;&lt;{'y' * 50}")
    quoted = text(session, team, channel).split("“")[1].split("”")[0]
    assert re.fullmatch(r"x+(&amp;)?(&lt;)?y* …", quoted)


def test_a_quotation_is_public_short_and_names_its_giver(
    session: Session, team: Team, channel: Channel
) -> None:
    give(session, team.ana, team.ben, message="older words")
    give(
        session,
        team.ana,
        team.ben,
        message=f"newer *words* {'x' * 400}",
        given_at=IN_MARCH + timedelta(days=1),
    )
    give(
        session,
        team.cem,
        team.ben,
        message="closed words",
        visibility="channel",
        slack_channel_id=channel.slack_channel_id,
        given_at=IN_MARCH + timedelta(days=2),
    )
    give(session, team.cem, team.ben, message="", given_at=IN_MARCH + timedelta(days=3))
    said = text(session, team, channel)
    assert "“newer words" in said
    assert re.search("Ana to Ben: “newer .*…”\n", said)
    assert "closed words" not in said
    assert "older words" not in said


def test_what_was_said_to_several_stands_once_and_leads_to_its_announcement(
    session: Session, team: Team, channel: Channel
) -> None:
    team.row.slack_url = "https://northwind.slack.com/"
    shared = give(session, team.ana, team.ben, team.cem, message="you two")
    own = give(session, team.ben, team.ana, message="not announced yet")
    for kudos, posted in ((shared, "1789.000200"), (own, None)):
        make_message(
            session,
            lane=make_lane(session, workspace=team.row),
            kudos_id=kudos.id,
            dedupe_key=announcement_key(kudos.id),
            slack_ts=posted,
            slack_posted_channel_id=channel.slack_channel_id,
        )
    (part,) = draw(session, team, channel)
    place = f"https://northwind.slack.com/archives/{channel.slack_channel_id}"
    shown = [block["text"]["text"] for block in part.blocks if block["type"] == "section"]
    assert shown[1:3] == [
        "“not announced yet” Ben to Ana",
        f"“you two” <{place}/p1789000200|Ana to Ben and Cem>",
    ]
    assert part.text.index("Ana to Ben and Cem: “you two”") < part.text.index("\nAna\n")


def test_an_empty_month_says_something_kind_and_short(
    session: Session, team: Team, channel: Channel
) -> None:
    assert text(session, team, channel).startswith("A quiet March 2026 in")


# Once, and in place


def promise(session: Session, one: DueDigest) -> bool:
    return promise_digest(
        session, due=one, read=read_digest(session, due=one, proven_since=PROVEN, now=NOW), now=NOW
    )


def correct(session: Session, one: DueDigest, request_key: str = "r1") -> bool:
    drawn = read_digest(session, due=one, proven_since=PROVEN, now=NOW).drawn
    return update_digest(session, due=one, drawn=drawn, request_key=request_key, now=NOW)


def promises(session: Session) -> list[OutboxMessage]:
    return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def test_a_digest_is_promised_once_a_month(session: Session, team: Team, channel: Channel) -> None:
    give(session, team.ana, team.ben)
    one = due(session, team, channel)
    assert promise(session, one)
    assert not promise(session, one)
    assert len(promises(session)) == 1
    april = due(session, team, channel, month=Month(2026, 4))
    assert promise(session, april)


def test_an_empty_month_may_be_kept_silent_and_is_still_made(
    session: Session, team: Team, channel: Channel
) -> None:
    assert promise(session, due(session, team, channel, posts_empty=False))
    assert promises(session) == []
    assert session.scalar(select(func.count()).select_from(Digest)) == 1


def test_a_channel_of_500_people_has_its_digest_in_a_thread(session: Session, team: Team) -> None:
    people = [team.add(session, name=f"Person {number:03}") for number in range(500)]
    channel = make_channel(session, workspace=team.row, members=people)
    keys = ["empathy", "trustworthiness", "communication"]
    for person in people:
        give(session, team.ana, person, competencies=keys, message="thank you & <more>")
    one = due(session, team, channel)
    assert promise(session, one)
    parts = promises(session)
    assert len(parts) > 5
    assert [one.post_id for one in parts] == [None] + [parts[0].id] * (len(parts) - 1)
    assert [one.dedupe_key.rpartition(":")[2] for one in parts] == [
        str(number) for number in range(len(parts))
    ]


def test_a_correction_changes_the_posted_digest_in_place(
    session: Session, team: Team, channel: Channel
) -> None:
    kudos = give(session, team.ana, team.ben)
    one = due(session, team, channel)
    assert not correct(session, one, "r0")
    promise(session, one)
    session.execute(delete(KudosRecipient).where(KudosRecipient.kudos_id == kudos.id))
    assert correct(session, one, "r1")
    post, change = promises(session)
    assert (change.kind, change.post_id) == ("update", post.id)
    assert "A quiet March" in change.payload
    correct(session, one, "r1")
    assert len(promises(session)) == 2


def test_a_correction_empties_the_parts_that_it_no_longer_needs(
    session: Session, team: Team
) -> None:
    people = [team.add(session, name=f"Person {number:03}") for number in range(80)]
    channel = make_channel(session, workspace=team.row, members=people)
    for person in people:
        give(session, team.ana, person, message="a word of thanks that takes some room " * 4)
    one = due(session, team, channel)
    promise(session, one)
    parts = [post.id for post in promises(session)]
    assert len(parts) > 2
    session.execute(update(KudosRecipient).values(is_hidden=True))
    give(session, team.ana, people[0])
    assert correct(session, one, "r1")
    changes = [one for one in promises(session) if one.kind == "update"]
    assert [change.post_id for change in changes] == parts
    assert "Person 000" in changes[0].payload
    assert all("no longer needed" in change.payload for change in changes[1:])
    assert not any("some room" in change.payload for change in changes)


def test_a_threaded_digest_has_the_team_above_and_the_people_below(
    session: Session, team: Team, channel: Channel
) -> None:
    give(session, team.ana, team.ben)
    promise(session, due(session, team, channel, is_threaded=True))
    head, people = promises(session)
    assert people.post_id == head.id
    assert "The team's month" in head.payload
    assert "thanks" in head.payload
    assert "*Ben*" not in head.payload
    assert "*Ben*" in people.payload


# What is new


@pytest.mark.parametrize(
    ("before", "now", "is_told"), [(10, 10, True), (9, 10, False), (10, 9, False)]
)
def test_what_is_new_is_told_where_both_months_have_enough(
    session: Session, team: Team, channel: Channel, before: int, now: int, is_told: bool
) -> None:
    for _ in range(before):
        give(session, team.ana, team.ben, given_at=IN_MARCH - timedelta(days=28))
    for number in range(now):
        give(
            session,
            team.ana,
            team.ben,
            competencies=["optimism" if number else "empathy"],
        )
    words = text(session, team, channel)
    assert ("*New since February 2026:* Optimism." in words) == is_told


def test_of_what_is_new_the_most_frequent_is_named_first_and_only_five(
    session: Session, team: Team, channel: Channel
) -> None:
    keys = ["optimism", "trustworthiness", "initiative", "influence", "leadership", "communication"]
    for number, key in enumerate(keys):
        for _ in range(10 - number):
            give(session, team.ana, team.ben, competencies=[key])
    for _ in range(10):
        give(session, team.ana, team.ben, given_at=IN_MARCH - timedelta(days=28))
    line = next(one for one in text(session, team, channel).splitlines() if "New since" in one)
    assert line.startswith("*New since February 2026:* Optimism, Trustworthiness, Initiative,")
    assert "Communication" not in line


# When


def list_due(session: Session, *, now: datetime) -> list[DueDigest]:
    found = [
        find_due_digest(session, team, now=now)
        for team in list_due_teams(session, now=now, limit=9)
    ]
    return [one for one in found if one is not None]


def test_a_digest_comes_on_the_first_working_day_and_moves_on(
    session: Session, team: Team, channel: Channel
) -> None:
    plan = switch(session, team, channel, is_on=True, now=NOW)
    assert plan == datetime(2026, 5, 1, 7, 0, tzinfo=UTC)
    may = datetime(2026, 5, 1, 7, 0, tzinfo=UTC)
    assert list_due(session, now=may - timedelta(seconds=1)) == []
    (one,) = list_due(session, now=may)
    assert (one.month, one.is_late) == (Month(2026, 4), False)
    (late,) = list_due(session, now=may + timedelta(days=5, seconds=1))
    assert late.is_late
    move_on(session, team_id=one.team_id, now=may)
    session.expire_all()
    found = find_plan(
        session, workspace_id=team.workspace_id, slack_channel_id=channel.slack_channel_id
    )
    assert found is not None
    assert found.next_due_at == datetime(2026, 6, 1, 7, 0, tzinfo=UTC)
    assert switch(session, team, channel, is_on=False, now=may) is None


def switch(
    session: Session, team: Team, channel: Channel, *, is_on: bool, now: datetime
) -> datetime | None:
    return switch_digest(
        session,
        workspace_id=team.workspace_id,
        slack_channel_id=channel.slack_channel_id,
        tz="Europe/Berlin",
        is_on=is_on,
        now=now,
    ).next_due_at


# A month so far

IN_MARCH_LATER = datetime(2026, 3, 20, 8, 0, tzinfo=UTC)
APRIL_BEGINS = datetime(2026, 3, 31, 22, 0, tzinfo=UTC)


def wish(
    session: Session, team: Team, channel: Channel, now: datetime, request_key: str = "r1"
) -> bool:
    """As somebody does who types `/kudos digest now 2026-03`; true where the digest was made."""
    wish_digest(
        session,
        workspace_id=team.workspace_id,
        slack_channel_id=channel.slack_channel_id,
        tz="Europe/Berlin",
        month=MARCH,
        now=now,
    )
    one = due(session, team, channel, was_wished=True)
    read = read_digest(session, due=one, proven_since=PROVEN, now=now)
    return fulfil_wish(session, due=one, read=read, request_key=request_key, now=now)


def test_a_month_that_is_not_over_is_told_so_far_and_keeps_its_digest(
    session: Session, team: Team, channel: Channel
) -> None:
    give(session, team.ana, team.ben)
    wish(session, team, channel, IN_MARCH_LATER)
    (so_far,) = promises(session)
    assert "March 2026 so far: what we thanked each other for" in so_far.payload
    give(session, team.cem, team.ana, given_at=IN_MARCH_LATER + timedelta(days=1))
    one = due(session, team, channel)
    assert promise(session, one)
    assert not promise(session, one)
    _, whole, over = promises(session)
    assert (whole.kind, whole.post_id) == ("post", None)
    assert "March 2026: what we thanked each other for" in whole.payload
    assert (over.kind, over.post_id) == ("update", so_far.id)
    assert "This was March 2026 so far. The digest of the whole month has" in over.payload
    assert "Ben" not in over.payload


def test_a_month_so_far_is_posted_once_and_brought_up_to_date(
    session: Session, team: Team, channel: Channel
) -> None:
    wish(session, team, channel, IN_MARCH_LATER)
    give(session, team.ana, team.ben)
    wish(session, team, channel, IN_MARCH_LATER, "r2")
    wish(session, team, channel, IN_MARCH_LATER, "r2")
    so_far, change = promises(session)
    # What was not sent yet says at once what it is to say.
    assert "March 2026 so far: what we thanked" in so_far.payload
    assert (change.kind, change.post_id) == ("update", so_far.id)
    assert "March 2026 so far: what we thanked" in change.payload
    assert not correct(session, due(session, team, channel), "r3")


def test_after_the_digest_of_the_month_a_wish_corrects_that_one(
    session: Session, team: Team, channel: Channel
) -> None:
    wish(session, team, channel, IN_MARCH_LATER)
    wish(session, team, channel, NOW, "r2")
    wish(session, team, channel, NOW, "r3")
    so_far, whole, over, change = promises(session)
    assert over.post_id == so_far.id
    assert change.post_id == whole.id
    assert "so far" not in change.payload


def test_a_silent_month_leaves_nothing_of_its_so_far(
    session: Session, team: Team, channel: Channel
) -> None:
    wish(session, team, channel, IN_MARCH_LATER)
    assert promise(session, due(session, team, channel, posts_empty=False))
    so_far, over = promises(session)
    assert over.post_id == so_far.id
    assert "That month is over." in over.payload


@pytest.mark.parametrize(("before_the_end", "is_so_far"), [(1, True), (0, False)])
def test_a_month_is_over_with_its_last_day_where_the_team_is(
    session: Session, team: Team, channel: Channel, before_the_end: int, is_so_far: bool
) -> None:
    wish(session, team, channel, APRIL_BEGINS - timedelta(seconds=before_the_end))
    (post,) = promises(session)
    assert ("so far" in post.payload) is is_so_far


def test_a_month_so_far_is_not_the_digest_with_which_leaders_get_their_report(
    session: Session, team: Team, channel: Channel
) -> None:
    give(session, team.ana, team.ben)
    assert wish(session, team, channel, IN_MARCH_LATER) is False
    assert len(promises(session)) == 1
    assert wish(session, team, channel, NOW, "r2") is True
    assert wish(session, team, channel, NOW, "r3") is False


def test_leaders_hear_of_a_digest_that_cannot_be_made_though_the_month_so_far_could_not(
    session: Session, team: Team, channel: Channel
) -> None:
    set_leaders(
        session,
        workspace_id=team.workspace_id,
        slack_channel_id=channel.slack_channel_id,
        person_ids=[team.cem.id],
    )
    one = due(session, team, channel)
    for now in (IN_MARCH_LATER, IN_MARCH_LATER, NOW, NOW):
        tell_not_made(session, due=one, why="away", now=now)
    assert len(promises(session)) == 2
