"""A small local Slack with a web page, for newcomers and for the tests."""

from __future__ import annotations
