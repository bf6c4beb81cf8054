"""Delivers a file to a person: written at that moment, uploaded, and shared with them alone."""

from __future__ import annotations

import io
import threading
from datetime import datetime, timedelta
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from db import SessionFactory
from slackapp.blocks.base.kit import build_plain
from slackapp.clock import Clock
from slackapp.delivery.retry import Outcome
from slackapp.delivery.sender import Sender
from slackapp.domain.files.errors import FileTooLarge
from slackapp.errors import UserFacingError
from slackapp.failpoints import failpoint
from slackapp.jobs.source_reads import SourceReads
from slackapp.pacing import MustWait
from slackapp.reader import Reader
from slackapp.services.files.files import FileCover, find_telling, write_file
from slackapp.services.outbox import claims
from slackapp.services.outbox.claims import ClaimedMessage
from slackapp.services.outbox.outbox import FILE_ID

#: Above so many bytes a file could outlast the lease on its lane.
_MOST_BYTES = 20_000_000
#: Until a file is looked at again that waits for another one to be written.
_NEXT_LOOK = timedelta(seconds=5)
#: So much is kept in memory: what people wrote seldom touches the disk.
_IN_MEMORY = 8_000_000


class Bounded(io.BufferedIOBase):
    """A file of so many bytes at most: FileTooLarge at the first too many, while it is written."""

    def __init__(self, file: IO[bytes], most: int) -> None:
        self._file = file
        self._most = most

    def writable(self) -> bool:
        """Whether it can be written."""
        return True

    def seekable(self) -> bool:
        """Whether one can go back in it, as whoever writes an archive does."""
        return True

    def tell(self) -> int:
        """Where the next byte goes."""
        return self._file.tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go elsewhere."""
        return self._file.seek(offset, whence)

    def write(self, data: Any) -> int:
        """Write what still fits. Raises FileTooLarge for what does not."""
        if self._file.tell() + len(data) > self._most:
            raise FileTooLarge
        return self._file.write(data)


class FileCaller:
    """Writes and sends files; safe to share between threads."""

    def __init__(
        self,
        *,
        sessions: SessionFactory,
        clock: Clock,
        reader: Reader,
        sender: Sender,
        sources: SourceReads,
    ) -> None:
        self._sources = sources
        self._sessions = sessions
        self._clock = clock
        self._reader = reader
        self._sender = sender
        #: One file at a time, however many people wait for one: others want the database, too.
        self._is_writing = threading.Lock()

    def send(
        self,
        claimed: ClaimedMessage,
        slack_channel_id: str,
        *,
        refusal: UserFacingError | None = None,
    ) -> Outcome:
        """Write the file and share it in that channel; where it cannot be had, say why instead.

        A `refusal` says so before anything is written.

        Raises MustWait, and what a read from Slack raises.
        """
        if refusal is not None:
            return self._say(claimed, slack_channel_id, str(refusal))
        with SpooledTemporaryFile(_IN_MEMORY) as file:
            try:
                cover, size = self._write(claimed, file, self._prove(claimed))
            except UserFacingError as error:
                return self._say(claimed, slack_channel_id, str(error))
            url, file_id = self._reader.find_upload_url(claimed, name=cover.name, size=size)
            file.seek(0)
            failed = self._sender.upload(url, content=file, size=size)
        if failed is not None:
            return failed
        failpoint("file_uploaded")
        self._note_file(claimed, file_id)
        return self._sender.share(
            claimed.bot_token,
            slack_channel_id=slack_channel_id,
            slack_file_id=file_id,
            title=cover.title,
            comment=cover.comment,
        )

    def _note_file(self, claimed: ClaimedMessage, file_id: str) -> None:
        """Keep which file it is before it is shared, so that it is found if nobody hears of that.

        Raises MustWait where the lease was lost meanwhile: nothing was shared yet.
        """
        payload = {**claimed.payload, FILE_ID: file_id}
        with self._sessions.begin() as session:
            if not claims.store_page(session, claimed, payload=payload):
                raise MustWait(None, self._clock())

    def check_turn(self) -> None:
        """Raise MustWait while another file is written: before anything is asked of Slack."""
        if self._is_writing.locked():
            raise MustWait(None, self._clock() + _NEXT_LOOK)

    def _say(self, claimed: ClaimedMessage, slack_channel_id: str, words: str) -> Outcome:
        self._reader.take_turn(claimed, "chat.postMessage")
        return self._sender.post(
            claimed.bot_token,
            slack_channel_id=slack_channel_id,
            delivery_id=claimed.delivery_id,
            content=build_plain(words).as_payload(),
        )

    def _prove(self, claimed: ClaimedMessage) -> datetime:
        with self._sessions.read() as session:
            telling = find_telling(
                session, workspace_id=claimed.workspace_id, payload=claimed.payload
            )
        if telling is None:
            return self._clock()
        return self._sources.prove(telling, asker=claimed, key=claimed.message_id)

    def _write(
        self, claimed: ClaimedMessage, file: IO[bytes], proven_since: datetime
    ) -> tuple[FileCover, int]:
        if not self._is_writing.acquire(blocking=False):
            raise MustWait(None, self._clock() + _NEXT_LOOK)
        try:
            # Line ends are the writer's own, on every system.
            bounded = cast(IO[bytes], Bounded(file, _MOST_BYTES))
            out = io.TextIOWrapper(bounded, encoding="utf-8", newline="", write_through=True)
            with self._sessions.read() as session:
                cover = write_file(
                    out,
                    session,
                    workspace_id=claimed.workspace_id,
                    slack_user_id=claimed.slack_post_to,
                    payload=claimed.payload,
                    proven_since=proven_since,
                )
            out.detach()
        finally:
            self._is_writing.release()
        return cover, file.tell()
