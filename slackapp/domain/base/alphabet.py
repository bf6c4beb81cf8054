"""The order in which people look for names."""

from __future__ import annotations

import unicodedata

#: Letters that Unicode does not take apart into a letter and a mark.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
    | {"\N{LATIN SMALL LETTER DOTLESS I}": "i"}
)


def alphabetical(name: str) -> tuple[str, str]:
    """A sort key of a name: by its letters without case and marks, then by the name as written.

    Émile stands with Emma and not behind Zoë. Languages differ in where they put Ö or Å; in a list
    that all of them read, the plain letter is where most of them look.
    """
    taken_apart = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    return "".join(one for one in taken_apart if not unicodedata.combining(one)), name
