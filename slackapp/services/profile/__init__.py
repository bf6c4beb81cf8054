"""What a person sees of themselves."""

from __future__ import annotations
