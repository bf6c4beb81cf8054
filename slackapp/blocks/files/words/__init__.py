"""The words of files, by topic."""

from __future__ import annotations
