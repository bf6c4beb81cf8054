"""What somebody means who types `/kudos …`; the tables are the grammar by example."""

from __future__ import annotations

import re
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slackapp.domain.kudos.text import (
    MAX_MESSAGE,
    MAX_RECIPIENTS,
    ParsedKudos,
    Problem,
    parse_kudos,
)
from slackapp.frameworks.loader import load_builtin

ECF = load_builtin("ecf")


def read(text: str, giver: str | None = None) -> ParsedKudos:
    return parse_kudos(text, framework=ECF, giver=giver)


def in_short(text: str) -> tuple[str, str, str]:
    """Recipients, competencies and message of a text that has no problem."""
    parsed = read(text)
    assert parsed.problems == ()
    keys = (match.competency.key for match in parsed.competencies)
    return " ".join(parsed.recipients), " ".join(keys), parsed.message


@pytest.mark.parametrize(
    ("text", "recipients", "message"),
    [
        # At the beginning.
        ("<@U1> empathy thanks for the call", "U1", "thanks for the call"),
        ("<@U1|ana> empathy", "U1", ""),
        ("<@W0ABC|ana.silva> empathy", "W0ABC", ""),
        ("<@U1>: empathy - thanks", "U1", "thanks"),
        ("<@U1>empathy thanks", "U1", "thanks"),
        ("  <@U1>\n\nempathy\nthanks  ", "U1", "thanks"),
        (":tada: <@U1> empathy", "U1", ":tada:"),
        # Several together, nobody twice.
        ("<@U1> <@U2> empathy", "U1 U2", ""),
        ("<@U1>, <@U2> and <@U3> empathy", "U1 U2 U3", ""),
        ("<@U1> &amp; <@W2> + <@U3> empathy", "U1 W2 U3", ""),
        ("<@U1>,<@U2>,and <@U1|ana> empathy", "U1 U2", ""),
        ("<@U1>\n<@U2>\nempathy", "U1 U2", ""),
        # Behind a label.
        ("empathy <@U1>", "U1", ""),
        ("empathy <@U1> you were great", "U1", "you were great"),
        ("empathy: <@U1> you were great", "U1", "you were great"),
        ("empathy for <@U1> and <@U2>", "U1 U2", ""),
        ("empathy\n<@U1>\nthanks", "U1", "thanks"),
        ("#empathy <@U1> hi", "U1", "hi"),
        # Behind an opening.
        ("to <@U1> for empathy", "U1", ""),
        ("kudos to <@U1> for empathy!", "U1", ""),
        ("give kudos to <@U1>: empathy, you were great", "U1", "you were great"),
        ("big thanks to <@U1> #empathy", "U1", "big thanks"),
        ("Thanks <@U1>! #empathy", "U1", "Thanks"),
        # At the end.
        ("empathy: you were great <@U1>", "U1", "you were great"),
        ("empathy thanks for the call <@U1>", "U1", "thanks for the call"),
        ("#empathy you were great: <@U1>", "U1", "you were great"),
        ("You rock! #empathy <@U1> and <@U2>!", "U1 U2", "You rock!"),
        ("you were so kind <@U1> #empathy", "U1", "you were so kind"),
        # A mention inside the message is no recipient.
        (
            "<@U1> empathy for how you and <@U2> dealt with it",
            "U1",
            "for how you and <@U2> dealt with it",
        ),
        ("<@U1> empathy you helped <@U2|ben>", "U1", "you helped <@U2|ben>"),
        ("<@U1> empathy see <#C1|general>, @ana", "U1", "see <#C1|general>, @ana"),
    ],
)
def test_recipients_stand_together_at_the_beginning_or_the_end(
    text: str, recipients: str, message: str
) -> None:
    assert in_short(text) == (recipients, "empathy", message)


@pytest.mark.parametrize(
    ("text", "keys", "message"),
    [
        # Directly behind the recipients.
        ("<@U1> Empathy", "empathy", ""),
        ("<@U1> EMPATHY!!! Thanks", "empathy", "Thanks"),
        ("<@U1> empathy: thanks", "empathy", "thanks"),
        ("<@U1> empathy? thanks", "empathy", "thanks"),
        ("<@U1> -&gt; empathy", "empathy", ""),
        ("<@U1> *empathy* thanks", "empathy", "thanks"),
        ("<@U1> \u201cempathy\u201d thanks", "empathy", "thanks"),
        ("<@U1> (empathy) thanks", "empathy", "thanks"),
        ("<@U1> :tada: empathy thanks", "empathy", ":tada: thanks"),
        ("<@U1> conflict management thanks", "conflict_management", "thanks"),
        ("<@U1> conflict-management thanks", "conflict_management", "thanks"),
        ("<@U1> conflictmanagement thanks", "conflict_management", "thanks"),
        ("<@U1> Self Control", "self_control", ""),
        ("<@U1> teamwork", "collaboration_and_cooperation", ""),
        ("<@U1> collaboration &amp; cooperation!", "collaboration_and_cooperation", ""),
        # Several.
        (
            "<@U1> empathy, conflict management and initiative",
            "empathy conflict_management initiative",
            "",
        ),
        ("<@U1> empathy &amp; initiative + optimism: yes", "empathy initiative optimism", "yes"),
        ("<@U1> empathy, and initiative thanks", "empathy initiative", "thanks"),
        ("<@U1> empathy initiative", "empathy initiative", ""),
        ("<@U1> empathy initiative helps", "empathy", "initiative helps"),
        ("<@U1> empathy, listening and initiative", "empathy initiative", ""),
        ("<@U1> empathy and your smile", "empathy", "and your smile"),
        (
            "<@U1> communication, collaboration and cooperation",
            "communication collaboration_and_cooperation",
            "",
        ),
        # Behind words that lead to it, when it ends there.
        ("<@U1> for empathy", "empathy", ""),
        ("<@U1> for their great empathy!", "empathy", ""),
        # A nickname is a word of its giver's, and stays with those that lead to it.
        ("<@U1> for being so empathetic :tada:", "empathy", "for being so empathetic :tada:"),
        ("<@U1> for listening", "empathy", "for listening"),
        ("<@U1> great listening!", "empathy", "great listening!"),
        ("<@U1> great communication", "communication", ""),
        (
            "<@U1> for conflict management: you calmed the storm",
            "conflict_management",
            "you calmed the storm",
        ),
        ("<@U1> for empathy and initiative, thanks", "empathy initiative", "thanks"),
        # Directly before the recipients.
        ("empathy and initiative to <@U1>", "empathy initiative", ""),
        ("Well done. Conflict management <@U1>", "conflict_management", "Well done."),
        ("Great communication <@U1>", "communication", "Great communication"),
        ("thanks for the empathy <@U1>", "empathy", "thanks for the empathy"),
        # At the very beginning.
        ("Empathy: you were great <@U1>", "empathy", "you were great"),
        ("Empathy, initiative - you were great <@U1>", "empathy initiative", "you were great"),
        ("Empathy\nyou were great\n<@U1>", "empathy", "you were great"),
        # At the very end.
        ("<@U1> you were great - empathy", "empathy", "you were great"),
        ("<@U1> you were great \u2013 empathy.", "empathy", "you were great"),
        ("<@U1> you were great. Empathy!", "empathy", "you were great."),
        ("<@U1> you were great: empathy and initiative", "empathy initiative", "you were great"),
        ("<@U1> you were great (empathy)", "empathy", "you were great"),
        ("<@U1> you were great\nself-control", "self_control", "you were great"),
        ("<@U1> you were great :tada: empathy", "empathy", "you were great :tada:"),
        # The first reading counts, so a word of the message is left alone.
        (
            "<@U1> empathy Thanks for your great communication with the client",
            "empathy",
            "Thanks for your great communication with the client",
        ),
        ("<@U1> empathy. Initiative in the call", "empathy", "Initiative in the call"),
        ("<@U1> empathy thanks. Initiative", "empathy", "thanks. Initiative"),
    ],
)
def test_a_competency_counts_beside_the_recipients_or_set_off_at_an_edge(
    text: str, keys: str, message: str
) -> None:
    assert in_short(text) == ("U1", keys, message)


@pytest.mark.parametrize(
    ("text", "keys", "message"),
    [
        ("<@U1> #empathy thanks", "empathy", "thanks"),
        ("<@U1> thanks a lot #empathy", "empathy", "thanks a lot"),
        ("<@U1> thanks a lot, #empathy!", "empathy", "thanks a lot!"),
        ("<@U1> you rock #ConflictManagement", "conflict_management", "you rock"),
        ("<@U1> you rock #conflict-management", "conflict_management", "you rock"),
        ("<@U1> you rock #conflict_management", "conflict_management", "you rock"),
        ("<@U1> you rock #conflict management", "conflict_management", "you rock"),
        ("<@U1> you rock #AboveAndBeyond", "initiative", "you rock"),
        ("<@U1> you rock \uff03empathy", "empathy", "you rock"),
        ("<@U1> you rock #empathy #initiative", "empathy initiative", "you rock"),
        ("<@U1> you rock #empathy, #initiative", "empathy initiative", "you rock"),
        ("<@U1> initiative you rock #empathy", "initiative empathy", "you rock"),
        # A tag that names nothing stays as it was typed.
        ("<@U1> you rock #empathy #friday", "empathy", "you rock #friday"),
        ("<@U1> #friday you rock #empathy", "empathy", "#friday you rock"),
        # A tag that is a word of its sentence stays as that word.
        (
            "<@U1> thanks for your #empathy with the client",
            "empathy",
            "thanks for your empathy with the client",
        ),
        ("<@U1> thanks for all the #empathy", "empathy", "thanks for all the empathy"),
        # In a link a "#" is no tag.
        (
            "<@U1> empathy <https://example.com/#optimism|see>",
            "empathy",
            "<https://example.com/#optimism|see>",
        ),
    ],
)
def test_a_tag_counts_anywhere(text: str, keys: str, message: str) -> None:
    assert in_short(text) == ("U1", keys, message)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("<@U1> thanks for the empathy you showed", "empathy"),
        ("<@U1> thanks for your empathy", "empathy"),
        ("<@U1> for empathy with the client", "empathy"),
        ("<@U1> I love your humour, warmth, empathy", "empathy"),
        ("<@U1> empathy\u2019s the word", "empathy"),
        ("<@U1> empathy-driven support", "empathy"),
        ("I love communication with <@U1>", "communication"),
        ("<@U1> leaders like you", "leadership"),
    ],
)
def test_a_competency_inside_a_sentence_is_left_alone_and_suggested(text: str, key: str) -> None:
    parsed = read(text)
    assert parsed.recipients == ("U1",)
    assert parsed.problems == (Problem.NO_COMPETENCY,)
    assert key in [one.competency.key for one in parsed.suggestions]
    assert len(parsed.suggestions) <= 3
    assert key.removesuffix("ship") in parsed.message


@pytest.mark.parametrize(
    ("text", "keys", "message"),
    [
        ("thanks <@U1> for your empathy", "empathy", "thanks <@U1> for your empathy"),
        (
            "I want to thank <@U1> for staying late #commitment",
            "commitment",
            "I want to thank <@U1> for staying late",
        ),
        ("thanks <@U1> empathy you were so kind", "empathy", "thanks <@U1> you were so kind"),
        (
            "hi <@U1>, thanks for helping <@U2> #empathy",
            "empathy",
            "hi <@U1>, thanks for helping <@U2>",
        ),
    ],
)
def test_recipients_in_the_middle_of_a_sentence_stay_in_it(
    text: str, keys: str, message: str
) -> None:
    assert in_short(text) == ("U1", keys, message)


def test_recipients_whose_name_is_a_word_of_the_sentence_stay_in_it() -> None:
    assert in_short("<@U1>'s patience #empathy")[2] == "<@U1>'s patience"


def test_an_alias_that_runs_on_into_the_sentence_stays_in_it() -> None:
    sentence = "listening to the caller for an hour"
    assert in_short(f"<@U1> {sentence}") == ("U1", "empathy", sentence)
    assert in_short("<@U1> listening - thanks") == ("U1", "empathy", "thanks")


def test_a_slip_is_marked_with_the_words_as_typed() -> None:
    match = read("<@U1> conflict managment thanks").competencies[0]
    assert (match.competency.key, match.via) == ("conflict_management", "fuzzy")
    assert match.typed == "conflict managment"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", Problem.EMPTY),
        (" \u200b\u2066\n ", Problem.EMPTY),
        ("empathy thanks", Problem.NO_RECIPIENT),
        ("I liked how <@U2> dealt with it #empathy", Problem.NO_RECIPIENT),
        ("<@U1> thanks", Problem.NO_COMPETENCY),
        ("<#C1|general> empathy", Problem.CHANNEL),
        ("<!here> empathy", Problem.BROADCAST),
        ("<@U1> <!channel|channel> empathy", Problem.BROADCAST),
        ("<!everyone> empathy", Problem.BROADCAST),
        ("@here empathy", Problem.BROADCAST),
        ("empathy @Channel", Problem.BROADCAST),
        ("@ana empathy", Problem.RAW_NAME),
        ("<@U9> empathy", Problem.SELF),
        ("<@U1> and <@U9|me> empathy", Problem.SELF),
    ],
)
def test_wrong_use_is_told_apart(text: str, problem: Problem) -> None:
    assert read(text, giver="U9").problems == (problem,)


def test_several_problems_are_told_at_once() -> None:
    assert read("thanks").problems == (Problem.NO_RECIPIENT, Problem.NO_COMPETENCY)


def asks(text: str, giver: str | None = None) -> str:
    """Whom the giver is asked about."""
    parsed = read(text, giver)
    assert Problem.NO_RECIPIENT in parsed.problems
    assert parsed.recipients == ()
    return " ".join(parsed.candidates)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        # The object of the sentence.
        ("giving <@U2> a hand with the late queue. <@U1> #teamwork", "U2 U1"),
        ("thanks for giving <@U2> a hand. <@U1> #teamwork", "U2 U1"),
        ("thanks for helping <@U2> #teamwork", "U2"),
        ("great work with <@U2> #teamwork", "U2"),
        ("for the flowers you sent <@U2> #kindness", "U2"),
        ("let <@U2> know that you rock #teamwork", "U2"),
        # Who tells of it.
        ("<@U2> told me you covered his shift. Thank you <@U1>! #teamwork", "U2 U1"),
        ("such a clear summary (from <@U2>) #communication", "U2"),
        ("<@U2> says the handover was great #teamwork", "U2"),
        ("<@U2>, who sat next to you, heard it all #teamwork", "U2"),
        # Whom it happened to.
        ("<@U2> was ill and you took his shift #teamwork", "U2"),
        ("<@U2>'s laptop died and you moved the demo, <@U1> #agility", "U2 U1"),
        ("<@U2> and I were stuck until <@U1> came #teamwork", "U2 U1"),
        ("thanks <@U1>, <@U2> was so relieved #clarity", "U1 U2"),
        ("hi <@U2> could you pass my thanks to <@U1> #teamwork", "U2 U1"),
        ("#teamwork <@U2> told me how you helped, <@U1>", "U2 U1"),
        ("Teamwork - <@U2> was ill and you took his shift <@U1>", "U2 U1"),
        ("<@U2>: \u201cyou saved me\u201d. Thanks <@U1> #teamwork", "U2 U1"),
        ("please thank <@U2> for me #teamwork", "U2"),
        ("thanks for the morning with Mia, Tom, <@U2> #teamwork", "U2"),
        ("\u201cyou rock\u201d \u2013 <@U2> #teamwork", "U2"),
        ("you are as good as <@U2> #teamwork", "U2"),
        ("thanks to you <@U2> got his day off #teamwork", "U2"),
        ("Danke, dass du <@U2> geholfen hast #teamwork", "U2"),
        ("<@U2> me cont\u00f3 que ayudaste mucho #teamwork", "U2"),
        # Two who may be meant.
        ("Thanks <@U1> for the help. Thanks <@U2> for the notes. #teamwork", "U1 U2"),
        ("hey <@U2>! <@U1> was great today #teamwork", "U2 U1"),
        # Whoever is mentioned is offered, whatever the language.
        ("Ohne <@U1> w\u00e4ren wir untergegangen #teamwork", "U1"),
        ("I liked how <@U1> dealt with it #empathy", "U1"),
    ],
)
def test_where_a_mention_may_be_no_recipient_the_giver_is_asked(text: str, people: str) -> None:
    assert asks(text) == people


def test_the_giver_is_not_asked_about_themselves() -> None:
    assert asks("<@U2> told <@U9> that you stayed late #teamwork", giver="U9") == "U2"


@pytest.mark.parametrize(
    "text",
    [
        "Thanks a lot <@U1> for the help #empathy",
        "+100 <@U1> you rock #empathy",
        "1. <@U1> for the call #empathy",
        "Danke <@U1> f\u00fcr die Hilfe #empathy",
        "Merci beaucoup <@U1> #empathy",
        "Muchas gracias a <@U1> por todo #empathy",
        "\u0421\u043f\u0430\u0441\u0438\u0431\u043e <@U1> #empathy",
        "\u3042\u308a\u304c\u3068\u3046 <@U1> #empathy",
        "A round of applause for <@U1> #empathy",
        "I'd like to recognise <@U1> for the call #empathy",
        "Yesterday was rough, thanks <@U1> for staying calm #empathy",
        "You helped <@U2> so much. Thank you <@U1>! #empathy",
        "thanks <@U1> for helping <@U2> #empathy",
        "<@U1> covered my shift #empathy",
        "<@U1>'s answers are so kind #empathy",
        "<@U1> I love how you listen #empathy",
    ],
)
def test_whoever_is_thanked_in_so_many_words_is_the_recipient(text: str) -> None:
    parsed = read(text)
    assert (parsed.recipients, parsed.problems) == (("U1",), ())


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("<@U1> trust me, it was great", "trustworthiness"),
        ("<@U1> confidence interval was right", "self_confidence"),
        ("<@U1> communication was down", "communication"),
        ("<@U1> leadership team loved it", "leadership"),
        ("<@U1> calm down", "self_control"),
        ("<@U1> conflict in the calendar is gone", "conflict_management"),
        ("<@U1> loyalty card found", "commitment"),
        ("<@U1> empathy is what you have", "empathy"),
    ],
)
def test_a_name_that_is_a_plain_word_of_its_sentence_is_offered_and_not_taken(
    text: str, key: str
) -> None:
    parsed = read(text)
    assert parsed.problems == (Problem.NO_COMPETENCY,)
    assert key in [one.competency.key for one in parsed.suggestions]
    assert parsed.message == text.removeprefix("<@U1> ")


@pytest.mark.parametrize(
    "text", ["<@U1> medication refunds sorted", "<@U1> belongings found", "<@U1> food quality"]
)
def test_a_word_that_looks_like_a_name_is_none(text: str) -> None:
    assert read(text).competencies == ()


def test_two_names_side_by_side_are_both_taken() -> None:
    for first, second in permutations(ECF.competencies(), 2):
        parsed = read(f"<@U1> {first.name.lower()} {second.name.lower()} thanks")
        assert [one.competency for one in parsed.competencies] == [first, second]
        assert parsed.message == "thanks"


@pytest.mark.parametrize(
    "name",
    [
        "_empathy_",
        "*empathy*",
        "~empathy~",
        "`empathy`",
        "\u201eempathy\u201c",
        "\u201cempathy\u201d",
        "\u201aempathy\u2018",
        "\u2018empathy\u2019",
        "\u00bbempathy\u00ab",
        "\u00abempathy\u00bb",
        "\u00ab\u00a0empathy\u00a0\u00bb",
        "\u2039empathy\u203a",
        "\u300cempathy\u300d",
        "*_empathy_*",
        '"empathy"',
        "<#C1|empathy>",
    ],
)
def test_a_name_is_read_in_quotes_of_every_language_and_as_a_channel(name: str) -> None:
    assert in_short(f"<@U1> {name} thanks") == ("U1", "empathy", "thanks")


@pytest.mark.parametrize("mark", ["1\ufe0f\u20e3", ":one:", "#\ufe0f\u20e3", "\U0001f4a1"])
def test_an_emoji_before_a_name_is_decoration(mark: str) -> None:
    assert in_short(f"<@U1> {mark} empathy thanks") == ("U1", "empathy", f"{mark} thanks")


def test_a_plain_word_behind_a_name_leaves_the_name() -> None:
    assert in_short("<@U1> empathy, trust me, you were great") == (
        "U1",
        "empathy",
        "trust me, you were great",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<#C1|empathy> <@U1> thanks", "thanks"),
        ("<@U1> thanks for your <#C1|empathy> with her", "thanks for your empathy with her"),
        ("<@U1> thanks <#G1|empathy>", "thanks"),
    ],
)
def test_a_tag_that_slack_made_a_channel_s_link_is_a_tag(text: str, message: str) -> None:
    assert in_short(text) == ("U1", "empathy", message)


def test_a_channel_that_is_spoken_of_is_no_tag() -> None:
    assert read("<@U1> the <#C1|empathy> channel is great").competencies == ()
    parsed = read("<@U1> your post in <#C1|communication> was spot on #clarity")
    assert parsed.message == "your post in <#C1|communication> was spot on"
    parsed = read("<@U1> your post in <#C1|empathy> was great")
    assert parsed.problems == (Problem.NO_COMPETENCY,)


@pytest.mark.parametrize(
    "footer",
    [
        "Sent using <@UBOT|Claude>",
        "*Sent using* <@UBOT|Claude>",
        "_Sent via <@UBOT>_",
        "Sent from my iPhone",
        "Sent from Outlook for iOS",
        "Get Outlook for Android",
        "_Sent from my iPhone_",
        "Get <https://aka.ms/o0ukef|Outlook for iOS>",
        "Von meinem iPhone gesendet",
        "Envoy\u00e9 de mon iPhone",
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        "<@U1> empathy thanks",
        "thanks #empathy <@U1>",
        "<@U1> thanks #empathy",
        "<@U1> thanks. Empathy",
    ],
)
def test_what_a_program_signs_with_is_neither_a_person_nor_words(text: str, footer: str) -> None:
    recipients, key, message = in_short(f"{text}\n{footer}")
    assert (recipients, key, message.rstrip(".")) == ("U1", "empathy", "thanks")


def test_a_footer_stays_one_when_a_tap_has_added_a_tag_behind_it() -> None:
    assert in_short("<@U1> thanks\nSent from my iPhone #empathy") == ("U1", "empathy", "thanks")


@pytest.mark.parametrize(
    "message",
    [
        "thanks for the deck shared with <@U2>",
        "thanks\nSent from my heart",
        "thanks\nI sent using the form",
        "you get Outlook",
    ],
)
def test_what_only_looks_like_a_footer_is_a_message(message: str) -> None:
    assert in_short(f"<@U1> empathy {message}")[2] == message


@pytest.mark.parametrize(
    "sentence",
    [
        "listening and hearing and all that",
        "listening and Pedro Lima for the notes",
        "patience &amp; a smile",
        "teamwork + cake",
    ],
)
def test_a_nickname_that_goes_on_with_and_stays_in_the_message(sentence: str) -> None:
    assert in_short(f"<@U1> {sentence}")[2] == sentence


def test_a_group_gives_its_id() -> None:
    parsed = read("<!subteam^S1|@support>, <!subteam^S2> and <!subteam^S1> empathy")
    assert (parsed.recipients, parsed.groups) == ((), ("S1", "S2"))


def test_a_raw_name_is_given_as_typed_and_nobody_is_guessed() -> None:
    parsed = read("<@U1>, @ana.silva and @\u05d3\u05e0\u05d4 empathy write to a@example.com")
    assert parsed.recipients == ("U1",)
    assert parsed.raw_names == ("@ana.silva", "@\u05d3\u05e0\u05d4")
    assert parsed.message == "write to a@example.com"


@pytest.mark.parametrize("text", ["&lt;@U1&gt; empathy", "<@u1> empathy", "<@> empathy", "@ 5"])
def test_what_only_looks_like_a_mention_is_none(text: str) -> None:
    parsed = read(text)
    assert (parsed.recipients, parsed.raw_names) == ((), ())


def test_ten_people_can_be_thanked_and_eleven_cannot() -> None:
    people = [f"<@U{number}>" for number in range(MAX_RECIPIENTS + 1)]
    assert read(" ".join(people[1:]) + " empathy").problems == ()
    assert read(" ".join(people) + " empathy").problems == (Problem.TOO_MANY_RECIPIENTS,)


def test_the_length_of_a_message_is_counted_as_people_count() -> None:
    assert read("<@U1> empathy " + "&amp;" * MAX_MESSAGE).problems == ()
    assert read("<@U1> empathy " + "x" * (MAX_MESSAGE + 1)).problems == (Problem.MESSAGE_TOO_LONG,)


@pytest.mark.parametrize(
    "message",
    [
        "first line\n\n\u2022 second\n\u2022 third",
        "- one\n- two",
        "a &lt;b&gt; &amp; c",
        "&lt;!here&gt; is what I typed",
        "see <https://example.com/a?b=1&amp;c=2|the ticket> and <mailto:a@example.com|mail>",
        "\u05ea\u05d5\u05d3\u05d4 \u05e8\u05d1\u05d4, \u0634\u0643\u0631\u0627\u200f!",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f :tada: :+1:",
        "\u201csmart quotes\u201d \u2026 it\u2019s fine :)",
        ":) nice",
        "\uff46\uff55\uff4c\uff4c width",
        "not a #hashtag I know",
    ],
)
def test_the_message_stays_as_it_was_typed(message: str) -> None:
    assert in_short(f"<@U1> empathy\n{message}") == ("U1", "empathy", message)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<!here> look", "@here look"),
        ("look <!channel|channel>", "look channel"),
        ("<!everyone>", "@everyone"),
        ("ask <!subteam^S1|@support> or <!subteam^S2>", "ask @support or @group"),
        ("<!date^0^{date}|on Monday>", "on Monday"),
        ("<!\u200bhere>", "@here"),
        ("<!he<!here>re>", "&lt;!he@herere>"),
        ("<javascript:x|y>", "&lt;javascript:x|y>"),
        ("one\r\ntwo\u2028three", "one\ntwo\nthree"),
        ("\u202egnol\u202c \u2067x\u2069 \x00\x1b[0m", "gnol x [0m"),
        ("\ud800half", "half"),
    ],
)
def test_nothing_in_the_message_pings_a_crowd_or_garbles_the_channel(
    typed: str, shown: str
) -> None:
    assert read(f"<@U1> empathy thanks {typed}").message == f"thanks {shown}"


def test_zero_width_characters_do_not_hide_a_competency() -> None:
    text = "<@U1> em\u200bpa\u200dthy \u2060thanks"
    assert in_short(text) == ("U1", "empathy", "thanks")


PIECES = st.one_of(
    st.sampled_from(
        ["<@U1>", "<@U2|ben>", "<@W3>", "<@u4>", "<@U5", "@ana", "@here", "<!here>", "<!channel>"]
    ),
    st.sampled_from(
        ["<!everyone|x>", "<!subteam^S1|@a>", "<!subteam^S2>", "<#C1|general>", "<!", "<", ">", "|"]
    ),
    st.sampled_from(
        ["empathy", "Empaty", "conflict management", "#empathy", "#SelfControl", "#x", "#", "calm"]
    ),
    st.sampled_from(
        ["thanks", "for", "your", "great", "kudos to", "and", "&amp;", "&lt;", "&gt;", "&", "it's"]
    ),
    st.sampled_from(
        [" ", "\n", ", ", ": ", " - ", ".", "!", "(", ")", "*", "\u201c", "\u2014", ":tada:", ":)"]
    ),
    st.sampled_from(
        ["\u200b", "\u200d", "\u202e", "\u2066", "\u2069", "\x00", "\u0301", "\ud800", "\uff03"]
    ),
    st.sampled_from(["<https://example.com|x>", "here>", "!here>", "\U0001f389", "\u05e9\u05dc"]),
    st.text(max_size=5),
)
MIXTURES = st.lists(PIECES, max_size=9).map("".join)
SPACED_MIXTURES = st.lists(PIECES, max_size=9).map(" ".join)

UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
KEPT = re.compile(r"<(?:@[UW]|#[CDG]|https?:|mailto:|tel:|slack:)[^<>\n]*>")


def check_any(text: str, giver: str | None = "U1") -> None:
    parsed = read(text, giver)
    for ids, form in ((parsed.recipients, r"[UW][A-Z0-9]+"), (parsed.groups, r"S[A-Z0-9]+")):
        assert len(set(ids)) == len(ids)
        assert all(re.fullmatch(form, one) for one in ids)
    keys = [match.competency.key for match in parsed.competencies]
    assert len(set(keys)) == len(keys)
    assert ("no_competency" in parsed.problems) == (not keys and "empty" not in parsed.problems)
    assert "<" not in KEPT.sub("", parsed.message)
    assert not UNSEEN.search(parsed.message)
    assert parsed.message == parsed.message.strip()


@settings(max_examples=3_000)
@given(st.text(max_size=200))
def test_no_text_at_all_makes_the_parser_stumble(text: str) -> None:
    check_any(text)


@settings(max_examples=4_000)
@given(MIXTURES)
def test_no_mixture_of_slacks_escapes_makes_the_parser_stumble(text: str) -> None:
    check_any(text)


@settings(max_examples=3_000)
@given(SPACED_MIXTURES)
def test_no_mixture_of_words_makes_the_parser_stumble(text: str) -> None:
    check_any(text)


@settings(max_examples=500)
@given(st.lists(st.sampled_from(["<@U1>", "<@W2|b>", "<@U3>"]), min_size=1), st.data())
def test_people_in_front_of_a_competency_are_always_its_recipients(
    people: list[str], data: st.DataObject
) -> None:
    joint = data.draw(st.sampled_from([" ", ", ", " and ", " &amp; ", "\n", ",", " + "]))
    competency = data.draw(st.sampled_from(list(ECF.competencies())))
    parsed = read(f"{joint.join(people)} {competency.name}: thanks <@U7>")
    ids = [one.strip("<@>").split("|")[0] for one in people]
    assert parsed.recipients == tuple(dict.fromkeys(ids))
    assert [match.competency for match in parsed.competencies] == [competency]
    assert parsed.message == "thanks <@U7>"


@pytest.mark.parametrize(
    "piece",
    [
        "<@U1> ",
        "<@U1> (",
        '"<@U1>" ',
        "<@U1> word ",
        "#empathy ",
        "empathy and ",
        "word ",
        ":a",
        "<",
        "<@U1|",
        "<!",
        "a'",
        "@a.",
        "-",
    ],
)
def test_a_text_of_a_hundred_thousand_characters_is_read_to_its_end(piece: str) -> None:
    text = "<@U1> " + piece * (100_000 // len(piece))
    parsed = read(text + " #optimism")
    assert parsed.recipients == ("U1",)
    assert all(len(match.typed) < 100 for match in parsed.competencies)
