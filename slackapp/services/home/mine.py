"""What a person's own view of their Home is drawn from."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from slackapp.blocks.home.mine import Entry, MinePage
from slackapp.blocks.home.state import HomeState
from slackapp.blocks.profile import words
from slackapp.blocks.profile.strengths import StrengthsPicture
from slackapp.blocks.reflection import words as reflection_words
from slackapp.domain.base.due_times import say_day
from slackapp.domain.base.zones import find_zone
from slackapp.frameworks.loader import ECF_KEY
from slackapp.services.profile.mirror import read_mirror
from slackapp.services.profile.strengths import read_through_lens, read_tipping_point
from slackapp.services.reflection.reflections import list_reflections
from slackapp.services.reflection.schedule import ScheduleView, get_policy, get_schedule
from slackapp.services.reflection.wishes import find_refused
from slackapp.services.workspace.lenses import ChosenLens, name_lenses, open_lens
from slackapp.services.workspace.people import PersonView
from slackapp.services.workspace.recognition_policy import get_recognition_policy
from slackapp.services.workspace.workspaces import WorkspaceView

#: Answers on a page of the Home, each of which may take seven of its hundred blocks.
_PAGE = 10
_MONTH = timedelta(days=30.44)
#: How far back kudos make a strength, whatever the mirror's period.
_STRENGTHS_PERIOD = timedelta(days=365)


def read_mine(
    session: Session,
    *,
    workspace: WorkspaceView,
    person: PersonView,
    now: datetime,
    state: HomeState,
    before: datetime | None = None,
) -> MinePage:
    """What the person sees of themselves; strengths are read through the lens of that state."""
    chosen = open_lens(session, workspace_id=workspace.workspace_id, key=state.lens_key)
    policy = get_policy(session, workspace_id=workspace.workspace_id)
    found = list_reflections(session, person_id=person.person_id, limit=_PAGE + 1, before=before)
    shown = found[:_PAGE]
    schedule = get_schedule(session, person_id=person.person_id)
    return MinePage(
        next_question=_say_next(
            schedule,
            is_on=policy.is_on,
            is_refused=find_refused(session, person_id=person.person_id, now=now),
        ),
        months=state.months,
        mirror=read_mirror(
            session,
            person_id=person.person_id,
            since=now - state.months * _MONTH,
            thresholds=policy.thresholds,
        ),
        strengths=_read_strengths(session, workspace, person, chosen, now),
        entries=[Entry(say_day(moment, person.tz), card) for moment, card in shown],
        older_than=shown[-1][0].isoformat() if len(found) > _PAGE else None,
        is_older=before is not None,
        lenses=name_lenses(session, workspace_id=workspace.workspace_id),
        lens_key=chosen.family,
    )


def _read_strengths(
    session: Session,
    workspace: WorkspaceView,
    person: PersonView,
    chosen: ChosenLens,
    now: datetime,
) -> StrengthsPicture:
    policy = get_recognition_policy(session, workspace_id=workspace.workspace_id)
    of_person: dict[str, Any] = {
        "workspace_id": workspace.workspace_id,
        "person_id": person.person_id,
        "since": now - _STRENGTHS_PERIOD,
        "policy": policy,
    }
    # The tipping point is ECF's, whatever the strengths are read through.
    picture = StrengthsPicture(
        read_tipping_point(session, **of_person), policy.strength, policy.excellence
    )
    framework = chosen.lens.framework
    if framework.key == ECF_KEY:
        return picture
    through, apart = read_through_lens(session, **of_person, lens=chosen.lens)
    return replace(picture, through=through, lens=framework.name, apart=apart)


def _say_next(schedule: ScheduleView | None, *, is_on: bool, is_refused: bool) -> str:
    if not is_on:
        return reflection_words.SWITCHED_OFF
    date = _say_date(schedule)
    return f"{words.REFUSED} {date}" if is_refused else date


def _say_date(schedule: ScheduleView | None) -> str:
    if schedule is None or schedule.is_off:
        return words.NO_QUESTIONS
    if schedule.next_due_at is None:
        return words.NO_DATE_YET
    local = schedule.next_due_at.astimezone(find_zone(schedule.tz))
    return words.say_next(
        say_day(schedule.next_due_at, schedule.tz),
        f"{local:%H:%M}",
        weekday=schedule.rhythm.weekday,
        hour=schedule.rhythm.hour,
        every_weeks=schedule.rhythm.every_weeks,
    )
