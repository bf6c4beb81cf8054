"""An app that notes whatever the sandbox sends it, and answers as it is told to."""

from __future__ import annotations

import json
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient

from slackapp.sandbox.server import Sandbox

Json = dict[str, Any]

OPTIONAL_SCOPES = ["reactions:read", "usergroups:read", "channels:history"]
MANIFEST: Json = {
    "features": {
        "slash_commands": [{"command": "/kudos", "description": "Thank", "usage_hint": "@name"}],
        "shortcuts": [
            {
                "name": "Give kudos",
                "type": "global",
                "callback_id": "give",
                "description": "Thank a colleague",
            },
            {
                "name": "Thank for this message",
                "type": "message",
                "callback_id": "thank",
                "description": "Thank whoever wrote it",
            },
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "commands",
                "chat:write",
                "users:read",
                "channels:read",
                "app_mentions:read",
                *OPTIONAL_SCOPES,
            ],
            "bot_optional": OPTIONAL_SCOPES,
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                "app_home_opened",
                "app_mention",
                "function_executed",
                "message.channels",
                "reaction_added",
                "reaction_removed",
                "subteam_members_changed",
                "subteam_updated",
            ]
        },
        "function_runtime": "remote",
    },
    "functions": {
        "give_kudos": {
            "title": "Give kudos",
            "description": "Thank a colleague in a channel",
            "input_parameters": {
                "person": {
                    "type": "slack#/types/user_id",
                    "title": "Whom",
                    "is_required": True,
                },
                "words": {"type": "string", "title": "What for"},
                "others": {"type": "array", "items": {"type": "slack#/types/user_id"}},
                "acting": {"type": "slack#/types/user_context", "is_required": True},
            },
            "output_parameters": {
                "link": {"type": "string", "title": "Where it was posted", "is_required": True}
            },
        }
    },
}


class NotingApp:
    """Bolt with one middleware, which takes everything."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.client = WebClient(sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])
        self.bolt = App(
            client=self.client,
            signing_secret=sandbox.signing_secret,
            process_before_response=True,
            # What the app itself did is to be noted, too.
            ignoring_self_events_enabled=False,
        )
        self.bolt.use(self._note)
        self.forget()

    def forget(self) -> None:
        """Begin anew: the same app serves many tests."""
        self.bodies: list[Json] = []
        #: What is answered, as JSON; None for an empty acknowledgement.
        self.answer: Json | None = None
        #: Seconds after which it answers.
        self.late = 0.0

    def _note(self, req: BoltRequest) -> BoltResponse:
        self.bodies.append(dict(req.body))
        time.sleep(self.late)
        if self.answer is None:
            return BoltResponse(status=200)
        headers = {"content-type": "application/json"}
        return BoltResponse(status=200, body=json.dumps(self.answer), headers=headers)

    def sent(self, kind: str) -> list[Json]:
        """The interactions of that type so far."""
        return [body for body in self.bodies if body.get("type") == kind]

    def events(self, kind: str) -> list[Json]:
        """The events of that type so far."""
        events = [body["event"] for body in self.sent("event_callback")]
        return [event for event in events if event["type"] == kind]

    def wait_for_event(self, kind: str) -> Json:
        """The first event of that type, once it has come."""
        return self.sandbox.wait_for(lambda: self.events(kind), message=f"no {kind} came")[0]


class _QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


@contextmanager
def over_socket(sandbox: Sandbox) -> Iterator[NotingApp]:
    """The app, connected over Socket Mode."""
    app = NotingApp(sandbox)
    handler = SocketModeHandler(app.bolt, sandbox.app_token)
    handler.connect()
    try:
        sandbox.wait_for(lambda: sandbox.socket_count)
        yield app
    finally:
        # A session that begins just then forgets that it was told to end, and is waited for.
        handler.client.auto_reconnect_enabled = False
        handler.client.current_session_state.terminated = True
        threading.Thread(target=handler.close, daemon=True).start()


@contextmanager
def over_http(sandbox: Sandbox) -> Iterator[NotingApp]:
    """The app, reached by signed requests."""
    app = NotingApp(sandbox)
    with _Server(("127.0.0.1", 0), _QuietHandler) as server:
        server.set_app(SlackRequestHandler(app.bolt))
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            sandbox.deliver_over_http(f"http://127.0.0.1:{server.server_port}/slack/events")
            yield app
        finally:
            server.shutdown()
            thread.join()
