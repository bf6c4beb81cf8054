"""An admin's form for how kudos are read: thresholds, small groups, and who is named."""

from __future__ import annotations

from typing import Any

from slack_bolt import App
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.base.number_field import NumberField
from slackapp.blocks.workspace.recognition_settings import NAMES, build_recognition_form
from slackapp.blocks.workspace.words import recognition as words
from slackapp.domain.profile.strengths import Threshold
from slackapp.handlers.base.form_values import WrongField
from slackapp.handlers.base.forms import get_admin
from slackapp.handlers.base.registration import on_opening, on_submission
from slackapp.handlers.base.requests import Click, Submission
from slackapp.handlers.home.home import show_workspace
from slackapp.services.home.setting import Scope, recorded
from slackapp.services.home.settings import RECOGNITION
from slackapp.services.workspace.recognition_policy import (
    RecognitionPolicyView,
    change_recognition_policy,
    get_recognition_policy,
)
from slackapp.tools import Tools

_STRENGTH_KUDOS = NumberField(
    ids.STRENGTH_KUDOS_BLOCK,
    words.STRENGTH_KUDOS,
    words.STRENGTH_KUDOS_HINT,
    1,
    100,
)
_STRENGTH_GIVERS = NumberField(
    ids.STRENGTH_GIVERS_BLOCK, words.STRENGTH_GIVERS, words.STRENGTH_GIVERS_HINT, 1, 100
)
_EXCELLENCE_KUDOS = NumberField(
    ids.EXCELLENCE_KUDOS_BLOCK,
    words.EXCELLENCE_KUDOS,
    words.EXCELLENCE_HINT,
    1,
    100,
)
_EXCELLENCE_GIVERS = NumberField(
    ids.EXCELLENCE_GIVERS_BLOCK,
    words.EXCELLENCE_GIVERS,
    words.EXCELLENCE_HINT,
    1,
    100,
)
_SMALLEST_GROUP = NumberField(
    ids.SMALLEST_GROUP_BLOCK,
    words.SMALLEST_GROUP,
    words.SMALLEST_GROUP_HINT,
    3,
    100,
)
_FIELDS = (
    _STRENGTH_KUDOS,
    _STRENGTH_GIVERS,
    _EXCELLENCE_KUDOS,
    _EXCELLENCE_GIVERS,
    _SMALLEST_GROUP,
)


def register(app: App, tools: Tools) -> None:
    """Attach the form."""

    on_opening(app, tools, ids.RECOGNITION_POLICY, draw_recognition)
    on_submission(
        app,
        tools,
        ids.RECOGNITION_FORM,
        store_recognition,
        first_block_id=ids.STRENGTH_KUDOS_BLOCK,
        then=show_workspace,
    )


def draw_recognition(_tools: Tools, session: Session, click: Click) -> dict[str, Any]:
    """The form, for admins."""
    get_admin(session, click)
    policy = get_recognition_policy(session, workspace_id=click.workspace.workspace_id)
    held = (
        policy.strength.kudos,
        policy.strength.givers,
        policy.excellence.kudos,
        policy.excellence.givers,
        policy.smallest_group,
    )
    return build_recognition_form(
        numbers=list(zip(_FIELDS, held, strict=True)),
        names_unrecognised=policy.names_unrecognised,
    )


def store_recognition(tools: Tools, session: Session, submission: Submission) -> None:
    """Store what the form says, for admins."""
    admin = get_admin(session, submission)
    values = submission.values
    strength = Threshold(*map(values.number, (_STRENGTH_KUDOS, _STRENGTH_GIVERS)))
    excellence = Threshold(*map(values.number, (_EXCELLENCE_KUDOS, _EXCELLENCE_GIVERS)))
    _check_order(strength, excellence)
    policy = RecognitionPolicyView(
        strength=strength,
        excellence=excellence,
        smallest_group=values.number(_SMALLEST_GROUP),
        names_unrecognised=NAMES in values.options(ids.NAMES_BLOCK),
    )
    scope = Scope(submission.workspace.workspace_id, admin.person_id)
    with recorded(session, RECOGNITION, scope, now=tools.clock()):
        change_recognition_policy(session, workspace_id=scope.workspace_id, policy=policy)


def _check_order(strength: Threshold, excellence: Threshold) -> None:
    """Raise WrongField where excellence takes less, or where givers would outnumber kudos."""
    for field, least, chosen in (
        (_EXCELLENCE_KUDOS, strength.kudos, excellence.kudos),
        (_EXCELLENCE_GIVERS, strength.givers, excellence.givers),
    ):
        if chosen < least:
            raise WrongField(field.block_id, words.ask_for_more(least))
    for field, threshold in ((_STRENGTH_GIVERS, strength), (_EXCELLENCE_GIVERS, excellence)):
        if threshold.givers > threshold.kudos:
            raise WrongField(field.block_id, words.MORE_GIVERS_THAN_KUDOS)
