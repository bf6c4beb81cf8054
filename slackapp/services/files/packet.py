"""Review packets: who may have one about whom, and what it is made of."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TextIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import (
    ChannelMember,
    Kudos,
    KudosRecipient,
    PacketRequest,
    Person,
    Team,
    as_filter,
    check_only_reads,
)
from slackapp.blocks.base.words import say_months
from slackapp.blocks.files.words import packet as words
from slackapp.domain.base.digest_times import Month
from slackapp.domain.base.due_times import local_date, say_day
from slackapp.domain.base.errors import NotYours
from slackapp.domain.base.period import Period
from slackapp.domain.files.errors import AlreadyAsked, NotInTeam
from slackapp.domain.files.packet import Packet, render_packet
from slackapp.domain.files.packet_page import render_packet_page
from slackapp.domain.kudos.kudos import KudosView, read_through
from slackapp.domain.workspace.errors import Taken
from slackapp.services.kudos.kudos import read_kudos
from slackapp.services.kudos.links import find_links
from slackapp.services.kudos.plain_words import with_plain_words
from slackapp.services.kudos.visibility import (
    may_be_seen_by_others,
    may_be_seen_in,
    may_be_shown_of_themselves,
    tell_announced,
    tell_channel,
)
from slackapp.services.team.shared_channels import check_may_tell
from slackapp.services.team.teams import check_leads, check_may_ask, ensure_team
from slackapp.services.workspace.lenses import ChosenLens, open_channel_lens, open_lens
from slackapp.services.workspace.people import PersonView
from slackapp.services.workspace.recognition_policy import get_recognition_policy
from slackapp.services.workspace.works_council import check_not_taken_away

#: What a packet is written as: a page, or Markdown.
PacketForm = Literal["html", "md"]

#: For so long a person may answer, and a leader is not asked to ask again.
OPEN_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class RequestView:
    """A leader's request, with the ids and names of the two, and the team's channel.

    `key` is random and names it outside: an id may come again once its row was deleted.
    """

    key: str
    slack_channel_id: str
    person_slack_id: str
    person_name: str
    leader_id: int
    leader_slack_id: str
    leader_name: str
    period: Period
    state: Literal["asked", "agreed", "refused"]
    asked_at: datetime


def ask_for_packet(
    session: Session,
    *,
    workspace_id: int,
    slack_channel_id: str,
    leader: PersonView,
    person: PersonView,
    period: Period,
    now: datetime,
) -> RequestView:
    """Store a leader's request about one of their team.

    Raises NotLeader, NotInTeam, AlreadyAsked while the person has not answered another one, and
    TakenAway where there are no packets.
    """
    check_not_taken_away(session, workspace_id=workspace_id, what=Taken.PACKET)
    check_may_ask(
        session,
        workspace_id=workspace_id,
        slack_channel_id=slack_channel_id,
        person_id=leader.person_id,
        is_typed_there=True,
    )
    _check_is_in_team(session, workspace_id, slack_channel_id, person)
    # Locks the team's row, so that two requests at once cannot both be the first.
    team_id = ensure_team(session, workspace_id, slack_channel_id)
    is_open = session.scalar(
        select(PacketRequest.id).where(
            PacketRequest.team_id == team_id,
            PacketRequest.person_id == person.person_id,
            PacketRequest.leader_id == leader.person_id,
            PacketRequest.state == "asked",
            PacketRequest.asked_at > now - OPEN_FOR,
        )
    )
    if is_open is not None:
        raise AlreadyAsked(person.slack_user_id)
    assert period.first is not None
    request = PacketRequest(
        workspace_id=workspace_id,
        key=secrets.token_hex(16),
        team_id=team_id,
        person_id=person.person_id,
        leader_id=leader.person_id,
        first_month=period.first.key,
        last_month=period.last.key,
        state="asked",
        asked_at=now,
    )
    session.add(request)
    session.flush()
    return get_request(session, workspace_id=workspace_id, key=request.key)


def _check_is_in_team(
    session: Session, workspace_id: int, slack_channel_id: str, person: PersonView
) -> None:
    where = (workspace_id, slack_channel_id, person.slack_user_id)
    if session.get(ChannelMember, where) is None or person.is_deactivated:
        raise NotInTeam(person.slack_user_id)


def get_request(session: Session, *, workspace_id: int, key: str) -> RequestView:
    """A request of this workspace. Raises NotYours where there is none."""
    request = find_request(session, workspace_id=workspace_id, key=key)
    if request is None:
        raise NotYours
    return request


def find_request(session: Session, *, workspace_id: int, key: str) -> RequestView | None:
    """A request of this workspace, if there is one of that key."""
    row = session.scalar(
        select(PacketRequest).where(
            PacketRequest.workspace_id == workspace_id, PacketRequest.key == key
        )
    )
    if row is None:
        return None
    person, leader = (session.get_one(Person, one) for one in (row.person_id, row.leader_id))
    return RequestView(
        key=row.key,
        slack_channel_id=session.get_one(Team, row.team_id).slack_channel_id,
        person_slack_id=person.slack_user_id,
        person_name=person.name,
        leader_id=leader.id,
        leader_slack_id=leader.slack_user_id,
        leader_name=leader.name,
        period=Period(Month.of_key(row.first_month), Month.of_key(row.last_month)),
        state=row.state,  # type: ignore[arg-type]
        asked_at=row.asked_at,
    )


def decide_request(
    session: Session,
    *,
    workspace_id: int,
    key: str,
    person: PersonView,
    agrees: bool,
    now: datetime,
) -> RequestView:
    """Store the person's word on a request about them.

    Raises NotYours for anybody else, for one that was decided, and for one that is too old.
    Raises NotLeader where the leader no longer leads the team: nothing is sent then. Raises
    TakenAway to whoever agrees where there are no packets.
    """
    row = session.scalar(
        select(PacketRequest)
        .where(
            PacketRequest.workspace_id == workspace_id,
            PacketRequest.key == key,
            PacketRequest.person_id == person.person_id,
            PacketRequest.state == "asked",
            PacketRequest.asked_at > now - OPEN_FOR,
        )
        .with_for_update()
    )
    if row is None:
        raise NotYours
    request = get_request(session, workspace_id=workspace_id, key=row.key)
    if agrees:
        check_not_taken_away(session, workspace_id=workspace_id, what=Taken.PACKET)
        check_may_ask(
            session,
            workspace_id=workspace_id,
            slack_channel_id=request.slack_channel_id,
            person_id=request.leader_id,
        )
    row.state, row.decided_at = "agreed" if agrees else "refused", now
    session.flush()
    return request


def write_own_packet(
    out: TextIO,
    session: Session,
    *,
    workspace_id: int,
    person: PersonView,
    period: Period,
    lens_key: str = "",
    form: PacketForm = "html",
) -> int:
    """Write the packet that a person has of themselves; returns how many kudos it rests on.

    It is read through the lens of that key, or through the workspace's own framework.
    """
    chosen = open_lens(session, workspace_id=workspace_id, key=lens_key)
    return _write(out, session, workspace_id, person, chosen, period, person.name, None, form)


def write_asked_packet(
    out: TextIO,
    session: Session,
    *,
    workspace_id: int,
    person: PersonView,
    request: RequestView,
    proven_since: datetime,
    form: PacketForm = "html",
) -> int:
    """Write the packet that a person agreed to; returns how many kudos it rests on.

    It is read through the lens that the team's digest is read through.

    Raises NotLeader where the leader no longer leads the team, NotInTeam where the person is in it
    no longer, and NotYours without agreement.
    """
    if request.state != "agreed":
        raise NotYours
    check_leads(
        session,
        workspace_id=workspace_id,
        slack_channel_id=request.slack_channel_id,
        person_id=request.leader_id,
    )
    check_may_tell(session, workspace_id=workspace_id, slack_channel_id=request.slack_channel_id)
    _check_is_in_team(session, workspace_id, request.slack_channel_id, person)
    made_for = words.name_reader_with_consent(request.leader_name, request.person_name)
    channel = request.slack_channel_id
    chosen = open_channel_lens(session, workspace_id=workspace_id, slack_channel_id=channel)
    return _write(
        out,
        session,
        workspace_id,
        person,
        chosen,
        request.period,
        made_for,
        (channel, proven_since),
        form,
    )


def _write(
    out: TextIO,
    session: Session,
    workspace_id: int,
    person: PersonView,
    chosen: ChosenLens,
    period: Period,
    made_for: str,
    of_team: tuple[str, datetime] | None,
    form: PacketForm,
) -> int:
    check_only_reads(session)
    kudos_list = _list_kudos(session, workspace_id, person, period.window(person.tz), of_team)
    read, framework = read_through(chosen.lens, kudos_list)
    policy = get_recognition_policy(session, workspace_id=workspace_id)
    packet = Packet(
        name=person.name,
        period=_say_period(period, kudos_list, person.tz),
        made_for=made_for,
        reach=words.OWN_REACH if of_team is None else words.TEAM_REACH,
        kudos=with_plain_words(session, workspace_id, read),
        days={one.kudos_id: say_day(one.given_at, person.tz) for one in kudos_list},
        links=find_links(
            session, workspace_id=workspace_id, kudos_ids=[one.kudos_id for one in kudos_list]
        ),
        framework=framework,
        strength=policy.strength,
        excellence=policy.excellence,
        lens=chosen.name,
        months={
            one.kudos_id: (day.year, day.month)
            for one in kudos_list
            for day in [local_date(one.given_at, person.tz)]
        },
    )
    out.write((render_packet if form == "md" else render_packet_page)(packet))
    return len(kudos_list)


def _list_kudos(
    session: Session,
    workspace_id: int,
    person: PersonView,
    window: tuple[datetime, datetime],
    of_team: tuple[str, datetime] | None,
) -> list[KudosView]:
    """Kudos to the person that others could see; for a team, public ones and its own.

    `of_team` is its channel, and since when Slack must have said that another one is public.
    """
    seen = may_be_seen_by_others() if of_team is None else may_be_seen_in(workspace_id, *of_team)
    kudos_list = read_kudos(
        session,
        select(Kudos)
        .join(KudosRecipient, KudosRecipient.kudos_id == Kudos.id)
        .where(
            as_filter(Kudos.workspace_id) == workspace_id,
            Kudos.given_at >= window[0],
            Kudos.given_at < window[1],
            seen,
            KudosRecipient.person_id == person.person_id,
            *may_be_shown_of_themselves(),
        )
        .order_by(Kudos.given_at, Kudos.id),
    )
    if of_team is None:
        return tell_announced(
            session, kudos_list, workspace_id=workspace_id, about=person.slack_user_id
        )
    return tell_channel(
        session,
        kudos_list,
        workspace_id=workspace_id,
        slack_channel_id=of_team[0],
        about=person.slack_user_id,
    )


def _say_period(period: Period, kudos_list: Sequence[KudosView], tz: str) -> str:
    """Which months it tells of; where it tells of everything, since when that is."""
    if period.is_all and kudos_list:
        first = Month.of(local_date(kudos_list[0].given_at, tz))
        return words.say_everything(say_months(first.name, period.last.name))
    return period.name[:1].upper() + period.name[1:]
