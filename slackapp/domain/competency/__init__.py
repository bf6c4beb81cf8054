"""The domain of competency."""

from __future__ import annotations
