"""Whatever names and words people choose: within Slack's limits, and nobody is told too much."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from slackapp.blocks.base.kit import escape, show_name
from slackapp.blocks.kudos.answers import build_answer
from slackapp.blocks.kudos.kudos import build_announcement, build_direct
from slackapp.blocks.kudos.own_kudos import build_own_kudos
from slackapp.domain.kudos.audience import RecipientNotice
from slackapp.domain.kudos.kudos import KudosView
from unit.kudos_values import (
    LARGEST,
    assert_slack_takes,
    kudos_views,
    texts_of,
)


@given(kudos_views())
@example(LARGEST)
def test_every_message_about_a_kudos_is_within_slacks_limits(kudos: KudosView) -> None:
    assert_slack_takes(build_announcement(kudos))
    for recipient in kudos.recipients:
        assert_slack_takes(build_direct(kudos, recipient))
    understood = [("empatyh" * 5, tag.competency.name) for tag in kudos.tags[:10]]
    content = build_answer(kudos, understood=understood, slack_default_channel_id="C0GENERAL")
    assert_slack_takes(content)


@given(st.lists(kudos_views(), max_size=10), st.sampled_from(["U0GIVER", "U0000000001"]))
@example([LARGEST] * 10, "U0ANA")
@example([LARGEST] * 10, "U0000000001")
def test_a_list_of_ten_kudos_is_within_slacks_limits(
    kudos_list: list[KudosView], slack_user_id: str
) -> None:
    assert_slack_takes(build_own_kudos(kudos_list, slack_user_id))


@given(kudos_views())
def test_the_words_of_an_announcement_say_what_its_blocks_show(kudos: KudosView) -> None:
    text = build_announcement(kudos).text
    assert text.startswith(f"*{show_name(kudos.giver.name)}* thanked")
    assert kudos.message in text
    for tag in kudos.tags:
        assert tag.tier is not None
        assert tag.competency.name in text
        if tag.behaviour:
            assert f"{tag.competency.name} · {tag.tier.label}" in text
            assert escape(tag.behaviour.text) in text
    for one in kudos.recipients:
        if one.notice is RecipientNotice.CHANNEL:
            assert one.mention in text
        elif one.notice is RecipientNotice.AGREED:
            assert f"*{show_name(one.name)}*" in text


@given(kudos_views())
def test_an_announcement_names_nobody_who_did_not_want_to_be_announced(kudos: KudosView) -> None:
    # Names of their own, so that one is never part of another or of the message.
    kudos = replace(
        kudos,
        message="",
        recipients=tuple(
            replace(one, name=f"Person-{one.slack_user_id}") for one in kudos.recipients
        ),
    )
    content = build_announcement(kudos)
    shown = content.text + texts_of(content.blocks)
    for one in kudos.recipients:
        is_named = one.slack_user_id in shown
        assert is_named == (one.notice in (RecipientNotice.CHANNEL, RecipientNotice.AGREED))


@given(kudos_views())
def test_nobody_but_those_whom_the_channel_mentions_is_notified_by_it(kudos: KudosView) -> None:
    text = build_announcement(replace(kudos, message="")).text
    mentioned = re.findall(r"<([^<>]+)>", text)
    announced = [one for one in kudos.recipients if one.notice is RecipientNotice.CHANNEL]
    assert mentioned == [f"@{one.slack_user_id}" for one in announced]
