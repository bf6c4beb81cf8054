"""The domain of reflection."""

from __future__ import annotations
