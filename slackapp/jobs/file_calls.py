"""Delivers a file to a person: written at that moment, uploaded, and shared with them alone."""

from __future__ import annotations

import io
from tempfile import SpooledTemporaryFile
from typing import IO

from db import SessionFactory
from slackapp.blocks.kudos_help import build_plain
from slackapp.delivery.clients import SlackClients
from slackapp.delivery.reads import file_mark, find_upload_url
from slackapp.delivery.retry import Outcome
from slackapp.delivery.sender import Sender
from slackapp.errors import FileTooLarge, UserFacingError
from slackapp.failpoints import failpoint
from slackapp.pacing import ReadPace
from slackapp.services.files import FileCover, write_file
from slackapp.services.outbox import ClaimedMessage

#: Above so many bytes a file could outlast the lease on its lane.
_MOST_BYTES = 20_000_000
#: So much is kept in memory: what people wrote seldom touches the disk.
_IN_MEMORY = 8_000_000


class FileCaller:
    """Writes and sends files; safe to share between threads."""

    def __init__(
        self, *, sessions: SessionFactory, slack: SlackClients, sender: Sender, pace: ReadPace
    ) -> None:
        self._sessions = sessions
        self._slack = slack
        self._sender = sender
        self._pace = pace

    def send(self, claimed: ClaimedMessage, slack_channel_id: str) -> Outcome:
        """Write the file and share it in that channel; where it cannot be had, say why instead.

        Raises MustWait, and what a read from Slack raises.
        """
        with SpooledTemporaryFile(_IN_MEMORY) as file:
            try:
                cover, size = self._write(claimed, file)
            except UserFacingError as error:
                return self._say(claimed, slack_channel_id, str(error))
            name = f"{cover.stem}-{file_mark(claimed.delivery_id)}.{cover.suffix}"
            client = self._slack.for_posting(claimed.bot_token)
            with self._pace.read(
                claimed.workspace_id, "files.getUploadURLExternal", token=claimed.bot_token
            ):
                url, file_id = find_upload_url(client, name=name, size=size)
            file.seek(0)
            failed = self._sender.upload(url, content=file, size=size)
        if failed is not None:
            return failed
        failpoint("file_uploaded")
        return self._sender.share(
            claimed.bot_token,
            slack_channel_id=slack_channel_id,
            slack_file_id=file_id,
            title=cover.title,
            comment=cover.comment,
        )

    def _say(self, claimed: ClaimedMessage, slack_channel_id: str, words: str) -> Outcome:
        with self._pace.read(claimed.workspace_id, "chat.postMessage", token=claimed.bot_token):
            return self._sender.post(
                claimed.bot_token,
                slack_channel_id=slack_channel_id,
                delivery_id=claimed.delivery_id,
                content=build_plain(words).as_payload(),
            )

    def _write(self, claimed: ClaimedMessage, file: IO[bytes]) -> tuple[FileCover, int]:
        # Line ends are the writer's own, on every system.
        out = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        with self._sessions.read() as session:
            cover = write_file(
                out,
                session,
                workspace_id=claimed.workspace_id,
                slack_user_id=claimed.slack_post_to,
                payload=claimed.payload,
            )
        out.detach()
        size = file.tell()
        if size > _MOST_BYTES:
            raise FileTooLarge
        return cover, size
