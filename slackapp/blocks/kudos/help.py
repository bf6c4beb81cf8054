"""One sentence."""

from __future__ import annotations

from slackapp.blocks.base.kit import build_plain as build_plain
