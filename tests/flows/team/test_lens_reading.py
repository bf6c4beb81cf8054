"""Reading again in other words, through the front door: a dozen words, and a channel's digest."""

from __future__ import annotations

import itertools
import json
from typing import Any, NamedTuple

import pytest
from sqlalchemy import select

from db import DigestPlan, Team
from slackapp.blocks import ids
from slackapp.services.files.export import COLUMNS
from tests.flows.office import Office, labels, words
from tests.flows.reflecting import look
from tests.flows.telling import content, files, read_rows

#: What is typed about Ben, by the vocabulary that has the words.
DOZEN = {
    "twelve zealous": ("Win-Win", "Impulse Control", "Moral Courage", "Calculated Risks"),
    "five core strengths": ("Balance", "Self Image", "Mindset"),
    "service personnel": ("Tolerance", "Results", "Technical Capacity"),
    "outstanding service": ("Earning Trust", "Leads by Example"),
}

_numbers = itertools.count(1)


class Scene(NamedTuple):
    """An admin and two colleagues in a channel of theirs."""

    office: Office
    admin: str
    ana: str
    ben: str
    room: str

    def preview(self, through: str = "") -> str:
        """This month's digest, as the admin alone sees it."""
        typed = f"digest preview {self.office.clock():%Y-%m} {through}"
        answer = self.office.kudos(self.admin, self.room, typed)
        assert "together" in answer.text, answer.text
        self.office.settle()
        return words(self.office.answers(self.admin, self.room)[-1])

    def give(self, text: str) -> None:
        """Ana thanks Ben for that, and takes the first choice wherever she is asked."""
        self.office.kudos(
            self.ana, self.room, f"<@{self.ben}> {text} thanks, number {next(_numbers)}"
        )
        while "Which was it?" in words(shown := self.office.answers(self.ana, self.room)[-1]):
            self.office.tap(self.ana, self.room, shown, labels(shown)[0])


@pytest.fixture
def scene(shared_office: Office) -> Scene:
    """The three, whom the app has read as members of their channel."""
    office = shared_office
    office.clock.advance(minutes=1)  # so that what other tests read holds up nothing here
    admin, ana, ben = office.person("root", is_admin=True), office.person("ana"), office.person()
    return Scene(office, admin, ana, ben, office.room(admin, ana, ben))


def know_members(scene: Scene) -> None:
    """Have the channel's members read."""
    scene.office.kudos(scene.admin, scene.room, "digest preview")
    scene.office.settle()


def test_a_dozen_words_are_typed_and_read_back_in_their_own_vocabulary(scene: Scene) -> None:
    for named in DOZEN.values():
        scene.give(", ".join(named))
    know_members(scene)
    plain = scene.preview()
    assert "4 kudos, from" in plain
    assert "Technical Capacity: Technical Capacity" in plain
    assert "Technical Capacity  ○\u00a01" in plain
    for lens, named in DOZEN.items():
        shown = scene.preview(f"through {lens}")
        assert "4 kudos, from" in shown
        assert f"Read through *{lens.title()}*" in shown
        for name in named:
            assert name in shown.partition("*The team's month*")[0], name


def test_a_channels_digest_is_read_through_what_its_form_says(scene: Scene) -> None:
    office, admin, room = scene.office, scene.admin, scene.room
    scene.give("self talk")
    know_members(scene)
    office.kudos(admin, room, "digest settings")
    view = office.sandbox.modal(admin)
    assert view is not None
    wrong = office.sandbox.submit(admin, view, lens="horoscopes")
    assert not wrong.ok or list(wrong.raw["errors"]) == ["lens"]
    assert office.sandbox.submit(admin, view, lens="five_core_strengths").ok
    assert _lens_key(office, room) == "five_core_strengths"
    shown = scene.preview()
    assert "Core Strengths: Self Talk\u00a0●" in shown
    assert "Read through *Five Core Strengths*" in shown
    # The form shows what was chosen, and the own framework takes it back.
    office.kudos(admin, room, "digest settings")
    view = office.sandbox.modal(admin)
    assert office.sandbox.submit(admin, view, hour="8").ok
    assert _lens_key(office, room) == "five_core_strengths"
    office.kudos(admin, room, "digest settings")
    assert office.sandbox.submit(admin, office.sandbox.modal(admin), lens="ecf").ok
    assert _lens_key(office, room) is None
    assert "Read through" not in scene.preview()


def _lens_key(office: Office, room: str) -> str | None:

    with office.sessions.read() as session:
        wanted = select(DigestPlan.lens_key).join(Team, Team.id == DigestPlan.team_id)
        return session.scalar(wanted.where(Team.slack_channel_id == room))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("digest preview through twelve zealus", "I do not know the vocabulary “twelve zealus”."),
        ("digest preview through", "Through which vocabulary? Choose one of these:"),
        ("digest through service", "• outstanding service"),
        ("digest now through twelve zealous", "is chosen in `/kudos digest settings`"),
        ("digest on through twelve zealous", "is chosen in `/kudos digest settings`"),
        ("digest leave through twelve zealous", "is chosen in `/kudos digest settings`"),
    ],
)
def test_what_is_no_lens_is_answered_with_what_there_is(
    scene: Scene, typed: str, said: str
) -> None:
    before = scene.office.stored()
    assert said in scene.office.kudos(scene.admin, scene.room, typed).text
    scene.office.settle()
    assert scene.office.stored() == before


@pytest.mark.parametrize(
    "typed", ["me through five core strengths", "me thru 5-core-strengths", "me Through core"]
)
def test_ones_own_kudos_are_read_through_a_vocabulary(scene: Scene, typed: str) -> None:
    office, ben, room = scene.office, scene.ben, scene.room
    scene.give("self talk, leadership")
    shown = office.kudos(ben, room, typed)
    assert "Read through *Five Core Strengths*" in words(shown)
    assert "thanked you for *Self Talk* and Leadership (not in it)" in words(shown)
    assert "Not in Five Core Strengths, and shown apart: Leadership." in words(shown)
    # What is pressed on it leaves it read as it was.
    office.tap(ben, room, shown, "Keep out of digests")
    again = office.answers(ben, room)[-1]
    assert labels(again) == ["Show in digests"]
    assert "Read through *Five Core Strengths*" in words(again)
    # As they were given, without one.
    plain = words(office.kudos(ben, room, "me"))
    assert "Read through" not in plain
    assert "thanked you for *Self Talk* and *Leadership*" in plain


def test_a_word_of_the_framework_says_how_it_was_given_where_that_differs(scene: Scene) -> None:
    scene.give("win-win")
    shown = words(scene.office.kudos(scene.ben, scene.room, "me through ecf"))
    assert "thanked you for *Conflict Management* (given as Win-Win)" in shown


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            "me through twelve zealus",
            "the vocabulary “twelve zealus”. Choose one of these:",
        ),
        (
            "me through",
            "vocabulary? Choose one of these:\n• emotional competence framework",
        ),
        ("me thru horoscopes", "I do not know the vocabulary “horoscopes”"),
        ("me trough the service", "• service personnel"),
        ("export csv through twelve zealus", "I do not know the vocabulary"),
        ("export through", "Through which vocabulary?"),
        ("export through zealous 2999-01", "Name a number of months"),
        ("packet through horoscopes", "I do not know the vocabulary"),
        ("report through horoscopes", "I do not know the vocabulary"),
    ],
)
def test_slips_behind_through_get_the_list_and_are_never_a_kudos(
    scene: Scene, typed: str, said: str
) -> None:
    before = scene.office.stored()
    assert said in scene.office.kudos(scene.admin, scene.room, typed).text
    assert scene.office.stored() == before


def test_a_sentence_with_a_person_behind_me_through_is_no_reading(scene: Scene) -> None:
    answer = scene.office.kudos(scene.ana, scene.room, f"me through <@{scene.ben}>")
    assert "Read through" not in words(answer)


def test_a_home_shows_strengths_through_a_vocabulary_and_keeps_the_period(scene: Scene) -> None:
    office, ben = scene.office, scene.ben
    for giver in (scene.ana, scene.admin, scene.ana):
        office.kudos(giver, scene.room, f"<@{ben}> win-win thanks, number {next(_numbers)}")
    home = look(office, ben)
    assert "Strong: Conflict Management" in home
    assert "Read through *" not in home
    assert _use(office, ben, ids.HOME_PERIOD, "12 months")
    assert _use(office, ben, ids.HOME_LENS, "Twelve Zealous")
    home = json.dumps(office.sandbox.home(ben).blocks, ensure_ascii=False)
    assert "Read through *Twelve Zealous*: the same kudos in other words." in home
    assert "◇□□□□□□□□□□□  *Zealous Service*: 1 strength\\nStrong: Win-Win" in home
    assert "*1 of 5* clusters with a strength" in home
    assert _initial(office, ben, ids.HOME_PERIOD) == "12 months"
    # The period leaves the vocabulary as it is, and the own framework takes it back.
    assert _use(office, ben, ids.HOME_PERIOD, "3 months")
    assert _initial(office, ben, ids.HOME_LENS) == "Twelve Zealous"
    assert _use(office, ben, ids.HOME_LENS, "Emotional Competence Framework")
    assert "Read through *" not in json.dumps(office.sandbox.home(ben).blocks)
    assert _initial(office, ben, ids.HOME_PERIOD) == "3 months"


def _menu(office: Office, who: str, action_id: str) -> dict[str, Any]:
    blocks = office.sandbox.home(who).blocks
    found = [one for block in blocks for one in block.get("elements", ())]
    return next(one for one in found if one.get("action_id") == action_id)


def _initial(office: Office, who: str, action_id: str) -> str:
    return str(_menu(office, who, action_id)["initial_option"]["text"]["text"])


def _use(office: Office, who: str, action_id: str, label: str) -> bool:
    """Choose that option on the Home."""
    options = _menu(office, who, action_id)["options"]
    value = next(one["value"] for one in options if one["text"]["text"] == label)
    home = office.sandbox.home(who)
    return bool(office.sandbox.press_in_view(who, home, action_id, selected_option=value).ok)


def test_an_export_has_the_givers_word_and_a_column_read_through(scene: Scene) -> None:
    office, ben, room = scene.office, scene.ben, scene.room
    scene.give("self talk, leadership")
    office.kudos(ben, room, "export through five core strengths csv 1")
    office.kudos(ben, room, "export json through zealous")
    office.settle()
    as_csv, as_json = files(office, ben)
    rows = read_rows(as_csv)
    assert tuple(rows[0]) == (*COLUMNS, "through_five_core_strengths")
    assert [
        (one["competency"], one["giver_word"], one["through_five_core_strengths"]) for one in rows
    ] == [("Emotional Awareness", "Self Talk", "Self Talk"), ("Leadership", "Leadership", "")]
    [kudos] = json.loads(content(as_json))
    assert [one["giver_word"] for one in kudos["competencies"]] == ["Self Talk", "Leadership"]
    assert kudos["competencies"][1]["through_twelve_zealous"] is None
    # Without it, the columns that there always were, and the giver's word behind them.
    office.kudos(ben, room, "export")
    office.settle()
    assert tuple(read_rows(files(office, ben)[-1])[0]) == COLUMNS


def test_a_packet_is_read_through_a_vocabulary(scene: Scene) -> None:
    office, ben, room = scene.office, scene.ben, scene.room
    for giver in (scene.ana, scene.admin, scene.ana):
        office.kudos(giver, room, f"<@{ben}> self talk, leadership thanks a lot")
        shown = office.answers(giver, room)[-1]
        office.tap(giver, room, shown, "Optimism")
    office.kudos(ben, room, "packet through five-core-strengths 6 MD")
    office.settle()
    text = content(files(office, ben)[-1])
    assert "Read through Five Core Strengths: the same kudos in other words. Not in it" in text
    assert "- **Self Talk** (Core Strengths), a strength: 3 kudos from 2 colleagues" in text
    assert "### Not in Five Core Strengths" in text
    assert "for Self Talk (everyday service), Leadership (" in text
    office.kudos(ben, room, "packet md")
    office.settle()
    assert "for Self Talk, read as Optimism (everyday service)" in content(files(office, ben)[-1])
    # What somebody else is asked for is read as the channel's digest is.
    asked = office.kudos(scene.admin, room, f"packet <@{ben}> through five core strengths")
    assert "`/kudos digest settings`" in asked.text
    assert "asks" not in "".join(one.text for one in office.told(ben)[-1:])


def test_a_report_is_read_through_a_vocabulary_by_whoever_leads(scene: Scene) -> None:
    office, admin, room = scene.office, scene.admin, scene.room
    scene.give("win-win")
    know_members(scene)
    this = f"{office.clock():%Y-%m}"
    asked = office.kudos(admin, room, f"report {this} through twelve zealous")
    assert "comes to you" in asked.text
    office.settle()
    report = office.told(admin)[-1]
    assert "Read through *Twelve Zealous*" in words(report)
    assert "Months without a posted digest stay in the words of" in words(report)
    office.kudos(admin, room, f"report <@{scene.ben}> {this} through twelve zealous")
    office.settle()
    page = words(office.answers(admin, room)[-1])
    assert "*Zealous Service*: Win-Win" in page
    # The menu of the report shows people through the same.
    home = office.sandbox.im(admin)
    office.use(admin, home, report, ids.PERSON_PAGE, selected_user=scene.ben)
    assert "*Zealous Service*: Win-Win" in words(office.answers(admin, home)[-1])
