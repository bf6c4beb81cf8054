"""Calls to Slack and the pure decisions around them."""

from __future__ import annotations
