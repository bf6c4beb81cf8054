"""What anybody may meet in any feature, as errors that say what to do."""

from __future__ import annotations

from slackapp.errors import UserFacingError


class NotYours(UserFacingError):
    """An id that belongs to somebody else, or to nobody."""

    code = "not_yours"

    def __init__(self) -> None:
        super().__init__("This is not yours to decide, or it is no longer there. Nothing changed.")


class UnknownPerson(UserFacingError):
    """An id that this workspace does not have."""

    code = "unknown_person"

    def __init__(self, slack_user_id: str) -> None:
        self.slack_user_id = slack_user_id
        super().__init__(
            f"I do not know <@{slack_user_id}> yet. If they joined a moment ago, try again in a "
            "minute; otherwise check the name."
        )


class NotAdmin(UserFacingError):
    """Something for the admins of the workspace."""

    code = "not_admin"

    def __init__(self) -> None:
        super().__init__("Only an admin of this workspace may do that. Nothing changed.")


class PlaceNotKnown(UserFacingError):
    """Slack did not say just now what a channel is, or whether the app is in it."""

    code = "place_not_known"

    def __init__(self) -> None:
        super().__init__(
            "Slack did not tell me just now whether I am in that channel. Please try again in a "
            "minute."
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
