"""A workspace that waits for its token, and what whoever runs the app can do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

#: Between two tries of a token that Slack did not take: as long as it has been so already, within
#: these bounds.
_SHORTEST, _LONGEST = timedelta(minutes=1), timedelta(minutes=15)

_REINSTALL = (
    "Reinstall the app (Install App), put the new token into SLACK_BOT_TOKEN, and restart Kudoscope"
)
_REASONS = {
    "token_revoked": f"The token was taken back. {_REINSTALL}",
    "token_expired": f"The token has run out. {_REINSTALL}",
    "account_inactive": f"The app was uninstalled, or the workspace is switched off. {_REINSTALL}",
    "invalid_auth": "Slack does not know the token, or takes no calls from this machine's address. "
    f"Look at the app's allowed addresses; if they are right: {_REINSTALL}",
    "accesslimited": "Slack takes no calls from this machine's network. Ask the workspace's admins "
    "to allow it",
    "missing_scope": "The app may not write messages. Add the scope chat:write under OAuth & "
    "Permissions, then reinstall the app (Install App); if the token is another one now, put it "
    "into SLACK_BOT_TOKEN and restart Kudoscope",
}


@dataclass(frozen=True, slots=True)
class Pause:
    """Since when a workspace waits, and Slack's own word for why."""

    slack_team_id: str
    reason: str
    since: datetime

    def describe(self) -> str:
        """What happened and what to do, for whoever runs the app."""
        advice = _REASONS.get(self.reason, _REINSTALL)
        return (
            f"{self.slack_team_id} has waited since {self.since:%Y-%m-%d %H:%M} UTC, for Slack "
            f"does not take its token ({self.reason}). {advice}. Nothing is lost: what waits is "
            "then sent by itself."
        )


def find_next_try(*, since: datetime, tried_at: datetime | None) -> datetime:
    """When a paused workspace's token is tried again: the waits double, as far as a bound."""
    last = tried_at or since
    return last + min(max(last - since, _SHORTEST), _LONGEST)
