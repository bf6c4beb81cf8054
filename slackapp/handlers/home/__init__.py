"""The handlers of the Home."""

from __future__ import annotations
