"""The domain of command."""

from __future__ import annotations
