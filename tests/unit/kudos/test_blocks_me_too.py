"""What is read of those who join in: within Slack's limits, and nobody is notified by it."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from slackapp.blocks import ids
from slackapp.blocks.kudos.kudos import build_announcement
from slackapp.blocks.kudos.me_too import MOST_LISTED, News, build_note
from slackapp.domain.kudos.kudos import KudosView
from slackapp.domain.kudos.me_too import NOBODY, Joined
from unit.kudos_values import (
    HOSTILE,
    LARGEST,
    NAMES,
    assert_slack_takes,
    buttons_of,
    kudos_views,
    make_kudos,
)

joined = st.builds(
    lambda names, others: Joined(tuple(names), len(names) + others),
    st.lists(NAMES, min_size=1, max_size=5),
    st.integers(0, 10_000),
)
CROWD = Joined((HOSTILE,) * 5, 10_000)


@given(kudos_views(), joined)
@example(LARGEST, CROWD)
def test_an_announcement_with_those_who_joined_in_is_within_slacks_limits(
    kudos: KudosView, joined: Joined
) -> None:
    content = build_announcement(kudos, joined=joined)
    assert_slack_takes(content)
    buttons = {ids.ME_TOO: str(kudos.kudos_id), ids.THANK_TOO: "thank"}
    assert buttons_of(content) == buttons
    alone = build_announcement(kudos)
    assert content.text.startswith(alone.text)
    assert content.blocks[: len(alone.blocks)] == alone.blocks
    assert "<" not in content.text[len(alone.text) :]


def test_where_nobody_joined_in_there_is_the_button_alone() -> None:
    kudos = make_kudos()
    content = build_announcement(kudos, joined=NOBODY)
    assert content.text == build_announcement(kudos).text
    assert len(content.blocks) == len(build_announcement(kudos).blocks) + 1


@given(st.lists(st.builds(News, kudos_views(), joined), min_size=1, max_size=15))
@example([News(LARGEST, CROWD)] * 40)
def test_a_note_is_within_slacks_limits_and_says_of_how_much_more_it_does_not_tell(
    news: list[News],
) -> None:
    content = build_note(news)
    assert_slack_takes(content)
    assert (f"{len(news) - MOST_LISTED} more kudos to you" in content.text) == (
        len(news) > MOST_LISTED + 1
    )
    assert "<@" not in content.text
