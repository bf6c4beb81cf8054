"""The words of kudos: what people read of giving and of being thanked."""

from __future__ import annotations
