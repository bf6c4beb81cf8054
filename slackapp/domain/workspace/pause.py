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


_BY_PAGE = "Somebody there has to install the app again, by its page /slack/install"
_REASONS_BY_PAGE = {
    reason: advice.replace(_REINSTALL, _BY_PAGE)
    for reason, advice in _REASONS.items()
    if _REINSTALL in advice
} | {"missing_scope": f"The app may not write messages. {_BY_PAGE}, and allow it all"}


@dataclass(frozen=True, slots=True)
class Pause:
    """Since when a workspace waits, and Slack's own word for why."""

    slack_team_id: str
    reason: str
    since: datetime
    is_from_environment: bool = True

    def describe(self) -> str:
        """What happened and what to do, for whoever runs the app."""
        if self.is_from_environment:
            advice = _REASONS.get(self.reason, _REINSTALL)
        else:
            advice = _REASONS_BY_PAGE.get(self.reason, _REASONS.get(self.reason, _BY_PAGE))
        return (
            f"{self.slack_team_id} has waited since {self.since:%Y-%m-%d %H:%M} UTC, for Slack "
            f"does not take its token ({self.reason}). {advice}. Nothing is lost: what waits is "
            "then sent by itself."
        )


def describe_uninstalled(slack_team_id: str, since: datetime) -> str:
    """The same for a workspace of the settings' token that has uninstalled the app."""
    return (
        f"{slack_team_id} has uninstalled the app since {since:%Y-%m-%d %H:%M} UTC. {_REINSTALL}, "
        "before KUDOSCOPE_KEEP_UNINSTALLED_DAYS are over: then all that it has is deleted."
    )


def find_next_try(*, since: datetime, tried_at: datetime | None) -> datetime:
    """When a paused workspace's token is tried again: the waits double, as far as a bound."""
    last = tried_at or since
    return last + min(max(last - since, _SHORTEST), _LONGEST)
