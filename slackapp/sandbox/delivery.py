"""How the sandbox reaches the app: an envelope over Socket Mode or a signed HTTP request."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import http.client
import json
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit

from slackapp.sandbox.socket_mode import NoConnection, SocketHub
from slackapp.sandbox.traffic import Kind
from slackapp.sandbox.world import World

PayloadKind = Literal["slash_commands", "interactive", "events_api"]

#: What Slack reports to events' receivers for each of the errors that people see.
RETRY_REASONS = {
    "operation_timeout": "http_timeout",
    "http_client_error": "http_error",
    "http_service_error": "http_error",
    "dispatch_failed": "connection_failed",
}
#: What each kind of payload is called in the inspector, and one that differs from its kind.
_SHOWN_AS: dict[str, Kind] = {
    "slash_commands": "command",
    "interactive": "interaction",
    "events_api": "event",
    "block_suggestion": "options",
}
#: Seconds between looks whether the app is there again.
_LOOK_EVERY = 0.2


@dataclass(frozen=True)
class Ack:
    """The app's acknowledgement: what it said, or the error string that the person sees."""

    error: str | None = None
    payload: Any = None


class Delivery:
    """Delivers payloads and waits for the acknowledgement."""

    def __init__(
        self,
        world: World,
        sockets: SocketHub,
        *,
        ack_timeout: float,
        event_retry_delays: tuple[float, ...],
    ) -> None:
        self._world = world
        self._sockets = sockets
        self._ack_timeout = ack_timeout
        self._event_retry_delays = event_retry_delays
        #: Where requests go over HTTP; the app has one address for all workspaces.
        self.request_url: str | None = None
        #: Events that wait until the app is there again.
        self.held = 0

    async def deliver(
        self, kind: PayloadKind, payload: dict[str, Any], retry: int = 0, reason: str = ""
    ) -> Ack:
        """Deliver once, by the way that is switched on."""
        shown = _SHOWN_AS.get(payload.get("type", ""), _SHOWN_AS[kind])
        now, name = self._world.store.clock(), _name(kind, payload)
        end = self._world.traffic.begin("to_app", shown, name, payload, at=now, retry=retry)
        ack = await self._send(kind, payload, retry, reason)
        end(ack.payload, status=0 if ack.error else 200, error=ack.error)
        return ack

    async def _send(
        self, kind: PayloadKind, payload: dict[str, Any], retry: int, reason: str
    ) -> Ack:
        if self._world.trouble.is_on("away"):
            return Ack(error="dispatch_failed")
        try:
            async with asyncio.timeout(self._ack_timeout):
                if self.request_url is not None:
                    return await self._post(self.request_url, kind, payload, retry, reason)
                envelope: dict[str, Any] = {}
                if kind == "events_api":
                    reason = reason.removeprefix("http_")
                    envelope = {"retry_attempt": retry, "retry_reason": reason}
                return Ack(payload=await self._sockets.send(kind, payload, **envelope))
        except NoConnection:
            return Ack(error="dispatch_failed")
        except TimeoutError:
            return Ack(error="operation_timeout")

    async def deliver_event(self, payload: dict[str, Any]) -> Ack:
        """Deliver an event, and again until it is acknowledged or the retries are used up."""
        ack = await self.deliver("events_api", payload)
        for retry, delay in enumerate(self._event_retry_delays, start=1):
            if ack.error is None:
                break
            await asyncio.sleep(delay)
            await self._wait_while_away()
            reason = RETRY_REASONS[ack.error]
            ack = await self.deliver("events_api", payload, retry, reason)
        return ack

    async def _wait_while_away(self) -> None:
        """Keep an event for as long as the app's line is cut, and until it is there again.

        Slack would try once more after a minute, and after five.
        """
        if not self._world.trouble.is_on("away"):
            return
        self.held += 1
        try:
            while self._world.trouble.is_on("away") or not self._has_line():
                await asyncio.sleep(_LOOK_EVERY)
        finally:
            self.held -= 1

    def _has_line(self) -> bool:
        return self.request_url is not None or self._sockets.count > 0

    async def _post(
        self, url: str, kind: PayloadKind, payload: dict[str, Any], retry: int, reason: str
    ) -> Ack:
        body, content_type = _encode(kind, payload)
        headers = sign(self._world.signing_secret, int(self._world.store.clock()), body)
        headers["Content-Type"] = content_type
        if retry:
            headers["x-slack-retry-num"] = str(retry)
            headers["x-slack-retry-reason"] = reason
        try:
            answer = await asyncio.to_thread(post, url, body, headers, self._ack_timeout)
        except (OSError, http.client.HTTPException) as error:
            timed_out = isinstance(error, TimeoutError)
            return Ack(error="operation_timeout" if timed_out else "dispatch_failed")
        if answer.status != 200:
            client = 400 <= answer.status < 500
            return Ack(error="http_client_error" if client else "http_service_error")
        return Ack(payload=answer.payload())


@dataclass(frozen=True)
class HttpAnswer:
    """An HTTP answer, read to its end."""

    status: int
    content_type: str
    body: bytes

    def payload(self) -> Any:
        """The body as Slack understands it: JSON, or the text of the answer."""
        text = self.body.decode("utf-8", "replace")
        if not text.strip():
            return None
        if self.content_type.startswith("application/json"):
            try:
                return json.loads(text)
            except ValueError:
                pass
        return {"text": text}


def post(url: str, body: bytes, headers: dict[str, str], timeout: float) -> HttpAnswer:
    """POST over plain HTTP, past any proxy: the app runs on this machine."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=timeout)
    try:
        connection.request("POST", parts.path or "/", body, headers)
        answer = connection.getresponse()
        content_type = answer.headers.get("content-type", "")
        return HttpAnswer(answer.status, content_type, answer.read())
    finally:
        connection.close()


def sign(secret: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers by which the app knows that Slack is calling."""
    base = b"v0:%d:" % timestamp + body
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "X-Slack-Request-Timestamp": str(timestamp),
        "X-Slack-Signature": f"v0={digest}",
    }


def _name(kind: PayloadKind, payload: dict[str, Any]) -> str:
    """Slack's own word for what is delivered."""
    if kind == "slash_commands":
        return str(payload["command"])
    return str(payload["event"]["type"] if kind == "events_api" else payload["type"])


def _encode(kind: PayloadKind, payload: dict[str, Any]) -> tuple[bytes, str]:
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"
