"""What happens in the form of kudos before it is sent: words are typed, competencies are chosen."""

from __future__ import annotations

from dataclasses import replace

from slack_bolt import App
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.kudos.form.options import build_groups
from slackapp.blocks.kudos.form.suggestions import Beneath
from slackapp.domain.competency.look_up import look_up_for
from slackapp.handlers.base.registration import Options, on_suggestion, on_tap
from slackapp.handlers.base.reply import update_view
from slackapp.handlers.base.requests import Click, Suggestion, View
from slackapp.handlers.kudos.form.beneath import (
    begin_hint,
    follow,
    is_as_it_should_be,
    may_begin_hint,
    read_beneath,
)
from slackapp.handlers.kudos.form.drawing import (
    describe_as_asked,
    draw_change,
    draw_new,
    get_form,
)
from slackapp.handlers.kudos.form.state import find_choices
from slackapp.services.kudos.thanked.messages import read_text_of_draft
from slackapp.services.workspace.giving_policy import get_giving_policy
from slackapp.tools import Tools


def register(app: App, tools: Tools) -> None:
    """Attach what is told at once: the words, what is ticked beneath them, and the menu."""
    on_tap(app, tools, ids.FORM_WORDS, handle_words)
    on_tap(app, tools, ids.FORM_SUGGESTED, handle_tick)
    on_suggestion(app, tools, ids.FORM_COMPETENCIES, suggest_competencies)
    on_tap(app, tools, ids.FORM_COMPETENCIES, handle_competencies_choice)


def suggest_competencies(tools: Tools, suggestion: Suggestion) -> Options:
    """What may be meant by what was typed so far, in groups by cluster."""
    look_up = look_up_for(tools.framework_of(suggestion.workspace))
    return build_groups(look_up.find(suggestion.typed))


def handle_words(tools: Tools, click: Click) -> None:
    """Show what the words sound like, where that has changed: who types is not disturbed else."""
    if click.view is None:
        return
    framework = tools.framework_of(click.workspace)
    shown = read_beneath(framework, click.view)
    if not is_as_it_should_be(framework, shown, click.view.values):
        _draw_anew(tools, click, click.view, shown)


def handle_tick(tools: Tools, click: Click) -> None:
    """Ask about what is ticked as about what is chosen in the menu; all that is offered stays."""
    if click.view is not None:
        shown = read_beneath(tools.framework_of(click.workspace), click.view)
        _draw_anew(tools, click, click.view, shown, has_moved_on=True, keeps_offers=True)


def handle_competencies_choice(tools: Tools, click: Click) -> None:
    """Ask about the competencies that were chosen; what was typed elsewhere in the form stays."""
    if click.view is not None:
        shown = read_beneath(tools.framework_of(click.workspace), click.view)
        _draw_anew(tools, click, click.view, shown, has_moved_on=True)


def _draw_anew(
    tools: Tools,
    click: Click,
    view: View,
    shown: Beneath,
    *,
    has_moved_on: bool = False,
    keeps_offers: bool = False,
) -> None:
    """Show the form as it should be now; the hint waits for whoever has moved on from the words."""
    framework = tools.framework_of(click.workspace)
    choices = find_choices(framework, view.values)
    with tools.sessions.read() as session:
        draft = get_form(tools, session, click, view)
        if draft.kudos_id is not None:
            drawn = draw_change(session, click, draft, choices)
        else:
            workspace_id = click.workspace.workspace_id
            message = read_text_of_draft(session, workspace_id=workspace_id, draft=draft)
            beneath = follow(framework, shown, view.values, message=message)
            if beneath == shown and not has_moved_on:
                return
            if keeps_offers:
                offers, of_message = shown.offers, shown.are_of_message
                beneath = replace(beneath, offers=offers, are_of_message=of_message)
            if has_moved_on and _may_begin_hint(session, click, view, shown):
                beneath = begin_hint(beneath)
            where = describe_as_asked(click, draft, view)
            drawn = draw_new(draft, where, choices, beneath)
    update_view(tools, click, drawn)


def _may_begin_hint(session: Session, click: Click, view: View, shown: Beneath) -> bool:
    if not may_begin_hint(shown, view.values):
        return False
    policy = get_giving_policy(session, workspace_id=click.workspace.workspace_id)
    return policy.gives_hints
