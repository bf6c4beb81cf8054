"""The trail has a sentence of its own for whatever is no setting."""

from __future__ import annotations

import pytest

from slackapp.blocks.home.words.acts import say_act
from slackapp.jobs.retention import RAN
from slackapp.services.files.export import TEAM_EXPORTED
from slackapp.services.files.personal_data import PERSON_EXPORTED
from slackapp.services.operate.erasing import ERASED, READMITTED
from slackapp.services.workspace.admins import DROPPED, NAMED

SAID = {
    NAMED: "Ana named Ben an admin.",
    DROPPED: "Ana took Ben off the admins.",
    TEAM_EXPORTED: "Ana got the kudos of #support as a file.",
    PERSON_EXPORTED: "Whoever runs Kudoscope got a copy of all that is kept about Ben.",
    READMITTED: "Whoever runs Kudoscope let Ben take part again.",
    ERASED: "Somebody was erased, and takes no further part.",
    RAN: "What was older than you keep it was deleted: 2 kudos and 1 answer.",
}


@pytest.mark.parametrize("kind", SAID)
def test_each_deed_has_its_sentence(kind: str) -> None:
    told = say_act(
        kind,
        who="Ana",
        channel="#support",
        person="Ben",
        number=0,
        before={},
        after={"kudos": 2, "answers": 1} if kind == RAN else {},
        is_undo=False,
    )
    assert told == SAID[kind]
