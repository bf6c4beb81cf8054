"""What a person's own view of their Home is drawn from."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from slackapp.blocks.home.mine import MOST_COUNTED, Counts, MinePage
from slackapp.blocks.home.mirror import Mirror
from slackapp.blocks.home.state import HomeState
from slackapp.blocks.home.strengths import StrengthsPicture
from slackapp.frameworks.loader import ECF_KEY
from slackapp.services.home.own_settings import read_own_settings
from slackapp.services.home.question import read_question
from slackapp.services.kudos.history import count_own, list_received
from slackapp.services.kudos.links import find_links
from slackapp.services.profile.mirror import read_mirror
from slackapp.services.profile.strengths import (
    Received,
    count_practices,
    read_received,
    read_through_lens,
    read_tipping_point,
)
from slackapp.services.reflection.reflections import count_reflections
from slackapp.services.reflection.schedule import get_policy
from slackapp.services.workspace.lenses import ChosenLens, name_lenses, open_lens
from slackapp.services.workspace.people import PersonView
from slackapp.services.workspace.recognition_policy import get_recognition_policy
from slackapp.services.workspace.workspaces import WorkspaceView

#: What colleagues said, of which so much is shown.
_SAID = 3
_MONTH = timedelta(days=30.44)
#: How far back kudos make a strength, whatever the mirror's period. No mirror looks further back.
_STRENGTHS_PERIOD = timedelta(days=366)


def read_mine(
    session: Session,
    *,
    workspace: WorkspaceView,
    person: PersonView,
    now: datetime,
    state: HomeState,
) -> MinePage:
    """What the person sees of themselves; strengths are read through the lens of that state."""
    workspace_id, person_id = workspace.workspace_id, person.person_id
    chosen = open_lens(session, workspace_id=workspace_id, key=state.lens_key)
    received = read_received(
        session, workspace_id=workspace_id, person_id=person_id, since=now - _STRENGTHS_PERIOD
    )
    said = list_received(session, workspace_id=workspace_id, person=person, limit=_SAID)
    question = read_question(session, workspace_id=workspace_id, person=person, now=now)
    given, got = count_own(
        session, workspace_id=workspace_id, person_id=person_id, most=MOST_COUNTED
    )
    return MinePage(
        tz=person.tz,
        now=now,
        counts=Counts(given, got, count_reflections(session, person_id=person_id)),
        said=said,
        links=find_links(
            session, workspace_id=workspace_id, kudos_ids=[one.kudos_id for one in said]
        ),
        strengths=_read_strengths(session, workspace_id, chosen, received),
        question=question,
        months=state.months,
        mirror=_read_mirror(session, workspace_id, person_id, state.months, now, received),
        settings=read_own_settings(session, person=person, now=now),
        lenses=name_lenses(session, workspace_id=workspace_id),
        lens_key=chosen.family,
    )


def read_names(
    session: Session, *, workspace_id: int, person_id: int, months: int, now: datetime
) -> Mirror:
    """The mirror of those months, with every name."""
    return read_mirror(
        session,
        person_id=person_id,
        since=now - months * _MONTH,
        thresholds=get_policy(session, workspace_id=workspace_id).thresholds,
    )


def _read_mirror(
    session: Session,
    workspace_id: int,
    person_id: int,
    months: int,
    now: datetime,
    received: Received,
) -> Mirror:
    since = now - months * _MONTH
    return read_mirror(
        session,
        person_id=person_id,
        since=since,
        thresholds=get_policy(session, workspace_id=workspace_id).thresholds,
        tags=[tag for tag, _ in received if tag.given_at >= since],
    )


def _read_strengths(
    session: Session, workspace_id: int, chosen: ChosenLens, received: Received
) -> StrengthsPicture:
    policy = get_recognition_policy(session, workspace_id=workspace_id)
    # The tipping point is ECF's, whatever the strengths are read through.
    picture = StrengthsPicture(
        read_tipping_point(received, policy=policy),
        policy.strength,
        policy.excellence,
        practices=count_practices(received),
    )
    framework = chosen.lens.framework
    if framework.key == ECF_KEY:
        return picture
    through, apart = read_through_lens(received, policy=policy, lens=chosen.lens)
    return replace(picture, through=through, lens=framework.name, apart=apart)
