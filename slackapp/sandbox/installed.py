"""What a workspace knows of the app that is installed in it: what its manifest says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

ShortcutKind = Literal["global", "message"]
#: Whether people may write to the app in its own conversation, only read there, or have none.
MessagesTab = Literal["open", "read_only", "off"]


@dataclass(frozen=True)
class Command:
    """A slash command of the app."""

    command: str
    description: str
    usage_hint: str


@dataclass(frozen=True)
class Shortcut:
    """An entry in a menu: of the composer (`global`), or of each message."""

    name: str
    kind: ShortcutKind
    callback_id: str
    description: str


@dataclass(frozen=True)
class Parameter:
    """A value that a function takes or gives."""

    name: str
    type: str
    title: str
    description: str
    is_required: bool


@dataclass(frozen=True)
class Function:
    """A step that the app offers to Workflow Builder."""

    callback_id: str
    title: str
    description: str
    inputs: tuple[Parameter, ...]
    outputs: tuple[Parameter, ...]


@dataclass(frozen=True)
class InstalledApp:
    """The app as its manifest declares it; `optional_scopes` may be withheld."""

    commands: tuple[Command, ...]
    subscriptions: frozenset[str]
    scopes: frozenset[str]
    optional_scopes: frozenset[str] = frozenset()
    shortcuts: tuple[Shortcut, ...] = ()
    functions: tuple[Function, ...] = ()
    redirect_urls: tuple[str, ...] = ()
    rotates_tokens: bool = False
    may_be_of_org: bool = False
    messages_tab: MessagesTab = "open"

    def find_shortcut(self, kind: ShortcutKind, callback_id: str) -> Shortcut | None:
        """The shortcut of this kind that answers to this id."""
        for shortcut in self.shortcuts:
            if (shortcut.kind, shortcut.callback_id) == (kind, callback_id):
                return shortcut
        return None

    def find_function(self, callback_id: str) -> Function | None:
        """The function of this id."""
        return next((one for one in self.functions if one.callback_id == callback_id), None)


def read_manifest(manifest: dict[str, Any]) -> InstalledApp:
    """The app that a manifest declares; raises ValueError for what Slack would not take."""
    features, settings = manifest.get("features", {}), manifest.get("settings", {})
    scopes = manifest.get("oauth_config", {}).get("scopes", {})
    asked, optional = (frozenset(scopes.get(key, ())) for key in ("bot", "bot_optional"))
    if not optional <= asked:
        raise ValueError("what is in bot_optional must be among the scopes in bot, too")
    functions = tuple(_read_functions(manifest.get("functions", {})))
    if functions and settings.get("function_runtime") != "remote":
        raise ValueError("functions need settings.function_runtime: remote")
    return InstalledApp(
        commands=tuple(
            Command(one["command"], one["description"], one.get("usage_hint", ""))
            for one in features.get("slash_commands", ())
        ),
        subscriptions=frozenset(settings.get("event_subscriptions", {}).get("bot_events", ())),
        scopes=asked,
        optional_scopes=optional,
        shortcuts=tuple(_read_shortcuts(features.get("shortcuts", ()))),
        functions=functions,
        redirect_urls=tuple(manifest.get("oauth_config", {}).get("redirect_urls", ())),
        rotates_tokens=bool(settings.get("token_rotation_enabled")),
        may_be_of_org=bool(settings.get("org_deploy_enabled")),
        messages_tab=_read_messages_tab(features.get("app_home")),
    )


def _read_messages_tab(home: dict[str, Any] | None) -> MessagesTab:
    """As Slack takes it that a manifest says nothing of its Home: nobody has decided."""
    if home is None:
        return "open"
    if not home.get("messages_tab_enabled", True):
        return "off"
    return "read_only" if home.get("messages_tab_read_only_enabled", True) else "open"


def _read_shortcuts(entries: Iterable[dict[str, Any]]) -> Iterable[Shortcut]:
    seen: set[str] = set()
    for entry in entries:
        name, callback_id = entry["name"], entry["callback_id"]
        if entry["type"] not in ("global", "message"):
            raise ValueError(f"a shortcut is global or message, not {entry['type']!r}")
        if not 0 < len(name) <= 24 or not 0 < len(entry["description"]) <= 150:
            raise ValueError(f"the name or description of {callback_id!r} has the wrong length")
        if callback_id in seen or len(callback_id) > 255:
            raise ValueError(f"callback_id {callback_id!r} is taken or too long")
        seen.add(callback_id)
        yield Shortcut(name, entry["type"], callback_id, entry["description"])


def _read_functions(entries: dict[str, dict[str, Any]]) -> Iterable[Function]:
    for callback_id, entry in entries.items():
        yield Function(
            callback_id,
            entry["title"],
            entry["description"],
            tuple(_read_parameters(entry.get("input_parameters", {}))),
            tuple(_read_parameters(entry.get("output_parameters", {}))),
        )


def _read_parameters(entries: dict[str, dict[str, Any]]) -> Iterable[Parameter]:
    for key, entry in entries.items():
        yield Parameter(
            entry.get("name", key),
            entry["type"],
            entry.get("title", key),
            entry.get("description", ""),
            bool(entry.get("is_required")),
        )
