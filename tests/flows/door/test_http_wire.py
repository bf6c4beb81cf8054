"""Hostile bytes at the front door: what is no HTTP, or no end of it."""

from __future__ import annotations

import itertools
import re
import resource
import socket

import pytest
import structlog

from tests.flows.office import Office

HEAD = b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


def talk(office: Office, *pieces: bytes, hang_up: bool = False) -> bytes:
    """Send the pieces over a connection of its own, and read until the app closes it."""
    with socket.create_connection(("127.0.0.1", office.app.server.port)) as connection:
        for piece in pieces:
            connection.sendall(piece)
        if hang_up:
            connection.shutdown(socket.SHUT_WR)
        answer = b""
        while received := connection.recv(65536):
            answer += received
        return answer


def statuses(answer: bytes) -> list[int]:
    """The status of each response in it."""
    return [int(one) for one in re.findall(rb"HTTP/1\.[01] (\d{3}) ", answer)]


CLOSE = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"


@pytest.mark.parametrize(
    "request_bytes",
    [
        HEAD + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        HEAD + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        HEAD + b"Expect: 100-continue\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        HEAD + b"Content-Length: 5\r\n" + CHUNKED + b"\r\n0\r\n\r\n" + CLOSE,
        HEAD.replace(b"/1.1", b"/1.0") + b"Connection: keep-alive\r\n" + CHUNKED + b"\r\n" + CLOSE,
        HEAD + b"Transfer-Encoding: gzip\r\n\r\n" + CLOSE,
        HEAD + b"Transfer-Encoding: chunked, identity\r\n\r\n" + CLOSE,
        HEAD + b"Content-Length: " + b"9" * 5_000 + b"\r\n\r\n" + CLOSE,
        HEAD + b"Content-Length: -1\r\n\r\n" + CLOSE,
        HEAD + b"Content-Length: +1\r\n\r\na" + CLOSE,
        HEAD + CHUNKED + b"\r\nzz\r\nabc\r\n0\r\n\r\n" + CLOSE,
        HEAD + CHUNKED + b"\r\n3\r\nabcdef\r\n0\r\n\r\n" + CLOSE,
        HEAD + b"A: b\rX: c\r\n\r\n" + CLOSE,
        HEAD + b" no header\r\n\r\n"[1:] + CLOSE,
        b"GET http://[x HTTP/1.1\r\n\r\n" + CLOSE,
        b"GET http://\xff\xfe/ HTTP/1.1\r\n\r\n" + CLOSE,
        b"get /healthz HTTP/1.1\r\n\r\n" + CLOSE,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n" + CLOSE,
    ],
)
def test_what_is_no_http_is_refused_and_nothing_behind_it_is_answered(
    shared_office: Office, request_bytes: bytes
) -> None:
    with structlog.testing.capture_logs() as logs:
        assert statuses(talk(shared_office, request_bytes)) == [400]
    # The app's ticks may have something to tell meanwhile.
    [line] = [one for one in logs if one["event"] == "request_refused"]
    assert line["reason"] == "malformed"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/slack/events/", 404),
        ("/slack/%2e/events", 404),
        ("/slack/events%00", 404),
        ("/slack/events;x", 404),
        ("/slack/../metrics", 404),
        ("/slack/..%2fmetrics", 404),
        ("//slack/events", 401),
        ("/slack/events?x=1", 401),
    ],
)
def test_no_path_leads_around_the_guard(shared_office: Office, path: str, status: int) -> None:
    request = HEAD.replace(b"/slack/events", path.encode()) + b"Content-Length: 2\r\n\r\n{}"
    assert statuses(talk(shared_office, request + CLOSE)) == [status, 200]


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "TRACE", "GET", "UNHEARD-OF"])
def test_slacks_address_takes_posts_alone(shared_office: Office, method: str) -> None:
    request = f"{method} /slack/events HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    assert statuses(talk(shared_office, request + CLOSE)) == [405, 200]


@pytest.mark.parametrize(
    "ending",
    [
        b"Content-Length: 2\r\n\r\n{}",
        b"\r\n",
        CHUNKED + b"\r\n2\r\n{}\r\n0\r\n\r\n",
        CHUNKED + b"\r\n1;a=b\r\n{\r\n1\r\n}\r\n0\r\nTrailer: x\r\n\r\n",
        b"Content_Length: 99\r\nContent-Length: 2\r\n\r\n{}",
        b"X-Slack-Signature: v0=\xe9\xff\r\nContent-Length: 2\r\n\r\n{}",
        b"X-Slack-Signature: v0=0\r\nX-Slack-Signature: v0=1\r\nContent-Length: 2\r\n\r\n{}",
        b"".join(b"X-%d: x\r\n" % number for number in range(3_000)) + b"\r\n",
    ],
)
def test_an_unsigned_request_is_refused_however_its_body_comes(
    shared_office: Office, ending: bytes
) -> None:
    assert statuses(talk(shared_office, HEAD + ending + CLOSE)) == [401, 200]


def test_requests_that_are_sent_at_once_are_answered_in_order(shared_office: Office) -> None:
    ping = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    answer = talk(shared_office, ping + HEAD + b"Content-Length: 2\r\n\r\n{}" + ping + CLOSE)
    assert statuses(answer) == [200, 401, 200, 200]


def test_a_client_that_waits_for_a_word_gets_it(shared_office: Office) -> None:
    asked = HEAD + b"Connection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
    assert statuses(talk(shared_office, asked, b"{}")) == [100, 401]


@pytest.mark.parametrize(
    "start",
    [
        HEAD[:20],
        HEAD,
        HEAD + b"Content-Length: 30\r\n\r\nabc",
        HEAD + CHUNKED + b"\r\n5\r\na",
    ],
)
def test_a_connection_that_ends_half_way_is_let_go(shared_office: Office, start: bytes) -> None:
    assert talk(shared_office, start, hang_up=True) == b""


@pytest.mark.parametrize(
    "start",
    [
        HEAD + b"Content-Length: 200000000\r\n\r\n",
        HEAD + b"Expect: 100-continue\r\nContent-Length: 200000000\r\n\r\n",
        HEAD + CHUNKED + b"\r\n",
        HEAD + CHUNKED + b"\r\n0\r\n",
        HEAD,
    ],
)
def test_two_hundred_megabytes_are_refused_and_take_no_memory(
    shared_office: Office, start: bytes
) -> None:
    piece = b"10000\r\n" + b"a" * 65536 + b"\r\n"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    answer = talk(shared_office, start, *itertools.repeat(piece, 200_000_000 // len(piece)))

    assert statuses(answer) in ([413], [431])
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 20_000  # kilobytes


@pytest.mark.parametrize(
    ("query", "status"), [("ssl_check=1&token=t", 200), ("ssl_check=2", 405), ("a&" * 99, 405)]
)
def test_slack_may_see_whether_our_certificate_is_good(
    shared_office: Office, query: str, status: int
) -> None:
    request = CLOSE.replace(b"/healthz", b"/slack/events?" + query.encode())
    assert statuses(talk(shared_office, request)) == [status]
