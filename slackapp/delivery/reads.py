"""Reads from Slack: what kind a channel is, who is in it, who somebody is."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from slackapp.delivery.retry import Outcome, Result, classify_error, read_code
from slackapp.delivery.sender import read_retry_after
from slackapp.domain.audience import ChannelKind, Place
from slackapp.domain.outside import read_id, read_object

_MEMBERS_PAGE = 1000
_USERS_PAGE = 200
_HISTORY_PAGE = 200


def read_place(client: WebClient, slack_channel_id: str) -> tuple[Place, bool]:
    """The channel as Slack knows it, and whether that is Slack's word and worth keeping.

    A channel whose kind is not proven counts as private, without the app in it: that is what
    Slack's `channel_not_found` means for us, and the safe guess when Slack does not answer.
    Raises SlackApiError when Slack says to wait.
    """
    unproven = unproven_place(slack_channel_id)
    try:
        told = client.conversations_info(channel=slack_channel_id).get("channel")
    except SlackApiError as error:
        if says_wait(error):
            raise
        return unproven, error.response.get("error") == "channel_not_found"
    except (SlackClientError, HTTPException, OSError):
        return unproven, False
    channel = read_object(told)
    if not channel:
        return unproven, False
    if channel.get("is_im"):
        kind = ChannelKind.DIRECT
    elif channel.get("is_channel") and not channel.get("is_private"):
        kind = ChannelKind.PUBLIC
    else:
        kind = ChannelKind.PRIVATE
    is_member = bool(channel.get("is_member")) and not channel.get("is_archived")
    return Place(slack_channel_id, kind, is_member), True


def unproven_place(slack_channel_id: str) -> Place:
    """What a channel counts as while Slack has not said what it is."""
    return Place(slack_channel_id, ChannelKind.PRIVATE, app_is_member=False)


def read_members_page(
    client: WebClient, slack_channel_id: str, cursor: str | None
) -> tuple[list[str], str]:
    """Some of those in the channel and the cursor of the next page, "" at the end.

    Raises slack_sdk's errors and OSError.
    """
    page = client.conversations_members(
        channel=slack_channel_id, cursor=cursor, limit=_MEMBERS_PAGE
    )
    members = filter(None, map(read_id, _read_list(page, "members")))
    return list(members), _next_cursor(page.get("response_metadata"))


def read_person(client: WebClient, slack_user_id: str) -> dict[str, Any] | None:
    """Slack's user object; None when Slack has none or does not say.

    Raises SlackApiError when Slack says to wait.
    """
    try:
        user = read_object(client.users_info(user=slack_user_id).get("user"))
    except SlackApiError as error:
        if says_wait(error):
            raise
        return None
    except (SlackClientError, HTTPException, OSError):
        return None
    return user or None


def read_people_page(client: WebClient, cursor: str | None) -> tuple[list[Any], str]:
    """One page of user objects, as Slack tells them, and the cursor of the next, "" at the end.

    Raises slack_sdk's errors and OSError.
    """
    page = client.users_list(cursor=cursor, limit=_USERS_PAGE)
    return _read_list(page, "members"), _next_cursor(page.get("response_metadata"))


def _read_list(page: SlackResponse, name: str) -> list[Any]:
    found = page.get(name)
    if not isinstance(found, list):
        raise SlackClientError(f"an answer without {name}")
    return found


def _next_cursor(metadata: Any) -> str:
    return str(read_object(metadata).get("next_cursor") or "")


def says_wait(error: SlackApiError) -> bool:
    """Whether Slack answered that we are too fast."""
    return int(error.response.status_code) == HTTPStatus.TOO_MANY_REQUESTS


def describe_read_error(error: SlackApiError) -> Outcome:
    """How a read ended that Slack answered with an error."""
    status = error.response.status_code
    if says_wait(error):
        wait = read_retry_after(error.response.headers)
        return Outcome(Result.RATE_LIMITED, "ratelimited", retry_after=wait)
    if status >= 500:
        return Outcome(Result.PASSING, f"http_{status}")
    code = read_code(error.response.data if isinstance(error.response.data, dict) else {})
    # A read has no half-done work: whatever is unclear may simply be read again.
    refused = classify_error(code) is Result.REFUSED
    return Outcome(Result.REFUSED if refused else Result.PASSING, code)


def name_read_error(error: Exception) -> str | None:
    """A read's error in one word, fit to be stored: Slack's code, or the kind of error."""
    if isinstance(error, SlackApiError):
        return describe_read_error(error).error
    return type(error).__name__


def find_post_page(
    client: WebClient,
    cursor: str | None,
    *,
    slack_channel_id: str,
    delivery_id: str,
    since: datetime,
) -> tuple[list[str], str]:
    """Look on a page of the channel's history for the post that carries our delivery id.

    A file carries its mark in its name.

    Returns its timestamp, if it is there, and the cursor of the page to look on next, "" at the
    end. Needs the history scope of that kind of channel. Raises slack_sdk's errors and OSError.
    """
    page = client.conversations_history(
        channel=slack_channel_id,
        oldest=f"{since.timestamp():.6f}",
        include_all_metadata=True,
        limit=_HISTORY_PAGE,
        cursor=cursor,
    )
    for message in page["messages"]:
        metadata = message.get("metadata") or {}
        is_post = (metadata.get("event_payload") or {}).get("id") == delivery_id
        names = [str(file.get("name")) for file in message.get("files") or ()]
        if is_post or any(file_mark(delivery_id) in name for name in names):
            return [str(message["ts"])], ""
    return [], _next_cursor(page.get("response_metadata"))


def open_direct(client: WebClient, slack_user_id: str) -> str:
    """The channel of the app's direct messages with a person.

    Raises slack_sdk's errors and OSError.
    """
    channel: dict[str, Any] = client.conversations_open(users=slack_user_id)["channel"]
    return str(channel["id"])


def find_upload_url(client: WebClient, *, name: str, size: int) -> tuple[str, str]:
    """Where to send a file of so many bytes, and Slack's id of it.

    Raises slack_sdk's errors and OSError.
    """
    answer = client.files_getUploadURLExternal(filename=name, length=size)
    return str(answer["upload_url"]), str(answer["file_id"])


def file_mark(delivery_id: str) -> str:
    """What the name of a delivered file says of its delivery, so that it is found again."""
    return delivery_id[:12]
