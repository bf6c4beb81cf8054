"""Kudos of every shape and size, and what Slack says of the messages that they make."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from slackapp.blocks.base.kit import Content, escape
from slackapp.domain.kudos.audience import Announcement, RecipientNotice, Visibility
from slackapp.domain.kudos.kudos import KudosView, PersonName, Recipient, Tag, build_tag
from slackapp.frameworks.loader import load_builtin
from slackapp.sandbox.blocks import find_block_errors, is_too_long

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
