"""What a framework may hold at most still fits into every message that shows it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from slackapp.blocks.kudos.competencies import build_clusters, build_competencies
from slackapp.blocks.kudos.kudos import build_announcement
from slackapp.domain.kudos.audience import Announcement, RecipientNotice, Visibility
from slackapp.domain.kudos.kudos import KudosView, PersonName, Recipient, Tag
from slackapp.domain.kudos.text import MAX_COMPETENCIES, MAX_MESSAGE, Problem, parse_kudos
from slackapp.frameworks import limits
from slackapp.frameworks.loader import FrameworkError
from slackapp.frameworks.model import Framework
from slackapp.sandbox.content import check_content
from slackapp.services.workspace.framework_versions import check_own
from slackapp.services.workspace.frameworks import get_builtin, read_own


def fill(words: str, length: int) -> str:
    """Words of just that length, an ampersand among them."""
    text = f"{words} & {'long ' * 50}"[: length - 5].strip()
    return f"{text} {'x' * (length - 5 - len(text))}"


def write(clusters: int, competencies: int, practices: int, line: int) -> Framework:
    """A framework of so much of everything, each as long as it may be."""
    lines = ['key = "big"', 'name = "Big & Wide"']
    numbers = iter(range(10_000))
    for cluster in range(clusters):
        lines += ["[[clusters]]", f'key = "c{cluster}"', 'domain = "d"']
        lines.append(f'name = "{fill(f"Cluster {cluster}", limits.LONGEST_NAME)}"')
        for _ in range(competencies):
            number = next(numbers)
            lines += ["[[clusters.competencies]]", f'key = "k{number}"']
            lines.append(f'name = "{fill(f"Value {number}", limits.LONGEST_NAME)}"')
            lines.append(f'definition = "{fill(f"Means {number}", line)}"')
            behaviours = [
                f'{{ key = "b{number}_{one}", text = "{fill(f"Does {one}", limits.LONGEST_LINE)}", '
                'tier = "higher", outstanding = ["provider"] }'
                for one in range(practices)
            ]
            lines.append(f"behaviours = [{', '.join(behaviours)}]")
    text = "\n".join(lines)
    check_own(text, "big.toml")
    return read_own(text, "big@1")


@pytest.mark.parametrize(
    ("clusters", "competencies", "practices", "line"),
    [(1, 45, 0, 110), (20, 4, 1, 40), (1, 3, 12, 120), (2, 25, 0, 100)],
)
def test_the_largest_frameworks_are_listed_in_one_message(
    clusters: int, competencies: int, practices: int, line: int
) -> None:
    framework = write(clusters, competencies, practices, line)
    shown = [build_clusters(framework)]
    shown += [
        build_competencies(one, one.competencies, framework) for one in framework.clusters[:2]
    ]
    for one in shown:
        check_content(one.text, one.blocks, newer_blocks=True)


@pytest.mark.parametrize("size", [(1, 46, 0, 20), (21, 1, 0, 20), (9, 9, 0, 20), (1, 1, 13, 20)])
def test_one_more_is_too_many(size: tuple[int, int, int, int]) -> None:
    with pytest.raises(FrameworkError, match=r"at most \d+ fit"):
        write(*size)


@pytest.mark.parametrize("size", [(2, 40, 0, 60), (1, 20, 4, 100)])
def test_what_is_too_long_as_a_whole_is_refused(size: tuple[int, int, int, int]) -> None:
    with pytest.raises(FrameworkError, match="one message takes"):
        write(*size)


def test_a_version_that_was_taken_is_read_whatever_has_become_too_much_since() -> None:
    name = "w" * (limits.LONGEST_NAME + 1)
    text = f"""
key = "values"
name = "{name}"
[[clusters]]
key = "us"
name = "Us"
domain = "d"
competencies = [{{ key = "kind", name = "Kind", definition = "Is kind" }}]
"""
    assert read_own(text, "values@1").name == name
    with pytest.raises(FrameworkError):
        check_own(text, "values.toml")


def test_a_kudos_for_as_many_as_may_be_named_fits_into_a_message() -> None:
    framework = write(1, MAX_COMPETENCIES, 1, 20)
    tags = tuple(
        Tag(number, one, framework.clusters[0].name, None)
        for number, one in enumerate(framework.competencies())
    )
    kudos = KudosView(
        kudos_id=1,
        giver=PersonName("U1", "n" * 80),
        recipients=tuple(
            Recipient(f"U{number}", "n" * 80, RecipientNotice.ASKED) for number in range(10)
        ),
        tags=tags,
        message="w" * MAX_MESSAGE,
        slack_channel_id="C1",
        visibility=Visibility.PUBLIC,
        announcement=Announcement.CHANNEL,
        given_at=datetime(2026, 3, 10, tzinfo=UTC),
    )
    content = build_announcement(kudos)
    check_content(content.text, content.blocks, newer_blocks=True)


def test_more_than_that_are_not_named_in_one_kudos() -> None:
    framework = get_builtin()
    own = [one.name for one in framework.competencies()]
    others = [one.name for lens in framework.lenses for one in lens.competencies()]
    for names, problems in ((own, ()), (own + others, (Problem.TOO_MANY_COMPETENCIES,))):
        tags = " ".join(f"#{name.replace(' ', '_')}" for name in names)
        parsed = parse_kudos(f"<@U1> thanks {tags}", framework=framework)
        assert parsed.problems == problems
