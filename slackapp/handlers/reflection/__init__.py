"""The handlers of reflection."""

from __future__ import annotations
