"""The handlers of team."""

from __future__ import annotations
