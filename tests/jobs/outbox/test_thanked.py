"""What posts about a kudos tell of the message that it thanks for: settled as each is made."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from databases import Database
from db import Person, ThankedMessage
from factories import make_person
from jobs.office import Office, open_office
from slackapp.domain.kudos.audience import ChannelKind, Place
from slackapp.domain.kudos.kudos import MessageThanked
from slackapp.jobs.erasing import erase
from slackapp.sandbox.state import ChannelKind as Kind
from slackapp.sandbox.state import Message
from slackapp.services.kudos.announcements import enqueue_updates
from slackapp.services.kudos.kudos import get_kudos
from slackapp.services.kudos.taking_back import take_back
from slackapp.services.operate.verify import verify

SECOND = timedelta(seconds=1)
WORDS = "the ferry sails at nine"
BOTH, NEITHER = (True, True), (False, False)


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    with open_office(database) as office:
        with database.sessions.begin() as session:
            app = office.sandbox.bot_user_id
            make_person(session, workspace=office.team.row, slack_user_id=app, is_bot=True)
        yield office


def give(
    office: Office,
    *recipients: Person,
    of: str | None = None,
    author: str | None = None,
    is_private: bool = False,
) -> int:
    """Ana thanks Ben in #support for what he wrote there, or elsewhere."""
    said = office.sandbox.world.store.post(of or office.support, office.ben.slack_user_id, WORDS)
    who = office.ben.slack_user_id if author is None else author
    kind = ChannelKind.DIRECT if is_private else ChannelKind.PUBLIC
    with office.database.sessions.begin() as session:
        return office.team.give(
            session,
            *(recipients or (office.ben,)),
            place=Place(office.support, kind, app_is_member=not is_private),
            at=office.time.now,
            thanked=MessageThanked(said.channel, said.ts, who, said.text),
        ).kudos.kudos_id


def posts(office: Office, channel: str) -> list[Message]:
    seen = office.sandbox.messages(channel, visible_to=office.team.ana.slack_user_id)
    return [one for one in seen if one.user == office.sandbox.bot_user_id]


def tells(office: Office, person: Person | None = None) -> tuple[bool, bool]:
    """Whether the one post in #support, or the one to a person, quotes and links the message."""
    channel = office.sandbox.im(person.slack_user_id) if person else office.support
    seen = office.sandbox.messages(channel)
    (post,) = [one for one in seen if one.user == office.sandbox.bot_user_id]
    shown = json.dumps(post.blocks)
    told = WORDS in shown, "/archives/" in shown
    assert (WORDS in post.text, "/archives/" in post.text) == told
    return told


def settle(office: Office) -> None:
    """Send all that waits; then nothing is wrong with what is stored."""
    while office.deliver(SECOND):
        pass
    with office.database.sessions.read() as session:
        found = verify(session, now=office.time.now)
    assert [one for one in found if one.is_broken] == []


def count_kept(office: Office) -> int:
    with office.database.sessions.read() as session:
        return len(session.scalars(select(ThankedMessage)).all())


def set_ben(office: Office, **values: object) -> None:
    with office.database.sessions.begin() as session:
        session.execute(update(Person).where(Person.id == office.ben.id).values(values))


def test_it_is_quoted_and_linked_where_it_was_written(office: Office) -> None:
    give(office)
    assert WORDS not in str(office.promises())  # nobody has settled that yet
    settle(office)
    assert tells(office) == BOTH
    (post,) = posts(office, office.support)
    assert f"“{WORDS}”" in post.text
    assert f"<@{office.ben.slack_user_id}>" in post.text


@pytest.mark.parametrize(
    ("kind", "sharing", "fault", "told"),
    [
        ("public", (), "", BOTH),
        ("private", (), "", NEITHER),
        ("public", ("is_ext_shared",), "", NEITHER),
        ("public", (), "internal_error", NEITHER),
    ],
    ids=["public", "private", "shared", "unknown"],
)
def test_elsewhere_it_is_told_only_of_a_channel_that_slack_calls_public(
    office: Office, kind: Kind, sharing: tuple[str, ...], fault: str, told: tuple[bool, bool]
) -> None:
    other = office.sandbox.add_channel("other", kind, [office.ben.slack_user_id], True)
    office.sandbox.change_channel(other, sharing=sharing)
    if fault:
        office.sandbox.fault("conversations.info", fault)
    give(office, of=other)
    settle(office)
    assert tells(office) == told


def test_a_channel_with_a_guest_hears_nothing_of_another(office: Office) -> None:
    other = office.sandbox.add_channel("other", "public", [office.ben.slack_user_id], True)
    set_ben(office, is_guest=True)
    give(office, of=other)
    settle(office)
    assert tells(office) == NEITHER


def test_its_author_reads_it_and_another_recipient_only_what_everybody_may(
    office: Office,
) -> None:
    leads = office.sandbox.add_channel("leads-2", "private", [office.ben.slack_user_id], True)
    give(office, office.ben, office.grace, of=leads, is_private=True)
    settle(office)
    assert (tells(office, office.ben), tells(office, office.grace)) == (BOTH, NEITHER)


def test_whoever_is_not_in_the_channel_reads_what_everybody_may_read(office: Office) -> None:
    give(office, office.ben, office.grace)
    settle(office)
    assert (tells(office), tells(office, office.grace)) == (BOTH, BOTH)


@pytest.mark.parametrize("choice", ["ask", "me"])
def test_an_author_who_is_not_announced_is_not_told_of_by_their_words(
    office: Office, choice: str
) -> None:
    set_ben(office, announce=choice)
    office.sandbox.set_members(office.support, ["ana", "ben", "grace", office.sandbox.bot_user_id])
    give(office, office.ben, office.grace)
    settle(office)
    assert (tells(office), tells(office, office.ben)) == (NEITHER, BOTH)


def test_what_an_app_wrote_is_told(office: Office) -> None:
    give(office, author="")
    settle(office)
    assert tells(office) == BOTH


@pytest.mark.parametrize("fault", ["internal_error", "channel_not_found", "drop_before"])
def test_without_an_address_it_is_quoted(office: Office, fault: str) -> None:
    office.sandbox.fault("chat.getPermalink", fault)
    give(office)
    settle(office)
    assert tells(office) == (True, False)


def test_what_its_author_deleted_meanwhile_is_told_and_kept_nowhere(office: Office) -> None:
    give(office)
    said = office.sandbox.messages(office.support)[-1]
    office.sandbox.delete(office.ben.slack_user_id, office.support, said.ts)
    settle(office)
    assert tells(office) == NEITHER
    assert count_kept(office) == 0


def test_a_change_tells_it_again_and_taking_back_forgets_it(office: Office) -> None:
    kudos_id = give(office)
    settle(office)
    workspace_id, now = office.team.workspace_id, office.time.now
    with office.database.sessions.begin() as session:
        kudos = get_kudos(session, workspace_id=workspace_id, kudos_id=kudos_id)
        enqueue_updates(
            session, workspace_id=workspace_id, kudos=kudos, request_key="change", now=now
        )
    settle(office)
    assert tells(office) == BOTH
    with office.database.sessions.begin() as session:
        actor = office.team.view(session, office.team.ana)
        take_back(session, workspace_id=workspace_id, actor=actor, kudos_id=kudos_id, now=now)
    settle(office)
    assert posts(office, office.support) == []
    assert count_kept(office) == 0


@pytest.mark.parametrize("who", ["author", "recipient and author", "giver"])
def test_erasing_its_author_or_the_giver_takes_it_out(office: Office, who: str) -> None:
    office.sandbox.set_members(office.support, ["ana", "ben", "grace", office.sandbox.bot_user_id])
    give(office, office.grace if who == "author" else office.ben)
    settle(office)
    erased = office.team.ana if who == "giver" else office.ben
    erase(office.database.sessions, office.time, person_id=erased.id)
    settle(office)
    assert tells(office) == NEITHER
    assert count_kept(office) == 0
