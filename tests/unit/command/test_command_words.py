"""A word that could be a command is answered as one; a sentence with such a word stays thanks."""

from __future__ import annotations

import pytest
import wordfreq
from hypothesis import given
from hypothesis import strategies as st

from slackapp.domain.command.vocabulary import ORDINARY, SPELT, STRONG, WEAK, Wish
from slackapp.domain.command.words import CommandGuess, read_command
from slackapp.frameworks.loader import builtin_keys, load_builtin
from tests.unit.sentences import read_sentences

ECF = load_builtin()


def wish(text: str) -> str | None:
    guess = read_command(text, ECF)
    return None if guess is None else str(guess.wish)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("help me", "help"),
        ("help!", "help"),
        ("HELP?", "help"),
        ("--help", "help"),
        ("-h", "help"),
        ("hlep", "help"),
        ("hepl <@U1> #empathy", "help"),
        ("help me thank <@U1> for her empathy", "help"),
        ("lists", "list"),
        ("lsit", "list"),
        ("list <@U1> teamwork", "list"),
        ("me foo", "me"),
        ("me <@U1>", "me"),
        ("my kudos", "me"),
        ("whoami", "me"),
        ("anounce ask", "announce"),
        ("announce <@U1>", "announce"),
        ("reflexions", "reflections"),
        ("digest foo", "digest"),
        ("dgiest now", "digest"),
        ("digest <@U1>", "digest"),
        ("reprot", "report"),
        ("exprt", "export"),
        ("exprt team csv 2026-10", "export"),
        ("pakcet 6", "packet"),
        ("leadres", "leaders"),
        ("leaders <@U1> foo", "leaders"),
        ("undo", "undo"),
        ("undo <@U1>", "undo"),
        ("undoo <@U1> #empathy", "undo"),
        ("/kudos undo", "undo"),
        ("please undo", "undo"),
        ("I want to undo my last kudos", "undo"),
        ("delete", "undo"),
        ("delete my last kudos to <@U1>", "undo"),
        ("please delete the kudos to <@U1> #empathy", "undo"),
        ("can you delete my kudos?", "undo"),
        ("deleet <@U1>", "undo"),
        ("remove <@U1>", "undo"),
        ("edit <@U1> empathy", "undo"),
        ("take back my kudos to <@U1>", "undo"),
        ("cancel", "undo"),
        ("stop", "undo"),
        ("stats", "stats"),
        ("status", "stats"),
        ("settings", "settings"),
        ("setings", "settings"),
        ("leaderboard", "leaderboard"),
        ("leaderbord", "leaderboard"),
        ("top", "leaderboard"),
        ("foo", "unknown"),
        ("version 2", "unknown"),
        ("show stats", "stats"),
        ("show me the leaderboard", "leaderboard"),
        ("open settings", "settings"),
        ("my settings", "settings"),
        ("kudos help", "help"),
        ("<@U1> undo", "undo"),
        ("<@U1> delete this", "undo"),
        ("<@U1>, <@U2> udno", "undo"),
        ("@ana undo", "undo"),
        ("<@U1> help!", "help"),
        ("<@U1> stats", "stats"),
        # Other languages
        ("hilfe", "help"),
        ("ayuda", "help"),
        ("aide", "help"),
        ("помощь", "help"),
        ("ヘルプ", "help"),
        ("löschen <@U1>", "undo"),
        ("rückgängig", "undo"),
        ("supprimer", "undo"),
        ("borrar", "undo"),
        ("usuń", "undo"),
        ("einstellungen", "settings"),
        ("estadísticas", "stats"),
    ],
)
def test_a_word_of_the_command_is_answered_as_such(text: str, expected: str) -> None:
    assert wish(text) == expected


@pytest.mark.parametrize("person", ["<@U1>", "<@U1|ana>", "@ana", "<@U1> and <@U2>"])
@pytest.mark.parametrize(
    "text",
    [
        "private {} empathy thanks for it",
        "private {} #empathy",
        "Private: {} #empathy thanks",
        "privat {} empathy",
        "pirvate {} #empathy",
        "privately thank {} for #empathy",
        "please send {} a private kudos for empathy",
        "private kudos to {} for empathy",
        "in private {} #empathy",
        "dm {} empathy",
        "kudos private {} empathy",
        "/kudos private {} empathy",
        "{} private empathy thanks",
        "{} private: empathy thanks",
        "{} privately #empathy thanks",
        "{} empathy thanks (private)",
        "{} empathy --private thanks",
        "{} #private #empathy thanks",
        "{} empathy thanks, please keep this private",
        "{} #empathy thanks privately",
        "{} empathy private",
        "{} empathy, private: thanks for it",
        "{} #empathy private - thanks for it",
        "{} empathy thanks for it, private",
        "{} empathy thanks for it - private!",
        "privé {} empathy",
        "privado {} empathy",
        "geheim {} empathy",
    ],
)
def test_what_asks_for_privacy_is_never_posted(text: str, person: str) -> None:
    assert wish(text.format(person)) == "private"


def test_what_asks_for_no_name_is_never_posted() -> None:
    assert wish("anonymous <@U1> #empathy") == wish("<@U1> #anonymous #empathy") == "anonymous"


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("what is empathy?", "empathy"),
        ("what is empathy", "empathy"),
        ("what's teamwork?", "collaboration_and_cooperation"),
        ("what does self-control mean?", "self_control"),
        ("was ist Empathy?", "empathy"),
        ("empathy?", "empathy"),
        ("how do I give kudos?", None),
        ("how does this work", None),
        ("can I undo this?", None),
        ("who got kudos yesterday?", None),
        ("who thanked <@U1>?", None),
        ("how do I thank <@U1> for empathy?", None),
        ("¿cómo funciona?", None),
        ("is anybody there?", None),
        ("?", None),
    ],
)
def test_a_question_is_answered_and_about_a_competency_with_it(
    text: str, about: str | None
) -> None:
    guess = read_command(text, ECF)
    assert guess is not None
    assert guess.wish is Wish.QUESTION
    assert (guess.competency and guess.competency.key) == about


@pytest.mark.parametrize(
    "text",
    [
        "help from <@U1> was great #teamwork",
        "help from @ana was great #teamwork",
        "Help with the queue, <@U1>, was great #teamwork",
        "list of wins by <@U1> #teamwork",
        "Report from <@U1> was superb #communication",
        "Digest from <@U1> was useful #communication",
        "Leaders like <@U1> are rare #leadership",
        "me and <@U1> fixed it #teamwork",
        "Removed a blocker: <@U1> #initiative",
        "deleted the spam in an hour, thanks <@U1> #initiative",
        "private lessons from <@U1> were great #empathy",
        "Secret santa by <@U1> #teamwork",
        "<@U1> private lessons helped #empathy",
        "<@U1> empathy you kept it private",
        "<@U1> confidential data was safe with you #trustworthiness",
        "<@U1> #confidentiality",
        "Top <@U1> #teamwork",
        "<@U1> empathy",
        "<@U1> leadership",
        "<@U1> lost",
        "<@U1> thanks",
        "<@U1> undo the mess: nobody does it better #initiative",
        "show us how it is done, <@U1> #initiative",
        "Held <@U1> in high regard #trustworthiness",
        "Last week <@U1> saved us #teamwork",
        "Expert <@U1> #empathy",
        "how <@U1> handled it, wow #empathy",
        "What would we do without <@U1>? #teamwork",
        "what a day! <@U1> #teamwork",
        "listening <@U1> thanks",
        # Without a person: thanks that lack one
        "empathy thanks for staying calm with that caller",
        "empathy",
        "#empathy",
        "empathy, can you imagine how calm she was?",
        "thanks",
        "well done team",
        "so kind of you",
        "patient",
        "last week was great, teamwork",
        "Help with the queue was great, teamwork",
        "the night shift ran well #teamwork",
    ],
)
def test_a_sentence_with_such_a_word_stays_a_kudos(text: str) -> None:
    assert read_command(text, ECF) is None


@pytest.mark.parametrize("name", ["", "_held_out", "_held_out_2"])
def test_no_realistic_sentence_is_taken_for_a_command(name: str) -> None:
    sentences = read_sentences(f"kudos_sentences{name}.txt")
    assert len(sentences) >= 60
    assert [one.text for one in sentences if read_command(one.text, ECF) is not None] == []


@pytest.mark.parametrize("key", builtin_keys())
def test_no_competency_is_taken_for_a_command(key: str) -> None:
    framework = load_builtin(key)
    for competency in framework.competencies():
        for name in (competency.name, *competency.aliases):
            for text in (f"{name} <@U1> thanks", f"<@U1> {name} thanks", f"#{name} <@U1>", name):
                assert read_command(text, framework) is None, text


def test_everyday_words_before_a_person_are_no_slips_of_a_command() -> None:
    words = {
        word
        for word in wordfreq.top_n_list("en", 40_000)
        if word.isalpha() and wordfreq.zipf_frequency(word, "en") >= 3
    }
    assert len(words) > 15_000
    taken = {
        word
        for word in words - set(STRONG)
        if read_command(f"{word} <@U1> you were great #teamwork", ECF) is not None
    }
    assert taken == set()


def test_the_words_of_the_vocabulary_are_sorted_out() -> None:
    assert not set(STRONG) & set(WEAK)
    assert set(SPELT) <= set(STRONG)
    assert not ORDINARY & set(STRONG)


@pytest.mark.parametrize("word", SPELT)
def test_every_slip_of_two_neighbours_is_understood(word: str) -> None:
    meant = STRONG[word]
    for place in range(1, len(word) - 1):
        typed = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        if typed != word and typed not in ORDINARY:
            assert wish(typed) == wish(f"{typed} <@U1>") == str(meant), typed


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert isinstance(read_command(text, ECF), CommandGuess | None)


MIXED = ["undo", "private", "my kudos to", "?", "what is", "help", "-#(", "<@U1>"]


@given(st.lists(st.sampled_from(MIXED)).map(" ".join))
def test_any_mix_of_such_words_is_read_without_an_error(text: str) -> None:
    guess = read_command(text, ECF)
    assert guess is None or guess.typed
