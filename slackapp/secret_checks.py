"""Whether the secrets among the settings can be right, told without repeating them."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass

from cryptography.fernet import Fernet

from slackapp.config import Settings
from slackapp.errors import ConfigurationError

#: The key of the Fernet specification's own examples, which many tutorials repeat.
_EXAMPLE_KEY = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="

#: Whole words, as a random token may well hold one of them inside.
_PLACEHOLDER_WORDS = frozenset(
    {"your", "changeme", "change", "example", "placeholder", "replace", "here", "todo", "dummy"}
)
_PLACEHOLDER_SIGNS = re.compile(r"…|\.\.\.|[<>]")
_WRAPPING = "\"'`“”\u2018\u2019 \t\r\n"
_TOKEN = re.compile(r"[A-Za-z0-9-]+")
_CLIENT_ID = re.compile(r"\d+\.\d+")
_SIGNING_SECRET = re.compile(r"[0-9a-f]{32}")

#: By what it begins with: what a secret is, and where it belongs if anywhere.
_KINDS = {
    "xoxb-": ("a bot token (xoxb-…), which belongs in SLACK_BOT_TOKEN", "SLACK_BOT_TOKEN"),
    "xapp-": ("an app-level token (xapp-…), which belongs in SLACK_APP_TOKEN", "SLACK_APP_TOKEN"),
    "xoxp-": ("a user token (xoxp-…), which Kudoscope has no use for", None),
    "xoxe": (
        "a token that rotates (xoxe…), which only an installation by /slack/install renews: leave "
        "it empty and set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET",
        None,
    ),
}


@dataclass(frozen=True, slots=True)
class _Place:
    """A secret's setting, what a right one looks like, and where Slack shows it."""

    name: str
    prefix: str
    source: str


_BOT_TOKEN = _Place(
    "SLACK_BOT_TOKEN", "xoxb-", "Copy the Bot User OAuth Token from Install App in Slack's pages."
)
_APP_TOKEN = _Place(
    "SLACK_APP_TOKEN",
    "xapp-",
    "Generate one under Basic Information, App-Level Tokens, with the scope connections:write.",
)
_SIGNING = _Place(
    "SLACK_SIGNING_SECRET", "", "Copy the Signing Secret from Basic Information, App Credentials."
)
_CLIENT_SECRET = _Place(
    "SLACK_CLIENT_SECRET", "", "Copy both from Basic Information, App Credentials."
)


def check_secrets(settings: Settings, *, receives: bool = True) -> None:
    """Raise ConfigurationError with a line for every secret that is missing or cannot be right.

    A process that receives nothing needs no secret for that.
    """
    faults = list_token_faults(settings, receives=receives) + list_key_faults(settings)
    if faults:
        raise ConfigurationError("\n".join(faults))


def list_token_faults(settings: Settings, *, receives: bool = True) -> list[str]:
    """What is wrong with what Slack gave us, and with a value that stands in two places."""
    bot_token = settings.slack_bot_token.get_secret_value()
    app_token = settings.slack_app_token.get_secret_value()
    signing_secret = settings.slack_signing_secret.get_secret_value()
    faults = []
    client_secret = settings.slack_client_secret.get_secret_value()
    if not bot_token.strip() and not settings.installs_itself:
        faults.append(
            f"SLACK_BOT_TOKEN is not set: Kudoscope cannot speak to Slack. {_BOT_TOKEN.source} "
            "Or, for several workspaces, set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET."
        )
    if settings.installs_itself != bool(client_secret.strip()):
        faults.append(
            "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together: set both, for people to install "
            f"the app by its own page, or none. {_CLIENT_SECRET.source}"
        )
    if settings.installs_itself and not _CLIENT_ID.fullmatch(settings.slack_client_id.strip()):
        faults.append(
            "SLACK_CLIENT_ID is not like Slack's, digits on both sides of a dot. "
            f"{_CLIENT_SECRET.source}"
        )
    if receives and not app_token.strip() and not signing_secret.strip():
        faults.append(
            "Slack cannot reach Kudoscope: set SLACK_APP_TOKEN (Socket Mode) or "
            "SLACK_SIGNING_SECRET (HTTP)."
        )
    for place, value in (
        (_BOT_TOKEN, bot_token),
        (_APP_TOKEN, app_token),
        (_SIGNING, signing_secret),
        (_CLIENT_SECRET, client_secret),
    ):
        if value.strip() and (fault := _find_fault(place, value)):
            faults.append(f"{place.name} {fault} {place.source}")
    return faults + list(_list_repeats(settings))


def list_token_warnings(settings: Settings) -> list[str]:
    """What looks wrong with what Slack gave us, and may be right all the same."""
    value = settings.slack_signing_secret.get_secret_value().strip()
    # Slack promises no form; so far all of its signing secrets have had this one.
    if not value or _SIGNING_SECRET.fullmatch(value):
        return []
    return [
        "SLACK_SIGNING_SECRET does not look like Slack's own, which so far have 32 characters, "
        "digits and a to f. If Slack's requests are refused as bad_signature, look at it first: "
        f"{_SIGNING.source}"
    ]


def list_key_faults(settings: Settings) -> list[str]:
    """What is wrong with the encryption keys."""
    if not settings.key_ring:
        return ["No encryption key: set KUDOSCOPE_ENCRYPTION_KEYS. `kudoscope init` makes one."]
    faults = []
    for number, key in enumerate(settings.key_ring, start=1):
        which = f"Key {number} of KUDOSCOPE_ENCRYPTION_KEYS"
        if _is_placeholder(key):
            faults.append(f"{which} is still a placeholder. `kudoscope init` makes a key.")
        elif not _is_fernet_key(key):
            faults.append(
                f"{which} is not a Fernet key (44 characters of URL-safe base64). "
                "`kudoscope init` makes one."
            )
        elif _is_known_to_everybody(key):
            faults.append(f"{which} is an example that anybody knows. `kudoscope init` makes one.")
    return faults


def _find_fault(place: _Place, value: str) -> str | None:
    if value != value.strip(_WRAPPING):
        return "has quotes or spaces around it: take them away."
    if _is_placeholder(value.removeprefix(place.prefix)):
        return "is still a placeholder."
    for prefix, (kind, home) in _KINDS.items():
        if value.startswith(prefix) and home != place.name:
            return f"holds {kind}."
    if not place.prefix:
        return None
    if _SIGNING_SECRET.fullmatch(value):
        return "holds what looks like a signing secret, not a token."
    if not value.startswith(place.prefix):
        return f"does not begin with {place.prefix}, as it should."
    if not _TOKEN.fullmatch(value.removeprefix(place.prefix)):
        return "is cut short, or holds signs that no token has."
    return None


def _is_placeholder(value: str) -> bool:
    words = re.split(r"[^a-z0-9]+", value.lower())
    letters = "".join(words)
    return (
        _PLACEHOLDER_SIGNS.search(value) is not None
        or not _PLACEHOLDER_WORDS.isdisjoint(words)
        or (len(letters) > 1 and len(set(letters)) == 1 and not _is_fernet_key(value))
    )


def _is_fernet_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True


def _is_known_to_everybody(key: str) -> bool:
    secret = base64.urlsafe_b64decode(key)
    return secret == base64.urlsafe_b64decode(_EXAMPLE_KEY) or len(set(secret)) == 1


def _list_repeats(settings: Settings) -> Iterator[str]:
    places = [
        ("SLACK_BOT_TOKEN", settings.slack_bot_token.get_secret_value().strip()),
        ("SLACK_APP_TOKEN", settings.slack_app_token.get_secret_value().strip()),
        ("SLACK_SIGNING_SECRET", settings.slack_signing_secret.get_secret_value().strip()),
        ("SLACK_CLIENT_SECRET", settings.slack_client_secret.get_secret_value().strip()),
        *(("KUDOSCOPE_ENCRYPTION_KEYS", key) for key in settings.key_ring),
    ]
    first_at: dict[str, str] = {}
    for name, value in filter(lambda place: place[1], places):
        if value not in first_at:
            first_at[value] = name
        elif first_at[value] == name:
            yield f"{name} holds the same key twice: take one away."
        else:
            yield f"{first_at[value]} and {name} hold the same value: one of them is wrong."
