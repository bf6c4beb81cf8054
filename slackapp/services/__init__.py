"""Use cases: they take a session, never commit, and never call Slack."""

from __future__ import annotations
