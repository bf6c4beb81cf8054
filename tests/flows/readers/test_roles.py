"""Who may do what: everything in the table of `docs/roles.md`, done as each role through the door.

The page is read here, so that it and the app cannot say different things.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from db import AdminAct, AuditEntry, Person, Workspace
from factories import (
    make_channel,
    make_kudos,
    make_prompt,
    make_reflection,
    make_team,
)
from slackapp.blocks import ids
from slackapp.blocks.reflection.words import NOT_ASKED
from slackapp.domain.base.errors import NotAdmin, NotYours
from slackapp.domain.team.errors import NotLeader
from slackapp.sandbox.views import View
from tests.flows.belongings import build_form, choose, send_form
from tests.flows.office import Office
from tests.flows.telling import switch_digests_off

PAGE = Path(__file__).resolve().parents[3] / "docs" / "roles.md"
REFUSALS = {str(NotYours()), str(NotLeader()), str(NotAdmin()), NOT_ASKED}
SECRET = "a word between two"
#: Whom each column of the table is tried as: admins of both kinds.
COLUMNS = {
    "Slack's admin": "admin",
    "named admin": "admin",
    "leader": "leader",
    "member": "member",
    "guest": "guest",
}


@dataclass(frozen=True)
class Cast:
    """A room with somebody of each role in it, and Ben, a colleague of theirs."""

    office: Office
    room: str
    ben: str
    people: dict[str, str]

    def give(self, giver: str, recipient: str, **columns: Any) -> int:
        """A kudos that is stored already."""
        with self.office.sessions.begin() as session:
            found = session.scalars(
                select(Person).where(Person.slack_user_id.in_([giver, recipient]))
            )
            rows = {one.slack_user_id: one for one in found}
            columns = {"slack_channel_id": self.room, "given_at": self.office.clock()} | columns
            kudos = make_kudos(session, giver=rows[giver], recipients=[rows[recipient]], **columns)
            return kudos.id


@pytest.fixture(scope="module")
def cast(shared_office: Office) -> Iterator[Cast]:
    """They are all in it; Ben has a private kudos and an answer of his own."""
    office = shared_office
    people = {name: office.person(is_restricted=name == "guest") for name in COLUMNS}
    ben = office.person()
    room = office.room(ben, *people.values())
    with office.sessions.begin() as session:
        found = session.scalars(
            select(Person).where(Person.slack_user_id.in_([ben, *people.values()]))
        )
        rows = {one.slack_user_id: one for one in found}
        rows[people["Slack's admin"]].is_admin = True
        rows[people["named admin"]].is_named_admin = True
        channel = make_channel(
            session,
            workspace=session.scalars(select(Workspace)).one(),
            members=rows.values(),
            slack_channel_id=room,
            checked_at=office.clock(),
            members_checked_at=office.clock(),
        )
        make_team(session, channel=channel, leaders=[rows[people["leader"]]])
        prompt = make_prompt(session, person=rows[ben])
        make_reflection(session, prompt=prompt, note=SECRET)
    cast = Cast(office, room, ben, people)
    cast.give(ben, office.person(), visibility="private", message=SECRET)
    yield cast
    switch_digests_off(office)


#: Whether somebody was let do it.
Try = Callable[[Cast, str], bool]


def types(text: str) -> Try:
    """Type the command in the room."""

    def work(cast: Cast, who: str) -> bool:
        leader = cast.people["leader"]
        answer = cast.office.kudos(who, cast.room, text.format(ben=cast.ben, leader=leader))
        return answer.ok and answer.text not in REFUSALS

    return work


def presses(action_id: str) -> Try:
    """Press the button on something that anybody can see; a form opens."""

    def work(cast: Cast, who: str) -> bool:
        told, view = press(cast, who, action_id, "1")
        assert (told in REFUSALS) is (view is None)
        return view is not None

    return work


def press(cast: Cast, who: str, action_id: str, value: str) -> tuple[str, View | None]:
    """What is told beside the button, and the form that opened."""
    office = cast.office
    button = {
        "type": "button",
        "action_id": action_id,
        "text": {"type": "plain_text", "text": "Look"},
        "value": value,
    }
    shown = office.repost(cast.room, [{"type": "actions", "elements": [button]}])
    before, was_open = len(office.answers(who, cast.room)), office.sandbox.modal(who)
    assert office.sandbox.press(who, cast.room, shown.ts, action_id, value=value).ok
    # Files of before come one at a time, with seconds between.
    office.settle_however_long()
    told = " ".join(one.text for one in office.answers(who, cast.room)[before:])
    view = office.sandbox.modal(who)
    return told, None if view is was_open else view


def decides(action_id: str, callback_id: str, change: Callable[[Cast], dict[str, Any]]) -> Try:
    """Open the form of a setting and change something; or send it without its ever being open."""

    def work(cast: Cast, who: str) -> bool:
        told, view = press(cast, who, action_id, "1")
        if view is not None:
            answer = cast.office.sandbox.submit(who, view, **change(cast))
            assert answer.ok, answer
            return True
        assert told == str(NotAdmin())
        forged = build_form(cast.office, who, callback_id, "", **FORGED.get(callback_id, {}))
        assert send_form(cast.office, forged) == [str(NotAdmin())]
        return False

    return work


def choose_framework(cast: Cast, who: str) -> bool:
    """Choose another one, and take it once it was said what moves; the second puts it back."""
    key = next(_frameworks)
    is_let = decides(
        ids.FRAMEWORK, ids.FRAMEWORK_FORM, lambda _cast: {ids.FRAMEWORK_CHOICE_BLOCK: key}
    )(cast, who)
    view = cast.office.sandbox.modal(who)
    if is_let:
        assert view is not None and view.content["callback_id"] == ids.FRAMEWORK_TAKE_FORM
        assert cast.office.sandbox.submit(who, view).ok
    return is_let


_frameworks = itertools.cycle(["twelve_zealous", "ecf"])


def put_back(cast: Cast, who: str) -> bool:
    """Change something as an admin, and press the button that puts it back."""
    admin = cast.people["Slack's admin"]
    assert decides(ids.GIVING_POLICY, ids.GIVING_FORM, _hours)(cast, admin)
    with cast.office.sessions.read() as session:
        act_id = session.scalars(select(AdminAct.id).order_by(AdminAct.id.desc())).first()
    return press(cast, who, ids.UNDO_ACT, str(act_id))[0] not in REFUSALS


def types_in_turn(*texts: str) -> Try:
    """Type one after the other, so that each changes something."""
    turns = itertools.cycle(texts)
    return lambda cast, who: types(next(turns))(cast, who)


def name_leaders() -> Try:
    """Name one more each time, besides whoever leads it."""
    more: list[str] = []

    def work(cast: Cast, who: str) -> bool:
        more.append(f"<@{cast.office.person()}>")
        is_let = types(f"leaders <@{{leader}}> {' '.join(more)}")(cast, who)
        if not is_let:
            more.pop()
        return is_let

    return work


#: What a form must hold, that it is looked at.
FORGED = {ids.FRAMEWORK_FORM: {ids.FRAMEWORK_CHOICE_BLOCK: choose("ecf")}}


def counts_up(block_id: str, first: int) -> Callable[[Cast], dict[str, Any]]:
    """Another number each time."""
    numbers = itertools.count(first)
    return lambda _cast: {block_id: str(next(numbers))}


def takes_turns(block_id: str, *values: list[str]) -> Callable[[Cast], dict[str, Any]]:
    """One after the other."""
    turns = itertools.cycle(values)
    return lambda _cast: {block_id: next(turns)}


def names_more() -> Callable[[Cast], dict[str, Any]]:
    """One more each time, besides whoever was named."""
    more: list[str] = []

    def choose_another(cast: Cast) -> dict[str, Any]:
        more.append(cast.office.person())
        return {ids.ADMINS_BLOCK: [cast.people["named admin"], *more]}

    return choose_another


def take_back_own(cast: Cast, who: str) -> bool:
    kudos = cast.give(who, cast.ben)
    return press(cast, who, ids.TAKE_BACK, str(kudos))[0] not in REFUSALS


def take_back_others(cast: Cast, who: str) -> bool:
    kudos = cast.give(cast.ben, cast.people["member"])
    return press(cast, who, ids.TAKE_BACK, str(kudos))[0] not in REFUSALS


def reads_secret(*texts: str) -> Try:
    """Look wherever one can look."""

    def work(cast: Cast, who: str) -> bool:
        answers = [cast.office.kudos(who, cast.room, one.format(ben=cast.ben)) for one in texts]
        return any(SECRET in f"{one.text} {one.blocks}" for one in answers)

    return work


_hours = counts_up(ids.UNDO_HOURS_BLOCK, 25)

#: Everything in the table, and how it is done.
ACTIONS: dict[str, Try] = {
    "give kudos, and be thanked": types("<@{ben}> empathy for the calm answer"),
    "change their own kudos or take it back, in the undo time": take_back_own,
    "see what is kept about them, and get a copy of it": types("privacy"),
    "erase themselves": presses(ids.ERASE_ME),
    "choose how kudos to them are announced": types("announce ask"),
    "stay out of digests": types("digest leave"),
    "get their own review packet": types("packet"),
    "set when they get their weekly question": presses(ids.REFLECTION_SETTINGS),
    "see who leads a channel": types("leaders"),
    "see when a channel's next digest comes": types("digest"),
    "look at a channel's digest before it is posted": types("digest preview"),
    "read a channel's report": types("report"),
    "read the page of one person in a channel": types("report <@{ben}>"),
    "get the kudos of a channel as a file": types("export team"),
    "ask somebody in a channel for their review packet": types("packet <@{ben}>"),
    "switch a channel's digest on or off, or post it now": types_in_turn("digest on", "digest off"),
    "name the leaders of a channel": name_leaders(),
    "take back anybody's kudos, at any time": take_back_others,
    "decide about weekly questions": decides(
        ids.REFLECTION_POLICY, ids.POLICY_FORM, counts_up(ids.CAP_BLOCK, 1000)
    ),
    "decide about working days and holidays": decides(
        ids.WORKING_DAYS,
        ids.WORKING_DAYS_FORM,
        takes_turns(ids.WEEKDAYS_BLOCK, ["0", "1"], ["0", "1", "2", "3", "4"]),
    ),
    "decide in which channels kudos are given": decides(
        ids.CHANNEL_RULES,
        ids.CHANNEL_RULES_FORM,
        lambda cast: {ids.DEFAULT_CHANNEL_BLOCK: cast.office.room()},
    ),
    "decide whether guests give, and whether leaders name leaders": decides(
        ids.ROLE_RULES, ids.ROLE_RULES_FORM, takes_turns(ids.GUESTS_BLOCK, [], ["on"])
    ),
    "decide how kudos are given": decides(ids.GIVING_POLICY, ids.GIVING_FORM, _hours),
    "decide how kudos are read, and what a small group is": decides(
        ids.RECOGNITION_POLICY, ids.RECOGNITION_FORM, counts_up(ids.SMALLEST_GROUP_BLOCK, 6)
    ),
    "choose the framework": choose_framework,
    "switch works-council mode on or off": decides(
        ids.COUNCIL, ids.COUNCIL_FORM, takes_turns(ids.COUNCIL_MODE_BLOCK, ["on"], [])
    ),
    "name admins": decides(ids.ADMINS, ids.ADMINS_FORM, names_more()),
    "decide how long things are kept": decides(
        ids.RETENTION, ids.RETENTION_FORM, counts_up(ids.KEEP_ANSWERS_BLOCK, 30)
    ),
    "put back what an admin decided": put_back,
    "read the audit trail": presses(ids.TRAIL),
    "send again what failed": presses(ids.SEND_AGAIN),
    "read a private kudos between others": reads_secret("report <@{ben}>", "report", "me"),
    "read an answer that was not shared with them": reads_secret("reflections <@{ben}>"),
}


def read_table() -> dict[str, dict[str, bool]]:
    """What the page says of each action: whether an admin, a leader, a member and a guest may."""
    rows = re.findall(r"^\| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    heading, *cells = (row.split(" | ") for row in rows if not row.startswith("-"))
    for row in cells:
        assert all(re.fullmatch(r"(yes|no)(, .+)?", cell) for cell in row[1:]), row
    return {
        what: dict(zip(heading[1:], (one.startswith("yes") for one in may), strict=True))
        for what, *may in cells
    }


def test_the_page_and_this_test_speak_of_the_same_actions() -> None:
    assert list(read_table()) == list(ACTIONS)


@pytest.mark.parametrize("action", ACTIONS)
def test_each_role_may_do_what_the_page_says_and_nothing_else(cast: Cast, action: str) -> None:
    wanted = read_table()[action]
    for name, role in COLUMNS.items():
        cast.office.clock.advance(minutes=1)
        before = read_trail(cast)
        assert ACTIONS[action](cast, cast.people[name]) is wanted[role], name
        if action != "put back what an admin decided":
            trail = set(read_trail(cast)[len(before) :])
            assert trail == (LEAVES.get(action, set()) if wanted[role] else set()), name


#: What is written down of what somebody did.
LEAVES = {
    "change their own kudos or take it back, in the undo time": {"taken_back"},
    "get the kudos of a channel as a file": {"team_exported"},
    "switch a channel's digest on or off, or post it now": {"digest"},
    "name the leaders of a channel": {"leader_named"},
    "take back anybody's kudos, at any time": {"taken_back"},
    "decide about weekly questions": {"questions"},
    "decide about working days and holidays": {"working_days"},
    "decide in which channels kudos are given": {"channels"},
    "decide whether guests give, and whether leaders name leaders": {"roles"},
    "decide how kudos are given": {"giving"},
    "decide how kudos are read, and what a small group is": {"recognition"},
    "choose the framework": {"framework"},
    "switch works-council mode on or off": {"works_council"},
    "name admins": {"admin_named"},
    "decide how long things are kept": {"retention"},
}
#: What leaders and admins may do that changes nothing.
_LEAVE_NOTHING = {
    "look at a channel's digest before it is posted",
    "read a channel's report",
    "read the page of one person in a channel",
    # The question itself is kept, for as long as was decided.
    "ask somebody in a channel for their review packet",
    "read the audit trail",
    # Nothing has failed here.
    "send again what failed",
    # Tried below: what is put back was done just before.
    "put back what an admin decided",
}


def test_whatever_members_may_not_do_is_written_down_where_it_is_done() -> None:
    reserved = {what for what, may in read_table().items() if may["admin"] and not may["member"]}
    own = "change their own kudos or take it back, in the undo time"
    assert reserved == (LEAVES.keys() - {own}) | _LEAVE_NOTHING


def read_trail(cast: Cast) -> list[str]:
    """The kinds of all that is written down."""
    with cast.office.sessions.read() as session:
        acts = session.execute(select(AdminAct.at, AdminAct.kind))
        changes = session.execute(select(AuditEntry.at, AuditEntry.kind))
        return [kind for _, kind in sorted([*map(tuple, acts), *map(tuple, changes)])]
