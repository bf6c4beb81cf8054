"""The calls that read from Slack, and what their answers mean; `Reader` alone makes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from slackapp.delivery.read_errors import describe_read_error, find_token_error, says_wait
from slackapp.delivery.sender import file_mark
from slackapp.domain.base.outside import read_id, read_object
from slackapp.domain.kudos.audience import ChannelKind, Place

#: An address that no markup breaks.
_LINK = re.compile(r"https://[^\s<>|\"]{1,500}")
_MEMBERS_PAGE = 1000
_USERS_PAGE = 200
_HISTORY_PAGE = 200


def read_place(client: WebClient, slack_channel_id: str) -> Place:
    """The channel as Slack knows it.

    `channel_not_found` is an answer too: a private channel without the app in it. Raises
    slack_sdk's errors and OSError where Slack did not say what the channel is.
    """
    try:
        told = client.conversations_info(channel=slack_channel_id).get("channel")
    except SlackApiError as error:
        if describe_read_error(error).error != "channel_not_found":
            raise
        return Place(slack_channel_id, ChannelKind.PRIVATE, app_is_member=False)
    channel = read_object(told)
    if not channel:
        raise SlackClientError("conversations.info told of no channel")
    if channel.get("is_im"):
        kind = ChannelKind.DIRECT
    elif channel.get("is_channel") and not channel.get("is_private"):
        kind = ChannelKind.PUBLIC
    else:
        kind = ChannelKind.PRIVATE
    is_archived = bool(channel.get("is_archived"))
    is_member = bool(channel.get("is_member")) and not is_archived
    return Place(
        slack_channel_id, kind, is_member, is_archived=is_archived, is_shared=_is_shared(channel)
    )


def _is_shared(channel: Mapping[str, Any]) -> bool:
    """Whether another company is in a channel, or is invited to it.

    What is shared among the workspaces of one organisation alone is not.
    """
    if channel.get("is_ext_shared") or channel.get("is_pending_ext_shared"):
        return True
    return bool(channel.get("is_shared")) and not channel.get("is_org_shared")


def read_permalink(client: WebClient, slack_channel_id: str, slack_ts: str) -> str:
    """The address of a message; empty where Slack gave none that can be linked.

    Raises slack_sdk's errors and OSError.
    """
    told = client.chat_getPermalink(channel=slack_channel_id, message_ts=slack_ts)
    link = str(told.get("permalink") or "")
    return link if _LINK.fullmatch(link) else ""


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

    Raises SlackApiError when Slack says to wait, or does not take the token.
    """
    try:
        user = read_object(client.users_info(user=slack_user_id).get("user"))
    except SlackApiError as error:
        if says_wait(error) or find_token_error(error):
            raise
        return None
    except (SlackClientError, HTTPException, OSError):
        return None
    return user or None


def read_people_page(
    client: WebClient, cursor: str | None, slack_team_id: str | None = None
) -> tuple[list[Any], str]:
    """One page of user objects, as Slack tells them, and the cursor of the next, "" at the end.

    The token of an organisation needs the team; to any other it makes no difference. Raises
    slack_sdk's errors and OSError.
    """
    page = client.users_list(cursor=cursor, limit=_USERS_PAGE, team_id=slack_team_id)
    return _read_list(page, "members"), _next_cursor(page.get("response_metadata"))


def exchange_ids(
    client: WebClient, slack_user_ids: list[str], *, slack_team_id: str, to_old: bool
) -> dict[str, str]:
    """What people are called in the organisation, by their ids in the workspace, or reversed.

    Of those that Slack knows; 400 at most. Raises slack_sdk's errors and OSError.
    """
    told = client.migration_exchange(users=slack_user_ids, team_id=slack_team_id, to_old=to_old)
    found = read_object(told.get("user_id_map"))
    return {old: new for old, new in found.items() if read_id(old) and read_id(new)}


def read_groups_page(
    client: WebClient, cursor: str | None, slack_team_id: str | None = None
) -> tuple[list[Any], str]:
    """User groups as Slack tells them, with who is in them, disabled ones too.

    Slack tells of all at once; should it give them in pages, this reads on. Raises slack_sdk's
    errors and OSError.
    """
    more: dict[str, Any] = {} if cursor is None else {"cursor": cursor}
    page = client.usergroups_list(
        include_users=True, include_disabled=True, team_id=slack_team_id, **more
    )
    return _read_list(page, "usergroups"), _next_cursor(page.get("response_metadata"))


def _read_list(page: SlackResponse, name: str) -> list[Any]:
    found = page.get(name)
    if not isinstance(found, list):
        raise SlackClientError(f"an answer without {name}")
    return found


def _next_cursor(metadata: Any) -> str:
    return str(read_object(metadata).get("next_cursor") or "")


def find_post_page(
    client: WebClient,
    cursor: str | None,
    *,
    slack_channel_id: str,
    delivery_id: str,
    since: datetime,
    slack_file_id: str = "",
) -> tuple[list[str], str]:
    """Look on a page of the channel's history for the post that carries our delivery id.

    A file is found by Slack's id of it, where it was uploaded; before these were kept, by the mark
    in its name.

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
        files = [read_object(file) for file in message.get("files") or ()]
        is_file = any(
            file_mark(delivery_id) in str(file.get("name"))
            or (slack_file_id and file.get("id") == slack_file_id)
            for file in files
        )
        if is_post or is_file:
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
