"""Clients that keep the HTTP server waiting: each for so long, and all of them no other."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from typing import TYPE_CHECKING

import pytest

from slackapp.door import http_server
from slackapp.door.http_server import HttpServer, Patience

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

ENDLESS = Patience(first_byte=600, head=600, whole=600, between=600)
SHORT = Patience(first_byte=0.2, head=0.2, whole=0.2, between=0.2)
HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n"
#: What a client sends that begins and does not end.
BEGINNINGS = {
    "silent": b"",
    "empty lines": b"\r\n\r\n",
    "half a line": b"POST / HT",
    "half a head": HEAD,
    "half a body": HEAD + b"\r\n1234",
}


@contextmanager
def serving(
    *,
    patience: Patience = ENDLESS,
    in_a_crowd: Patience = ENDLESS,
    may_answer: threading.Event | None = None,
) -> Iterator[int]:
    """A server that says ok; its port."""

    def app(_environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        if may_answer is not None:
            may_answer.wait(10)
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    server = HttpServer(app, host="127.0.0.1", port=0, patience=patience, in_a_crowd=in_a_crowd)
    server.start()
    try:
        yield server.port
    finally:
        server.stop()


def connect(port: int) -> socket.socket:
    """A connection that gives up instead of waiting for ever."""
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def get(port: int) -> bytes:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", "/")
        return connection.getresponse().read()
    finally:
        connection.close()


@pytest.mark.parametrize("beginning", BEGINNINGS.values(), ids=BEGINNINGS)
def test_whoever_begins_and_does_not_go_on_is_hung_up_on(beginning: bytes) -> None:
    with serving(patience=SHORT) as port, connect(port) as client:
        client.sendall(beginning)
        assert client.recv(100) == b""


@pytest.mark.parametrize(
    ("beginning", "patience"),
    [
        (BEGINNINGS["silent"], Patience(first_byte=0.2, head=600, whole=600, between=600)),
        (BEGINNINGS["half a head"], Patience(first_byte=600, head=0.2, whole=600, between=600)),
        (BEGINNINGS["half a body"], Patience(first_byte=600, head=600, whole=0.2, between=600)),
    ],
)
def test_each_wait_has_a_time_of_its_own(beginning: bytes, patience: Patience) -> None:
    with serving(patience=patience) as port, connect(port) as client:
        client.sendall(beginning)
        assert client.recv(100) == b""


def test_between_two_requests_a_connection_may_rest_for_a_while() -> None:
    patience = Patience(first_byte=600, head=600, whole=600, between=0.2)
    with serving(patience=patience) as port, connect(port) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = b""
        while received := client.recv(1000):
            answer += received
        assert answer.endswith(b"ok")


def test_a_connection_in_use_is_kept_for_as_long_as_one_between_requests() -> None:
    patience = Patience(first_byte=0.2, head=600, whole=600, between=600)
    with serving(patience=patience) as port:
        used = HTTPConnection("127.0.0.1", port, timeout=20)
        used.connect()
        connection = used.sock
        for _ in range(4):
            used.request("GET", "/")
            assert used.getresponse().read() == b"ok"
            with connect(port) as silent:
                # By now a connection would have been hung up on that had said nothing.
                assert silent.recv(100) == b""
        assert used.sock is connection
        used.close()


def test_a_client_may_wait_for_its_answer_for_as_long_as_that_takes() -> None:
    may_answer = threading.Event()
    with serving(patience=SHORT, may_answer=may_answer) as port:
        with connect(port) as silent:
            answers: list[bytes] = []
            waiting = threading.Thread(target=lambda: answers.append(get(port)))
            waiting.start()
            # By then the other one would have been hung up on, too.
            assert silent.recv(100) == b""
            with connect(port) as later:
                assert later.recv(100) == b""
        may_answer.set()
        waiting.join()
    assert answers == [b"ok"]


@pytest.mark.parametrize("beginning", BEGINNINGS.values(), ids=BEGINNINGS)
def test_a_crowd_that_keeps_the_server_waiting_keeps_nobody_else_waiting(
    beginning: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_server, "_CONNECTIONS", 40)
    monkeypatch.setattr(http_server, "_CROWD", 30)
    with serving(in_a_crowd=SHORT) as port, ExitStack() as stack:
        for _ in range(100):
            stack.enter_context(connect(port)).sendall(beginning)
        assert get(port) == b"ok"


def test_below_a_crowd_nobody_is_hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_server, "_CROWD", 30)
    with serving(in_a_crowd=SHORT) as port, ExitStack() as stack:
        clients = [stack.enter_context(connect(port)) for _ in range(20)]
        for client in clients:
            client.sendall(b"GET / HTTP/1.1\r\n")
        assert get(port) == b"ok"
        for client in clients:
            client.sendall(b"Host: x\r\nConnection: close\r\n\r\n")
            assert client.makefile("rb").read().endswith(b"ok")
