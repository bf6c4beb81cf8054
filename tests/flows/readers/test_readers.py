"""Who reads what, through the front door: every reader opens every way, in one office for all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from databases import Database
from db import Person, ReflectionPolicy, ReflectionSchedule
from slackapp.clock import MovingClock
from slackapp.domain.profile.strengths import Threshold
from slackapp.jobs import reflection_prompts
from slackapp.sandbox.server import Sandbox
from slackapp.services.workspace.recognition_policy import (
    RecognitionPolicyView,
    change_recognition_policy,
)
from tests.flows.conftest import MONDAY
from tests.flows.office import running, wait_until_people_are_known, words
from tests.flows.readers_scene import Scene, texts
from tests.flows.readers_table import read_table
from tests.flows.readers_ways import NAMED, CommandLine, Sight, Ways
from tests.flows.reflecting import look, open_form, submit
from tests.flows.telling import reports

#: Ways that show the latest kudos of somebody, or one person's alone.
SHOWING_ONE = ("digest", "preview", "menu")


def is_right(sight: Sight, expected: str) -> bool:
    """Whether that was to be found; of the kudos to them alone, what follows from it."""
    if sight.cell != expected:
        return False
    if sight.way in SHOWING_ONE:
        return not sight.is_alone_found
    is_of_another = sight.reader == "another" and sight.way in ("told", "me", "export", "packet")
    return sight.is_alone_found is (expected == "whole" and not is_of_another)


def check_questions(scene: Scene) -> None:
    """Who was thanked is asked about it, and told who thanked them; not of what is still held."""
    office = scene.office
    asked = [one for one in scene.thanked if one.choice in ("ask", "public")]
    people = {who: one for one in asked for who in (one.recipient, one.another)}
    with office.sessions.begin() as session:
        found = session.scalars(select(Person.id).where(Person.slack_user_id.in_(people)))
        of_them = ReflectionSchedule.person_id.in_(found.all())
        due = {"tz": "UTC", "next_due_at": office.clock()}
        session.execute(update(ReflectionSchedule).where(of_them).values(due))
    reflection_prompts.run(office.app.tools, lambda _outcome, _count: None)
    office.settle_however_long()
    for who, one in people.items():
        (question,) = [text for text in map(words, office.told(who)) if "In the past week" in text]
        assert ("because gil thanked you" in question) is (one.place != "held"), one


def check_reports_and_homes(ways: Ways) -> None:
    """No report holds words or names; a Home tells its person of kudos, but of what is held."""
    office, scene = ways.office, ways.scene
    shown = [report for who in ways.everybody for report in reports(office, who)]
    assert len(shown) == 18 and not NAMED.search(texts(shown))
    with office.sessions.begin() as session:
        person = session.scalars(select(Person).where(Person.slack_user_id == scene.giver)).one()
        policy = RecognitionPolicyView(strength=Threshold(1, 1))
        change_recognition_policy(session, workspace_id=person.workspace_id, policy=policy)
        once = {"mirror_min_kudos": 1, "mirror_min_givers": 1}
        session.execute(update(ReflectionPolicy).values(once))
    # A choice of each place is enough, as whoever looks at a Home looks at their own.
    thanked = {one.recipient: one for one in scene.thanked if one.choice == "me"}
    for who in (scene.leader, scene.admin_outside, scene.guest, *thanked):
        text = look(office, who)
        is_known = who in thanked and thanked[who].place != "held"
        known = {thanked[who].words, thanked[who].words_alone} if is_known else set()
        assert set(NAMED.findall(text)) == known
        for sentence in ("Strong: Emotional Awareness", "Others see it*: Emotional Awareness"):
            assert (sentence in text) is is_known, (sentence, text)
    for one in thanked.values():
        text = look(office, one.another)
        is_known = one.place != "held"
        assert set(NAMED.findall(text)) == ({one.words} if is_known else set())
        assert f"<@{one.recipient}>" not in text


def check_shared_answer(ways: Ways) -> None:
    """An answer is read by whoever gave it and the one person with whom they shared it."""
    office, scene = ways.office, ways.scene
    owner = scene.thanked[0].recipient
    (question,) = [one for one in office.told(owner) if "In the past week" in words(one)]
    form = open_form(office, owner, question)
    leader = {"share": "somebody", "share_with": scene.leader}
    submit(office, owner, form, frequency="4", note="a heron of mine", **leader)
    for who in ways.everybody:
        office.kudos(who, office.sandbox.im(who), f"reflections <@{owner}>")
    office.settle_however_long()
    assert office.readers("heron", *ways.everybody) == {scene.leader}


@pytest.mark.long
def test_every_reader_finds_what_the_table_says(database: Database) -> None:
    clock = MovingClock(MONDAY)
    with (
        Sandbox.start(port=0, clock=clock.timestamp) as sandbox,
        running(
            sandbox,
            database.url,
            clock=clock,
            transport="http",
            lease=timedelta(minutes=10),  # minutes go by while a call is under way
            kudoscope_daily_limit=0,
        ) as office,
    ):
        wait_until_people_are_known(office)
        scene = Scene(office)
        scene.fill()
        check_questions(scene)
        scene.part()
        ways = Ways(scene)
        ways.read_what_stands_there()
        ways.open_all()
        ways.ask_as_operator(CommandLine(database.url))
        check_reports_and_homes(ways)
        check_shared_answer(ways)
        table = read_table()
        wrong = [
            f"{one}: {table[one[:4]]} expected"
            for one in ways.sights
            if not is_right(one, table[one[:4]])
        ]
        assert not wrong, "\n".join(wrong)
