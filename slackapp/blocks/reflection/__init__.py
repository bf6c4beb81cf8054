"""The blocks of reflection."""

from __future__ import annotations
