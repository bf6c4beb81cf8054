"""What a framework may hold so that people can type its names, and Slack's lists take it whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from slackapp.frameworks import words
from slackapp.frameworks.model import Behaviour, Cluster, Competency, Framework
from slackapp.frameworks.toml_file import show_text

#: Letters as Slack counts them. A name stands on buttons, a definition and a practice on a line of
#: a list; a kudos for 25 of them still fits in a message.
LONGEST_NAME = 50
LONGEST_LINE = 120
LONGEST_QUESTION = 250
MOST_CLUSTERS = 20
#: Slack's menus take a hundred, a message fifty blocks.
MOST_COMPETENCIES = 80
MOST_IN_CLUSTER = 45
MOST_ALIASES = 40
MOST_BEHAVIOURS = 12
#: Letters of all names and definitions, and of all that is said of a cluster: `/kudos list` shows
#: either in one message.
LONGEST_LIST = 8_000
LONGEST_CLUSTER = 8_500
#: What stands beside a practice there: its tier, and who is known for it.
_BESIDE = 45

# What would be markup, or a mention, in a name that somebody types.
_NOT_IN_NAMES = re.compile(r"[<>*`~@#|]")
# What nobody sees: it would make two names look alike, or turn the rest of a line round. The
# joiners of Persian and of emoji families stay.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u180e\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]"
)


def find_excess(framework: Framework) -> Iterator[str]:
    """A line for each limit that a framework passes, with its entry."""
    yield from _check_name("framework", "name", framework.name)
    yield from _check_count("framework", "clusters", len(framework.clusters), MOST_CLUSTERS)
    competencies = list(framework.competencies())
    yield from _check_count("framework", "competencies", len(competencies), MOST_COMPETENCIES)
    total = sum(_count_letters(one.name, one.definition) for one in competencies)
    if total > LONGEST_LIST:
        yield words.say_long_list(total, LONGEST_LIST)
    for number, cluster in enumerate(framework.clusters, start=1):
        where = f"clusters[{number}]"
        label = f'{where} "{show_text(cluster.key)}"'
        yield from _check_name(label, "name", cluster.name)
        yield from _check_length(label, "domain", cluster.domain, LONGEST_NAME)
        yield from _check_cluster(label, cluster)
        for place, competency in enumerate(cluster.competencies, start=1):
            yield from _check_competency(f"{where}.competencies[{place}]", competency)


def _check_cluster(label: str, cluster: Cluster) -> Iterator[str]:
    yield from _check_count(label, "competencies", len(cluster.competencies), MOST_IN_CLUSTER)
    total = sum(
        _count_letters(one.name, one.definition, *one.aliases)
        + sum(_count_letters(behaviour.text) + _BESIDE for behaviour in one.behaviours)
        for one in cluster.competencies
    )
    if total > LONGEST_CLUSTER:
        yield words.say_long_cluster(label, total, LONGEST_CLUSTER)


def _count_letters(*texts: str) -> int:
    """As Slack counts them: `&` is sent as five."""
    return sum(len(text) + 4 * text.count("&") for text in texts)


def _check_competency(where: str, competency: Competency) -> Iterator[str]:
    label = f'{where} "{show_text(competency.key)}"'
    yield from _check_name(label, "name", competency.name)
    yield from _check_length(label, "definition", competency.definition, LONGEST_LINE)
    yield from _check_count(label, "aliases", len(competency.aliases), MOST_ALIASES)
    for alias in competency.aliases:
        yield from _check_name(label, "aliases", alias)
    yield from _check_count(label, "behaviours", len(competency.behaviours), MOST_BEHAVIOURS)
    for place, behaviour in enumerate(competency.behaviours, start=1):
        yield from _check_behaviour(f"{where}.behaviours[{place}]", behaviour)


def _check_behaviour(where: str, behaviour: Behaviour) -> Iterator[str]:
    label = f'{where} "{show_text(behaviour.key)}"'
    yield from _check_length(label, "text", behaviour.text, LONGEST_LINE)
    yield from _check_length(label, "question", behaviour.question, LONGEST_QUESTION)


def _check_name(label: str, field: str, name: str) -> Iterator[str]:
    yield from _check_length(label, field, name, LONGEST_NAME)
    if found := _NOT_IN_NAMES.search(name):
        yield words.say_sign_in_name(label, field, found[0])


def _check_length(label: str, field: str, text: str, most: int) -> Iterator[str]:
    if (count := _count_letters(text)) > most:
        yield words.say_too_long(label, field, count, most)
    if _UNSEEN.search(text):
        yield words.say_unseen(label, field)


def _check_count(label: str, field: str, count: int, most: int) -> Iterator[str]:
    if count > most:
        yield words.say_too_many(label, field, count, most)
