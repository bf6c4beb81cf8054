"""The messages that a kudos makes stay within Slack's limits and tell nobody too much."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from slackapp.blocks import ids
from slackapp.blocks.kit import Content, escape, show_name
from slackapp.blocks.kudos import build_announcement, build_answer, build_direct
from slackapp.blocks.kudos_help import build_own_kudos
from slackapp.domain.audience import Announcement, RecipientNotice, Visibility
from slackapp.domain.kudos import KudosView, PersonName, Recipient, Tag, build_tag
from slackapp.frameworks.loader import load_builtin
from slackapp.sandbox.blocks import find_block_errors, is_too_long

#: How fast the machine is decides nothing.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

ECF = load_builtin()
COMPETENCIES = tuple(ECF.competencies())
HOSTILE = "&" * 80

# Everything that `domain.slack_text.clean` lets through, in any script.
LETTERS = st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n")
NAMES = st.one_of(
    st.text(LETTERS, min_size=1, max_size=80),
    st.sampled_from([HOSTILE, "<!channel>", "*_~`", "\u202eevil", "Ana\nBen", "<@U1>"]),
)
MESSAGES = st.one_of(
    st.text(LETTERS, max_size=300),
    st.builds(
        lambda piece, times: (piece * times)[:2_000],
        st.sampled_from(["&", "<b>", "a\n", "\n\nx", '"', "\\", "calm ", "😀", "שלום ", "長い"]),
        st.integers(1, 2_000),
    ),
).map(lambda text: escape(text.strip()))


@st.composite
def tags(draw: st.DrawFn) -> tuple[Tag, ...]:
    chosen = draw(st.lists(st.sampled_from(COMPETENCIES), min_size=1, max_size=25, unique=True))
    return tuple(
        build_tag(
            ECF,
            tag_id=number,
            competency_key=one.key,
            behaviour_key=draw(st.sampled_from([None, *(each.key for each in one.behaviours)])),
        )
        for number, one in enumerate(chosen, 1)
    )


@st.composite
def kudos_views(draw: st.DrawFn) -> KudosView:
    visibility = draw(st.sampled_from(Visibility))
    is_private = visibility is Visibility.PRIVATE
    notices = [RecipientNotice.DIRECT] if is_private else list(RecipientNotice)
    recipients = tuple(
        Recipient(f"U{number:010}", draw(NAMES), draw(st.sampled_from(notices)))
        for number in range(1, draw(st.integers(1, 10)) + 1)
    )
    places = (Announcement.CHANNEL, Announcement.HELD)
    return KudosView(
        kudos_id=draw(st.integers(1, 2**63 - 1)),
        giver=PersonName("U0GIVER", draw(NAMES)),
        recipients=recipients,
        tags=draw(tags()),
        message=draw(MESSAGES),
        slack_channel_id="C0SUPPORT",
        visibility=visibility,
        announcement=Announcement.NONE if is_private else draw(st.sampled_from(places)),
        given_at=datetime(2026, 3, 10, 9, 30, tzinfo=UTC),
    )


def make_kudos(**changes: Any) -> KudosView:
    """Ana thanked Ben in #support for empathy."""
    plain = KudosView(
        kudos_id=7,
        giver=PersonName("U0ANA", "Ana"),
        recipients=(Recipient("U0BEN", "Ben", RecipientNotice.CHANNEL),),
        tags=(build_tag(ECF, tag_id=1, competency_key="empathy", behaviour_key=None),),
        message="for the calm answer",
        slack_channel_id="C0SUPPORT",
        visibility=Visibility.PUBLIC,
        announcement=Announcement.CHANNEL,
        given_at=datetime(2026, 3, 10, 9, 30, tzinfo=UTC),
    )
    return replace(plain, **changes)


def recipients(*notices: RecipientNotice, name: str = "Ben") -> tuple[Recipient, ...]:
    return tuple(
        Recipient(f"U{number:010}", f"{name}{number}" if name != HOSTILE else name, notice)
        for number, notice in enumerate(notices, 1)
    )


#: As much as a kudos can hold, in the characters that take the most room.
LARGEST = make_kudos(
    giver=PersonName("U0ANA", HOSTILE),
    recipients=recipients(*[RecipientNotice.AGREED] * 10, name=HOSTILE),
    tags=tuple(
        build_tag(
            ECF,
            tag_id=2**62 + number,
            competency_key=one.key,
            behaviour_key=max(one.behaviours, key=lambda each: len(each.text)).key,
        )
        for number, one in enumerate(COMPETENCIES)
    ),
    message="&amp;\n\n" * 666,
)


def assert_slack_takes(content: Content) -> None:
    assert find_block_errors(content.blocks) == []
    assert not is_too_long(content.blocks), len(json.dumps(content.blocks))
    assert 0 < len(content.text) <= 40_000


def texts_of(blocks: Any) -> str:
    """All that the blocks hold, as one string."""
    return json.dumps(blocks, ensure_ascii=False)


def buttons_of(content: Content) -> dict[str, str]:
    """The value of each button, by its action."""
    elements = [
        element
        for block in content.blocks
        for element in [*block.get("elements", ()), block.get("accessory", {})]
        if element.get("type") == "button"
    ]
    return {element["action_id"]: element["value"] for element in elements}


# Any kudos


@unhurried
@given(kudos_views())
@example(LARGEST)
def test_every_message_about_a_kudos_is_within_slacks_limits(kudos: KudosView) -> None:
    assert_slack_takes(build_announcement(kudos))
    for recipient in kudos.recipients:
        assert_slack_takes(build_direct(kudos, recipient))
    offers = {tag.tag_id: tag.competency.behaviours[:3] for tag in kudos.tags[:3]}
    understood = [("empatyh" * 5, tag.competency.name) for tag in kudos.tags[:10]]
    for behaviours in ({}, offers):
        content = build_answer(
            kudos,
            behaviours=behaviours,
            understood=understood,
            slack_default_channel_id="C0GENERAL",
        )
        assert_slack_takes(content)


@unhurried
@given(st.lists(kudos_views(), max_size=10), st.sampled_from(["U0GIVER", "U0000000001"]))
@example([LARGEST] * 10, "U0ANA")
@example([LARGEST] * 10, "U0000000001")
def test_a_list_of_ten_kudos_is_within_slacks_limits(
    kudos_list: list[KudosView], slack_user_id: str
) -> None:
    assert_slack_takes(build_own_kudos(kudos_list, slack_user_id))


@unhurried
@given(kudos_views())
def test_the_words_of_an_announcement_say_what_its_blocks_show(kudos: KudosView) -> None:
    text = build_announcement(kudos).text
    assert text.startswith(f"*{show_name(kudos.giver.name)}* thanked")
    assert kudos.message in text
    for tag in kudos.tags:
        assert tag.tier is not None
        assert f"{tag.competency.name} · {tag.tier.label}" in text
        if tag.behaviour:
            assert escape(tag.behaviour.text) in text
    for one in kudos.recipients:
        if one.notice is RecipientNotice.CHANNEL:
            assert one.mention in text
        elif one.notice is RecipientNotice.AGREED:
            assert f"*{show_name(one.name)}*" in text


@unhurried
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


@unhurried
@given(kudos_views())
def test_nobody_but_those_whom_the_channel_mentions_is_notified_by_it(kudos: KudosView) -> None:
    text = build_announcement(replace(kudos, message="")).text
    mentioned = re.findall(r"<([^<>]+)>", text)
    announced = [one for one in kudos.recipients if one.notice is RecipientNotice.CHANNEL]
    assert mentioned == [f"@{one.slack_user_id}" for one in announced]


# The announcement


def test_an_announcement_begins_with_who_thanked_whom_and_the_words() -> None:
    content = build_announcement(make_kudos())
    assert content.text == (
        "*Ana* thanked <@U0BEN>: for the calm answer\n"
        "Empathy · everyday service (entry tier) · Social Awareness"
    )
    headline, words, tag = content.blocks
    assert headline["text"]["text"] == "*Ana* thanked <@U0BEN>"
    assert words["text"]["text"] == "> for the calm answer"
    assert tag["elements"][0]["text"].startswith("*Empathy* · everyday service (entry tier)")


def test_a_kudos_without_words_has_no_empty_quotation() -> None:
    content = build_announcement(make_kudos(message=""))
    assert content.text.startswith("*Ana* thanked <@U0BEN>\n")
    assert len(content.blocks) == 2


def test_a_chosen_behaviour_takes_the_place_of_the_entry_tier() -> None:
    empathy = ECF.find_competency("empathy")
    assert empathy is not None
    behaviour = empathy.behaviours[-1]
    tag = build_tag(ECF, tag_id=1, competency_key="empathy", behaviour_key=behaviour.key)
    text = build_announcement(make_kudos(tags=(tag,))).text
    assert f"Empathy · {behaviour.tier.label} · Social Awareness · “{behaviour.text}”" in text
    assert "entry tier" not in text


def test_a_competency_that_no_longer_exists_is_shown_by_its_key_alone() -> None:
    tag = build_tag(ECF, tag_id=1, competency_key="politeness", behaviour_key="greets")
    assert build_announcement(make_kudos(tags=(tag,))).text.endswith("\npoliteness")


def test_a_name_cannot_bring_markup_into_the_channel() -> None:
    kudos = make_kudos(
        giver=PersonName("U0ANA", "<!channel> & co"),
        recipients=(Recipient("U0BEN", "<@U0BOSS>", RecipientNotice.AGREED),),
    )
    text = build_announcement(kudos).text
    assert "*&lt;!channel&gt; &amp; co* thanked *&lt;@U0BOSS&gt;*" in text


# The direct message


@pytest.mark.parametrize(
    ("notice", "visibility", "note"),
    [
        (RecipientNotice.CHANNEL, Visibility.PUBLIC, "Announced in <#C0SUPPORT>."),
        (RecipientNotice.AGREED, Visibility.CHANNEL, "Announced in <#C0SUPPORT>."),
        (RecipientNotice.ASKED, Visibility.PUBLIC, "May I announce it in <#C0SUPPORT>?"),
        (RecipientNotice.DIRECT, Visibility.PUBLIC, "Only you and Ana see that it was for you."),
        (RecipientNotice.DIRECT, Visibility.PRIVATE, "Only you and Ana see that it was for you."),
    ],
)
def test_a_direct_message_says_who_can_read_it(
    notice: RecipientNotice, visibility: Visibility, note: str
) -> None:
    kudos = make_kudos(recipients=recipients(notice), visibility=visibility)
    content = build_direct(kudos, kudos.recipients[0])
    assert content.text.startswith("*Ana* thanked you: for the calm answer\n")
    assert note in content.text
    assert note in texts_of(content.blocks)


def test_a_private_message_to_several_says_that_they_all_can_read_it() -> None:
    kudos = make_kudos(
        recipients=recipients(RecipientNotice.DIRECT, RecipientNotice.DIRECT),
        visibility=Visibility.PRIVATE,
        announcement=Announcement.NONE,
    )
    assert (
        "Only those thanked and Ana can read this." in build_direct(kudos, kudos.recipients[0]).text
    )


def test_only_a_recipient_who_is_asked_gets_buttons() -> None:
    for notice in RecipientNotice:
        kudos = make_kudos(recipients=recipients(notice))
        buttons = buttons_of(build_direct(kudos, kudos.recipients[0]))
        asked = {ids.ALLOW_ANNOUNCEMENT: "7", ids.KEEP_PRIVATE: "7"}
        assert buttons == (asked if notice is RecipientNotice.ASKED else {})


def test_a_direct_message_names_only_those_whom_the_channel_names_too() -> None:
    kudos = make_kudos(recipients=recipients(*RecipientNotice))
    channel, asked, agreed, direct = kudos.recipients
    for recipient in kudos.recipients:
        text = build_direct(kudos, recipient).text
        named = {one for one in kudos.recipients if one.mention in text}
        assert named == {channel, agreed} - {recipient}
    assert asked.mention not in build_direct(kudos, direct).text


# The giver's answer


@pytest.mark.parametrize(
    ("notices", "words"),
    [
        ([RecipientNotice.CHANNEL], "is on its way."),
        ([RecipientNotice.ASKED], "I ask <@U0000000001> first whether to announce it"),
        ([RecipientNotice.DIRECT], "I tell <@U0000000001> privately, as they prefer."),
    ],
)
def test_the_answer_says_how_each_recipient_hears_of_it(
    notices: list[RecipientNotice], words: str
) -> None:
    content = build_answer(make_kudos(recipients=recipients(*notices)), behaviours={})
    assert content.text.startswith("Your kudos to <@U0000000001> for *Empathy*")
    assert words in content.text
    assert buttons_of(content) == {}


def test_the_answer_to_a_private_kudos_says_who_can_read_it() -> None:
    kudos = make_kudos(visibility=Visibility.PRIVATE, announcement=Announcement.NONE)
    text = build_answer(kudos, behaviours={}).text
    assert "You and <@U0BEN> can read it. Your leader cannot. Whoever runs the server" in text


@pytest.mark.parametrize(
    ("default_channel", "actions"),
    [
        (None, [ids.POST_HERE, ids.SEND_PRIVATELY]),
        ("C0SUPPORT", [ids.POST_HERE, ids.SEND_PRIVATELY]),
        ("C0GENERAL", [ids.POST_IN_DEFAULT, ids.POST_HERE, ids.SEND_PRIVATELY]),
    ],
)
def test_the_giver_of_a_held_kudos_chooses_where_it_goes(
    default_channel: str | None, actions: list[str]
) -> None:
    kudos = make_kudos(announcement=Announcement.HELD)
    content = build_answer(kudos, behaviours={}, slack_default_channel_id=default_channel)
    assert "is kept, but nobody has seen it yet" in content.text
    assert "/invite @kudoscope" in content.text
    assert buttons_of(content) == dict.fromkeys(actions, "7")


def test_what_was_guessed_is_said() -> None:
    content = build_answer(make_kudos(), behaviours={}, understood=[("<empaty>", "Empathy")])
    assert "“&lt;empaty&gt;” understood as *Empathy*." in content.text


def test_each_offered_behaviour_has_a_button_and_the_chosen_one_says_so() -> None:
    empathy = ECF.find_competency("empathy")
    assert empathy is not None
    offered = empathy.behaviours[:3]
    tag = build_tag(ECF, tag_id=4, competency_key="empathy", behaviour_key=offered[1].key)
    content = build_answer(make_kudos(tags=(tag,)), behaviours={4: offered})
    lines = [block for block in content.blocks if "accessory" in block]
    assert [line["accessory"]["value"] for line in lines] == [f"4:{one.key}" for one in offered]
    assert [line["accessory"]["text"]["text"] for line in lines] == ["This", "Chosen", "This"]
    assert [line["text"]["text"].startswith(":white_check_mark:") for line in lines] == [
        False,
        True,
        False,
    ]
    assert all(one.tier.label in texts_of(line) for one, line in zip(offered, lines, strict=True))
