"""The rules of team."""

from __future__ import annotations
