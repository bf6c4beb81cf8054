"""Every feature filled, one person erased: nothing of theirs is stored, or shown in Slack."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db import Base, Digest, Kudos
from slackapp.jobs import monthly_digest, retention
from slackapp.jobs.erasing import erase
from tests.flows.office import Office
from tests.flows.test_digest import digests
from tests.flows.test_reflections import OFTEN, ask, open_form, submit

NAME = "Bo Zebrafinch"
SONG = "nightingale"


@pytest.fixture
def team(shared_office: Office) -> dict[str, str]:
    """Bo gave, was thanked, answered, shared and led; others wrote and were told of Bo."""
    office = shared_office
    admin, ana = office.person(is_admin=True), office.person()
    bo, cem = office.person(NAME), office.person()
    room = office.room(admin, ana, bo, cem)
    office.kudos(ana, room, f"<@{bo}> empathy {SONG} to Bo alone")
    office.kudos(bo, room, f"<@{ana}> empathy {SONG} from Bo")
    office.kudos(ana, room, f"<@{bo}> <@{cem}> empathy thanks <@{bo}> and {NAME} both")
    office.kudos(cem, room, f"<@{ana}> empathy: you calmed <@{bo}> down")
    office.kudos(cem, office.sandbox.im(cem), f"<@{bo}> empathy {SONG} in private")
    office.kudos(ana, room, f"<@{bo}> wow what a day")
    office.kudos(admin, room, f"leaders <@{bo}>")
    question = ask(office, bo)
    form = open_form(office, bo, question)
    submit(office, bo, form, **OFTEN, note=f"{SONG} for myself")
    office.settle()
    return {"admin": admin, "ana": ana, "bo": bo, "cem": cem, "room": room}


def test_nothing_of_an_erased_person_is_stored_or_shown(
    shared_office: Office, team: dict[str, str]
) -> None:
    office, room, bo = shared_office, team["room"], team["bo"]
    last_month = office.clock().replace(day=1) - timedelta(days=3)
    with office.sessions.begin() as session:
        session.execute(
            update(Kudos).where(Kudos.slack_channel_id == room).values(given_at=last_month)
        )
    office.kudos(team["admin"], room, "digest now")
    monthly_digest.run(office.app.context)
    office.settle()
    [post] = digests(office, room)
    assert NAME in json.dumps(post.blocks, ensure_ascii=False)
    person = office.find_person(bo)
    assert person is not None
    erase(office.sessions, office.clock, person_id=person.id)
    office.app.context.wake_delivery()
    office.settle()
    monthly_digest.run(office.app.context)
    office.settle()
    retention.run(office.app.context)
    shown = [
        f"{message.text} {json.dumps(message.blocks, ensure_ascii=False)}"
        for channel in office.sandbox.world.store.channels()
        for message in office.sandbox.messages(channel.id)
        if message.user == office.sandbox.bot_user_id and message.ephemeral_to is None
    ]
    assert len(shown) > 5
    with office.sessions.read() as session:
        rows = [
            {key: value for key, value in row.items() if key != "slack_user_id"}
            for mapper in Base.registry.mappers
            for row in session.execute(select(mapper.local_table)).mappings()
        ]
        assert session.scalars(select(Digest.redraw_at)).all() == [None]
    for where in (shown, list(map(str, rows))):
        for trace in (NAME, bo, SONG):
            assert not [text for text in where if trace in text], trace
