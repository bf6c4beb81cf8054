"""What an installation brings from Slack, and whether an event about its end is of this one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

#: How far Slack's clock and ours may be apart, and how late an event may come, before it is clear
#: which of two came first.
_UNCLEAR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Grant:
    """What Slack gave when somebody allowed the app; of an organisation where there is no team.

    `scopes` have a comma between. A token that rotates has its `refresh_token` and its end.
    """

    slack_team_id: str | None
    slack_enterprise_id: str | None
    name: str
    bot_token: str
    slack_bot_user_id: str
    scopes: str
    refresh_token: str | None = None
    expires_at: datetime | None = None
    slack_url: str | None = None


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a workspace begins with that is met for the first time; None leaves it to the table."""

    daily_limit: int
    sent_days: int | None = None
    slack_default_channel_id: str | None = None


class Ended(StrEnum):
    """Whether an event says that what is installed now has ended."""

    YES = "yes"
    LATE = "late"
    UNCLEAR = "unclear"


def judge_end(*, told_at: datetime, installed_at: datetime | None) -> Ended:
    """What an event of `told_at` says of an installation: Slack's may come after the next one."""
    if installed_at is None or told_at - installed_at > _UNCLEAR:
        return Ended.YES
    return Ended.LATE if installed_at - told_at > _UNCLEAR else Ended.UNCLEAR
