"""The Markdown of a review packet: nothing without its kudos, and nobody's words are markup."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.domain.files.packet import render_packet
from slackapp.domain.kudos.kudos import KudosView
from unit.packet_values import ECF, make_kudos, make_packet, make_tag


def render(*kudos_list: KudosView, **changes: object) -> str:
    return render_packet(replace(make_packet(*kudos_list), **changes))  # type: ignore[arg-type]


def test_strengths_name_how_many_kudos_and_people_and_lead_to_each() -> None:
    text = render(
        make_kudos(1),
        make_kudos(2, giver="Cem"),
        make_kudos(3),
        make_kudos(4, make_tag("influence")),
    )
    assert "3 kudos from 2 colleagues [\\[1\\]](#kudos-1), [\\[2\\]](#kudos-2)" in text
    assert "Influence" not in text[: text.index("## By cluster")]
    assert "**Influence**" in text[text.index("## By cluster") :]


def test_practices_stand_by_tier_each_with_its_kudos() -> None:
    behaviour = ECF.find_competency("empathy").behaviours[-1]  # type: ignore[union-attr]
    text = render(make_kudos(1), make_kudos(2, make_tag("empathy", behaviour.key)))
    entry = "  - everyday service: recognised for it, no behaviour named [\\[1\\]](#kudos-1)"
    assert entry in text
    chosen = f"  - {behaviour.tier.label}: {behaviour.text} [\\[2\\]](#kudos-2)"
    assert chosen in text
    assert "Not enough kudos for one yet." in text


def test_a_competency_that_the_framework_no_longer_has_is_kept() -> None:
    assert "### Others\n\n- **zeal**" in render(make_kudos(1, make_tag("zeal")))


def test_each_kudos_says_when_by_whom_and_where_slack_shows_it() -> None:
    text = render(make_kudos(1), make_kudos(2, message=""))
    what = "Ana, for Empathy (everyday service)"
    assert f"### Kudos 1\n\n02 October, {what} ([in Slack](https" in text
    assert f"### Kudos 2\n\n03 October, {what}\n\nNo words.\n" in text


def test_words_and_names_stay_words() -> None:
    said = "# not a heading\n- no list\n1. nor this\n\n*bold* <b>x</b> [a](http://b) &amp; `c` |"
    text = render(make_kudos(1, message=said, giver="A*n*a\n# b"))
    assert "> \\# not a heading  \n> \\- no list  \n> 1\\. nor this  \n>  \n> \\*bold\\*" in text
    assert "\\<b\\>x\\</b\\> \\[a\\](http://b) \\&amp; \\`c\\` \\|" in text
    assert "A\\*n\\*a # b, for" in text


@pytest.mark.parametrize(
    "said",
    [
        "R&D",
        "a < b, 2 > 1 <3",
        "a@b.com",
        "https://example.com/a_b?c=1&d=2",
        "snake_case",
        "a && b",
    ],
)
def test_what_markdown_would_not_mistake_is_written_as_it_is(said: str) -> None:
    assert f"\n> {said}\n" in render(make_kudos(1, message=said))
    assert f"# Review packet: {said}\n" in render(make_kudos(1), name=said)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("_so_ __very__", "\\_so\\_ \\_\\_very\\_\\_"),
        ("~~no~~", "\\~\\~no\\~\\~"),
        ("&amp; &#35; as typed", "\\&amp; \\&#35; as typed"),
        ("> quoted", "\\> quoted"),
        ("        deep", "deep"),
    ],
)
def test_what_it_would_mistake_is_escaped(said: str, written: str) -> None:
    assert f"\n> {written}\n" in render(make_kudos(1, message=f"first\n{said}\n"))


@given(st.lists(st.tuples(st.text(), st.sampled_from(["Ana", "Cem"])), max_size=5))
def test_every_statement_rests_on_kudos_that_are_there(said: list[tuple[str, str]]) -> None:
    text = render(
        *(
            make_kudos(number, message=words, giver=who)
            for number, (words, who) in enumerate(said, 1)
        )
    )
    body = text[: text.index("## The kudos")]
    assert set(re.findall(r"\(#kudos-(\d+)\)", body)) == {
        str(number) for number in range(1, len(said) + 1)
    }
    statements = [line for line in body.splitlines() if line.startswith(("- **", "  - "))]
    of_clusters = [line for line in statements if not line.endswith("**")]
    assert all("](#kudos-" in line for line in of_clusters)
    headings = re.findall(r"^### Kudos (\d+)$", text, re.MULTILINE)
    assert headings == [str(number) for number in range(1, len(said) + 1)]
