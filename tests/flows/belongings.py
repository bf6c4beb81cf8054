"""What somebody has of every kind, and the requests that each button, menu and form makes of it."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select, update

from db import (
    KudosRecipient,
    KudosTag,
    PacketRequest,
    Person,
    ReflectionSchedule,
    Workspace,
)
from factories import (
    make_channel,
    make_kudos,
    make_prompt,
    make_reflection,
    make_schedule,
    make_team,
)
from slackapp.blocks import ids
from slackapp.blocks.home.words.lists import NOTHING_FOUND
from slackapp.blocks.privacy.words.erasing import NOT_THE_WORD
from slackapp.domain.base.digest_times import Month
from slackapp.domain.base.due_times import local_date
from slackapp.domain.base.errors import NotAdmin, NotYours
from slackapp.domain.kudos.errors import FormTooOld
from slackapp.domain.kudos.kudos import MessageThanked
from slackapp.domain.team.errors import NotLeader
from slackapp.frameworks.loader import load_builtin
from slackapp.services.kudos.drafts import record_draft
from slackapp.services.kudos.thanked.messages import record_thanked
from slackapp.services.workspace.admin_acts import record_act
from slackapp.services.workspace.people import find_people
from tests.flows.office import Office

_numbers = itertools.count(1)


def NotTheWord() -> str:
    """What is told where the word that erases is not there."""
    return NOT_THE_WORD


@dataclass(frozen=True)
class Scene:
    """What Ana has of every kind; Ben has a share of it, and Cleo nothing.

    `secret` are the words in all of it.
    """

    secret: str
    ana: str
    ben: str
    cleo: str
    boss: str
    room: str
    held: int
    asked: int
    received: int
    given: int
    tag: int
    draft: str
    form: str
    prompt: int
    answered: int
    reflection: int
    own_prompt: int
    team: int
    packet: str
    act: int


def make_scene(office: Office) -> Scene:
    """A scene that nothing else knows."""
    names = ana, ben, cleo, boss = [office.person() for _ in range(4)]
    room = office.room(*names)
    now = office.clock()
    secret = f"the words that only some may read {next(_numbers)}"
    with office.sessions.begin() as session:
        people = {
            one: session.scalars(select(Person).where(Person.slack_user_id == one)).one()
            for one in names
        }
        people[boss].is_admin = True
        wanted = select(Workspace).filter_by(slack_team_id=office.sandbox.team_id)
        workspace = session.scalars(wanted).one()
        channel = make_channel(
            session,
            workspace=workspace,
            members=people.values(),
            slack_channel_id=room,
            checked_at=now,
            members_checked_at=now,
        )
        told = {"message": secret, "slack_channel_id": room, "given_at": now}
        held = make_kudos(
            session,
            giver=people[ana],
            recipients=[people[ben]],
            announcement="held",
            held_since=now,
            **told,
        )
        asked = make_kudos(
            session,
            giver=people[ben],
            recipients=[people[ana]],
            announcement="none",
            visibility="public",
            **told,
        )
        session.execute(
            update(KudosRecipient)
            .where(KudosRecipient.kudos_id == asked.id)
            .values(announcement="asked")
        )
        received = make_kudos(session, giver=people[ben], recipients=[people[ana]], **told)
        given = make_kudos(session, giver=people[ana], recipients=[people[ben]], **told)
        for one in (ana, cleo):
            if session.get(ReflectionSchedule, people[one].id) is None:
                make_schedule(session, person=people[one], next_due_at=None)
        prompt = make_prompt(
            session, person=people[ana], reason="recognised", thanked_by=secret, due_at=now
        )
        answered = make_prompt(session, person=people[ana], due_at=now)
        reflection = make_reflection(
            session, prompt=answered, note=secret, next_step=secret, shared_with_id=people[ben].id
        )
        own_prompt = make_prompt(session, person=people[cleo], due_at=now)
        team = make_team(session, channel=channel, leaders=[people[ana]])
        packet = PacketRequest(
            workspace_id=workspace.id,
            key=f"{next(_numbers):032}",
            team_id=team.id,
            person_id=people[ana].id,
            leader_id=people[boss].id,
            first_month=202601,
            last_month=202602,
            state="asked",
            asked_at=now,
        )
        session.add(packet)
        act = record_act(
            session,
            workspace_id=workspace.id,
            actor_id=people[boss].id,
            kind="giving",
            before={"undo_hours": 48},
            after={"undo_hours": 24},
            now=now,
        )
        giver = find_people(session, workspace_id=workspace.id, slack_user_ids=[ana])[ana]
        draft = record_draft(
            session,
            workspace_id=workspace.id,
            giver=giver,
            text=f"thanks {secret}",
            slack_channel_id=room,
            channel_name="room",
            now=now,
        )
        form = record_draft(
            session,
            workspace_id=workspace.id,
            giver=giver,
            text="",
            slack_channel_id=room,
            channel_name="room",
            now=now,
        )
        said = MessageThanked(room, "1.1", ben, secret)
        record_thanked(session, workspace_id=workspace.id, draft=form, thanked=said)
        session.flush()
        tag = session.scalars(select(KudosTag.id).where(KudosTag.kudos_id == given.id)).one()
        return Scene(
            secret,
            ana,
            ben,
            cleo,
            boss,
            room,
            held.id,
            asked.id,
            received.id,
            given.id,
            tag,
            draft.key,
            form.key,
            prompt.id,
            answered.id,
            reflection.id,
            own_prompt.id,
            team.id,
            packet.key,
            act,
        )


@dataclass(frozen=True)
class Press:
    """A button or menu as somebody forges it, and whose it is."""

    value: str = "forged"
    kind: str = "button"
    block_id: str = "forged"
    suffix: str = ""
    #: Whose word it is: the owner's, an admin's, or anybody's for themselves.
    rightful: str = "owner"


def list_presses(office: Office, scene: Scene) -> dict[str, Press]:
    """Of each button and menu, one with an id in it that is Ana's."""
    empathy = load_builtin().find_competency("empathy")
    assert empathy is not None
    month = Month.of(local_date(office.clock(), "UTC"))
    draft = f"{ids.DRAFT_BLOCK}:{scene.draft}"
    held, asked, received = str(scene.held), str(scene.asked), str(scene.received)
    prompt = str(scene.prompt)
    own, admin = Press(rightful="anybody"), Press(rightful="admin")
    return {
        "CHOOSE_BEHAVIOUR": Press(f"{scene.tag}:{empathy.behaviours[0].key}"),
        "TAKE_BACK": Press(str(scene.given)),
        "TAKE_BACK_HERE": Press(str(scene.given), "overflow"),
        # She reads it with the whole channel once it is announced; until then it is not there.
        "ME_TOO": Press(held),
        "MUTE_ME_TOO": own,
        "UNMUTE_ME_TOO": own,
        "CHANGE_KUDOS": Press(str(scene.given)),
        "CHOOSE_BEHAVIOURS": Press(str(scene.tag)),
        "HOME_GIVE": own,
        "THANK_TOO": own,
        "FORM_COMPETENCIES": own,
        "FORM_WORDS": own,
        "FORM_SUGGESTED": own,
        "POST_HERE": Press(held),
        "POST_IN_DEFAULT": Press(held),
        "SEND_PRIVATELY": Press(held),
        "ALLOW_ANNOUNCEMENT": Press(asked),
        "KEEP_PRIVATE": Press(asked),
        "HIDE_FROM_DIGESTS": Press(received),
        "SHOW_IN_DIGESTS": Press(received),
        "DRAFT_RECIPIENT": Press(scene.ben, "users_select", draft),
        "DRAFT_COMPETENCY": Press("empathy", block_id=draft),
        "DRAFT_COMPETENCY_LIST": Press("empathy", "static_select", draft),
        "DRAFT_BROWSE": Press("0:social_awareness", block_id=draft, suffix=":0"),
        "DRAFT_PERSON": Press(scene.ben, block_id=draft, suffix=":1"),
        "DRAFT_ADDRESS": Press(scene.ben, block_id=draft, suffix=":1"),
        "DRAFT_WITHOUT_ME": Press("others", block_id=draft),
        "DRAFT_COUNTERPART": Press("version", block_id=draft, suffix=":0"),
        "DRAFT_GIVE": Press("version:empathy", block_id=draft, suffix=":0"),
        "DRAFT_OPEN": Press("form", block_id=draft),
        "DRAFT_POST": Press("version", block_id=draft),
        "DRAFT_CANCEL": Press(block_id=draft),
        "REFLECTION_ANSWER": Press(prompt),
        "REFLECTION_SKIP": Press(prompt),
        "REFLECTION_SNOOZE": Press(f"{prompt}:tomorrow", "static_select"),
        "REFLECTION_DELETE": Press(str(scene.reflection)),
        "DIGEST_SETTINGS": Press(str(scene.team)),
        "TEAM_LEADERS": Press(str(scene.team)),
        "TEAM_REPORT": Press(str(scene.team)),
        "TEAM_PACKET": Press(str(scene.team)),
        "UNDO_ACT": Press(str(scene.act), rightful="admin"),
        "TRAIL": admin,
        "SEND_AGAIN": admin,
        "CHANNEL_RULES": admin,
        "ROLE_RULES": admin,
        "PERSON_PAGE": Press(
            scene.ana, "users_select", f"{ids.PERSON_PAGE_BLOCK}:{scene.team}:{month}"
        ),
        "PACKET_AGREE": Press(scene.packet),
        "PACKET_REFUSE": Press(scene.packet),
        "REFLECTION_POLICY": admin,
        "WORKING_DAYS": admin,
        "GIVING_POLICY": admin,
        "RECOGNITION_POLICY": admin,
        "COUNCIL": admin,
        "FRAMEWORK": admin,
        "ADMINS": admin,
        "COPY": Press("csv", suffix=":csv", rightful="anybody"),
        "ERASE_ME": own,
        "RETENTION": admin,
        "REFLECTION_ASK_NOW": own,
        "REFLECTION_SETTINGS": own,
        "HOME_PERIOD": Press("6:twelve_zealous", "static_select", rightful="anybody"),
        "HOME_LENS": Press("twelve_zealous:6", "static_select", rightful="anybody"),
        "HOME_MINE": own,
        "HOME_TEAM": own,
        "HOME_WORKSPACE": own,
        "HOME_KUDOS": own,
        "HOME_ANSWERS": own,
        "HOME_NAMES": own,
        "HOME_ANNOUNCE": Press("me", "static_select", rightful="anybody"),
        "HOME_DIGESTS": own,
        "HOME_NOTES": own,
        "OWN_KUDOS_OLDER": own,
        "OWN_KUDOS_NEWEST": own,
        "HOME_OLDER": own,
        "HOME_NEWEST": own,
    }


PRESSES = [
    name
    for name in vars(ids)
    if name.isupper() and name != "INPUT" and not name.endswith(("_FORM", "_BLOCK", "_SHORTCUT"))
]


def press(office: Office, scene: Scene, who: str, name: str, forged: Press) -> str:
    """Press it, and return what is told beside it."""
    action_id = f"{vars(ids)[name]}{forged.suffix}"
    label = {"type": "plain_text", "text": "Look"}
    element: dict[str, Any] = {"type": forged.kind, "action_id": action_id}
    chosen = {}
    if forged.kind == "button":
        element |= {"text": label, "value": forged.value}
    elif forged.kind == "users_select":
        element |= {"placeholder": label}
        chosen = {"selected_user": forged.value}
    else:
        element |= {"options": [{"text": label, "value": forged.value}]}
        element |= {} if forged.kind == "overflow" else {"placeholder": label}
        chosen = {"selected_option": forged.value}
    block = {"type": "actions", "block_id": forged.block_id, "elements": [element]}
    shown = office.repost(scene.room, [block])
    before = len(office.answers(who, scene.room))
    assert office.use(who, scene.room, shown, action_id, **chosen).ok
    return " ".join(one.text for one in office.answers(who, scene.room)[before:])


def submit(office: Office, who: str, callback_id: str, about: object, **values: Any) -> list[str]:
    """Send a form that was never opened; what is told at its fields, or in its place."""
    return send_form(office, build_form(office, who, callback_id, about, **values))


def build_form(office: Office, who: str, callback_id: str, about: object, **values: Any) -> bytes:
    """The body of such a request."""
    view = {
        "id": f"V{next(_numbers)}FORGED",
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": str(about),
        "state": {
            "values": {
                block: {ACTIONS.get(block, ids.INPUT): held} for block, held in values.items()
            }
        },
    }
    payload = {
        "type": "view_submission",
        "team": {"id": office.sandbox.team_id},
        "user": {"id": who},
        "trigger_id": f"{next(_numbers)}.forged",
        "view": view,
    }
    return urlencode({"payload": json.dumps(payload)}).encode()


def send_form(office: Office, body: bytes) -> list[str]:
    """Send it, and return what is told at its fields, or in its place."""
    answer = office.post_signed(body)
    assert answer.status == 200
    office.settle()
    told = json.loads(answer.body or "{}")
    shown = told.get("view", {}).get("blocks", ())
    return [
        *told.get("errors", {}).values(),
        *(one["text"]["text"] for one in shown if "text" in one),
    ]


def choose(value: object) -> dict[str, Any]:
    return {"selected_option": {"value": str(value)}}


#: Inputs that are told to the app at once have ids of their own.
ACTIONS = {
    ids.COMPETENCIES_BLOCK: ids.FORM_COMPETENCIES,
    ids.SUGGESTED_BLOCK: ids.FORM_SUGGESTED,
    ids.MESSAGE_BLOCK: ids.FORM_WORDS,
}

ANSWER = {ids.FREQUENCY_BLOCK: choose(3)}

FORMS = {
    ids.REFLECTION_FORM: lambda scene: (scene.prompt, ANSWER, NotYours),
    ids.GIVE_FORM: lambda scene: (
        scene.form,
        {
            ids.PEOPLE_BLOCK: {"selected_users": [scene.ben]},
            ids.COMPETENCIES_BLOCK: {"selected_options": [{"value": "ecf.empathy"}]},
            ids.READERS_BLOCK: choose("channel"),
        },
        FormTooOld,
    ),
    ids.BEHAVIOURS_FORM: lambda scene: (
        f"{scene.form}:{scene.tag}",
        {ids.BEHAVIOUR_BLOCK: choose("sees_their_side")},
        FormTooOld,
    ),
    ids.DIGEST_FORM: lambda scene: (
        scene.team,
        {ids.DAY_BLOCK: choose(1), ids.HOUR_BLOCK: choose(9), ids.ZONE_BLOCK: {"value": "UTC"}},
        NotLeader,
    ),
    # Whoever looks through kudos looks through their own.
    ids.OWN_KUDOS_FORM: lambda scene: (
        "",
        {ids.OWN_WORDS_BLOCK: {"value": "zzz"}, ids.OWN_SIDE_BLOCK: choose("all")},
        lambda: NOTHING_FOUND,
    ),
    ids.TEAM_LEADERS_FORM: lambda scene: (
        scene.team,
        {ids.LEADERS_BLOCK: {"selected_users": [scene.cleo]}},
        NotLeader,
    ),
    ids.TEAM_PACKET_FORM: lambda scene: (
        scene.team,
        {
            ids.PACKET_PERSON_BLOCK: {"selected_user": scene.ben},
            ids.PACKET_MONTHS_BLOCK: {"value": "6"},
        },
        NotLeader,
    ),
    ids.TRAIL_FORM: lambda scene: ("", {}, NotAdmin),
    ids.CHANNEL_RULES_FORM: lambda scene: (
        "",
        {ids.PILOT_BLOCK: {"selected_conversations": [scene.room]}},
        NotAdmin,
    ),
    ids.ROLE_RULES_FORM: lambda scene: ("", {}, NotAdmin),
    ids.POLICY_FORM: lambda scene: ("", {}, NotAdmin),
    ids.WORKING_DAYS_FORM: lambda scene: (
        "",
        {ids.WEEKDAYS_BLOCK: {"selected_options": [{"value": "1"}]}},
        NotAdmin,
    ),
    ids.RECOGNITION_FORM: lambda scene: ("", {}, NotAdmin),
    ids.COUNCIL_FORM: lambda scene: (
        "",
        {ids.COUNCIL_MODE_BLOCK: {"selected_options": [{"value": "on"}]}},
        NotAdmin,
    ),
    # Whoever submits it is the one whom it is about; and this is not the word.
    ids.ERASE_FORM: lambda scene: (scene.ana, {ids.ERASE_BLOCK: {"value": scene.ana}}, NotTheWord),
    ids.ADMINS_FORM: lambda scene: (
        scene.boss,
        {ids.ADMINS_BLOCK: {"selected_users": [scene.cleo]}},
        NotAdmin,
    ),
    ids.RETENTION_FORM: lambda scene: ("", {ids.KEEP_KUDOS_BLOCK: {"value": "1"}}, NotAdmin),
    ids.GIVING_FORM: lambda scene: ("", {ids.REACTION_BLOCK: {"value": "tada"}}, NotAdmin),
    ids.FRAMEWORK_FORM: lambda scene: (
        "",
        {ids.FRAMEWORK_CHOICE_BLOCK: choose("twelve_zealous")},
        NotAdmin,
    ),
    ids.FRAMEWORK_TAKE_FORM: lambda scene: (
        json.dumps(
            {"key": "twelve_zealous", "url": "", "file_name": "", "from_key": "ecf", "digest": ""}
        ),
        {},
        NotAdmin,
    ),
    # The settings are those of whoever submits them, whatever the form says.
    ids.SETTINGS_FORM: lambda scene: (
        scene.ana,
        {ids.RHYTHM_BLOCK: choose("own"), ids.WEEKDAY_BLOCK: choose(2), ids.HOUR_BLOCK: choose(10)},
        None,
    ),
}
