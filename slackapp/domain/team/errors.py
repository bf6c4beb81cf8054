"""What stands in the way of a digest, a report or leading a team: errors that say what to do."""

from __future__ import annotations

from slackapp.errors import UserFacingError


class NotLeader(UserFacingError):
    """Something for the leaders of a channel, and for admins."""

    code = "not_leader"

    def __init__(self) -> None:
        super().__init__(
            "Only the leaders of this channel and the admins of the workspace may do that. Leaders "
            "have to be in it, and where it is private, admins too. Nothing changed."
        )


class NotThere(UserFacingError):
    """A direct message has no team."""

    code = "not_there"

    def __init__(self) -> None:
        super().__init__("Teams have leaders, and a team is a channel: type this in one.")


class AppNotHere(UserFacingError):
    """A digest is made in a channel that the app is in."""

    code = "app_not_here"

    def __init__(self) -> None:
        super().__init__(
            "I am not in this channel, or Slack does not tell me so at the moment. Type `/invite "
            "@kudoscope`, then type this again."
        )


class GuestNamed(UserFacingError):
    """A guest is to lead a team."""

    code = "guest_named"

    def __init__(self, slack_user_id: str) -> None:
        super().__init__(
            f"<@{slack_user_id}> is a guest in this workspace, and guests lead no team. Nothing "
            "changed."
        )


class OthersReadHere(UserFacingError):
    """A channel of which nothing is told, as another company is in it."""

    code = "others_read_here"

    def __init__(self) -> None:
        super().__init__(
            "People of another company read in this channel, so its digest and reports are off. An "
            "admin of the workspace can switch them on: `/kudos digest on`, typed there."
        )


class OthersReadHereAdmin(UserFacingError):
    """Something for admins alone, as another company is in the channel."""

    code = "others_read_here_admin"

    def __init__(self) -> None:
        super().__init__(
            "People of another company read in this channel, so only an admin of the workspace can "
            "switch its digest and reports on. Nothing changed."
        )


class TeamNotRead(UserFacingError):
    """A channel of whose members nothing is told, as nobody can say who is in it now."""

    code = "team_not_read"

    def __init__(self, slack_channel_id: str, *, app_is_away: bool, is_archived: bool) -> None:
        channel = f"<#{slack_channel_id}>"
        if is_archived:
            why = f"{channel} is archived, and I am in it no longer."
        elif app_is_away:
            why = f"I am not in {channel}. Type `/invite @kudoscope` there, then ask again."
        else:
            why = (
                f"Slack does not let me read who is in {channel}. Please tell whoever runs "
                "Kudoscope in your company; they can mend it."
            )
        super().__init__(f"I cannot tell you of it now: {why}")


class NoMonth(UserFacingError):
    """What stands where a month should is none, or one that nothing can be told of."""

    code = "no_month"

    def __init__(self, first: str, this: str) -> None:
        super().__init__(
            f"Name a month from {first} to {this}, like this: `/kudos digest preview {this}`. "
            "Nothing changed."
        )


class LensIsSetting(UserFacingError):
    """A posted digest is read through what the channel chose, and through nothing else."""

    code = "lens_is_setting"

    def __init__(self) -> None:
        super().__init__(
            "What this channel's digest is read through stands in `/kudos digest settings`. "
            "`/kudos digest preview through …` shows it to you alone. Nothing changed."
        )


class NoPeriod(UserFacingError):
    """What stands where a period should is none, or one that nothing can be told of."""

    code = "no_period"

    def __init__(self, example: str, *, most: int, first: str, this: str) -> None:
        super().__init__(
            f"Name a number of months from 1 to {most}, a month from {first} to {this}, or “all”, "
            f"like this: `{example}`. Nothing was sent."
        )
