"""Escaped text as files hold it: what people wrote and saw, and nothing of Slack's markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.blocks.base.kit import escape
from slackapp.domain.base.slack_text import find_emoji_name, to_plain, unescape

NAMES = {"U0ANA": "Ana", "U0ODD": "R&amp;D &lt;3"}


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<mailto:a@b.com|a@b.com>", "a@b.com"),
        ("<mailto:a@b.com>", "a@b.com"),
        ("<mailto:A@B.com|a@b.com>", "a@b.com"),
        ("<mailto:a@b.com|Ana's mail>", "Ana's mail (a@b.com)"),
        ("<tel:+431234|+431234>", "+431234"),
        ("<tel:+431234|call me>", "call me (+431234)"),
        ("<https://x.org>", "https://x.org"),
        ("<https://x.org|https://x.org>", "https://x.org"),
        ("<http://x.org|x.org>", "x.org"),
        ("<https://x.org/|x.org>", "x.org"),
        ("<https://x.org/a?b=1&amp;c=2>", "https://x.org/a?b=1&c=2"),
        ("<https://x.org/a?b=1&amp;c=2|https://x.org/a?b=1&amp;c=2>", "https://x.org/a?b=1&c=2"),
        ("<https://x.org|the R&amp;D page>", "the R&D page (https://x.org)"),
        ("<https://x.org|x.com>", "x.com (https://x.org)"),
        ("<slack://channel?id=C1|there>", "there (slack://channel?id=C1)"),
        ("<@U0ANA>, <@U0ANA|ana> and <@U0NEW|new> <@W0NONE>", "@Ana, @Ana and @new @W0NONE"),
        ("<@U0ODD> &amp; co", "@R&amp;D &lt;3 & co"),
        ("<#C0SUPPORT|support> <#C0WINS> <#C0WINS|>", "#support #C0WINS #C0WINS"),
        ("R&amp;D &lt;3 &gt; a &amp;amp; b", "R&D <3 > a &amp; b"),
        (":tada: 🎉 *bold* _it_ @here", ":tada: 🎉 *bold* _it_ @here"),
        ("&lt;mailto:a@b.com|a@b.com&gt;", "<mailto:a@b.com|a@b.com>"),
    ],
)
def test_a_text_is_written_as_people_read_it(text: str, plain: str) -> None:
    assert to_plain(text, NAMES) == plain


@given(st.text())
def test_what_is_escaped_once_comes_back_as_it_was(text: str) -> None:
    assert to_plain(escape(text), {}) == unescape(escape(text)) == text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("kudos", "kudos"),
        (":raised_hands:", "raised_hands"),
        ("raised_hands::skin-tone-6", "raised_hands"),
        (":+1::skin-tone-2:", "+1"),
        ("e-mail", "e-mail"),
        ("", None),
        ("::", None),
        ("Kudos", None),
        ("two words", None),
        ("a:b", None),
        ("👏", None),
        ("x" * 101, None),
    ],
)
def test_an_emoji_is_known_by_its_name_alone(text: str, name: str | None) -> None:
    assert find_emoji_name(text) == name
