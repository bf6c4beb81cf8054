"""The handlers of kudos."""

from __future__ import annotations
