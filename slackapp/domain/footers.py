"""What mail and phone programs add below a text: "Sent from my iPhone", "Sent using <@U1|Claude>".

It is neither words of the giver, nor are the apps that it mentions people to thank.
"""

from __future__ import annotations

import re

_WRAP = r"[\s*_~>(\[\u2013\u2014-]*"
_DEVICE = (
    r"(?:my\s+|mijn\s+|mein\w*\s+|mon\s+|mi\s+|meu\s+|il\s+mio\s+|dal\s+mio\s+)?"
    r"(?:i(?:phone|pad|pod|os)|apple|android|galaxy|samsung|pixel|huawei|xiaomi|oneplus|nokia"
    r"|blackberry|windows|mac|phone|mobile|cell|smartphone|handy|tablet|device|outlook|gmail|yahoo"
    r"|proton\w*|thunderbird|spark|superhuman|front|zoho|aol|mail|slack|teams)\b"
)
# Behind it may stand tags that a tap has added to the text.
_END = r"[^\n<>#]{0,40}(?=(?:\s*#[\w-]+)*\s*$)"
_SENT = r"(?:sent|posted|shared|written|typed|dictated|delivered|scheduled)"
_APP = r"(?:<@[UW][A-Z0-9]+(?:\|[^<>\n]*)?>|<https?:[^<>\n]*>)"
_FOOTER = re.compile(
    rf"(?:^|\s){_WRAP}(?:"
    # An app that signs with its own mention does so wherever the text ends.
    rf"{_SENT}\s+(?:using|via|with|by){_WRAP}{_APP}"
    rf"|(?:(?<=\n)|^){_SENT}\s+(?:from|using|via|with|on){_WRAP}{_DEVICE}"
    rf"|(?:(?<=\n)|^)sent\s+using\s+\w+"
    rf"|(?:(?<=\n)|^)get\s+(?:outlook|gmail|yahoo|proton)\b"
    rf"|(?:(?<=\n)|^)(?:von|gesendet\s+(?:von|mit)|envoyé\s+(?:de|depuis)|enviado\s+(?:desde|do|de)"
    rf"|inviato\s+(?:da|dal|con)|verzonden\s+vanaf|skickat\s+från|sendt\s+fra|wysłane?\s+z)\s+"
    rf"{_DEVICE})"
    rf"{_END}",
    re.IGNORECASE,
)
_LONGEST = 240
_HINTS = (
    "sent", "get ", "posted", "shared", "written", "typed", "dictated", "delivered", "scheduled",
    "von ", "envoyé", "enviado", "inviato", "verzonden", "skickat", "sendt", "wysłan",
)  # fmt: skip


def without_footer(text: str) -> str:
    """The text without the footer that a program has put below it."""
    low = max(0, len(text) - _LONGEST)
    # Most texts have none, and words are much quicker to look for.
    tail = text[low:].lower()
    if not any([hint in tail for hint in _HINTS]):
        return text
    match = _FOOTER.search(text, low)
    if match is None:
        return text
    return f"{text[: match.start()].rstrip()} {text[match.end() :].lstrip()}".strip()
