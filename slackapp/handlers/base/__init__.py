"""The handlers of base."""

from __future__ import annotations
