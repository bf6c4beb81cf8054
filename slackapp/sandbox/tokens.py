"""The app's credentials, and what they let it do."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

TokenKind = Literal["bot", "app", "workflow"]


@dataclass(frozen=True)
class Token:
    """A credential of the app and what it may do."""

    value: str
    kind: TokenKind
    scopes: frozenset[str]
    error: str | None = None
    #: When it ends, by the workspace's clock; None for one that lasts.
    expires_at: float | None = None


class Tokens:
    """Every token; a part of `Store`, whose lock it shares."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._tokens: dict[str, Token] = {}

    def add_token(
        self, kind: TokenKind, scopes: Iterable[str], expires_at: float | None = None
    ) -> Token:
        """A new token; its value is random, so that no web page can guess it."""
        prefix = {"bot": "xoxb", "app": "xapp", "workflow": "xwfp"}[kind]
        value = f"{prefix}-sandbox-{secrets.token_hex(12)}"
        token = Token(value, kind, frozenset(scopes), expires_at=expires_at)
        with self.lock:
            self._tokens[token.value] = token
        return token

    def add_rotating_token(self, scopes: Iterable[str], expires_at: float) -> Token:
        """A bot token that ends, and looks like it."""
        value = f"xoxe.xoxb-1-sandbox-{secrets.token_hex(12)}"
        return self.put_token(Token(value, "bot", frozenset(scopes), expires_at=expires_at))

    def put_token(self, token: Token) -> Token:
        """Let a token be good here, as one of an organisation is in all of its workspaces."""
        with self.lock:
            self._tokens[token.value] = token
        return token

    def find_token(self, value: str) -> Token | None:
        """The token of this value."""
        return self._tokens.get(value)

    def tokens(self) -> list[Token]:
        """Every token, bad ones included."""
        with self.lock:
            return list(self._tokens.values())

    def grant(self, value: str, scopes: Iterable[str]) -> None:
        """Give a token more scopes, as a reinstallation does."""
        with self.lock:
            token = self._tokens[value]
            self._tokens[value] = replace(token, scopes=token.scopes | set(scopes))

    def withdraw(self, value: str, scopes: Iterable[str]) -> None:
        """Take scopes away from a token."""
        with self.lock:
            token = self._tokens[value]
            self._tokens[value] = replace(token, scopes=token.scopes - set(scopes))

    def restore(self, value: str) -> None:
        """Let a token be good again, as when a workspace is switched on again."""
        with self.lock:
            self._tokens[value] = replace(self._tokens[value], error=None)

    def revoke(self, value: str, error: str) -> None:
        """Let every later call with this token answer `error`."""
        with self.lock:
            self._tokens[value] = replace(self._tokens[value], error=error)
