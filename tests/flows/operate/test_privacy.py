"""`/kudos privacy` through the front door: what is kept, a copy, erasing oneself, coming back."""

from __future__ import annotations

import json

import pytest

from slackapp.blocks import ids
from slackapp.blocks.operate.words import ERASING_DONE
from slackapp.jobs import erasing, retention
from slackapp.services.operate.erasing import readmit_person
from tests.flows.office import Office, labels
from tests.flows.reflecting import look, submit
from tests.flows.telling import content, files


@pytest.fixture
def people(shared_office: Office) -> tuple[str, str, str]:
    """Ana and Ben thanked each other in a room."""
    office = shared_office
    ana, ben = office.person("Ana Zebrafinch"), office.person()
    room = office.room(ana, ben)
    office.kudos(ana, room, f"<@{ben}> empathy a word of nightingales")
    office.kudos(ben, room, f"<@{ana}> empathy thanks")
    office.settle()
    return ana, ben, room


def press_on_answer(office: Office, person: str, room: str, action_id: str, **chosen: str) -> str:
    """Press a button beneath `/kudos privacy`; what is told beside it."""
    shown = office.kudos(person, room, "privacy")
    before = len(office.answers(person, room))
    assert office.use(person, room, shown, action_id, **chosen).ok
    office.settle()
    return " ".join(one.text for one in office.answers(person, room)[before:])


def test_everybody_reads_what_is_kept_and_gets_a_copy(
    shared_office: Office, people: tuple[str, str, str]
) -> None:
    office, (ana, _, room) = shared_office, people
    answer = office.kudos(ana, room, "privacy")
    assert "1 kudos that you gave and 1 that you got." in answer.text
    assert "Your answers, questions, drafts and settings: you alone." in answer.text
    assert labels(answer) == ["Get a copy of all of it: Excel", "CSV", "JSON", "Erase me …"]
    for form, name in (("xlsx", "Excel"), ("csv", "CSV"), ("json", "JSON")):
        told = press_on_answer(office, ana, room, f"{ids.COPY}:{form}", value=form)
        assert f" {name} file" in told
        file = files(office, ana)[-1]
        assert file.name == f"What Kudoscope keeps about me.{form}"
        if form == "csv":
            assert "a word of nightingales" in content(file)
        if form == "json":
            rows = json.loads(content(file))
            assert [one["giver_name"] for one in rows if one["kind"] == "kudos_given"] == [
                "Ana Zebrafinch"
            ]
    assert all(files(office, who) == [] for who in people[1:2])


def test_whoever_erases_themselves_is_asked_for_a_word_and_told_when_it_is_done(
    shared_office: Office, people: tuple[str, str, str]
) -> None:
    office, (ana, ben, room) = shared_office, people
    look(office, ana)
    old = office.kudos(ana, room, "privacy")
    assert press_on_answer(office, ana, room, ids.ERASE_ME) == ""
    view = office.sandbox.modal(ana)
    assert view is not None and "What stays" in json.dumps(view.content)
    for typed in ("", "yes", "erase Ben"):
        answer = submit(office, ana, view, **{ids.ERASE_BLOCK: typed or " "})
        assert "Nothing was erased" in str(answer), typed
    assert office.find_person(ana).erased_at is None

    assert submit(office, ana, view, **{ids.ERASE_BLOCK: " “Erase” "}).ok

    shown = office.sandbox.modal(ana)
    assert shown is not None and "Erasing has begun" in json.dumps(shown.content)
    assert "was erased" in json.dumps(office.sandbox.home(ana).blocks)
    assert "was erased" in office.kudos(ana, room, "privacy").text
    assert office.use(ana, room, old, f"{ids.COPY}:csv", value="csv").ok
    erasing.run(office.app.tools)
    office.settle_however_long()
    assert office.told(ana)[-1].text == ERASING_DONE
    assert files(office, ana) == []
    texts = json.dumps([[one.text, one.blocks] for one in office.posts(room)], ensure_ascii=False)
    assert "Zebrafinch" not in texts and "nightingale" not in texts and "somebody" in texts.lower()
    told = office.kudos(ben, room, f"<@{ana}> empathy thanks").text
    assert "goes to" not in told

    retention.run(office.app.tools)
    with office.sessions.begin() as session:
        readmit_person(session, person_id=office.find_person(ana).id)
    answer = office.kudos(ana, room, "privacy")
    assert "kudos that you got" not in answer.text or "1 that you got" in answer.text
    assert "answers of yours" not in answer.text
