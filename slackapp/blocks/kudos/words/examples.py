"""The command as every hint shows it."""

from __future__ import annotations

#: "@name" is read as a place for a name. Typed as it stands, it leads to the picker of people.
EXAMPLE = "`/kudos @name empathy thanks for staying calm with that caller`"
PRIVATE_EXAMPLE = "`/kudos private @name empathy thanks for staying calm with that caller`"
