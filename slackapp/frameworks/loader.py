"""Reads a framework from its TOML file, and says everything that is wrong with the file at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from slackapp.errors import ConfigurationError
from slackapp.frameworks import words
from slackapp.frameworks.limits import find_excess
from slackapp.frameworks.model import Behaviour, Cluster, Competency, Framework, Tier
from slackapp.frameworks.toml_file import (
    UnreadableFileError,
    decode_text,
    parse_toml,
    read_text,
    read_toml,
    show_text,
    show_value,
)

ECF_KEY = "ecf"
OUTSTANDING_MARKS = ("provider", "leader")

_DATA = resources.files("slackapp.frameworks") / "data"
_KEY_FORM = re.compile(r"[a-z][a-z0-9_]{0,39}")
_TIERS = {tier.value: tier for tier in Tier}
_Table = dict[str, Any]
_Read = TypeVar("_Read")


class FrameworkError(ConfigurationError):
    """A framework cannot be used; `faults` holds one line for each reason, file and entry named."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def builtin_keys() -> tuple[str, ...]:
    """The keys of the frameworks that come with Kudoscope, ECF first."""
    names = [file.name for file in _DATA.iterdir() if file.name.endswith(".toml")]
    keys = sorted(name.removesuffix(".toml") for name in names)
    return tuple(sorted(keys, key=lambda key: key != ECF_KEY))


@lru_cache
def load_builtin(key: str = ECF_KEY) -> Framework:
    """A framework that comes with Kudoscope; raises FrameworkError for any other key."""
    if key not in builtin_keys():
        raise FrameworkError(words.say_no_such_framework(key, builtin_keys()))
    with resources.as_file(_DATA / f"{key}.toml") as path:
        return load_framework(path)


def is_builtin(text: str) -> bool:
    """Whether that is the text of a file that comes with Kudoscope."""
    return any(
        (_DATA / f"{key}.toml").read_text(encoding="utf-8") == text for key in builtin_keys()
    )


def load_framework(path: Path) -> Framework:
    """The framework in that file; raises FrameworkError, which lists all faults of the file.

    Entries are counted from 1, as people count: `clusters[1]` is the first cluster of the file.
    """
    return _load(str(path), lambda: read_toml(path))


def parse_framework(text: str, name: str, *, taken: Collection[str] = ()) -> Framework:
    """The framework in the text of a file of that name, whose key is none that is taken.

    Raises FrameworkError, as above.
    """
    return _load(name, lambda: parse_toml(text), taken)


def parse_kept(text: str, name: str) -> Framework:
    """The framework in a text that was taken before, whatever has become too much since.

    Raises FrameworkError for the rest, as above.
    """
    return _load(name, lambda: parse_toml(text), is_kept=True)


def read_source(path: Path) -> str:
    """The text of a framework's file. Raises FrameworkError where it cannot be one."""
    return _read(str(path), lambda: read_text(path))


def decode_source(content: bytes, name: str) -> str:
    """The text of a framework's file of that name. Raises FrameworkError, as above."""
    return _read(name, lambda: decode_text(content))


def _load(
    name: str,
    read: Callable[[], _Table],
    taken: Collection[str] = (),
    *,
    is_kept: bool = False,
) -> Framework:
    root = _read(name, read)
    reader = _Reader(name)
    framework = reader.read_framework(root, taken)
    excess = [] if is_kept else [f"{name}: {fault}" for fault in find_excess(framework)]
    faults = [*reader.faults, *excess]
    if faults:
        raise FrameworkError(*faults)
    return framework


def _read(name: str, read: Callable[[], _Read]) -> _Read:
    try:
        return read()
    except UnreadableFileError as error:
        raise FrameworkError(f"{name}: {error}") from error


class _Reader:
    """Walks one file and gathers its faults; what it returns counts only when there are none."""

    def __init__(self, name: str) -> None:
        self.faults: list[str] = []
        self._name = name
        self._first_uses: dict[tuple[str, str], str] = {}
        self._crosswalk_keys: Collection[str] = ()
        self._behaviour_keys: Collection[str] = ()

    def read_framework(self, root: _Table, taken: Collection[str] = ()) -> Framework:
        entry = _label("framework", root)
        self._check_fields(root, entry, {"key", "name", "clusters"})
        key = self._read_key(root, entry, words.FRAMEWORK_KEY)
        if key in taken:
            self._add_fault(entry, words.say_key_taken(key))
        if key != ECF_KEY or key in taken:
            ecf = list(load_builtin().competencies())
            self._crosswalk_keys = {one.key for one in ecf}
            self._behaviour_keys = {
                f"{one.key}.{behaviour.key}" for one in ecf for behaviour in one.behaviours
            }
        name = self._read_text(root, entry, "name")
        clusters = tuple(
            self._read_cluster(table, where)
            for table, where in self._read_tables(root, entry, "clusters")
        )
        return Framework(key, name, clusters)

    def _read_cluster(self, table: _Table, where: str) -> Cluster:
        entry = _label(where, table)
        self._check_fields(table, entry, {"key", "name", "domain", "competencies"})
        key = self._read_key(table, entry, words.CLUSTER_KEY)
        name = self._read_text(table, entry, "name")
        self._check_first_use(entry, words.CLUSTER_NAME, name)
        domain = self._read_text(table, entry, "domain")
        competencies = tuple(
            self._read_competency(child, f"{where}.{child_where}", key)
            for child, child_where in self._read_tables(table, entry, "competencies")
        )
        return Cluster(key, name, domain, competencies)

    def _read_competency(self, table: _Table, where: str, cluster_key: str) -> Competency:
        entry = _label(where, table)
        optional = {"aliases", "crosswalk", "behaviours", "same_as", "tiers"}
        self._check_fields(table, entry, {"key", "name", "definition"} | optional)
        key = self._read_key(table, entry, words.COMPETENCY_KEY)
        name = self._read_text(table, entry, "name")
        self._check_first_use(entry, words.COMPETENCY_NAME, name)
        definition = self._read_text(table, entry, "definition")
        aliases = self._read_texts(table, entry, "aliases")
        for alias in aliases:
            self._check_first_use(entry, words.COMPETENCY_NAME, alias)
        crosswalk = self._read_choices(
            table,
            entry,
            "crosswalk",
            self._crosswalk_keys,
            words.ECF_KEYS if self._crosswalk_keys else words.NO_ECF_KEYS,
        )
        has_tiers = self._read_flag(table, entry, "tiers")
        behaviours = tuple(
            self._read_behaviour(child, f"{where}.{child_where}", has_tiers=has_tiers)
            for child, child_where in self._read_tables(table, entry, "behaviours", required=False)
        )
        same_as = self._read_same_as(table, entry, crosswalk)
        return Competency(
            key, name, definition, cluster_key, aliases, crosswalk, behaviours, same_as
        )

    def _read_same_as(self, table: _Table, entry: str, crosswalk: tuple[str, ...]) -> str:
        """The ECF behaviour that the entry is another word for, of its primary competency."""
        if "same_as" not in table:
            return ""
        same_as = self._read_text(table, entry, "same_as")
        primary = next(iter(crosswalk), "")
        if same_as and same_as not in self._behaviour_keys:
            self._add_fault(entry, words.say_no_behaviour(show_text(same_as)))
        elif same_as and same_as.partition(".")[0] != primary:
            owner = same_as.partition(".")[0]
            self._add_fault(entry, words.say_other_primary(show_text(same_as), owner))
        return same_as

    def _read_behaviour(self, table: _Table, where: str, *, has_tiers: bool) -> Behaviour:
        entry = _label(where, table)
        optional = {"outstanding", "question", "asked"}
        self._check_fields(table, entry, {"key", "text", "tier"} | optional)
        key = self._read_key(table, entry, words.BEHAVIOUR_KEY)
        text = self._read_text(table, entry, "text")
        tier = self._read_tier(table, entry) if has_tiers else None
        if not has_tiers and "tier" in table:
            self._add_fault(entry, words.TIER_WITHOUT_TIERS)
        outstanding = self._read_choices(
            table, entry, "outstanding", OUTSTANDING_MARKS, words.say_one_of(OUTSTANDING_MARKS)
        )
        question = self._read_text(table, entry, "question") if "question" in table else ""
        asked = self._read_flag(table, entry, "asked")
        if question and not asked:
            self._add_fault(entry, words.QUESTION_NOT_ASKED)
        return Behaviour(key, text, tier, outstanding, question=question, asked=asked)

    def _read_tier(self, table: _Table, entry: str) -> Tier | None:
        tier = self._read_text(table, entry, "tier", expected=words.say_one_of(_TIERS))
        if tier and tier not in _TIERS:
            self._add_fault(entry, words.say_no_tier(show_text(tier), _TIERS))
        return _TIERS.get(tier, Tier.BASIC)

    def _read_flag(self, table: _Table, entry: str, field: str) -> bool:
        """A field that is true where it is not there."""
        value = table.get(field, True)
        if isinstance(value, bool):
            return value
        self._add_fault(entry, words.say_no_flag(field, show_value(value)))
        return True

    def _read_tables(
        self, table: _Table, entry: str, field: str, *, required: bool = True
    ) -> Iterator[tuple[_Table, str]]:
        """The tables of a list with the place of each; a required list holds at least one."""
        values = table.get(field, [])
        if not isinstance(values, list):
            self._add_fault(entry, words.say_no_list_of_tables(field))
            return
        if required and not values:
            self._add_fault(entry, words.say_none_there(field))
        for number, value in enumerate(values, start=1):
            if isinstance(value, dict):
                yield value, f"{field}[{number}]"
            else:
                self._add_fault(entry, words.say_no_table(field, number))

    def _read_key(self, table: _Table, entry: str, kind: str) -> str:
        key = self._read_text(table, entry, "key")
        if key and not _KEY_FORM.fullmatch(key):
            self._add_fault(entry, words.say_no_key(show_text(key)))
        self._check_first_use(entry, kind, key)
        return key

    def _read_text(
        self, table: _Table, entry: str, field: str, *, expected: str = words.TEXT
    ) -> str:
        if field not in table:
            self._add_fault(entry, words.say_missing(field, expected))
            return ""
        return self._clean(entry, field, table[field])

    def _read_texts(self, table: _Table, entry: str, field: str) -> tuple[str, ...]:
        values = table.get(field, [])
        if not isinstance(values, list):
            self._add_fault(entry, words.say_no_list_of_texts(field))
            return ()
        return tuple(self._clean(entry, field, value) for value in values)

    def _read_choices(
        self, table: _Table, entry: str, field: str, allowed: Collection[str], described: str
    ) -> tuple[str, ...]:
        """Texts that come from a known set, each at most once."""
        values = self._read_texts(table, entry, field)
        for value in dict.fromkeys(values):
            if value and value not in allowed:
                self._add_fault(entry, words.say_no_choice(field, show_text(value), described))
            if values.count(value) > 1:
                self._add_fault(entry, words.say_twice(field, show_text(value)))
        return values

    def _clean(self, entry: str, field: str, value: object) -> str:
        """The text on one line, without stray spaces."""
        if not isinstance(value, str):
            self._add_fault(entry, words.say_no_text(field, show_value(value)))
            return ""
        text = " ".join(value.split())
        if not text:
            self._add_fault(entry, words.say_empty(field))
        return text

    def _check_fields(self, table: _Table, entry: str, known: set[str]) -> None:
        for field in sorted(table.keys() - known):
            self._add_fault(entry, words.say_unknown_field(show_text(field), sorted(known)))

    def _check_first_use(self, entry: str, kind: str, word: str) -> None:
        """Nobody could tell two things apart by a word that both go by, however it is written."""
        spelling = word.casefold().replace("-", " ").replace("_", " ")
        if not spelling:
            return
        if first := self._first_uses.get((kind, spelling)):
            self._add_fault(entry, words.say_word_taken(kind, show_text(word), first))
        else:
            self._first_uses[kind, spelling] = entry

    def _add_fault(self, entry: str, reason: str) -> None:
        self.faults.append(f"{self._name}: {entry}: {reason}")


def _label(where: str, table: _Table) -> str:
    """How a fault names an entry: its place, and its key as far as it has one."""
    key = table.get("key")
    return f'{where} "{show_text(key)}"' if isinstance(key, str) else where
