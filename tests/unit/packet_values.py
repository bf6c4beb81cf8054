"""A packet and its kudos in plain values, for the tests of what is made from them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from slackapp.domain.files.packet import Packet
from slackapp.domain.kudos.audience import Announcement, RecipientNotice, Visibility
from slackapp.domain.kudos.kudos import KudosView, PersonName, Recipient, Tag, build_tag
from slackapp.domain.profile.strengths import EXCELLENCE, STRENGTH
from slackapp.frameworks.loader import load_builtin

ECF = load_builtin()
BEN = Recipient("U0BEN", "Ben", RecipientNotice.CHANNEL)
FIRST_DAY = datetime(2026, 10, 1, 9, tzinfo=UTC)


def make_tag(key: str, behaviour: str | None = None) -> Tag:
    """A competency of ECF, with a behaviour where one is named."""
    return build_tag(ECF, tag_id=1, competency_key=key, behaviour_key=behaviour)


def make_kudos(
    number: int, *tags: Tag, giver: str = "Ana", message: str = "well done"
) -> KudosView:
    """A public kudos to Ben, on the October day of that number and for empathy if for nothing."""
    return KudosView(
        kudos_id=100 + number,
        giver=PersonName(f"U0{giver.upper()}", giver),
        recipients=(BEN,),
        tags=tags or (make_tag("empathy"),),
        message=message,
        slack_channel_id="C0SUPPORT",
        visibility=Visibility.PUBLIC,
        announcement=Announcement.CHANNEL,
        given_at=FIRST_DAY + timedelta(days=number),
    )


def make_packet(*kudos_list: KudosView) -> Packet:
    """Ben's packet of those."""
    return Packet(
        name="Ben",
        period="October 2026",
        made_for="Ben",
        reach="No private ones.",
        kudos=kudos_list,
        days={one.kudos_id: f"{one.given_at:%d %B}" for one in kudos_list},
        links={101: "https://x.slack.com/archives/C1/p1"},
        framework=ECF,
        strength=STRENGTH,
        excellence=EXCELLENCE,
        months={one.kudos_id: (one.given_at.year, one.given_at.month) for one in kudos_list},
    )
