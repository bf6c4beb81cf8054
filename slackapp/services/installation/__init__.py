"""Installations: who let the app in, with which token, and until when."""

from __future__ import annotations
