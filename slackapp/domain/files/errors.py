"""What stands in the way of a file, as errors that say what to do."""

from __future__ import annotations

from slackapp.errors import UserFacingError


class PacketLensIsSetting(UserFacingError):
    """A packet that somebody is asked for is read as the channel's digest is."""

    code = "packet_lens_is_setting"

    def __init__(self) -> None:
        super().__init__(
            "A review packet of somebody else is read through what the channel's digest is read "
            "through: a leader chooses that in `/kudos digest settings`. Your own may be read "
            "through anything: `/kudos packet through …`. Nobody was asked."
        )


class NotInTeam(UserFacingError):
    """A person who is not in the leader's channel."""

    code = "not_in_team"

    def __init__(self, slack_user_id: str) -> None:
        super().__init__(
            f"<@{slack_user_id}> is not in this channel, as far as I have read. A packet is about "
            "somebody of the team; whoever joined today is known tomorrow."
        )


class AlreadyAsked(UserFacingError):
    """A person who was asked and has not answered."""

    code = "already_asked"

    def __init__(self, slack_user_id: str) -> None:
        super().__init__(
            f"I have asked <@{slack_user_id}> for you already. The answer is theirs to give, and "
            "so is the time for it."
        )


class NothingToWrite(UserFacingError):
    """A file that would be empty."""

    code = "nothing_to_write"


class FileTooLarge(UserFacingError):
    """A file that would take too long to send."""

    code = "file_too_large"

    def __init__(self) -> None:
        super().__init__(
            "That is too much for one file. Name fewer months, such as `/kudos export 6`; whoever "
            "runs Kudoscope can write larger ones."
        )
