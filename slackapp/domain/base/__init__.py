"""The domain of base."""

from __future__ import annotations
