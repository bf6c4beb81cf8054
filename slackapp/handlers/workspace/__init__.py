"""The handlers of workspace."""

from __future__ import annotations
