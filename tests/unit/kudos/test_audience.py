"""The whole table of who hears of a kudos, and where."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from slackapp.domain.kudos.audience import (
    AnnounceChoice,
    Announcement,
    ChannelKind,
    Place,
    RecipientNotice,
    Visibility,
    plan_audience,
    unproven_place,
)

#: Per kind of channel and whether the app is in it: who may see it, and what becomes of it.
PLACES = {
    (ChannelKind.PUBLIC, True): (Visibility.PUBLIC, Announcement.CHANNEL),
    (ChannelKind.PUBLIC, False): (Visibility.PUBLIC, Announcement.HELD),
    (ChannelKind.PRIVATE, True): (Visibility.CHANNEL, Announcement.CHANNEL),
    (ChannelKind.PRIVATE, False): (Visibility.CHANNEL, Announcement.HELD),
    (ChannelKind.DIRECT, True): (Visibility.PRIVATE, Announcement.NONE),
    (ChannelKind.DIRECT, False): (Visibility.PRIVATE, Announcement.NONE),
}
#: What a recipient's choice comes to where a kudos may be announced at all.
NOTICES = {
    AnnounceChoice.PUBLIC: RecipientNotice.CHANNEL,
    AnnounceChoice.ASK: RecipientNotice.ASKED,
    AnnounceChoice.ME: RecipientNotice.DIRECT,
}


@pytest.mark.parametrize(
    ("kind", "app_is_member", "choice"), list(product(ChannelKind, [True, False], AnnounceChoice))
)
def test_place_and_choice_decide_who_hears_of_a_kudos(
    kind: ChannelKind, app_is_member: bool, choice: AnnounceChoice
) -> None:
    audience = plan_audience(Place("C1", kind, app_is_member), {"U1": choice})
    assert (audience.visibility, audience.announcement) == PLACES[kind, app_is_member]
    is_direct = kind is ChannelKind.DIRECT
    assert audience.notices == {"U1": RecipientNotice.DIRECT if is_direct else NOTICES[choice]}


@pytest.mark.parametrize(("kind", "app_is_member"), PLACES)
def test_one_recipients_choice_changes_nothing_for_the_others(
    kind: ChannelKind, app_is_member: bool
) -> None:
    place = Place("C1", kind, app_is_member)
    choices = {f"U{choice}": choice for choice in AnnounceChoice}
    together = plan_audience(place, choices)
    for who, choice in choices.items():
        alone = plan_audience(place, {who: choice})
        assert together.notices[who] == alone.notices[who]
        assert together.visibility == alone.visibility
        assert together.announcement == alone.announcement
    assert list(together.notices) == list(choices)


@pytest.mark.parametrize(("kind", "app_is_member"), PLACES)
def test_what_is_given_where_slack_has_not_said_what_it_is_waits_for_that(
    kind: ChannelKind, app_is_member: bool
) -> None:
    for is_proven in (True, False):
        place = Place("C1", kind, app_is_member, is_proven=is_proven)
        awaits = not is_proven and kind is not ChannelKind.DIRECT
        assert plan_audience(place, {}).awaits_place is awaits


def test_what_is_only_for_direct_messages_is_never_public() -> None:
    for (kind, app_is_member), choice in product(PLACES, AnnounceChoice):
        audience = plan_audience(Place("C1", kind, app_is_member), {"U1": choice})
        is_mentioned = audience.notices["U1"] is RecipientNotice.CHANNEL
        assert not is_mentioned or choice is AnnounceChoice.PUBLIC
        assert not is_mentioned or kind is not ChannelKind.DIRECT


def test_a_place_that_slack_said_nothing_of_counts_as_private() -> None:
    nowhere = Place("C1", ChannelKind.PRIVATE, app_is_member=False, is_proven=False)
    assert unproven_place("C1") == nowhere
    assert unproven_place("C1", app_is_member=True) == replace(nowhere, app_is_member=True)
