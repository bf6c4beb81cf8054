"""Reading what the inputs of a form hold; each has the action id INPUT in a block of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from slackapp.blocks import ids
from slackapp.blocks.base import words
from slackapp.blocks.base.number_field import LONGEST_NUMBER, NumberField
from slackapp.domain.base.outside import read_object
from slackapp.domain.base.slack_text import clean
from slackapp.errors import UserFacingError


class WrongField(UserFacingError):
    """A field of a form cannot be stored; `block_id` says which."""

    code = "wrong_field"

    def __init__(self, block_id: str, text: str) -> None:
        super().__init__(text)
        self.block_id = block_id


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file as Slack describes it; what it leaves out is empty."""

    name: str
    url: str
    #: In bytes; None where Slack does not say.
    size: int | None
    slack_user_id: str


@dataclass(frozen=True, slots=True)
class Values:
    """What the inputs hold, by their blocks: it comes from outside, and any may be missing."""

    held: dict[str, Any] = field(default_factory=dict)

    def _input(self, block_id: str, action_id: str = ids.INPUT) -> dict[str, Any]:
        return read_object(read_object(self.held.get(block_id)).get(action_id))

    def text(self, block_id: str, action_id: str = ids.INPUT) -> str:
        """What was typed, without what nobody sees and without blanks around it; may be empty."""
        return clean(str(self._input(block_id, action_id).get("value") or "")).strip()

    def option(self, block_id: str) -> str:
        """The value of the chosen option; empty where none is chosen."""
        option = self._input(block_id).get("selected_option")
        return str(option.get("value")) if isinstance(option, dict) else ""

    def options(self, block_id: str) -> set[str]:
        """The values of all ticked options."""
        options = self._input(block_id).get("selected_options")
        found = options if isinstance(options, list) else ()
        return {str(one.get("value")) for one in found if isinstance(one, dict)}

    def listed(self, block_id: str, action_id: str) -> list[str]:
        """The values of the options of a menu that takes several, in the order of choosing."""
        options = self._input(block_id, action_id).get("selected_options")
        found = options if isinstance(options, list) else ()
        return [str(one.get("value")) for one in found if isinstance(one, dict)]

    def conversation(self, block_id: str) -> str:
        """Slack's id of the chosen channel; empty where none is chosen."""
        return str(self._input(block_id).get("selected_conversation") or "")

    def conversations(self, block_id: str) -> list[str]:
        """Slack's ids of the chosen channels, in the order they were chosen."""
        chosen = self._input(block_id).get("selected_conversations")
        return [str(one) for one in chosen] if isinstance(chosen, list) else []

    def user(self, block_id: str) -> str:
        """Slack's id of the chosen person; empty where nobody is chosen."""
        return str(self._input(block_id).get("selected_user") or "")

    def users(self, block_id: str) -> list[str]:
        """Slack's ids of the chosen people, in the order they were chosen."""
        users = self._input(block_id).get("selected_users")
        return [str(one) for one in users] if isinstance(users, list) else []

    def date(self, block_id: str) -> str:
        """The chosen date as Slack writes it; empty where none is chosen."""
        return str(self._input(block_id).get("selected_date") or "")

    def number(self, field: NumberField) -> int:
        """The number in that field. Raises WrongField for anything that it does not take."""
        text = self.text(field.block_id)
        is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
        if not (is_number and field.lowest <= int(text) <= field.highest):
            raise WrongField(
                field.block_id,
                words.ask_whole_number(field.lowest, field.highest),
            )
        return int(text)

    def file(self, block_id: str) -> UploadedFile | None:
        """The first uploaded file; None where there is none."""
        files = self._input(block_id).get("files")
        if not (isinstance(files, list) and files):
            return None
        file = read_object(files[0])
        url = file.get("url_private_download") or file.get("url_private")
        size = file.get("size")
        return UploadedFile(
            name=str(file.get("name") or ""),
            url=str(url or ""),
            size=size if isinstance(size, int) else None,
            slack_user_id=str(file.get("user") or ""),
        )
