"""The page of a review packet: well formed, escaped, and nothing that runs or asks for anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from slackapp.domain.files.packet_page import render_packet_page
from slackapp.domain.kudos.kudos import KudosView
from unit.packet_values import ECF, FIRST_DAY, make_kudos, make_packet, make_tag


def render(*kudos_list: KudosView, **changes: Any) -> str:
    return render_packet_page(replace(make_packet(*kudos_list), **changes))


def parse(page: str) -> ElementTree.Element:
    assert page.startswith("<!DOCTYPE html>\n")
    return ElementTree.fromstring(page.removeprefix("<!DOCTYPE html>\n"))


def find(root: ElementTree.Element, tag: str) -> Iterator[str]:
    return ("".join(one.itertext()) for one in root.iter(tag))


def test_every_line_leads_to_kudos_that_are_there() -> None:
    behaviour = ECF.find_competency("empathy").behaviours[-1]  # type: ignore[union-attr]
    page = parse(
        render(
            make_kudos(1),
            make_kudos(2, make_tag("empathy", behaviour.key), giver="Cem"),
            make_kudos(3, make_tag("influence")),
            make_kudos(4),
        )
    )
    ids = [one.get("id") for one in page.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    links = {one.get("href") for one in page.iter("a") if str(one.get("href")).startswith("#")}
    assert links == {f"#kudos-{number}" for number in range(1, 5)} <= {f"#{one}" for one in ids}
    items = list(find(page, "li"))
    assert any(one.startswith("Empathy (Social Awareness), a strength: 3 kudos") for one in items)
    assert any(behaviour.text in one for one in items)


def test_the_pictures_say_in_numbers_what_their_bars_show() -> None:
    later = replace(make_kudos(2, make_tag("zeal")), given_at=FIRST_DAY.replace(month=12))
    page = parse(render(make_kudos(1), make_kudos(3), later))
    clusters, months = page.iter("table")
    rows = {row[0].text: "".join(row[1].itertext()) for row in clusters.iter("tr") if len(row) == 2}
    assert rows["Social Awareness"] == "●\xa0everyday service: 2"
    assert rows["Others"] == "○\xa0no tier: 1"
    assert rows["Self-Awareness"] == "0"
    names = [row[0].text for row in months.iter("tr")][1:]
    assert names == ["October 2026", "November 2026", "December 2026"]
    # A picture is nothing to those who do not see it: the numbers are beside it.
    assert all(one.get("aria-hidden") == "true" for one in page.iter("svg"))
    years = [make_kudos(1), replace(make_kudos(2), given_at=FIRST_DAY.replace(year=2023))]
    *_, months = parse(render(*years)).iter("table")
    assert [row[0].text for row in months.iter("tr")][1:] == ["2023", "2024", "2025", "2026"]


def test_without_kudos_it_is_still_a_page() -> None:
    page = parse(render())
    assert list(page.iter("table")) == []
    assert "Not enough kudos for one yet." in "".join(page.itertext())


#: What the page is made of.
TAGS = set(
    [
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "svg",
        "defs",
        "pattern",
        "rect",
        "circle",
        "main",
        "header",
        "h1",
        "h2",
        "h3",
        "p",
        "section",
        "span",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "div",
        "ul",
        "li",
        "strong",
        "a",
        "article",
        "blockquote",
        "bdi",
    ]
)
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
ODD = st.text(
    alphabet=st.one_of(
        st.sampled_from("<>&'\"`/=!-[](){};:\\\n\r\t\x00\x0b\x7f\u2028\u202e\ufffe\ud800"),
        st.characters(),
    )
)


@settings(max_examples=60)
@given(said=ODD, name=ODD, link=ODD)
@example(said="</blockquote><script>alert(1)</script>", name="<b onload=x>", link="javascript:x")
@example(said="]]>", name="--><!--", link='https://x" onclick="y')
@example(said="&lt;b&gt; &amp;", name="\x00", link="")
def test_whatever_people_wrote_is_words(said: str, name: str, link: str) -> None:
    kudos = make_kudos(1, giver=name or "Ana", message=said)
    page = render(kudos, name=name, made_for=name, links={kudos.kudos_id: link})
    page.encode()
    root = parse(page)
    assert {one.tag for one in root.iter()} <= TAGS
    for one in root.iter():
        assert not [key for key in one.attrib if key.startswith("on") or key == "src"]
        assert re.match(r"#kudos-1$|https://", one.get("href", "https://"))
    shown = [*find(root, "blockquote"), *find(root, "p")]
    words = NOT_TEXT.sub("\ufffd", said.strip())
    if words:
        assert re.sub(r"\r\n?", "\n", words) in shown


@pytest.mark.parametrize(
    "rule",
    ["default-src 'none'", "no-referrer", "prefers-color-scheme: dark", "@media print"],
)
def test_it_asks_for_nothing_and_fits_night_and_paper(rule: str) -> None:
    page = render(make_kudos(1))
    assert rule in page.replace("&#x27;", "'")
    assert "@import" not in page and "url(http" not in page and "<script" not in page
