"""Words of the other vocabularies: given as they are, counted once, asked about where unclear."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from sqlalchemy import select

from db import KudosTag
from slackapp.sandbox.state import Message
from tests.flows.office import Office, labels, words


class Scene(NamedTuple):
    """Two colleagues in a public channel with the app."""

    office: Office
    ana: str
    ben: str
    room: str

    def type(self, text: str) -> Message:
        """Ana types that about Ben; what she is answered."""
        self.office.kudos(self.ana, self.room, f"<@{self.ben}> {text}")
        self.office.settle()
        return self.shown()

    def tap(self, label: str) -> Message:
        """Ana presses that button below the answer."""
        self.office.tap(self.ana, self.room, self.shown(), label)
        return self.shown()

    def shown(self) -> Message:
        """What the one answer to Ana says now."""
        return self.office.answers(self.ana, self.room)[-1]

    def tags(self) -> list[tuple[Any, ...]]:
        """What the tags of the last kudos count as, and the words that they were given with."""
        table = KudosTag
        with self.office.sessions.begin() as session:
            rows = session.execute(
                select(
                    table.kudos_id,
                    table.framework_key,
                    table.competency_key,
                    table.behaviour_key,
                    table.tier,
                    table.tier_source,
                    table.word_framework_key,
                    table.word_key,
                ).order_by(table.kudos_id, table.position)
            ).all()
        return [tuple(row[1:]) for row in rows if row[0] == rows[-1][0]]


@pytest.fixture
def scene(shared_office: Office) -> Scene:
    """Two colleagues and their channel."""
    ana, ben = shared_office.person("ana-l"), shared_office.person("ben-l")
    return Scene(shared_office, ana, ben, shared_office.room(ana, ben))


def test_a_word_with_several_counterparts_is_asked_about_and_one_tap_posts_it(
    scene: Scene,
) -> None:
    asked = scene.type("self talk you stayed so kind to yourself today")

    assert scene.office.posts(scene.room) == []
    assert labels(asked) == ["Emotional Awareness", "Optimism", "Cancel"]
    assert "*Self Talk* can count as one of these. Which was it?" in words(asked)
    assert "you stayed so kind to yourself today" in words(asked)

    answer = scene.tap("Optimism")

    assert answer.text.startswith(f"Your kudos to <@{scene.ben}> for *Self Talk* goes to <#")
    assert scene.tags() == [
        ("ecf", "optimism", None, "basic", "entry", "five_core_strengths", "self_talk")
    ]
    [post] = scene.office.posts(scene.room)
    assert "*Self Talk* · Optimism · Self-Motivation" in words(post)


def test_two_unclear_words_are_asked_about_one_after_the_other(scene: Scene) -> None:
    scene.type("mindset, balance what a day")

    assert labels(scene.tap("Initiative")) == ["Self-Control", "Conflict Management", "Cancel"]
    assert scene.office.posts(scene.room) == []

    scene.tap("Conflict Management")
    assert [tag[1] for tag in scene.tags()] == ["initiative", "conflict_management"]
    assert len(scene.office.posts(scene.room)) == 1


def test_a_word_for_a_behaviour_chooses_it(scene: Scene) -> None:
    answer = scene.type("win-win they both left happy")

    assert scene.tags() == [
        (
            *("ecf", "conflict_management", "finds_win_win", "higher", "chosen"),
            *("twelve_zealous", "win_win"),
        )
    ]
    assert "*Win-Win* counts as *Conflict Management*.\n*Win-Win*: “" in words(answer)
    [post] = scene.office.posts(scene.room)
    assert "*Win-Win* · Conflict Management · advanced service · Social Skills" in words(post)


def test_what_has_no_counterpart_keeps_a_cluster_of_its_own_and_no_tier(scene: Scene) -> None:
    answer = scene.type("technical capacity you know our routers inside out")

    assert scene.tags() == [
        (
            *("service_personnel", "technical_capacity", None, None, "entry"),
            *("service_personnel", "technical_capacity"),
        )
    ]
    assert labels(answer) == ["What did they do?", "Change it", "Take it back"]
    [post] = scene.office.posts(scene.room)
    assert "*Technical Capacity* · Technical" in words(post)
    assert "service" not in words(post).lower().partition("technical capacity")[2]


def test_two_words_that_count_as_the_same_are_counted_once(scene: Scene) -> None:
    scene.type("tolerance, self control, impulse control you never raised your voice")

    assert [tag[1:] for tag in scene.tags()] == [
        ("self_control", None, "basic", "entry", "service_personnel", "tolerance")
    ]


def test_a_lens_word_within_a_sentence_is_offered_and_not_taken(scene: Scene) -> None:
    offered = scene.type("for your tolerance with that rude caller")

    assert labels(offered)[0] == "Tolerance"
    scene.tap("Tolerance")
    [post] = scene.office.posts(scene.room)
    assert "*Tolerance* · Self-Control" in words(post)
    assert scene.tags()[0][-1] == "tolerance"


def test_letting_go_of_an_unclear_word_posts_nothing(scene: Scene) -> None:
    scene.type("mindset what a day")

    assert "nothing was posted" in scene.tap("Cancel").text
    assert scene.office.posts(scene.room) == []


def test_a_word_that_two_vocabularies_have_is_the_workspaces_own(scene: Scene) -> None:
    scene.type("empathy you let them finish")

    assert scene.tags() == [("ecf", "empathy", None, "basic", "entry", None, None)]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("list", "Words from these lists count too: `/kudos list twelve zealous`"),
        ("list twelve-zealous", "Rule Bending"),
        ("list 12 zealous", "Rule Bending"),
        ("list service personnel", "Technical Capacity"),
        ("list outstanding leaders", "Outstanding leaders · Outstanding Service"),
        ("list mindset", "Core Strengths · Five Core Strengths"),
        ("list tolerance", "Gets somewhere even with people who are hard to deal with"),
        ("mindset?", "Core Strengths · Five Core Strengths"),
    ],
)
def test_the_words_of_every_vocabulary_can_be_looked_up(
    scene: Scene, asked: str, shown: str
) -> None:
    scene.office.kudos(scene.ana, scene.room, asked)

    assert shown in words(scene.shown())
    assert scene.office.posts(scene.room) == []


def test_a_forged_counterpart_is_asked_about_again(scene: Scene) -> None:
    before = scene.office.stored()
    asked = scene.type("mindset what a day")
    button = next(one for one in _buttons(asked) if one["text"]["text"] == "Initiative")
    button["value"] = button["value"].replace("initiative", "leadership")
    forged = scene.office.repost(scene.room, asked)

    scene.office.tap(scene.ana, scene.room, forged, "Initiative")

    assert scene.office.stored() == before
    [shown] = scene.office.posts(scene.room)
    assert "Which was it?" in words(shown)


def _buttons(message: Message) -> list[dict[str, Any]]:
    return [
        element
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
    ]
