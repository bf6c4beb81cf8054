"""Files in the sandbox: Slack's three steps, and what it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import urllib3
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from slackapp.sandbox.server import Sandbox


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(port=0) as sandbox:
        yield sandbox


@pytest.fixture
def slack(sandbox: Sandbox) -> WebClient:
    return WebClient(token=sandbox.bot_token, base_url=sandbox.api_url)


def upload(slack: WebClient, content: bytes = b"abc", length: int = 3) -> tuple[str, int]:
    answer = slack.files_getUploadURLExternal(filename="a.csv", length=length)
    response = urllib3.request("POST", answer["upload_url"], body=content)
    return answer["file_id"], response.status


def refusal(slack: WebClient, method: str, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        slack.api_call(method, json=arguments)
    return str(caught.value.response["error"])


def test_a_file_goes_to_a_person_s_direct_messages(sandbox: Sandbox, slack: WebClient) -> None:
    home = slack.conversations_open(users=sandbox.user("ana"))["channel"]["id"]
    slack.files_upload_v2(channel=home, content="a,b", filename="a.csv", initial_comment="Here")
    message = sandbox.messages(home)[-1]
    (file,) = sandbox.world.store.files_of(message)
    assert (message.text, file.name, file.content) == ("Here", "a.csv", b"a,b")
    sandbox.grant("im:history")
    (shown,) = slack.conversations_history(channel=home, limit=1)["messages"]
    assert shown["files"][0] | {"id": ""} == {
        "id": "",
        "name": "a.csv",
        "title": file.title,
        "size": 3,
        "mimetype": "text/csv",
    }


@pytest.mark.parametrize("arguments", [{}, {"filename": "a"}, {"filename": "a", "length": 0}])
def test_an_upload_needs_a_name_and_a_length(slack: WebClient, arguments: dict[str, Any]) -> None:
    assert refusal(slack, "files.getUploadURLExternal", **arguments) == "invalid_arguments"


def test_bytes_must_be_as_many_as_was_said_and_the_address_is_secret(
    sandbox: Sandbox, slack: WebClient
) -> None:
    assert upload(slack, b"abcd")[1] == 400
    assert upload(slack)[1] == 200
    assert urllib3.request("POST", f"{sandbox.url}/upload/v1/guess", body=b"abc").status == 404


def test_what_cannot_be_shared_is_refused(sandbox: Sandbox, slack: WebClient) -> None:
    share = "files.completeUploadExternal"
    support = sandbox.channel("support")
    file_id, _ = upload(slack)
    for person in (sandbox.user("ana"), "", "nonsense"):
        wrong = {"files": [{"id": file_id}], "channel_id": person}
        assert refusal(slack, share, **wrong) == "invalid_arguments"
    for files in ([], "x", [3]):
        assert refusal(slack, share, files=files, channel_id=support) == "invalid_arguments"
    wins = sandbox.channel("wins")
    assert refusal(slack, share, files=[{"id": file_id}], channel_id=wins) == "not_in_channel"
    unsent, status = upload(slack, b"no")
    assert status == 400
    for unknown in (unsent, "F0"):
        files = [{"id": unknown}]
        assert refusal(slack, share, files=files, channel_id=support) == "file_not_found"
    assert slack.api_call(share, json={"files": [{"id": file_id}], "channel_id": support})["ok"]
    assert refusal(slack, share, files=[{"id": file_id}], channel_id=support) == "file_not_found"


def test_only_who_sees_the_conversation_downloads_a_file(
    sandbox: Sandbox, slack: WebClient
) -> None:
    home = sandbox.im(sandbox.user("ben"))
    slack.files_upload_v2(channel=home, content="secret", filename="s.csv")
    (file,) = sandbox.world.store.files_of(sandbox.messages(home)[-1])
    path = f"{sandbox.url}/sandbox/api/conversations/{home}/files/{file.id}?as="
    assert urllib3.request("GET", path + sandbox.user("ben")).data == b"secret"
    assert urllib3.request("GET", path + sandbox.user("ana")).status == 400
    elsewhere = path.replace(home, sandbox.channel("general"))
    assert urllib3.request("GET", elsewhere + sandbox.user("ana")).status == 400
