"""What a leader's report is drawn from, in plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from slackapp.frameworks.model import Tier


@dataclass(frozen=True, slots=True)
class MonthLines:
    """A month's kudos by cluster, in the framework's order, and by tier, without those of few
    people; `is_whole` where nothing had to be left out, as the digest told it, and then `by_both`
    has each cluster's tiers. Where it is not `is_through`, its clusters are not those of the
    report's lens. `recognised` were thanked, and `gave` thanked somebody.
    """

    name: str
    by_cluster: Sequence[tuple[str, int]] = ()
    by_tier: Mapping[str, int] = field(default_factory=dict)
    entry_share: float | None = None
    is_whole: bool = False
    is_through: bool = True
    recognised: int | None = None
    gave: int | None = None
    by_both: Sequence[tuple[str, Sequence[tuple[Tier | None, int]]]] = ()


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A report in plain values; None stands for a number that is not shown.

    `kudos`, `givers` and `digest_link` are of the digest that told the channel of the month. The
    share of the `top_tenth` is that of so many people. `thanked_since`, `in_rings` and
    `from_outside` are of all months together; `since` names the first of them where it is not as
    far back as a report looks.

    `unrecognised` are names; None where the workspace does not want them told. `key` is the team's
    id, the month, and the lens where one was named, which the menu of people carries. `lens` is the
    vocabulary that it is read through, where that is not the workspace's `own` framework, and
    `apart` what has no counterpart in it.
    """

    month: str
    slack_channel_id: str
    key: str
    members: int
    recognised: int | None
    gave: int | None
    top_tenth_share: float | None
    months: Sequence[MonthLines]
    smallest_group: int
    unrecognised: Sequence[str] | None
    lens: str | None = None
    apart: Sequence[str] = ()
    own: str = ""
    since: str | None = None
    top_tenth: int = 0
    kudos: int | None = None
    givers: int | None = None
    digest_link: str = ""
    thanked_since: int | None = None
    in_rings: int | None = None
    from_outside: int | None = None
