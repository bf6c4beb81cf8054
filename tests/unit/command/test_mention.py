"""What of a message that mentions the app is meant for it."""

from __future__ import annotations

import pytest

from slackapp.domain.command.mention import read_mention


@pytest.mark.parametrize(
    ("text", "rest", "is_addressed"),
    [
        ("<@U0APP> <@U1> empathy", "<@U1> empathy", True),
        ("  <@U0APP|kudoscope>: <@U1> empathy\nthanks", "<@U1> empathy\nthanks", True),
        ("<@U0APP>, <@U0APP> help", "help", True),
        ("<@U0APP>", "", True),
        ("<@U0APP> <@U1> empathy with <@U0APP>", "<@U1> empathy with Kudoscope", True),
        ("<@U1> do you know <@U0APP|kudoscope>?", "<@U1> do you know Kudoscope?", False),
        ("<@U0APPLE> empathy", "<@U0APPLE> empathy", False),
    ],
)
def test_the_app_is_cut_from_the_front_and_is_a_name_elsewhere(
    text: str, rest: str, is_addressed: bool
) -> None:
    read = read_mention(text, slack_app_user_id="U0APP")
    assert (read.text, read.is_addressed) == (rest, is_addressed)
