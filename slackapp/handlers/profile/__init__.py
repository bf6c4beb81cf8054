"""The handlers of profile."""

from __future__ import annotations
