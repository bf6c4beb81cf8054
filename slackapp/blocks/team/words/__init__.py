"""The words of team: what its channel, its leaders and whoever asks for it read."""

from __future__ import annotations
