"""Expected failures, whose text the person who caused them can act on."""

from __future__ import annotations

from collections.abc import Sequence


class ConfigurationError(Exception):
    """A setting is missing or cannot be right; the text says which and what to do."""


class UserFacingError(Exception):
    """Something that a person can mend; `str(error)` is Slack's mrkdwn to show them.

    `code` names the kind for logs and tests.
    """

    code = "error"

    def __init__(self, text: str) -> None:
        super().__init__(text)


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


class UnknownPerson(UserFacingError):
    """An id that this workspace does not have."""

    code = "unknown_person"

    def __init__(self, slack_user_id: str) -> None:
        self.slack_user_id = slack_user_id
        super().__init__(
            f"I do not know <@{slack_user_id}> yet. If they joined a moment ago, try again in a "
            "minute; otherwise check the name."
        )


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


class NotYours(UserFacingError):
    """An id that belongs to somebody else, or to nobody."""

    code = "not_yours"

    def __init__(self) -> None:
        super().__init__("This is not yours to decide, or it is no longer there. Nothing changed.")


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


class PlaceNotKnown(UserFacingError):
    """Slack did not say just now what a channel is, or whether the app is in it."""

    code = "place_not_known"

    def __init__(self) -> None:
        super().__init__(
            "Slack did not tell me just now whether I am in that channel. Please try again in a "
            "minute."
        )


class CannotShare(UserFacingError):
    """A reflection cannot go to the person who was chosen."""

    code = "cannot_share"


class NotAdmin(UserFacingError):
    """Something for the admins of the workspace."""

    code = "not_admin"

    def __init__(self) -> None:
        super().__init__("Only an admin of this workspace may do that. Nothing changed.")


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


class OthersReadThere(UserFacingError):
    """A kudos of another channel is not posted where another company is."""

    code = "others_read_there"

    def __init__(self, slack_channel_id: str) -> None:
        super().__init__(
            f"People of another company read in <#{slack_channel_id}>, so I do not post there what "
            "you wrote elsewhere. Nothing changed: you may still choose."
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


class UnknownLens(UserFacingError):
    """What stands behind "through" is no vocabulary; `options` are the names of those there are."""

    code = "unknown_lens"

    def __init__(self, typed: str, options: Sequence[str]) -> None:
        self.options = tuple(options)
        what = f"I do not know the vocabulary “{typed}”." if typed else "Through which vocabulary?"
        names = "\n".join(f"• {name}" for name in options)
        super().__init__(
            f"{what} There is:\n{names}\nLike this: `/kudos me through {options[-1]}`. Nothing "
            "changed."
        )


class LensIsSetting(UserFacingError):
    """A posted digest is read through what the channel chose, and through nothing else."""

    code = "lens_is_setting"

    def __init__(self) -> None:
        super().__init__(
            "What this channel's digest is read through stands in `/kudos digest settings`. "
            "`/kudos digest preview through …` shows it to you alone. Nothing changed."
        )


class PacketLensIsSetting(UserFacingError):
    """A packet that somebody is asked for is read as the channel's digest is."""

    code = "packet_lens_is_setting"

    def __init__(self) -> None:
        super().__init__(
            "A review packet of somebody else is read through what the channel's digest is read "
            "through: a leader chooses that in `/kudos digest settings`. Your own may be read "
            "through anything: `/kudos packet through …`. Nobody was asked."
        )


class SwitchedOff(UserFacingError):
    """The workspace's weekly questions are switched off."""

    code = "switched_off"

    def __init__(self) -> None:
        super().__init__("Weekly questions are switched off for this workspace.")


class NoPeriod(UserFacingError):
    """What stands where a period should is none, or one that nothing can be told of."""

    code = "no_period"

    def __init__(self, example: str, *, most: int, first: str, this: str) -> None:
        super().__init__(
            f"Name a number of months from 1 to {most}, a month from {first} to {this}, or “all”, "
            f"like this: `{example}`. Nothing was sent."
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


class OurFault(UserFacingError):
    """Something broke that the person cannot mend."""

    code = "our_fault"

    def __init__(self) -> None:
        super().__init__("Something broke on our side, and nothing was stored. Please try again.")


class TryAgain(UserFacingError):
    """The database could not be asked just now."""

    code = "try_again"

    def __init__(self) -> None:
        super().__init__(
            "Sorry, I could not get to my notes just now, so nothing was saved. Please try again "
            "in a moment."
        )


class NoRoom(UserFacingError):
    """The disk is full, or not to be written to."""

    code = "no_room"

    def __init__(self) -> None:
        super().__init__(
            "Sorry, I cannot write anything down at the moment, so nothing was saved: there is no "
            "room left where I keep it. Please tell whoever runs Kudoscope, and try again later."
        )


class PerhapsSaved(UserFacingError):
    """The database fell silent while it stored something."""

    code = "perhaps_saved"

    def __init__(self) -> None:
        super().__init__(
            "Sorry, I lost touch with my notes just as I was saving this, and cannot say whether "
            "it is saved. Please look in a minute, for kudos with `/kudos me`, before you send it "
            "again."
        )
