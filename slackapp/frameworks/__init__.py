"""Frameworks of competencies: the model, the loader and the data."""

from __future__ import annotations
