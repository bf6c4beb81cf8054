"""A kudos as plain values: what messages about it are drawn from."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from slackapp.blocks.kudos.words import announcements as words
from slackapp.domain.base.alphabet import alphabetical
from slackapp.domain.kudos.audience import Announcement, RecipientNotice, Visibility
from slackapp.frameworks.crosswalk import Lens, Read, StoredTag
from slackapp.frameworks.model import Behaviour, Competency, Framework, Tier

#: What stands in the place of a name that was erased.
ERASED_NAME = words.SOMEBODY_WHO_LEFT


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
    #: The group that they are thanked as one of; None for whoever is thanked by name.
    slack_group_id: str | None = None

    @property
    def may_be_told_of(self) -> bool:
        """Whether digests may tell of it, as far as the announcement decides that."""
        return self.is_announced or self.notice is RecipientNotice.GROUP

    @property
    def is_announced(self) -> bool:
        """Whether the announcement names this person."""
        return self.notice in (RecipientNotice.CHANNEL, RecipientNotice.AGREED)


@dataclass(frozen=True, slots=True)
class ThankedGroup:
    """A user group that a kudos thanks, and how many people it had then, without the giver."""

    slack_group_id: str
    handle: str
    people: int


@dataclass(frozen=True, slots=True)
class Tag:
    """A competency on a kudos, with the behaviour when the giver chose one.

    `word` is what the giver called it, where that is an entry of another vocabulary. `stored` are
    its keys. Where it is read through a lens, `competency` is what it reads as, and `counted` what
    it counts as; it `is_apart` where the lens has nothing for it.
    """

    tag_id: int
    competency: Competency
    cluster_name: str
    behaviour: Behaviour | None
    word: Competency | None = None
    stored: StoredTag | None = None
    counted: Competency | None = None
    is_apart: bool = False

    @property
    def name(self) -> str:
        """What the giver called it."""
        return (self.word or self.counted or self.competency).name

    @property
    def tier(self) -> Tier | None:
        """The behaviour's tier; with none chosen, the entry tier of what it counts as."""
        if self.behaviour:
            return self.behaviour.tier
        return (self.counted or self.competency).entry_tier

    @property
    def is_entry_tier(self) -> bool:
        """Whether the tier stands because no behaviour was chosen."""
        return self.behaviour is None


@dataclass(frozen=True, slots=True)
class MessageThanked:
    """The message that a kudos thanks for, as it is stored, or as a reader is told of it.

    `text` is as Slack escaped it, or told in plain words. Until it `is_settled`, when something of
    the kudos is posted, nobody has said whether it `is_open` to the whole company.
    """

    slack_channel_id: str
    slack_ts: str
    slack_author_id: str
    text: str
    slack_permalink: str = ""
    is_open: bool = False
    is_settled: bool = False


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
    #: The thread that it was given in; empty where it was none.
    slack_thread_ts: str = ""
    of_message: MessageThanked | None = None
    groups: tuple[ThankedGroup, ...] = ()

    @property
    def is_announceable(self) -> bool:
        """Whether an announcement would name anybody: a person, or a group."""
        names_group = bool(self.groups) and self.visibility is not Visibility.PRIVATE
        return names_group or any(one.is_announced for one in self.recipients)

    @property
    def by_name(self) -> tuple[Recipient, ...]:
        """The recipients who are thanked by name, and not as one of a group."""
        return tuple(one for one in self.recipients if one.slack_group_id is None)

    def find_group(self, recipient: Recipient) -> ThankedGroup | None:
        """The group that a recipient is thanked as one of."""
        return next(
            (one for one in self.groups if one.slack_group_id == recipient.slack_group_id), None
        )

    def find_recipient(self, slack_user_id: str) -> Recipient | None:
        """The recipient with that id, if the kudos thanks them."""
        return next((one for one in self.recipients if one.slack_user_id == slack_user_id), None)


def mark_people(kudos: KudosView) -> str:
    """What tells the people whom a kudos thanks from any others, in whatever order."""
    ids = sorted(one.slack_user_id for one in kudos.recipients)
    return hashlib.sha256(" ".join(ids).encode()).hexdigest()[:16]


def build_tag(
    framework: Framework,
    *,
    tag_id: int,
    competency_key: str,
    behaviour_key: str | None,
    word: Competency | None = None,
    word_keys: tuple[str | None, str | None] = (None, None),
) -> Tag:
    """A tag from its stored keys; `word_keys` are those of the word and of its vocabulary.

    A key that the framework no longer has is shown as it is, so that history stays readable.
    """
    competency = framework.find_competency(competency_key)
    stored = StoredTag(framework.key, competency_key, behaviour_key, *word_keys)
    if competency is None:
        unknown = Competency(competency_key, competency_key, "", cluster_key="")
        return Tag(tag_id, unknown, "", None, word, stored)
    cluster = framework.get_cluster(competency.cluster_key)
    behaviour = competency.find_behaviour(behaviour_key) if behaviour_key else None
    # What has no counterpart counts as itself, and is not named twice.
    own = None if word == competency else word
    return Tag(tag_id, competency, cluster.name, behaviour, own, stored)


def read_through(lens: Lens, kudos_list: Sequence[KudosView]) -> tuple[list[KudosView], Framework]:
    """The kudos with their tags as they read, and the lens with what is left apart behind it."""
    found, reads = [], list[Read]()
    for kudos in kudos_list:
        tags = []
        for tag in kudos.tags:
            assert tag.stored is not None, tag.tag_id
            read = lens.read(tag.stored)
            reads.append(read)
            tags.append(
                replace(
                    tag,
                    competency=read.competency,
                    cluster_name=read.cluster.name,
                    counted=tag.competency,
                    is_apart=not read.has_counterpart,
                )
            )
        found.append(replace(kudos, tags=tuple(tags)))
    return found, lens.framework_of(reads)


def list_apart(kudos_list: Sequence[KudosView]) -> tuple[str, ...]:
    """The names of what a lens has nothing for, in alphabetical order."""
    names = {tag.competency.name for one in kudos_list for tag in one.tags if tag.is_apart}
    return tuple(sorted(names, key=alphabetical))
