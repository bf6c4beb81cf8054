"""Every feature, attached to what Slack sends."""

from __future__ import annotations

from collections.abc import Callable

from slack_bolt import App

from slackapp.handlers import command, mention
from slackapp.handlers.files import packet, packet_form
from slackapp.handlers.home import health as health_button
from slackapp.handlers.home import home, mine, trail, undo, windows
from slackapp.handlers.kudos import clicks as kudos_clicks
from slackapp.handlers.kudos import drafts, me_too, reactions, steps, taking_back, welcome
from slackapp.handlers.kudos.form import (
    behaviours,
    changing,
    filling,
    opening,
    sending,
    thanking,
)
from slackapp.handlers.privacy import privacy
from slackapp.handlers.privacy import retention as retention_form
from slackapp.handlers.reflection import reflection
from slackapp.handlers.reflection import settings as settings_forms
from slackapp.handlers.team import digest_settings, own_teams, report
from slackapp.handlers.workspace import (
    admins,
    channel_rules,
    door,
    framework,
    giving_settings,
    lifecycle,
    recognition_settings,
    role_rules,
    working_days,
    works_council,
)
from slackapp.tools import Tools

#: What attaches each feature to what Slack sends, in the order in which Bolt asks them: the door
#: stands in front of all others.
FEATURES: tuple[Callable[[App, Tools], None], ...] = (
    door.register,
    command.register,
    # Most events are reactions, and each listener before theirs is asked whether it wants them.
    reactions.register,
    mention.register,
    kudos_clicks.register,
    drafts.register,
    taking_back.register,
    me_too.register,
    opening.register,
    filling.register,
    thanking.register,
    sending.register,
    changing.register,
    behaviours.register,
    steps.register,
    lifecycle.register,
    welcome.register,
    reflection.register,
    home.register,
    mine.register,
    windows.register,
    undo.register,
    health_button.register,
    trail.register,
    settings_forms.register,
    digest_settings.register,
    own_teams.register,
    report.register,
    packet.register,
    packet_form.register,
    recognition_settings.register,
    working_days.register,
    admins.register,
    retention_form.register,
    privacy.register,
    giving_settings.register,
    works_council.register,
    channel_rules.register,
    role_rules.register,
    framework.register,
)
