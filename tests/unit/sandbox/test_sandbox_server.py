"""Starting and stopping, and the helpers that tests lean on."""

from __future__ import annotations

import asyncio
import http.client
import socket
import threading

import pytest
from slack_sdk import WebClient

from slackapp.sandbox import page_events
from slackapp.sandbox.http_server import _Protocol
from slackapp.sandbox.server import Sandbox


def test_serve_blocks_until_it_is_stopped() -> None:
    sandbox = Sandbox()
    serving = threading.Thread(target=sandbox.serve)
    serving.start()
    try:
        sandbox.wait_for(lambda: sandbox.url)
        assert WebClient(sandbox.bot_token, base_url=sandbox.api_url).auth_test()["ok"]
        assert serving.is_alive()
    finally:
        sandbox.stop()
        serving.join()


def test_taken_port_is_told_at_once() -> None:
    with Sandbox.start() as sandbox:
        port = int(sandbox.url.rpartition(":")[2])
        with pytest.raises(OSError, match="in use"):
            Sandbox.start(port)


def test_each_piece_of_an_answer_is_sent_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    no_delay = []
    connection_made = _Protocol.connection_made

    def look(protocol: _Protocol, transport: asyncio.Transport) -> None:
        served = transport.get_extra_info("socket")
        no_delay.append(served.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        connection_made(protocol, transport)

    monkeypatch.setattr(_Protocol, "connection_made", look)
    with Sandbox.start() as sandbox:
        assert WebClient(sandbox.bot_token, base_url=sandbox.api_url).auth_test()["ok"]
    assert no_delay == [1]


def test_sandbox_that_does_not_run_takes_no_command() -> None:
    with pytest.raises(RuntimeError, match="not running"):
        Sandbox().command("U00000ANA", "C0SUPPORT", "x")


def test_two_sandboxes_share_no_secret() -> None:
    one, two = Sandbox(), Sandbox()
    assert one.bot_token != two.bot_token
    assert one.signing_secret != two.signing_secret


def test_wait_for_gives_up_with_the_message() -> None:
    sandbox = Sandbox()
    with pytest.raises(AssertionError, match="no post"):
        sandbox.wait_for(lambda: None, timeout=0, message="no post")
    assert sandbox.wait_for(lambda: "post") == "post"


def test_names_lead_to_ids_and_ids_to_themselves() -> None:
    sandbox = Sandbox()
    assert sandbox.user("ana") == sandbox.user("U00000ANA") == "U00000ANA"
    assert sandbox.channel("support") == sandbox.channel("C0SUPPORT") == "C0SUPPORT"
    assert sandbox.im("U00000ANA") == "D00000ANA"


def test_added_channel_has_the_members_asked_for() -> None:
    sandbox = Sandbox()
    wide = sandbox.add_person("walter", id="W0WALTER")
    channel = sandbox.add_channel("kitchen", "private", ["ana", wide], app_is_member=False)
    stored = sandbox.world.store.find_channel(channel)
    assert stored is not None
    assert stored.member_ids == ("U00000ANA", "W0WALTER")
    sandbox.set_members(channel, ["ben", "kudoscope"])
    stored = sandbox.world.store.find_channel(channel)
    assert stored is not None
    assert stored.member_ids == ("U00000BEN", sandbox.bot_user_id)


def test_seeded_messages_are_older_than_what_is_written_now() -> None:
    sandbox = Sandbox()
    last = sandbox.messages("C0SUPPORT")[-1]
    said = sandbox.say("U00000ANA", "C0SUPPORT", "Hi")
    assert float(said.ts) - float(last.ts) >= 15 * 60


def test_quiet_stream_is_kept_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_events, "HEARTBEAT_SECONDS", 0.01)
    with Sandbox.start() as sandbox:
        connection = http.client.HTTPConnection(sandbox.url.removeprefix("http://"), timeout=10)
        connection.request("GET", "/sandbox/api/events?as=U00000ANA")
        answer = connection.getresponse()
        lines = [answer.readline() for _ in range(4)]
        assert lines == [b": connected\n", b"\n", b": still here\n", b"\n"]
        answer.close()
        connection.close()
