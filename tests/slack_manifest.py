"""The app manifest as Slack's reference describes it: its fields, their types and lengths.

From https://docs.slack.dev/reference/app-manifest, as far as our manifest goes; any other field is
a fault.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, HttpUrl


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


def _text(most: int, least: int = 1) -> object:
    return Field(min_length=least, max_length=most)


Address = Annotated[HttpUrl, Field(strict=False)]


class _Display(_Part):
    name: Annotated[str, _text(35)]
    description: Annotated[str, _text(140)]
    long_description: Annotated[str, _text(4_000, least=174)]
    background_color: Annotated[str, Field(pattern=r"^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$")]


class _AppHome(_Part):
    home_tab_enabled: bool
    messages_tab_enabled: bool
    messages_tab_read_only_enabled: bool


class _BotUser(_Part):
    display_name: Annotated[str, Field(max_length=80, pattern=r"^[a-z0-9_.-]+$")]
    always_online: bool


class _SlashCommand(_Part):
    command: Annotated[str, Field(max_length=32, pattern=r"^/\S+$")]
    description: Annotated[str, _text(2_000)]
    usage_hint: Annotated[str, _text(1_000)]
    should_escape: bool
    url: Address | None = None


class _Shortcut(_Part):
    name: Annotated[str, _text(24)]
    type: Literal["global", "message"]
    callback_id: Annotated[str, _text(255)]
    description: Annotated[str, _text(150)]


class _Features(_Part):
    app_home: _AppHome
    bot_user: _BotUser
    slash_commands: Annotated[list[_SlashCommand], Field(max_length=50)]
    shortcuts: Annotated[list[_Shortcut], Field(max_length=10)]


class _Scopes(_Part):
    bot: Annotated[list[str], Field(max_length=255)]
    bot_optional: list[str]


class _OAuth(_Part):
    scopes: _Scopes
    redirect_urls: Annotated[list[Address], Field(max_length=1_000)] | None = None


class _Events(_Part):
    bot_events: Annotated[list[str], Field(max_length=100)]
    request_url: Address | None = None


class _Interactivity(_Part):
    is_enabled: bool
    request_url: Address | None = None


class _Settings(_Part):
    event_subscriptions: _Events
    interactivity: _Interactivity
    org_deploy_enabled: bool
    socket_mode_enabled: bool
    token_rotation_enabled: bool
    function_runtime: Literal["remote"] | None = None


class _Items(_Part):
    type: str


class _Parameter(_Part):
    name: str
    type: Annotated[
        str,
        Field(pattern=r"^(string|integer|number|boolean|object|array|slack#/types/[a-z_]+)$"),
    ]
    title: str
    description: str
    is_required: bool
    items: _Items | None = None


class _Function(_Part):
    title: Annotated[str, _text(100)]
    description: Annotated[str, _text(1_000)]
    input_parameters: dict[str, _Parameter]
    output_parameters: dict[str, _Parameter]


class Manifest(_Part):
    """The whole of it."""

    display_information: _Display
    features: _Features
    oauth_config: _OAuth
    settings: _Settings
    functions: dict[str, _Function] | None = None
