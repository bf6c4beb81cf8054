"""What a tap adds to a text makes it the kudos that was meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.domain.kudos.mend_text import (
    add_competency,
    add_recipient,
    address,
    find_raw_names,
    name_colleagues,
    without_person,
)
from slackapp.domain.kudos.text import ParsedKudos, Problem, parse_kudos
from slackapp.domain.workspace.colleague_names import Colleague
from slackapp.frameworks.loader import load_builtin

ECF = load_builtin()


def parse(text: str) -> ParsedKudos:
    return parse_kudos(text, framework=ECF, giver="U0ANA")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("@ben empathy for the calm answer", "for the calm answer"),
        ("empathy @ben for the calm answer", "for the calm answer"),
        ("thanks @ben, empathy: that was calm", "thanks <@U0BEN> that was calm"),
        ("empathy for the calm answer", "for the calm answer"),
        ("#empathy", ""),
    ],
)
def test_a_picked_person_is_thanked(typed: str, message: str) -> None:
    after = parse(add_recipient(typed, "U0BEN", ECF))
    assert (after.recipients, after.message) == (("U0BEN",), message)
    assert after.problems == ()
    assert [one.competency.key for one in after.competencies] == ["empathy"]


def test_several_names_are_mended_one_by_one() -> None:
    text = "@ben and @cem, empathy for the calm answer"
    for who in ("U0BEN", "U0CEM"):
        assert parse(text).raw_names
        text = add_recipient(text, who, ECF)
    after = parse(text)
    assert (after.recipients, after.problems) == (("U0BEN", "U0CEM"), ())
    assert after.message == "for the calm answer"


def test_a_picked_person_beside_a_mentioned_one_is_thanked_too() -> None:
    typed = "<@U0CEM> @ben empathy"
    after = parse(add_recipient(typed, "U0BEN", ECF))
    assert (after.recipients, after.problems) == (("U0CEM", "U0BEN"), ())


def test_oneself_may_be_picked_and_is_refused_as_ever() -> None:
    typed = "empathy for the calm answer"
    assert parse(add_recipient(typed, "U0ANA", ECF)).problems == (Problem.SELF,)


@pytest.mark.parametrize("key", [one.key for one in ECF.competencies()])
@pytest.mark.parametrize(
    "typed", ["<@U0BEN> for your time yesterday", "<@U0BEN>\n1. the call\n2. the notes", "<@U0BEN>"]
)
def test_a_picked_competency_is_what_the_kudos_is_for(typed: str, key: str) -> None:
    before = parse(typed)
    assert before.problems == (Problem.NO_COMPETENCY,)
    after = parse(add_competency(typed, key))
    assert after.problems == ()
    assert [one.competency.key for one in after.competencies] == [key]
    assert (after.recipients, after.message) == (before.recipients, before.message)


# A name stands at a place, and is replaced there, whole

PEOPLE = [
    Colleague(who, *names)
    for who, *names in [
        ("U0ANA1", "Ana Ruiz"),
        ("U0ANA2", "ana (she)"),
        ("U0CONNOR", "Siobhán O'Connor"),
        ("U0PHIL", "Phil Kurth"),
        ("U0JURGEN", "Jürgen Müller"),
        ("U0DANA", "דנה כהן"),
        ("U0ALI", "محمد علي"),
        ("U0LUKASZ", "Łukasz Żak"),
        ("U0BELLE", "🌻 Belle"),
        ("U0JOSE", "José-María de la Cruz"),
        ("U0BEN2", "Benny", ("Ben Okafor", "ben.okafor")),
        ("U0KIM", "Kim (they/them) 🌵"),
        ("U0RAJ", 'Rajesh "Raj" Nair'),
    ]
]
STRANGER = Colleague("U0NEW", "somebody else")


def pick_first(text: str) -> tuple[str, ParsedKudos]:
    """The name that is asked about, and what is read once the likeliest person was picked."""
    raw_name, people = name_colleagues(text, ECF, PEOPLE)
    who = (people or [STRANGER])[0]
    assert raw_name is not None
    return raw_name.typed, parse(add_recipient(text, who.slack_user_id, ECF, names=who.names))


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("@O'Connor", "U0CONNOR"),
        ("@O\u2019Connor", "U0CONNOR"),
        ("@siobhan o'connor", "U0CONNOR"),
        ("@oconnor", "U0CONNOR"),
        ("@Phil Kurth", "U0PHIL"),
        ("@phil kurth", "U0PHIL"),
        ("@PHIL KURTH", "U0PHIL"),
        ("@Kurth", "U0PHIL"),
        ("@phil.kurth", "U0PHIL"),
        ("@pkurth", "U0PHIL"),
        ("@Phil K.", "U0PHIL"),
        ("@kurht", "U0PHIL"),
        ("@ana (she)", "U0ANA2"),
        ("@ana (she/her)", "U0ANA2"),
        ("@Ana Ruiz", "U0ANA1"),
        ("@Jurgen", "U0JURGEN"),
        ("@Juergen Mueller", "U0JURGEN"),
        ("@jürgen", "U0JURGEN"),
        ("@דנה כהן", "U0DANA"),
        ("@דנה", "U0DANA"),
        ("@محمد علي", "U0ALI"),
        ("@lukasz", "U0LUKASZ"),
        ("@Łukasz Żak", "U0LUKASZ"),
        ("@🌻 Belle", "U0BELLE"),
        ("@🌻Belle", "U0BELLE"),
        ("@:sunflower: Belle", "U0BELLE"),
        ("@José-María de la Cruz", "U0JOSE"),
        ("@jose-maria", "U0JOSE"),
        ("@Kim (they/them) 🌵", "U0KIM"),
        ('@Rajesh "Raj" Nair', "U0RAJ"),
        ("@raj", "U0RAJ"),
        # By a name that screens do not show
        ("@ben okafor", "U0BEN2"),
        ("@Ben Okafor", "U0BEN2"),
        ("@ben.okafor", "U0BEN2"),
        ("@okafor", "U0BEN2"),
        ("@bokafor", "U0BEN2"),
        # Known to nobody: their form tells how far they reach.
        ("@Zed", "U0NEW"),
        ("@Zed Young", "U0NEW"),
        ("@Zed van der Berg", "U0NEW"),
        ("@D'Artagnan", "U0NEW"),
        ("@zed (he/him)", "U0NEW"),
        ("@4ever", "U0NEW"),
    ],
)
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{} empathy thanks", "thanks"),
        ("{}: empathy, for the calm answer", "for the calm answer"),
        ("the night ran well #empathy {}", "the night ran well"),
        ("thanks {} for your empathy", "thanks <@{}> for your empathy"),
    ],
)
def test_the_whole_name_gives_way_to_the_person(
    name: str, who: str, text: str, message: str
) -> None:
    asked, after = pick_first(text.format(name))
    assert asked == name
    assert (after.recipients, after.problems) == ((who,), ())
    assert after.message == message.format(who)
    assert [one.competency.key for one in after.competencies] == ["empathy"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("@Zed Thanks for the help #empathy", "Thanks for the help"),
        ("@Zed You were calm #empathy", "You were calm"),
        ("@Zed Helped with the queue #empathy", "Helped with the queue"),
        ("@Zed Empathy, as ever", "as ever"),
        ("@zed (thanks so much) #empathy", "(thanks so much)"),
        ("@zed :tada: #empathy wow", ":tada: wow"),
        ("@Zed\nYoung at heart #empathy", "Young at heart"),
        ("@zed, we all saw it #empathy", "we all saw it"),
    ],
)
def test_words_behind_a_name_stay_words(text: str, message: str) -> None:
    _, after = pick_first(text)
    assert (after.recipients, after.message) == (("U0NEW",), message)


def test_a_name_with_a_possessive_keeps_the_sentence() -> None:
    text = add_recipient("@Phil Kurth's patience was great #empathy", "U0PHIL", ECF)
    assert text == "<@U0PHIL>'s patience was great #empathy"


def test_a_name_that_was_typed_twice_is_one_person() -> None:
    text = "@Phil Kurth empathy, thanks @phil kurth"
    assert add_recipient(text, "U0PHIL", ECF, names=["Phil Kurth"]) == (
        "<@U0PHIL> empathy, thanks <@U0PHIL>"
    )


def test_a_name_inside_a_sentence_is_thanked_once_it_was_picked() -> None:
    after = parse(add_recipient("that call with @zed went so well #empathy", "U0NEW", ECF))
    assert after.recipients == ("U0NEW",)
    assert after.message == "that call with <@U0NEW> went so well"


def test_two_names_with_several_words_are_mended_one_after_another() -> None:
    text = "@Phil Kurth and @ana (she) empathy, both of you"
    for who, name in (("U0PHIL", "Phil Kurth"), ("U0ANA2", "ana (she)")):
        assert name_colleagues(text, ECF, PEOPLE)[1][0] == Colleague(who, name)
        text = add_recipient(text, who, ECF, names=[name])
    after = parse(text)
    assert (after.recipients, after.message) == (("U0PHIL", "U0ANA2"), "both of you")


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("@ana empathy", ["U0ANA2", "U0ANA1"]),
        ("@Phil Thanks, empathy", ["U0PHIL"]),
        ("@zed empathy", []),
        ("@a empathy", []),
        ("a@b.com <@U0BEN> empathy", []),
    ],
)
def test_everybody_whom_a_name_may_mean_is_offered_and_nobody_else(
    text: str, offered: list[str]
) -> None:
    assert [one.slack_user_id for one in name_colleagues(text, ECF, PEOPLE)[1]] == offered


@given(st.text(alphabet=st.sampled_from("@aA '\u2019().-🌻:<>&;\n/ÉדZ#"), max_size=40))
def test_whatever_is_typed_names_lie_within_the_text_and_apart(text: str) -> None:
    position = 0
    for one in find_raw_names(text, ECF, ["Ana A. (a/a) 🌻", "דד"]):
        assert position <= one.start < one.end <= len(text)
        assert one.typed == text[one.start : one.end]
        assert one.typed.startswith("@") and "\n" not in one.typed and "<" not in one.typed
        position = one.end
    assert "<@U0ANA>" in add_recipient(text, "U0ANA", ECF, names=["Ana A. (a/a) 🌻"])


@pytest.mark.parametrize("text", ["thanks for the help, <@U2>", "@ben thanks for the help"])
def test_a_tap_that_comes_twice_adds_nothing_twice(text: str) -> None:
    once = add_competency(text, "empathy")
    assert add_competency(once, "empathy") == once != text
    once = address(text, ["U1", "U2"])
    assert address(once, ["U1", "U2"]) == once != text
    once = add_recipient(text, "U1", ECF)
    assert add_recipient(once, "U1", ECF) == once != text


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("<@U1> and <@UME> empathy what a day", "<@U1> empathy what a day"),
        (
            "<@UME>, <@U1|bo>, <@U2> empathy <@UME> saw it",
            "<@U1|bo> and <@U2> empathy <@UME> saw it",
        ),
        ("thanks <@U1> and <@UME> for your empathy", "thanks <@U1> for your empathy"),
        ("what a night #empathy <@UME> <@U1>", "what a night #empathy <@U1>"),
        ("<@UME> empathy alone", "<@UME> empathy alone"),
        ("<@U1> empathy without them", "<@U1> empathy without them"),
    ],
)
def test_a_person_is_taken_from_those_who_are_thanked(text: str, mended: str) -> None:
    assert without_person(text, "UME", ECF) == mended
