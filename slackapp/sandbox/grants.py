"""OAuth: people who install the app get a code for it, and the app exchanges codes for tokens."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from slackapp.sandbox.errors import SlackError
from slackapp.sandbox.parts import Parts
from slackapp.sandbox.tokens import Token

#: Seconds that a token lasts where tokens rotate, and a code.
TOKEN_LIFE = 43_200
_CODE_LIFE = 600
#: What the token of an organisation hears in a workspace that the app was not added to.
NOT_LET_IN = "team_access_not_granted"


@dataclass(frozen=True)
class _Grant:
    """What somebody allowed: in one workspace, or in all of an organisation."""

    workspaces: tuple[Parts, ...]
    scopes: frozenset[str]
    is_of_org: bool
    expires_at: float
    #: As the app named it when it asked; it names the same when it takes the token.
    redirect_uri: str

    @property
    def home(self) -> Parts:
        return self.workspaces[0]


class Grants:
    """The app's client id and secret, and the codes and refresh tokens that are good now."""

    def __init__(self) -> None:
        self.client_id = f"{secrets.randbelow(10**12):012}.{secrets.randbelow(10**13):013}"
        self.client_secret = secrets.token_hex(16)
        self._lock = threading.Lock()
        self._codes: dict[str, _Grant] = {}
        self._refreshing: dict[str, _Grant] = {}
        #: The workspaces of organisations that the app was added to.
        self._let_in: set[str] = set()

    def allow(
        self,
        address: str,
        workspaces: Iterable[Parts],
        *,
        withheld: Iterable[str] = (),
        is_of_org: bool = False,
    ) -> str:
        """Press "Allow" on the page at that address; where Slack then leads the browser."""
        asked = self._read(address)
        parts = tuple(workspaces)
        app = parts[0].world.app
        if is_of_org and not app.may_be_of_org:
            raise SlackError("org_deploy_not_enabled")
        scopes = frozenset(asked.get("scope", "").split(","))
        if not scopes <= app.scopes:
            raise SlackError("invalid_scope")
        code = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        expires_at = parts[0].world.store.clock() + _CODE_LIFE
        uri = asked.get("redirect_uri", "")
        with self._lock:
            granted = scopes - set(withheld)
            self._codes[code] = _Grant(parts, granted, is_of_org, expires_at, uri)
        return self._lead_back(parts[0], asked, {"code": code})

    def cancel(self, address: str, workspace: Parts) -> str:
        """Press "Cancel" there; where Slack then leads the browser."""
        told = "The user has denied access to the scope(s) requested by the client application."
        answer = {"error": "access_denied", "error_description": told}
        return self._lead_back(workspace, self._read(address), answer)

    def _read(self, address: str) -> dict[str, str]:
        asked = {name: values[-1] for name, values in parse_qs(urlsplit(address).query).items()}
        if asked.get("client_id") != self.client_id:
            raise SlackError("invalid_client_id")
        return asked

    def _lead_back(self, parts: Parts, asked: Mapping[str, str], answer: dict[str, str]) -> str:
        urls = parts.world.app.redirect_urls
        if not urls:
            raise SlackError("bad_redirect_uri")
        uri = asked.get("redirect_uri") or urls[0]
        if not any(uri.startswith(known) for known in urls):
            raise SlackError("bad_redirect_uri")
        return f"{uri}?{urlencode(answer | {'state': asked.get('state', '')})}"

    # oauth.v2.access

    def access(self, args: Mapping[str, Any], client_id: str, client_secret: str) -> dict[str, Any]:
        """Exchange a code, or a refresh token, for tokens. Raises SlackError."""
        if client_id != self.client_id:
            raise SlackError("invalid_client_id")
        if client_secret != self.client_secret:
            raise SlackError("bad_client_secret")
        match args.get("grant_type") or "authorization_code":
            case "authorization_code":
                return self._install(str(args.get("code", "")), str(args.get("redirect_uri") or ""))
            case "refresh_token":
                return self._refresh(str(args.get("refresh_token", "")))
        raise SlackError("invalid_grant_type")

    def _install(self, code: str, redirect_uri: str) -> dict[str, Any]:
        with self._lock:
            grant = self._codes.pop(code, None)
        if grant is None or grant.expires_at < grant.home.world.store.clock():
            raise SlackError("invalid_code")
        if grant.redirect_uri != redirect_uri:
            raise SlackError("bad_redirect_uri")
        return self._issue(grant)

    def _refresh(self, refresh_token: str) -> dict[str, Any]:
        with self._lock:
            grant = self._refreshing.pop(refresh_token, None)
        if grant is None or not self._is_alive(grant):
            raise SlackError("invalid_refresh_token")
        return self._issue(grant)

    def _is_alive(self, grant: _Grant) -> bool:
        # One that has ended by itself may be renewed; one that was taken away may not.
        world = grant.home.world
        token = world.store.find_token(world.bot_token)
        return token is not None and token.error in (None, NOT_LET_IN)

    def _issue(self, grant: _Grant) -> dict[str, Any]:
        world = grant.home.world
        app, store = world.app, world.store
        answer: dict[str, Any] = {}
        known = store.find_token(world.bot_token)
        if app.rotates_tokens:
            token = store.add_rotating_token(grant.scopes, store.clock() + TOKEN_LIFE)
            refresh_token = f"xoxe-1-sandbox-{secrets.token_hex(16)}"
            with self._lock:
                self._refreshing[refresh_token] = grant
            answer = {"expires_in": TOKEN_LIFE, "refresh_token": refresh_token}
        elif known is not None and known.error is None and not grant.is_of_org:
            # Whoever installs what is installed gets the token that is good already.
            store.grant(known.value, grant.scopes)
            token = known
        else:
            token = store.add_token("bot", grant.scopes)
        for parts in grant.workspaces:
            self._put(parts, token, is_of_org=grant.is_of_org)
        enterprise = store.enterprise_id
        return answer | {
            "app_id": store.app_id,
            "authed_user": {"id": next(one.id for one in store.people() if one.is_admin)},
            "scope": ",".join(sorted(grant.scopes)),
            "token_type": "bot",
            "access_token": token.value,
            "bot_user_id": store.bot_user_id,
            "team": None if grant.is_of_org else {"id": store.team_id, "name": store.team_name},
            "enterprise": None if enterprise is None else {"id": enterprise, "name": enterprise},
            "is_enterprise_install": grant.is_of_org,
        }

    def _put(self, parts: Parts, token: Token, *, is_of_org: bool) -> None:
        store = parts.world.store
        if is_of_org and store.team_id not in self._let_in:
            token = replace(token, error=NOT_LET_IN)
        store.put_token(token)
        parts.world.bot_token = token.value
        store.is_org_install = is_of_org

    def let_in(self, parts: Parts) -> None:
        """Add the app that the organisation has to one of its workspaces."""
        self._let_in.add(parts.world.store.team_id)
        if parts.world.bot_token:
            parts.world.store.restore(parts.world.bot_token)

    def shut_out(self, parts: Parts) -> None:
        """Take it away from that workspace."""
        self._let_in.discard(parts.world.store.team_id)
        parts.world.store.revoke(parts.world.bot_token, NOT_LET_IN)
