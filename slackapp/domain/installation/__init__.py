"""Installations: what Slack grants the app, and what the app asks for."""

from __future__ import annotations
