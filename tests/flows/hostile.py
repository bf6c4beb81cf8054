"""Requests that nobody should send, on every HTTP surface: real ones, spoiled."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import strategies as st
from starlette.routing import Mount, Route

from slackapp.sandbox.delivery import HttpAnswer, post
from slackapp.sandbox.methods import METHODS
from slackapp.sandbox.server import Sandbox
from tests.payload_places import places_of, put

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
#: What is told to pages for as long as they stay ends so.
_ENDLESS = "/events"

JUNK: list[Any] = [
    *(None, True, 0, -1, 1.5, 10**30, "", "x", "\x00", "\ud800", "a b", "9" * 400, "é" * 3000),
    *([], {}, [[]], ["x"], [None], {"id": []}, {"id": "U1"}, [{"team_id": 5}], {"type": {}}, ...),
]
_texts = st.text(max_size=30)
_anything = st.one_of(
    st.sampled_from(JUNK),
    _texts,
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), _texts),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3),
        max_leaves=5,
    ),
)
_names = st.from_regex(r"[A-Za-z0-9-]{1,20}", fullmatch=True)
_in_headers = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60)
_queries = st.dictionaries(
    st.sampled_from(["state", "code", "error", "team", "answer", "asked", "as", "scope", "x"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    max_size=4,
).map(urlencode)


@dataclass(frozen=True)
class Spoiled:
    """A request; one without a method is bytes that go over the wire as they are.

    `is_signed` is whether it bears the signature of its body and of its time.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    is_signed: bool = False


# Real requests


@contextmanager
def recording() -> Iterator[list[dict[str, Any]]]:
    """The payloads that the sandbox sends to apps meanwhile."""
    payloads: list[dict[str, Any]] = []

    def post_and_keep(url: str, body: bytes, headers: dict[str, str], *rest: Any) -> HttpAnswer:
        payloads.append(decode(body, headers))
        return post(url, body, headers, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("slackapp.sandbox.delivery.post", post_and_keep)
        yield payloads


def decode(body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    """The payload that is in the body of such a request."""
    payload: dict[str, Any]
    if headers["Content-Type"] == JSON["Content-Type"]:
        payload = json.loads(body)
    else:
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        payload = json.loads(form["payload"]) if "payload" in form else form
    return payload


def encode(payload: Mapping[str, Any]) -> tuple[bytes, dict[str, str]]:
    """A payload as the kind that it is goes over HTTP."""
    if "command" in payload:
        return urlencode(payload, errors="surrogatepass").encode(), FORM
    body = json.dumps(payload).encode()
    if payload.get("type") == "event_callback":
        return body, JSON
    return urlencode({"payload": body}).encode(), FORM


# Spoiling them


class _Samples(tuple[dict[str, Any], ...]):
    """Real requests, which hypothesis need not spell out."""

    def __repr__(self) -> str:
        return "..."


@st.composite
def _spoil(draw: st.DrawFn, payloads: _Samples) -> dict[str, Any]:
    payload = payloads[draw(st.integers(0, len(payloads) - 1))]
    for _ in range(draw(st.integers(0, 3))):
        places = list(places_of(payload))
        if places:
            payload = put(payload, draw(st.sampled_from(places)), draw(_anything))
    return payload


@st.composite
def _garble(draw: st.DrawFn, body: bytes) -> bytes:
    """The bytes cut, doubled, or with others in between."""
    at = draw(st.integers(0, len(body)))
    to = draw(st.integers(at, min(len(body), at + 40)))
    middle = draw(st.binary(max_size=20) | st.just(body[at:to] * 2))
    return body[:at] + middle + draw(st.sampled_from([body[at:], body[to:], b""]))


@st.composite
def _to_slack_events(draw: st.DrawFn, payloads: _Samples) -> Spoiled:
    """What Slack signed, or somebody who wishes they could."""
    body, headers = encode(draw(_spoil(payloads)))
    request = Spoiled("POST", "/slack/events", headers, body, is_signed=True)
    match draw(st.sampled_from(["as it is"] * 6 + ["bytes", "type", "unsigned", "forged"])):
        case "bytes":
            return replace(request, body=draw(_garble(body)))
        case "type":
            return replace(request, headers=draw(st.sampled_from([FORM, JSON, {}])))
        case "unsigned":
            return replace(request, is_signed=False)
        case "forged":
            forged = ("Content-Type", "X-Slack-Signature", "X-Slack-Request-Timestamp")
            more = draw(st.dictionaries(st.sampled_from(forged), _in_headers))
            return replace(request, headers={**headers, **more}, is_signed=draw(st.booleans()))
    return request


@st.composite
def _to_pages(draw: st.DrawFn, paths: Sequence[str]) -> Spoiled:
    """Whatever a browser, a monitor or a stranger may ask for."""
    odd = st.text(max_size=20).map(lambda text: "/" + quote(text, errors="replace"))
    path = draw(st.sampled_from(paths) | odd) + draw(st.just("") | _queries.map("?{}".format))
    method = draw(st.sampled_from(["GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "X"]))
    usual = st.sampled_from(
        ["Cookie", "Authorization", "Host", "Accept", "X-Forwarded-For", "Range"]
    )
    headers = draw(st.dictionaries(usual | _names.filter(_is_harmless), _in_headers, max_size=3))
    body = draw(st.binary(max_size=40)) if method not in ("GET", "HEAD") else b""
    return Spoiled(method, path, headers, body)


def _is_harmless(name: str) -> bool:
    # How long the request is, is for the wire to lie about.
    return name.lower() not in ("content-length", "transfer-encoding", "expect", "connection")


@st.composite
def _over_the_wire(draw: st.DrawFn, requests: st.SearchStrategy[Spoiled]) -> Spoiled:
    """The bytes of such a request, garbled."""
    request = draw(requests)
    lines = [f"{request.method} {request.path} HTTP/1.1", "Host: localhost"]
    lines += [f"{name}: {value}" for name, value in request.headers.items()]
    lines.append(f"Content-Length: {len(request.body)}")
    whole = "\r\n".join([*lines, "", ""]).encode("latin-1") + request.body
    return Spoiled("", "", {}, draw(_garble(whole)))


def to_app(payloads: Sequence[dict[str, Any]]) -> st.SearchStrategy[Spoiled]:
    """Requests of the app, of which these are real ones."""
    slack = _to_slack_events(_Samples(payloads))
    paths = ("/healthz", "/readyz", "/metrics", "/slack/events", "/slack/install")
    pages = _to_pages((*paths, "/slack/oauth_redirect", "/slack/oauth_redirect", "/"))
    often = [slack] * 7 + [pages] * 2
    return st.sampled_from([*often, _over_the_wire(slack | pages)]).flatmap(lambda one: one)


def to_sandbox(sandbox: Sandbox) -> st.SearchStrategy[Spoiled]:
    """Requests of the sandbox: every method of its Web API, and every route that it serves."""
    values = _list_values(sandbox)
    usual = {name: known[0] for name, known in values.items()}
    calls = _Samples({"method": name, "args": usual} for name in METHODS)
    web_api = _to_web_api(calls, sandbox.bot_token)
    pages = _to_routes(list(_list_routes(sandbox)), values)
    often = [web_api] * 4 + [pages] * 5
    return st.sampled_from([*often, _over_the_wire(web_api | pages)]).flatmap(lambda one: one)


@st.composite
def _to_web_api(draw: st.DrawFn, calls: _Samples, token: str) -> Spoiled:
    call = draw(_spoil(calls))
    method, args = str(call.get("method")), call.get("args")
    args = args if isinstance(args, dict) else {}
    path = f"/api/{quote(method, errors='replace')}"
    bearer = draw(st.sampled_from([token, token, token, "", "xoxb-none"]))
    headers = {"Authorization": f"Bearer {bearer}"}
    if draw(st.booleans()):
        return Spoiled("POST", path, headers | JSON, json.dumps(args).encode())
    form = {key: one if isinstance(one, str) else json.dumps(one) for key, one in args.items()}
    return Spoiled("POST", path, headers | FORM, urlencode(form, errors="surrogatepass").encode())


def _list_routes(sandbox: Sandbox) -> Iterator[tuple[str, str]]:
    for route in sandbox._app.routes:
        if isinstance(route, Route) and not route.path.endswith(_ENDLESS):
            yield from ((method, route.path) for method in sorted(route.methods or ()))
        elif isinstance(route, Mount):
            yield "GET", f"{route.path}/{{file}}"


def _list_values(sandbox: Sandbox) -> dict[str, list[Any]]:
    """What stands in requests of the page, by its name."""
    people = [sandbox.user("ana"), sandbox.user("ben")]
    channel = sandbox.channel("support")
    messages = [one.ts for one in sandbox.messages(channel)][-3:]
    return {
        "as": people,
        "user": people,
        "channel": [channel, sandbox.im(people[0])],
        "id": [channel, *people],
        "text": ["hello", "/kudos", "/kudos help"],
        "ts": messages,
        "thread_ts": messages,
        "name": ["tada", "somebody", "file.toml"],
        "callback_id": ["thank_message", "give"],
        "filename": ["file.toml"],
        "length": ["5"],
        "view": [{"type": "home", "blocks": []}],
        "action_id": ["x"],
        "value": ["1"],
        "values": [{}, {"a": {"b": {"value": "c"}}}],
        "content": ["aGVsbG8="],
        "to": ["next_monday"],
        "kind": ["public", "ratelimited"],
        "method": ["chat.postMessage"],
        "members": [people],
        "scope": ["files:read"],
        "granted": [True],
        "inputs": [{}],
        "query": ["emp"],
    }


@st.composite
def _to_routes(
    draw: st.DrawFn, routes: Sequence[tuple[str, str]], values: Mapping[str, list[Any]]
) -> Spoiled:
    method, path = draw(st.sampled_from(routes))
    ids = st.sampled_from(values["id"]) | st.text(min_size=1, max_size=12)
    path = path.replace("{number:int}", str(draw(st.integers(0, 300))))
    path = re.sub(r"\{[^}]*\}", lambda _: quote(draw(ids), safe="", errors="replace"), path)
    told = draw(st.sets(st.sampled_from(sorted(values))))
    body: dict[str, Any] = {name: draw(st.sampled_from(values[name])) for name in sorted(told)}
    if draw(st.booleans()):
        body = draw(_spoil(_Samples([body])))
    if method in ("GET", "HEAD"):
        plain = {name: one for name, one in body.items() if isinstance(one, str)}
        return Spoiled(method, f"{path}?{urlencode(plain, errors='replace')}", {}, b"")
    raw = json.dumps(body).encode()
    return Spoiled(method, path, JSON, draw(st.just(raw) | _garble(raw)))
