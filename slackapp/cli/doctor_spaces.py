"""The checks of `kudoscope doctor` on workspaces that installed the app themselves."""

from __future__ import annotations

from http.client import HTTPException

from slack_sdk.errors import SlackApiError, SlackClientError

from slackapp.cli.doctor_visit import Finding, Visit, fault, ok, warning
from slackapp.delivery.clients import read_scopes
from slackapp.delivery.oauth import NoAnswer, OAuth, Refused
from slackapp.delivery.read_errors import describe_read_error
from slackapp.domain.installation.scopes import SCOPE_REASONS
from slackapp.services.installation.installations import list_ending
from slackapp.services.workspace.workspaces import WorkspaceView, list_installed_by_pages

#: So many tokens are tried, the newest workspaces' first.
_MOST_TRIED = 50
_NOT_NEEDED = "None is needed: nobody installs the app by its page."
#: A code that is none: Slack says so only to an app that it knows.
_NO_CODE = "kudoscope-doctor"


def check_install_page(visit: Visit) -> Finding:
    """Whether Slack knows the app by the id and secret that the install page uses."""
    settings = visit.settings
    if not settings.installs_itself:
        return ok(_NOT_NEEDED)
    secret = settings.slack_client_secret.get_secret_value().strip()
    oauth = OAuth(visit.slack, settings.slack_client_id.strip(), secret)
    try:
        oauth.exchange(_NO_CODE, now=visit.clock())
    except Refused:
        who = "the workspaces that KUDOSCOPE_ONLY_FOR names" if settings.only_for else "anybody"
        told = f"Slack knows the app. /slack/install is for {who}"
        if settings.only_for:
            return ok(f"{told}.")
        return warning(f"{told} who finds it: name the workspaces in KUDOSCOPE_ONLY_FOR.")
    except NoAnswer as error:
        if error.code in ("invalid_client_id", "bad_client_secret"):
            return fault(
                f"Slack does not know the app ({error.code}): copy SLACK_CLIENT_ID and "
                "SLACK_CLIENT_SECRET from Basic Information, App Credentials."
            )
    return fault("Slack gave no answer about SLACK_CLIENT_ID: try again.")


def check_installations(visit: Visit) -> Finding:
    """Whether Slack takes the tokens of the workspaces that installed the app, with their scopes.

    Those that wait are told by another check.
    """
    with visit.database.read() as session:
        workspaces = list_installed_by_pages(session)
        ending = list_ending(session)
    if not workspaces:
        return ok("Nobody has installed it by its page.")
    tried = workspaces[-_MOST_TRIED:]
    told = [told for one in tried if (told := _try(visit, one)) is not None]
    told += [f"{team}: its token ends, and cannot be renewed" for team in ending]
    if told:
        return fault(f"{'; '.join(told)}: somebody there has to install the app again.")
    how_many = "one workspace" if len(tried) == 1 else f"{len(tried)} workspaces"
    return ok(f"Slack takes the tokens of {how_many}.")


def _try(visit: Visit, workspace: WorkspaceView) -> str | None:
    """What is wrong with a token; None where nothing is, or where Slack does not say."""
    try:
        granted = read_scopes(visit.slack.for_posting(workspace.bot_token).auth_test())
    except SlackApiError as error:
        return f"{workspace.slack_team_id}: {describe_read_error(error).error}"
    except (SlackClientError, HTTPException, OSError):
        return f"{workspace.slack_team_id}: no answer"
    missing = SCOPE_REASONS.keys() - {scope.strip() for scope in granted.split(",")}
    if missing:
        return f"{workspace.slack_team_id}: lacks {', '.join(sorted(missing))}"
    return None
