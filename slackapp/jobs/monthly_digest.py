"""The monthly digest: whose is due, who is in the channel now, and its messages, once a month."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.client import HTTPException

import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from sqlalchemy.orm import Session

from slackapp.delivery.read_errors import name_read_error
from slackapp.failpoints import failpoint
from slackapp.jobs.source_reads import SourceReads
from slackapp.jobs.team_reads import read_team
from slackapp.jobs.units import Units
from slackapp.pacing import MustWait
from slackapp.reader import Asker
from slackapp.services.team.digests import (
    ReadDigest,
    find_telling,
    fulfil_wish,
    promise_digest,
    read_digest,
    tell_not_made,
)
from slackapp.services.team.pages import promise_reports
from slackapp.services.team.plans import (
    UNIT_KINDS,
    DueDigest,
    DueTeam,
    find_due_digest,
    list_due_teams,
    move_on,
    set_digest_aside,
)
from slackapp.services.team.redraw import list_stale_digests, redraw_digest
from slackapp.services.team.shared_channels import may_tell
from slackapp.services.workspace.workspaces import get_workspace
from slackapp.tools import Tools

log = structlog.get_logger(__name__)

#: Teams that are looked up at once.
_PAGE = 5
#: No further team after so long: the tick must not be late when Slack is slow.
_AT_MOST = timedelta(seconds=20)
#: What is no fault of the digest's.
_PASSING = (MustWait, SlackClientError, HTTPException, OSError)


def run(tools: Tools, sources: SourceReads | None = None) -> None:
    """Make the digests that are due; one that cannot be made now is left to the next tick.

    Those for which Slack does not answer now keep no other from being made; nor do those that fail
    unexpectedly, which are set aside after some tries.
    """
    until = tools.clock() + _AT_MOST
    sources = sources or read_sources(tools)
    units = {
        was_wished: Units(tools.sessions, tools.clock, kind)
        for was_wished, kind in UNIT_KINDS.items()
    }
    for team in _list_in_turn(tools, sources):
        if tools.clock() > until:
            return
        if team.workspace_id in sources.silent or units[team.was_wished].is_left_alone(team.key):
            continue
        _try_digest(tools, sources, units[team.was_wished], team)
    redraw(tools, sources)


def _list_in_turn(tools: Tools, sources: SourceReads) -> Iterator[DueTeam]:
    """Those that are due; last those of workspaces for which Slack was silent the time before.

    Each of these may cost a call's whole patience, and others would never have their turn.
    """
    last, sources.silent = sources.silent, set()
    seen: dict[bool, set[int]] = {True: set(), False: set()}
    later = []
    while due := _list_due(tools, seen):
        for team in due:
            seen[team.was_wished].add(team.team_id)
            if team.workspace_id in last:
                later.append(team)
            else:
                yield team
    yield from later


def redraw(tools: Tools, sources: SourceReads) -> None:
    """Draw digests anew that tell of somebody whom they may no longer tell of."""
    until = tools.clock() + _AT_MOST
    units = Units(tools.sessions, tools.clock, "digest_redraw")
    seen: set[int] = set()
    while True:
        with tools.sessions.read() as session:
            stale = list_stale_digests(session, limit=_PAGE, passing_over=seen)
        if not stale:
            return
        for digest_id, due in stale:
            if tools.clock() > until:
                return
            seen.add(digest_id)
            if units.is_left_alone(digest_id):
                continue
            try:
                with units.guard(due.workspace_id, digest_id, through=_PASSING):
                    _redraw(tools, sources, digest_id, due)
            except MustWait:
                continue
            except (SlackClientError, HTTPException, OSError) as error:
                log.warning("digest_waits", team_id=due.team_id, error=name_read_error(error))


def _redraw(tools: Tools, sources: SourceReads, digest_id: int, due: DueDigest) -> None:
    with tools.sessions.read() as session:
        asker = get_workspace(session, workspace_id=due.workspace_id)
    key = ("redraw", digest_id)
    proven_since = sources.begin(key)
    place = read_team(tools, asker=asker, channel=due.slack_channel_id)
    if place.app_is_member:
        proven_since = sources.prove(find_telling(due), asker=asker, key=key)
    read = _read(tools, due, proven_since) if place.app_is_member else None
    with tools.sessions.begin() as session:
        redraw_digest(
            session,
            digest_id=digest_id,
            drawn=read.drawn if read else None,
            request_key=secrets.token_hex(8),
            now=tools.clock(),
        )
    log.info("digest_redrawn", team_id=due.team_id, month=str(due.month))
    tools.wake_delivery()


def read_sources(tools: Tools) -> SourceReads:
    """What reads the channels that digests tell of; kept, it remembers what it has read."""
    return SourceReads(tools.sessions, tools.clock, tools.reader)


def _list_due(tools: Tools, seen: dict[bool, set[int]]) -> list[DueTeam]:
    with tools.sessions.read() as session:
        return list_due_teams(
            session,
            now=tools.clock(),
            limit=_PAGE,
            passing_over=seen[False],
            passing_over_wishes=seen[True],
        )


def _try_digest(tools: Tools, sources: SourceReads, units: Units, team: DueTeam) -> None:
    def free(session: Session) -> None:
        set_digest_aside(session, team, now=tools.clock())

    try:
        with units.guard(team.workspace_id, team.key, through=_PASSING, on_set_aside=free):
            with tools.sessions.read() as session:
                due = find_due_digest(session, team, now=tools.clock())
                asker = get_workspace(session, workspace_id=team.workspace_id)
            if due is not None:
                make_digest(tools, sources, due, asker)
    except MustWait:
        return
    except (SlackClientError, HTTPException, OSError) as error:
        if not isinstance(error, SlackApiError):
            sources.silent.add(team.workspace_id)
        log.warning("digest_waits", team_id=team.team_id, error=name_read_error(error))


def make_digest(tools: Tools, sources: SourceReads, due: DueDigest, asker: Asker) -> None:
    """Read the channel's members and its month, then record and promise the digest at once.

    What is read and drawn stands before the transaction that writes: nobody waits for it.
    """
    proven_since = _read_channel(tools, sources, due, asker)
    failpoint("digest_members_read")
    is_off = proven_since is not None and not _may_tell(tools, due)
    read = None if proven_since is None or is_off else _read(tools, due, proven_since)
    with tools.sessions.begin() as session:
        now = tools.clock()
        if is_off:
            tell_not_made(session, due=due, why="shared", now=now)
        elif read is None and not due.is_late:
            tell_not_made(session, due=due, why="away", now=now)
        made = _promise(session, due, read, now)
        failpoint("digest_before_commit")
    failpoint("digest_after_commit")
    log.info("digest", team_id=due.team_id, month=str(due.month), made=made, late=due.is_late)
    tools.wake_delivery()


def _read_channel(
    tools: Tools, sources: SourceReads, due: DueDigest, asker: Asker
) -> datetime | None:
    """Read the channel and those that it tells of; since when these are proven.

    None where the app is not in the channel, or where it is too late for a digest.
    """
    key = (due.team_id, due.was_wished, due.month)
    proven_since, is_there = sources.begin(key), False
    if not due.is_late:
        is_there = read_team(tools, asker=asker, channel=due.slack_channel_id).app_is_member
        if is_there:
            proven_since = sources.prove(find_telling(due), asker=asker, key=key)
    sources.end(key)
    return proven_since if is_there else None


def _promise(session: Session, due: DueDigest, read: ReadDigest | None, now: datetime) -> bool:
    """Promise the digest that was read, if any, and its reports; True where one was made."""
    made = False
    if due.was_wished:
        made = fulfil_wish(session, due=due, read=read, request_key=secrets.token_hex(8), now=now)
    else:
        if read is not None:
            made = promise_digest(session, due=due, read=read, now=now)
        move_on(session, team_id=due.team_id, now=now)
    if made and read is not None and read.is_told(due):
        promise_reports(
            session,
            workspace_id=due.workspace_id,
            slack_channel_id=due.slack_channel_id,
            tz=due.tz,
            month=due.month,
            now=now,
        )
    return made


def _may_tell(tools: Tools, due: DueDigest) -> bool:
    with tools.sessions.read() as session:
        return may_tell(
            session, workspace_id=due.workspace_id, slack_channel_id=due.slack_channel_id
        )


def _read(tools: Tools, due: DueDigest, proven_since: datetime) -> ReadDigest:
    with tools.sessions.read() as session:
        return read_digest(session, due=due, proven_since=proven_since, now=tools.clock())
