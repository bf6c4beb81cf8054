"""One call to Slack, and what its end means, for every way that it may end."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote, unquote

import pytest
from slack_sdk import WebClient

from slackapp.delivery.retry import Outcome, Result
from slackapp.delivery.sender import (
    METADATA_EVENT,
    Sender,
    file_mark,
    is_of_slack,
    read_retry_after,
)
from slackapp.sandbox.rate_limits import Limits
from slackapp.sandbox.server import Sandbox

UNLIMITED = Limits(per_minute={}, posts_per_second_and_channel=1e6, posts_per_second=10**6)
CONTENT = {"text": "Ana thanked Ben", "blocks": []}


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(limits=UNLIMITED) as running:
        yield running


def make_sender(api_url: str, timeout: float = 10) -> Sender:
    return Sender(api_url=api_url, timeout=timeout, connections=2)


@pytest.fixture
def odd_sender(odd: str) -> Iterator[Sender]:
    sender = make_sender(f"{odd}/api/")
    yield sender
    sender.close()


@pytest.fixture
def sender(sandbox: Sandbox) -> Iterator[Sender]:
    sender = make_sender(sandbox.api_url)
    yield sender
    sender.close()


def post(sender: Sender, sandbox: Sandbox, channel: str = "support") -> Outcome:
    return sender.post(
        sandbox.bot_token,
        slack_channel_id=sandbox.channel(channel) if channel.islower() else channel,
        delivery_id="d1",
        content=CONTENT,
    )


class Odd(BaseHTTPRequestHandler):
    """Answers as something between us and Slack may; the path says with what."""

    #: Who called last, with what kind of content, and the bytes of it.
    last: tuple[str, str, bytes] = ("", "", b"")

    def do_POST(self) -> None:
        words = self.rfile.read(int(self.headers["Content-Length"]))
        Odd.last = (self.headers["User-Agent"], self.headers["Content-Type"], words)
        _, status, words, *_ = self.path.split("/")
        body = unquote(words).encode()
        self.send_response(int(status))
        self.send_header("Retry-After", "7")
        self.send_header("Location", '/200/{"ok": true}/')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def odd() -> Iterator[str]:
    """The address of a server that stands where Slack should."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Odd) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


# Posting and changing


def test_a_post_brings_our_delivery_id_and_unfurls_nothing(
    sandbox: Sandbox, sender: Sender
) -> None:
    outcome = post(sender, sandbox)
    (call,) = sandbox.calls("chat.postMessage")
    assert call.args["metadata"] == {"event_type": METADATA_EVENT, "event_payload": {"id": "d1"}}
    assert (call.args["unfurl_links"], call.args["unfurl_media"]) == (False, False)
    assert (call.args["parse"], call.args["link_names"]) == ("none", False)
    message = sandbox.messages(sandbox.channel("support"))[-1]
    assert (message.text, message.ts) == ("Ana thanked Ben", outcome.slack_ts)
    assert outcome == Outcome(
        Result.SENT, slack_ts=message.ts, slack_channel_id=sandbox.channel("support")
    )


def test_a_post_to_a_person_says_which_channel_it_went_to(sandbox: Sandbox, sender: Sender) -> None:
    outcome = post(sender, sandbox, channel=sandbox.user("ben"))
    assert outcome.slack_channel_id == sandbox.im(sandbox.user("ben"))


def test_a_post_is_changed_in_place(sandbox: Sandbox, sender: Sender) -> None:
    posted = post(sender, sandbox)
    outcome = sender.change(
        sandbox.bot_token,
        slack_channel_id=str(posted.slack_channel_id),
        slack_ts=str(posted.slack_ts),
        content={"text": "changed"},
    )
    assert outcome.result is Result.SENT
    message = sandbox.messages(sandbox.channel("support"))[-1]
    assert (message.text, message.ts) == ("changed", posted.slack_ts)
    (call,) = sandbox.calls("chat.update")
    assert (call.args["parse"], call.args["link_names"]) == ("none", False)


def test_words_of_any_script_arrive_as_they_are(sandbox: Sandbox, sender: Sender) -> None:
    words = "né 長い 😀 שלום &amp; \u2028"
    outcome = sender.post(
        sandbox.bot_token,
        slack_channel_id=sandbox.channel("support"),
        delivery_id="d1",
        content={"text": words},
    )
    assert outcome.result is Result.SENT
    assert sandbox.messages(sandbox.channel("support"))[-1].text == words


# How calls end


def test_what_slack_refuses_is_named_by_its_own_word(sandbox: Sandbox, sender: Sender) -> None:
    assert post(sender, sandbox, "C0NOWHERE") == Outcome(Result.REFUSED, "channel_not_found")
    assert post(sender, sandbox, "wins") == Outcome(Result.REFUSED, "not_in_channel")
    sandbox.archive(sandbox.channel("support"))
    assert post(sender, sandbox) == Outcome(Result.REFUSED, "is_archived")
    outcome = sender.post(None, slack_channel_id="C1", delivery_id="d1", content=CONTENT)
    assert outcome == Outcome(Result.BAD_TOKEN, "not_authed")


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("server_error", Outcome(Result.UNKNOWN, "http_500")),
        ("internal_error", Outcome(Result.UNKNOWN, "internal_error")),
        ("fatal_error", Outcome(Result.UNKNOWN, "fatal_error")),
        ("service_unavailable", Outcome(Result.PASSING, "service_unavailable")),
        ("drop_before", Outcome(Result.UNKNOWN, "ProtocolError")),
        ("drop_after", Outcome(Result.UNKNOWN, "ProtocolError")),
        ("org_login_required", Outcome(Result.PASSING, "org_login_required")),
        ("message_limit_exceeded", Outcome(Result.PASSING, "message_limit_exceeded")),
        ("token_revoked", Outcome(Result.BAD_TOKEN, "token_revoked")),
        ("account_inactive", Outcome(Result.BAD_TOKEN, "account_inactive")),
        ("invalid_auth", Outcome(Result.BAD_TOKEN, "invalid_auth")),
        ("missing_scope", Outcome(Result.BAD_TOKEN, "missing_scope")),
    ],
)
def test_trouble_is_told_apart_by_whether_the_work_may_be_done(
    sandbox: Sandbox, sender: Sender, kind: str, outcome: Outcome
) -> None:
    sandbox.fault("chat.postMessage", kind)
    assert post(sender, sandbox) == outcome
    assert len(sandbox.calls("chat.postMessage")) == 1
    assert post(sender, sandbox).result is Result.SENT


def test_a_change_too_needs_the_scope_to_write(sandbox: Sandbox, sender: Sender) -> None:
    sandbox.fault("chat.update", "missing_scope")
    outcome = sender.change(
        sandbox.bot_token, slack_channel_id="C1", slack_ts="1.1", content=CONTENT
    )
    assert outcome == Outcome(Result.BAD_TOKEN, "missing_scope")


def test_slacks_word_to_wait_is_read(sandbox: Sandbox, sender: Sender) -> None:
    sandbox.fault("chat.postMessage", "ratelimited", retry_after=7)
    assert post(sender, sandbox) == Outcome(
        Result.RATE_LIMITED, "ratelimited", retry_after=timedelta(seconds=7)
    )


@pytest.mark.parametrize("kind", ["timeout_before", "timeout_after"])
def test_no_answer_in_time_leaves_it_open_whether_there_is_a_post(
    sandbox: Sandbox, kind: str
) -> None:
    impatient = make_sender(sandbox.api_url, timeout=0.3)
    sandbox.fault("chat.postMessage", kind)
    outcome = post(impatient, sandbox)
    impatient.close()
    assert outcome == Outcome(Result.UNKNOWN, "ReadTimeoutError")


def test_where_nobody_listens_certainly_nothing_was_done() -> None:
    sender = make_sender("http://127.0.0.1:9/api/")
    outcome = sender.post("xoxb", slack_channel_id="C1", delivery_id="d1", content=CONTENT)
    assert outcome == Outcome(Result.PASSING, "NewConnectionError")


@pytest.mark.parametrize(
    ("status", "words", "outcome"),
    [
        ("200", "<html>", Outcome(Result.UNKNOWN, "no_json")),
        ("200", "", Outcome(Result.UNKNOWN, "no_json")),
        ("200", "[]", Outcome(Result.UNKNOWN, "no_json")),
        ("200", "null", Outcome(Result.UNKNOWN, "no_json")),
        ("200", "{}", Outcome(Result.UNKNOWN, "no_json")),
        ("200", '{"ok": false}', Outcome(Result.REFUSED, "unknown_error")),
        ("302", "", Outcome(Result.PASSING, "http_302")),
        ("403", "<html>", Outcome(Result.PASSING, "http_403")),
        ("404", "", Outcome(Result.PASSING, "http_404")),
        ("407", "{}", Outcome(Result.PASSING, "http_407")),
        ("403", '{"ok": false, "error": "is_archived"}', Outcome(Result.REFUSED, "is_archived")),
        (
            "401",
            '{"ok": false, "error": "invalid_auth"}',
            Outcome(Result.BAD_TOKEN, "invalid_auth"),
        ),
        (
            "429",
            '{"ok": false, "error": "ratelimited"}',
            Outcome(Result.RATE_LIMITED, "ratelimited", retry_after=timedelta(seconds=7)),
        ),
        ("499", "", Outcome(Result.PASSING, "http_499")),
        ("500", "{}", Outcome(Result.UNKNOWN, "http_500")),
        ("502", "<html>", Outcome(Result.UNKNOWN, "http_502")),
        ("503", "", Outcome(Result.UNKNOWN, "http_503")),
    ],
)
def test_an_answer_that_is_not_slacks_is_believed_as_far_as_it_goes(
    odd: str, status: str, words: str, outcome: Outcome
) -> None:
    sender = make_sender(f"{odd}/{status}/{quote(words)}/")
    ended = sender.change("xoxb", slack_channel_id="C1", slack_ts="1.1", content=CONTENT)
    sender.close()
    assert ended == outcome


# Answers to a response_url


@pytest.mark.parametrize(
    ("status", "words", "outcome"),
    [
        ("200", "", Outcome(Result.SENT)),
        ("299", "ok", Outcome(Result.SENT)),
        ("400", "", Outcome(Result.REFUSED, "http_400")),
        ("404", "", Outcome(Result.REFUSED, "http_404")),
        ("406", "", Outcome(Result.REFUSED, "http_406")),
        ("429", "", Outcome(Result.RATE_LIMITED, "ratelimited", retry_after=timedelta(seconds=7))),
        ("499", "", Outcome(Result.REFUSED, "http_499")),
        ("500", "", Outcome(Result.UNKNOWN, "http_500")),
        ("500", "<html>", Outcome(Result.UNKNOWN, "http_500")),
        # What a proxy says: nothing was done.
        ("200", " <html>", Outcome(Result.PASSING, "http_200")),
        ("499", "<html>", Outcome(Result.PASSING, "http_499")),
        ("300", "", Outcome(Result.PASSING, "http_300")),
        ("399", "", Outcome(Result.PASSING, "http_399")),
        ("407", "", Outcome(Result.PASSING, "http_407")),
    ],
)
def test_an_answer_ends_as_its_address_says(
    odd: str, odd_sender: Sender, status: str, words: str, outcome: Outcome
) -> None:
    url = f"{odd}/{status}/{quote(words)}/response"
    assert odd_sender.respond(response_url=url, content=CONTENT) == outcome


def test_an_answer_arrives_as_it_is(odd: str, odd_sender: Sender) -> None:
    odd_sender.respond(response_url=f"{odd}/200//response", content={"text": "né"})
    words = '{"text": "né"}'.encode()
    assert Odd.last == ("kudoscope", "application/json; charset=utf-8", words)


@pytest.mark.parametrize("slack", ["slack.com", "slack-gov.com"])
def test_an_answer_may_go_to_the_slack_of_the_settings_and_to_no_other(slack: str) -> None:
    sender = make_sender(f"https://{slack}/api/")
    hosts = [f"hooks.{one}" for one in ("slack.com", "slack-gov.com", "evilslack.com")]
    allowed = [one for one in hosts if sender._leads_to_slack(f"https://{one}/actions/1")]
    assert allowed == [f"hooks.{slack}"]
    assert is_of_slack(f"https://files.{slack}/f", f"https://{slack}/api/")


@pytest.mark.parametrize(
    "response_url",
    [
        "https://hooks.example.org/actions/1",
        "http://hooks.slack.com/actions/1",
        "https://hooks.slack.com.example.org/actions/1",
        "https://hooks.slack.com@example.org/actions/1",
        "https://hooks.slack.com:8443/actions/1",
        "http://127.0.0.1:1/response/1",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "https://[",
        "",
    ],
)
def test_an_answer_goes_nowhere_but_to_slack(response_url: str) -> None:
    sender = make_sender("https://slack.com/api/")
    outcome = sender.respond(response_url=response_url, content=CONTENT)
    assert outcome == Outcome(Result.REFUSED, "foreign_response_url")


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "30"}, timedelta(seconds=30)),
        ({"retry-after": ["30"]}, timedelta(seconds=30)),
        ({"Retry-After": "0"}, timedelta(0)),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, None),
        ({"Retry-After": "-1"}, None),
        ({"Retry-After": ""}, None),
        ({"Retry-After": "²"}, None),
        ({}, None),
    ],
)
def test_a_wait_is_read_only_where_slack_gives_whole_seconds(
    headers: dict[str, Any], wait: timedelta | None
) -> None:
    assert read_retry_after(headers) == wait


# Files


def test_bytes_go_to_slack_alone(sandbox: Sandbox, sender: Sender) -> None:
    for url in ("https://evil.example/x", "http://files.slack.com/x", "https://xslack.com/", "//["):
        outcome = sender.upload(url, content=io.BytesIO(b"abc"), size=3)
        assert outcome == Outcome(Result.REFUSED, "foreign_upload_url"), url
    real = make_sender("https://slack.com/api/", timeout=0.001)
    outcome = real.upload("https://files.slack.com.invalid/", content=io.BytesIO(b"a"), size=1)
    assert outcome == Outcome(Result.REFUSED, "foreign_upload_url")


@pytest.mark.parametrize(
    ("url", "is_theirs"),
    [
        ("https://files.slack.com/up", True),
        ("https://slack.com/api/x", True),
        ("http://files.slack.com/up", False),
        ("https://xslack.com/up", False),
        ("https://slack.com:8443/up", False),
        ("https:///up", False),
        ("up", False),
        ("https://[", False),
    ],
)
def test_an_address_is_slack_s_by_its_domain(url: str, is_theirs: bool) -> None:
    assert is_of_slack(url, "https://slack.com/api/") is is_theirs


@pytest.mark.parametrize("status", [302, 400, 429, 500])
def test_bytes_that_did_not_arrive_may_be_sent_again(
    odd: str, odd_sender: Sender, status: int
) -> None:
    nowhere = make_sender("http://127.0.0.1:9/api/")
    outcome = nowhere.upload("http://127.0.0.1:9/up", content=io.BytesIO(b"abc"), size=3)
    assert outcome == Outcome(Result.PASSING, "NewConnectionError")
    outcome = odd_sender.upload(f"{odd}/{status}/no/", content=io.BytesIO(b"abc"), size=3)
    assert outcome == Outcome(Result.PASSING, f"http_{status}")
    assert odd_sender.upload(f"{odd}/200/OK/", content=io.BytesIO(b"abc"), size=3) is None
    assert Odd.last == ("kudoscope", "application/octet-stream", b"abc")


def test_sharing_a_file_says_where_it_went(sandbox: Sandbox, sender: Sender) -> None:
    slack = WebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
    given = slack.files_getUploadURLExternal(filename="a.csv", length=3)
    assert sender.upload(given["upload_url"], content=io.BytesIO(b"abc"), size=3) is None
    arguments = {
        "slack_channel_id": sandbox.channel("support"),
        "slack_file_id": given["file_id"],
        "title": "A",
        "comment": "Here it is",
    }
    outcome = sender.share(sandbox.bot_token, **arguments)
    assert outcome == Outcome(Result.SENT, slack_channel_id=sandbox.channel("support"))
    (call,) = sandbox.calls("files.completeUploadExternal")
    assert call.args["files"] == [{"id": given["file_id"], "title": "A"}]
    assert call.args["initial_comment"] == "Here it is"
    again = sender.share(sandbox.bot_token, **arguments)
    assert again == Outcome(Result.REFUSED, "file_not_found")


def test_a_file_is_known_again_by_the_beginning_of_its_deliverys_id() -> None:
    assert file_mark("0123456789abcdef") == "0123456789ab"
