"""Exports and review packets through the front door: files that come by direct message."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from functools import partial

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from db import OutboxMessage, PacketRequest, Person
from factories import make_kudos
from slackapp.blocks import ids
from slackapp.jobs import retention
from slackapp.sandbox.file_methods import UPLOAD
from slackapp.services.files.export import COLUMNS
from tests.flows.office import Office, labels
from tests.flows.telling import content, files, read_rows

SHARE = "files.completeUploadExternal"


@pytest.fixture
def team(shared_office: Office) -> dict[str, str]:
    """Grace leads a room with Ana and Ben in it, whom colleagues thanked this and last month."""
    office = shared_office
    office.clock.advance(minutes=1)  # so that what other tests read holds up nothing here
    lead, ana, ben = office.person(), office.person(), office.person()
    admin = office.person(is_admin=True)
    room = office.room(admin, lead, ana, ben)
    with office.sessions.begin() as session:
        found = session.scalars(select(Person).where(Person.slack_user_id.in_([lead, ana, ben])))
        rows = {one.slack_user_id: one for one in found}
        give = partial(make_kudos, session, slack_channel_id=room)
        for days in range(1, 4):
            give(
                giver=rows[ana if days < 3 else lead],
                recipients=[rows[ben]],
                message=f"=1+{days} calm &amp; kind to <@{lead}>",
                given_at=office.clock() - timedelta(days=days),
            )
        give(
            giver=rows[ben],
            recipients=[rows[ana]],
            competencies=["trustworthiness", "influence"],
            message="you kept the word",
            given_at=office.clock() - timedelta(days=40),
        )
    assert "leads" in office.kudos(admin, room, f"leaders <@{lead}>").text
    office.kudos(admin, room, "digest preview")
    office.settle()
    return {"admin": admin, "lead": lead, "ana": ana, "ben": ben, "room": room}


@pytest.mark.parametrize("words", ["export xlsx", "export excel 6", "export team xlsx"])
def test_kudos_come_as_a_spreadsheet(
    shared_office: Office, team: dict[str, str], words: str
) -> None:
    office, lead = shared_office, team["lead"]
    who, where = (lead, team["room"]) if "team" in words else (team["ben"], team["room"])
    assert "by direct message as an XLSX file" in office.kudos(who, where, words).text
    file = files(office, who)[-1]
    assert file.name.endswith(".xlsx")
    assert file.content is not None
    (sheet,) = load_workbook(io.BytesIO(file.content)).worksheets
    heading, *rows = sheet.values
    assert heading == COLUMNS
    messages = [str(row[COLUMNS.index("message")]) for row in rows]
    # As it was written: in a spreadsheet, a text is no formula.
    assert any(message.startswith("=1+1 calm & kind to @") for message in messages)
    assert sheet["B2"].is_date


def test_people_get_their_own_kudos_as_a_csv_file(
    shared_office: Office, team: dict[str, str]
) -> None:
    office, ben = shared_office, team["ben"]
    said = office.kudos(ben, team["room"], f"<@{team['ana']}> optimism a private word")
    assert said.ok
    answer = office.kudos(ben, office.sandbox.im(ben), "export")
    assert "come to you by direct message as a CSV file" in answer.text
    (file,) = files(office, ben)
    assert re.fullmatch(r"My kudos, everything until \w+ \d{4}\.csv", file.name)
    rows = read_rows(file)
    # A row for each competency: one of the five kudos has two.
    assert len(rows) == 6
    assert len({row["kudos"] for row in rows}) == 5
    lead = office.find_person(team["lead"]).name
    assert {row["message"] for row in rows if row["competency"] == "Empathy"} == {
        f"'=1+{days} calm & kind to @{lead}" for days in (1, 2, 3)
    }
    assert all(row["tier"] and row["tier_is_chosen"] == "no" for row in rows)
    # Nobody else got it, and the words are in no message of the outbox.
    assert files(office, team["ana"]) == files(office, team["lead"]) == []
    with office.sessions.read() as session:
        kept = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "file")).all()
        assert all("calm" not in one.payload for one in kept)


def test_a_period_and_a_form_can_be_named(shared_office: Office, team: dict[str, str]) -> None:
    office, ana = shared_office, team["ana"]
    office.kudos(ana, team["room"], "export json 1")
    (file,) = files(office, ana)
    kudos = json.loads(content(file))
    now = office.clock()
    first = now.replace(day=1, hour=0, minute=0)
    expected = [days for days in (1, 2, 3) if now - timedelta(days=days) >= first and days < 3]
    assert len(kudos) == len(expected) or not expected
    office.kudos(ana, team["room"], "export all json")
    whole = json.loads(content(files(office, ana)[-1]))
    assert [one["recipients"][0]["slack_user_id"] for one in whole].count(ana) == 1
    assert {one["key"] for kudos in whole for one in kudos["competencies"]} == {
        "empathy",
        "trustworthiness",
        "influence",
    }
    for wrong in ("2031-01", "soon", "0", "999", "json json months"):
        answer = office.kudos(ana, team["room"], f"export {wrong}")
        assert "Name a number of months" in answer.text, wrong
    for who, typed in ((ana, "packet @ben"), (team["lead"], "report @ben")):
        assert "I cannot tell who that is" in office.kudos(who, team["room"], typed).text, typed
    office.settle()
    assert len(files(office, ana)) == 2


def test_leaders_get_their_team_s_kudos_and_nobody_else_does(
    shared_office: Office, team: dict[str, str]
) -> None:
    office, lead, room = shared_office, team["lead"], team["room"]
    assert "Only the leaders" in office.kudos(team["ben"], room, "export team").text
    office.kudos(team["ana"], office.sandbox.im(team["ana"]), f"<@{team['ben']}> trust: hush hush")
    answer = office.kudos(lead, room, "export team csv")
    assert f"The kudos of <#{room}>" in answer.text
    (file,) = files(office, lead)
    rows = read_rows(file)
    assert {row["visibility"] for row in rows} == {"public"}
    assert "hush" not in content(file)
    assert {row["recipient_slack_id"] for row in rows} == {team["ben"], team["ana"]}
    assert (
        "Only a channel has a team"
        in office.kudos(lead, office.sandbox.im(lead), "export team").text
    )


def test_a_leader_who_is_no_longer_one_gets_no_file(
    shared_office: Office, team: dict[str, str]
) -> None:
    office, lead, room = shared_office, team["lead"], team["room"]
    # Slack is in trouble; meanwhile the leader changes.
    office.sandbox.fault("files.getUploadURLExternal", "server_error", times=1000)
    try:
        office.kudos(lead, room, "export team")
        office.kudos(team["admin"], room, f"leaders <@{team['ana']}>")
    finally:
        office.sandbox.clear_faults()
    office.sandbox.wait_for(lambda: _advance(office) and office.told(lead))
    assert files(office, lead) == []
    assert "Only the leaders" in office.told(lead)[-1].text


def test_an_empty_export_is_a_sentence(shared_office: Office) -> None:
    office = shared_office
    person = office.person()
    office.kudos(person, office.sandbox.im(person), "export")
    office.settle()
    assert "neither gave nor received" in office.told(person)[-1].text
    assert files(office, person) == []


@pytest.mark.parametrize(
    ("method", "kind"),
    [
        ("files.getUploadURLExternal", "server_error"),
        (UPLOAD, "server_error"),
        (UPLOAD, "drop_before"),
        (SHARE, "server_error"),
        (SHARE, "drop_before"),
        ("conversations.open", "ratelimited"),
    ],
)
def test_a_file_comes_although_slack_stumbles(
    shared_office: Office, team: dict[str, str], method: str, kind: str
) -> None:
    office, ben = shared_office, team["ben"]
    office.sandbox.fault(method, kind, retry_after=1)
    try:
        office.kudos(ben, team["room"], "export")
        office.sandbox.wait_for(lambda: _comes(office, ben))
    finally:
        office.sandbox.clear_faults()
    assert len(files(office, ben)) == 1


def _advance(office: Office) -> bool:
    office.clock.advance(seconds=1)
    office.app.tools.wake_delivery()
    return True


def _comes(office: Office, person: str) -> bool:
    _advance(office)
    store = office.sandbox.world.store
    messages = office.sandbox.messages(office.sandbox.im(person), visible_to=person)
    return any(message.file_ids and store.files_of(message) for message in messages)


def test_somebody_is_told_when_the_app_may_not_send_files(
    shared_office: Office, team: dict[str, str]
) -> None:
    office, ben = shared_office, team["ben"]
    office.sandbox.fault("files.getUploadURLExternal", "missing_scope")
    office.kudos(ben, team["room"], "export")
    office.settle()
    assert "Your file could not be sent" in office.told(ben)[-1].text
    assert "kudoscope manifest" in office.told(ben)[-1].text


def test_people_get_their_own_review_packet_with_every_line_linked(
    shared_office: Office, team: dict[str, str]
) -> None:
    office, ben = shared_office, team["ben"]
    real = office.kudos(team["ana"], team["room"], f"<@{ben}> empathy *the* [best] listener")
    assert real.ok
    office.settle()
    assert "Nobody else gets it" in office.kudos(ben, team["room"], "packet").text
    (page,) = files(office, ben)
    assert page.name.endswith(".html")
    assert f"{office.find_person(ben).name}, kudos, " in page.name
    assert content(page).startswith("<!DOCTYPE html>")
    assert "everything since your first" in office.kudos(ben, team["room"], "packet md").text
    file = files(office, ben)[-1]
    assert file.name == page.name.removesuffix("html") + "md"
    text = content(file)
    assert text.startswith(f"# Review packet: {office.find_person(ben).name}\n")
    assert "- **Empathy** (Social Awareness), a strength: 4 kudos from 2 colleagues" in text
    for number in range(1, 5):
        assert f"[\\[{number}\\]](#kudos-{number})" in text
        assert f"### Kudos {number}\n" in text
    assert "> \\*the\\* \\[best\\] listener" in text
    announced = office.posts(team["room"])[-1]
    link = f"slack.com/archives/{team['room']}/p{announced.ts.replace('.', '')}"
    assert link in text


def test_a_leader_s_packet_waits_for_consent_and_goes_to_both(
    shared_office: Office, team: dict[str, str]
) -> None:
    office, lead, ben, room = shared_office, team["lead"], team["ben"], team["room"]
    assert "Only the leaders" in office.kudos(team["ana"], room, f"packet <@{ben}>").text
    assert "who decides alone" in office.kudos(lead, room, f"packet <@{ben}> 6").text
    assert "already" in office.kudos(lead, room, f"packet <@{ben}>").text
    stranger = office.person()
    assert "not in this channel" in office.kudos(lead, room, f"packet <@{stranger}>").text
    office.settle()
    question = office.told(ben)[-1]
    assert "asks for a review packet about you" in question.text
    assert labels(question) == ["Agree: send it to us both", "Not now"]
    assert files(office, lead) == []
    # Neither the leader nor anybody else can agree in Ben's place.
    shown = office.repost(room, question)
    for who in (lead, team["ana"]):
        office.tap(who, room, shown, "Agree: send it to us both")
        assert "not yours to decide" in office.answers(who, room)[-1].text
    assert files(office, lead) == []
    office.tap(ben, office.sandbox.im(ben), question, "Agree: send it to us both")
    (mine,), (theirs,) = files(office, ben), files(office, lead)
    assert content(mine) == content(theirs)
    assert "with the agreement of" in content(mine)
    # Agreeing twice sends nothing more.
    office.tap(ben, room, shown, "Agree: send it to us both")
    assert len(files(office, lead)) == 1


def test_a_refusal_is_told_kindly_and_sends_nothing(
    shared_office: Office, team: dict[str, str]
) -> None:
    office, lead, ben, room = shared_office, team["lead"], team["ben"], team["room"]
    office.kudos(lead, room, f"packet <@{ben}>")
    office.settle()
    question = office.told(ben)[-1]
    office.tap(ben, office.sandbox.im(ben), question, "Not now")
    assert "would rather not" in office.told(lead)[-1].text
    assert files(office, lead) == files(office, ben) == []
    assert "who decides alone" in office.kudos(lead, room, f"packet <@{ben}>").text


def test_nobody_agrees_for_a_leader_who_is_none_any_more_or_after_a_month(
    shared_office: Office, team: dict[str, str]
) -> None:
    office, lead, ben, room = shared_office, team["lead"], team["ben"], team["room"]
    office.kudos(lead, room, f"packet <@{ben}>")
    office.settle()
    question = office.told(ben)[-1]
    office.kudos(team["admin"], room, f"leaders <@{team['ana']}>")
    home = office.sandbox.im(ben)
    office.tap(ben, home, question, "Agree: send it to us both")
    assert "Only the leaders" in office.answers(ben, home)[-1].text
    assert files(office, lead) == []
    office.kudos(team["admin"], room, f"leaders <@{lead}>")
    with office.sessions.begin() as session:
        for row in session.scalars(select(PacketRequest)):
            row.asked_at = office.clock() - timedelta(days=31)
    office.tap(ben, home, question, "Agree: send it to us both")
    assert "no longer there" in office.answers(ben, home)[-1].text
    with office.sessions.begin() as session:
        for row in session.scalars(select(PacketRequest)):
            row.asked_at = office.clock() - timedelta(days=93)
    retention.run(office.app.tools)
    with office.sessions.read() as session:
        assert session.scalars(select(PacketRequest)).all() == []
    # SQLite numbers from 1 again then, and the next request is a new one all the same.
    office.kudos(lead, room, f"packet <@{ben}>")
    office.settle()
    again = office.told(ben)[-1]
    assert again.ts != question.ts
    assert labels(again) == labels(question)


def test_a_forged_key_decides_nothing(shared_office: Office, team: dict[str, str]) -> None:
    office, ben = shared_office, team["ben"]
    home = office.sandbox.im(ben)
    button = {"type": "plain_text", "text": "Agree"}
    for value in ("", "x" * 32):
        forged = {
            "type": "actions",
            "elements": [
                {
                    "type": "button",
                    "text": button,
                    "action_id": ids.PACKET_AGREE,
                    **({"value": value} if value else {}),
                }
            ],
        }
        shown = office.repost(home, [forged])
        office.use(ben, home, shown, ids.PACKET_AGREE)
        assert "not yours to decide" in office.answers(ben, home)[-1].text
