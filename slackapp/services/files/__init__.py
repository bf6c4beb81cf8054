"""Files for people: exports, packets, sheets."""

from __future__ import annotations
