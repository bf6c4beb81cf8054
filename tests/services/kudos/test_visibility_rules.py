"""Each rule of who may read, alone: which kudos, recipients and people it lets through."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import product
from typing import Any

import pytest
from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, aliased

from db import ChannelMember, Kudos, KudosRecipient, Person
from factories import NOW, PROVEN, make_channel, make_kudos
from services.team import SUPPORT, Team
from slackapp.services.kudos import visibility

ANNOUNCEMENTS = ("channel", "held", "none", "refused")
VISIBILITIES = ("public", "channel", "private")
NOTICES = ("channel", "asked", "agreed", "direct")
HERE = SUPPORT.slack_channel_id
READ = {("channel", "public"), ("channel", "channel")}


@pytest.fixture
def team(session: Session) -> Team:
    return Team(session)


@pytest.mark.parametrize(
    ("rule", "right"),
    [
        (visibility.is_out, {*product(("channel", "none", "refused"), VISIBILITIES)}),
        (visibility.was_announced, {*product(("channel",), VISIBILITIES)}),
        (visibility.was_refused, {*product(("refused",), VISIBILITIES)}),
        (visibility.is_held, {*product(("held",), VISIBILITIES)}),
        (visibility.is_open, {*product(ANNOUNCEMENTS, ("public",))}),
        (visibility.may_be_seen_by_others, READ),
        (partial(visibility.may_come_from_elsewhere, HERE), {("channel", "public")}),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_rule_of_kudos_lets_through_these(
    session: Session,
    team: Team,
    rule: Callable[[], ColumnElement[bool]],
    right: set[tuple[str, str]],
) -> None:
    for announcement, seen_by in product(ANNOUNCEMENTS, VISIBILITIES):
        for place in ("C0WINS", HERE):
            make_kudos(
                session,
                giver=team.ana,
                recipients=[],
                announcement=announcement,
                visibility=seen_by,
                slack_channel_id=place,
                message=place,
            )
    rows = select(Kudos.announcement, Kudos.visibility, Kudos.slack_channel_id)
    rows = rows.where(Kudos.workspace_id == team.workspace_id, rule())
    found = {tuple(row) for row in session.execute(rows)}
    places = ("C0WINS",) if isinstance(rule, partial) else ("C0WINS", HERE)
    assert found == {(*one, place) for one in right for place in places}


@pytest.mark.parametrize(
    ("rule", "right"),
    [
        (visibility.names_somebody, {"channel", "agreed"}),
        (visibility.is_mentioned, {"channel"}),
        (visibility.was_asked, {"asked"}),
        (visibility.is_told_directly, {"asked", "agreed", "direct"}),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_rule_of_recipients_lets_through_these(
    session: Session, team: Team, rule: Callable[[], ColumnElement[bool]], right: set[str]
) -> None:
    for notice in NOTICES:
        thank(session, team, notice)
    rows = select(KudosRecipient.announcement).where(
        KudosRecipient.workspace_id == team.workspace_id, rule()
    )
    assert set(session.scalars(rows)) == right


def thank(session: Session, team: Team, notice: str, **columns: Any) -> KudosRecipient:
    """A kudos to Ben, who has that notice of it."""
    kudos = make_kudos(session, giver=team.ana, recipients=[team.ben], slack_channel_id=HERE)
    row = session.get_one(KudosRecipient, (kudos.id, team.ben.id))
    row.announcement = notice
    for name, value in columns.items():
        setattr(row, name, value)
    session.flush()
    return row


@pytest.mark.parametrize(
    ("choice", "right"),
    [("public", {"channel", "agreed"}), ("ask", {"agreed"}), ("me", set())],
)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_recipient_may_be_named_by_their_choice_of_now_and_the_notice_of_then(
    session: Session, team: Team, choice: str, right: set[str]
) -> None:
    for notice in NOTICES:
        thank(session, team, notice)
    team.ben.announce = choice
    session.flush()
    rows = (
        select(KudosRecipient.announcement)
        .join(Person, Person.id == KudosRecipient.person_id)
        .where(KudosRecipient.workspace_id == team.workspace_id, visibility.may_be_named())
    )
    assert set(session.scalars(rows)) == right
    team.ben.erased_at = NOW
    session.flush()
    assert set(session.scalars(rows)) == set()


@pytest.mark.parametrize("is_hidden", [False, True])
@pytest.mark.parametrize("notice", NOTICES)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_file_about_its_owner_has_what_was_told_and_is_not_hidden(
    session: Session, team: Team, notice: str, is_hidden: bool
) -> None:
    thank(session, team, notice, is_hidden=is_hidden)
    rows = select(KudosRecipient.kudos_id).where(
        KudosRecipient.workspace_id == team.workspace_id,
        *visibility.may_be_shown_of_themselves(),
    )
    shown = notice in ("channel", "agreed") and not is_hidden
    assert len(session.scalars(rows).all()) == shown


@pytest.mark.parametrize("what", ["is_bot", "is_deactivated", "is_stranger"])
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_colleague_is_nobody_s_bot_has_an_account_and_is_of_the_company(
    session: Session, team: Team, what: str
) -> None:
    setattr(team.cem, what, True)
    session.flush()
    rows = select(Person.name).where(
        Person.workspace_id == team.workspace_id, *visibility.is_colleague()
    )
    assert set(session.scalars(rows)) == {"Ana", "Ben"}


def heard_in(session: Session, team: Team, channel: str = HERE) -> int:
    rows = select(Kudos.id).where(
        Kudos.workspace_id == team.workspace_id,
        visibility.may_be_seen_in(team.workspace_id, channel, PROVEN),
    )
    return len(session.scalars(rows).all())


@pytest.mark.parametrize("seen_by", VISIBILITIES)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_channel_hears_of_what_was_told_in_it_whatever_the_channel_is(
    session: Session, team: Team, seen_by: str
) -> None:
    make_channel(session, workspace=team.row, slack_channel_id=HERE, kind="private", is_shared=True)
    make_kudos(session, giver=team.ana, recipients=[], slack_channel_id=HERE, visibility=seen_by)
    assert heard_in(session, team) == (seen_by != "private")


@pytest.mark.parametrize(
    ("columns", "heard"),
    [
        ({}, True),
        ({"checked_at": PROVEN - timedelta(seconds=1)}, False),
        ({"kind": "private"}, False),
        ({"is_shared": True}, False),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_channel_hears_of_another_while_that_is_proven_to_be_public(
    session: Session, team: Team, columns: dict[str, Any], heard: bool
) -> None:
    make_kudos(session, giver=team.ana, recipients=[], slack_channel_id="C0WINS")
    for seen_by in ("channel", "private"):
        # What was given while it was private stays there.
        make_kudos(
            session,
            giver=team.ana,
            recipients=[],
            slack_channel_id="C0WINS",
            visibility=seen_by,
        )
    make_channel(session, workspace=team.row, slack_channel_id="C0WINS", **columns)
    # What another workspace's channel of that name is says nothing.
    other = Team(session)
    make_channel(session, workspace=other.row, slack_channel_id="C0WINS")
    assert heard_in(session, team) == heard


@pytest.mark.parametrize(
    ("who", "heard"),
    [
        ({}, True),
        ({"is_guest": True}, False),
        ({"is_stranger": True}, False),
        ({"is_guest": True, "is_bot": True}, True),
        ({"is_guest": True, "is_deactivated": True}, True),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_channel_with_somebody_who_reads_in_no_other_hears_of_itself_alone(
    session: Session, team: Team, who: dict[str, bool], heard: bool
) -> None:
    make_kudos(session, giver=team.ana, recipients=[], slack_channel_id="C0WINS")
    dee = team.add(session, name="Dee", **who)
    make_channel(session, workspace=team.row, slack_channel_id=HERE, members=[dee])
    # Who reads elsewhere, or in another workspace, does not matter.
    elsewhere = team.add(session, name="Eve", is_guest=True)
    make_channel(session, workspace=team.row, slack_channel_id="C0ELSE", members=[elsewhere])
    other = Team(session)
    make_channel(session, workspace=other.row, slack_channel_id=HERE, is_shared=True)
    guest = other.add(session, slack_user_id=team.ana.slack_user_id, is_guest=True)
    add_member(session, other, guest)
    add_member(session, team, team.ana)
    add_member(session, other, other.add(session, slack_user_id=elsewhere.slack_user_id))
    assert heard_in(session, team) == heard


@pytest.mark.parametrize("backend", ["sqlite"])
def test_whoever_slack_has_not_named_yet_may_read_in_no_other(session: Session, team: Team) -> None:
    make_kudos(session, giver=team.ana, recipients=[], slack_channel_id="C0WINS")
    make_channel(session, workspace=team.row, slack_channel_id=HERE, members=[team.ana])
    assert heard_in(session, team)
    # An account of that id in another workspace is somebody else.
    unknown = Team(session).add(session, name="Uma")
    add_member(session, team, unknown)
    assert not heard_in(session, team)


@pytest.mark.parametrize("is_shared", [False, True])
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_channel_that_another_company_is_in_hears_of_itself_alone(
    session: Session, team: Team, is_shared: bool
) -> None:
    make_kudos(session, giver=team.ana, recipients=[], slack_channel_id="C0WINS")
    make_channel(session, workspace=team.row, slack_channel_id=HERE, is_shared=is_shared)
    make_channel(session, workspace=team.row, slack_channel_id="C0ELSE", is_shared=True)
    assert heard_in(session, team) == (not is_shared)


def add_member(session: Session, team: Team, person: Person) -> None:
    session.add(
        ChannelMember(
            workspace_id=team.workspace_id,
            slack_channel_id=HERE,
            slack_user_id=person.slack_user_id,
        )
    )
    session.flush()


def test_a_rule_speaks_of_the_rows_that_it_is_given() -> None:
    recipient = aliased(KudosRecipient, name="one_recipient")
    person = aliased(Person, name="one_person")
    member = aliased(ChannelMember, name="one_member")
    rule = str(and_(*visibility.may_be_told_in(HERE, recipient, person, member)))
    assert "one_recipient.is_hidden" in rule and "one_person.announce" in rule
    assert "one_member.slack_channel_id" in rule
    for table in (" kudos_recipient.", " person.", " channel_member."):
        assert table not in f" {rule}".replace("(", " ")
