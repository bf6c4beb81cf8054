"""The guided first visit of the demo: who one is, six things to try, and where to go from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slackapp.blocks import ids
from slackapp.blocks.kudos.words.me_too import JOINED
from slackapp.blocks.team.words.digest import say_quiet_month, say_title
from slackapp.sandbox.seed import LEADER, VISITOR
from slackapp.sandbox.tour import Deed, Part, Place, Step, Visit, Way

if TYPE_CHECKING:
    from slackapp.sandbox.server import Sandbox

_ROOM = "support"

WELCOME = (
    "Welcome to Harbour Support! You are Ben, who answers customers in #support, and it is an "
    "ordinary morning. Six things to try, about five minutes, and nothing here is real."
)
FAREWELL = (
    "That is Kudoscope: a thank-you that says what was good, a minute a week to look back, and "
    "once a month what the team is thanked for. Stay as long as you like, as whoever you like. "
    "The README says how it comes into your own Slack."
)


def begin_tour(sandbox: Sandbox) -> None:
    """Show whoever comes around, from now on."""
    sandbox.world.tour.begin(build_visit(sandbox), sandbox.world.store)


def build_visit(sandbox: Sandbox) -> Visit:
    """The visit, in that sandbox."""
    ben, grace, room = sandbox.user(VISITOR), sandbox.user(LEADER), sandbox.channel(_ROOM)
    talk, talk_of_leader = sandbox.im(ben), sandbox.im(grace)
    return Visit(
        person=ben,
        channel=room,
        welcome=WELCOME,
        steps=(
            _give(ben, room),
            _take_back(ben, room),
            _join_in(ben, room),
            _reflect(ben, talk),
            _read_digest(ben, room),
            _lead(grace, talk_of_leader),
        ),
        farewell=FAREWELL,
        ways=(
            Way(
                "Thank Ana in one line",
                Place(person=ben, channel=room, fill="/kudos @Ana empathy "),
            ),
            Way("See Ben's own Home", Place(person=ben, channel=talk, tab="home")),
            Way("Be somebody else", Place(switcher=True)),
        ),
    )


def _give(person: str, room: str) -> Step:
    return Step(
        key="give",
        title="Thank a colleague",
        parts=(
            Part(
                "Ravi sat with Ana for an hour over a bug. Thank him: write /kudos below and press "
                "Enter. A form asks whom, what for, and your words.",
                Place(person=person, channel=room, fill="/kudos"),
                "Write /kudos for me",
                lambda deed: deed.kind == "heard" and deed.offers(ids.TAKE_BACK),
            ),
        ),
        happened=(
            "You have given a kudos. The answer that only you can see says where it went and who "
            "reads it."
        ),
    )


def _take_back(person: str, room: str) -> Step:
    return Step(
        key="take_back",
        title="Take it back",
        parts=(
            Part(
                "Wrong person, wrong words? Press Take it back in the answer that only you see.",
                Place(person=person, channel=room, action=ids.TAKE_BACK),
                "Show me the button",
                lambda deed: (
                    deed.kind == "acted" and deed.name in (ids.TAKE_BACK, ids.TAKE_BACK_HERE)
                ),
            ),
        ),
        happened="It is gone from the channel, and counts nowhere.",
    )


def _join_in(person: str, room: str) -> Step:
    return Step(
        key="join_in",
        title="Add yours to somebody's",
        parts=(
            Part(
                "Somebody has said it already? Look for Grace's thanks to Ravi in #support, and "
                "press Add yours.",
                Place(person=person, channel=room, action=ids.ME_TOO),
                "Show me the button",
                lambda deed: deed.kind == "heard" and deed.text == JOINED,
            ),
        ),
        happened="Your name stands under it now, and Ravi hears of it in one note a day at most.",
    )


def _reflect(person: str, talk: str) -> Step:
    return Step(
        key="reflect",
        title="Answer a weekly question",
        parts=(
            Part(
                "Every Friday at 15:00 each person gets one short question about their own week. "
                "Let time pass until Friday: the clock is above the channels.",
                Place(person=person, moment="friday"),
                "Show me the clock",
                lambda deed: (
                    deed.kind == "heard"
                    and deed.channel == talk
                    and deed.offers(ids.REFLECTION_ANSWER)
                ),
            ),
            Part(
                "It is Friday, and Kudoscope has asked you something. Open its conversation, press "
                "Answer, and save what you think.",
                Place(person=person, channel=talk, action=ids.REFLECTION_ANSWER),
                "Show me the question",
                lambda deed: deed.kind == "acted" and deed.name == ids.REFLECTION_FORM,
            ),
        ),
        happened=(
            "Your answer is yours: no leader and no admin reads it. Week by week your Home shows "
            "you a mirror of them."
        ),
    )


def _read_digest(person: str, room: str) -> Step:
    return Step(
        key="digest",
        title="Read the team's digest",
        parts=(
            Part(
                "On the first working day of a month the channel hears what its people were "
                "thanked for. Let time pass until then.",
                Place(person=person, moment="month"),
                "Show me the clock",
                lambda deed: deed.kind == "heard" and deed.channel == room and _is_digest(deed),
            ),
            Part(
                "The digest is there. Read it in #support.",
                Place(person=person, channel=room, is_found=True),
                "Go to #support",
                lambda deed: deed.kind == "looked" and deed.channel == room,
            ),
        ),
        happened=(
            "The month in words and strengths. It ranks nobody, and lists nobody who was not "
            "thanked."
        ),
    )


def _lead(leader: str, talk: str) -> Step:
    return Step(
        key="lead",
        title="Look as the leader",
        parts=(
            Part(
                "Grace leads the team. Choose her under You are, above the channels, and open her "
                "conversation with Kudoscope.",
                Place(person=leader, channel=talk),
                "Be Grace",
                lambda deed: deed.kind == "looked" and deed.user == leader and deed.channel == talk,
            ),
        ),
        happened=(
            "Her report tells a number only where five people or more stand behind it, and "
            "nobody's private words. My team, on her Home, shows it at any time."
        ),
    )


def _is_digest(deed: Deed) -> bool:
    first, *_ = deed.text.splitlines() or [""]
    # A visitor at the beginning of a month may have let one pass in which nobody thanked anybody.
    return first.endswith((say_title(""), say_quiet_month("", "").rpartition(": ")[2]))
