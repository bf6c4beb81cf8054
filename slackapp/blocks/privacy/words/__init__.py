"""The words of people's own data, a module for each thing that is done with it."""

from __future__ import annotations
