"""What stands in the way of a file, as errors that say what to do."""

from __future__ import annotations

from slackapp.blocks.files.words import asking, files
from slackapp.errors import UserFacingError


class PacketLensIsSetting(UserFacingError):
    """A packet that somebody is asked for is read as the channel's digest is."""

    code = "packet_lens_is_setting"

    def __init__(self) -> None:
        super().__init__(asking.LENS_IS_SETTING)


class NotInTeam(UserFacingError):
    """A person who is not in the leader's channel."""

    code = "not_in_team"

    def __init__(self, slack_user_id: str) -> None:
        super().__init__(asking.say_not_in_team(f"<@{slack_user_id}>"))


class AlreadyAsked(UserFacingError):
    """A person who was asked and has not answered."""

    code = "already_asked"

    def __init__(self, slack_user_id: str) -> None:
        super().__init__(asking.say_asked_already(f"<@{slack_user_id}>"))


class NothingToWrite(UserFacingError):
    """A file that would be empty."""

    code = "nothing_to_write"


class FileTooLarge(UserFacingError):
    """A file that would take too long to send."""

    code = "file_too_large"

    def __init__(self) -> None:
        super().__init__(files.TOO_LARGE)
