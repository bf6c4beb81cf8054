"""What stands in the way of a digest, a report or leading a team: errors that say what to do."""

from __future__ import annotations

from slackapp.blocks.team.words import errors as words
from slackapp.errors import UserFacingError


class NotLeader(UserFacingError):
    """Something for the leaders of a channel, and for admins."""

    code = "not_leader"

    def __init__(self) -> None:
        super().__init__(words.NOT_LEADER)


class AdminsNameLeaders(UserFacingError):
    """The workspace decided that admins alone name leaders."""

    code = "admins_name_leaders"

    def __init__(self) -> None:
        super().__init__(words.ADMINS_NAME_LEADERS)


class NotThere(UserFacingError):
    """A direct message has no team."""

    code = "not_there"

    def __init__(self) -> None:
        super().__init__(words.NOT_THERE)


class AppNotHere(UserFacingError):
    """A digest is made in a channel that the app is in."""

    code = "app_not_here"

    def __init__(self) -> None:
        super().__init__(words.APP_NOT_HERE)


class GuestNamed(UserFacingError):
    """A guest is to lead a team."""

    code = "guest_named"

    def __init__(self, slack_user_id: str) -> None:
        super().__init__(words.say_guest(f"<@{slack_user_id}>"))


class OthersReadHere(UserFacingError):
    """A channel of which nothing is told, as another company is in it."""

    code = "others_read_here"

    def __init__(self) -> None:
        super().__init__(words.OTHERS_READ)


class OthersReadHereAdmin(UserFacingError):
    """Something for admins alone, as another company is in the channel."""

    code = "others_read_here_admin"

    def __init__(self) -> None:
        super().__init__(words.OTHERS_READ_ADMIN)


class TeamNotRead(UserFacingError):
    """A channel of whose members nothing is told, as nobody can say who is in it now."""

    code = "team_not_read"

    def __init__(self, slack_channel_id: str, *, app_is_away: bool, is_archived: bool) -> None:
        channel = f"<#{slack_channel_id}>"
        if is_archived:
            super().__init__(words.say_archived(channel))
        elif app_is_away:
            super().__init__(words.say_app_is_away(channel))
        else:
            super().__init__(words.say_unreadable(channel))


class NotInChannel(UserFacingError):
    """A guest is told of channels that they are in, and this is another one."""

    code = "not_in_channel"

    def __init__(self, slack_channel_id: str) -> None:
        super().__init__(words.say_not_in_channel(f"<#{slack_channel_id}>"))


class NoMonth(UserFacingError):
    """What stands where a month should is none, or one that nothing can be told of."""

    code = "no_month"

    def __init__(self, this: str) -> None:
        super().__init__(words.ask_month(this))


class LensIsSetting(UserFacingError):
    """A posted digest is read through what the channel chose, and through nothing else."""

    code = "lens_is_setting"

    def __init__(self) -> None:
        super().__init__(words.LENS_IS_SETTING)


class NoPeriod(UserFacingError):
    """What stands where a period should is none, or one that nothing can be told of."""

    code = "no_period"

    def __init__(self, example: str, *, most: int, first: str, this: str) -> None:
        super().__init__(words.ask_period(example, most=most, first=first, this=this))


class NameNotPicked(UserFacingError):
    """A name stands where a month or a period should, and Slack linked it to nobody."""

    code = "name_not_picked"

    def __init__(self) -> None:
        super().__init__(words.NAME_NOT_PICKED)
