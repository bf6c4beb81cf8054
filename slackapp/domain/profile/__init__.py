"""The domain of profile."""

from __future__ import annotations
