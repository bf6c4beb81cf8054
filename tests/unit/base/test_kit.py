"""What all messages share: cutting, escaping and naming, for any text that people write."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slackblocks import DividerBlock, LengthError

from slackapp.blocks.base.kit import (
    UPDATE_TEXT,
    compose,
    context,
    describe_outstanding,
    escape,
    fit_update,
    pack_lines,
    quote,
    section,
    shorten,
    show_name,
    split_mrkdwn,
)
from slackapp.blocks.base.words import join_words
from slackapp.frameworks.model import Behaviour, Tier

LIMIT = 60

#: What Slack's own escapes look like; shorter than any limit that is tried.
MARKUP = st.sampled_from(
    [
        "&amp;",
        "&lt;",
        "&gt;",
        "<@U012345678>",
        "<@U012345678|Ana Maria>",
        "<#C012345678|support>",
        "<https://example.org/a?b=1&amp;c=2|a page>",
    ]
)
LITERAL = st.text(max_size=30).map(escape)
MRKDWN = st.lists(
    st.one_of(MARKUP, LITERAL, st.sampled_from([" ", "\n", "\n\n"])), max_size=40
).map("".join)
LIMITS = st.integers(LIMIT, 2 * LIMIT)


@given(MRKDWN, LIMITS)
def test_no_piece_is_longer_than_the_limit(text: str, limit: int) -> None:
    assert all(0 < len(piece) <= limit for piece in split_mrkdwn(text, limit))


@given(MRKDWN, LIMITS)
def test_nothing_is_lost_at_a_cut_but_blank_space(text: str, limit: int) -> None:
    rest = text
    for piece in split_mrkdwn(text, limit):
        assert rest.startswith(piece)
        rest = rest[len(piece) :].lstrip(" \n")
    assert rest == ""


@given(MRKDWN, LIMITS)
def test_no_cut_goes_through_an_escape_or_a_mention(text: str, limit: int) -> None:
    for piece in split_mrkdwn(text, limit):
        without_markup = re.sub(r"<[^<>]*>|&(?:amp|lt|gt);", "", piece)
        assert not re.search("[<>&]", without_markup)


def test_a_mention_at_the_beginning_stays_whole_although_it_holds_the_only_blank() -> None:
    mention = "<@U012345678|Ana Maria>"
    pieces = split_mrkdwn(mention + "x" * LIMIT, LIMIT)
    assert pieces[0].startswith(mention)


def test_a_blank_near_the_beginning_is_no_reason_to_cut_there() -> None:
    assert len(split_mrkdwn("a " + "x" * LIMIT, LIMIT)[0]) == LIMIT


def test_markup_longer_than_any_piece_is_cut_rather_than_kept_for_ever() -> None:
    link = f"<https://example.org/{'a' * 200}>"
    assert "".join(split_mrkdwn(link, LIMIT)) == link


@given(st.lists(MRKDWN, max_size=5).map(lambda parts: "".join(parts) * 9), st.sampled_from(" x😀"))
def test_a_change_says_no_more_than_slack_takes_and_breaks_no_markup(text: str, sign: str) -> None:
    text += sign * 1_000
    blocks = [{"type": "section"}] * 3
    fitted = fit_update({"text": text, "blocks": blocks})
    assert len(fitted["text"].encode("utf-16-le", "surrogatepass")) // 2 <= UPDATE_TEXT
    assert fitted["blocks"] == blocks
    assert text.startswith(fitted["text"].removesuffix(" …"))
    assert not re.search("[<>&]", re.sub(r"<[^<>]*>|&(?:amp|lt|gt);", "", fitted["text"]))


@pytest.mark.parametrize("text", ["x" * 4_000, "😀" * 2_000, "", "thanks"])
def test_a_change_that_slack_takes_is_left_as_it_is(text: str) -> None:
    assert fit_update({"text": text}) == {"text": text}
    assert fit_update({"blocks": []}) == {"blocks": []}


def test_text_within_the_limit_is_one_piece_and_no_text_is_none() -> None:
    assert split_mrkdwn("thank you", 9) == ["thank you"]
    assert split_mrkdwn("", 9) == []


def test_a_cut_prefers_the_end_of_a_word() -> None:
    assert split_mrkdwn("thank you so much", 12) == ["thank you", "so much"]


def test_lines_stay_whole_in_as_few_sections_as_they_fit_in() -> None:
    lines = [f"line {number} {'word ' * 100}".rstrip() for number in range(12)]
    sections = pack_lines(lines)
    assert [one.count("\n") + 1 for one in sections] == [5, 5, 2]
    assert "\n".join(sections) == "\n".join(lines)
    assert pack_lines(["short", "x" * 3_000]) == ["short", "x" * 2_800, "x" * 200]
    assert pack_lines([]) == []


@given(st.text())
def test_an_escaped_text_reads_as_it_was_written_and_holds_no_markup(text: str) -> None:
    escaped = escape(text)
    assert not re.search("[<>]", escaped)
    assert escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


@given(st.text(), st.integers(1, 80))
def test_a_shortened_text_fits_and_says_that_it_was_cut(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    if len(text) <= limit:
        assert short == text
    else:
        assert short.endswith("…")
        assert text.startswith(short[:-1])


def test_a_text_is_shortened_between_words() -> None:
    assert shorten("Stays calm, whatever comes", 14) == "Stays calm…"
    assert shorten("Donaudampfschiff", 6) == "Donau…"


@pytest.mark.parametrize(
    ("words", "listed"),
    [
        ([], ""),
        (["Ana"], "Ana"),
        (["Ana", "Ben"], "Ana and Ben"),
        (["Ana", "Ben", "Cem"], "Ana, Ben and Cem"),
    ],
)
def test_words_are_listed_as_people_do(words: list[str], listed: str) -> None:
    assert join_words(words) == listed


@given(st.text(min_size=1, max_size=80))
def test_any_name_fits_on_one_line_and_holds_no_markup(name: str) -> None:
    shown = show_name(name)
    assert 0 < len(shown) <= 100
    assert "\n" not in shown
    assert not re.search("[<>]|&(?!amp;|lt;|gt;)", shown)


def test_a_usual_name_is_shown_whole() -> None:
    name = "Wolfeschlegelsteinhausenbergerdorff-Ó Súilleabháin, Anne-Marie (she/her) & Co"
    assert html.unescape(show_name(name)) == name
    assert show_name(" Zoë\n\u202eNilsson\u202c ") == "Zoë Nilsson"
    assert show_name("\u200b") == "?"


@given(MRKDWN.filter(lambda text: len(text) < 1_000))
def test_every_line_of_a_quotation_is_marked(text: str) -> None:
    for block in quote(text):
        assert all(line.startswith(">") for line in block._resolve()["text"]["text"].split("\n"))


def test_every_piece_of_a_long_quotation_is_marked() -> None:
    pieces = [block._resolve()["text"]["text"] for block in quote("calm " * 900)]
    assert len(pieces) == 2
    assert all(piece.startswith("> calm") for piece in pieces)


def test_a_quotation_leaves_out_empty_lines_and_says_where_it_was_cut() -> None:
    (block,) = quote("one\n\n\n\n\ntwo")
    assert block._resolve()["text"]["text"] == "> one\n> \n> two"
    *_, last = quote("&amp;" * 2_000)
    assert last._resolve()["text"]["text"].endswith("&amp; …")


def test_blocks_are_numbered_and_own_ids_are_kept() -> None:
    blocks = [section("a"), DividerBlock(block_id="mine"), context("b")]
    content = compose("a b", blocks)
    assert [block["block_id"] for block in content.blocks] == ["b0", "mine", "b2"]
    assert content.as_payload() == {"text": "a b", "blocks": content.blocks}


def test_more_blocks_than_slack_takes_are_refused() -> None:
    with pytest.raises(LengthError):
        compose("too much", [section("a")] * 51)


@pytest.mark.parametrize(
    ("outstanding", "words"),
    [
        ((), ""),
        (("provider",), "outstanding providers are known for this"),
        (("provider", "leader"), "outstanding providers and leaders are known for this"),
    ],
)
def test_a_behaviour_says_who_is_known_for_it(outstanding: tuple[str, ...], words: str) -> None:
    behaviour = Behaviour("calm", "Stays calm", Tier.BASIC, outstanding)
    assert describe_outstanding(behaviour) == words
