"""What operators and their commands need."""

from __future__ import annotations
