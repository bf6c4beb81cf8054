"""The table of the words behind `/kudos`, and the help that is drawn from it."""

from __future__ import annotations

from slackapp.blocks.kudos.command_help import build_help
from slackapp.domain.command.vocabulary import Wish
from slackapp.handlers.command import WORDS
from unit.kudos_values import assert_slack_takes

HELP = """\
*Thank somebody, and say what for:* `/kudos @name empathy thanks for staying calm with that caller`
Name one or more people, then a competency, then your words. With `#` a competency can stand \
anywhere: `/kudos @ana @ben the night shift ran well #teamwork`
`/kudos private @ana …` gives a kudos that only you and Ana can read
`/kudos list` shows the competencies; `/kudos list empathy` shows one of them
`/kudos me` shows the last ten that you gave or received; `/kudos me through twelve zealous` shows \
them in other words
`/kudos undo` takes back the latest kudos that you gave
`/kudos announce public`, `ask` or `me` sets how kudos to you are announced
`/kudos reflections` tells you where your weekly reflections are; with `@ana` it shows what Ana \
shared with you
`/kudos export` sends you your kudos as a file
`/kudos packet` sends you a review packet
`/kudos privacy` tells you what I keep about you, with a copy of it and a way out
`/kudos digest` shows when this channel's monthly digest comes
`/kudos leaders` shows who leads this channel's team; with `@ana @ben` it names them
*For leaders*: `/kudos digest settings`, `/kudos report`, `/kudos report @ben`, \
`/kudos export team`, `/kudos packet @ben`"""


def test_help_tells_of_every_word_on_one_screen() -> None:
    content = build_help(one.help for one in WORDS)
    assert_slack_takes(content)
    assert content.text == HELP
    assert "\n".join(block["text"]["text"] for block in content.blocks) == HELP
    assert all(f"/kudos {one.word}" in HELP for one in WORDS)


def test_every_word_is_among_those_that_a_slip_may_mean() -> None:
    ours = list(Wish)[: list(Wish).index(Wish.ANONYMOUS)]
    assert {one.word for one in WORDS} == set(ours) - {Wish.HELP}
