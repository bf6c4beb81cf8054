"""A load of signed requests of Slack's over kept connections, on loopback alone."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from slackapp.blocks import ids


@dataclass(frozen=True, slots=True)
class Load:
    """What a run came to: answers with status 200, others, seconds, and latencies in ms."""

    acked: int
    refused: int
    seconds: float
    latencies: list[float]

    @property
    def per_second(self) -> float:
        """Acks a second."""
        return self.acked / self.seconds

    def percentile(self, share: float) -> float:
        """The latency in ms that this share of the requests stays under."""
        ordered = sorted(self.latencies)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


@dataclass(frozen=True, slots=True)
class Team:
    """Whose commands they are."""

    signing_secret: str
    slack_team_id: str
    people: list[str]
    channels: list[str]


_numbers = itertools.count()
#: Connections that requests at a rate share, fewer than the server takes.
_CONNECTIONS = 200


def sign_commands(team: Team) -> Iterator[bytes]:
    """Endless `/kudos` requests, each with a trigger of its own, ready for the socket.

    Whoever gives again thanks somebody else: the same two within ten minutes are asked about.
    """
    count = len(team.people)
    while True:
        number = next(_numbers)
        giver = team.people[number % count]
        recipient = team.people[(number + 1 + number // count % (count - 1)) % count]
        fields = {
            "team_id": team.slack_team_id,
            "user_id": giver,
            "user_name": "somebody",
            "channel_id": team.channels[number % len(team.channels)],
            "channel_name": "team",
            "command": "/kudos",
            "text": f"<@{recipient}> empathy thanks for your patience with ticket {number}",
            "trigger_id": f"bench.{time.time_ns()}.{number}",
            "response_url": "https://hooks.slack.com/commands/none",
            "api_app_id": "A0BENCH",
            "is_enterprise_install": "false",
        }
        yield _sign_form(team, fields)


def sign_mix(teams: Sequence[Team], *, kudos_every: int) -> Iterator[bytes]:
    """Endless requests of many workspaces in turn: reactions that thank nobody, and some kudos.

    One in `kudos_every` is a `/kudos`; of 1 all are.
    """
    kudos = [sign_commands(team) for team in teams]
    for number in itertools.count():
        place = number % len(teams)
        if number // len(teams) % kudos_every == place % kudos_every:
            yield next(kudos[place])
        else:
            yield _sign_reaction(teams[place], number)


def _sign_reaction(team: Team, number: int) -> bytes:
    is_added, now = number % 2 == 0, time.time()
    event = {
        "type": "reaction_added" if is_added else "reaction_removed",
        "user": team.people[number % len(team.people)],
        "reaction": "thumbsup",
        "item": {
            "type": "message",
            "channel": team.channels[number % len(team.channels)],
            "ts": f"{now - 60:.6f}",
        },
        "item_user": team.people[(number + 1) % len(team.people)],
        "event_ts": f"{now:.6f}",
    }
    payload = {
        "type": "event_callback",
        "team_id": team.slack_team_id,
        "api_app_id": "A0BENCH",
        "event": event,
        "event_id": f"Ev{time.time_ns()}{number}",
        "event_time": int(now),
        "authorizations": [{"team_id": team.slack_team_id, "user_id": "U0BENCH", "is_bot": True}],
    }
    return _sign(team, json.dumps(payload).encode(), "application/json")


def sign_suggestions(team: Team, typed: Sequence[str]) -> Iterator[bytes]:
    """Endless requests of a menu that is searched: what was typed so far, one after the other."""
    for number, value in enumerate(itertools.cycle(typed)):
        payload = {
            "type": "block_suggestion",
            "team": {"id": team.slack_team_id},
            "user": {"id": team.people[number % len(team.people)]},
            "action_id": ids.FORM_COMPETENCIES,
            "block_id": ids.COMPETENCIES_BLOCK,
            "value": value,
        }
        yield _sign_form(team, {"payload": json.dumps(payload)})


def _sign_form(team: Team, fields: dict[str, str]) -> bytes:
    return _sign(team, urlencode(fields).encode(), "application/x-www-form-urlencoded")


def _sign(team: Team, body: bytes, content_type: str) -> bytes:
    timestamp = str(int(time.time()))
    base = b"v0:" + timestamp.encode() + b":" + body
    signature = hmac.new(team.signing_secret.encode(), base, hashlib.sha256).hexdigest()
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Type: {content_type}\r\n"
        f"X-Slack-Request-Timestamp: {timestamp}\r\nX-Slack-Signature: v0={signature}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def run_load(
    port: int | Sequence[int],
    team: Team,
    *,
    clients: int,
    seconds: float,
    requests: Iterator[bytes] | None = None,
) -> Load:
    """Keep so many clients busy for so long; each sends its next request after its answer.

    The requests are kudos, where no others are given. Clients share several ports evenly.
    """
    ports = [port] if isinstance(port, int) else port
    return asyncio.run(_run(ports, requests or sign_commands(team), clients, seconds))


def run_at_rate(port: int, requests: Iterator[bytes], *, per_second: float, seconds: float) -> Load:
    """Send so many requests a second, whether the ones before are answered or not.

    A latency counts from when its request was due, so that no wait goes unseen.
    """
    return asyncio.run(_run_at_rate(port, requests, per_second, seconds))


async def _run_at_rate(
    port: int, requests: Iterator[bytes], per_second: float, seconds: float
) -> Load:
    latencies: list[float] = []
    refused, sent = 0, itertools.count()
    streams = [await asyncio.open_connection("127.0.0.1", port) for _ in range(_CONNECTIONS)]
    began = time.perf_counter()

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal refused
        # Whoever is free takes the next, as a pool of connections does.
        while (due := next(sent) / per_second) < seconds:
            await asyncio.sleep(began + due - time.perf_counter())
            writer.write(next(requests))
            if await _read_status(reader) == 200:
                latencies.append((time.perf_counter() - began - due) * 1000)
            else:
                refused += 1
        writer.close()
        await writer.wait_closed()

    await asyncio.gather(*(client(*stream) for stream in streams))
    return Load(len(latencies), refused, time.perf_counter() - began, latencies)


async def _run(
    ports: Sequence[int], requests: Iterator[bytes], clients: int, seconds: float
) -> Load:
    latencies: list[float] = []
    refused = 0
    began = time.perf_counter()
    deadline = began + seconds

    async def client(port: int) -> None:
        nonlocal refused
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while (sent := time.perf_counter()) < deadline:
            writer.write(next(requests))
            if await _read_status(reader) == 200:
                latencies.append((time.perf_counter() - sent) * 1000)
            else:
                refused += 1
        writer.close()
        await writer.wait_closed()

    await asyncio.gather(*(client(ports[one % len(ports)]) for one in range(clients)))
    return Load(len(latencies), refused, time.perf_counter() - began, latencies)


async def _read_status(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            await reader.readexactly(int(value))
    return int(head.split(b" ", 2)[1])
