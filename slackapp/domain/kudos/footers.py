"""What mail and phone programs add below a text: "Sent from my iPhone", "Sent using <@U1|Claude>".

It is neither words of the giver, nor are the apps that it mentions people to thank.
"""

from __future__ import annotations

import re

_WRAP = r"(?:&gt;|[\s*_~>(\[\u2013\u2014-])*"
_DEVICE = (
    r"(?:my\s+|mijn\s+|mein\w*\s+|mon\s+|min\s+|mi\s+|meu\s+|моего\s+|il\s+mio\s+|dal\s+mio\s+)?"
    r"(?:i(?:phone|pad|pod|os)|apple|android|galaxy|samsung|pixel|huawei|xiaomi|oneplus|nokia"
    r"|blackberry|windows|mac|phone|mobile|cell|smartphone|handy|tablet|device|outlook|gmail|yahoo"
    r"|proton\w*|thunderbird|spark|superhuman|front|zoho|aol|mail|slack|teams)(?![^\W_])"
)
# Behind it may stand tags that a tap has added to the text.
_END = r"[^\n<>#]{0,40}(?=(?:\s*#[\w-]+)*\s*$)"
_SENT = r"(?:sent|posted|shared|written|typed|dictated|delivered|scheduled)"
_APP = r"(?:<@[UW][A-Z0-9]+(?:\|[^<>\n]*)?>|<https?:[^<>\n]*>)"
_FOOTER = re.compile(
    # An app that signs with its own mention does so wherever the text ends.
    rf"(?:(?:^|\s){_WRAP}{_SENT}\s+using{_WRAP}{_APP}"
    rf"|(?:^|\n){_WRAP}(?:{_SENT}\s+(?:using|via){_WRAP}{_APP}"
    rf"|{_SENT}\s+(?:from|using|via|with|on){_WRAP}{_DEVICE}|sent\s+using\s+\w+"
    rf"|get\s+(?:<https?:[^<>|\n]*\|)?(?:outlook|gmail|yahoo|proton)\b(?:[^<>\n]*>)?"
    rf"|(?:von|gesendet\s+(?:von|mit)|envoyé\s+(?:de|depuis)|enviado\s+(?:desde|do|de)"
    rf"|inviato\s+(?:da|dal|con)|verzonden\s+vanaf|skickat\s+från|sendt\s+fra|wysłane?\s+z|отправлено\s+\w)\s+"
    rf"{_DEVICE}))"
    rf"{_END}",
    re.IGNORECASE,
)
_LONGEST = 240
_HINTS = (
    "sent", "get ", "posted", "shared", "written", "typed", "dictated", "delivered", "scheduled",
    "von ", "envoyé", "enviado", "inviato", "verzonden", "skickat", "sendt", "wysłan", "отправлено",
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
