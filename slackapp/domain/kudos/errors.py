"""What stands in the way of a kudos, as errors that say what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from slackapp.blocks.kudos.words import choosing, form, taking_back
from slackapp.blocks.kudos.words import groups as group_words
from slackapp.blocks.kudos.words import problems as words
from slackapp.domain.base.errors import NotYours
from slackapp.domain.kudos.audience import Place
from slackapp.errors import UserFacingError


class NoRecipient(UserFacingError):
    """The text names nobody."""

    code = "no_recipient"

    def __init__(self) -> None:
        super().__init__(words.NO_RECIPIENT)


class UnclearRecipient(NoRecipient):
    """The text mentions people, and it is not clear which of them are thanked."""

    def __init__(self, slack_user_ids: Sequence[str]) -> None:
        self.slack_user_ids = tuple(slack_user_ids)
        mentions = [f"<@{who}>" for who in slack_user_ids]
        UserFacingError.__init__(self, words.ask_which(mentions))


class RawName(UserFacingError):
    """An `@name` that Slack did not turn into a person."""

    code = "raw_name"

    def __init__(self, typed: str, *, has_namesakes: bool = False) -> None:
        text = words.say_unknown_name(typed.lstrip("@"), has_namesakes=has_namesakes)
        super().__init__(text)


class SelfKudos(UserFacingError):
    """The giver is among the recipients."""

    code = "self"

    def __init__(self, *, has_others: bool = True) -> None:
        super().__init__(words.SELF if has_others else words.SELF_ALONE)


class GroupsNotGranted(UserFacingError):
    """The app may not read the workspace's user groups."""

    code = "groups_not_granted"

    def __init__(self, *, has_none: bool = False) -> None:
        super().__init__(group_words.NO_GROUPS_HERE if has_none else group_words.NOT_GRANTED)


class GroupUnknown(UserFacingError):
    """A user group of which we do not know yet."""

    code = "group_unknown"

    def __init__(self) -> None:
        super().__init__(group_words.UNKNOWN)


class GroupDisabled(UserFacingError):
    """A user group that an admin switched off."""

    code = "group_disabled"

    def __init__(self, handle: str) -> None:
        super().__init__(group_words.say_disabled(handle))


class GroupEmpty(UserFacingError):
    """A user group in which nobody is who could be thanked, but for the giver."""

    code = "group_empty"

    def __init__(self, handle: str, *, has_giver: bool) -> None:
        super().__init__(group_words.say_empty(handle, has_giver=has_giver))


class TooManyInGroups(UserFacingError):
    """More people in groups, and beside them, than one kudos thanks."""

    code = "too_many_in_groups"

    def __init__(self, handles: Sequence[str], *, people: int, most: int) -> None:
        super().__init__(group_words.say_too_many(handles, people=people, most=most))


class ChannelNamed(UserFacingError):
    """A channel stands where a person should."""

    code = "channel"

    def __init__(self) -> None:
        super().__init__(words.CHANNEL)


class BroadcastNamed(UserFacingError):
    """`@here`, `@channel` or `@everyone` stands where a person should."""

    code = "broadcast"

    def __init__(self) -> None:
        super().__init__(words.BROADCAST)


class TooManyRecipients(UserFacingError):
    """More recipients than one kudos carries."""

    code = "too_many_recipients"

    def __init__(self, limit: int) -> None:
        super().__init__(words.say_too_many_recipients(limit))


class TooManyCompetencies(UserFacingError):
    """More competencies than one kudos carries."""

    code = "too_many_competencies"

    def __init__(self, limit: int) -> None:
        super().__init__(words.say_too_many_competencies(limit))


class MessageTooLong(UserFacingError):
    """The message is longer than a kudos carries."""

    code = "message_too_long"

    def __init__(self, limit: int) -> None:
        super().__init__(words.say_too_long(limit))


class NoCompetency(UserFacingError):
    """No competency was understood, and its words suggest so many; `has_words` if it has any."""

    code = "no_competency"

    def __init__(self, *, suggestions: int, has_words: bool) -> None:
        text = choosing.ask_competency(suggestions=suggestions, has_words=has_words)
        super().__init__(text)


class BotNamed(UserFacingError):
    """The recipient is an app or a bot."""

    code = "bot"

    def __init__(self, slack_user_id: str) -> None:
        super().__init__(words.say_app(f"<@{slack_user_id}>"))


class DeactivatedPerson(UserFacingError):
    """The recipient's account is switched off."""

    code = "deactivated"

    def __init__(self, slack_user_id: str) -> None:
        super().__init__(words.say_deactivated(f"<@{slack_user_id}>"))


class StrangerNamed(UserFacingError):
    """The recipient belongs to another company."""

    code = "stranger"

    def __init__(self, slack_user_id: str) -> None:
        super().__init__(words.say_stranger(f"<@{slack_user_id}>"))


class DailyLimitReached(UserFacingError):
    """The giver has given as many kudos today as the workspace allows."""

    code = "daily_limit"

    def __init__(self, limit: int) -> None:
        super().__init__(words.say_daily_limit(limit))


class GuestsMayNotGive(UserFacingError):
    """The workspace decided that its guests give no kudos."""

    code = "guests_may_not_give"

    def __init__(self) -> None:
        super().__init__(words.GUESTS_MAY_NOT_GIVE)


class NotInPilot(UserFacingError):
    """The workspace tries kudos out in other channels."""

    code = "not_in_pilot"

    def __init__(self, slack_channel_ids: Sequence[str]) -> None:
        super().__init__(words.say_pilot([f"<#{one}>" for one in slack_channel_ids]))


class SaidBefore(UserFacingError):
    """The giver has just thanked those people in the same words.

    `place` is where it would go, where that is known by then: whoever asks shows it.
    """

    code = "said_before"

    def __init__(self, slack_user_ids: Sequence[str]) -> None:
        self.place: Place | None = None
        super().__init__(words.say_said_before([f"<@{who}>" for who in slack_user_ids]))


class AppNotInChannel(UserFacingError):
    """The giver wants it posted in a channel that the app is still not in."""

    code = "app_not_in_channel"

    def __init__(self, slack_channel_id: str) -> None:
        super().__init__(words.say_not_in_channel(f"<#{slack_channel_id}>"))


class ChannelArchived(UserFacingError):
    """The giver wants it posted in a channel that is archived."""

    code = "channel_archived"

    def __init__(self, slack_channel_id: str) -> None:
        super().__init__(words.say_archived(f"<#{slack_channel_id}>"))


class OthersReadThere(UserFacingError):
    """A kudos of another channel is not posted where another company is."""

    code = "others_read_there"

    def __init__(self, slack_channel_id: str) -> None:
        super().__init__(words.say_others_read(f"<#{slack_channel_id}>"))


class TakenBack(UserFacingError):
    """The same request gave a kudos before that was taken back since."""

    code = "taken_back"

    def __init__(self) -> None:
        super().__init__(taking_back.GIVEN_AND_TAKEN_BACK)


class TooLateToTakeBack(UserFacingError):
    """The giver's time for taking back a kudos is over."""

    code = "too_late"

    def __init__(self, undo_time: timedelta) -> None:
        super().__init__(taking_back.say_too_late(undo_time))


class FormTooOld(NotYours):
    """A form that is nobody's any more, or somebody else's."""

    def __init__(self) -> None:
        UserFacingError.__init__(self, form.TOO_OLD)


class NothingToTakeBack(UserFacingError):
    """The giver has no kudos that could still be taken back."""

    code = "nothing_to_take_back"

    def __init__(self) -> None:
        super().__init__(taking_back.NOTHING_TO_TAKE_BACK)
