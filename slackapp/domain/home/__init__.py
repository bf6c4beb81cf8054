"""Rules of what a Home shows and does."""

from __future__ import annotations
