"""`/kudos privacy`: what is stored about somebody, a copy of all of it, and erasing oneself."""

from __future__ import annotations

import re
from typing import Any, get_args

from slack_bolt import App
from sqlalchemy.orm import Session

from slackapp.blocks import ids
from slackapp.blocks.base.kit import Content, build_plain
from slackapp.blocks.home.home import build_refused_home
from slackapp.blocks.kudos import command_help
from slackapp.blocks.privacy.erasing import build_erase_form, build_erasing_begun
from slackapp.blocks.privacy.privacy import build_privacy
from slackapp.blocks.privacy.words import erasing as erasing_words
from slackapp.blocks.privacy.words import privacy as words
from slackapp.domain.base.errors import NotYours
from slackapp.handlers.base.command_word import Word
from slackapp.handlers.base.form_values import WrongField
from slackapp.handlers.base.forms import FormAnswer, store_form
from slackapp.handlers.base.people import get_actor, read_actor
from slackapp.handlers.base.registration import on_click, on_form, on_opening
from slackapp.handlers.base.requests import Click, Command, Submission
from slackapp.handlers.home.home import publish_home, show_home
from slackapp.services.files.export import Format
from slackapp.services.operate.erasing import begin_erasing
from slackapp.services.privacy.copies import promise_copy
from slackapp.services.privacy.stored import read_stored
from slackapp.services.workspace.actors import Erased
from slackapp.tools import Tools


def register(app: App, tools: Tools) -> None:
    """Attach the buttons and the form."""
    on_click(
        app,
        tools,
        re.compile(f"^{ids.COPY}(:|$)"),
        handle_copy_button,
        replace=False,
        then=_say_on_home,
    )
    on_opening(app, tools, ids.ERASE_ME, draw_erase_form)
    on_form(app, tools, ids.ERASE_FORM, erase_submitter, first_block_id=ids.ERASE_BLOCK)


def answer_privacy(tools: Tools, command: Command, _rest: str) -> Content:
    """Tell what is stored about whoever asks."""
    person = read_actor(tools, command)
    with tools.sessions.read() as session:
        stored = read_stored(session, workspace_id=command.workspace.workspace_id, person=person)
    ages = stored.retention
    return build_privacy(
        stored=words.list_stored(stored.counts),
        readers=words.list_readers(stored.shared, has_reports=stored.has_reports),
        ages=words.list_ages(
            kudos=ages.kudos_months,
            words=ages.words_months,
            answers=ages.answers_months,
            sent=ages.sent_days,
        ),
    )


def handle_copy_button(tools: Tools, session: Session, click: Click) -> Content:
    """Promise a copy of all that is stored about whoever presses it."""
    if click.value not in get_args(Format):
        raise NotYours
    form: Format = click.value  # type: ignore[assignment]
    is_promised = promise_copy(
        session,
        workspace_id=click.workspace.workspace_id,
        person=get_actor(session, click),
        form=form,
        request_key=click.request_key,
        now=tools.clock(),
    )
    return build_plain(words.say_comes(form) if is_promised else words.say_on_its_way(form))


def _say_on_home(tools: Tools, click: Click) -> None:
    # Nothing is answered beside what is pressed on a Home.
    if click.is_home and click.value in get_args(Format):
        show_home(tools, click, notice=words.say_comes(click.value))


def draw_erase_form(_tools: Tools, session: Session, click: Click) -> dict[str, Any]:
    """What erasing means for whoever presses the button."""
    person = get_actor(session, click)
    stored = read_stored(session, workspace_id=click.workspace.workspace_id, person=person)
    return build_erase_form(is_last_admin=stored.is_last_admin)


def erase_submitter(tools: Tools, submission: Submission) -> FormAnswer:
    """Have whoever typed the word take no further part; a job erases what they left behind."""
    typed = submission.values.text(ids.ERASE_BLOCK).strip("“”\"'` ").lower()
    if typed != erasing_words.WORD:
        raise WrongField(ids.ERASE_BLOCK, erasing_words.NOT_THE_WORD)

    def begin(session: Session) -> None:
        now = tools.clock()
        begin_erasing(
            session,
            person_id=get_actor(session, submission).person_id,
            due_at=now,
            tells_them=True,
            now=now,
        )

    store_form(tools, submission, begin)
    tools.wake_delivery()
    publish_home(tools, submission, build_refused_home(str(Erased())))
    return FormAnswer("update", build_erasing_begun())


PRIVACY = Word("privacy", answer_privacy, command_help.PRIVACY, lambda rest: not rest)
