"""Help, lists, and what is answered to a mistake, within Slack's limits."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from slackapp.blocks import ids
from slackapp.blocks.base.kit import Content, build_plain, escape
from slackapp.blocks.kudos.competencies import build_clusters, build_competencies
from slackapp.blocks.kudos.own_kudos import (
    build_choice_confirmed,
    build_choice_question,
    build_own_kudos,
)
from slackapp.blocks.kudos.problems import build_problem
from slackapp.domain.kudos.audience import AnnounceChoice, Announcement, RecipientNotice, Visibility
from slackapp.domain.kudos.errors import MessageTooLong, NoRecipient, RawName
from slackapp.domain.kudos.kudos import KudosView, PersonName, Recipient, build_tag
from slackapp.frameworks.loader import builtin_keys, load_builtin
from slackapp.frameworks.model import Cluster
from unit.kudos_values import ECF, LETTERS, assert_slack_takes

FRAMEWORKS = [load_builtin(key) for key in builtin_keys()]
CLUSTERS = [(framework, cluster) for framework in FRAMEWORKS for cluster in framework.clusters]

KUDOS = KudosView(
    kudos_id=7,
    giver=PersonName("U0ANA", "Ana"),
    recipients=(
        Recipient("U0BEN", "Ben", RecipientNotice.CHANNEL),
        Recipient("U0CEM", "Cem", RecipientNotice.DIRECT),
    ),
    tags=(
        build_tag(ECF, tag_id=1, competency_key="empathy", behaviour_key=None),
        build_tag(ECF, tag_id=2, competency_key="initiative", behaviour_key=None),
    ),
    message="for the calm answer",
    slack_channel_id="C0SUPPORT",
    visibility=Visibility.PUBLIC,
    announcement=Announcement.CHANNEL,
    given_at=datetime(2026, 3, 10, 9, 30, tzinfo=UTC),
)


def shown(content: Content) -> str:
    """What the blocks show."""
    return json.dumps(content.blocks, ensure_ascii=False)


def elements_of(content: Content) -> list[dict[str, Any]]:
    return [
        {**element, "block_id": block["block_id"]}
        for block in content.blocks
        if block["type"] == "actions"
        for element in block["elements"]
    ]


# Help and lists


@pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda one: one.key)
def test_the_list_shows_every_competency_with_what_it_means(framework: Any) -> None:
    content = build_clusters(framework)
    assert_slack_takes(content)
    for cluster in framework.clusters:
        assert cluster.name in content.text
        for one in cluster.competencies:
            assert one.name in content.text
            assert f"*{escape(one.name)}*: {escape(one.definition)}" in shown(content)


@pytest.mark.parametrize(
    ("framework", "cluster"), CLUSTERS, ids=lambda one: getattr(one, "key", None)
)
def test_a_cluster_shows_every_behaviour_with_its_tier_and_marks(
    framework: Any, cluster: Cluster
) -> None:
    content = build_competencies(cluster, cluster.competencies, framework)
    assert_slack_takes(content)
    assert content.text.startswith(f"{cluster.name} · {framework.name}\n")
    for competency in cluster.competencies:
        for behaviour in competency.behaviours:
            line = f"• {escape(behaviour.text)}"
            if behaviour.tier:
                line += f" _({behaviour.tier.label}"
            if behaviour.outstanding:
                line += " · outstanding"
            assert line in content.text
            assert line in shown(content)
        for alias in competency.aliases:
            assert alias in content.text


def test_a_competency_without_other_names_has_no_line_for_them() -> None:
    cluster = ECF.clusters[0]
    competency = replace(cluster.competencies[0], aliases=())
    assert "Also called" not in build_competencies(cluster, [competency], ECF).text


# One's own kudos


def test_whoever_has_no_kudos_yet_is_shown_how_to_give_the_first() -> None:
    content = build_own_kudos([], "U0ANA")
    assert_slack_takes(content)
    assert "neither given nor received any kudos yet" in content.text
    assert "/kudos @name empathy" in content.text


def test_given_and_received_kudos_are_told_apart() -> None:
    given_text = build_own_kudos([KUDOS], "U0ANA").text
    assert "You thanked <@U0BEN> and <@U0CEM> for *Empathy* and *Initiative*" in given_text
    received = build_own_kudos([KUDOS], "U0BEN").text
    assert "Ana thanked you for *Empathy* and *Initiative*: for the calm answer" in received
    assert "<@U0CEM>" not in received
    assert "|10 Mar 2026>" in received
    assert received.endswith("Only you see this list.")


def test_a_held_kudos_is_marked_in_its_givers_list() -> None:
    held = replace(KUDOS, announcement=Announcement.HELD)
    assert "(held: nobody has seen it yet)" in build_own_kudos([held], "U0ANA").text


def test_a_kudos_without_words_takes_one_line() -> None:
    content = build_own_kudos([replace(KUDOS, message="")], "U0BEN")
    assert content.blocks[1]["text"]["text"].endswith("thanked you for *Empathy* and *Initiative*")


@pytest.mark.parametrize("message", [f"R&amp;D {'word ' * 60}", f"<@U0CEM> {'word ' * 60}"])
def test_a_long_message_keeps_its_beginning_in_the_list(message: str) -> None:
    text = build_own_kudos([replace(KUDOS, message=message)], "U0BEN").text
    assert f"*Initiative*: {message[:120]}" in text


MARKUP = st.sampled_from(["&amp;", "&lt;", "<@U012345678|Ana>", " ", "\n", "<https://a.example|b>"])
LITERAL = st.text(LETTERS, max_size=20).map(escape)


@given(st.lists(st.one_of(MARKUP, LITERAL), max_size=60).map("".join))
def test_a_long_message_is_cut_in_the_list_without_breaking_an_escape(message: str) -> None:
    content = build_own_kudos([replace(KUDOS, message=message.strip())], "U0BEN")
    assert_slack_takes(content)
    _, line, *_ = content.text.split("\n")
    assert len(line) < 300
    rest = line.split("> Ana thanked you", 1)[1]
    for opening, closing in (("<", ">"), ("&", ";")):
        assert rest.rfind(opening) <= rest.rfind(closing)


# Choices


@pytest.mark.parametrize("choice", AnnounceChoice)
def test_a_choice_is_confirmed_with_the_other_two(choice: AnnounceChoice) -> None:
    content = build_choice_confirmed(choice)
    assert_slack_takes(content)
    offered = {one for one in AnnounceChoice if f"`/kudos announce {one}`" in content.text}
    assert offered == set(AnnounceChoice) - {choice}


@given(st.text(LETTERS))
def test_the_choices_are_shown_whatever_was_typed_instead(unknown: str) -> None:
    content = build_choice_question(AnnounceChoice.ASK, unknown=unknown)
    assert_slack_takes(content)
    assert "Kudos to you are announced only after asking you." in content.text
    assert all(f"`/kudos announce {one}`" in content.text for one in AnnounceChoice)
    assert ("I do not know the choice" in content.text) == bool(unknown)


# Mistakes


@given(
    st.one_of(
        st.text(LETTERS, max_size=500),
        st.builds(
            lambda piece, times: (piece * times)[:8_000],
            st.sampled_from(["&", "<b>", "a\n", "\n\nx", '"', "😀", "@ana "]),
            st.integers(1, 8_000),
        ),
    ).map(escape),
)
@example("&amp;\n\n" * 1_600)
@example('"\n\n' * 2_600)
def test_whatever_was_typed_the_answer_is_within_slacks_limits(typed: str) -> None:
    assert_slack_takes(build_problem(MessageTooLong(2_000), typed=typed))
    assert_slack_takes(build_problem(NoRecipient(), typed=typed, draft_key="k" * 22))


def test_a_mistake_is_explained_with_the_right_way_and_what_was_typed() -> None:
    content = build_problem(NoRecipient(), typed="empathy &lt;3", with_example=True)
    for words in ("Who do you want to thank?", "Like this: `/kudos @name", "/kudos empathy &lt;3"):
        assert words in content.text
        assert words in shown(content)
    assert elements_of(content) == []


def test_nothing_typed_is_not_quoted() -> None:
    assert "You typed" not in build_problem(NoRecipient(), typed="").text


def test_a_missing_person_can_be_picked() -> None:
    (picker,) = elements_of(build_problem(RawName("@ana"), typed="@ana", draft_key="key"))
    assert (picker["type"], picker["action_id"]) == ("users_select", ids.DRAFT_RECIPIENT)
    assert picker["block_id"] == f"{ids.DRAFT_BLOCK}:key"


def test_one_sentence_is_one_section() -> None:
    content = build_plain("Nothing changed.")
    assert_slack_takes(content)
    assert content.blocks[0]["text"]["text"] == content.text == "Nothing changed."
