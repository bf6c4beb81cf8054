"""What a kudos was for, where its text names nothing: suggested, or found among all there is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import pytest

from slackapp.domain.competency import suggest
from slackapp.frameworks.loader import load_builtin
from slackapp.sandbox.state import Message
from tests.flows.office import Office, labels, words

ELSE, BACK = "Something else …", "Back"
LISTENING = "for listening to me when I was down"
NOT_YOURS = "This is not yours to decide, or it is no longer there. Nothing changed."
CLUSTERS = [one.name for one in load_builtin().clusters]


class Scene(NamedTuple):
    """Two colleagues in a public channel with the app."""

    office: Office
    ana: str
    ben: str
    room: str

    def type(self, text: str) -> Message:
        """Ana types that; what she is answered."""
        self.office.kudos(self.ana, self.room, text)
        return self.shown()

    def tap(self, label: str, shown: Message | None = None) -> Message:
        """Ana presses that button; what stands there then."""
        self.office.tap(self.ana, self.room, shown or self.shown(), label)
        return self.shown()

    def shown(self) -> Message:
        """What the last answer to Ana says now."""
        return self.office.answers(self.ana, self.room)[-1]

    def last(self) -> Message:
        """The message at the end of the channel, as Ana sees it."""
        return self.office.sandbox.messages(self.room, visible_to=self.ana)[-1]


def meet(office: Office) -> Scene:
    ana, ben = office.person("ana-s"), office.person("ben-s")
    return Scene(office, ana, ben, office.room(ana, ben))


@pytest.fixture
def scene(shared_office: Office) -> Scene:
    """Two colleagues and their channel."""
    return meet(shared_office)


def test_one_tap_on_a_suggestion_gives_and_whatever_is_not_suggested_is_found(
    office: Office,
) -> None:
    scene = meet(office)
    asked = scene.type(f"<@{scene.ben}> {LISTENING}")
    assert asked.text.startswith(
        "What was it for? Your words sound like one of these. One tap gives your kudos:\n"
        "• *Empathy*: “Notices how someone feels and listens before answering”\n"
    )
    assert (labels(asked)[0], labels(asked)[-1]) == ("Empathy", ELSE)
    assert office.posts(scene.room) == []

    given = scene.tap("Empathy")

    assert given.ts == asked.ts
    assert given.text.startswith(f"Your kudos to <@{scene.ben}> for *Empathy* goes to <#")
    [post] = office.posts(scene.room)
    assert post.text.startswith(f"*ana-s* thanked <@{scene.ben}>: {LISTENING}\nEmpathy")

    bare = scene.type(f"<@{scene.ben}>")
    assert bare.text.startswith("What was it for? Choose where it belongs:\n")
    assert labels(bare) == CLUSTERS
    cluster = scene.tap("Social Skills")
    assert "• *Conflict Management*: " in words(cluster)
    assert labels(cluster)[-1] == BACK
    assert labels(scene.tap(BACK)) == CLUSTERS
    scene.tap("Social Skills")
    preview = scene.tap("Conflict Management")
    assert words(preview).startswith("I will post this in <#")
    assert len(office.posts(scene.room)) == 1

    scene.tap("Post it")

    assert "\nConflict Management · " in office.posts(scene.room)[1].text
    assert office.stored().kudos == 2


@pytest.mark.parametrize("text", ["thanks!", "great job!", "fixing the login bug", "danke dir"])
def test_where_nothing_fits_it_says_so_and_offers_the_clusters(scene: Scene, text: str) -> None:
    asked = scene.type(f"<@{scene.ben}> {text}")
    assert asked.text.startswith(
        "What was it for? Your words do not tell me yet. Choose where it belongs:\n"
    )
    assert labels(asked) == CLUSTERS
    assert f"/kudos <@{scene.ben}> {text}" in words(asked)


def test_something_else_leads_to_all_the_others_and_back(scene: Scene) -> None:
    before = scene.office.stored()
    asked = scene.type(f"<@{scene.ben}> {LISTENING}")

    assert labels(scene.tap(ELSE)) == [*CLUSTERS, BACK]
    assert (scene.tap(BACK).text, labels(scene.shown())) == (asked.text, labels(asked))
    scene.tap(ELSE)
    scene.tap("Self-Motivation")
    assert "*Optimism*" in words(scene.tap("Optimism"))
    assert scene.office.stored() == before
    scene.tap("Post it")

    [post] = scene.office.posts(scene.room)
    assert f"{LISTENING}\nOptimism · " in post.text


def test_a_private_one_is_sent_to_them_alone_by_one_tap(scene: Scene) -> None:
    asked = scene.type(f"private <@{scene.ben}> {LISTENING}")
    assert "One tap sends your kudos to them alone:" in asked.text

    scene.tap(ELSE)
    scene.tap(BACK)
    scene.tap("Empathy")

    assert scene.office.posts(scene.room) == []
    [told] = scene.office.told(scene.ben)
    assert LISTENING in told.text


def test_nobody_elses_tap_gives_it_or_shows_what_there_is(scene: Scene) -> None:
    asked = scene.type(f"<@{scene.ben}> {LISTENING}")
    copy = scene.office.repost(scene.room, asked)
    before = scene.office.stored()

    for label in ("Empathy", ELSE):
        scene.office.tap(scene.ben, scene.room, copy, label)
        assert scene.office.answers(scene.ben, scene.room)[-1].text == NOT_YOURS

    assert scene.office.stored() == before


def count_given(scene: Scene) -> int:
    """How often Ben is thanked in the channel."""
    said = [one.text for one in scene.office.posts(scene.room)]
    return sum(text.startswith(f"*ana-s* thanked <@{scene.ben}>") for text in said)


def test_taps_on_several_suggestions_give_one_kudos(scene: Scene) -> None:
    before = scene.office.stored()
    asked = scene.type(f"<@{scene.ben}> {LISTENING}")
    first, second, *_ = labels(asked)
    copies = [scene.office.repost(scene.room, asked) for _ in range(3)]

    with ThreadPoolExecutor(3) as pool:
        for copy, label in zip(copies, (first, first, second), strict=True):
            pool.submit(scene.office.tap, scene.ana, scene.room, copy, label)
    scene.office.settle()

    assert scene.office.stored().kudos == before.kudos + 1
    assert count_given(scene) == 1
    # What is already given is neither asked about nor given again.
    late = scene.office.repost(scene.room, asked)
    scene.office.tap(scene.ana, scene.room, late, first)
    assert scene.last().text.startswith(f"Your kudos to <@{scene.ben}> for ")
    assert count_given(scene) == 1


def test_what_another_tap_completed_is_shown_and_not_asked_about(scene: Scene) -> None:
    asked = scene.type(f"<@{scene.ben}> {LISTENING}")
    copy = scene.office.repost(scene.room, asked)
    scene.office.find_competency(scene.ana, scene.room, asked, "Optimism", "Self-Motivation")

    scene.office.tap(scene.ana, scene.room, copy, ELSE)

    assert labels(scene.last()) == ["Post it", "Cancel"]
    assert "*Optimism*" in words(scene.last())


def test_whom_the_giver_must_be_shown_first_is_shown_before_it_is_given(scene: Scene) -> None:
    office = scene.office
    office.sandbox.change_channel(scene.room, sharing=("is_ext_shared", "is_shared"))
    scene.type(f"<@{scene.ben}> {LISTENING}")

    preview = scene.tap("Empathy")

    assert "People from another company can read this channel." in preview.text
    assert office.posts(scene.room) == []
    scene.tap("Post it")
    assert len(office.posts(scene.room)) == 1


def test_whoever_wants_to_be_asked_is_asked(scene: Scene) -> None:
    shy = scene.office.person_who_chose("ask")
    scene.type(f"<@{shy}> {LISTENING}")
    scene.tap("Empathy")
    assert scene.office.posts(scene.room) == []
    assert "Announce it" in labels(scene.office.told(shy)[-1])


def test_a_word_of_a_lens_that_may_be_several_is_asked_about(scene: Scene) -> None:
    asked = scene.type(f"<@{scene.ben}> what a mindset you showed today")
    assert labels(asked)[0] == "Mindset"
    scene.tap("Mindset")
    assert "*Mindset* can count as one of these. Which was it?" in words(scene.shown())
    assert scene.office.posts(scene.room) == []


def test_the_longest_message_is_suggested_for_and_given(scene: Scene) -> None:
    text = f"{LISTENING} {'& so on ' * 300}"[:1_990].replace("&", "&amp;")
    scene.type(f"<@{scene.ben}> {text}")
    for label in (ELSE, "Social Awareness", BACK, BACK, "Empathy"):
        scene.tap(label)
    assert len(scene.office.posts(scene.room)) == 1


def test_without_weights_it_offers_what_the_text_names_and_else_the_clusters(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggest, "load_weights", lambda: None)
    told = scene.type(f"<@{scene.ben}> they yelled for an hour, and not once did you yell back")
    assert told.text.startswith("What was it for? Your words do not tell me yet.")
    assert labels(told) == CLUSTERS

    named = scene.type(f"<@{scene.ben}> I love your humour, warmth, empathy")
    assert "Empathy" in labels(named)
    assert labels(named)[-1] == ELSE
    scene.tap("Empathy")
    assert len(scene.office.posts(scene.room)) == 1
