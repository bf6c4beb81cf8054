"""Asks Slack now and then whether it answers, for the metrics: a quiet workspace calls nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from http.client import HTTPException

from slack_sdk.errors import SlackApiError, SlackClientError

from slackapp.delivery.read_errors import describe_read_error
from slackapp.delivery.retry import Result
from slackapp.tools import Tools


def run(tools: Tools, observe: Callable[[bool, float], None]) -> None:
    """Ask once, with no token; `observe` is told whether Slack answered, and after how long."""
    begun = time.perf_counter()
    try:
        tools.slack.for_posting(None).api_test()
        answered = True
    except SlackApiError as error:
        # A refusal is an answer; trouble on Slack's side, or a proxy's page, is none.
        answered = describe_read_error(error).result not in (Result.PASSING, Result.UNKNOWN)
    except (SlackClientError, HTTPException, OSError):
        answered = False
    observe(answered, time.perf_counter() - begun)
