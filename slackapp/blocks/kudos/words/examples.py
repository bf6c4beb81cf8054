"""The command as every hint shows it."""

from __future__ import annotations

EXAMPLE = "`/kudos @ana empathy thanks for staying calm with that caller`"
PRIVATE_EXAMPLE = "`/kudos private @ana empathy thanks for staying calm with that caller`"
