"""A kudos given where the app is not: it waits for its giver's word, and for nobody else's."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from factories import make_kudos, make_person, make_workspace
from slackapp.blocks import ids
from slackapp.jobs import held_kudos
from slackapp.sandbox.humans import Answer
from slackapp.sandbox.state import ChannelKind, Message
from tests.flows.office import Office, labels

HOLD = ["Post in the default channel", "I invited you: post here", "Send privately"]
NOT_YOURS = "This is not yours to decide, or it is no longer there. Nothing changed."


class Scene(NamedTuple):
    """A kudos from Ana to Ben, held in a channel without the app."""

    office: Office
    ana: str
    ben: str
    room: str
    answer: Answer

    @property
    def phrase(self) -> str:
        """Stands in this kudos and in no other."""
        return f"thanks from {self.room}"

    def say(self, label: str) -> None:
        """Ana presses that button of the answer."""
        self.office.tap(self.ana, self.room, self.answer, label)

    def shown(self) -> Message:
        """What the answer has become."""
        return next(
            one for one in self.office.answers(self.ana, self.room) if one.ts == self.answer.ts
        )

    def in_default(self) -> list[Message]:
        """What the default channel says of this kudos."""
        posts = self.office.posts(self.office.sandbox.channel("general"))
        return [post for post in posts if self.phrase in post.text]

    def is_unseen(self) -> bool:
        """Whether nobody has read of it anywhere."""
        return self.office.readers(self.phrase, self.ana, self.ben) == set()


def hold(office: Office, *, kind: ChannelKind = "public", choice: str = "public") -> Scene:
    """Give a kudos where the app is not."""
    ana, ben = office.person("ana-r"), office.person_who_chose(choice)
    room = office.room(ana, ben, kind=kind, app_is_member=False)
    answer = office.kudos(ana, room, f"<@{ben}> initiative thanks from {room}")
    return Scene(office, ana, ben, room, answer)


@pytest.fixture
def scene(shared_office: Office) -> Scene:
    """A kudos held in a public channel."""
    return hold(shared_office)


def test_the_answer_says_that_nobody_has_seen_it_and_what_can_be_done(scene: Scene) -> None:
    assert scene.answer.text.startswith(
        f"Your kudos to <@{scene.ben}> for *Initiative* is saved, but nobody has seen it yet: "
        f"I am not in <#{scene.room}>."
    )
    assert "type `/invite @kudoscope` first" in scene.answer.text
    assert labels(scene.answer)[:3] == HOLD
    assert scene.is_unseen()


def test_send_privately_tells_the_recipient_alone(scene: Scene) -> None:
    scene.say("Send privately")

    assert labels(scene.shown())[:1] == ["What did they do?"]
    assert "You and" in scene.shown().text
    [direct] = scene.office.told(scene.ben)
    assert direct.text.startswith(f"*ana-r* thanked you: {scene.phrase}\n")
    assert scene.office.readers(scene.phrase, scene.ana, scene.ben) == {scene.ben}


def test_post_in_the_default_channel_posts_it_there(scene: Scene) -> None:
    scene.say("Post in the default channel")

    [post] = scene.in_default()
    assert post.text.startswith(f"*ana-r* thanked <@{scene.ben}>: {scene.phrase}\n")
    assert scene.office.posts(scene.room) == []
    # Nobody of this test is in the default channel, so the mention alone would not be seen.
    [direct] = scene.office.told(scene.ben)
    assert direct.text.endswith(f"\nFor everyone in <#{post.channel}> to read.")


def test_post_here_is_refused_before_the_app_was_invited_and_done_after_it(scene: Scene) -> None:
    scene.say("I invited you: post here")

    refusal = scene.office.answers(scene.ana, scene.room)[-1]
    assert refusal.text.startswith(f"I am still not in <#{scene.room}>. Type `/invite @kudoscope`")
    assert labels(scene.shown())[:3] == HOLD
    assert scene.is_unseen()

    scene.office.sandbox.command(
        user=scene.ana, channel=scene.room, text="@kudoscope", command="/invite"
    )
    scene.say("I invited you: post here")

    _hello, post = scene.office.posts(scene.room)
    assert post.text.startswith(f"*ana-r* thanked <@{scene.ben}>: {scene.phrase}\n")
    assert scene.office.told(scene.ben) == []
    assert labels(scene.shown())[:1] == ["What did they do?"]


def test_post_here_is_confirmed_where_another_company_reads_meanwhile(scene: Scene) -> None:
    office, room = scene.office, scene.room
    office.sandbox.command(user=scene.ana, channel=room, text="@kudoscope", command="/invite")
    office.sandbox.change_channel(room, sharing=("is_ext_shared", "is_shared"))
    scene.say("I invited you: post here")

    assert scene.is_unseen()
    assert f"people from another company can read <#{room}>" in scene.shown().text
    confirm = ["Post in the default channel", "Post it there anyway", "Send privately"]
    assert labels(scene.shown())[:3] == confirm

    office.tap(scene.ana, room, scene.shown(), confirm[1])
    _hello, post = office.posts(room)
    assert scene.phrase in post.text


def test_a_group_message_offers_no_invitation_also_after_a_behaviour_was_chosen(
    shared_office: Office,
) -> None:
    ana, ben = shared_office.person("ana-r"), shared_office.person()
    room = shared_office.room(ana, ben, kind="group", app_is_member=False)
    answer = shared_office.kudos(ana, room, f"<@{ben}> initiative thanks from {room}")
    offered = ["Post in the default channel", "Send privately"]
    assert labels(answer)[:2] == offered
    assert "no app can join a group message" in answer.text
    assert "/invite" not in answer.text

    deed = shared_office.say_deed(ana, room, answer)

    [shown] = shared_office.answers(ana, room)
    assert labels(shown)[:2] == offered
    assert f"“{deed}”" in shown.text
    assert "/invite" not in shown.text


def test_a_private_channel_that_invited_the_app_keeps_it_to_its_members(
    shared_office: Office,
) -> None:
    scene = hold(shared_office, kind="private")
    outsider = shared_office.person()
    shared_office.sandbox.command(
        user=scene.ana, channel=scene.room, text="@kudoscope", command="/invite"
    )

    scene.say("I invited you: post here")

    readers = shared_office.readers(scene.phrase, scene.ana, scene.ben, outsider)
    assert readers == {scene.ana, scene.ben}


def test_whoever_wants_to_be_asked_is_asked_before_the_default_channel_hears(
    shared_office: Office,
) -> None:
    scene = hold(shared_office, choice="ask")

    scene.say("Post in the default channel")

    assert scene.in_default() == []
    [question] = shared_office.told(scene.ben)
    general = shared_office.sandbox.channel("general")
    assert question.text.endswith(f"May I announce it in <#{general}>?")

    shared_office.tap(scene.ben, question.channel, question, "Announce it")
    assert len(scene.in_default()) == 1


def test_whoever_wants_it_private_is_told_alone_whatever_the_giver_chose(
    shared_office: Office,
) -> None:
    scene = hold(shared_office, choice="me")

    scene.say("Post in the default channel")

    assert scene.in_default() == []
    assert shared_office.readers(scene.phrase, scene.ana, scene.ben) == {scene.ben}


def test_the_first_word_counts_and_a_later_one_shows_what_became_of_it(scene: Scene) -> None:
    copy = scene.office.repost(scene.office.room(scene.ana), scene.answer)
    scene.say("Send privately")

    scene.office.tap(scene.ana, copy.channel, copy, "Post in the default channel")

    assert scene.in_default() == []
    assert len(scene.office.told(scene.ben)) == 1
    [shown] = [one for one in scene.office.posts(copy.channel) if one.ts == copy.ts]
    assert HOLD[0] not in labels(shown)


def test_what_is_forgotten_for_a_day_is_sent_privately(office: Office) -> None:
    scene = hold(office)
    office.clock.advance(hours=23)
    held_kudos.run(office.app.tools)
    office.settle()
    assert scene.is_unseen()

    office.clock.advance(hours=1)
    held_kudos.run(office.app.tools)
    office.settle()

    [direct] = office.told(scene.ben)
    assert f"*ana-r* thanked you: {scene.phrase}" in direct.text
    assert office.readers(scene.phrase, scene.ana, scene.ben) == {scene.ben}
    held_kudos.run(office.app.tools)
    office.settle()
    assert len(office.told(scene.ben)) == 1


@pytest.mark.parametrize("label", HOLD)
def test_somebody_elses_word_is_refused_and_changes_nothing(scene: Scene, label: str) -> None:
    elsewhere = scene.office.room(scene.ben)
    copy = scene.office.repost(elsewhere, scene.answer)

    scene.office.tap(scene.ben, elsewhere, copy, label)

    assert scene.office.answers(scene.ben, elsewhere)[-1].text == NOT_YOURS
    assert scene.is_unseen()
    assert labels(scene.shown())[:3] == HOLD


@pytest.mark.parametrize("action_id", [ids.POST_HERE, ids.POST_IN_DEFAULT, ids.SEND_PRIVATELY])
@pytest.mark.parametrize("value", ["0", "999999", "nonsense", "-1", "٣", "9" * 40])
def test_a_button_with_a_value_of_nobodys_is_refused(
    shared_office: Office, action_id: str, value: str
) -> None:
    before = shared_office.stored()
    ana = shared_office.person()

    assert press_forged(shared_office, ana, action_id, value) == NOT_YOURS

    assert shared_office.stored() == before


@pytest.mark.parametrize(
    "action_id",
    [
        ids.POST_HERE,
        ids.POST_IN_DEFAULT,
        ids.SEND_PRIVATELY,
        ids.ALLOW_ANNOUNCEMENT,
        ids.KEEP_PRIVATE,
    ],
)
def test_a_kudos_of_another_workspace_is_nobodys_here(
    shared_office: Office, action_id: str
) -> None:
    ana, now = shared_office.person(), shared_office.clock()
    with shared_office.sessions.begin() as session:
        elsewhere = make_workspace(session, bot_token=None)
        # The same account, as somebody in two workspaces of one organisation has.
        giver = make_person(session, workspace=elsewhere, slack_user_id=ana)
        other = make_person(session, workspace=elsewhere)
        kudos = make_kudos(
            session, giver=giver, recipients=[other], announcement="held", given_at=now
        )
        kudos_id = kudos.id
    before = shared_office.stored()

    assert press_forged(shared_office, ana, action_id, str(kudos_id)) == NOT_YOURS

    assert shared_office.stored() == before


@pytest.mark.parametrize("value", ["", ":", "1", "x:y", "999999:hears_feelings", "1:nonsense"])
def test_a_behaviour_of_nobodys_is_refused(shared_office: Office, value: str) -> None:
    ana = shared_office.person()

    answer = press_forged(shared_office, ana, ids.CHOOSE_BEHAVIOUR, value or " ")

    assert answer == NOT_YOURS


def press_forged(office: Office, person: str, action_id: str, value: str) -> str:
    """Press a button that the app never made, and return what comes back."""
    room = office.room(person)
    button = {
        "type": "button",
        "action_id": action_id,
        "value": value,
        "text": {"type": "plain_text", "text": "Forged"},
    }
    copy = office.repost(room, [{"type": "actions", "elements": [button]}])
    office.use(person, room, copy, action_id)
    return office.answers(person, room)[-1].text
