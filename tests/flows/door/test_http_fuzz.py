"""Hostile HTTP at the front door: refused in the 400s, nothing stored, nothing said."""

from __future__ import annotations

import http.client
import itertools
import json
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slackapp.blocks import ids
from slackapp.door.guard import MAX_BODY
from slackapp.sandbox.delivery import sign
from tests.flows.hostile import FORM, JSON, JUNK, encode
from tests.flows.office import Office
from tests.payload_places import places_of, put

some = settings(
    max_examples=400,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

_numbers = itertools.count(1)


@pytest.fixture
def logs() -> Iterator[list[Any]]:
    """What the app logs meanwhile."""
    with structlog.testing.capture_logs() as captured:
        yield captured


class Door:
    """A connection that is kept open, and the rows that there were before."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self._connection = http.client.HTTPConnection("127.0.0.1", office.app.server.port)
        office.settle()
        self.stored = office.stored()

    def send(self, body: bytes, headers: Mapping[str, str], *, signed: bool) -> int:
        """POST that, and return the status once it is sure that a refusal stored nothing."""
        if signed:
            now = int(self.office.clock.timestamp())
            headers = sign(self.office.sandbox.signing_secret, now, body) | dict(headers)
        self._connection.request("POST", "/slack/events", body, dict(headers))
        response = self._connection.getresponse()
        answer = response.read()
        assert b"Traceback" not in answer
        # What earlier requests have promised may be posted meanwhile.
        self.office.settle()
        stored = self.office.stored()
        if response.status >= 400:
            assert stored == self.stored
        self.stored = stored
        return response.status

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


@pytest.fixture
def door(shared_office: Office) -> Iterator[Door]:
    """The way in that the tests knock at."""
    door = Door(shared_office)
    yield door
    door.close()


def command(office: Office, text: str = "") -> dict[str, Any]:
    """A command as Slack sends it."""
    ana, ben = office.sandbox.user("ana"), office.sandbox.user("ben")
    return {
        "command": "/kudos",
        "text": text or f"<@{ben}> empathy thanks",
        "team_id": office.sandbox.team_id,
        "channel_id": office.sandbox.channel("support"),
        "channel_name": "support",
        "user_id": ana,
        "user_name": "ana",
        "response_url": "https://hooks.slack.com/commands/1",
        "trigger_id": f"{next(_numbers)}.2.3",
    }


def click(office: Office, action_id: str, **chosen: Any) -> dict[str, Any]:
    """A press or choice as Slack sends it."""
    action = {"type": "button", "action_id": action_id, "block_id": f"{ids.DRAFT_BLOCK}:x"}
    return {
        "type": "block_actions",
        "user": {"id": office.sandbox.user("ana"), "username": "ana"},
        "team": {"id": office.sandbox.team_id, "domain": "northwind"},
        "enterprise": None,
        "channel": {"id": office.sandbox.channel("support"), "name": "support"},
        "container": {"type": "message", "message_ts": "1.2"},
        "state": {"values": {}},
        "trigger_id": f"{next(_numbers)}.2.3",
        "response_url": f"{office.sandbox.url}/response/unknown",
        "actions": [action | chosen],
    }


def event(office: Office) -> dict[str, Any]:
    """A changed person as Slack tells it."""
    return {
        "type": "event_callback",
        "team_id": office.sandbox.team_id,
        "event_id": f"Ev{next(_numbers)}",
        "authorizations": [{"team_id": office.sandbox.team_id, "enterprise_id": None}],
        "event": {
            "type": "user_change",
            "user": {
                "id": office.sandbox.user("mei"),
                "name": "mei",
                "profile": {"display_name": "Mei"},
                "updated": 1,
            },
        },
    }


SENDERS: dict[str, Callable[[Office], dict[str, Any]]] = {
    "command": command,
    "behaviour": lambda office: click(office, ids.CHOOSE_BEHAVIOUR, value="1:listens"),
    "held": lambda office: click(office, ids.POST_HERE, value="1"),
    "consent": lambda office: click(office, ids.KEEP_PRIVATE, value="1"),
    "draft": lambda office: click(
        office, ids.DRAFT_RECIPIENT, type="users_select", selected_user="U1"
    ),
    "competency": lambda office: click(
        office,
        ids.DRAFT_COMPETENCY_LIST,
        type="static_select",
        selected_option={"value": "empathy"},
    ),
    "event": event,
}


def said_of_requests(logs: list[Any]) -> list[Any]:
    """The lines but for those of deliveries and of what is read, which go on by themselves.

    That a request came is told with each.
    """
    own = ("request", "delivery", "people_synced", "groups_synced")
    return [one for one in logs if one["event"] not in own]


def assert_nothing_broke(logs: list[Any]) -> None:
    """No line that says more than that something was refused or delivered."""
    assert [one for one in logs if one["log_level"] in ("error", "critical")] == []


@some
@given(kind=st.sampled_from(sorted(SENDERS)), data=st.data())
def test_a_signed_request_with_anything_in_any_place_breaks_nothing(
    door: Door, logs: list[Any], kind: str, data: st.DataObject
) -> None:
    payload = SENDERS[kind](door.office)
    path = data.draw(st.sampled_from(sorted(places_of(payload), key=repr)))
    changed = put(payload, path, data.draw(st.sampled_from(JUNK)))

    assert door.send(*encode(changed), signed=True) < 500
    assert_nothing_broke(logs)


@some
@given(
    kind=st.sampled_from(sorted(SENDERS)),
    body=st.one_of(st.none(), st.binary(max_size=200)),
    headers=st.dictionaries(
        st.sampled_from(["Content-Type", "X-Slack-Signature", "X-Slack-Request-Timestamp"]),
        st.one_of(
            st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=20),
            st.sampled_from(["application/json", "v0=0", "1", "9" * 30]),
        ),
    ),
)
def test_an_unsigned_request_gets_no_further_than_the_guard(
    door: Door, logs: list[Any], kind: str, body: bytes | None, headers: dict[str, str]
) -> None:
    sent, usual = encode(SENDERS[kind](door.office))
    logs.clear()

    status = door.send(sent if body is None else body, usual | headers, signed=False)

    assert status in (400, 401, 415)
    [line] = said_of_requests(logs)
    assert line.keys() == {"event", "log_level", "reason", "status"}
    assert_nothing_broke(logs)


@some
@given(body=st.binary(max_size=300), content_type=st.sampled_from([FORM, JSON]))
def test_signed_noise_breaks_nothing(
    door: Door, logs: list[Any], body: bytes, content_type: dict[str, str]
) -> None:
    assert 400 <= door.send(body, content_type, signed=True) < 500
    assert_nothing_broke(logs)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"[" * 100_000, JSON),
        (b'{"a":' * 100_000, JSON),
        (b'{"type": NaN}', JSON),
        (b'{"type": ' + b"9" * 5_000 + b"}", JSON),
        (b'{"type": "event_callback", "event": 1e999}', JSON),
        (b"payload=%7B%7D&payload=%7B%7D", FORM),
        (b"ssl_check=0&token=t", FORM),
        (b"payload", FORM),
        (b"command&text&user_id", FORM),
        (b"command=%2Fkudos&text=%ED%A0%80&user_id=%00", FORM),
        (b'{"type": "event_callback"}', FORM),
        (b"command=%2Fkudos", JSON),
        (b"\x00" * 100, FORM),
        (b"", FORM),
        (b"&" * MAX_BODY, FORM),
        (b"a" * (MAX_BODY + 1), FORM),
    ],
)
def test_a_signed_body_that_slack_would_not_send_is_refused(
    door: Door, logs: list[Any], body: bytes, content_type: dict[str, str]
) -> None:
    assert door.send(body, content_type, signed=True) in (400, 413)
    assert [one["event"] for one in said_of_requests(logs)] == ["request_refused"]


@pytest.mark.parametrize("text", ["%ED%A0%80", "%F0%9F%98%80", "%C3%A9", "&amp;payload=%7B"])
def test_a_command_is_taken_whatever_its_text(door: Door, logs: list[Any], text: str) -> None:
    fields = command(door.office, text="x")
    body = urlencode(fields).encode().replace(b"text=x", b"text=" + text.encode())
    assert door.send(body, FORM, signed=True) in (200, 400)
    assert_nothing_broke(logs)


def test_an_installation_that_we_do_not_know_is_refused(door: Door, logs: list[Any]) -> None:
    for kind, path in (("command", ("team_id",)), ("held", ("team", "id"))):
        payload = put(SENDERS[kind](door.office), path, "TUNKNOWN")
        assert door.send(*encode(payload), signed=True) == 403
    assert [one["reason"] for one in said_of_requests(logs)] == ["unknown_workspace"] * 2


def test_a_request_that_is_sent_again_changes_nothing(door: Door) -> None:
    for kind in ("command", "event"):
        body, headers = encode(SENDERS[kind](door.office))
        assert door.send(body, headers, signed=True) == 200
        before = door.stored
        for _ in range(3):
            assert door.send(body, headers, signed=True) == 200
        assert door.stored == before


# Slack's own probes


def test_slack_is_told_that_the_address_is_ours(shared_office: Office) -> None:
    body = json.dumps({"type": "url_verification", "token": "t", "challenge": "c" * 40}).encode()
    answer = shared_office.post_signed(body, Content_Type="application/json")
    assert (answer.status, answer.payload()) == (200, {"challenge": "c" * 40})


def test_slack_may_see_by_a_signed_form_whether_our_certificate_is_good(
    shared_office: Office,
) -> None:
    answer = shared_office.post_signed(b"ssl_check=1&token=t")
    assert (answer.status, answer.body) == (200, b"")


def test_slack_may_see_by_an_unsigned_form_whether_our_certificate_is_good(door: Door) -> None:
    assert door.send(b"ssl_check=1&token=t", FORM, signed=False) == 200
    body = urlencode(command(door.office) | {"ssl_check": "1"}).encode()
    assert door.send(body, FORM, signed=False) == 401
    assert door.office.stored() == door.stored


# What Slack sends now and then


def test_a_form_with_a_field_twice_is_taken(door: Door) -> None:
    # A giver of this test's own, who has not reached the daily limit.
    fields = command(door.office) | {"user_id": door.office.person()}
    body = urlencode([*fields.items(), ("channel_name", "support")]).encode()
    before = door.stored.kudos
    assert door.send(body, FORM, signed=True) == 200
    assert door.office.stored().kudos == before + 1


@pytest.mark.parametrize(
    "changes",
    [
        {"team_id": "", "enterprise_id": ""},
        {"team_id": None},
        {"authorizations": None},
        {"authorizations": []},
        {"enterprise_id": "", "is_ext_shared_channel": False},
    ],
)
@pytest.mark.parametrize("kind", ["user_change", "team_join"])
def test_an_event_about_a_person_is_stored_though_ids_in_it_are_empty(
    door: Door, kind: str, changes: dict[str, Any]
) -> None:
    office, name = door.office, f"Cleo {next(_numbers)}"
    user = {"id": f"U0CLEO{next(_numbers)}", "team_id": "", "enterprise_id": ""}
    user |= {"name": "cleo", "profile": {"display_name": name}, "enterprise_user": None}
    told = event(office) | changes | {"event": {"type": kind, "user": user}}
    assert door.send(*encode(told), signed=True) == 200
    person = office.find_person(user["id"])
    assert person is not None
    assert (person.name, person.is_stranger) == (name, False)


@pytest.mark.parametrize(
    "changes",
    [
        {"is_enterprise_install": "false", "enterprise_id": "", "enterprise_name": ""},
        {"is_enterprise_install": "true", "enterprise_id": "E1", "enterprise_name": "Northwind"},
    ],
)
def test_a_command_from_an_organisation_is_taken(door: Door, changes: dict[str, str]) -> None:
    given = command(door.office) | changes | {"user_id": door.office.person()}
    before = door.stored.kudos
    assert door.send(*encode(given), signed=True) == 200
    assert door.office.stored().kudos == before + 1


def test_slacks_word_that_it_withholds_events_is_taken_logged_and_counted(
    door: Door, logs: list[Any]
) -> None:
    told = {"type": "app_rate_limited", "token": "t", "api_app_id": "A1"}
    told |= {"team_id": door.office.sandbox.team_id, "minute_rate_limited": 1518467820}
    assert door.send(json.dumps(told).encode(), JSON, signed=True) == 200
    [line] = said_of_requests(logs)
    assert (line["event"], line["log_level"]) == ("slack_withholds_events", "warning")
    assert line["minute"] == 1518467820
    with urllib.request.urlopen(f"{door.office.address}/metrics") as answer:
        assert b"kudoscope_events_withheld_total 1.0" in answer.read()


def test_an_event_that_nobody_here_listens_to_is_taken_and_does_nothing(door: Door) -> None:
    told = event(door.office) | {"event": {"type": "channel_rename", "channel": {"id": "C1"}}}
    assert door.send(*encode(told), signed=True) == 200


# What no database holds


def test_a_command_is_taken_without_what_no_database_holds(door: Door, logs: list[Any]) -> None:
    ben = door.office.sandbox.user("ben")
    given = command(door.office, text=f"<@{ben}> empathy th\x00anks")
    given |= {"user_id": door.office.person(), "user_name": "cl\x00eo"}
    before = door.stored.kudos
    assert door.send(*encode(given), signed=True) == 200
    assert door.office.stored().kudos == before + 1
    assert_nothing_broke(logs)


@pytest.mark.parametrize(
    "name", ["Cl\x00eo", "Cl\ud800eo", "Cl\x07eo", " Cl\u200beo\n", "Cl\x9feo"]
)
def test_an_event_brings_a_name_without_what_no_database_holds(door: Door, name: str) -> None:
    user = {"id": f"U0NAMED{next(_numbers)}", "profile": {"display_name": name}}
    told = event(door.office) | {"event": {"type": "user_change", "user": user}}
    assert door.send(*encode(told), signed=True) == 200
    person = door.office.find_person(user["id"])
    assert person is not None
    assert person.name == "Cleo"
