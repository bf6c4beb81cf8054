"""The loop of the HTTP server rests while a thread answers, and leaves it the interpreter."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterable
from typing import Any

import pytest

from slackapp.door import http_server
from slackapp.door.http_server import HttpServer


def answer(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Length", "5")])
    return [b"hello"]


def test_the_loop_rests_while_a_thread_is_sending(monkeypatch: pytest.MonkeyPatch) -> None:
    sending, may_send = threading.Event(), threading.Event()
    rounds: list[int] = []
    send, poll = http_server._Channel.send, HttpServer._poll

    def send_slowly(channel: Any, data: bytes, **options: Any) -> int:
        sending.set()
        assert may_send.wait(10)
        return int(send(channel, data, **options))

    def count(server: HttpServer, timeout: float) -> None:
        rounds.append(1)
        poll(server, timeout)

    monkeypatch.setattr(http_server._Channel, "send", send_slowly)
    monkeypatch.setattr(HttpServer, "_poll", count)
    server = HttpServer(answer, host="127.0.0.1", port=0)
    server.start()
    try:
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert sending.wait(10)
            before = len(rounds)
            assert not threading.Event().wait(0.5)
            # It looks five times a second; before, it did so ten thousand times.
            assert len(rounds) - before < 50
            may_send.set()
            told = b"".join(iter(lambda: client.recv(4096), b""))
        assert told.endswith(b"hello")
    finally:
        may_send.set()
        server.stop()


def test_a_client_that_is_gone_when_it_is_refused_is_let_go(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def find_nobody(channel: Any, do_close: bool = True) -> bool:
        # What waitress does in the loop when it cannot send any more; in a thread it only leaves.
        if do_close:
            channel.handle_close()
        return False

    monkeypatch.setattr(http_server._Channel, "_flush_some", find_nobody)
    server = HttpServer(answer, host="127.0.0.1", port=0)
    server.start()
    try:
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
            client.sendall(b"no request\r\n\r\n")
            assert client.recv(4096) == b""
    finally:
        server.stop()
    assert [one.getMessage() for one in caplog.records] == []


def test_asking_for_the_port_stands_connections_that_come_and_go() -> None:
    server = HttpServer(answer, host="127.0.0.1", port=0)
    port, is_over = server.port, threading.Event()

    def come_and_go() -> None:
        while not is_over.is_set():
            for number in range(-50, 0):
                server._sockets[number] = object()
            for number in range(-50, 0):
                del server._sockets[number]

    thread = threading.Thread(target=come_and_go)
    thread.start()
    try:
        assert {server.port for _ in range(20_000)} == {port}
    finally:
        is_over.set()
        thread.join()
        server.stop()
