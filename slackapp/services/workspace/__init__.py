"""The workspace: its people, channels, frameworks and settings."""

from __future__ import annotations
