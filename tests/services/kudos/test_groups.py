"""Kudos to the people of a user group: who they are, how each hears of it, and what stands."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from databases import Database
from db import GroupReading, KudosGroup, KudosRecipient, Person, UserGroupMember
from factories import NOW, ensure_channel, make_kudos
from services.races import all_at_once
from services.team import DIRECT, SUPPORT, WINS, Team, get_competency
from slackapp.domain.kudos.audience import AnnounceChoice, Place
from slackapp.domain.kudos.errors import (
    DailyLimitReached,
    GroupDisabled,
    GroupEmpty,
    GroupsNotGranted,
    GroupUnknown,
    TooManyInGroups,
)
from slackapp.domain.kudos.kudos import ThankedGroup
from slackapp.errors import UserFacingError
from slackapp.frameworks.crosswalk import Counted
from slackapp.frameworks.loader import ECF_KEY
from slackapp.services.files.personal_data import export_person
from slackapp.services.kudos.consent import choose_announcements
from slackapp.services.kudos.decisions import release_to_channel
from slackapp.services.kudos.groups import MOST_EVER
from slackapp.services.kudos.kudos import KudosReceipt, get_kudos, give_kudos
from slackapp.services.kudos.taking_back import take_back
from slackapp.services.operate.erasure import mark_erased
from slackapp.services.operate.verify import verify
from slackapp.services.workspace.giving_policy import GivingPolicyView, change_giving_policy
from slackapp.services.workspace.groups import GroupView, read_told_groups, record_group

CREW, NIGHT = "S0CREW", "S0NIGHT"


@pytest.fixture
def team(session: Session) -> Team:
    team = Team(session)
    put_group(session, team, CREW, [team.ana, team.ben, team.cem])
    return team


def put_group(
    session: Session, team: Team, slack_group_id: str, people: Sequence[Person], **columns: bool
) -> None:
    """A group of that id with these people, as the job reads it."""
    if session.get(GroupReading, team.workspace_id) is None:
        session.add(GroupReading(workspace_id=team.workspace_id, due_at=NOW, read_at=NOW))
    members = tuple(one.slack_user_id for one in people)
    handle = slack_group_id.removeprefix("S0").lower()
    group = GroupView(slack_group_id, handle, columns.get("is_disabled", False), members)
    record_group(session, workspace_id=team.workspace_id, group=group)


def thank(
    session: Session,
    team: Team,
    *people: Person,
    groups: tuple[str, ...] = (CREW,),
    message: str = "the night shift ran well",
    place: Place = SUPPORT,
    request_key: str = "to a group",
) -> KudosReceipt:
    ensure_channel(
        session,
        workspace_id=team.workspace_id,
        slack_channel_id=place.slack_channel_id,
        kind=place.kind,
    )
    return give_kudos(
        session,
        workspace=team.workspace,
        slack_giver_id=team.ana.slack_user_id,
        slack_user_ids=tuple(one.slack_user_id for one in people),
        slack_group_ids=groups,
        named=(Counted(ECF_KEY, get_competency("empathy")),),
        message=message,
        place=place,
        request_key=request_key,
        now=NOW,
    )


def notices(session: Session) -> dict[str, str]:
    rows = session.execute(
        select(Person.name, KudosRecipient.announcement).join(
            Person, Person.id == KudosRecipient.person_id
        )
    )
    return {name: notice for name, notice in rows}


def is_sound(session: Session) -> bool:
    return [one for one in verify(session, now=NOW) if one.count] == []


def test_each_hears_of_it_directly_and_the_announcement_names_the_group(
    session: Session, team: Team
) -> None:
    team.add(session, name="Bot", is_bot=True)
    choices = {"ask": "direct", "me": "direct", "public": "group"}
    everybody = [team.add(session, name=one, announce=one) for one in choices]
    gone = [team.add(session, **{one: True}) for one in ("is_bot", "is_deactivated", "is_stranger")]
    put_group(session, team, CREW, [team.ana, *everybody, *gone])

    kudos = thank(session, team).kudos

    assert kudos.groups == (ThankedGroup(CREW, "crew", 3),)
    assert notices(session) == choices
    assert get_kudos(session, workspace_id=team.workspace_id, kudos_id=kudos.kudos_id) == kudos
    announcement, *direct = team.promises(session)
    assert announcement.text.startswith("*Ana* thanked *@crew* (3 people): the night shift")
    assert announcement.mentions == []
    assert {one.lane for one in direct} == {one.slack_user_id for one in everybody}
    assert len(direct) == 3
    for one in direct:
        assert one.text.startswith("*Ana* thanked you and everybody in *@crew*")
        assert "can read that *@crew* was thanked; your name is not there." in one.text
    assert is_sound(session)


def test_whoever_is_named_beside_the_group_is_thanked_by_name(session: Session, team: Team) -> None:
    dora = team.add(session, name="Dora")
    kudos = thank(session, team, dora, team.ben).kudos
    assert notices(session) == {"Dora": "channel", "Ben": "channel", "Cem": "group"}
    announcement, direct = team.promises(session)
    both = f"<@{dora.slack_user_id}>, <@{team.ben.slack_user_id}> and *@crew* (2 people)"
    assert announcement.text.startswith(f"*Ana* thanked {both}")
    assert announcement.mentions == [dora.slack_user_id, team.ben.slack_user_id]
    assert direct.lane == team.cem.slack_user_id
    assert [one.name for one in kudos.recipients] == ["Dora", "Ben", "Cem"]
    assert is_sound(session)


def test_whom_the_words_mention_and_whoever_is_alone_is_thanked_by_name(
    session: Session, team: Team
) -> None:
    put_group(session, team, NIGHT, [team.ana, team.cem])
    thank(session, team, message=f"above all <@{team.ben.slack_user_id}>")
    assert notices(session) == {"Ben": "channel", "Cem": "group"}

    alone = thank(session, team, groups=(NIGHT,), request_key="alone").kudos
    assert (alone.groups, alone.recipients[0].notice) == ((), "channel")
    assert is_sound(session)


def test_two_groups_thank_everybody_once(session: Session, team: Team) -> None:
    dora = team.add(session, name="Dora")
    put_group(session, team, NIGHT, [team.cem, dora])
    kudos = thank(session, team, groups=(CREW, NIGHT)).kudos
    assert sorted(one.name for one in kudos.recipients) == ["Ben", "Cem", "Dora"]
    assert [(one.handle, one.people) for one in kudos.groups] == [("crew", 2), ("night", 2)]
    announcement, *direct = team.promises(session)
    assert "thanked *@crew* (2 people) and *@night* (2 people)" in announcement.text
    assert len(direct) == 3
    assert is_sound(session)


@pytest.mark.parametrize(("place", "posts"), [(DIRECT, 2), (WINS, 0)])
def test_in_a_direct_message_nothing_is_posted_and_without_the_app_all_waits(
    session: Session, team: Team, place: Place, posts: int
) -> None:
    kudos = thank(session, team, place=place).kudos
    assert len(team.promises(session)) == posts
    if place is WINS:
        release_to_channel(
            session,
            workspace_id=team.workspace_id,
            giver=team.view(session, team.ana),
            kudos_id=kudos.kudos_id,
            place=SUPPORT,
            request_key="release",
            now=NOW,
        )
        assert notices(session) == {"Ben": "group", "Cem": "group"}
        assert len(team.promises(session)) == 3
    assert is_sound(session)


def test_what_stands_is_that_of_the_day_whatever_becomes_of_the_group(
    session: Session, team: Team
) -> None:
    kudos = thank(session, team).kudos
    put_group(session, team, CREW, [team.ana], is_disabled=True)
    again = get_kudos(session, workspace_id=team.workspace_id, kudos_id=kudos.kudos_id)
    assert again == kudos


def test_whoever_wants_it_told_only_to_them_while_it_waits_leaves_the_group_as_it_is(
    session: Session, team: Team
) -> None:
    thank(session, team)
    for choice, notice in ((AnnounceChoice.ASK, "group"), (AnnounceChoice.ME, "direct")):
        choose_announcements(
            session,
            workspace_id=team.workspace_id,
            person=team.view(session, team.ben),
            choice=choice,
            request_key=f"choose {choice}",
            now=NOW,
        )
        assert notices(session) == {"Ben": notice, "Cem": "group"}
    announcement = team.promises(session)[0]
    assert (announcement.state, "(2 people)" in announcement.text) == ("pending", True)
    assert is_sound(session)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (GroupUnknown, "I do not know this user group yet"),
        (GroupDisabled, "The user group @crew is switched off"),
        (GroupEmpty, "In @crew there is nobody but you to thank."),
        (TooManyInGroups, "@crew: that makes 31 people, and one kudos can thank up to 30."),
        (GroupsNotGranted, "I am not allowed to see this workspace's user groups"),
    ],
)
def test_a_group_that_cannot_be_thanked_is_refused_in_plain_words(
    session: Session, team: Team, error: type[UserFacingError], says: str
) -> None:
    if error is GroupDisabled:
        put_group(session, team, CREW, [team.ben], is_disabled=True)
    elif error is GroupEmpty:
        put_group(session, team, CREW, [team.ana])
    elif error is TooManyInGroups:
        many = [team.add(session) for _ in range(31)]
        put_group(session, team, CREW, many)
    elif error is GroupsNotGranted:
        session.get_one(GroupReading, team.workspace_id).refusal = "missing_scope"
    with pytest.raises(error, match=says):
        thank(session, team, groups=("S0NOBODY" if error is GroupUnknown else CREW,))
    assert team.promises(session) == []


def test_another_workspaces_group_is_unknown(session: Session, team: Team) -> None:
    other = Team(session)
    put_group(session, other, NIGHT, [other.ben, other.cem])
    with pytest.raises(GroupUnknown):
        thank(session, team, groups=(NIGHT,))


def test_thirty_people_are_thanked_and_it_can_be_taken_back(session: Session, team: Team) -> None:
    put_group(session, team, CREW, [team.add(session, name=f"P{n}") for n in range(30)])
    kudos = thank(session, team).kudos
    assert len(kudos.recipients) == 30
    assert is_sound(session)
    take_back(
        session,
        workspace_id=team.workspace_id,
        actor=team.view(session, team.ana),
        kudos_id=kudos.kudos_id,
        now=NOW,
    )
    left = (KudosGroup, KudosRecipient)
    assert [session.scalar(select(func.count()).select_from(one)) for one in left] == [0, 0]
    assert is_sound(session)


def test_admins_say_how_many_are_too_many(session: Session, team: Team) -> None:
    policy = GivingPolicyView(most_in_group=1)
    change_giving_policy(session, workspace_id=team.workspace_id, policy=policy)
    with pytest.raises(TooManyInGroups, match="makes 2 people, and one kudos can thank up to 1"):
        thank(session, team)


def test_verify_finds_what_no_group_explains(session: Session, team: Team) -> None:
    kudos = thank(session, team).kudos
    many = [team.add(session) for _ in range(MOST_EVER)]
    make_kudos(session, giver=team.ana, recipients=many[:11])
    session.execute(KudosGroup.__table__.update().values(slack_group_id="S0OTHER"))
    found = {one.name for one in verify(session, now=NOW) if one.count}
    assert found >= {"recipients_out_of_range", "recipient_of_no_group"}
    assert kudos.groups


def test_whoever_was_erased_is_in_no_group_and_is_told_of_theirs_before(
    session: Session, team: Team
) -> None:
    exported = list(export_person(session, person_id=team.ben.id))
    assert {"kind": "member_of_group", "slack_group_id": CREW} in exported

    mark_erased(session, person_id=team.ben.id, now=NOW)

    put_group(session, team, CREW, [team.ana, team.ben, team.cem])
    members = session.scalars(select(UserGroupMember.slack_user_id)).all()
    assert sorted(members) == sorted([team.ana.slack_user_id, team.cem.slack_user_id])


def test_odd_groups_are_read_with_care() -> None:
    told = [
        None,
        {"id": 7},
        {"id": "S0EXTERNAL", "is_external": True},
        {"id": "S1", "handle": "*sup<port>", "users": ["U1", None, 7, "U1"], "date_delete": 5},
        {"id": "S2", "handle": "***", "users": "U1"},
    ]
    assert read_told_groups(told) == [
        GroupView("S1", "support", True, ("U1",)),
        GroupView("S2", "S2", False, ()),
    ]


def test_fifty_at_once_to_a_group_stop_at_the_limit(database: Database) -> None:
    with database.sessions.begin() as session:
        team = Team(session)
        team.open_support(session)
        put_group(session, team, CREW, [team.ben, team.cem])
    results = all_at_once(
        database,
        [
            lambda session, key=f"{number}": thank(session, team, message=key, request_key=key)
            for number in range(50)
        ],
    )
    kinds = [type(one) for one in results]
    assert (kinds.count(KudosReceipt), kinds.count(DailyLimitReached)) == (10, 40)
    with database.sessions.read() as session:
        assert session.scalar(select(func.count()).select_from(KudosRecipient)) == 20
        assert is_sound(session)
