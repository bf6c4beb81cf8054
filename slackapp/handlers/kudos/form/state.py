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

    def draw(self, of_message: str = "") -> Iterator[Chosen]:
        """What the form shows of each; `of_message` tells of it where the giver's words do not."""
        only_ticked = set(read_ticked(self.values)) - set(read_picked(self.values))
        for one in self._draw_each(read_words(self.values) or of_message):
            yield replace(one, is_ticked=one.entry.key in only_ticked)

    def _draw_each(self, message: str) -> Iterator[Chosen]:
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
    """The competencies that were chosen: in the menu, and among those that the words sound like.

    Raises WrongField where there are none such, or too many.
    """
    picked, ticked = read_picked(values), read_ticked(values)
    choices = find_choices(framework, values, standing)
    if not (picked or ticked):
        raise WrongField(ids.COMPETENCIES_BLOCK, words.NO_COMPETENCY)
    known = {one.key for one in choices.entries}
    for block_id, keys in ((ids.COMPETENCIES_BLOCK, picked), (ids.SUGGESTED_BLOCK, ticked)):
        if set(keys) - known:
            raise WrongField(block_id, words.UNKNOWN_COMPETENCY)
    if len(choices.entries) > MAX_COMPETENCIES:
        most = words.say_too_many_competencies(MAX_COMPETENCIES)
        raise WrongField(ids.COMPETENCIES_BLOCK, most)
    return choices


def find_choices(
    framework: Framework, values: Values, standing: Mapping[str, Tag] | None = None
) -> Choices:
    """The same as far as there are such competencies, in a form that is not sent yet."""
    standing, look_up = standing or {}, look_up_for(framework)
    entries = []
    for key in dict.fromkeys([*read_picked(values), *read_ticked(values)]):
        entry = build_entry_of(standing[key]) if key in standing else look_up.get(key)
        if entry is not None:
            entries.append(entry)
    return Choices(framework, tuple(entries), values, standing)


def read_picked(values: Values) -> list[str]:
    """The keys of what was chosen in the menu of competencies."""
    return values.listed(ids.COMPETENCIES_BLOCK, ids.FORM_COMPETENCIES)


def read_ticked(values: Values) -> list[str]:
    """The keys of what was ticked among those that the words sound like."""
    return values.listed(ids.SUGGESTED_BLOCK, ids.FORM_SUGGESTED)


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
    typed = read_words(values)
    if len(typed) > most:
        raise WrongField(ids.MESSAGE_BLOCK, str(MessageTooLong(MAX_MESSAGE)))
    return typed


def read_words(values: Values) -> str:
    """The giver's words, however many; forms of before suggestions hold them as all inputs do."""
    block_id = ids.MESSAGE_BLOCK
    return values.text(block_id, ids.FORM_WORDS) or values.text(block_id)


def list_behaviours(competency: Competency, message: str) -> tuple[Behaviour, ...]:
    """All that it has, those first of which a message most likely tells."""
    return rank_behaviours(competency, message, limit=MOST_BEHAVIOURS)


def _count_tag(tag: Tag) -> Counted:
    """What a tag counts as, as it is stored."""
    assert tag.stored is not None, tag.tag_id
    word_key = tag.stored.word_framework_key
    word = Word(word_key, tag.word or tag.competency) if word_key else None
    return Counted(tag.stored.framework_key, tag.competency, tag.behaviour, word)
