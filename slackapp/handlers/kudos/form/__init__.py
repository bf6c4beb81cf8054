"""The forms of kudos: opening them, and taking what they say."""

from __future__ import annotations
