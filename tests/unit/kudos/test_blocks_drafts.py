"""What a giver is shown before a mended kudos is posted: all of it, within Slack's limits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from slackapp.blocks import ids
from slackapp.blocks.base.kit import escape
from slackapp.blocks.kudos.drafts import (
    Seen,
    build_cancelled,
    build_preview,
    read_seen,
)
from slackapp.blocks.kudos.kudos import build_announcement
from slackapp.domain.kudos.audience import Announcement, RecipientNotice, Visibility
from slackapp.domain.kudos.kudos import KudosView
from unit.kudos_values import (
    LARGEST,
    LETTERS,
    assert_slack_takes,
    buttons_of,
    kudos_views,
    make_kudos,
    recipients,
    texts_of,
)


@given(kudos_views(), st.sampled_from(Announcement), st.booleans())
@example(LARGEST, Announcement.CHANNEL, False)
@example(LARGEST, Announcement.HELD, True)
def test_a_preview_is_within_slacks_limits_and_shows_words_and_competencies(
    kudos: KudosView, announcement: Announcement, in_group_message: bool
) -> None:
    kudos = replace(kudos, announcement=announcement)
    content = build_preview(
        kudos, draft_key="k" * 22, version="v", in_group_message=in_group_message
    )
    assert_slack_takes(content)
    assert kudos.message in content.text
    for tag in kudos.tags:
        assert escape(tag.competency.name) in content.text
    assert buttons_of(content) == {ids.DRAFT_POST: "v", ids.DRAFT_CANCEL: "v"}


def test_a_tap_on_a_preview_says_what_its_giver_has_read() -> None:
    content = build_preview(
        make_kudos(), draft_key="k", version="v", others_read=True, said_before=["U0BEN", "U0CEM"]
    )
    assert "You have just thanked <@U0BEN> and <@U0CEM> in the same words. Once more?" in (
        content.text
    )
    post, _ = content.blocks[-1]["elements"]
    assert read_seen(post["value"]) == Seen("v", others_read=True, said_before=True)


@given(kudos_views())
def test_what_is_shown_is_what_is_posted(kudos: KudosView) -> None:
    kudos = replace(kudos, announcement=Announcement.CHANNEL, visibility=Visibility.PUBLIC)
    content = build_preview(kudos, draft_key="k", version="v")
    if any(one.is_announced for one in kudos.recipients):
        posted = build_announcement(kudos)
        assert f"\n{posted.text}" in content.text
        shown = [{**block, "block_id": ""} for block in content.blocks]
        assert all({**block, "block_id": ""} in shown for block in posted.blocks)
    else:
        assert content.text.startswith("Nothing is posted in <#")


@pytest.mark.parametrize(
    ("notices", "changes", "said"),
    [
        ([RecipientNotice.CHANNEL], {}, "I will post this in <#C0SUPPORT>, for everyone there"),
        ([RecipientNotice.ASKED], {}, "I will ask <@U0000000001> first whether I may announce it"),
        ([RecipientNotice.DIRECT], {}, "I will tell <@U0000000001> privately, as they prefer."),
        (
            [RecipientNotice.DIRECT],
            {"visibility": Visibility.PRIVATE, "announcement": Announcement.NONE},
            "I will send this to <@U0000000001>; you and they can read it, and nobody else",
        ),
        (
            [RecipientNotice.CHANNEL],
            {"announcement": Announcement.HELD},
            "I am not in <#C0SUPPORT>, so nothing is posted there yet.",
        ),
    ],
)
def test_a_preview_says_who_will_read_it(
    notices: list[RecipientNotice], changes: dict[str, object], said: str
) -> None:
    kudos = make_kudos(recipients=recipients(*notices), **changes)
    content = build_preview(kudos, draft_key="k", version="v")
    assert said in content.text
    assert said in texts_of(content.blocks)
    assert "thanked <@U0000000001>" in content.text


@given(st.text(LETTERS).map(escape))
def test_whatever_was_cancelled_fits_and_is_kept(typed: str) -> None:
    content = build_cancelled(typed)
    assert_slack_takes(content)
    assert content.text.startswith("Cancelled: nothing was posted.")
