"""Whether the name of a competency is a plain word of the sentence that it begins.

"@ana trust me" and "@ana confidence interval was right" name nothing; "@ana trust, always" and
"@ana confidence when the client shouted" do. Only the word behind the name can tell.
"""

from __future__ import annotations

import re

from slackapp.domain.competency_match import MatchedCompetency
from slackapp.domain.word_forms import singular, word_set, words_of

_NEXT_WORD = re.compile(r"[ \t\u00a0]+(?P<word>[^\W_][\w'\u2019]*)")


# Behind a verb like these, or as a part of such a noun, every name is a plain word.
_VERBS = word_set(
    """
    is isn't are aren't was wasn't were weren't has hasn't have had hadn't does doesn't did didn't
    can't cannot could might shall should will won't would helps matters means needs makes goes
    comes works wins lies remains seems starts begins pays please
    """
)
_NOUNS = word_set(
    """
    academy account agency agreement app audit award awards badge bank barrier barriers block board
    book bottle box boxes breakdown budget calculator call calls campaign card cards cause center
    centre ceremony certificate certification chair channel channels chart check circle class
    clause cloud conference contest contract council course courses crisis cup date day deficit
    degree department deposit device devices disorder document email engine error errors event
    exercise expert factor fatigue fee fees form forms forum fund gap gaps group guide guidelines
    handbook hotline house index interval issue issues kit lab ladder letter level levels library
    licence license line lines list lists lounge mail manager map maps marketing matrix meeting
    meetings model module mug network networks newsletter offer office officer offsite operation
    operations page pages papers partner partners peddling period phobia plan plans podcast points
    policy pool portal position positions poster prize problem problems process program programme
    project proposal protocol pyramid quiz quota race rate rating ratio report reports request
    requests roadshow role roles room rota satellite scale scandal school score scores seminar
    session sessions setting settings sheet shirt sign skills slides software spectrum statement
    station statistics stats sticker strategy studies style succession suite summit survey switch
    system talk talks target targets team teams template test tests theory ticket tickets tool
    toolkit tools topic tower track training transfer trial unit vendor video vote voucher wall
    wave webinar website week workshop workshops
    """
)

# What a message begins with; a word that is often no name may stand before these alone.
_BEGINNINGS = word_set(
    """
    thank thanks thankyou thx ty cheers kudos bravo congrats well great good nice lovely amazing
    awesome brilliant superb fantastic excellent wonderful outstanding incredible always never
    never-ending once again today yesterday tonight still even just really so such very truly you
    your you're you've youve youre u ur i i'm i've we we've she he they my our his her their its
    it's the a an no not nobody without this that these those what how who when whenever while
    because as since although despite and or to with for in on at by through throughout during
    under after before behind beyond across about over from all every everyone everybody everywhere
    each any wow yay yes woohoo hooray haha lol omg legend hero perfect champion beginning one two
    three four five six seven eight nine ten twenty many most last
    """
)
# Words of law, science and trade, and imperatives: only what is clearly set off is their message.
_GUARDED = word_set(
    """
    achievement adaptation conflict grit confidence diversity equality ethics inclusion
    transformation leading partnership politics principles purpose relationships relationship
    respect sacrifice trust vision
    """
)
_GUARDED_BEGINNINGS = word_set(
    """
    thank thanks thankyou thx ty cheers kudos bravo congrats well great amazing awesome brilliant
    you your you're you've youve youre u ur for when whenever while because as always never and
    """
)
# The nicknames that are seldom other words.
_CLEAR_NICKNAMES = re.compile(
    r"(?:\w+ness|teamwork|patience|creativity|sincerity|humility|modesty|bravery|perseverance"
    r"|tenacity|proactivity|camaraderie|reliability|dependability|composure|ingenuity|versatility"
    r"|diplomacy|positivity|truthfulness|above and beyond|(?:going the )?extra mile|hardworking"
    r"|empath\w+|optimis\w+)"
)
_COUNTED = word_set("initiative commitment")
# Verbs, whose object follows: "committed a fix", "adapted the template".
_VERB_FORM = re.compile(r"\w+(?:[^e]ed|ated?|ates|i[sz]ed?)")
_WHOM = word_set("me us him her them people customers callers newcomers new each one")
_IMPERATIVES = word_set("calm influence")
_ARTICLES = word_set("the a an my our his her their its this that these those")
_ING_NOUNS = word_set("briefing building meeting planning rating setting testing training warning")


def is_plain_word(match: MatchedCompetency, text: str, end: int) -> bool:
    """Whether what was matched before `text[end:]` is a plain word of that sentence."""
    following = _NEXT_WORD.match(text, end)
    if following is None:
        return False
    word = following["word"].casefold().replace("\u2019", "'")
    if word in _VERBS or word in _NOUNS:
        return True
    meant = _meant_by(match)
    if match.via != "alias" or _CLEAR_NICKNAMES.fullmatch(meant):
        return word[0].isdigit() and meant in _COUNTED
    if meant in _GUARDED or _VERB_FORM.fullmatch(meant):
        return word not in _GUARDED_BEGINNINGS
    if meant in _IMPERATIVES and word in _ARTICLES:
        return True
    is_beginning = word in _BEGINNINGS or (meant.endswith("ing") and word in _WHOM)
    is_deed = word.endswith("ing") and word not in _ING_NOUNS
    is_sentence = following["word"][0].isupper() and match.typed[0].islower()
    return not (is_beginning or is_deed or is_sentence)


def _meant_by(match: MatchedCompetency) -> str:
    """The words of a match, the last in its singular."""
    words = words_of(match.typed)
    return " ".join([*words[:-1], *map(singular, words[-1:])])
