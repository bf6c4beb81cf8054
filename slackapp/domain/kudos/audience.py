"""Who hears of a kudos, and where: the rule of who may see it, without I/O."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from enum import StrEnum


class ChannelKind(StrEnum):
    """What kind of conversation a channel is; private unless it is proven to be public."""

    PUBLIC = "public"
    PRIVATE = "private"
    DIRECT = "direct"


class Visibility(StrEnum):
    """Who may see a kudos: everyone, those in its channel, or its recipients alone."""

    PUBLIC = "public"
    CHANNEL = "channel"
    PRIVATE = "private"


class AnnounceChoice(StrEnum):
    """How a person wants kudos to them announced: publicly, after asking, or only to them."""

    PUBLIC = "public"
    ASK = "ask"
    ME = "me"


class Announcement(StrEnum):
    """What becomes of a kudos: announced in its channel, held for a word, or neither.

    It is held for the giver's word, or for Slack's on what its channel is. `refused` is one whose
    announcement Slack did not take.
    """

    CHANNEL = "channel"
    HELD = "held"
    NONE = "none"
    REFUSED = "refused"


class RecipientNotice(StrEnum):
    """How one recipient hears of it.

    `channel`: mentioned in the announcement. `asked`: told directly, and asked whether it may be
    announced. `agreed`: was asked and said yes. `direct`: told directly, and nobody else is.
    `group`: told directly, and announced as one of a group, by its name alone.
    """

    CHANNEL = "channel"
    ASKED = "asked"
    AGREED = "agreed"
    DIRECT = "direct"
    GROUP = "group"


_NOTICES = {
    AnnounceChoice.PUBLIC: RecipientNotice.CHANNEL,
    AnnounceChoice.ASK: RecipientNotice.ASKED,
    AnnounceChoice.ME: RecipientNotice.DIRECT,
}


def plan_notice(choice: AnnounceChoice, *, in_group: bool = False) -> RecipientNotice:
    """How somebody with that choice hears of a kudos that others may read.

    Whoever is thanked as one of a group is not named in the announcement, and so not asked either.
    """
    if not in_group:
        return _NOTICES[choice]
    is_public = choice is AnnounceChoice.PUBLIC
    return RecipientNotice.GROUP if is_public else RecipientNotice.DIRECT


@dataclass(frozen=True, slots=True)
class Place:
    """The conversation that a kudos is given in.

    One that is not proven counts as private: what Slack has not said, nobody is told. Where it
    `is_shared`, people of another company read in it.
    """

    slack_channel_id: str
    kind: ChannelKind
    app_is_member: bool
    is_proven: bool = True
    is_archived: bool = False
    is_shared: bool = False


def unproven_place(slack_channel_id: str, *, app_is_member: bool = False) -> Place:
    """What a channel counts as while Slack has not said what it is."""
    return Place(slack_channel_id, ChannelKind.PRIVATE, app_is_member, is_proven=False)


@dataclass(frozen=True, slots=True)
class Audience:
    """The outcome of the rule; `notices` by the key that the choices came under.

    Where it `awaits_place`, it is held until Slack has said what the place is.
    """

    visibility: Visibility
    announcement: Announcement
    notices: dict[str, RecipientNotice]
    awaits_place: bool = False


def plan_audience(
    place: Place, choices: Mapping[str, AnnounceChoice], *, in_groups: Container[str] = ()
) -> Audience:
    """Decide who may see a kudos given in `place`, and how each recipient hears of it.

    `choices` maps each recipient to what they chose; those `in_groups` are thanked as one of a
    group. In a direct message nobody else is told,
    whatever they chose. Where the app is not in the channel, everything waits for the giver.
    """
    if place.kind is ChannelKind.DIRECT:
        notices = dict.fromkeys(choices, RecipientNotice.DIRECT)
        return Audience(Visibility.PRIVATE, Announcement.NONE, notices)
    visibility = Visibility.PUBLIC if place.kind is ChannelKind.PUBLIC else Visibility.CHANNEL
    announcement = Announcement.CHANNEL if place.app_is_member else Announcement.HELD
    return Audience(
        visibility,
        announcement,
        {who: plan_notice(choice, in_group=who in in_groups) for who, choice in choices.items()},
        awaits_place=not place.is_proven,
    )
