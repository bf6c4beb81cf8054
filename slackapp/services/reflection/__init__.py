"""Weekly reflections: when they are due, asked and answered."""

from __future__ import annotations
