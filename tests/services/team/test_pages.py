"""Pages that are drawn when they are delivered: what is promised, and who still gets it then."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Literal

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db import ChannelMember, OutboxLane, OutboxMessage
from factories import PROVEN, make_channel, make_kudos
from services.team import SUPPORT, Promise, Team
from slackapp.blocks.base.kit import PLAIN_BLOCKS, build_plain
from slackapp.domain.base.digest_times import Month
from slackapp.domain.base.errors import NotYours
from slackapp.services.kudos.sources import Telling
from slackapp.services.outbox.claims import ClaimedMessage, claim_lane, find_due_lanes, store_page
from slackapp.services.outbox.outbox import WISH
from slackapp.services.team.pages import (
    PageWish,
    PeopleNotMet,
    draw_pages,
    find_telling,
    fit_answers,
    promise_page,
    promise_reports,
    promise_rest,
    read_wish,
)
from slackapp.services.team.plans import PlanChoice, change_plan
from slackapp.services.team.teams import ensure_team, set_leaders

MARCH = Month(2026, 3)
NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
CHANNEL = SUPPORT.slack_channel_id
URL = "https://hooks.slack.com/commands/1/2"

Kind = Literal["report", "preview", "person"]


@pytest.fixture
def team(session: Session) -> Team:
    """Ana leads; Ben and Cem were thanked in March."""
    team = Team(session)
    people = [team.ana, team.ben, team.cem]
    make_channel(session, workspace=team.row, slack_channel_id=CHANNEL, members=people)
    for one in (team.ben, team.cem):
        make_kudos(
            session,
            giver=team.ana,
            recipients=[one],
            message="you kept calm",
            given_at=datetime(2026, 3, 10, tzinfo=UTC),
        )
    ensure_team(session, team.workspace_id, CHANNEL)
    lead(session, team, team.ana.id)
    return team


def lead(session: Session, team: Team, *person_ids: int) -> None:
    set_leaders(
        session, workspace_id=team.workspace_id, slack_channel_id=CHANNEL, person_ids=person_ids
    )


def promise(
    session: Session, team: Team, kind: Kind, response_url: str = URL, lens_key: str = ""
) -> Promise:
    who, about = team.ana.slack_user_id, team.ben.slack_user_id
    promise_page(
        session,
        workspace_id=team.workspace_id,
        wish=PageWish(kind, CHANNEL, who, "UTC", MARCH.key, about, lens_key),
        response_url=response_url,
        key="asked-once",
        now=NOW,
    )
    (one,) = team.promises(session)
    return one


def draw(session: Session, team: Team, promised: Promise, now: datetime = NOW) -> dict[str, Any]:
    drawn, *_ = draw_pages(
        session,
        workspace_id=team.workspace_id,
        payload=promised.payload,
        proven_since=PROVEN,
        now=now,
    )
    return drawn


def test_a_report_comes_by_direct_message_and_is_drawn_when_it_is_delivered(
    session: Session, team: Team
) -> None:
    promised = promise(session, team, "report")
    assert (promised.kind, promised.lane) == ("post", team.ana.slack_user_id)
    assert set(promised.payload) == {WISH}
    assert "Your team's" in draw(session, team, promised)["text"]


def test_a_preview_comes_where_it_was_asked_for_and_to_that_person_alone(
    session: Session, team: Team
) -> None:
    promised = promise(session, team, "preview")
    assert (promised.kind, promised.lane) == ("response", f"response:{team.ana.slack_user_id}")
    drawn = draw(session, team, promised)
    assert "you kept calm" in str(drawn["blocks"])
    assert drawn["response_url"] == URL
    assert drawn["response_type"] == "ephemeral"
    assert drawn["replace_original"] is False
    assert WISH not in drawn


def test_a_preview_without_an_address_to_answer_to_comes_by_direct_message(
    session: Session, team: Team
) -> None:
    promised = promise(session, team, "preview", response_url="")
    assert (promised.kind, promised.lane) == ("post", team.ana.slack_user_id)
    assert "you kept calm" in str(draw(session, team, promised)["blocks"])


@pytest.mark.parametrize("kind", ["report", "preview", "person"])
def test_a_page_is_promised_once_however_often_its_command_comes(
    session: Session, team: Team, kind: Kind
) -> None:
    assert promise(session, team, kind) == promise(session, team, kind)


def test_each_leader_is_promised_one_report_of_a_month(session: Session, team: Team) -> None:
    lead(session, team, team.ana.id, team.ben.id)
    for month in (MARCH, MARCH, MARCH.before()):
        promise_reports(
            session,
            workspace_id=team.workspace_id,
            slack_channel_id=CHANNEL,
            tz="Europe/Berlin",
            month=month,
            now=NOW,
        )
    promises = team.promises(session)
    assert {one.kind for one in promises} == {"post"}
    assert [(one.lane, read_wish(one.payload)) for one in promises] == [
        (who.slack_user_id, PageWish("report", CHANNEL, who.slack_user_id, "Europe/Berlin", month))
        for month in (MARCH.key, MARCH.before().key)
        for who in (team.ana, team.ben)
    ]


def test_what_a_page_tells_of_is_known_before_it_is_drawn(session: Session, team: Team) -> None:
    promised = promise(session, team, "report")
    half_a_year = (datetime(2025, 10, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))
    assert find_telling(workspace_id=team.workspace_id, payload=promised.payload) == Telling(
        team.workspace_id, CHANNEL, half_a_year
    )


@pytest.mark.parametrize("kind", ["report", "preview", "person"])
def test_a_page_is_read_through_the_lens_that_was_named(
    session: Session, team: Team, kind: Kind
) -> None:
    promised = promise(session, team, kind, lens_key="twelve_zealous")
    assert "Read through *Twelve Zealous*" in str(draw(session, team, promised)["blocks"])


def test_an_answer_is_of_blocks_that_every_workspace_takes(session: Session, team: Team) -> None:
    for _ in range(8):  # so many that there is a chart
        make_kudos(
            session,
            giver=team.ana,
            recipients=[team.ben],
            given_at=datetime(2026, 3, 11, tzinfo=UTC),
        )
    promised = promise(session, team, "preview", response_url="")
    kept = draw(session, team, promised)
    promised.payload["response_url"] = URL
    answer = draw(session, team, promised)
    assert answer["blocks"] == kept[PLAIN_BLOCKS] != kept["blocks"]
    assert PLAIN_BLOCKS not in answer


def test_a_preview_is_as_the_digest_will_be(session: Session, team: Team) -> None:
    promised = promise(session, team, "preview")
    drawn = draw(session, team, promised)
    assert "March 2026 so far" not in drawn["text"]
    assert (
        "March 2026 so far"
        in draw(session, team, promised, datetime(2026, 3, 20, tzinfo=UTC))["text"]
    )
    change_plan(
        session,
        workspace_id=team.workspace_id,
        slack_channel_id=CHANNEL,
        choice=PlanChoice(True, 1, 9, "UTC", posts_empty=True, is_threaded=True),
        now=NOW,
    )
    assert "*Ben*" in str(drawn)
    assert "*Ben*" not in str(draw(session, team, promised))


def fill(session: Session, team: Team, number: int) -> None:
    """Have so many people in the channel, each of whom was told much."""
    for person in [team.add(session, name=f"Person {one:03}") for one in range(number)]:
        session.add(
            ChannelMember(
                workspace_id=team.workspace_id,
                slack_channel_id=CHANNEL,
                slack_user_id=person.slack_user_id,
            )
        )
        make_kudos(
            session,
            giver=team.ana,
            recipients=[person],
            message="you kept calm " * 20,
            given_at=datetime(2026, 3, 10, tzinfo=UTC),
        )


def draw_all(session: Session, team: Team, promised: Promise) -> list[dict[str, Any]]:
    return draw_pages(
        session,
        workspace_id=team.workspace_id,
        payload=promised.payload,
        proven_since=PROVEN,
        now=NOW,
    )


def claim(session: Session, promised: Promise) -> ClaimedMessage:
    (lane_id,) = [
        one
        for one in find_due_lanes(session, limit=100, now=NOW)
        if session.get_one(OutboxLane, one).slack_channel_id == promised.lane
    ]
    claimed = claim_lane(session, lane_id=lane_id, lease=NOW - NOW, now=NOW)
    assert claimed is not None
    return claimed


def test_a_long_preview_is_several_messages_and_each_is_promised_once(
    session: Session, team: Team
) -> None:
    fill(session, team, 40)
    promised = promise(session, team, "preview")
    first, *rest = draw_all(session, team, promised)
    assert 1 <= len(rest) <= 4
    assert all(one["response_url"] == URL for one in rest)
    shown = str([first, *rest])
    assert all(shown.count(f"*Person {number:03}*") == 1 for number in range(40))
    claimed = claim(session, promised)
    for _ in range(2):
        promise_rest(session, claimed, rest, now=NOW)
    _, *behind = team.promises(session)
    assert [one.payload for one in behind] == rest
    assert {(one.kind, one.lane) for one in behind} == {("response", promised.lane)}


def test_what_is_too_long_for_one_command_says_what_it_leaves_out() -> None:
    contents = [build_plain(f"Part {number}") for number in range(7)]
    assert fit_answers(contents[:5]) == contents[:5]
    *shown, last = fit_answers(contents)
    assert shown == contents[:4]
    assert "3 more messages like these follow" in last.text


def test_a_report_waits_for_the_people_to_be_read_and_says_so_in_the_end(
    session: Session, team: Team
) -> None:
    promised = promise(session, team, "report")
    team.ana.is_admin = True
    session.execute(delete(ChannelMember))
    session.flush()
    of_page: dict[str, Any] = {
        "workspace_id": team.workspace_id,
        "payload": promised.payload,
        "proven_since": PROVEN,
        "now": NOW,
    }
    with pytest.raises(PeopleNotMet):
        draw_pages(session, **of_page, is_last_try=False)
    assert "I do not know who is in" in draw(session, team, promised)["text"]


def test_a_page_for_somebody_unknown_is_none(session: Session, team: Team) -> None:
    wish = PageWish("preview", CHANNEL, "U0NOBODY", "UTC", MARCH.key)
    [drawn] = draw_pages(
        session,
        workspace_id=team.workspace_id,
        payload={WISH: asdict(wish)},
        proven_since=PROVEN,
        now=NOW,
    )
    assert drawn == build_plain(str(NotYours())).as_payload()


@pytest.mark.parametrize("kind", ["report", "preview", "person"])
def test_whoever_leads_no_longer_when_it_is_drawn_is_told_so_instead(
    session: Session, team: Team, kind: Kind
) -> None:
    promised = promise(session, team, kind)
    lead(session, team, team.ben.id)
    drawn = draw(session, team, promised)
    assert "Only the leaders" in drawn["text"]
    assert "you kept calm" not in str(drawn)


@pytest.mark.parametrize("kind", ["report", "preview", "person"])
def test_whoever_has_left_gets_no_page(session: Session, team: Team, kind: Kind) -> None:
    promised = promise(session, team, kind)
    team.ana.is_deactivated = True
    session.flush()
    assert "you kept calm" not in str(draw(session, team, promised))


@pytest.mark.parametrize("kind", ["report", "preview", "person"])
def test_whoever_left_the_channel_gets_no_page(session: Session, team: Team, kind: Kind) -> None:
    promised = promise(session, team, kind)
    session.execute(
        delete(ChannelMember).where(ChannelMember.slack_user_id == team.ana.slack_user_id)
    )
    drawn = draw(session, team, promised)
    assert "Only the leaders" in drawn["text"]
    assert "you kept calm" not in str(drawn)


def test_a_page_about_somebody_comes_where_it_was_asked_for(session: Session, team: Team) -> None:
    promised = promise(session, team, "person")
    assert (promised.kind, promised.lane) == ("response", f"response:{team.ana.slack_user_id}")
    drawn = draw(session, team, promised)
    assert "thanked Ben for, March 2026" in drawn["text"]
    assert "you kept calm" in str(drawn["blocks"])


def test_a_report_of_a_channel_whose_people_are_gone_says_so(session: Session, team: Team) -> None:
    team.ana.is_admin = True
    promised = promise(session, team, "report")
    session.execute(delete(ChannelMember))
    assert "I do not know who is in" in draw(session, team, promised)["text"]


def test_a_page_is_kept_by_whoever_holds_its_lane_and_by_nobody_else(
    session: Session, team: Team
) -> None:
    promised = promise(session, team, "report")
    first, second = claim(session, promised), claim(session, promised)
    assert not store_page(session, first, payload={"text": "too late"})
    assert store_page(session, second, payload={"text": "in time"})
    wanted = select(OutboxMessage.payload).where(OutboxMessage.id == promised.message_id)
    assert "in time" in session.scalars(wanted).one()
