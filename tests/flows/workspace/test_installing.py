"""People install the app by its pages, use it, uninstall it and come back; others hear nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from sqlalchemy import func, select, text

from databases import Database, sqlite_database, sqlite_template
from db import InstallState, Workspace
from slackapp.jobs.connecting import connect_workspace
from slackapp.sandbox.server import Sandbox
from slackapp.sandbox.workspace import SandboxWorkspace
from slackapp.services.installation.installations import list_standing
from tests.flows.hosting import PATIENCE, Answer, browse, follow, hosting, install, thank, tokens
from tests.flows.office import Office, running, wait_until_people_are_known


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One such app for the tests that make workspaces of their own in it."""
    path = tmp_path_factory.mktemp("hosted") / "kudoscope.db"
    with (
        sqlite_database(path, template=sqlite_template()) as database,
        hosting(database.url) as office,
    ):
        yield office


@pytest.fixture
def quay(hosted: Office) -> SandboxWorkspace:
    """A workspace of the test's own, without the app."""
    return hosted.sandbox.add_workspace("Quay <b>& Sons</b>")


# The pages


def test_whoever_installs_it_can_use_it_and_uninstalling_ends_that(database: Database) -> None:
    with hosting(database.url) as office:
        quay = office.sandbox.add_workspace("Quay")

        page = install(office, quay)

        assert page.status == 200 and "Quay" in page.body
        assert tokens(office) == {quay.team_id: quay.bot_token}
        assert "Empathy" in thank(quay)
        office.settle()
        support = quay.channel("support")
        assert any("staying calm" in one.text for one in quay.messages(support))

        quay.uninstall()

        office.sandbox.wait_for(lambda: tokens(office) == {quay.team_id: None})
        assert thank(quay, "again") == "http_client_error"
        assert office.stored().kudos == 1

        install(office, quay)

        assert "staying calm" in quay.command(quay.user("ana"), support, "me").text


def test_slack_is_asked_for_what_the_manifest_names_with_a_state_that_is_stored_as_a_hash(
    hosted: Office,
) -> None:
    begun = browse(hosted, "/slack/install")
    asked = urlsplit(begun.headers["location"])
    assert f"{asked.scheme}://{asked.netloc}" == hosted.sandbox.url
    assert asked.path == "/oauth/v2/authorize"
    query = {name: one for name, [one] in parse_qs(asked.query).items()}
    assert query["client_id"] == hosted.sandbox.client_id
    assert set(query["scope"].split(",")) == set(hosted.sandbox.world.app.scopes)
    with hosted.sessions.read() as session:
        stored = repr(session.execute(text("SELECT * FROM install_state")).all())
    secret = begun.cookie.partition("=")[2]
    assert secret and secret not in stored and query["state"] not in stored
    for word in ("__Host-", "Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=600"):
        assert word in begun.headers["set-cookie"]


def test_the_page_is_escaped_framed_by_nobody_kept_by_nobody_and_read_aloud(
    hosted: Office, quay: SandboxWorkspace
) -> None:
    page = install(hosted, quay)
    assert "Quay &lt;b&gt;&amp; Sons&lt;/b&gt;" in page.body
    assert page.body.startswith('<!doctype html><html lang="en">')
    assert page.body.count("<h1>") == page.body.count("<main>") == 1
    assert "color-scheme:light dark" in page.body and "viewport" in page.body
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "Max-Age=0" in page.headers["set-cookie"]


def _come_back_twice(office: Office, address: str, cookie: str) -> Answer:
    follow(office, address, cookie=cookie)
    return follow(office, address, cookie=cookie)


def _come_back_late(office: Office, address: str, cookie: str) -> Answer:
    office.clock.advance(minutes=11)
    return follow(office, address, cookie=cookie)


@pytest.mark.parametrize(
    "come_back",
    [
        _come_back_twice,
        _come_back_late,
        lambda office, address, _: follow(office, address, cookie=""),
        lambda office, address, _: follow(
            office, address, cookie=browse(office, "/slack/install").cookie
        ),
        lambda office, address, cookie: follow(
            office, address.replace("state=", "state=x"), cookie=cookie
        ),
        lambda office, address, cookie: browse(
            office, "/slack/oauth_redirect?code=1", cookie=cookie
        ),
    ],
    ids=["twice", "late", "no cookie", "another browser", "another state", "no state"],
)
def test_the_way_is_good_once_for_a_while_and_in_one_browser(
    hosted: Office, quay: SandboxWorkspace, come_back: object
) -> None:
    begun = browse(hosted, "/slack/install")
    page = come_back(hosted, quay.allow(begun.headers["location"]), begun.cookie)  # type: ignore[operator]
    assert page.status == 400 and "This way in has ended" in page.body
    assert 'href="install"' in page.body
    if come_back is not _come_back_twice:
        assert quay.team_id not in tokens(hosted)


def test_two_ways_of_one_browser_both_lead_in(hosted: Office, quay: SandboxWorkspace) -> None:
    other = hosted.sandbox.add_workspace("Other")
    first = browse(hosted, "/slack/install")
    second = browse(hosted, "/slack/install", cookie=first.cookie)
    assert second.cookie == first.cookie
    for begun, workspace in ((first, quay), (second, other)):
        back = workspace.allow(begun.headers["location"])
        assert follow(hosted, back, cookie=second.cookie).status == 200


def test_whoever_cancels_or_brings_nonsense_is_told_so(
    hosted: Office, quay: SandboxWorkspace
) -> None:
    begun = browse(hosted, "/slack/install")
    page = follow(hosted, quay.cancel(begun.headers["location"]), cookie=begun.cookie)
    assert page.status == 200 and "Nothing was installed" in page.body
    for told, word in (("code=1", "invalid_code"), ("error=<script>", "unknown"), ("x=1", "unk")):
        begun = browse(hosted, "/slack/install")
        state = parse_qs(urlsplit(begun.headers["location"]).query)["state"][0]
        page = browse(hosted, f"/slack/oauth_redirect?{told}&state={state}", cookie=begun.cookie)
        assert page.status == 400 and word in page.body and "<script" not in page.body
    assert quay.team_id not in tokens(hosted)


def test_where_slack_gives_no_answer_it_can_be_tried_again(
    hosted: Office, quay: SandboxWorkspace
) -> None:
    hosted.sandbox.fault("oauth.v2.access", "server_error")
    begun = browse(hosted, "/slack/install")
    page = follow(hosted, quay.allow(begun.headers["location"]), cookie=begun.cookie)
    assert page.status == 503 and "Slack does not answer just now" in page.body
    assert install(hosted, quay).status == 200


def test_only_pages_are_served_there_and_only_to_get(hosted: Office) -> None:
    for path in ("/slack/install", "/slack/oauth_redirect"):
        for method in ("POST", "HEAD", "PUT"):
            assert browse(hosted, path, method=method).status == 405
    with hosted.sessions.read() as session:
        before = session.scalar(select(func.count()).select_from(InstallState))
    browse(hosted, "/slack/install/", method="GET")
    with hosted.sessions.read() as session:
        assert session.scalar(select(func.count()).select_from(InstallState)) == before


@pytest.mark.parametrize("backend", ["sqlite"])
def test_whoever_it_is_not_for_gets_nothing_and_nothing_of_theirs_is_kept(
    database: Database,
) -> None:
    with hosting(database.url, kudoscope_only_for="T00HARBOURN1, E0PORT") as office:
        mine, other = (office.sandbox.add_workspace(name) for name in ("Mine", "Other"))
        assert mine.team_id == "T00HARBOURN1"
        begun = browse(office, "/slack/install")
        page = follow(office, other.allow(begun.headers["location"]), cookie=begun.cookie)
        assert page.status == 403 and "Not for this workspace" in page.body
        token = other.world.store.find_token(other.bot_token)
        assert token is not None and token.error == "token_revoked"
        assert install(office, mine).status == 200
        assert list(tokens(office)) == [mine.team_id]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_token_that_is_served_already_is_not_given_back_when_it_is_refused(
    database: Database,
) -> None:
    with hosting(database.url, kudoscope_only_for="T0SOMEBODYELSE") as office:
        mine = office.sandbox.world.store
        with_token = office.app.settings.model_copy(
            update={"slack_bot_token": SecretStr(office.sandbox.bot_token)}
        )
        connect_workspace(with_token, office.app.tools)
        begun = browse(office, "/slack/install")
        page = follow(office, office.sandbox.allow(begun.headers["location"]), cookie=begun.cookie)
        assert page.status == 403
        # Slack gives the token that is good already to whoever installs the app again.
        token = mine.find_token(office.sandbox.bot_token)
        assert token is not None and token.error is None


@pytest.mark.parametrize("backend", ["sqlite"])
def test_people_who_install_it_leave_room_for_those_who_use_it(database: Database) -> None:
    with hosting(database.url) as office, ThreadPoolExecutor(20) as browsers:
        quay = office.sandbox.add_workspace("Quay")
        install(office, quay)
        ways = [browse(office, "/slack/install") for _ in range(20)]
        office.sandbox.fault("oauth.v2.access", "timeout_before", times=20, seconds=2.0)
        back = [
            browsers.submit(follow, office, quay.allow(one.headers["location"]), cookie=one.cookie)
            for one in ways
        ]
        office.sandbox.wait_for(lambda: any(one.done() for one in back))
        assert not all(one.done() for one in back)
        assert "Empathy" in thank(quay)
        assert not all(one.done() for one in back)
        told = [one.result().body for one in back]
        assert any("Many people are installing it" in page for page in told)
        assert any("Slack does not answer just now" in page for page in told)


# The end, and coming back


@pytest.mark.parametrize("tokens_first", [True, False])
def test_the_two_events_about_an_end_may_come_in_either_order(
    hosted: Office, quay: SandboxWorkspace, tokens_first: bool
) -> None:
    install(hosted, quay)
    hosted.clock.advance(minutes=30)
    before = len([one for one in hosted.sandbox.world.calls() if one.status >= 400])
    quay.uninstall(tokens_first=tokens_first)
    hosted.sandbox.wait_for(lambda: tokens(hosted)[quay.team_id] is None)
    hosted.sandbox.wait_for(lambda: not quay._parts.events._tasks)
    assert len([one for one in hosted.sandbox.world.calls() if one.status >= 400]) == before
    with hosted.sessions.read() as session:
        ended_at = session.scalar(
            select(Workspace.uninstalled_at).filter_by(slack_team_id=quay.team_id)
        )
    assert ended_at is not None and abs(hosted.clock() - ended_at) < timedelta(minutes=1)


@pytest.mark.parametrize("minutes_later", [0, 30])
def test_an_end_that_is_told_late_does_not_end_the_next_installation(
    hosted: Office, quay: SandboxWorkspace, minutes_later: int
) -> None:
    install(hosted, quay)
    told_at = int(hosted.clock.timestamp())
    hosted.clock.advance(minutes=minutes_later)
    quay.revoke_token("account_inactive")
    install(hosted, quay)
    for kind in ({"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"bot": ["U"]}}):
        answer = send_event(hosted, quay, kind, told_at)
        assert answer == 200
    assert tokens(hosted)[quay.team_id] == quay.bot_token
    assert "Empathy" in thank(quay)


def send_event(
    office: Office, workspace: SandboxWorkspace, event: dict[str, object], told_at: int
) -> int:
    """Send an event of some time past; the status of the answer."""

    body = {
        "type": "event_callback",
        "team_id": workspace.team_id,
        "event_id": f"Ev{told_at}{event['type']}",
        "event_time": told_at,
        "event": event,
        "authorizations": [],
    }
    return office.post_signed(json.dumps(body).encode(), Content_Type="application/json").status


def test_the_tokens_of_people_are_none_of_ours(hosted: Office, quay: SandboxWorkspace) -> None:
    install(hosted, quay)
    event = {"type": "tokens_revoked", "tokens": {"oauth": [quay.user("ana")], "bot": []}}
    assert send_event(hosted, quay, event, int(hosted.clock.timestamp())) == 200
    assert tokens(hosted)[quay.team_id] == quay.bot_token


def test_an_end_counts_at_once_in_every_process(database: Database) -> None:
    with hosting(database.url) as office:
        quay = office.sandbox.add_workspace("Quay")
        install(office, quay)
        with running(office.sandbox, database.url, clock=office.clock, transport="http") as other:
            quay._parts.delivery.request_url = f"{other.address}/slack/events"
            assert "Empathy" in thank(quay)
            stored = office.stored().kudos
            # The other process has just read the workspace, and remembers it.
            assert (
                send_event(
                    office, quay, {"type": "app_uninstalled"}, int(office.clock.timestamp()) + 700
                )
                == 200
            )
            for act in (
                lambda: thank(quay, "again"),
                lambda: quay.command(quay.user("ben"), quay.channel("support"), "me").error,
            ):
                assert act() == "http_client_error"
            assert office.stored().kudos == stored


@pytest.mark.parametrize("backend", ["sqlite"])
def test_one_workspace_whose_token_is_in_the_settings_says_where_its_app_went(
    database: Database,
) -> None:
    with (
        Sandbox.start(port=0, ack_timeout=PATIENCE) as sandbox,
        running(sandbox, database.url, transport="http") as office,
    ):
        wait_until_people_are_known(office)
        assert browse(office, "/slack/install").status == 404
        assert browse(office, "/readyz").status == 200
        sandbox.uninstall()
        sandbox.wait_for(lambda: tokens(office) == {sandbox.team_id: None})
        told = browse(office, "/readyz")
        assert told.status == 503 and "has uninstalled the app" in told.body


@pytest.mark.parametrize("backend", ["sqlite"])
def test_both_ways_in_go_together_and_are_told_apart(database: Database) -> None:
    with hosting(database.url) as office:
        sandbox = office.sandbox
        quay = sandbox.add_workspace("Quay")
        install(office, quay)
        with_token = office.app.settings.model_copy(
            update={"slack_bot_token": SecretStr(sandbox.bot_token)}
        )
        connect_workspace(with_token, office.app.tools)
        assert tokens(office) == {
            quay.team_id: quay.bot_token,
            sandbox.team_id: sandbox.bot_token,
        }
        assert "Empathy" in thank(quay)
        with office.sessions.read() as session:
            ways = {one.slack_team_id: one.installed_by for one in list_standing(session)}
        assert ways == {quay.team_id: "page", sandbox.team_id: "settings"}
        # One that is no good any more is no reason not to serve the other.
        sandbox.revoke_token()
        connect_workspace(with_token, office.app.tools)
        assert "Empathy" in thank(quay, "again")


_ODD = st.dictionaries(
    st.sampled_from(["state", "code", "error", "error_description", "x"]),
    st.one_of(st.text(max_size=40), st.binary(max_size=20)),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    told=_ODD,
    cookie=st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=80),
)
def test_whatever_comes_back_is_answered_with_a_page(
    hosted: Office, told: dict[str, object], cookie: str
) -> None:
    query = urlencode(told)
    for path in (f"/slack/oauth_redirect?{query}", f"/slack/install?{query}"):
        answer = browse(hosted, path, cookie=f"__Host-kudoscope_install={cookie}")
        assert answer.status in (302, 400)
        assert "<script" not in answer.body
