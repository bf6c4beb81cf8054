"""The blocks of base."""

from __future__ import annotations
