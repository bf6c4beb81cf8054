"""Kudoscope: recognition and feedback for Slack."""

from __future__ import annotations
