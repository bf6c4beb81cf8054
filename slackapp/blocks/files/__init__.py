"""The blocks of files."""

from __future__ import annotations
