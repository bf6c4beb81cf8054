"""The buttons that open the forms of kudos."""

from __future__ import annotations

from collections.abc import Sequence

from slackblocks import Button

from slackapp.blocks import ids
from slackapp.blocks.base.kit import shorten
from slackapp.blocks.kudos.words import form as words
from slackapp.domain.kudos.kudos import KudosView, Tag

_LABEL = 75
#: So many competencies are asked about.
_TAGS_ASKED = 3

#: Behind the id on a button of one's own list, which is shown anew then.
OF_LIST = "me"
#: Behind it on a button of the list that a Home opens.
OF_HOME = "home"


def build_give_button() -> Button:
    """Opens the form from a Home."""
    return Button(words.GIVE, action_id=ids.HOME_GIVE, value="give", style="primary")


def build_thank_too_button() -> Button:
    """Opens the form beneath an announcement."""
    return Button(words.THANK_TOO, action_id=ids.THANK_TOO, value="thank")


def build_change_button(kudos: KudosView, *, mark: str = "") -> Button:
    """Opens the form with what a kudos says now."""
    value = f"{kudos.kudos_id}:{mark}" if mark else str(kudos.kudos_id)
    return Button(words.CHANGE, action_id=ids.CHANGE_KUDOS, value=value)


def build_behaviour_buttons(
    kudos: KudosView, *, is_of_list: bool = False, only_without: bool = False
) -> list[Button]:
    """A button for each competency that has behaviours to choose from.

    `only_without` leaves out those for which one was chosen.
    """
    tags = [
        one
        for one in kudos.tags[:_TAGS_ASKED]
        if one.competency.behaviours and not (only_without and one.behaviour)
    ]
    return [
        Button(
            _name(one, tags),
            action_id=f"{ids.CHOOSE_BEHAVIOURS}:{number}",
            value=_mark(one.tag_id, is_of_list),
        )
        for number, one in enumerate(tags)
    ]


def _name(tag: Tag, tags: Sequence[Tag]) -> str:
    if len(tags) == 1:
        return words.WHAT_DID_THEY_DO
    return shorten(words.ask_behaviour(tag.competency.name), _LABEL)


def _mark(number: int, is_of_list: bool) -> str:
    return f"{number}:{OF_LIST}" if is_of_list else str(number)
