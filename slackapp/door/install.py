"""`/slack/install` and `/slack/oauth_redirect`: people install the app by Slack's own page."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

import structlog
from sqlalchemy.exc import SQLAlchemyError

from slackapp.blocks.workspace.words import install as words
from slackapp.delivery.oauth import NoAnswer, OAuth, Refused, find_slack_site
from slackapp.domain.installation.installing import Defaults, Grant
from slackapp.domain.installation.scopes import OPTIONAL_SCOPE_REASONS, SCOPE_REASONS
from slackapp.door.install_page import Page, build_page, lead_to
from slackapp.services.installation.installations import find_installed, record_grant
from slackapp.services.installation.organisations import record_org_grant
from slackapp.services.installation.states import LIFETIME, begin_install, end_install
from slackapp.tools import Tools

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

log = structlog.get_logger(__name__)

INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"

#: By its name a browser takes it over https alone, from us alone, and for all of our paths.
_COOKIE = "__Host-kudoscope_install"
_ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=Lax"
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_CODE = re.compile(r"[a-z0-9_]{1,64}")
#: Browsers at once that wait for the database or for Slack: anybody may ask for a page, and Slack's
#: own requests come over the same threads.
_MOST_AT_ONCE = 8
#: Characters of an address; Slack's are far shorter.
_MOST = 4_000
_CANCELLED = "access_denied"


class InstallPages:
    """The two pages; `only_for` are the ids of teams and organisations, none for all.

    After an installation `begin_reading` is called: nobody there is known yet.
    """

    def __init__(
        self,
        tools: Tools,
        oauth: OAuth,
        *,
        defaults: Defaults,
        only_for: frozenset[str],
        begin_reading: Callable[[], None],
    ) -> None:
        self._begin_reading = begin_reading
        self._tools = tools
        self._oauth = oauth
        self._defaults = defaults
        self._only_for = only_for
        self._places = threading.BoundedSemaphore(_MOST_AT_ONCE)

    def answer(self, path: str, environ: WSGIEnvironment) -> Page:
        """What a browser gets that asks for one of the two."""
        if not self._places.acquire(blocking=False):
            return _tell(HTTPStatus.SERVICE_UNAVAILABLE, words.BUSY, words.BUSY_BECAUSE)
        try:
            return self._begin(environ) if path == INSTALL_PATH else self._finish(environ)
        finally:
            self._places.release()

    def _begin(self, environ: WSGIEnvironment) -> Page:
        """Send a browser to Slack's page, with a state that only that browser brings back."""
        try:
            with self._tools.sessions.begin() as session:
                going = begin_install(
                    session, browser=_read_cookie(environ), now=self._tools.clock()
                )
        except SQLAlchemyError as error:
            return self._tell_broken(error)
        address = self._oauth.authorize_url(
            state=going.state, scopes=[*SCOPE_REASONS, *OPTIONAL_SCOPE_REASONS]
        )
        cookie = f"{_COOKIE}={going.browser}; Max-Age={LIFETIME.total_seconds():.0f}; {_ATTRIBUTES}"
        return lead_to(address, ("Set-Cookie", cookie))

    def _finish(self, environ: WSGIEnvironment) -> Page:
        """Take what Slack's page sent the browser back with, and say what came of it."""
        told = _read_query(environ)
        try:
            with self._tools.sessions.begin() as session:
                is_ours = end_install(
                    session,
                    state=told.get("state", ""),
                    browser=_read_cookie(environ),
                    now=self._tools.clock(),
                )
            if not is_ours:
                return _tell(HTTPStatus.BAD_REQUEST, words.EXPIRED, words.EXPIRED_BECAUSE)
            if told.get("error") == _CANCELLED:
                return _tell(HTTPStatus.OK, words.CANCELLED, words.CANCELLED_BECAUSE)
            if told.get("error") or not told.get("code"):
                return _tell_refused(told.get("error", ""))
            return self._install(told["code"])
        except SQLAlchemyError as error:
            return self._tell_broken(error)

    def _install(self, code: str) -> Page:
        try:
            grant = self._oauth.exchange(code, now=self._tools.clock())
        except Refused as error:
            log.warning("install_refused", error=error.code)
            return _tell_refused(error.code)
        except NoAnswer as error:
            log.warning("install_unanswered", error=error.code)
            return _tell(HTTPStatus.SERVICE_UNAVAILABLE, words.NO_ANSWER, words.NO_ANSWER_BECAUSE)
        ids = {
            "slack_team_id": grant.slack_team_id,
            "slack_enterprise_id": grant.slack_enterprise_id,
        }
        if self._only_for and not self._only_for & set(ids.values()):
            log.warning("install_not_allowed", **ids)
            with self._tools.sessions.read() as session:
                installed = find_installed(session, **ids)
            # To Slack, giving back any token of an installation is the end of it.
            if installed is None:
                self._oauth.give_back(grant.bot_token)
            return _tell(HTTPStatus.FORBIDDEN, words.NOT_ALLOWED, words.NOT_ALLOWED_BECAUSE)
        self._record(grant)
        log.info("app_installed", **ids)
        # What was promised before it went away is sent now.
        self._tools.wake_delivery()
        self._begin_reading()
        return self._tell_installed(grant)

    def _record(self, grant: Grant) -> None:
        now = self._tools.clock()
        with self._tools.sessions.begin() as session:
            if grant.slack_team_id is None:
                record_org_grant(session, grant=grant, now=now)
            else:
                record_grant(session, grant=grant, defaults=self._defaults, now=now)

    def _tell_installed(self, grant: Grant) -> Page:
        gone = ("Set-Cookie", f"{_COOKIE}=; Max-Age=0; {_ATTRIBUTES}")
        if grant.slack_team_id is None:
            heading = words.ORG_INSTALLED.format(name=grant.name)
            return build_page(
                HTTPStatus.OK, heading, words.ORG_NEXT, home=words.HOME, headers=(gone,)
            )
        query = urlencode({"team": grant.slack_team_id})
        site = f"{find_slack_site(self._oauth.slack.api_url)}/app_redirect?{query}"
        return build_page(
            HTTPStatus.OK,
            words.INSTALLED,
            words.INSTALLED_IN.format(name=grant.name),
            words.NEXT,
            home=words.HOME,
            link=(words.OPEN_SLACK, site),
            headers=(gone,),
        )

    def _tell_broken(self, error: Exception) -> Page:
        log.error("install_failed", error=type(error).__name__, exc_info=error)
        return _tell(HTTPStatus.SERVICE_UNAVAILABLE, words.BROKEN, words.BROKEN_BECAUSE)


def _tell(status: HTTPStatus, heading: str, because: str) -> Page:
    # Beside this page, whatever path leads to the two of them.
    return build_page(
        status, heading, because, home=words.HOME, link=(words.BEGIN_AGAIN, "install")
    )


def _tell_refused(code: str) -> Page:
    known = code if _CODE.fullmatch(code) else "unknown"
    return _tell(HTTPStatus.BAD_REQUEST, words.REFUSED, words.REFUSED_BECAUSE.format(code=known))


def _read_query(environ: WSGIEnvironment) -> dict[str, str]:
    query = environ.get("QUERY_STRING", "")
    try:
        return dict(parse_qsl(query, max_num_fields=20)) if len(query) <= _MOST else {}
    except ValueError:
        return {}


def _read_cookie(environ: WSGIEnvironment) -> str:
    """The browser's secret; empty where it brings none that can be ours."""
    header = environ.get("HTTP_COOKIE", "")
    try:
        morsel = SimpleCookie(header).get(_COOKIE) if len(header) <= _MOST else None
    except CookieError:
        return ""
    return morsel.value if morsel is not None and _SECRET.fullmatch(morsel.value) else ""
