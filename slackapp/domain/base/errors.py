"""What anybody may meet in any feature, as errors that say what to do."""

from __future__ import annotations

from slackapp.blocks.base import words
from slackapp.errors import UserFacingError


class NotYours(UserFacingError):
    """An id that belongs to somebody else, or to nobody."""

    code = "not_yours"

    def __init__(self) -> None:
        super().__init__(words.NOT_YOURS)


class UnknownPerson(UserFacingError):
    """An id that this workspace does not have."""

    code = "unknown_person"

    def __init__(self, slack_user_id: str) -> None:
        self.slack_user_id = slack_user_id
        super().__init__(words.say_unknown_person(f"<@{slack_user_id}>"))


class NotAdmin(UserFacingError):
    """Something for the admins of the workspace."""

    code = "not_admin"

    def __init__(self) -> None:
        super().__init__(words.NOT_ADMIN)


class PlaceNotKnown(UserFacingError):
    """Slack did not say just now what a channel is, or whether the app is in it."""

    code = "place_not_known"

    def __init__(self) -> None:
        super().__init__(words.PLACE_NOT_KNOWN)


class OurFault(UserFacingError):
    """Something broke that the person cannot mend."""

    code = "our_fault"

    def __init__(self) -> None:
        super().__init__(words.OUR_FAULT)


class TryAgain(UserFacingError):
    """The database could not be asked just now."""

    code = "try_again"

    def __init__(self) -> None:
        super().__init__(words.TRY_AGAIN)


class NoRoom(UserFacingError):
    """The disk is full, or not to be written to."""

    code = "no_room"

    def __init__(self) -> None:
        super().__init__(words.NO_ROOM)


class PerhapsSaved(UserFacingError):
    """The database fell silent while it stored something."""

    code = "perhaps_saved"

    def __init__(self) -> None:
        super().__init__(words.PERHAPS_SAVED)
