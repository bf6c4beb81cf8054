"""All workspaces of one sandbox: whose token that is, and where the app can be installed."""

from __future__ import annotations

import base64
import binascii
import html
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.grants import Grants
from slackapp.sandbox.parts import Parts
from slackapp.sandbox.world import World

_PAGE = """<!doctype html><html lang="en"><title>Sandbox: install an app</title>
<style>:root{{color-scheme:light dark}}body{{font:1rem/1.5 system-ui;max-width:34rem;
margin:3rem auto;padding:0 1rem}}button{{font:inherit;margin-right:.5rem}}</style>
<h1>Kudoscope asks to be installed</h1><p>It may then: {scopes}</p>
<form method="get" action="/oauth/v2/decide"><input type="hidden" name="asked" value="{asked}">
<p><label>Workspace <select name="team">{options}</select></label></p>
<button name="answer" value="allow">Allow</button>
<button name="answer" value="cancel">Cancel</button></form>"""


class Slack:
    """The workspaces, the first of which has the page and the app's connections."""

    def __init__(self, first: Parts) -> None:
        self.workspaces = [first]
        self.grants = Grants()
        first.world.list_teams = self.list_teams

    def list_teams(self, token: str) -> list[tuple[str, str]]:
        """The teams that a token is good in, by id and name."""
        stores = [one.world.store for one in self.workspaces]
        found = [(one, one.find_token(token)) for one in stores]
        return [(one.team_id, one.team_name) for one, known in found if known and not known.error]

    def find(self, team_id: str) -> Parts:
        """The workspace of that id. Raises SlackError."""
        for parts in self.workspaces:
            if parts.world.store.team_id == team_id:
                return parts
        raise SlackError("team_not_found")

    def of_organisation(self, enterprise_id: str) -> list[Parts]:
        """The workspaces of an organisation."""
        return [one for one in self.workspaces if one.world.store.enterprise_id == enterprise_id]

    def find_world(self, token: str, args: Mapping[str, Any]) -> World:
        """The workspace that a call with that token is about; the first where it is none of ours.

        The token of an organisation is good in many: what the call names says which it is.
        """
        worlds = [one.world for one in self.workspaces if one.world.store.find_token(token)]
        if len(worlds) < 2:
            return worlds[0] if worlds else self.workspaces[0].world
        for world in worlds:
            store = world.store
            named = (args.get("channel"), args.get("user"), args.get("user_id"), args.get("users"))
            if args.get("team_id") == store.team_id:
                return world
            if any(store.find_channel(str(one)) or store.find_person(str(one)) for one in named):
                return world
        return worlds[0]

    def access(self, request: Request, args: Mapping[str, Any]) -> dict[str, Any]:
        """Answer `oauth.v2.access`, which knows the app by its id and secret."""
        client_id, secret = _read_basic(request) or (
            str(args.get("client_id", "")),
            str(args.get("client_secret", "")),
        )
        try:
            return {"ok": True} | self.grants.access(args, client_id, secret)
        except SlackError as error:
            return {"ok": False, "error": error.error, **error.extra}

    # The page on which people allow it

    async def ask(self, request: Request) -> Response:
        """The page that asks whether the app may be installed, and where."""
        options = "".join(
            f'<option value="{one.world.store.team_id}">{html.escape(one.world.store.team_name)}'
            for one in self.workspaces
        )
        scopes = html.escape(request.query_params.get("scope", "").replace(",", ", "))
        asked = html.escape(str(request.url))
        return HTMLResponse(_PAGE.format(scopes=scopes, asked=asked, options=options))

    async def decide(self, request: Request) -> Response:
        """What somebody pressed there."""
        asked = request.query_params.get("asked", "")
        try:
            parts = self.find(request.query_params.get("team", ""))
            if request.query_params.get("answer") != "allow":
                return RedirectResponse(self.grants.cancel(asked, parts), 302)
            return RedirectResponse(self.grants.allow(asked, [parts]), 302)
        except SlackError as error:
            return PlainTextResponse(error.error, 400)


def read_state(address: str) -> str:
    """The state in an address that the app leads a browser to."""
    return parse_qs(urlsplit(address).query).get("state", [""])[0]


def _read_basic(request: Request) -> tuple[str, str] | None:
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return name, secret
