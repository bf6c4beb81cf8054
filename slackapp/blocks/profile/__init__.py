"""The blocks of profile."""

from __future__ import annotations
