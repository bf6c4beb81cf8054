"""What lacks one thing is mended by a tap, shown whole, and given once: by its own giver's hand."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import pytest

from slackapp.blocks import ids
from slackapp.sandbox.humans import Answer
from slackapp.sandbox.state import ChannelKind, Message
from tests.flows.office import Office, Shown, elements, labels, words

NOT_YOURS = "This is not yours to decide, or it is no longer there. Nothing changed."


class Scene(NamedTuple):
    """Two colleagues in a public channel with the app."""

    office: Office
    ana: str
    ben: str
    room: str

    def type(self, text: str) -> Answer:
        """Ana types that."""
        return self.office.kudos(self.ana, self.room, text)

    def pick(self, shown: Answer, person: str) -> None:
        """Ana picks a person from the menu."""
        self.office.use(self.ana, self.room, shown, ids.DRAFT_RECIPIENT, selected_user=person)

    def find(self, shown: Shown | None = None, **where: str) -> None:
        """Ana looks for a competency behind the question, and chooses it: Empathy, if no other."""
        self.office.find_competency(self.ana, self.room, shown or self.shown(), **where)

    def post(self, shown: Message | None = None) -> None:
        """Ana has seen what it becomes, and wants it so."""
        self.office.tap(self.ana, self.room, shown or self.shown(), "Post it")

    def shown(self) -> Message:
        """What the one answer to Ana has become."""
        [answer] = self.office.answers(self.ana, self.room)
        return answer


@pytest.fixture
def scene(shared_office: Office) -> Scene:
    """Two colleagues and their channel."""
    ana, ben = shared_office.person("ana-r"), shared_office.person("ben-o")
    return Scene(shared_office, ana, ben, shared_office.room(ana, ben))


def test_picking_the_person_for_a_raw_name_shows_the_kudos_and_a_tap_gives_it(
    scene: Scene,
) -> None:
    before = scene.office.stored()
    answer = scene.type("@benny empathy thanks for the help")

    scene.pick(answer, scene.ben)

    assert scene.shown().ts == answer.ts
    assert words(scene.shown()).split("\n")[:3] == [
        f"I will post this in <#{scene.room}>, for everyone there to read:",
        f"*ana-r* thanked <@{scene.ben}>",
        "> thanks for the help",
    ]
    assert "*Empathy* · Social Awareness" in words(scene.shown())
    assert labels(scene.shown()) == ["Post it", "Cancel"]
    assert scene.office.stored() == before
    assert scene.office.posts(scene.room) == []

    scene.post()

    assert scene.shown().ts == answer.ts
    assert scene.shown().text == (
        f"Your kudos to <@{scene.ben}> for *Empathy* goes to <#{scene.room}>, for everyone there "
        "to read."
    )
    assert labels(scene.shown()) == ["What did they do?", "Change it", "Take it back"]
    [post] = scene.office.posts(scene.room)
    assert post.text.startswith(f"*ana-r* thanked <@{scene.ben}>: thanks for the help\n")


def test_picking_a_person_where_none_was_named_gives_the_kudos(scene: Scene) -> None:
    scene.pick(scene.type("empathy thanks for the help"), scene.ben)
    scene.post()

    [post] = scene.office.posts(scene.room)
    assert post.text.startswith(f"*ana-r* thanked <@{scene.ben}>: thanks for the help\n")


def test_picking_oneself_is_refused_and_the_words_stay(scene: Scene) -> None:
    before = scene.office.stored()

    scene.pick(scene.type("@benny empathy thanks for the help"), scene.ana)

    assert scene.shown().text.startswith("Kudos go to others.")
    assert "empathy thanks for the help" in words(scene.shown())
    assert scene.office.stored() == before


def test_whoever_named_themselves_among_others_thanks_them_with_one_tap(scene: Scene) -> None:
    cem = scene.office.person("cem-k")
    answer = scene.type(f"<@{scene.ana}>, <@{scene.ben}> and <@{cem}> empathy what a night")
    assert answer.text.startswith("Kudos go to others. Take yourself off the list")
    assert labels(answer) == ["Thank ben-o and cem-k without me"]

    scene.office.tap(scene.ana, scene.room, answer, labels(answer)[0])
    scene.post()

    [post] = scene.office.posts(scene.room)
    assert post.text.startswith(f"*ana-r* thanked <@{scene.ben}> and <@{cem}>: what a night\n")


def test_the_menu_of_an_answer_of_before_still_shows_the_kudos(scene: Scene) -> None:
    answer = scene.type(f"<@{scene.ben}> thanks for the cake")
    [row] = [block for block in answer.blocks or () if block["type"] == "actions"]
    option = {"text": {"type": "plain_text", "text": "Empathy"}, "value": "empathy"}
    menu = {
        "type": "static_select",
        "action_id": ids.DRAFT_COMPETENCY_LIST,
        "placeholder": {"type": "plain_text", "text": "All competencies"},
        "options": [option],
    }
    copy = scene.office.repost(scene.room, [row | {"elements": [menu]}])

    scene.office.use(
        scene.ana, scene.room, copy, ids.DRAFT_COMPETENCY_LIST, selected_option="empathy"
    )

    shown = scene.office.sandbox.messages(scene.room, visible_to=scene.ana)[-1]
    assert labels(shown) == ["Post it", "Cancel"]
    assert "*Empathy*" in words(shown)


def test_a_draft_that_lacks_two_things_takes_two_taps(scene: Scene) -> None:
    scene.pick(scene.type("@benny you were so empathic"), scene.ben)
    assert scene.shown().text.startswith("What was it for?")
    assert scene.office.posts(scene.room) == []

    scene.office.tap(scene.ana, scene.room, scene.shown(), "Empathy")

    [post] = scene.office.posts(scene.room)
    assert post.text.startswith(f"*ana-r* thanked <@{scene.ben}>: you were so empathic\n")


def test_two_taps_on_one_draft_give_one_kudos(scene: Scene) -> None:
    before = scene.office.stored()
    answer = scene.type(f"<@{scene.ben}> you were so empathic")

    scene.find(answer)
    preview = scene.shown()

    with ThreadPoolExecutor(2) as pool:
        for _ in range(2):
            pool.submit(scene.office.tap, scene.ana, scene.room, preview, "Post it")

    assert scene.office.stored().kudos == before.kudos + 1
    assert len(scene.office.posts(scene.room)) == 1


def test_nothing_is_posted_that_was_not_shown(scene: Scene) -> None:
    answer = scene.type(f"<@{scene.ben}> you were so empathic")
    other = scene.office.repost(scene.room, answer)
    scene.find(answer)
    before = scene.office.stored()
    # Another tap, on what another device still shows, changes the text.
    copy = scene.office.repost(scene.room, scene.shown())
    second = labels(other)[1]
    scene.office.tap(scene.ana, scene.room, other, second)

    scene.office.tap(scene.ana, scene.room, copy, "Post it")

    assert scene.office.stored() == before
    shown = scene.office.sandbox.messages(scene.room, visible_to=scene.ana)[-1]
    assert labels(shown) == ["Post it", "Cancel"]
    assert "*Empathy*" in words(shown) and f"*{second}*" in words(shown)


def test_a_draft_that_was_cancelled_is_gone_and_its_words_are_kept(scene: Scene) -> None:
    before = scene.office.stored()
    answer = scene.type(f"<@{scene.ben}> you were so empathic")
    scene.find(answer)
    copy = scene.office.repost(scene.room, scene.shown())

    scene.office.tap(scene.ana, scene.room, scene.shown(), "Cancel")

    assert scene.shown().text.startswith("Cancelled: nothing was posted.\n")
    assert f"/kudos <@{scene.ben}> you were so empathic" in words(scene.shown())
    scene.office.tap(scene.ana, scene.room, copy, "Post it")
    assert scene.office.answers(scene.ana, scene.room)[-1].text == NOT_YOURS
    assert scene.office.stored() == before


def test_what_was_posted_is_cancelled_no_more(scene: Scene) -> None:
    answer = scene.type(f"<@{scene.ben}> you were so empathic")
    scene.find(answer)
    copy = scene.office.repost(scene.room, scene.shown())
    before = scene.office.stored()
    scene.post()
    assert scene.office.stored().kudos == before.kudos + 1

    scene.office.tap(scene.ana, scene.room, copy, "Cancel")

    found = scene.office.sandbox.messages(scene.room, visible_to=scene.ana)
    assert [one.text for one in found if "Cancelled" in one.text] == []
    assert scene.office.stored().kudos == before.kudos + 1


def test_posting_and_cancelling_at_once_do_one_of_the_two(scene: Scene) -> None:
    before = scene.office.stored()
    answer = scene.type(f"<@{scene.ben}> you were so empathic")
    scene.find(answer)
    preview = scene.shown()

    with ThreadPoolExecutor(2) as pool:
        for label in ("Post it", "Cancel"):
            pool.submit(scene.office.tap, scene.ana, scene.room, preview, label)
    scene.office.settle()

    given = scene.office.stored().kudos - before.kudos
    said = [one.text for one in scene.office.answers(scene.ana, scene.room)]
    assert any(one.startswith("Cancelled") for one in said) == (given == 0)
    assert len(scene.office.posts(scene.room)) == given


@pytest.mark.parametrize("name", ["@O'Connor", "@Phil Kurth", "@ana (she)", "@Zoé Ångström"])
def test_the_whole_of_a_raw_name_gives_way_to_the_person(scene: Scene, name: str) -> None:
    scene.pick(scene.type(f"{name} empathy thanks"), scene.ben)
    scene.post()

    [post] = scene.office.posts(scene.room)
    assert post.text.startswith(f"*ana-r* thanked <@{scene.ben}>: thanks\nEmpathy")


def test_a_colleague_whose_name_was_typed_is_one_tap_away(scene: Scene) -> None:
    siobhan = scene.office.person("Siobhán O'Quill")
    answer = scene.type("@o'quill empathy thanks")
    assert "I do not know who `@o'quill` is, and I will not guess. Is it one of" in answer.text
    assert labels(answer) == ["Siobhán O'Quill"]
    assert elements(answer)[-1]["type"] == "users_select"

    scene.office.tap(scene.ana, scene.room, answer, "Siobhán O'Quill")
    scene.post()

    [post] = scene.office.posts(scene.room)
    assert post.text.startswith(f"*ana-r* thanked <@{siobhan}>: thanks\nEmpathy")


def test_a_colleague_is_found_by_the_names_that_the_screen_does_not_show(scene: Scene) -> None:
    known_as = {"real_name": "Quentin Okafor", "display_name": "Quint"}
    quint = scene.office.person("quentin.okafor", **known_as)
    for number, name in enumerate(("@quentin okafor", "@Quentin Okafor", "@quentin.okafor")):
        answer = scene.type(f"{name} empathy thanks")
        scene.office.tap(scene.ana, scene.room, answer, "Quint")
        scene.post(scene.office.answers(scene.ana, scene.room)[-1])

        posts = scene.office.posts(scene.room)
        assert len(posts) == number + 1
        assert posts[-1].text.startswith(f"*ana-r* thanked <@{quint}>: thanks\nEmpathy")


def test_two_colleagues_of_one_name_are_both_offered_and_none_is_taken(scene: Scene) -> None:
    people = [scene.office.person("Wilhelmina") for _ in range(2)]
    answer = scene.type("@wilhelmina empathy thanks")

    assert labels(answer) == ["Wilhelmina", "Wilhelmina"]
    assert f"In this order: <@{people[0]}> and <@{people[1]}>." in words(answer)
    scene.office.tap(scene.ana, scene.room, answer, "Wilhelmina", number=1)
    assert f"thanked <@{people[1]}>" in words(scene.shown())


def test_nobody_is_offered_who_cannot_be_thanked(scene: Scene) -> None:
    scene.office.person("Xanthippe Left", deleted=True)
    scene.office.person("Xanthippe Bot", is_bot=True)
    own = scene.office.person("Xanthippe Self")
    answer = scene.office.kudos(own, scene.office.room(own), "@xanthippe empathy thanks")

    assert [one["action_id"] for one in elements(answer)] == [ids.DRAFT_RECIPIENT]


def test_two_raw_names_are_asked_for_one_after_another(scene: Scene) -> None:
    phil = scene.office.person("Phil Kurthy")
    scene.office.tap(
        scene.ana, scene.room, scene.type("@Phil Kurthy and @zeddy empathy"), "Phil Kurthy"
    )
    assert "I do not know who `@zeddy` is" in scene.shown().text

    scene.office.use(
        scene.ana, scene.room, scene.shown(), ids.DRAFT_RECIPIENT, selected_user=scene.ben
    )

    assert f"*ana-r* thanked <@{phil}> and <@{scene.ben}>" in words(scene.shown())


@pytest.mark.parametrize(
    ("kind", "app_is_member", "said", "label"),
    [
        ("private", True, "I will post this in <#{room}>, for everyone there to read:", "Post it"),
        ("im", False, "I will send this to <@{ben}>; you and they can read it", "Send it"),
        ("public", False, "I am not in <#{room}>, so nothing is posted", "Choose where it goes"),
        ("group", False, "No app can join a group message", "Choose where it goes"),
    ],
)
def test_the_giver_sees_where_it_would_go(
    scene: Scene, kind: ChannelKind, app_is_member: bool, said: str, label: str
) -> None:
    office = scene.office
    room = office.room(scene.ana, scene.ben, kind=kind, app_is_member=app_is_member)
    before = office.stored()
    answer = office.kudos(scene.ana, room, f"<@{scene.ben}> you were so empathic")
    office.find_competency(scene.ana, room, answer)

    [shown] = office.answers(scene.ana, room)
    assert words(shown).startswith(said.format(room=room, ben=scene.ben))
    assert "> you were so empathic" in words(shown)
    assert labels(shown) == [label, "Cancel"]
    assert office.stored() == before

    office.tap(scene.ana, room, shown, label)
    assert office.stored().kudos == before.kudos + 1
    [shown] = office.answers(scene.ana, room)
    assert shown.text.startswith(f"Your kudos to <@{scene.ben}> for *Empathy* ")


@pytest.mark.parametrize(
    ("choice", "said", "label"),
    [
        ("ask", "I will ask <@{who}> first whether I may announce it there.", "Send it"),
        ("me", "I will tell <@{who}> privately, as they prefer.", "Send it"),
    ],
)
def test_the_giver_sees_what_the_recipient_chose(
    scene: Scene, choice: str, said: str, label: str
) -> None:
    office, who = scene.office, scene.office.person_who_chose(choice)
    answer = scene.type(f"<@{who}> you were so empathic")
    scene.find(answer)
    assert words(scene.shown()).startswith(f"Nothing is posted in <#{scene.room}> yet. ")
    assert said.format(who=who) in words(scene.shown())
    assert labels(scene.shown()) == [label, "Cancel"]
    office.tap(scene.ana, scene.room, scene.shown(), "Cancel")

    answer = scene.type(f"<@{scene.ben}> <@{who}> you were so empathic")
    scene.find(answer)
    shown = office.answers(scene.ana, scene.room)[-1]
    assert words(shown).startswith("I will post this in")
    assert said.format(who=who) in words(shown)
    assert labels(shown) == ["Post it", "Cancel"]


def test_a_limit_that_is_reached_is_told_before_anything_is_shown(scene: Scene) -> None:
    answer = scene.type(f"<@{scene.ben}> you were so empathic")
    for number in range(10):
        assert "goes to <#" in scene.type(f"<@{scene.ben}> empathy {number}").text

    scene.find(answer)

    last = scene.office.answers(scene.ana, scene.room)
    assert any(one.text.startswith("You have given 10 kudos today") for one in last)
    assert scene.office.stored().kudos and len(scene.office.posts(scene.room)) == 10


def test_somebody_elses_tap_posts_and_cancels_nothing(scene: Scene) -> None:
    before = scene.office.stored()
    answer = scene.type(f"<@{scene.ben}> you were so empathic")
    scene.find(answer)
    copy = scene.office.repost(scene.room, scene.shown())

    for label in ("Post it", "Cancel"):
        scene.office.tap(scene.ben, scene.room, copy, label)
        assert scene.office.answers(scene.ben, scene.room)[-1].text == NOT_YOURS
    assert scene.office.stored() == before

    scene.post()
    assert scene.office.stored().kudos == before.kudos + 1


def test_a_preview_of_yesterday_posts_nothing(scene: Scene) -> None:
    before = scene.office.stored()
    answer = scene.type(f"<@{scene.ben}> you were so empathic")
    scene.find(answer)
    preview = scene.shown()
    scene.office.clock.advance(hours=24)

    scene.office.tap(scene.ana, scene.room, preview, "Post it")

    assert scene.office.answers(scene.ana, scene.room)[-1].text == NOT_YOURS
    assert scene.office.stored() == before


def test_somebody_elses_tap_on_a_draft_is_refused(scene: Scene) -> None:
    before = scene.office.stored()
    copy = scene.office.repost(scene.room, scene.type(f"<@{scene.ben}> you were so empathic"))

    scene.office.tap(scene.ben, scene.room, copy, "Empathy")

    assert scene.office.answers(scene.ben, scene.room)[-1].text == NOT_YOURS
    assert scene.office.stored() == before


def test_a_draft_of_yesterday_is_refused(scene: Scene) -> None:
    before = scene.office.stored()
    answer = scene.type(f"<@{scene.ben}> you were so empathic")
    scene.office.clock.advance(hours=24)

    scene.office.tap(scene.ana, scene.room, answer, "Empathy")

    assert scene.office.answers(scene.ana, scene.room)[-1].text == NOT_YOURS
    assert scene.office.stored() == before


def test_a_competency_that_no_list_offered_is_refused(scene: Scene) -> None:
    before = scene.office.stored()
    answer = scene.type(f"<@{scene.ben}> you were so empathic")
    forged = [
        block | {"elements": [element | {"value": "x"} for element in block["elements"][:1]]}
        for block in answer.blocks or ()
        if block["type"] == "actions"
    ]
    copy = scene.office.repost(scene.room, forged)

    scene.office.use(scene.ana, scene.room, copy, elements(copy)[0]["action_id"])

    assert scene.office.answers(scene.ana, scene.room)[-1].text == NOT_YOURS
    assert scene.office.stored() == before
