"""What the tests of frameworks say of their texts: word by word, and against their sources."""

from __future__ import annotations

import hashlib
import re

#: Words that begin so many messages of thanks that none of them may pick a competency.
FILLER = {
    "help", "helpful", "great", "work", "thanks", "thank", "good", "nice", "team", "today", "job",
    "support", "service", "well", "best", "awesome", "amazing", "quick", "fast", "change", "ideas",
    "results", "people", "customer", "customers", "everything", "kudos",
}  # fmt: skip
GENDERED = {"he", "she", "him", "her", "his", "hers", "himself", "herself", "man", "men", "guys"}


def words(text: str) -> list[str]:
    """Small letters and digits only; apostrophes vanish, all else parts words."""
    return re.findall(r"[a-z0-9]+", re.sub(r"['\u2018\u2019]", "", text.casefold()))


def five_word_runs(text: str) -> set[str]:
    all_words = words(text)
    return {" ".join(all_words[start : start + 5]) for start in range(len(all_words) - 4)}


def run_hashes(text: str) -> set[str]:
    """The first ten hex digits of the SHA-256 of every five-word run.

    The data file was made by this function from the framework's published texts: each page as
    one text, and each behaviour as one text; the hashes sorted, one a line.
    """
    return {hashlib.sha256(run.encode()).hexdigest()[:10] for run in five_word_runs(text)}
