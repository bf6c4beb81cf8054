"""When something of ours breaks, people keep their words and nothing is half done."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from databases import Database
from slackapp.sandbox.server import Sandbox
from tests.flows.office import Office, elements, running, wait_until_people_are_known


@pytest.mark.usefixtures("plain_tracebacks")
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_broken_table_costs_an_apology_and_nothing_else(
    sandbox: Sandbox, database: Database, tmp_path: Path
) -> None:
    ana, ben, support = sandbox.user("ana"), sandbox.user("ben"), sandbox.channel("support")
    with running(sandbox, database.url) as office:
        wait_until_people_are_known(office)
        whole = office.kudos(ana, support, f"<@{ben}> empathy the first")
        office.settle()
        before = office.stored()

        rename(office, "kudos_tag", "kudos_tag_away")
        broken = office.kudos(ana, support, f"<@{ben}> empathy do not lose these words")
        click = sandbox.press(
            ana, support, str(whole.ts), elements(whole)[0]["action_id"], value="1:hears_feelings"
        )
        rename(office, "kudos_tag_away", "kudos_tag")

        assert broken.text.startswith("Something broke on our side, and nothing was stored.")
        assert "do not lose these words" in broken.text
        assert not click.ok
        assert office.stored() == before
        office.kudos(ana, support, f"<@{ben}> empathy the second")
        office.settle()
        assert [post.text.splitlines()[0] for post in office.posts(support)] == [
            f"*Ana* thanked <@{ben}>: the first",
            f"*Ana* thanked <@{ben}>: the second",
        ]


def rename(office: Office, old: str, new: str) -> None:
    with office.sessions.begin() as session:
        session.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))
