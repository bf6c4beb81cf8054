"""What becomes of a kudos by its place: once Slack has said what that is, or refused to post."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from db import Kudos, KudosRecipient, OutboxMessage
from factories import NOW
from services.team import DIRECT, LEADS, SUPPORT, WINS, Promise, Team
from slackapp.domain.base.errors import PlaceNotKnown
from slackapp.domain.kudos.audience import (
    AnnounceChoice,
    Announcement,
    ChannelKind,
    Place,
    Visibility,
)
from slackapp.domain.kudos.errors import AppNotInChannel, ChannelArchived, OthersReadThere
from slackapp.domain.kudos.kudos import KudosView
from slackapp.services.base.units import Among
from slackapp.services.kudos.announcements import enqueue_direct
from slackapp.services.kudos.consent import answer_announcement, choose_announcements
from slackapp.services.kudos.decisions import (
    HOLD_FOR,
    list_overdue,
    record_announced,
    release_overdue,
    release_privately,
    release_to_channel,
    settle_place,
)
from slackapp.services.kudos.kudos import get_kudos

UNPROVEN = Place("C0NEW", ChannelKind.PRIVATE, app_is_member=False, is_proven=False)
PROVEN_PUBLIC = Place("C0NEW", ChannelKind.PUBLIC, app_is_member=True)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def team(session: Session) -> Team:
    return Team(session, slack_default_channel_id="C0DEFAULT")


def reread(session: Session, team: Team, kudos: KudosView) -> KudosView:
    session.expire_all()
    return get_kudos(session, workspace_id=team.workspace_id, kudos_id=kudos.kudos_id)


def settle(
    session: Session, team: Team, kudos: KudosView, place: Place, message_id: int = 1
) -> None:
    settle_place(
        session,
        workspace_id=team.workspace_id,
        kudos_id=kudos.kudos_id,
        place=place,
        message_id=message_id,
        now=LATER,
    )


def posts(session: Session, team: Team) -> list[Promise]:
    return [one for one in team.promises(session) if one.kind == "post"]


def promised_at(session: Session, promise: Promise) -> Any:
    return session.get_one(OutboxMessage, promise.message_id).created_at


def where(kudos: KudosView) -> tuple[str, str, str, bool]:
    return (kudos.slack_channel_id, kudos.visibility, kudos.announcement, kudos.awaits_place)


def test_once_slack_has_said_that_it_is_public_a_kudos_is_announced_by_the_choices_of_now(
    session: Session, team: Team
) -> None:
    kudos = team.give(session, team.ben, team.cem, place=UNPROVEN).kudos
    bystander = team.give(session, team.cem, place=UNPROVEN).kudos
    assert posts(session, team) == []
    team.cem.announce = "me"
    session.flush()
    settle(session, team, kudos, PROVEN_PUBLIC)
    settled = reread(session, team, kudos)
    assert where(settled) == ("C0NEW", Visibility.PUBLIC, Announcement.CHANNEL, False)
    assert [one.notice for one in settled.recipients] == ["channel", "direct"]
    in_channel, direct = posts(session, team)
    assert (in_channel.lane, in_channel.mentions) == ("C0NEW", [team.ben.slack_user_id])
    assert direct.lane == team.cem.slack_user_id
    assert promised_at(session, in_channel) == LATER
    assert reread(session, team, bystander) == bystander
    row = session.get_one(Kudos, kudos.kudos_id)
    assert row.held_since is None
    # What is settled stays so.
    settle(session, team, kudos, LEADS)
    assert reread(session, team, kudos) == settled


@pytest.mark.parametrize("why", ["app is not there", "another company is there"])
def test_where_it_may_not_be_posted_at_once_the_giver_is_asked_once(
    session: Session, team: Team, why: str
) -> None:
    kudos = team.give(session, team.ben, place=UNPROVEN).kudos
    away = why == "app is not there"
    place = replace(PROVEN_PUBLIC, app_is_member=not away, is_shared=not away)
    settle(session, team, kudos, place, message_id=7)
    settled = reread(session, team, kudos)
    assert where(settled) == ("C0NEW", Visibility.PUBLIC, Announcement.HELD, False)
    row = session.get_one(Kudos, kudos.kudos_id)
    assert row.held_since == LATER
    (question,) = posts(session, team)
    assert question.lane == team.ana.slack_user_id
    stored = session.get_one(OutboxMessage, question.message_id)
    assert stored.dedupe_key == f"kudos:{kudos.kudos_id}:held:7"
    assert (stored.workspace_id, stored.created_at) == (team.workspace_id, LATER)
    assert "C0DEFAULT" in str(question.payload)
    assert ("I am not in" in question.text) == away
    assert ("To have it there, type" in question.text) == away
    assert ("another company" in str(question.payload)) == (not away)


def test_both_another_company_and_no_app_is_no_place_where_others_read_yet(
    session: Session, team: Team
) -> None:
    kudos = team.give(session, team.ben, place=UNPROVEN).kudos
    settle(session, team, kudos, replace(PROVEN_PUBLIC, app_is_member=False, is_shared=True))
    (question,) = posts(session, team)
    assert "I am not in" in question.text and "another company" not in str(question.payload)


def test_nobody_is_asked_for_a_giver_who_was_erased(session: Session, team: Team) -> None:
    kudos = team.give(session, team.ben, place=UNPROVEN).kudos
    team.ana.erased_at = NOW
    session.flush()
    settle(session, team, kudos, replace(PROVEN_PUBLIC, app_is_member=False))
    assert posts(session, team) == []
    assert session.get_one(Kudos, kudos.kudos_id).held_since == LATER


def test_a_direct_message_is_told_to_its_recipients_alone(session: Session, team: Team) -> None:
    kudos = team.give(session, team.ben, place=UNPROVEN).kudos
    other = team.give(session, team.ben, place=UNPROVEN).kudos
    settle(session, team, kudos, replace(DIRECT, slack_channel_id="C0NEW"))
    settled = reread(session, team, kudos)
    assert where(settled) == ("C0NEW", Visibility.PRIVATE, Announcement.NONE, False)
    assert [one.notice for one in settled.recipients] == ["direct"]
    assert [one.lane for one in posts(session, team)] == [team.ben.slack_user_id]
    assert promised_at(session, posts(session, team)[0]) == LATER
    assert reread(session, team, other) == other


def test_what_another_process_has_settled_meanwhile_stays_so(session: Session, team: Team) -> None:
    kudos = team.give(session, place=UNPROVEN).kudos
    known = session.get_one(Kudos, kudos.kudos_id)
    assert known.awaits_place
    session.execute(text("UPDATE kudos SET awaits_place = false"))
    settle(session, team, kudos, PROVEN_PUBLIC)
    assert reread(session, team, kudos) == replace(kudos, awaits_place=False)


def test_another_workspace_s_kudos_is_not_settled(session: Session, team: Team) -> None:
    kudos = team.give(session, place=UNPROVEN).kudos
    other = Team(session)
    settle(session, other, kudos, PROVEN_PUBLIC)
    settle(session, team, replace(kudos, kudos_id=999_999), PROVEN_PUBLIC)
    assert reread(session, team, kudos) == kudos


def release(
    session: Session, team: Team, kudos: KudosView, place: Place, **options: Any
) -> KudosView:
    return release_to_channel(
        session,
        workspace_id=team.workspace_id,
        giver=team.view(session, team.ana),
        kudos_id=kudos.kudos_id,
        place=place,
        request_key="pressed",
        now=LATER,
        **options,
    )


@pytest.mark.parametrize(
    ("place", "error"),
    [
        (replace(SUPPORT, is_archived=True), ChannelArchived),
        (replace(SUPPORT, app_is_member=False), AppNotInChannel),
        (replace(SUPPORT, is_shared=True), OthersReadThere),
    ],
)
def test_a_held_kudos_stays_held_where_it_cannot_go(
    session: Session, team: Team, place: Place, error: type[Exception]
) -> None:
    kudos = team.give(session, place=WINS).kudos
    with pytest.raises(error, match=r"C0SUPPORT|company"):
        release(session, team, kudos, place)
    assert reread(session, team, kudos) == kudos and posts(session, team) == []


def test_a_kudos_is_posted_where_others_read_once_its_giver_knows_that(
    session: Session, team: Team
) -> None:
    kudos = team.give(session, place=WINS).kudos
    shared = replace(WINS, app_is_member=True, is_shared=True)
    assert release(session, team, kudos, shared) == kudos
    assert posts(session, team) == []
    kudos = release(session, team, kudos, shared, knows_others_read=True)
    assert kudos.announcement is Announcement.CHANNEL
    (post,) = posts(session, team)
    assert promised_at(session, post) == LATER


def test_a_held_kudos_waits_for_slack_s_word_where_its_new_place_is_not_proven(
    session: Session, team: Team
) -> None:
    kudos, other = (team.give(session, place=WINS).kudos for _ in range(2))
    moved = release(session, team, kudos, UNPROVEN)
    assert where(moved) == ("C0NEW", Visibility.CHANNEL, Announcement.HELD, True)
    assert [(one.kind, one.lane) for one in team.promises(session)] == [("place", "C0NEW")]
    # While it waits nobody can send it elsewhere, and its place alone decides.
    assert release(session, team, kudos, SUPPORT) == moved
    assert reread(session, team, other) == other


@pytest.mark.parametrize("kind", [ChannelKind.PUBLIC, ChannelKind.PRIVATE])
def test_a_place_that_is_not_proven_is_not_public_though_the_app_is_there(
    session: Session, team: Team, kind: ChannelKind
) -> None:
    kudos = team.give(session, place=WINS).kudos
    moved = release(session, team, kudos, replace(UNPROVEN, kind=kind, app_is_member=True))
    assert where(moved) == ("C0NEW", Visibility.CHANNEL, Announcement.CHANNEL, False)


@pytest.fixture
def refused(session: Session, team: Team) -> KudosView:
    """A kudos to Ben and Cem, whom Slack refused to tell in the channel; Ben was told directly."""
    kudos = team.give(session, team.ben, team.cem, place=LEADS).kudos
    (post,) = posts(session, team)
    session.get_one(OutboxMessage, post.message_id).state = "failed"
    session.get_one(Kudos, kudos.kudos_id).announcement = "refused"
    session.flush()
    enqueue_direct(
        session,
        workspace_id=team.workspace_id,
        kudos=reread(session, team, kudos),
        slack_user_ids=[team.ben.slack_user_id],
        now=NOW,
    )
    return reread(session, team, kudos)


def test_what_slack_refused_is_tried_again_in_another_place(
    session: Session, team: Team, refused: KudosView
) -> None:
    session.get_one(KudosRecipient, (refused.kudos_id, team.cem.id)).announcement = "agreed"
    session.flush()
    told = posts(session, team)
    kudos = release(session, team, refused, SUPPORT)
    assert where(kudos) == ("C0SUPPORT", Visibility.PUBLIC, Announcement.CHANNEL, False)
    # Whoever has heard of it is not asked anew.
    assert [one.notice for one in kudos.recipients] == ["channel", "agreed"]
    failed, direct, again = posts(session, team)
    assert (failed.state, again.lane, again.state) == ("cancelled", "C0SUPPORT", "pending")
    assert again.mentions == [] and direct.lane == team.ben.slack_user_id
    assert len(told) == 2 and promised_at(session, again) == LATER
    (update,) = [one for one in team.promises(session) if one.kind == "update"]
    assert (update.lane, promised_at(session, update)) == (team.ben.slack_user_id, LATER)
    stored = session.get_one(OutboxMessage, update.message_id)
    assert stored.dedupe_key.startswith("pressed:")


def test_what_slack_refused_stays_so_until_its_giver_knows_that_others_read(
    session: Session, team: Team, refused: KudosView
) -> None:
    told = team.promises(session)
    assert release(session, team, refused, replace(LEADS, is_shared=True)) == refused
    with pytest.raises(OthersReadThere):
        release(session, team, refused, replace(SUPPORT, is_shared=True), knows_others_read=True)
    assert team.promises(session) == told


def test_what_slack_refused_does_not_wait_for_a_place_that_it_does_not_tell_of(
    session: Session, team: Team, refused: KudosView
) -> None:
    with pytest.raises(PlaceNotKnown):
        release(session, team, refused, replace(UNPROVEN, app_is_member=True))
    assert reread(session, team, refused) == refused


def test_what_was_refused_is_announced_once_slack_takes_it(
    session: Session, team: Team, refused: KudosView
) -> None:
    untouched = team.give(session, team.ben, place=LEADS).kudos
    session.get_one(Kudos, untouched.kudos_id).announcement = "refused"
    session.flush()
    note = {"workspace_id": team.workspace_id, "now": LATER}
    (post,) = [one for one in posts(session, team) if one.state == "failed"]
    session.get_one(OutboxMessage, post.message_id).state = "sent"
    session.flush()
    record_announced(session, **note, kudos_id=refused.kudos_id)
    assert reread(session, team, refused).announcement is Announcement.CHANNEL
    assert reread(session, team, untouched).announcement is Announcement.REFUSED
    (update,) = [one for one in team.promises(session) if one.kind == "update"]
    assert update.lane == team.ben.slack_user_id
    assert promised_at(session, update) == LATER
    stored = session.get_one(OutboxMessage, update.message_id)
    assert stored.dedupe_key.startswith(f"posted:{refused.kudos_id}:{LATER.isoformat()}:")
    held = team.give(session, place=WINS).kudos
    record_announced(session, **note, kudos_id=held.kudos_id)
    assert reread(session, team, held) == held


def choose(session: Session, team: Team, choice: AnnounceChoice) -> None:
    choose_announcements(
        session,
        workspace_id=team.workspace_id,
        person=team.view(session, team.ben),
        choice=choice,
        request_key="chose",
        now=LATER,
    )


@pytest.mark.parametrize("choice", AnnounceChoice)
@pytest.mark.parametrize("state", ["pending", "sent"])
def test_a_choice_holds_for_what_waits_to_be_posted_and_for_that_alone(
    session: Session, team: Team, choice: AnnounceChoice, state: str
) -> None:
    kudos = team.give(session, team.ben, team.cem).kudos
    for_cem = team.give(session, team.cem, team.ana, giver=team.ben).kudos
    post = posts(session, team)[0]
    session.get_one(OutboxMessage, post.message_id).state = state
    session.flush()
    choose(session, team, choice)
    session.refresh(team.ben)
    assert team.ben.announce == choice
    follows = state == "pending" and choice is not AnnounceChoice.PUBLIC
    notice = {"ask": "asked", "me": "direct"}[choice] if follows else "channel"
    now = reread(session, team, kudos)
    assert [one.notice for one in now.recipients] == [notice, "channel"]
    assert reread(session, team, for_cem) == for_cem
    told = [one.lane for one in posts(session, team)]
    assert (team.ben.slack_user_id in told) == follows


def test_a_choice_leaves_what_was_posted_and_what_is_told_of_others(
    session: Session, team: Team
) -> None:
    posted, waits = (team.give(session, team.ben).kudos for _ in range(2))
    of_cem = team.give(session, team.cem).kudos
    first, second, third = (
        session.get_one(OutboxMessage, one.message_id) for one in posts(session, team)
    )
    first.state, second.is_in_doubt, third.is_in_doubt = "sent", True, True
    session.flush()
    choose(session, team, AnnounceChoice.ME)
    assert reread(session, team, posted) == posted
    assert reread(session, team, of_cem) == of_cem
    assert reread(session, team, waits).recipients[0].notice == "direct"
    # It may be posted already: then it is changed.
    (update,) = [one for one in team.promises(session) if one.kind == "update"]
    stored = session.get_one(OutboxMessage, update.message_id)
    assert stored.dedupe_key.startswith(f"chose:{waits.kudos_id}:update:")
    assert (stored.post_id, stored.created_at) == (second.id, LATER)


@pytest.mark.parametrize("choice", ["ask", "me"])
def test_whoever_agreed_to_one_kudos_is_named_in_it_unless_they_want_none_announced(
    session: Session, team: Team, choice: str
) -> None:
    team.ben.announce = "ask"
    session.flush()
    kudos = team.give(session, team.ben).kudos
    answer_announcement(
        session,
        workspace_id=team.workspace_id,
        recipient=team.view(session, team.ben),
        kudos_id=kudos.kudos_id,
        allow=True,
        request_key="agreed",
        now=NOW,
    )
    choose(session, team, AnnounceChoice(choice))
    in_channel = [one for one in posts(session, team) if one.lane == SUPPORT.slack_channel_id]
    assert [one.state for one in in_channel] == ["pending" if choice == "ask" else "cancelled"]
    *_, told = [one for one in team.promises(session) if one.lane == team.ben.slack_user_id]
    assert ("Announced in" in told.text) == (choice == "ask")
    notice = "agreed" if choice == "ask" else "direct"
    assert reread(session, team, kudos).recipients[0].notice == notice


def test_a_choice_changes_nothing_of_another_workspace_or_another_message(
    session: Session, team: Team
) -> None:
    kudos = team.give(session, team.ben).kudos
    post = session.get_one(OutboxMessage, posts(session, team)[0].message_id)
    post.dedupe_key = f"kudos:{kudos.kudos_id}:else"
    session.flush()
    choose(session, team, AnnounceChoice.ME)
    assert reread(session, team, kudos) == kudos
    post.dedupe_key = f"kudos:{kudos.kudos_id}:announcement"
    session.flush()
    choose_announcements(
        session,
        workspace_id=Team(session).workspace_id,
        person=team.view(session, team.ben),
        choice=AnnounceChoice.ME,
        request_key="chose",
        now=LATER,
    )
    assert reread(session, team, kudos) == kudos


def test_a_day_is_counted_from_when_the_giver_was_asked(session: Session, team: Team) -> None:
    asked, waiting = (team.give(session, place=WINS).kudos for _ in range(2))
    other = Team(session)
    elsewhere = other.give(session, place=WINS).kudos
    session.get_one(Kudos, asked.kudos_id).held_since = LATER
    session.get_one(Kudos, waiting.kudos_id).awaits_place = True
    session.flush()
    due = NOW + HOLD_FOR
    assert list_overdue(session, limit=9, now=due) == [(other.workspace_id, elsewhere.kudos_id)]
    pairs = [(team.workspace_id, asked.kudos_id), (other.workspace_id, elsewhere.kudos_id)]
    assert list_overdue(session, limit=9, now=LATER + HOLD_FOR) == pairs
    assert list_overdue(session, limit=1, now=LATER + HOLD_FOR) == pairs[:1]
    among = Among(passing_over=frozenset({asked.kudos_id}))
    assert list_overdue(session, limit=9, now=LATER + HOLD_FOR, among=among) == pairs[1:]
    assert release_overdue(session, limit=9, now=LATER + HOLD_FOR) == 2
    assert [promised_at(session, one) for one in posts(session, team)] == [LATER + HOLD_FOR]


def test_what_is_sent_privately_is_one_kudos_and_no_other(session: Session, team: Team) -> None:
    first, second = (team.give(session, place=WINS).kudos for _ in range(2))
    release_privately(
        session,
        workspace_id=team.workspace_id,
        giver=team.view(session, team.ana),
        kudos_id=second.kudos_id,
        now=LATER,
    )
    assert reread(session, team, first) == first
    assert reread(session, team, second).visibility is Visibility.PRIVATE
    assert [promised_at(session, one) for one in posts(session, team)] == [LATER]
    third = team.give(session, place=WINS).kudos
    release(session, team, third, SUPPORT)
    assert reread(session, team, first) == first
    assert reread(session, team, third).slack_channel_id == SUPPORT.slack_channel_id
