"""A day in which everything goes wrong: nothing that people wrote, and no secret, gets out."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import text, update

from databases import Database
from db import Workspace
from slackapp.blocks import ids
from slackapp.cli.manifest import build_manifest
from slackapp.sandbox.server import Sandbox
from slackapp.telemetry import telling_outside
from tests.flows.collectors import collecting
from tests.flows.giving_form import EMPATHY, choose, look_up, press_for_form, send
from tests.flows.giving_form import open_form as open_form_of_kudos
from tests.flows.logged import Output, logging_in_full
from tests.flows.office import FORM, KEY, Office, labels, running, wait_until_people_are_known
from tests.flows.reflecting import OFTEN, ask, look, open_form, submit

#: Part of every word that somebody writes.
SONG = "nightingale"
#: Part of every name of a person or channel.
NAME = "zebrafinch"
WORDS = f"thanks for the {SONG}"


@pytest.fixture
def backend() -> str:
    """The database whose file can be read as it lies there."""
    return "sqlite"


class Day:
    """Two people, their channel, and what they do."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.given = 0
        self.ana = office.person(f"{NAME}-ana")
        self.ben = office.person(f"{NAME}-ben")
        self.room = office.sandbox.add_channel(NAME, "public", [self.ana, self.ben])

    def type(self, words: str) -> Any:
        """Ana types that."""
        return self.office.kudos(self.ana, self.room, words)

    def words(self) -> str:
        """Words that were not given before: the same again would be asked about."""
        self.given += 1
        return f"{WORDS} number {self.given}"

    def give(self) -> Any:
        """Ana thanks Ben."""
        return self.type(f"<@{self.ben}> empathy {self.words()}")

    def give_in_every_way(self) -> None:
        """Kudos, with a behaviour, with consent, held, and completed from a draft."""
        office, ana = self.office, self.ana
        office.say_deed(ana, self.room, self.give())
        shy = office.person_who_chose("ask")
        self.type(f"<@{shy}> empathy {self.words()}")
        office.settle()
        office.tap(shy, office.sandbox.im(shy), office.told(shy)[-1], "Announce it")
        away = office.room(ana, self.ben, app_is_member=False)
        held = office.kudos(ana, away, f"<@{self.ben}> empathy {self.words()}")
        office.tap(ana, away, held, "Send privately")
        draft = self.type(f"@{NAME} empathy {self.words()}")
        office.use(ana, self.room, draft, ids.DRAFT_RECIPIENT, selected_user=self.ben)
        office.tap(ana, self.room, office.answers(ana, self.room)[-1], "Post it")
        named = self.type(f"@{NAME} empathy {self.words()}")
        office.tap(ana, self.room, named, labels(named)[0])
        office.tap(ana, self.room, office.answers(ana, self.room)[-1], "Cancel")
        asked = self.type(f"<@{self.ben}> {self.words()}")
        copy = office.repost(self.room, asked)
        # Another's hand is refused; Ana's own is shown what there is, and cancels it.
        office.tap(self.ben, self.room, copy, labels(copy)[-1])
        shown = office.find_competency(ana, self.room, asked)
        office.tap(ana, self.room, shown, "Cancel")
        told = self.type(f"<@{self.ben}> for listening to me when I was down {self.words()}")
        office.tap(ana, self.room, told, "Empathy")

    def give_by_form(self) -> None:
        """Kudos in the form: refused at a field, given to all and to one alone, and changed."""
        office, ana, room = self.office, self.ana, self.room
        self.type(f"private <@{self.ben}> empathy {self.words()}")
        for readers in ("channel", "only_them"):
            open_form_of_kudos(office, ana, room)
            look_up(office, ana, SONG)
            choose(office, ana, EMPATHY, message=self.words(), readers=readers)
            assert SONG not in str(send(office, ana, people=[ana]).raw)
            assert send(office, ana, people=[self.ben]).ok
        answer = office.answers(ana, room)[-1]
        press_for_form(office, ana, room, answer, "Change it")
        assert send(office, ana, message=f"once more {self.words()}").ok

    def give_in_workflows(self) -> None:
        """A kudos by a workflow's step, and one that it refuses."""
        sandbox = self.office.sandbox
        sandbox.install(build_manifest(http_url=None))
        for competency in ("empathy", SONG):
            run = sandbox.run_workflow(
                self.ana,
                "give_kudos",
                recipients=[self.ben],
                competency=competency,
                message=self.words(),
                channel=self.room,
            )
            sandbox.wait_for(lambda run=run: sandbox.execution(run.id).status != "running")

    def thank_for_messages(self) -> None:
        """Messages that are thanked for: told, without an address, and deleted meanwhile."""
        office, sandbox, ana = self.office, self.office.sandbox, self.ana
        sandbox.install(build_manifest(http_url=None))
        for fault in ("", f"what is {SONG}", "message_not_found"):
            said = sandbox.say(self.ben, self.room, self.words())
            if fault:
                sandbox.fault("chat.getPermalink", fault)
            shortcut = ids.THANK_MESSAGE_SHORTCUT
            assert sandbox.message_shortcut(ana, self.room, said.ts, shortcut).ok
            choose(office, ana, EMPATHY)
            assert send(office, ana).ok
            assert (SONG in office.posts(self.room)[-1].text) == (fault != "message_not_found")

    def use_wrongly(self) -> None:
        """Everything that is answered with how it is done."""
        for words in (
            SONG,
            f"<@{self.ana}> empathy {WORDS}",
            f"<@UNOBODY> empathy {WORDS}",
            f"<!subteam^S1|@{SONG}> empathy",
            f"<#C1|{SONG}> empathy",
            f"<!here> empathy {WORDS}",
            f"<@{self.ben}> empathy {SONG * 300}",
            f"list {SONG}",
            f"announce {SONG}",
            "me",
        ):
            assert self.type(words).ok
        app = f"<@{self.office.sandbox.bot_user_id}>"
        for words in (f"{app} <@{self.ben}> empathy {WORDS}", f"{app} {SONG}", f"{SONG} {app}"):
            self.office.sandbox.say(self.ana, self.room, words)
        sandbox = self.office.sandbox
        sandbox.wait_for(lambda: len(sandbox.calls("chat.postEphemeral")) == 2)

    def reflect(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A whole round of reflections: answered, broken, changed, shared, shown, deleted."""
        office, ben = self.office, self.ben
        view = open_form(office, ben, ask(office, ben))
        texts = {"note": WORDS, "next_step": f"hum like a {SONG}"}
        with monkeypatch.context() as patch:
            patch.setattr("slackapp.handlers.reflection.reflection.answer_prompt", break_down)
            assert not submit(office, ben, view, **OFTEN | texts).ok
        assert submit(office, ben, view, **OFTEN | texts).ok
        view = open_form(office, ben, office.told(ben)[-1], "Change")
        share = {"share": "somebody", "share_with": self.ana}
        assert submit(office, ben, view, **texts | share).ok
        assert SONG in office.told(self.ana)[-1].text
        assert SONG in look(office, ben)
        assert SONG in str(self.office.kudos(self.ana, self.room, f"reflections <@{ben}>").blocks)
        self.type(f"leaders {SONG}")
        self.type(f"reflections {SONG}")

    def have_files_made(self) -> None:
        """Exports and packets, in good order, broken, and held up by Slack."""
        office, ben = self.office, self.ben
        for kind in ("", "server_error", f"no {NAME}"):
            if kind:
                office.sandbox.fault("files.getUploadURLExternal", kind)
            for words in ("export", "export json", "packet", f"export {SONG}", f"packet {SONG}"):
                office.kudos(ben, self.room, words)
            office.settle()
        store = office.sandbox.world.store
        shared = [
            file.content
            for message in office.sandbox.messages(office.sandbox.im(ben))
            for file in store.files_of(message)
        ]
        assert len(shared) > 3 and all(one and SONG.encode() in one for one in shared)

    def meet_trouble_in_delivery(self) -> None:
        """Slack holds up, breaks, refuses, and repeats our words."""
        fault = self.office.sandbox.fault
        for kind in ("ratelimited", "drop_after"):
            fault("chat.postMessage", kind, channel=self.room)
            self.give()
            self.office.settle()
        fault("chat.postMessage", "msg_blocks_too_long", channel=self.room)
        fault("conversations.members", f"what is a {NAME}")
        self.give()
        self.office.settle()

    def read_people_in_vain(self) -> None:
        """Slack answers the reading of people with our words."""
        sync, sandbox = self.office.app.people_sync, self.office.sandbox
        with self.office.sessions.begin() as session:
            session.execute(update(Workspace).values(people_synced_at=None))
        sandbox.fault("users.list", f"no such {SONG} here")
        before = len(sandbox.calls("users.list"))
        reading = threading.Thread(target=sync.run)
        reading.start()
        sandbox.wait_for(lambda: len(sandbox.calls("users.list")) > before)
        sync.stop()
        reading.join()

    def break_handlers(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Code of ours breaks with people's words in its hands."""
        shown = self.give()
        with monkeypatch.context() as patch:
            patch.setattr("slackapp.handlers.kudos.giving.parse_kudos", break_down)
            patch.setattr("slackapp.handlers.kudos.taking_back.take_back", break_down)
            patch.setattr("slackapp.handlers.kudos.form.sending.give_gift", break_down)
            open_form_of_kudos(self.office, self.ana, self.room)
            choose(self.office, self.ana, EMPATHY, message=WORDS, people=[self.ben])
            assert not send(self.office, self.ana).ok
            assert "Something broke on our side" in self.give().text
            assert self.office.tap(self.ana, self.room, shown, "Take it back").error is not None

    def break_the_database(self, output: Output) -> None:
        """The database refuses to store what it is given, in words of its own."""
        with self.broken("kudos", "INSERT"):
            assert "Something broke on our side" in self.give().text
        with self.broken("outbox_message", "UPDATE"):
            assert self.give().ok
            self.office.sandbox.wait_for(lambda: "event=delivery_failed" in str(output))
        self.office.settle()

    @contextmanager
    def broken(self, table: str, statement: str) -> Iterator[None]:
        """A database in which that fails."""
        trigger = (
            f"CREATE TRIGGER broken_{table} BEFORE {statement} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'no {NAME} in here'); END"
        )
        with self.office.sessions.begin() as session:
            session.execute(text(trigger))
        yield
        with self.office.sessions.begin() as session:
            session.execute(text(f"DROP TRIGGER broken_{table}"))

    def send_what_slack_would_not(self) -> None:
        """An event of the wrong shape, over whichever transport there is."""
        user = {"id": [self.ana, SONG], "name": [SONG], "profile": SONG}
        self.office.sandbox.send_event({"type": "user_change", "user": user})


def break_down(*arguments: object, **named: object) -> None:
    """Fail, and repeat everything that there is to say."""
    try:
        raise KeyError(WORDS)
    except KeyError as error:
        raise ValueError(f"{arguments} {named} {WORDS} {NAME}") from error


def knock(office: Office) -> list[bytes]:
    """Requests that get no further, and Bolt's answers to what nobody handles; what they get."""
    ana = office.sandbox.user("ana")
    command = {"team_id": office.sandbox.team_id, "user_id": ana, "trigger_id": "1.2"}
    click = {
        "type": "block_actions",
        "user": {"id": ana, "username": NAME},
        "team": {"id": office.sandbox.team_id},
        "trigger_id": "1.2",
        "actions": [{"type": "button", "action_id": SONG, "block_id": SONG, "value": SONG}],
    }
    event = {
        "type": "event_callback",
        "team_id": office.sandbox.team_id,
        "event_id": "Ev1",
        "event": {"type": SONG, "text": WORDS},
    }
    signed = [
        urlencode(command | {"command": f"/{SONG}", "channel_id": "C1", "text": WORDS}),
        urlencode(command | {"command": "/kudos", "text": WORDS}),
        urlencode(command | {"team_id": "TUNKNOWN", "command": SONG, "channel_id": "C1"}),
        urlencode({"payload": json.dumps(click)}),
        urlencode({"payload": json.dumps(click | {"actions": [SONG]})}),
        urlencode({"payload": json.dumps({"type": SONG, SONG: WORDS})}),
        urlencode({"payload": "{" + SONG}),
        json.dumps(event),
        json.dumps(event | {"event": SONG}),
    ]
    answers = [
        office.post_signed(
            body.encode(),
            Content_Type="application/json" if body.startswith("{") else FORM["Content-Type"],
        )
        for body in signed
    ]
    answers.append(office.post_signed(WORDS.encode(), X_Slack_Signature=f"v0={SONG}"))
    answers.append(office.post_signed(WORDS.encode(), X_Slack_Request_Timestamp=SONG))
    answers.append(office.post_signed(WORDS.encode(), Content_Type=f"text/{SONG}"))
    # An event that nobody listens to is taken, and nothing comes of it.
    assert [answer.status for answer in answers if not 400 <= answer.status < 500] == [200]
    return [answer.body for answer in answers]


def live_through_a_bad_day(day: Day, output: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that people do, and everything that may go wrong meanwhile."""
    day.give_in_every_way()
    day.give_by_form()
    day.give_in_workflows()
    day.thank_for_messages()
    day.use_wrongly()
    day.reflect(monkeypatch)
    day.have_files_made()
    day.meet_trouble_in_delivery()
    day.read_people_in_vain()
    day.break_handlers(monkeypatch)
    day.break_the_database(output)
    day.send_what_slack_would_not()
    day.office.sandbox.wait_for(lambda: "reason=shape" in str(output))
    day.office.sandbox.revoke_token()
    day.give()
    day.office.sandbox.wait_for(lambda: "event=workspace_paused" in str(output))


def read_page(office: Office, path: str) -> str:
    """A page of the app's, whatever its status."""
    try:
        with urllib.request.urlopen(f"{office.address}{path}") as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        return error.read().decode()


def test_nothing_that_people_wrote_and_no_secret_gets_out(
    sandbox: Sandbox,
    database: Database,
    transport: str,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pages = []
    with (
        # In here and not in a fixture, for pytest changes the streams between the two.
        collecting() as collectors,
        logging_in_full(capfd) as output,
        telling_outside(collectors.settings),
        running(sandbox, database.url, transport=transport, kudoscope_daily_limit=0) as office,
    ):
        wait_until_people_are_known(office)
        live_through_a_bad_day(Day(office), output, monkeypatch)
        if transport == "http":
            pages += [answer.decode() for answer in knock(office)]
        pages += [read_page(office, f"/{name}") for name in ("metrics", "readyz", SONG)]
        stored = b"".join(path.read_bytes() for path in tmp_path.glob("kudoscope.db*"))
    shown = str(output)

    for event in ("people_synced", "delivery", "people_sync_waits", "request_failed"):
        assert f"event={event} " in shown
    for part in ("in break_down", "ValueError", "sqlalchemy.exc.IntegrityError", "error=no_json"):
        assert part in shown
    assert ("Unhandled request …" in shown) == (transport == "http")
    sent = b"".join(body for _, body in collectors.received)
    assert {one.name for one in collectors.spans()} > {"request", "command /kudos", "delivery"}
    told = {error["type"] for one in collectors.errors() for error in one["exception"]["values"]}
    assert told >= {"ValueError", "KeyError", "IntegrityError"}
    secrets = (sandbox.bot_token, sandbox.app_token, sandbox.signing_secret, KEY)
    for word in (SONG, NAME, *secrets):
        assert word not in shown
        assert word not in "".join(pages)
        assert word.encode() not in sent
    for word in (SONG, *secrets):
        assert word.encode() not in stored
    assert NAME.encode() in stored  # names are no secret to whoever has the file
