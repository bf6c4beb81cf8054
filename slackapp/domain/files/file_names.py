"""The name of a file as a person would give it, safe in every file system and every script."""

from __future__ import annotations

import re
import unicodedata

#: What a name may not have in some file system, or what a reader would not see.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
#: Joiners, which some scripts are written with.
_JOINERS = "\u200c\u200d"
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
#: What Windows takes for devices, whatever stands behind a dot.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=[ .]|$)", re.IGNORECASE)
#: Bytes of what people wrote in a name: with the rest it stays below the 143 that the strictest
#: file system in use takes.
_MOST_BYTES = 70


def make_safe(text: str, otherwise: str) -> str:
    """Words that people wrote, as a part of a file's name; `otherwise` where nothing is left."""
    kept = "".join(
        one
        for one in unicodedata.normalize("NFC", text)
        if one in _JOINERS or unicodedata.category(one) not in _INVISIBLE or one in "\t\n"
    )
    words = " ".join(_FORBIDDEN.sub(" ", kept).split()).strip(" .-_~" + _JOINERS)
    cut = words.encode()[:_MOST_BYTES].decode(errors="ignore").strip(" .-" + _JOINERS)
    if not any(one.isalnum() for one in cut):
        return otherwise
    return f"_{cut}" if _DEVICES.match(cut) else cut
