"""The words of putting back what somebody decided."""

from __future__ import annotations

CHANGED_SINCE = (
    "This was changed again in the meantime, so I left it as it is now. You can set it as you like "
    "in its form."
)
CANNOT = "This can no longer be undone. You can set it as you like in its form."
PUT_BACK = "Done: it is as it was before."
WAS_PUT_BACK = "It was put back already."
