"""Sends spoiled requests, and looks at what comes back."""

from __future__ import annotations

import http.client
import re
import socket
import time
from collections.abc import Callable, Iterator

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from slackapp.sandbox.delivery import sign
from tests.flows.hostile import Spoiled

#: Seconds in which every request has its answer, however busy the machine is.
_PATIENCE = 60.0
#: Seconds for which half a request is waited on before its client hangs up.
_HALF = 0.05
_CLOSE = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


class Line:
    """A connection that is kept, and what came back over it; each answer is looked at."""

    def __init__(self, port: int, secret: str = "", clock: Callable[[], float] = time.time) -> None:
        self._port = port
        self._secret, self._clock = secret, clock
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
        #: How many answers there were of each status; 0 where the connection was closed instead.
        self.statuses: dict[int, int] = {}

    def send(self, request: Spoiled) -> None:
        """Send it. Raises AssertionError where an answer is our fault, or none came."""
        for status, answer in self._talk(request):
            self.statuses[status] = self.statuses.get(status, 0) + 1
            assert status < 500, (status, answer[:300])
            assert b"Traceback" not in answer, answer[:300]

    def _talk(self, request: Spoiled) -> Iterator[tuple[int, bytes]]:
        if not request.method:
            answer = _talk_plainly(self._port, request.body)
            found = re.findall(rb"^HTTP/1\.[01] (\d{3}) ", answer, re.MULTILINE)
            yield from ((int(one), answer) for one in found or [b"0"])
            return
        headers = dict(request.headers)
        if request.is_signed:
            headers = sign(self._secret, int(self._clock()), request.body) | headers
        try:
            self._connection.request(
                request.method,
                request.path,
                request.body,
                {name: value.encode("latin-1") for name, value in headers.items()},  # type: ignore[misc]
            )
            response = self._connection.getresponse()
            yield response.status, response.read()
        except TimeoutError:
            self._connection.close()
            raise AssertionError(f"no answer within {_PATIENCE:.0f} seconds") from None
        except (http.client.HTTPException, OSError):
            self._connection.close()
            yield 0, b""

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


def _talk_plainly(port: int, body: bytes) -> bytes:
    answer = b""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.settimeout(_HALF)
        try:
            connection.sendall(body + _CLOSE)
            while received := connection.recv(65536):
                answer += received
        except OSError:  # it waits for more, or has closed
            pass
    return answer


def send_spoiled(
    requests: st.SearchStrategy[Spoiled],
    send: Callable[[Spoiled], None],
    *,
    count: int,
    number: int,
) -> None:
    """Send so many of them, as the seed of that number has it; the first fault is made small."""

    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(requests)
    def attempt(request: Spoiled) -> None:
        send(request)

    attempt()
