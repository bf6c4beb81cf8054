"""What a framework's file has wrong, and what tiers and vocabularies are called.

A fault is read behind the name of the file, and most behind the entry that has it.
"""

from __future__ import annotations

from collections.abc import Collection

TIERS = {"basic": "everyday service", "higher": "advanced service", "leader": "leading service"}


def name_apart(vocabulary: str) -> str:
    """The cluster of what has no counterpart in a vocabulary."""
    return f"Not in {vocabulary}"


def say_counterpart(competency: str, practice: str, others: Collection[str]) -> str:
    """What an entry counts as in ECF, with the practice where it is another word for one."""
    named = f"{competency} (“{practice}”)" if practice else competency
    return f"{named} or {', '.join(others)}" if others else named


def say_no_such_framework(key: str, known: Collection[str]) -> str:
    """Where a framework is asked for that does not come with Kudoscope."""
    return f'There is no framework "{key}". These come with Kudoscope: {", ".join(known)}.'


# The file.
CANNOT_END = "is not a file that can be read to its end"
IMPOSSIBLE_NUMBER = "is not valid TOML: it holds an impossible number"
TOO_DEEP = "is nested too deeply"
NOT_UTF8 = "is not a text file in UTF-8"
NO_SUCH_FILE = "there is no file of that name"


def say_long_key(most: int) -> str:
    """A key of many parts, which takes the parser too long."""
    return f"has a key of more than {most} parts"


def say_no_toml(reason: str) -> str:
    """What the parser says of a file that is not TOML."""
    return f"is not valid TOML: {reason}"


def say_unreadable(reason: str) -> str:
    """Why the file cannot be opened."""
    return f"cannot be read: {reason}"


def say_too_large(kilobytes: int) -> str:
    """A file above the limit."""
    return f"is larger than {kilobytes} kB, too large for a framework"


# What an entry may hold.
TEXT = "text in quotes"
ECF_KEYS = 'keys of ECF, such as "empathy"'
NO_ECF_KEYS = "nothing, in ECF itself"
TIER_WITHOUT_TIERS = 'has a "tier" although "tiers" is false'
QUESTION_NOT_ASKED = 'has a "question" although "asked" is false'

#: What no two entries may share.
FRAMEWORK_KEY = "framework key"
CLUSTER_KEY = "cluster key"
CLUSTER_NAME = "cluster name"
COMPETENCY_KEY = "competency key"
COMPETENCY_NAME = "name or alias"
BEHAVIOUR_KEY = "behaviour key"


def say_one_of(words: Collection[str]) -> str:
    """What a field may hold: "basic, higher or leader"."""
    *most, last = words
    return f"{', '.join(most)} or {last}"


def say_key_taken(key: str) -> str:
    """The key of a framework that is there already."""
    return f'"key" is "{key}", which comes with Kudoscope; choose another word'


def say_no_behaviour(same_as: str) -> str:
    """Another word for a behaviour that ECF does not have."""
    return (
        f'"same_as" is "{same_as}"; it must be a behaviour of ECF, such as '
        '"leadership.shares_vision"'
    )


def say_other_primary(same_as: str, primary: str) -> str:
    """Another word for a behaviour of a competency that it does not count as."""
    return f'"same_as" is "{same_as}", so "crosswalk" must begin with "{primary}"'


def say_no_tier(tier: str, tiers: Collection[str]) -> str:
    """A tier that does not exist."""
    return f'"tier" is "{tier}"; it must be {say_one_of(tiers)}'


def say_no_flag(field: str, value: str) -> str:
    """Something else than true or false."""
    return f'"{field}" must be true or false, not {value}'


def say_no_list_of_tables(field: str) -> str:
    """Something else than a list, where entries belong."""
    return f'"{field}" must be a list of tables'


def say_no_table(field: str, number: int) -> str:
    """Something else than an entry, within a list of them."""
    return f'"{field}" must hold tables, and number {number} is not one'


def say_none_there(field: str) -> str:
    """A list that must have an entry, and has none."""
    return f'"{field}" is missing or empty; it must hold at least one'


def say_no_key(key: str) -> str:
    """A key that is not formed as keys are."""
    return (
        f'"key" is "{key}"; a key has small letters a to z, digits and underscores, begins with a '
        "letter and is at most 40 long"
    )


def say_missing(field: str, expected: str) -> str:
    """A field that an entry must have."""
    return f'"{field}" is missing; it must be {expected}'


def say_no_list_of_texts(field: str) -> str:
    """Something else than a list, where texts belong."""
    return f'"{field}" must be a list of texts in quotes'


def say_no_choice(field: str, value: str, allowed: str) -> str:
    """A text that is none of those that may stand there."""
    return f'"{field}" holds "{value}"; it may hold {allowed}'


def say_twice(field: str, value: str) -> str:
    """A text that stands there twice."""
    return f'"{field}" holds "{value}" more than once'


def say_no_text(field: str, value: str) -> str:
    """Something else than a text."""
    return f'"{field}" must be text in quotes, not {value}'


def say_empty(field: str) -> str:
    """A text of nothing but blanks."""
    return f'"{field}" is empty'


def say_unknown_field(field: str, known: Collection[str]) -> str:
    """A field that such entries do not have."""
    return f'"{field}" is unknown; an entry here has {", ".join(known)}'


def say_word_taken(kind: str, word: str, by: str) -> str:
    """A name or key that another entry has."""
    return f'the {kind} "{word}" is already taken by {by}'


# How much of it there may be.
def say_long_list(letters: int, most: int) -> str:
    """More names and definitions than the list of all can show."""
    return (
        f"framework: names and definitions have {letters:,} letters in all; one message takes "
        f"{most:,}"
    )


def say_long_cluster(label: str, letters: int, most: int) -> str:
    """More in a cluster than the list of it can show."""
    return f"{label}: its texts have {letters:,} letters in all; one message takes {most:,}"


def say_sign_in_name(label: str, field: str, sign: str) -> str:
    """A sign that Slack would read as markup."""
    return f'{label}: "{field}" holds {sign}, which nobody can type in a name'


def say_too_long(label: str, field: str, letters: int, most: int) -> str:
    """A text above the limit of its field."""
    return f'{label}: "{field}" has {letters:,} letters; at most {most} fit'


def say_unseen(label: str, field: str) -> str:
    """A letter without a shape."""
    return f'{label}: "{field}" holds a letter that nobody can see'


def say_too_many(label: str, field: str, count: int, most: int) -> str:
    """A list above the limit of its field."""
    return f'{label}: "{field}" holds {count:,} entries; at most {most} fit'
