"""What stands in the way of a kudos, as errors that say what to do."""

from __future__ import annotations

from collections.abc import Sequence

from slackapp.errors import UserFacingError


class NoRecipient(UserFacingError):
    """The text names nobody."""

    code = "no_recipient"

    def __init__(self) -> None:
        super().__init__("Whom do you want to thank? Name them with `@`.")


class UnclearRecipient(NoRecipient):
    """The text mentions people, and it is not clear which of them are thanked."""

    def __init__(self, slack_user_ids: Sequence[str]) -> None:
        self.slack_user_ids = tuple(slack_user_ids)
        *others, last = [f"<@{who}>" for who in slack_user_ids]
        text = (
            f"Whom do you want to thank: {', '.join(others)} or {last}?"
            if others
            else f"Do you want to thank {last}?"
        )
        UserFacingError.__init__(self, f"{text} I would rather ask than guess.")


class RawName(UserFacingError):
    """An `@name` that Slack did not turn into a person."""

    code = "raw_name"

    def __init__(self, typed: str, *, has_namesakes: bool = False) -> None:
        how = (
            "Is it one of these? Press the name, or pick somebody else:"
            if has_namesakes
            else "Pick the person from the list that Slack shows while you type `@`, or here:"
        )
        super().__init__(
            f"I do not know who `@{typed.lstrip('@')}` is, and I will not guess. {how}"
        )


class SelfKudos(UserFacingError):
    """The giver is among the recipients."""

    code = "self"

    def __init__(self) -> None:
        super().__init__("Kudos go to others. Take yourself off the list and send it again.")


class GroupNamed(UserFacingError):
    """A user group stands where a person should."""

    code = "group"

    def __init__(self) -> None:
        super().__init__(
            "Kudos go to people, not to a user group: name up to ten of its members, so that "
            "each of them is thanked by name."
        )


class ChannelNamed(UserFacingError):
    """A channel stands where a person should."""

    code = "channel"

    def __init__(self) -> None:
        super().__init__("Kudos go to people, not to a channel: name up to ten people.")


class BroadcastNamed(UserFacingError):
    """`@here`, `@channel` or `@everyone` stands where a person should."""

    code = "broadcast"

    def __init__(self) -> None:
        super().__init__(
            "Kudos go to people by name, not to `@here`, `@channel` or `@everyone`: name up to "
            "ten people."
        )


class TooManyRecipients(UserFacingError):
    """More recipients than one kudos carries."""

    code = "too_many_recipients"

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"One kudos thanks at most {limit} people. Give a second one for the others; each "
            "then hears what it was for."
        )


class TooManyCompetencies(UserFacingError):
    """More competencies than one kudos carries."""

    code = "too_many_competencies"

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"One kudos names at most {limit} competencies. Name those that stood out most."
        )


class MessageTooLong(UserFacingError):
    """The message is longer than a kudos carries."""

    code = "message_too_long"

    def __init__(self, limit: int) -> None:
        super().__init__(f"The message is longer than {limit:,} characters. Shorten it a little.")


class NoCompetency(UserFacingError):
    """No competency was understood; `has_words` says whether there were any to understand."""

    code = "no_competency"

    def __init__(self, *, has_suggestions: bool, has_words: bool) -> None:
        ask = "Name a competency right after the person"
        if has_suggestions:
            text = f"What was it for? {ask}, or take the closest:"
        else:
            sorry = "None of the competencies comes near to your words. " if has_words else ""
            text = (
                f"What was it for? {sorry}{ask}, or choose one here. `/kudos list` says what each "
                "of them means."
            )
        super().__init__(text)


class BotNamed(UserFacingError):
    """The recipient is an app or a bot."""

    code = "bot"

    def __init__(self, slack_user_id: str) -> None:
        super().__init__(
            f"<@{slack_user_id}> is an app. Kudos go to people: whoever set it up may deserve one."
        )


class DeactivatedPerson(UserFacingError):
    """The recipient's account is switched off."""

    code = "deactivated"

    def __init__(self, slack_user_id: str) -> None:
        super().__init__(
            f"The account of <@{slack_user_id}> is deactivated, so nobody would read it."
        )


class StrangerNamed(UserFacingError):
    """The recipient belongs to another company."""

    code = "stranger"

    def __init__(self, slack_user_id: str) -> None:
        super().__init__(
            f"<@{slack_user_id}> is with another company, and their record would not be ours to "
            "keep. Thank them in words, here in the channel."
        )


class DailyLimitReached(UserFacingError):
    """The giver has given as many kudos today as the workspace allows."""

    code = "daily_limit"

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"You have given {limit} kudos today, which is the limit here. Your words are below: "
            "keep them for tomorrow."
        )


class AppNotInChannel(UserFacingError):
    """The giver wants it posted in a channel that the app is still not in."""

    code = "app_not_in_channel"

    def __init__(self, slack_channel_id: str) -> None:
        super().__init__(
            f"I am still not in <#{slack_channel_id}>. Type `/invite @kudoscope` there, then "
            "press the button again."
        )


class ChannelArchived(UserFacingError):
    """The giver wants it posted in a channel that is archived."""

    code = "channel_archived"

    def __init__(self, slack_channel_id: str) -> None:
        super().__init__(
            f"<#{slack_channel_id}> is archived. Bring it back first, then press the button again."
        )


class OthersReadThere(UserFacingError):
    """A kudos of another channel is not posted where another company is."""

    code = "others_read_there"

    def __init__(self, slack_channel_id: str) -> None:
        super().__init__(
            f"People of another company read in <#{slack_channel_id}>, so I do not post there what "
            "you wrote elsewhere. Nothing changed: you may still choose."
        )
