"""The words of what operators do for people."""

from __future__ import annotations
