"""The name of a file: what people are called in any script, and safe in every file system."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from slackapp.blocks.files.words.files import name_packet_file
from slackapp.domain.files.file_names import make_safe

FORBIDDEN = set('<>:"/\\|?*') | {chr(number) for number in [*range(32), 127]}
DEVICES = {"con", "prn", "aux", "nul", *(f"{one}{n}" for one in ("com", "lpt") for n in range(10))}


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Ana Silva", "Ana Silva"),
        ("Zoë O'Brien-Müller", "Zoë O'Brien-Müller"),
        ("山田 花子", "山田 花子"),
        ("محمد العلي", "محمد العلي"),
        ("\u0646\u0645\u06cc\u200c\u062e", "\u0646\u0645\u06cc\u200c\u062e"),
        ("J. R. Silva", "J. R. Silva"),
        ("../../etc/passwd", "etc passwd"),
        ("a\nb\tc", "a b c"),
        ("AC/DC: Ben?", "AC DC Ben"),
        ("\u202egnp.exe", "gnp.exe"),
        ("-rf", "rf"),
        (".hidden.", "hidden"),
        ("NUL", "_NUL"),
        ("con. Silva", "_con. Silva"),
        ("Conrad", "Conrad"),
        ("", "Somebody"),
        ("***", "Somebody"),
        ("\ud800", "Somebody"),
    ],
)
def test_a_name_stays_what_people_wrote_as_far_as_that_is_safe(name: str, safe: str) -> None:
    assert make_safe(name, "Somebody") == safe


def test_a_file_is_named_as_a_person_would_name_it() -> None:
    named = name_packet_file("Ana Silva", "January to June 2026", asked_by="")
    assert named == "Ana Silva, kudos, January to June 2026"
    named = name_packet_file("Ana Silva", "June 2026", asked_by="Grace")
    assert named == "Ana Silva, review packet for Grace, June 2026"


@given(st.text())
@example("é" * 300)
@example("COM1.x")
@example("a\u200d" * 80)
def test_every_name_is_safe_in_every_file_system(name: str) -> None:
    safe = make_safe(name, "Somebody")
    assert safe and not FORBIDDEN & set(safe)
    assert safe == safe.strip() and safe[0] not in ".-~" and safe[-1] not in ". "
    assert safe.partition(".")[0].strip().lower() not in DEVICES
    assert not any(unicodedata.category(one) in ("Cc", "Cs") for one in safe)
    longest = f"{name_packet_file(safe, 'September 2026 to November 2026', asked_by=safe)}.html"
    assert len(longest.encode()) <= 255
