"""The domain of kudos."""

from __future__ import annotations
