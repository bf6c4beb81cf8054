"""The domain of workspace."""

from __future__ import annotations
