"""An admin's form for how kudos are read: thresholds, small groups, and who is named."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App, BoltContext
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.number_field import NumberField
from slackapp.blocks.recognition_settings import NAMES, build_recognition_form
from slackapp.context import Context
from slackapp.domain.strengths import Threshold
from slackapp.handlers.form_values import read_options
from slackapp.handlers.forms import WrongField, check_admin, read_number, store_form
from slackapp.handlers.reply import find_clicker, open_view
from slackapp.services.people import PersonView
from slackapp.services.recognition_policy import (
    RecognitionPolicyView,
    change_recognition_policy,
    get_recognition_policy,
)
from slackapp.services.workspaces import WorkspaceView

_STRENGTH_KUDOS = NumberField(
    ids.STRENGTH_KUDOS_BLOCK,
    "Strength: kudos it takes",
    "For the same competency, within twelve months.",
    1,
    100,
)
_STRENGTH_GIVERS = NumberField(
    ids.STRENGTH_GIVERS_BLOCK, "Strength: givers it takes", "Different colleagues.", 1, 100
)
_EXCELLENCE_KUDOS = NumberField(
    ids.EXCELLENCE_KUDOS_BLOCK,
    "Excellent: kudos it takes",
    "At least as many as for a strength.",
    1,
    100,
)
_EXCELLENCE_GIVERS = NumberField(
    ids.EXCELLENCE_GIVERS_BLOCK,
    "Excellent: givers it takes",
    "At least as many as for a strength.",
    1,
    100,
)
_SMALLEST_GROUP = NumberField(
    ids.SMALLEST_GROUP_BLOCK,
    "Smallest group",
    "Leaders see no number about fewer people, or one that leaves fewer out.",
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


def register(app: App, tools: Context) -> None:
    """Attach the form."""

    @app.action(ids.RECOGNITION_POLICY)
    def handle_policy_button(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        workspace: WorkspaceView = context["workspace"]
        open_view(tools, ack, body, workspace, lambda session: _draw(session, workspace, body))

    @app.view(ids.RECOGNITION_FORM)
    def handle_policy_submission(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        store_form(
            tools,
            ack,
            context["workspace"],
            body,
            _store,
            first_block_id=ids.STRENGTH_KUDOS_BLOCK,
        )


def _draw(session: Session, workspace: WorkspaceView, body: dict[str, Any]) -> dict[str, Any]:
    check_admin(session, find_clicker(session, workspace, body))
    policy = get_recognition_policy(session, workspace_id=workspace.workspace_id)
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


def _store(
    session: Session,
    workspace: WorkspaceView,
    person: PersonView,
    values: dict[str, Any],
    _now: datetime,
) -> None:
    check_admin(session, person)
    strength = Threshold(*(read_number(values, one) for one in (_STRENGTH_KUDOS, _STRENGTH_GIVERS)))
    excellence = Threshold(
        *(read_number(values, one) for one in (_EXCELLENCE_KUDOS, _EXCELLENCE_GIVERS))
    )
    _check_order(strength, excellence)
    change_recognition_policy(
        session,
        workspace_id=workspace.workspace_id,
        policy=RecognitionPolicyView(
            strength=strength,
            excellence=excellence,
            smallest_group=read_number(values, _SMALLEST_GROUP),
            names_unrecognised=NAMES in read_options(values, ids.NAMES_BLOCK),
        ),
    )


def _check_order(strength: Threshold, excellence: Threshold) -> None:
    """Raise WrongField where excellence takes less, or where givers would outnumber kudos."""
    for field, least, chosen in (
        (_EXCELLENCE_KUDOS, strength.kudos, excellence.kudos),
        (_EXCELLENCE_GIVERS, strength.givers, excellence.givers),
    ):
        if chosen < least:
            raise WrongField(
                field.block_id, f"A strength takes {least}, so this must be {least} or more."
            )
    for field, threshold in ((_STRENGTH_GIVERS, strength), (_EXCELLENCE_GIVERS, excellence)):
        if threshold.givers > threshold.kudos:
            raise WrongField(
                field.block_id,
                "Each kudos has one giver, so there cannot be more givers than kudos.",
            )
