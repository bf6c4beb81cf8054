"""A kudos as plain values: what messages about it are drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from slackapp.domain.audience import Announcement, RecipientNotice, Visibility
from slackapp.frameworks.model import Behaviour, Competency, Framework, Tier

#: What stands in the place of a name that was erased.
ERASED_NAME = "Somebody who left"


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person as messages name them: by Slack's mention, or by name where nobody is notified.

    Whoever was erased has no id here, so that nothing shows it.
    """

    slack_user_id: str
    name: str

    @property
    def mention(self) -> str:
        """Slack's markup, which shows the name and notifies the person."""
        return f"<@{self.slack_user_id}>" if self.slack_user_id else self.name


@dataclass(frozen=True, slots=True)
class Recipient(PersonName):
    """A recipient, with how they hear of the kudos, and whether they keep it out of digests."""

    notice: RecipientNotice
    is_hidden: bool = False

    @property
    def is_announced(self) -> bool:
        """Whether the announcement names this person."""
        return self.notice in (RecipientNotice.CHANNEL, RecipientNotice.AGREED)


@dataclass(frozen=True, slots=True)
class Tag:
    """A competency on a kudos, with the behaviour when the giver chose one.

    `word` is what the giver called it, where that is an entry of another vocabulary.
    """

    tag_id: int
    competency: Competency
    cluster_name: str
    behaviour: Behaviour | None
    word: Competency | None = None

    @property
    def name(self) -> str:
        """What the giver called it."""
        return (self.word or self.competency).name

    @property
    def tier(self) -> Tier | None:
        """The behaviour's tier; with none chosen, the competency's entry tier."""
        return self.behaviour.tier if self.behaviour else self.competency.entry_tier

    @property
    def is_entry_tier(self) -> bool:
        """Whether the tier stands because no behaviour was chosen."""
        return self.behaviour is None


@dataclass(frozen=True, slots=True)
class KudosView:
    """One kudos, whole. `message` is text as Slack escapes it, safe in mrkdwn as it is."""

    kudos_id: int
    giver: PersonName
    recipients: tuple[Recipient, ...]
    tags: tuple[Tag, ...]
    message: str
    slack_channel_id: str
    visibility: Visibility
    announcement: Announcement
    given_at: datetime
    awaits_place: bool = False

    def find_recipient(self, slack_user_id: str) -> Recipient | None:
        """The recipient with that id, if the kudos thanks them."""
        return next((one for one in self.recipients if one.slack_user_id == slack_user_id), None)


def build_tag(
    framework: Framework,
    *,
    tag_id: int,
    competency_key: str,
    behaviour_key: str | None,
    word: Competency | None = None,
) -> Tag:
    """A tag from its stored keys.

    A key that the framework no longer has is shown as it is, so that history stays readable.
    """
    competency = framework.find_competency(competency_key)
    if competency is None:
        unknown = Competency(competency_key, competency_key, "", cluster_key="")
        return Tag(tag_id, unknown, "", None, word)
    cluster = framework.get_cluster(competency.cluster_key)
    behaviour = competency.find_behaviour(behaviour_key) if behaviour_key else None
    # What has no counterpart counts as itself, and is not named twice.
    return Tag(tag_id, competency, cluster.name, behaviour, None if word == competency else word)
