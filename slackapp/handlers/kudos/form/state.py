"""What the form of kudos holds: the competencies that were chosen, and what was said of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from slackapp.blocks import ids
from slackapp.blocks.kudos.form.form import MAX_COMPETENCIES, MAX_MESSAGE, Chosen
from slackapp.blocks.kudos.words import form as words
from slackapp.domain.competency.behaviours import rank_behaviours
from slackapp.domain.competency.look_up import Entry, look_up_for
from slackapp.domain.competency.match import MatchedCompetency
from slackapp.domain.kudos.counterparts import count_words
from slackapp.domain.kudos.errors import MessageTooLong
from slackapp.domain.kudos.kudos import Tag
from slackapp.frameworks.crosswalk import Counted, Word, list_counterparts
from slackapp.frameworks.limits import MOST_BEHAVIOURS
from slackapp.frameworks.model import Behaviour, Cluster, Competency, Framework
from slackapp.handlers.base.form_values import Values, WrongField


@dataclass(frozen=True, slots=True)
class Choices:
    """The competencies that were chosen in the form, and all that it holds.

    `standing` are the tags of a kudos that is changed, by the keys of their entries: they stay what
    they are, whatever the workspace's framework is now.
    """

    framework: Framework
    entries: tuple[Entry, ...]
    values: Values = field(default_factory=Values)
    standing: Mapping[str, Tag] = field(default_factory=dict)

    def count(self) -> tuple[tuple[Counted, ...], bool]:
        """What they count as, with the behaviours that were chosen; and whether that is clear."""
        named = [self._count_one(one) for one in self.entries]
        return tuple(one for one, _ in named), all(is_clear for _, is_clear in named)

    def draw(self) -> Iterator[Chosen]:
        """What the form shows of each."""
        message = self.values.text(ids.MESSAGE_BLOCK)
        for entry in self.entries:
            if tag := self.standing.get(entry.key):
                yield Chosen(entry, list_behaviours(tag.competency, message), tag.behaviour)
                continue
            options = list_counterparts(self.framework, entry.framework_key, entry.competency)
            if len(options) > 1:
                yield Chosen(entry, counterparts=[one.competency for one in options])
            else:
                (counted,) = options
                is_named = counted.behaviour is not None
                yield Chosen(
                    entry, () if is_named else list_behaviours(counted.competency, message)
                )

    def _count_one(self, entry: Entry) -> tuple[Counted, bool]:
        block_id = f"{ids.BEHAVIOUR_BLOCK}:{entry.key}"
        behaviour_key = self.values.option(block_id)
        if tag := self.standing.get(entry.key):
            stands = tag.behaviour if block_id not in self.values.held else None
            chosen = tag.competency.find_behaviour(behaviour_key) or stands
            return replace(_count_tag(tag), behaviour=chosen), True
        typed = entry.competency.name
        match = MatchedCompetency(entry.competency, entry.framework_key, "exact", typed)
        said = {entry.key: self.values.option(f"{ids.COUNTERPART_BLOCK}:{entry.key}")}
        (counted,), unclear = count_words(self.framework, [match], said)
        behaviour = counted.competency.find_behaviour(behaviour_key)
        return replace(counted, behaviour=behaviour or counted.behaviour), unclear is None


def read_choices(
    framework: Framework, values: Values, standing: Mapping[str, Tag] | None = None
) -> Choices:
    """The competencies that were chosen. Raises WrongField where there are none such."""
    standing = standing or {}
    look_up = look_up_for(framework)
    keys = list(dict.fromkeys(values.listed(ids.COMPETENCIES_BLOCK, ids.FORM_COMPETENCIES)))
    if not keys:
        raise WrongField(ids.COMPETENCIES_BLOCK, words.NO_COMPETENCY)
    if len(keys) > MAX_COMPETENCIES:
        most = words.say_too_many_competencies(MAX_COMPETENCIES)
        raise WrongField(ids.COMPETENCIES_BLOCK, most)
    entries = []
    for key in keys:
        entry = build_entry_of(standing[key]) if key in standing else look_up.get(key)
        if entry is None:
            raise WrongField(ids.COMPETENCIES_BLOCK, words.UNKNOWN_COMPETENCY)
        entries.append(entry)
    return Choices(framework, tuple(entries), values, standing)


def read_standing(framework: Framework, tags: Sequence[Tag]) -> Choices:
    """What the form of a kudos that is changed begins with."""
    standing = arrange(tags)
    entries = [build_entry_of(one) for one in standing.values()]
    return Choices(framework, tuple(entries), standing=standing)


def arrange(tags: Sequence[Tag]) -> dict[str, Tag]:
    """The tags of a kudos by the keys of their entries in the form."""
    return {build_entry_of(one).key: one for one in tags}


def build_entry_of(tag: Tag) -> Entry:
    """The competency of a tag as it may be chosen: the giver's word, where that was another's."""
    assert tag.stored is not None, tag.tag_id
    cluster = Cluster(tag.competency.cluster_key, tag.cluster_name, "", ())
    framework_key = tag.stored.word_framework_key or tag.stored.framework_key
    return Entry(framework_key, cluster, tag.word or tag.competency)


def read_message(values: Values, most: int = MAX_MESSAGE) -> str:
    """The giver's words as they typed them. Raises WrongField where there are too many."""
    typed = values.text(ids.MESSAGE_BLOCK)
    if len(typed) > most:
        raise WrongField(ids.MESSAGE_BLOCK, str(MessageTooLong(MAX_MESSAGE)))
    return typed


def list_behaviours(competency: Competency, message: str) -> tuple[Behaviour, ...]:
    """All that it has, those first of which a message most likely tells."""
    return rank_behaviours(competency, message, limit=MOST_BEHAVIOURS)


def _count_tag(tag: Tag) -> Counted:
    """What a tag counts as, as it is stored."""
    assert tag.stored is not None, tag.tag_id
    word_key = tag.stored.word_framework_key
    word = Word(word_key, tag.word or tag.competency) if word_key else None
    return Counted(tag.stored.framework_key, tag.competency, tag.behaviour, word)
