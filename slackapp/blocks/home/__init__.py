"""The blocks of the Home."""

from __future__ import annotations
