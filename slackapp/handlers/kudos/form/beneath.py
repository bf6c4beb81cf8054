"""What stands beneath the words in the form of a new kudos, from its last state to the next one.

A form says in its private_metadata what it shows, behind the key of its draft. That comes from
outside and proves nothing: it decides what is drawn anew for whoever sent it.
"""

from __future__ import annotations

from dataclasses import replace

from slackapp.blocks.kudos.form.suggestions import Beneath, Hint, Offer
from slackapp.domain.competency.look_up import LookUp, look_up_for
from slackapp.domain.competency.suggest import MOST, find_told, says_nothing, suggest
from slackapp.frameworks.model import Framework
from slackapp.handlers.base.form_values import Values
from slackapp.handlers.base.requests import View
from slackapp.handlers.kudos.form.state import read_picked, read_ticked, read_words

#: What says more than so many words is the giver's own way to say it.
_FEW_WORDS = 8

#: Between the draft's key and what is shown, between the offers, and within one.
_NEXT, _AND, _OF = ":", ",", "/"
_OF_MESSAGE = "m"


def write_metadata(draft_key: str, beneath: Beneath) -> str:
    """The form's private_metadata: the draft's key, and behind it what stands beneath the words."""
    offers = [
        f"{one.entry.key}{_OF}{one.behaviour.key if one.behaviour else ''}"
        for one in beneath.offers
    ]
    state = (_OF_MESSAGE if beneath.are_of_message else "") + beneath.hint
    return _NEXT.join([draft_key, state, _AND.join(offers)]).rstrip(_NEXT)


def read_beneath(framework: Framework, view: View) -> Beneath:
    """What a form that comes back shows beneath the words, with what is ticked there."""
    _, state, offers = (*view.metadata.split(_NEXT), "", "")[:3]
    hints = [one for one in (Hint.SHOWN, Hint.OVER) if one in state]
    look_up = look_up_for(framework)
    read = [_read_offer(look_up, *one.partition(_OF)[::2]) for one in offers.split(_AND)[:MOST]]
    return Beneath(
        offers=tuple(one for one in read if one is not None),
        are_of_message=_OF_MESSAGE in state,
        hint=hints[0] if hints else Hint.NOT_YET,
        ticked=frozenset(read_ticked(view.values)),
    )


def _read_offer(look_up: LookUp, key: str, behaviour_key: str) -> Offer | None:
    entry = look_up.get(key)
    return Offer(entry, find_told(entry.competency, behaviour_key)) if entry else None


def list_offers(framework: Framework, message: str) -> tuple[Offer, ...]:
    """What a message sounds like, as it may be ticked, the likeliest first."""
    entries = {id(one.competency): one for one in look_up_for(framework).entries}
    return tuple(
        Offer(entries[id(one.competency)], one.behaviour)
        for one in suggest(framework, message)
        if id(one.competency) in entries
    )


def begin_beneath(framework: Framework, message: str) -> Beneath:
    """What a form begins with that was opened at that message."""
    offers = list_offers(framework, message)
    return Beneath(offers, are_of_message=bool(offers))


def is_as_it_should_be(framework: Framework, shown: Beneath, values: Values) -> bool:
    """Whether the giver's words change nothing of what is shown, whatever message is thanked for.

    Decided without a look at what is stored, for each pause in their typing asks it.
    """
    words = read_words(values)
    own = list_offers(framework, words)
    if shown.hint is not follow_hint(shown.hint, words):
        return False
    if own:
        return shown == follow(framework, shown, values, message="")
    return shown.are_of_message or not shown.offers


def follow(framework: Framework, shown: Beneath, values: Values, *, message: str) -> Beneath:
    """What stands beneath these words next; what is ticked stays.

    The giver's own words come first. Where they sound like nothing, the `message` does that the
    kudos thanks for.
    """
    words = read_words(values)
    own = list_offers(framework, words)
    found = own or list_offers(framework, message)
    picked, ticked = read_picked(values), set(read_ticked(values))
    kept = {one.entry.key: one for one in shown.offers if one.entry.key in ticked}
    room = MOST - len(kept)
    offers = []
    for one in found:
        if one.entry.key in kept:
            offers.append(kept.pop(one.entry.key))
        elif room and one.entry.key not in picked:
            offers.append(one)
            room -= 1
    return Beneath(
        (*kept.values(), *offers),
        are_of_message=not own and bool(offers or shown.are_of_message),
        hint=follow_hint(shown.hint, words),
        ticked=frozenset(ticked),
    )


def follow_hint(hint: Hint, words: str) -> Hint:
    """The hint goes when the words say more, and does not come back."""
    return Hint.OVER if hint is Hint.SHOWN and not lacks_deed(words) else hint


def may_begin_hint(shown: Beneath, values: Values) -> bool:
    """Whether the hint would help, and has not been shown yet."""
    return shown.hint is Hint.NOT_YET and lacks_deed(read_words(values))


def begin_hint(beneath: Beneath) -> Beneath:
    """The same with the hint."""
    return replace(beneath, hint=Hint.SHOWN)


def lacks_deed(words: str) -> bool:
    """Whether a message is short, and says nothing of what somebody did."""
    return len(words.split()) <= _FEW_WORDS and says_nothing(words)
