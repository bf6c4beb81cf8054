"""What a prompt asks, decided when it is delivered; and asking again, later or as a reminder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, select, update
from sqlalchemy.orm import Session, aliased

from db import (
    OutboxLane,
    OutboxMessage,
    Person,
    ReflectionPolicy,
    ReflectionPrompt,
    ReflectionSchedule,
    Workspace,
    table_of,
)
from slackapp.blocks.reflection.reflection import PromptCard, build_prompt
from slackapp.domain.base.due_times import (
    find_reminder,
    find_waking,
    iso_week_of,
    list_later_days,
    local_date,
)
from slackapp.services.base.units import EVERYTHING, Among
from slackapp.services.outbox.outbox import PROMPT_LANE, OutgoingMessage, enqueue
from slackapp.services.reflection.claim import LATEST
from slackapp.services.reflection.posts import show_on_posts
from slackapp.services.reflection.promises import SPREAD
from slackapp.services.reflection.questions import choose_for, explain, name_competency
from slackapp.services.reflection.reflections import find_open_step
from slackapp.services.workspace.frameworks import find_framework
from slackapp.services.workspace.working_days import get_working_days
from slackapp.services.workspace.workspaces import IS_WORKING

#: Before Slack took a prompt's message; one that it refused may be sent anew by an operator.
_NOT_ASKED = ("due", "refused")

#: So many questions take an hour of the morning, at the spread.
_MORNING = 12_000


@dataclass(frozen=True, slots=True)
class Drawn:
    """What to post."""

    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Later:
    """Not before this moment: the person sleeps, or was written to this second."""

    start_at: datetime


def draw_prompt(
    session: Session, *, message_id: int, prompt_id: int, now: datetime
) -> Drawn | Later | None:
    """Decide what a message of a prompt says, and store it with the message.

    It counts as asked once Slack has taken it (`record_asked`), and what was chosen stays chosen.
    None when it is no longer wanted: answered meanwhile, too late, switched off, or paused.
    """
    prompt = session.get_one(ReflectionPrompt, prompt_id, with_for_update=True)
    person = session.get_one(Person, prompt.person_id)
    schedule = session.get_one(ReflectionSchedule, prompt.person_id)
    if prompt.state not in (*_NOT_ASKED, "asked"):
        return None
    if not _is_wanted(session, prompt, person, schedule, now):
        if prompt.state in _NOT_ASKED:
            prompt.state = "missed"
        prompt.again = prompt.again_at = None
        session.flush()
        return None
    awake_at = now if prompt.was_wished else find_waking(now, person.tz)
    if awake_at > now:
        # Not all of those who sleep at the same second of the morning: kudos go out then, too.
        awake_at += prompt.id % _MORNING * SPREAD
    start_at = max(awake_at, _find_turn(session, person, now))
    if start_at > now:
        if prompt.state in _NOT_ASKED and start_at - prompt.due_at >= LATEST:
            prompt.state = "missed"
            session.flush()
            return None
        return Later(start_at)
    if prompt.competency_key is None:
        _choose(session, prompt, person, schedule, now)
    content = build_prompt(_draw_card(session, prompt, now))
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message_id)
        .values(payload=content.as_json())
    )
    session.flush()
    return Drawn(content.as_payload())


def record_asked(session: Session, *, prompt_id: int, now: datetime) -> None:
    """Note that Slack took a prompt's message: it was asked, and is reminded of once."""
    prompt = session.get(ReflectionPrompt, prompt_id, with_for_update=True)
    if prompt is None:  # erased meanwhile
        return
    prompt.asked_at = prompt.asked_at or now
    if prompt.state in _NOT_ASKED:
        prompt.state = "asked"
    schedule = session.get(ReflectionSchedule, prompt.person_id)
    wants_reminder = schedule is not None and schedule.wants_reminders and not prompt.was_reminded
    if prompt.state == "asked" and prompt.again is None and wants_reminder:
        tz = session.get_one(Person, prompt.person_id).tz
        days = get_working_days(session, workspace_id=prompt.workspace_id)
        prompt.again, prompt.again_at = "reminder", find_reminder(now, tz, days)
    session.flush()


def record_not_asked(session: Session, *, prompt_id: int) -> None:
    """Note that Slack refused a prompt's message: nobody was asked, or reminded of anything."""
    prompt = session.get(ReflectionPrompt, prompt_id, with_for_update=True)
    if prompt is not None and prompt.state in _NOT_ASKED:
        prompt.state = "refused"
        session.flush()


def _is_wanted(
    session: Session,
    prompt: ReflectionPrompt,
    person: Person,
    schedule: ReflectionSchedule,
    now: datetime,
) -> bool:
    policy = session.get_one(ReflectionPolicy, prompt.workspace_id)
    is_out = person.is_bot or person.is_deactivated or person.is_stranger or person.is_guest
    is_paused = schedule.paused_until is not None and (
        local_date(now, person.tz) < schedule.paused_until
    )
    is_late = prompt.state in _NOT_ASKED and now - prompt.due_at >= LATEST
    has_stopped = (schedule.is_off or is_paused) and not prompt.was_wished
    return policy.is_on and not (is_out or has_stopped or is_late)


def _find_turn(session: Session, person: Person, now: datetime) -> datetime:
    """When the person's direct messages may have another post; prompts have other lanes."""
    next_at = session.scalar(
        select(OutboxLane.next_send_at).where(
            OutboxLane.workspace_id == person.workspace_id,
            OutboxLane.slack_channel_id == person.slack_user_id,
        )
    )
    return next_at or now


def _choose(
    session: Session,
    prompt: ReflectionPrompt,
    person: Person,
    schedule: ReflectionSchedule,
    now: datetime,
) -> None:
    choice = choose_for(session, person=person, schedule=schedule, now=now)
    prompt.framework_key = choice.framework_key
    prompt.competency_key = choice.competency_key
    prompt.behaviour_key = choice.behaviour_key
    prompt.reason = str(choice.reason)
    prompt.thanked_by, prompt.thanked_on = choice.thanked_by or None, choice.thanked_on


def find_question(session: Session, *, person_id: int, now: datetime) -> int | None:
    """The person's question of this week, chosen now if it was not yet; None where it is over."""
    person = session.get_one(Person, person_id)
    schedule = session.get(ReflectionSchedule, person_id)
    if schedule is None:
        return None
    prompt = session.scalar(
        select(ReflectionPrompt)
        .where(
            ReflectionPrompt.person_id == person_id,
            ReflectionPrompt.iso_week == iso_week_of(now, schedule.tz),
            ReflectionPrompt.state.in_(("due", "asked")),
        )
        .with_for_update()
    )
    if prompt is None:
        return None
    if prompt.competency_key is None:
        _choose(session, prompt, person, schedule, now)
        session.flush()
    return prompt.id


def redraw_prompt(session: Session, prompt: ReflectionPrompt, *, now: datetime) -> None:
    """Let the posts of a question that is still open show it as it would be asked now."""
    if prompt.state == "asked" and prompt.again != "snooze":
        show_on_posts(session, prompt, build_prompt(_draw_card(session, prompt, now)), now)


def _draw_card(session: Session, prompt: ReflectionPrompt, now: datetime) -> PromptCard:
    tz = session.get_one(Person, prompt.person_id).tz
    days = get_working_days(session, workspace_id=prompt.workspace_id)
    name, question = name_competency(session, prompt)
    is_first = (
        session.scalar(
            select(ReflectionPrompt.id)
            .where(
                ReflectionPrompt.person_id == prompt.person_id,
                ReflectionPrompt.id != prompt.id,
                ReflectionPrompt.asked_at.is_not(None),
            )
            .limit(1)
        )
        is None
    )
    return PromptCard(
        prompt_id=prompt.id,
        competency_name=name,
        question=question,
        because=explain(session, prompt, today=local_date(now, tz)),
        is_reminder=prompt.was_reminded,
        is_first=is_first and not prompt.was_reminded,
        open_step=find_open_step(session, person_id=prompt.person_id, before=prompt.due_at),
        later=list_later_days(now, tz, days),
    )


def list_again(
    session: Session, *, limit: int, now: datetime, among: Among = EVERYTHING
) -> list[tuple[int, int]]:
    """The questions that `ask_again` would end, each with its workspace before it."""
    rows = session.execute(
        select(ReflectionPrompt.workspace_id, ReflectionPrompt.id)
        .join(Workspace, Workspace.id == ReflectionPrompt.workspace_id)
        .where(
            ReflectionPrompt.again_at <= now,
            IS_WORKING,
            *among.where(table_of(ReflectionPrompt).c.id),
        )
        .order_by(ReflectionPrompt.again_at)
        .limit(limit)
    )
    return [(workspace_id, prompt_id) for workspace_id, prompt_id in rows]


def _find_again(limit: int, now: datetime, among: Among) -> Select[ReflectionPrompt, str, bool]:
    """Those that are due again, whose they are, and whether another question came after them."""
    newer = aliased(ReflectionPrompt)
    has_newer = (
        exists()
        .where(
            newer.person_id == ReflectionPrompt.person_id,
            newer.iso_week > ReflectionPrompt.iso_week,
        )
        .correlate(ReflectionPrompt)
    )
    return (
        select(ReflectionPrompt, Person.slack_user_id, has_newer)
        .join(Person, Person.id == ReflectionPrompt.person_id)
        .join(Workspace, Workspace.id == ReflectionPrompt.workspace_id)
        .where(
            ReflectionPrompt.again_at <= now,
            IS_WORKING,
            *among.where(table_of(ReflectionPrompt).c.id),
        )
        .order_by(ReflectionPrompt.again_at)
        .limit(limit)
        .with_for_update(of=ReflectionPrompt, skip_locked=True)
    )


def ask_again(session: Session, *, limit: int, now: datetime, among: Among = EVERYTHING) -> int:
    """Promise the questions that were put off until now, and reminders; returns how many ended.

    What is a day late is dropped: the next week's question is near. So is a reminder of a question
    after which another one came.
    """
    rows = session.execute(_find_again(limit, now, among)).all()
    for prompt, slack_user_id, is_old in rows:
        is_late = prompt.again_at is None or now - prompt.again_at >= LATEST
        is_open = prompt.state == "asked"
        is_reminder = prompt.again == "reminder"
        prompt.again = prompt.again_at = None
        if is_late or not is_open or (is_reminder and is_old):
            continue
        prompt.times_sent += 1
        prompt.was_reminded = prompt.was_reminded or is_reminder
        message = OutgoingMessage(
            slack_channel_id=f"{PROMPT_LANE}{slack_user_id}",
            kind="post",
            dedupe_key=f"prompt:{prompt.id}:{prompt.times_sent}",
            payload={},
            prompt_id=prompt.id,
        )
        enqueue(session, workspace_id=prompt.workspace_id, messages=[message], now=now)
    session.flush()
    return len(rows)


@dataclass(frozen=True, slots=True)
class DuePerson:
    """Somebody who will be asked, and what they would be asked now."""

    slack_team_id: str
    slack_user_id: str
    due_at: datetime
    tz: str
    competency_name: str
    reason: str


def list_due(
    session: Session, *, until: datetime, after_person_id: int, limit: int, now: datetime
) -> list[tuple[int, DuePerson]]:
    """Who is due by then, by person id, a page at a time."""
    rows = session.execute(
        select(ReflectionSchedule, Person, Workspace.slack_team_id)
        .join(Person, Person.id == ReflectionSchedule.person_id)
        .join(Workspace, Workspace.id == ReflectionSchedule.workspace_id)
        .join(ReflectionPolicy, ReflectionPolicy.workspace_id == Workspace.id)
        .where(
            ReflectionSchedule.next_due_at <= until,
            ReflectionSchedule.person_id > after_person_id,
            ReflectionPolicy.is_on,
            Workspace.bot_token.is_not(None),
        )
        .order_by(ReflectionSchedule.person_id)
        .limit(limit)
    )
    found = []
    for schedule, person, slack_team_id in rows:
        choice = choose_for(session, person=person, schedule=schedule, now=now)
        framework = find_framework(
            session, workspace_id=person.workspace_id, key=choice.framework_key
        )
        competency = framework.find_competency(choice.competency_key)
        due = DuePerson(
            slack_team_id=slack_team_id,
            slack_user_id=person.slack_user_id,
            due_at=schedule.next_due_at or until,
            tz=schedule.tz,
            competency_name=competency.name if competency else choice.competency_key,
            reason=str(choice.reason),
        )
        found.append((person.id, due))
    return found
