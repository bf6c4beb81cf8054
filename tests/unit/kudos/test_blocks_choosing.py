"""The question what a kudos was for: what the words suggest, the clusters, and one of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from slackapp.blocks import ids
from slackapp.blocks.base.kit import Content
from slackapp.blocks.kudos.choosing import Look, build_competency_question, read_look
from slackapp.domain.competency.suggest import Suggestion, suggest
from slackapp.frameworks.limits import (
    LONGEST_LINE,
    LONGEST_NAME,
    MOST_CLUSTERS,
    MOST_COMPETENCIES,
    MOST_IN_CLUSTER,
)
from slackapp.frameworks.model import Behaviour, Cluster, Competency, Framework
from unit.kudos_values import ECF, assert_slack_takes

TOLD = suggest(ECF, "for listening to me when I was down")


def ask(
    question: str = "What was it for?",
    framework: Framework = ECF,
    suggestions: tuple[Suggestion, ...] = (),
    *,
    look: Look | None = None,
    typed: str = "<@U1> thanks",
    is_private: bool = False,
) -> Content:
    content = build_competency_question(
        question,
        framework,
        suggestions,
        look=look,
        typed=typed,
        draft_key="k" * 22,
        version="v" * 16,
        is_private=is_private,
    )
    assert_slack_takes(content)
    ids_of_blocks = [block["block_id"] for block in content.blocks]
    assert len(set(ids_of_blocks)) == len(ids_of_blocks)
    return content


def buttons(content: Content) -> list[tuple[str, str]]:
    """The label and the value of each button, in the order in which they are read."""
    return [(one["text"]["text"], one["value"]) for one in elements(content)]


def elements(content: Content) -> list[dict[str, Any]]:
    [row] = [block for block in content.blocks if block["type"] == "actions"]
    assert row["block_id"] == f"{ids.DRAFT_BLOCK}:{'k' * 22}"
    elements: list[dict[str, Any]] = row["elements"]
    return elements


def said(content: Content) -> list[str]:
    """The lines above the buttons."""
    shown = [block["text"]["text"] for block in content.blocks if block["type"] == "section"]
    return [line for text in shown for line in text.split("\n") if line.startswith("• ")]


def test_each_suggestion_has_its_reason_and_its_button() -> None:
    content = ask(suggestions=TOLD)

    assert buttons(content)[0] == ("Empathy", f"{'v' * 16}:empathy")
    first = "• *Empathy*: “Notices how someone feels and listens before answering”"
    assert said(content)[0] == first
    assert len(said(content)) == 3
    assert buttons(content)[-1][0] == "Something else …"
    assert all(one["action_id"].startswith(f"{ids.DRAFT_GIVE}:") for one in elements(content)[:-1])
    assert first in content.text
    assert "You typed: /kudos <@U1> thanks" in content.text


def test_the_question_says_where_a_tap_leads() -> None:
    assert "One tap gives your kudos:" in ask(suggestions=TOLD).text
    private = ask(suggestions=TOLD, is_private=True)
    assert "One tap sends your kudos to them alone:" in private.text


def test_without_suggestions_the_clusters_are_offered_with_what_belongs_to_them() -> None:
    content = ask()
    assert [label for label, _ in buttons(content)] == [one.name for one in ECF.clusters]
    assert said(content)[0] == (
        "• *Self-Awareness*: Emotional Awareness, Accurate Self-Assessment and Self-Confidence"
    )
    assert "\n".join(said(content)) in content.text


def test_a_cluster_says_what_each_of_its_competencies_means_and_leads_back() -> None:
    cluster = ECF.clusters[0]
    content = ask(look=read_look(buttons(ask())[0][1]))
    assert buttons(content)[:-1] == [(one.name, one.key) for one in cluster.competencies]
    assert said(content) == [f"• *{one.name}*: {one.definition}" for one in cluster.competencies]
    assert buttons(content)[-1][0] == "Back"
    assert ask(look=read_look(buttons(content)[-1][1])) == ask()


def test_from_the_clusters_one_comes_back_to_the_suggestions() -> None:
    clusters = ask(suggestions=TOLD, look=read_look(buttons(ask(suggestions=TOLD))[-1][1]))
    assert [label for label, _ in buttons(clusters)][-1] == "Back"
    back = read_look(buttons(clusters)[-1][1])
    assert ask(suggestions=TOLD, look=back) == ask(suggestions=TOLD)


@pytest.mark.parametrize("value", ["", "forged", "x:y", "99:", "-1:", "0:nothing", "9" * 900, "²:"])
def test_any_other_value_leads_to_the_clusters(value: str) -> None:
    assert buttons(ask(look=read_look(value))) == buttons(ask())


def own(clusters: int, competencies: int, *, sign: str = "W") -> Framework:
    """A framework with names and lines as long as they may be."""
    numbers = iter(range(clusters * competencies))

    def name(number: int) -> str:
        return f"{number} {sign * LONGEST_NAME}"[:LONGEST_NAME]

    def competency(cluster: int) -> Competency:
        number = next(numbers)
        line = (sign * LONGEST_LINE)[:LONGEST_LINE]
        deed = Behaviour("b", line, None)
        key = f"{number}_{'k' * LONGEST_NAME}"
        return Competency(key, name(number), line, f"c{cluster}", behaviours=(deed,))

    return Framework(
        "own",
        "Own",
        tuple(
            Cluster(f"c{one}", name(one), "d", tuple(competency(one) for _ in range(competencies)))
            for one in range(clusters)
        ),
    )


@pytest.mark.parametrize(
    "framework",
    [
        own(1, MOST_IN_CLUSTER),
        own(MOST_CLUSTERS, MOST_COMPETENCIES // MOST_CLUSTERS),
        own(2, MOST_COMPETENCIES // 2),
        own(1, 1),
    ],
    ids=["one", "many", "two", "least"],
)
@pytest.mark.parametrize("typed", ["", "a\n" * 1_000, "&amp;" * 2_000, "😀\n\n" * 700])
def test_every_competency_of_any_vocabulary_is_reached_within_slacks_limits(
    framework: Framework, typed: str
) -> None:
    suggestions = tuple(
        Suggestion(one, one.behaviours[0], 0.5) for one in list(framework.competencies())[:3]
    )
    ask(framework=framework, suggestions=suggestions, typed=typed)
    reached, seen, ahead = set(), set(), [Look()]
    while ahead:
        look = ahead.pop()
        seen.add(look)
        content = ask(framework=framework, look=look, typed=typed)
        assert len(json.dumps(content.blocks, ensure_ascii=False)) < 10_000
        for one in elements(content):
            if one["action_id"].startswith(ids.DRAFT_COMPETENCY):
                reached.add(one["value"])
            elif (further := read_look(one["value"])) and further not in seen:
                ahead.append(further)
    assert reached == {one.key for one in framework.competencies()}
