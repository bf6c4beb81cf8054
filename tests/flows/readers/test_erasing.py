"""Every feature filled, one person erased: nothing of theirs is stored, or shown in Slack."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db import Base, Digest, Kudos, Person
from slackapp.jobs import monthly_digest, retention
from slackapp.jobs.erasing import erase
from slackapp.services.workspace.recognition_policy import (
    RecognitionPolicyView,
    change_recognition_policy,
)
from tests.flows.office import Office
from tests.flows.reflecting import ask, open_form, submit
from tests.flows.telling import digests, post_now

NAME = "Bo Zebrafinch"
#: Whom nobody thanked, as the leaders' report may say.
UNSEEN = "Eve Kestrel"
SONG = "nightingale"


@pytest.fixture
def team(shared_office: Office) -> dict[str, str]:
    """Bo gave, was thanked, answered, shared and led; others wrote and were told of Bo."""
    office = shared_office
    admin, ana = office.person(is_admin=True), office.person()
    bo, cem, eve = office.person(NAME), office.person(), office.person(UNSEEN)
    room = office.room(admin, ana, bo, cem, eve)
    office.kudos(ana, room, f"<@{bo}> empathy {SONG} to Bo alone")
    office.kudos(bo, room, f"<@{ana}> empathy {SONG} from Bo")
    office.kudos(ana, room, f"<@{bo}> <@{cem}> empathy thanks <@{bo}> and {NAME} both")
    office.kudos(cem, room, f"<@{ana}> empathy: you calmed <@{bo}> down")
    office.kudos(cem, office.sandbox.im(cem), f"<@{bo}> empathy {SONG} in private")
    office.kudos(ana, room, f"<@{bo}> wow what a day")
    office.settle_however_long()
    last_month = office.clock().replace(day=1) - timedelta(days=3)
    with office.sessions.begin() as session:
        here = Kudos.slack_channel_id == room
        session.execute(update(Kudos).where(here).values(given_at=last_month))
        person = session.scalars(select(Person).where(Person.slack_user_id == eve)).one()
        person.created_at = last_month - timedelta(days=200)
        policy = RecognitionPolicyView(names_unrecognised=True)
        change_recognition_policy(session, workspace_id=person.workspace_id, policy=policy)
    office.kudos(admin, room, f"leaders <@{bo}> <@{ana}> <@{eve}>")
    answer(office, bo, f"{SONG} for myself", cem)
    answer(office, ana, f"I asked <@{bo}>, that is {NAME}, and {UNSEEN}", bo)
    answer(office, cem, "what I tell Eve", eve)
    return {"admin": admin, "ana": ana, "bo": bo, "cem": cem, "eve": eve, "room": room}


def answer(office: Office, owner: str, note: str, reader: str) -> None:
    """Answer the weekly question, and share that with somebody."""
    form = open_form(office, owner, ask(office, owner))
    share = {"share": "somebody", "share_with": reader}
    assert submit(office, owner, form, frequency="4", note=note, **share).ok


def tell_leaders(office: Office, team: dict[str, str]) -> None:
    """A digest, its report, files, pages, and packets that are asked for and agreed to."""
    room, ana, bo, cem = team["room"], team["ana"], team["bo"], team["cem"]
    post_now(office, team["admin"], room)
    for who in (ana, bo):
        for words in ("report", f"report <@{bo}>", "export team", "export", "packet"):
            assert office.kudos(who, room, words).ok
    for leader, about in ((ana, bo), (bo, ana), (bo, cem), (team["eve"], cem), (ana, team["eve"])):
        assert "who decides alone" in office.kudos(leader, room, f"packet <@{about}>").text
    office.settle_however_long()
    for who in (bo, ana):
        [question] = [one for one in office.told(who) if "asks for a review packet" in one.text]
        office.tap(who, office.sandbox.im(who), question, "Agree: send it to us both")
    for reader in (ana, cem):
        office.kudos(reader, office.sandbox.im(reader), f"reflections <@{bo}>")
        office.sandbox.open_home(reader)


def test_nothing_of_an_erased_person_is_stored_or_shown(
    shared_office: Office, team: dict[str, str]
) -> None:
    office, room, bo = shared_office, team["room"], team["bo"]
    tell_leaders(office, team)
    [post] = digests(office, room)
    assert NAME in json.dumps(post.blocks, ensure_ascii=False)
    for who in (bo, team["eve"]):
        person = office.find_person(who)
        assert person is not None
        erase(office.sessions, office.clock, person_id=person.id)
    office.app.tools.wake_delivery()
    office.settle_however_long()
    monthly_digest.run(office.app.tools)
    office.settle_however_long()
    retention.run(office.app.tools)
    shown = [
        f"{message.text} {json.dumps(message.blocks, ensure_ascii=False)}"
        for channel in office.sandbox.world.store.channels()
        for message in office.sandbox.messages(channel.id)
        # Files lie with whoever asked for them, and so does the line that a file came with.
        if message.user == office.sandbox.bot_user_id
        and not (message.ephemeral_to or message.file_ids)
    ]
    assert len(shown) > 5
    with office.sessions.read() as session:
        rows = [
            {key: value for key, value in row.items() if key != "slack_user_id"}
            for mapper in Base.registry.mappers
            for row in session.execute(select(mapper.local_table)).mappings()
        ]
        assert session.scalars(select(Digest.redraw_at)).all() == [None]
    left = [
        (trace, text[:100])
        for trace in (NAME, UNSEEN, bo, team["eve"], SONG)
        for text in (*shown, *map(str, rows))
        if trace in text
    ]
    assert not left, left
