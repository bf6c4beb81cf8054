"""The blocks of kudos."""

from __future__ import annotations
