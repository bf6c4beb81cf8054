"""Routes that take and give JSON, and how refusals are told on them."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.humans import Answer

Body = dict[str, Any]
Endpoint = Callable[[Request, Body], Awaitable[Any]]
Table = Iterable[tuple[str, str, Endpoint]]


class PlainJson(JSONResponse):
    """JSON in ASCII, as Slack sends it, so that it may hold halves of characters too."""

    def render(self, content: Any) -> bytes:
        """The bytes that are sent."""
        return json.dumps(content).encode()


def build_routes(table: Table) -> list[Route]:
    """Every route of a table of verbs, paths and endpoints, below /sandbox/api."""
    return [
        Route(f"/sandbox/api{path}", _as_json(endpoint), methods=[verb])
        for verb, path, endpoint in table
    ]


def tell(answer: Answer) -> Body:
    """What came back to a person, as JSON."""
    return {"ok": answer.ok, "error": answer.error}


def tell_options(answer: Answer) -> Body:
    """What an external select offers, as JSON."""
    offered = answer.raw if answer.ok else {}
    return tell(answer) | {
        key: offered[key] for key in ("options", "option_groups") if key in offered
    }


def need(body: Body, name: str) -> str:
    """A text that the body must have; raises SlackError when it has none."""
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise SlackError("invalid_arguments", needed=name)
    return value


def _as_json(endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            raw = await request.body()
            body = json.loads(raw) if raw else {}
            if not isinstance(body, dict):
                raise SlackError("invalid_json")
            result = await endpoint(request, body)
        except SlackError as error:
            return PlainJson({"ok": False, "error": error.error, **error.extra}, 400)
        except (ValueError, TypeError) as error:
            # An unknown field, or a body that is no JSON: the caller's mistake, told as it is.
            return PlainJson({"ok": False, "error": str(error)}, 400)
        return result if isinstance(result, Response) else PlainJson(result)

    return answer
