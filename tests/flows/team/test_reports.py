"""A leader's report through the front door, and the page of one of their people."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from db import DigestPlan, Person, Team, Workspace
from factories import make_kudos
from slackapp.blocks import ids
from slackapp.jobs import monthly_digest
from slackapp.sandbox.state import Message
from slackapp.services.workspace.recognition_policy import (
    RecognitionPolicyView,
    change_recognition_policy,
)
from tests.flows.office import Office, elements, words
from tests.flows.telling import digests, make_due, post_now, reports


@pytest.fixture
def crowd(shared_office: Office) -> dict[str, str | list[str]]:
    """Twelve colleagues in a room, seven of whom were thanked last month and the month before."""
    office = shared_office
    office.clock.advance(minutes=1)  # so that what other tests read holds up nothing here
    lead, *people = [office.person() for _ in range(12)]
    admin = office.person(is_admin=True)
    room = office.room(admin, lead, *people)
    with office.sessions.begin() as session:
        found = session.scalars(select(Person).where(Person.slack_user_id.in_([lead, *people])))
        rows = {one.slack_user_id: one for one in found}
        for days in (3, 33):
            moment = office.clock().replace(day=1) - timedelta(days=days)
            for number, who in enumerate(people[:7]):
                giver = rows[people[(number + 5) % len(people)]]
                thank = partial(make_kudos, session, recipients=[rows[who]], given_at=moment)
                thank(giver=giver, message=f"you stayed calm, {number}", slack_channel_id=room)
                thank(giver=rows[lead], competencies=["influence"], slack_channel_id=room)
        for row in rows.values():
            row.created_at = office.clock() - timedelta(days=365)
    assert "leads" in office.kudos(admin, room, f"leaders <@{lead}>").text
    return {"admin": admin, "lead": lead, "people": people, "room": room}


def ask(office: Office, person: str, room: str, text: str = "report") -> str:
    answer = office.kudos(person, room, text)
    office.settle()
    return answer.text


def see_page(office: Office, person: str, room: str, about: str) -> Message:
    """Ask for the page of somebody, which comes to whoever asked alone, and a moment later."""
    assert "You will see it in a moment" in ask(office, person, room, f"report <@{about}>")
    return office.answers(person, room)[-1]


def test_a_report_comes_to_whoever_asks_by_direct_message(
    shared_office: Office, crowd: dict[str, str]
) -> None:
    office, room, lead = shared_office, crowd["room"], crowd["lead"]
    assert "Only the leaders" in ask(office, crowd["people"][0], room)
    assert "comes to you by direct message" in ask(office, lead, room)
    (report,) = reports(office, lead)
    assert f"*13 people are in <#{room}>.* In " in words(report)
    assert "*7 of them were thanked* and *8 thanked somebody*." in words(report)
    assert "Social Awareness 7, Social Skills 7" in words(report)
    charts = [one for one in report.blocks if one["type"] == "data_visualization"]
    assert [one["title"] for one in charts] == ["People, month by month", "Clusters by month"]
    assert "invitation" not in words(report)
    assert reports(office, crowd["admin"]) == []
    assert "Name a month" in ask(office, lead, room, "report soon")


def test_what_is_only_read_decides_nothing_about_a_digest(shared_office: Office) -> None:
    office = shared_office
    far, near = (office.person(is_admin=True, tz=tz) for tz in ("America/Lima", "Europe/Vienna"))
    room = office.room(far, near)
    assert "comes to you" in ask(office, far, room)
    assert "You will see it in a moment" in ask(office, far, room, "digest preview")
    see_page(office, far, room, near)
    assert len(office.told(far)) == 1 and len(office.answers(far, room)) == 3 + 2
    plans = select(DigestPlan.tz).join(Team).where(Team.slack_channel_id == room)
    with office.sessions.read() as session:
        assert session.scalars(plans).all() == []
    assert "The next digest" in ask(office, near, room, "digest on")
    with office.sessions.read() as session:
        assert session.scalars(plans).all() == ["Europe/Vienna"]


def test_a_workspace_without_charts_gets_the_same_in_words(
    shared_office: Office, crowd: dict[str, str]
) -> None:
    office, room, lead = shared_office, crowd["room"], crowd["lead"]
    office.sandbox.world.newer_blocks = False
    try:
        post_now(office, lead, room)
    finally:
        office.sandbox.world.newer_blocks = True
    (report,) = reports(office, lead)
    (digest,) = [one for one in office.posts(room) if "thanked each other for" in one.text]
    for message in (report, digest):
        assert {one["type"] for one in message.blocks} <= {
            "header",
            "section",
            "context",
            "divider",
            "actions",
        }
    assert "■\u00a00" not in words(digest)
    assert "Social Awareness  ●\u00a07" in words(digest)


def test_leaders_get_their_report_with_the_digest_and_only_once(
    shared_office: Office, crowd: dict[str, str]
) -> None:
    office, room, lead = shared_office, crowd["room"], crowd["lead"]
    office.kudos(lead, room, "digest on")
    make_due(office)
    make_due(office)
    post_now(office, lead, room)
    assert len(reports(office, lead)) == 1


def test_a_page_shows_of_a_person_what_the_team_saw(
    shared_office: Office, crowd: dict[str, str]
) -> None:
    office, room, lead = shared_office, crowd["room"], crowd["lead"]
    first, last = crowd["people"][0], crowd["people"][-1]
    assert office.kudos(first, office.sandbox.im(first), f"<@{crowd['people'][1]}> trust: hush").ok
    post_now(office, lead, room)
    page = see_page(office, lead, room, first)
    assert "Social Skills*: Influence\xa0▲" in words(page)
    assert "Influence (advanced service)" in page.text
    assert "you stayed calm, 0" in page.text
    assert "Nothing to show of" in see_page(office, lead, room, last).text
    assert "hush" not in see_page(office, lead, room, crowd["people"][1]).text
    assert "I do not know" in office.kudos(lead, room, "report <@U0NOBODY>").text
    assert "Only the leaders" in office.kudos(first, room, f"report <@{last}>").text


def test_the_report_s_menu_shows_the_page_and_to_nobody_else(
    shared_office: Office, crowd: dict[str, str]
) -> None:
    office, room, lead, first = (
        shared_office,
        crowd["room"],
        crowd["lead"],
        crowd["people"][0],
    )
    post_now(office, lead, room)
    (report,) = reports(office, lead)
    home = office.sandbox.im(lead)
    office.use(lead, home, report, ids.PERSON_PAGE, selected_user=first)
    assert "you stayed calm, 0" in office.answers(lead, home)[-1].text
    assert len(reports(office, lead)) == 1
    # Somebody else's hands on the same blocks, and blocks of another team, show nothing.
    shown = office.repost(room, report)
    office.use(first, room, shown, ids.PERSON_PAGE, selected_user=crowd["people"][1])
    assert "Only the leaders" in office.answers(first, room)[-1].text
    (menu,) = [one for one in elements(report) if one["action_id"] == ids.PERSON_PAGE]
    for key in ("999999:2026-10", "x:y", f"{_team_id(office, room)}:2026-99", ""):
        block = {
            "type": "actions",
            "block_id": f"{ids.PERSON_PAGE_BLOCK}:{key}",
            "elements": [menu],
        }
        forged = office.repost(home, [block])
        office.use(lead, home, forged, ids.PERSON_PAGE, selected_user=first)
        assert "stayed calm" not in office.answers(lead, home)[-1].text


def _team_id(office: Office, room: str) -> int:
    with office.sessions.read() as session:
        return session.scalars(select(Team.id).where(Team.slack_channel_id == room)).one()


def test_whom_nobody_saw_is_told_only_where_the_workspace_wants_it(
    shared_office: Office, crowd: dict[str, str]
) -> None:
    office, room, lead = shared_office, crowd["room"], crowd["lead"]
    with office.sessions.begin() as session:
        workspace_id = session.scalars(select(Team.workspace_id)).first()
        # The app came long ago.
        long_ago = office.clock() - timedelta(days=365)
        session.execute(update(Workspace).values(created_at=long_ago))
        wanted = RecognitionPolicyView(names_unrecognised=True)
        change_recognition_policy(session, workspace_id=workspace_id, policy=wanted)
    try:
        post_now(office, lead, room)
        (report,) = reports(office, lead)
        text = words(report)
        seen, unseen = crowd["people"][6], crowd["people"][7]
        line = text[text.index("An invitation to look") :]
        assert office.find_person(unseen).name in line
        assert office.find_person(seen).name not in line
        office.kudos(unseen, room, "digest leave")
        ask(office, lead, room)
        left = words(reports(office, lead)[-1])
        assert office.find_person(unseen).name not in left[left.index("An invitation") :]
    finally:
        with office.sessions.begin() as session:
            change_recognition_policy(
                session, workspace_id=workspace_id, policy=RecognitionPolicyView()
            )


def test_leaders_are_told_when_the_app_is_not_in_their_channel(
    shared_office: Office, crowd: dict[str, str]
) -> None:
    office, room, lead = shared_office, crowd["room"], crowd["lead"]
    office.kudos(lead, room, "digest on")
    office.sandbox.set_members(room, [lead, crowd["admin"]])
    make_due(office)
    make_due(office)
    (told,) = [one for one in office.told(lead) if "could not make" in one.text]
    assert f"<#{room}>" in told.text
    office.clock.advance(minutes=11)
    assert "/invite" in office.kudos(lead, room, "digest now").text
    office.kudos(lead, room, "digest off")
    with office.sessions.read() as session:
        plans = session.scalars(select(DigestPlan.next_due_at)).all()
    assert not any(plans)


#: What stands in the questions that read a team's month.
A_MONTH = ("kudos_tag", "GROUP BY")


@pytest.mark.parametrize("text", ["report", "digest preview", "digest now"])
def test_nobody_waits_while_a_team_s_month_is_read(
    shared_office: Office, crowd: dict[str, str], text: str
) -> None:
    office, room, lead = shared_office, crowd["room"], crowd["lead"]
    giver, recipient = crowd["people"][:2]
    post_now(office, lead, room)
    with ThreadPoolExecutor(3) as pool, office.hold_up.at(*A_MONTH):
        asked = pool.submit(office.kudos, lead, room, text)
        if text == "digest now":
            assert asked.result(30).ok
            pool.submit(monthly_digest.run, office.app.tools)
        assert office.hold_up.stands_there.wait(30)
        # Neither whoever asked nor whoever thanks somebody meanwhile.
        assert asked.result(15).ok
        thanks = pool.submit(office.kudos, giver, room, f"<@{recipient}> empathy you waited")
        assert thanks.result(15).ok
    office.settle()


def test_a_person_s_page_is_read_beside_those_who_write(
    shared_office: Office, crowd: dict[str, str]
) -> None:
    office, room, lead = shared_office, crowd["room"], crowd["lead"]
    giver, recipient = crowd["people"][:2]
    post_now(office, lead, room)
    (report,) = reports(office, lead)
    ask_page = partial(office.kudos, lead, room, f"report <@{recipient}>")
    use_menu = partial(
        office.use,
        lead,
        office.sandbox.im(lead),
        report,
        ids.PERSON_PAGE,
        selected_user=recipient,
    )
    for ask_for_it in (ask_page, use_menu):
        with ThreadPoolExecutor(2) as pool, office.hold_up.at("channel_member", "given_at DESC"):
            pool.submit(ask_for_it)
            assert office.hold_up.stands_there.wait(30)
            thanks = pool.submit(office.kudos, giver, room, f"<@{recipient}> empathy you waited")
            assert thanks.result(15).ok
    office.settle()


def test_a_report_is_never_less_than_its_digest_and_leads_to_it(
    shared_office: Office, crowd: dict[str, str]
) -> None:
    office, room, lead = shared_office, crowd["room"], crowd["lead"]
    post_now(office, lead, room)
    (report,), (digest,) = reports(office, lead), digests(office, room)
    assert f"/archives/{room}/p{digest.ts.replace('.', '')}|its digest>" in words(report)
    # Each number of the digest's team stands in it.
    told = re.search(r"(\d+) kudos, from (\d+) colleagues to (\d+) people", words(digest))
    found = re.search(r"(\d+) of them were thanked\*, with (\d+) kudos from (\d+)", words(report))
    assert told is not None and found is not None
    assert (found[2], found[3], found[1]) == told.groups()
    for cluster in ("Social Awareness: ● 7 everyday", "Social Skills: ▲ 7 advanced"):
        assert cluster in words(report)


def test_a_page_leads_to_the_announcements_that_its_reader_may_read(
    shared_office: Office, crowd: dict[str, str]
) -> None:
    office, room, lead = shared_office, crowd["room"], crowd["lead"]
    first, second = crowd["people"][:2]
    office.kudos(second, room, f"<@{first}> empathy you listened to the end")
    office.settle()
    (posted,) = [one for one in office.posts(room) if "listened to the end" in one.text]
    office.kudos(lead, room, f"report <@{first}> {office.clock():%Y-%m}")
    office.settle()
    page = words(office.answers(lead, room)[-1])
    assert f"/archives/{room}/p{posted.ts.replace('.', '')}|read it in Slack>" in page
    # What Slack shows nowhere has no link: only one of them was announced through the app.
    assert page.count("|read it in Slack>") == 1
