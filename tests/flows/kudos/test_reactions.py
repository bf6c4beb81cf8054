"""Thanking with a reaction: asked in private, given by one tap, and never before it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from db import Person, Workspace
from slackapp.blocks import ids
from slackapp.sandbox.state import Message
from slackapp.services.workspace.giving_policy import GivingPolicyView, change_giving_policy
from tests.flows.giving_form import choose, errors, field, find_form, send
from tests.flows.office import Office, labels, words

ELSE = "Something else …"
_events = itertools.count(1)


def decide(
    office: Office,
    *,
    takes_reactions: bool = True,
    reaction: str = "kudos",
    in_another_process: bool = False,
) -> None:
    policy = GivingPolicyView(takes_reactions=takes_reactions, reaction=reaction)
    with office.sessions.begin() as session:
        workspace_id = session.scalars(select(Workspace.id)).one()
        change_giving_policy(session, workspace_id=workspace_id, policy=policy)
    if not in_another_process:
        office.app.tools.workspaces.forget(office.sandbox.team_id)


@pytest.fixture
def switched_on(shared_office: Office) -> Iterator[Office]:
    """An office in which a reaction thanks, as its default name says."""
    decide(shared_office)
    yield shared_office
    decide(shared_office)


def asked(office: Office, person: str, count: int = 1) -> Message:
    """The private message that asks what a reaction thanks for."""
    office.sandbox.wait_for(lambda: len(office.told(person)) == count)
    office.settle()
    return office.told(person)[-1]


def changed(office: Office, person: str, phrase: str) -> Message:
    """The last private message, once it says this."""
    office.sandbox.wait_for(lambda: phrase in office.told(person)[-1].text)
    return office.told(person)[-1]


def tap(office: Office, person: str, label: str) -> Message:
    """Press a button of the last private message, and return what stands there then."""
    office.tap(person, office.sandbox.im(person), office.told(person)[-1], label)
    return office.told(person)[-1]


def tell(
    office: Office,
    kind: str,
    who: str,
    said: Message,
    event_ts: str,
    *,
    channel: str,
    author: str | None = None,
    name: str = "kudos",
) -> None:
    """Send the app an event about a reaction, as Slack does: as often and as late as one likes."""
    event = {
        "type": f"reaction_{kind}",
        "user": who,
        "reaction": name,
        "item": {"type": "message", "channel": channel, "ts": said.ts},
        "item_user": author or said.user,
        "event_ts": event_ts,
    }
    body = {
        "type": "event_callback",
        "team_id": office.sandbox.team_id,
        "event_id": f"Ev{next(_events)}REACT",
        "event": event,
    }
    answer = office.post_signed(json.dumps(body).encode(), Content_Type="application/json")
    assert answer.status == 200
    office.settle()


def test_one_tap_on_what_is_asked_in_private_gives_the_kudos(office: Office) -> None:
    decide(office)
    ana, ben, cleo = office.person(), office.person(), office.person()
    room = office.room(ana, ben, cleo)
    said = office.sandbox.say(ben, room, "I called the customer back")

    office.sandbox.react(ana, room, said.ts, "kudos")

    question = asked(office, ana)
    link = f"<https://harbour-support.slack.com/archives/{room}/p{said.ts.replace('.', '')}|"
    assert f":kudos: to {link}a message> by <@{ben}> in <#{room}>." in question.text
    assert labels(question) == ["Service Orientation", "Empathy", "Communication", ELSE]
    assert office.posts(room) == office.told(ben) == office.told(cleo) == []
    assert "called the customer" not in words(question)

    answer = tap(office, ana, "Empathy")

    (post,) = office.posts(room, visible_to=cleo)
    assert f"<@{ben}>" in post.text
    assert "Empathy" in words(post)
    assert f"For {link}this message>" in words(post)
    assert "called the customer" not in words(post)
    assert "What would you like to thank" not in answer.text
    assert office.stored().kudos == 1
    # It is given: what becomes of the reaction changes nothing any more.
    office.sandbox.unreact(ana, room, said.ts, "kudos")
    office.sandbox.react(ana, room, said.ts, "kudos")
    office.kudos(ana, room, "help")
    office.settle()
    assert office.told(ana) == [answer]
    assert office.stored().kudos == 1


def test_taking_the_reaction_away_before_that_cancels(office: Office) -> None:
    decide(office)
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    said = office.sandbox.say(ben, room, "I called the customer back")
    office.sandbox.react(ana, room, said.ts, "kudos")
    question = asked(office, ana)

    office.sandbox.unreact(ana, room, said.ts, "kudos")

    cancelled = changed(office, ana, "Nobody was thanked.")
    assert labels(cancelled) == []
    copy = office.repost(room, question)
    office.tap(ana, room, copy, "Empathy")
    assert office.stored().kudos == 0

    # It comes again in the same message, and counts again.
    office.sandbox.react(ana, room, said.ts, "kudos")
    changed(office, ana, "What would you like to thank")
    assert len(office.told(ana)) == 1
    tap(office, ana, "Empathy")
    assert office.stored().kudos == 1


def test_what_was_named_lately_is_offered_first(switched_on: Office) -> None:
    office = switched_on
    ana, ben, cleo = office.person(), office.person(), office.person()
    room, elsewhere = office.room(ana, ben, cleo), office.room(ben, cleo)
    office.kudos(cleo, elsewhere, f"<@{ben}> influence there")
    office.kudos(cleo, room, f"<@{ben}> optimism here")
    office.kudos(ana, office.sandbox.im(ana), f"<@{cleo}> initiative for that")
    office.settle()
    told = len(office.told(ana))
    said = office.sandbox.say(ben, room, "Done")

    office.sandbox.react(ana, room, said.ts, "kudos")

    question = asked(office, ana, told + 1)
    assert labels(question) == ["Initiative", "Optimism", "Service Orientation", ELSE]


def test_the_form_behind_something_else_gives_the_same_kudos_once(switched_on: Office) -> None:
    office = switched_on
    ana, ben = office.person(), office.person()
    room, im = office.room(ana, ben), office.sandbox.im(ana)
    said = office.sandbox.say(ben, room, "Done")
    office.sandbox.react(ana, room, said.ts, "kudos")
    copy = office.repost(im, asked(office, ana))
    office.tap(ana, im, office.told(ana)[0], ELSE)
    assert field(find_form(office, ana), ids.PEOPLE_BLOCK)["element"]["initial_users"] == [ben]
    assert office.posts(room) == []

    choose(office, ana, "ecf.influence", people=[ben])
    assert send(office, ana, people=[ben], message="you kept at it").ok

    (post,) = office.posts(room)
    assert "Influence" in words(post)
    assert "you kept at it" in post.text
    assert "What would you like to thank" not in office.told(ana)[0].text
    office.tap(ana, im, copy, "Empathy")
    assert len(office.posts(room)) == 1


def test_each_of_two_messages_is_thanked_for_with_a_tap(switched_on: Office) -> None:
    office = switched_on
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    for count in (1, 2):
        said = office.sandbox.say(ben, room, "Done")
        office.sandbox.react(ana, room, said.ts, "kudos")
        asked(office, ana, count)
        tap(office, ana, "Empathy")
        assert said.ts.replace(".", "") in words(office.posts(room)[-1])
        assert len(office.posts(room)) == count


def test_a_form_whose_reaction_was_taken_away_gives_nothing(switched_on: Office) -> None:
    office = switched_on
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    said = office.sandbox.say(ben, room, "Done")
    office.sandbox.react(ana, room, said.ts, "kudos")
    asked(office, ana)
    tap(office, ana, ELSE)
    choose(office, ana, "ecf.influence", people=[ben])
    office.sandbox.unreact(ana, room, said.ts, "kudos")
    changed(office, ana, "Nobody was thanked.")

    assert errors(send(office, ana, people=[ben]))
    assert office.posts(room) == []


EARLY, LATER, LAST = "1770000000.000100", "1770000000.000200", "1770000001.000000"
ADDED, REMOVED, AGAIN = ("added", EARLY), ("removed", LATER), ("added", LAST)


@pytest.mark.parametrize(
    "order",
    [
        *itertools.permutations([ADDED, REMOVED, AGAIN]),
        [ADDED, ADDED, AGAIN, ADDED],
        [ADDED, REMOVED],
        [REMOVED, ADDED],
        [REMOVED, REMOVED, ADDED, ADDED],
    ],
)
def test_events_that_come_again_or_in_another_order_come_to_the_same(
    switched_on: Office, order: Sequence[tuple[str, str]]
) -> None:
    office = switched_on
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    said = office.sandbox.say(ben, room, "Done")

    for kind, event_ts in order:
        tell(office, kind, ana, said, event_ts, channel=room)

    told = office.told(ana)
    is_wanted = max(order, key=lambda one: one[1])[0] == "added"
    assert [bool(labels(one)) for one in told] == ([True] if is_wanted else [False] * len(told))
    assert len(told) <= 1
    if is_wanted:
        tap(office, ana, "Empathy")
        for kind, event_ts in order:
            tell(office, kind, ana, said, event_ts, channel=room)
        assert len(office.posts(room)) == len(office.told(ana)) == 1


def test_a_tap_and_the_reaction_s_end_at_once_come_to_one_of_both(switched_on: Office) -> None:
    office = switched_on
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    outcomes = set()
    for number in range(8):
        said = office.sandbox.say(ben, room, f"Done {number}")
        office.sandbox.react(ana, room, said.ts, "kudos")
        asked(office, ana, number + 1)
        before = office.stored().kudos
        with ThreadPoolExecutor(2) as pool:
            first, second = (
                pool.submit(tap, office, ana, "Empathy"),
                pool.submit(tell, office, "removed", ana, said, "9000000000.0", channel=room),
            )
            first.result()
            second.result()
        office.settle()
        is_given = office.stored().kudos - before
        is_cancelled = "Nobody was thanked." in office.told(ana)[-1].text
        outcomes.add((is_given, is_cancelled))
    assert outcomes <= {(1, False), (0, True)}


def test_nothing_comes_of_what_thanks_nobody(switched_on: Office) -> None:
    office = switched_on
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    own = office.sandbox.say(ana, room, "My own")
    office.kudos(ben, room, f"<@{ana}> empathy thanks")
    office.settle()
    (announcement,) = office.posts(room)
    store = office.sandbox.world.store
    said = office.sandbox.say(ben, room, "Done")
    before = office.told(ana)

    office.sandbox.react(ana, room, own.ts, "kudos")
    office.sandbox.react(ana, room, said.ts, "tada")
    tell(office, "added", ana, announcement, EARLY, channel=room, author=store.bot_user_id)
    tell(office, "added", store.bot_user_id, said, EARLY, channel=room)
    tell(office, "added", "U0NOBODY", said, EARLY, channel=room)
    decide(office, takes_reactions=False, in_another_process=True)
    office.sandbox.react(ana, room, said.ts, "kudos")
    tell(office, "added", ana, said, LAST, channel=room)

    assert office.told(ana) == before
    assert len(office.posts(room)) == 1


def test_on_an_announcement_it_joins_in_and_its_end_takes_that_back(switched_on: Office) -> None:
    office = switched_on
    ana, ben, cleo = office.person(), office.person(), office.person()
    room = office.room(ana, ben, cleo)
    office.kudos(ana, room, f"<@{ben}> empathy thanks")
    office.settle()
    (post,) = office.posts(room)
    app = office.sandbox.world.store.bot_user_id

    def joined() -> bool:
        office.settle_however_long()
        name = office.find_person(cleo)
        assert name is not None
        return name.name in words(office.posts(room)[0])

    for kind, event_ts, is_in in (
        ("added", EARLY, True),
        ("added", EARLY, True),
        ("removed", LATER, False),
        ("added", EARLY, False),
        ("added", LAST, True),
    ):
        tell(office, kind, cleo, post, event_ts, channel=room, author=app)
        assert joined() is is_in
    # Whoever gave it or is thanked in it may like it, too.
    for who in (ana, ben):
        tell(office, "added", who, post, EARLY, channel=room, author=app)
    assert joined()
    assert len(office.posts(room)) == 1
    assert [office.told(who) for who in (ana, cleo)] == [[], []]
    office.tap(cleo, room, office.posts(room)[0], "Add yours")
    assert not joined()


def test_the_workspace_s_own_emoji_counts_with_any_skin_tone(switched_on: Office) -> None:
    office = switched_on
    decide(office, reaction="raised_hands")
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    said = office.sandbox.say(ben, room, "Done")
    tell(office, "added", ana, said, EARLY, channel=room)
    assert office.told(ana) == []
    tell(office, "added", ana, said, LAST, channel=room, name="raised_hands::skin-tone-4")
    assert "You reacted with :raised_hands: to" in asked(office, ana).text


@pytest.mark.parametrize(
    ("fields", "reason"),
    [({"is_stranger": True}, "another company"), ({"is_deactivated": True}, "deactivated")],
)
def test_whoever_cannot_be_thanked_is_named_with_the_reason(
    switched_on: Office, fields: dict[str, bool], reason: str
) -> None:
    office = switched_on
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    said = office.sandbox.say(ben, room, "Done")
    with office.sessions.begin() as session:
        person = session.get_one(Person, _id(office, ben))
        for name, value in fields.items():
            setattr(person, name, value)

    tell(office, "added", ana, said, EARLY, channel=room)
    tell(office, "added", ana, said, EARLY, channel=room)

    told = asked(office, ana)
    assert reason in told.text
    assert labels(told) == []
    # Who may not act is asked nothing.
    tell(office, "added", ben, office.sandbox.say(ana, room, "Mine"), EARLY, channel=room)
    assert office.told(ben) == []


def test_where_another_company_reads_the_giver_is_asked_first(switched_on: Office) -> None:
    office = switched_on
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    office.sandbox.change_channel(room, sharing=("is_ext_shared", "is_shared"))
    said = office.sandbox.say(ben, room, "Done")
    office.sandbox.react(ana, room, said.ts, "kudos")
    asked(office, ana)

    preview = tap(office, ana, "Empathy")

    assert "People from another company can read this channel." in preview.text
    assert office.posts(room) == []
    tap(office, ana, "Post it")
    assert len(office.posts(room)) == 1


@pytest.fixture
def withheld(switched_on: Office) -> Iterator[Office]:
    """An office in which a reaction thanks, and Slack tells the app of none."""
    switched_on.sandbox.withdraw("reactions:read")
    yield switched_on
    switched_on.sandbox.grant("reactions:read")


def test_without_the_permission_nothing_comes_of_it_and_nothing_breaks(withheld: Office) -> None:
    office = withheld
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    said = office.sandbox.say(ben, room, "Done")
    office.sandbox.react(ana, room, said.ts, "kudos")
    office.kudos(ana, room, f"<@{ben}> empathy thanks")
    office.settle()
    assert office.told(ana) == []
    assert len(office.posts(room)) == 1


def test_a_day_later_the_tap_is_too_late_and_the_reaction_asks_anew(switched_on: Office) -> None:
    office = switched_on
    ana, ben = office.person(), office.person()
    room = office.room(ana, ben)
    said = office.sandbox.say(ben, room, "Done")
    tell(office, "added", ana, said, EARLY, channel=room)
    asked(office, ana)
    office.clock.advance(hours=24)

    tap(office, ana, "Empathy")

    assert office.posts(room) == []
    tell(office, "removed", ana, said, LATER, channel=room)
    tell(office, "added", ana, said, LAST, channel=room)
    assert labels(asked(office, ana, 2))
    tap(office, ana, "Empathy")
    assert len(office.posts(room)) == 1


def _id(office: Office, who: str) -> int:
    person = office.find_person(who)
    assert person is not None
    return person.id
