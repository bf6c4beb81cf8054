"""The blocks of team."""

from __future__ import annotations
