"""Files for people: promising one by direct message, and writing it when it is delivered.

What a file holds is read only then, and so is whether the person still may have it.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal, TextIO

from sqlalchemy.orm import Session

from slackapp.blocks.base.kit import build_plain, show_name
from slackapp.blocks.files.words import files as words
from slackapp.domain.base.digest_times import Month
from slackapp.domain.base.errors import NotYours
from slackapp.domain.base.period import Period
from slackapp.domain.files.errors import NothingToWrite
from slackapp.domain.files.file_names import make_safe
from slackapp.domain.workspace.errors import Taken
from slackapp.frameworks.crosswalk import Lens
from slackapp.services.files.export import Format, list_own, list_team, write_kudos
from slackapp.services.files.own_data import write_own_data
from slackapp.services.files.packet import (
    PacketForm,
    find_request,
    get_request,
    write_asked_packet,
    write_own_packet,
)
from slackapp.services.kudos.sources import Telling
from slackapp.services.outbox.claims import ClaimedMessage
from slackapp.services.outbox.outbox import FILE_ID, OutgoingMessage, enqueue, is_own_fault
from slackapp.services.team.shared_channels import check_may_tell
from slackapp.services.team.teams import check_leads
from slackapp.services.workspace.lenses import open_lens
from slackapp.services.workspace.people import PersonView, find_people
from slackapp.services.workspace.works_council import check_not_taken_away

Kind = Literal["own_data", "own_kudos", "team_kudos", "own_packet", "asked_packet"]


@dataclass(frozen=True, slots=True)
class FileWish:
    """What somebody wants written: which kind, of which months (such as 202611), in which form.

    `first` is None from the beginning on. A team's kudos name its channel and the zone of its
    months; a packet that a leader asked for names the request. `lens_key` is what it is read
    through, where somebody named that.
    """

    kind: Kind
    first: int | None
    last: int
    form: Format = "csv"
    slack_channel_id: str = ""
    tz: str = "UTC"
    request_key: str = ""
    lens_key: str = ""
    packet_form: PacketForm = "html"

    @classmethod
    def read(cls, payload: Mapping[str, Any]) -> FileWish:
        """The wish that a promised payload holds, besides where the file lies by now."""
        return cls(**{name: value for name, value in payload.items() if name != FILE_ID})

    @classmethod
    def of(cls, kind: Kind, period: Period, **details: Any) -> FileWish:
        """A wish for that period."""
        first = None if period.first is None else period.first.key
        return cls(kind, first, period.last.key, **details)

    @property
    def period(self) -> Period:
        """The months."""
        first = None if self.first is None else Month.of_key(self.first)
        return Period(first, Month.of_key(self.last))


@dataclass(frozen=True, slots=True)
class FileCover:
    """What goes with a file: its name, its title, and a line above it."""

    name: str
    title: str
    comment: str


def promise_file(
    session: Session,
    *,
    workspace_id: int,
    slack_user_id: str,
    wish: FileWish,
    key: str,
    now: datetime,
) -> None:
    """Promise a file to a person by direct message, once for each of them and `key`.

    Raises TakenAway where the workspace has no such files.
    """
    _check_not_taken_away(session, workspace_id, wish)
    message = OutgoingMessage(
        slack_channel_id=slack_user_id,
        kind="file",
        dedupe_key=f"file:{key}:{slack_user_id}",
        payload=asdict(wish),
    )
    enqueue(session, workspace_id=workspace_id, messages=[message], now=now)


#: What each kind of file is to works-council mode, which leaves one's own kudos alone.
_TAKEN = {
    "team_kudos": Taken.TEAM_FILE,
    "own_packet": Taken.PACKET,
    "asked_packet": Taken.PACKET,
}


def _check_not_taken_away(session: Session, workspace_id: int, wish: FileWish) -> None:
    if wish.kind in _TAKEN:
        check_not_taken_away(session, workspace_id=workspace_id, what=_TAKEN[wish.kind])


def promise_file_failed(
    session: Session, claimed: ClaimedMessage, *, error: str | None, now: datetime
) -> None:
    """Promise to tell the person that their file does not come, and what to do."""
    if error == "missing_scope":
        why = words.NO_SCOPE
    elif is_own_fault(error):
        why = words.OUR_FAULT
    else:
        why = words.say_not_taken(error)
    message = OutgoingMessage(
        slack_channel_id=claimed.slack_post_to,
        kind="post",
        dedupe_key=f"file_failed:{claimed.message_id}:{claimed.attempts}",
        payload=build_plain(why).as_payload(),
    )
    enqueue(session, workspace_id=claimed.workspace_id, messages=[message], now=now)


def write_file(
    out: TextIO,
    session: Session,
    *,
    workspace_id: int,
    slack_user_id: str,
    payload: Mapping[str, Any],
    proven_since: datetime,
) -> FileCover:
    """Write what was promised to a person. `out` must leave line ends as they are.

    Of kudos from elsewhere a team's file tells where Slack has said since `proven_since` that it
    is public there.

    Raises a UserFacingError where they may no longer have it, or where it would be empty.
    """
    wish = FileWish.read(payload)
    person = find_people(session, workspace_id=workspace_id, slack_user_ids=[slack_user_id]).get(
        slack_user_id
    )
    if person is None or person.is_deactivated:
        raise NotYours
    _check_not_taken_away(session, workspace_id, wish)
    match wish.kind:
        case "own_data":
            return _write_data(out, session, person, wish)
        case "own_kudos":
            return _write_own(out, session, workspace_id, person, wish)
        case "team_kudos":
            return _write_team(out, session, workspace_id, person, wish, proven_since)
        case _:
            return _write_packet(out, session, workspace_id, person, wish, proven_since)


def find_telling(
    session: Session, *, workspace_id: int, payload: Mapping[str, Any]
) -> Telling | None:
    """What of a channel a file will tell; None for one that tells of its reader alone."""
    wish = FileWish.read(payload)
    if wish.kind == "team_kudos":
        window = wish.period.window(wish.tz)
        return Telling(workspace_id, wish.slack_channel_id, window)
    if wish.kind != "asked_packet":
        return None
    try:
        request = get_request(session, workspace_id=workspace_id, key=wish.request_key)
    except NotYours:
        return None
    who = request.person_slack_id
    found = find_people(session, workspace_id=workspace_id, slack_user_ids=[who])
    if who not in found:
        return None
    return Telling(
        workspace_id,
        request.slack_channel_id,
        request.period.window(found[who].tz),
        found[who].person_id,
    )


def find_told_channel(
    session: Session, *, workspace_id: int, payload: Mapping[str, Any]
) -> str | None:
    """The channel of whose members a promised file tells; None for a file about oneself."""
    wish = FileWish.read(payload)
    match wish.kind:
        case "team_kudos":
            return wish.slack_channel_id
        case "asked_packet":
            request = find_request(session, workspace_id=workspace_id, key=wish.request_key)
            return None if request is None else request.slack_channel_id
        case _:
            return None


def _write_own(
    out: TextIO, session: Session, workspace_id: int, person: PersonView, wish: FileWish
) -> FileCover:
    kudos_list = list_own(
        session,
        workspace_id=workspace_id,
        person_id=person.person_id,
        slack_user_id=person.slack_user_id,
        window=wish.period.window(person.tz),
    )
    with closing(kudos_list):  # where no more fits, no more are read
        lens = _open_named_lens(session, workspace_id, wish)
        count = write_kudos(out, kudos_list, wish.form, lens)
    if not count:
        raise NothingToWrite(words.say_no_own(wish.period.name))
    comment = words.describe_own(wish.period.name, count)
    return FileCover(
        f"{words.name_own_file(wish.period.name)}.{wish.form}", words.OWN_TITLE, comment
    )


def _write_data(out: TextIO, session: Session, person: PersonView, wish: FileWish) -> FileCover:
    count = write_own_data(out, session, person_id=person.person_id, form=wish.form)
    return FileCover(f"{words.DATA_FILE}.{wish.form}", words.DATA_TITLE, words.describe_data(count))


def _open_named_lens(session: Session, workspace_id: int, wish: FileWish) -> Lens | None:
    if not wish.lens_key:
        return None
    return open_lens(session, workspace_id=workspace_id, key=wish.lens_key).lens


def _write_team(
    out: TextIO,
    session: Session,
    workspace_id: int,
    person: PersonView,
    wish: FileWish,
    proven_since: datetime,
) -> FileCover:
    check_leads(
        session,
        workspace_id=workspace_id,
        slack_channel_id=wish.slack_channel_id,
        person_id=person.person_id,
    )
    check_may_tell(session, workspace_id=workspace_id, slack_channel_id=wish.slack_channel_id)
    kudos_list = list_team(
        session,
        workspace_id=workspace_id,
        slack_channel_id=wish.slack_channel_id,
        window=wish.period.window(wish.tz),
        proven_since=proven_since,
    )
    with closing(kudos_list):  # where no more fits, no more are read
        lens = _open_named_lens(session, workspace_id, wish)
        count = write_kudos(out, kudos_list, wish.form, lens)
    channel = f"<#{wish.slack_channel_id}>"
    if not count:
        raise NothingToWrite(words.say_no_team(channel, wish.period.name))
    comment = words.describe_team(channel, wish.period.name, count)
    return FileCover(
        f"{words.name_team_file(wish.period.name)}.{wish.form}", words.TEAM_TITLE, comment
    )


def _write_packet(
    out: TextIO,
    session: Session,
    workspace_id: int,
    person: PersonView,
    wish: FileWish,
    proven_since: datetime,
) -> FileCover:
    if wish.kind == "own_packet":
        count = write_own_packet(
            out,
            session,
            workspace_id=workspace_id,
            person=person,
            period=wish.period,
            lens_key=wish.lens_key,
            form=wish.packet_form,
        )
        comment = words.describe_own_packet(wish.period.name)
        return _cover_packet(count, person.name, comment, wish)
    request = get_request(session, workspace_id=workspace_id, key=wish.request_key)
    if person.slack_user_id not in (request.person_slack_id, request.leader_slack_id):
        raise NotYours
    about = find_people(
        session, workspace_id=workspace_id, slack_user_ids=[request.person_slack_id]
    )[request.person_slack_id]
    count = write_asked_packet(
        out,
        session,
        workspace_id=workspace_id,
        person=about,
        request=request,
        proven_since=proven_since,
        form=wish.packet_form,
    )
    comment = words.describe_asked_packet(
        f"<@{request.person_slack_id}>", f"<@{request.leader_slack_id}>", request.period.name
    )
    return _cover_packet(count, about.name, comment, wish, asked_by=request.leader_name)


def _cover_packet(
    count: int, name: str, comment: str, wish: FileWish, *, asked_by: str = ""
) -> FileCover:
    period = wish.period
    if not count:
        raise NothingToWrite(words.say_no_packet(show_name(name), period.name))
    stem = words.name_packet_file(
        make_safe(name, words.SOMEBODY),
        period.name,
        asked_by=make_safe(asked_by, words.SOMEBODY) if asked_by else "",
    )
    return FileCover(f"{stem}.{wish.packet_form}", words.name_packet(name), comment)
