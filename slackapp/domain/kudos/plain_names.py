"""Whether the name of a competency is a plain word of the sentence that it begins.

"@ana trust me" and "@ana confidence interval was right" name nothing; "@ana trust, always" and
"@ana confidence when the client shouted" do. Only the word behind the name can tell.
"""

from __future__ import annotations

import re

from slackapp.domain.base.word_forms import singular, word_set, words_of
from slackapp.domain.competency.match import MatchedCompetency

# "chasing the parcel", but not "hearing moved".
_DEED = re.compile(
    r"[ \t\u00a0]+\w+ing[ \t\u00a0]+(?:the|an?|my|our|your|his|her|their|me|us|him|them|this"
    r"|that|these|those|every\w*|all|both|each|to|with|up|out|in|on|for|through|over|back|into)\b",
    re.IGNORECASE,
)
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
    academy account agency agenda agreement app audit award awards badge badges bank barrier
    barriers bias block board bonus book bottle box boxes breakdown budget bug cable cables
    calculator calendar call calls campaign card cards cause center centre ceremony certificate
    certification chair challenge challenges channel channels charge charges chart charter check
    circle class clause clinic cloud coach competencies competency conference contest contract
    council course courses crisis cup dashboard date day deadline deadlines debate deficit degree
    delay delays department deposit development device devices director discount disorder document
    election email engine error errors event exercise expert factor failure failures fatigue fee
    fees file files folder form forms forum function functions fund funds gap gaps group guide
    guidelines handbook history hotline house index interval interview interviews issue issues
    kickoff kit lab ladder launch letter level levels library licence license line lines link links
    list lists log logs loss lounge mail manager map maps marketing matrix meeting meetings memo
    metrics minutes model module mug network networks newsletter offer office officer offsite
    operation operations outage owner package page pages papers partner partners pathway peddling
    period phase phobia plan plans platform podcast points policy poll polls pool port portal
    position positions poster preferences principle principles prize problem problems process
    program programme project proposal protocol pyramid qualification quiz quota race rate rating
    ratio report reports request requests requirement requirements retreat review reviews roadshow
    role roles roll room rota rotation rule rules satellite scale scandal schedule school score
    scores seminar session sessions setting settings sheet shirt shuffle sign skills slides
    software spectrum spreadsheet staff statement station statistics stats status sticker strategy
    structure studies style styles succession suite summit survey switch system talk talks target
    targets team teams technology template terms test tests theory ticket tickets timeline tool
    toolkit tools topic tower track tracker tracking training transfer transition trial unit update
    updates vacuum vendor video vote voucher wall wave webinar website week workshop workshops zone
    zones
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
    r"|empath\w+|optimis\w+|expertise)"
)
_COUNTED = word_set("initiative commitment")
# Verbs, whose object follows: "committed a fix", "adapted the template".
_VERB_FORM = re.compile(r"\w+(?:[^e]ed|ated?|ates|i[sz]ed?)")
_WHOM = word_set("me us him her them people customers callers newcomers new each one")
_IMPERATIVES = word_set("calm influence")
_ARTICLES = word_set("the a an my our his her their its this that these those")


def is_plain_word(match: MatchedCompetency, text: str, end: int) -> bool:
    """Whether what was matched before `text[end:]` is a plain word of that sentence."""
    following = _NEXT_WORD.match(text, end)
    if following is None:
        return False
    word = following["word"].casefold().replace("\u2019", "'")
    if word in _VERBS or word in _NOUNS:
        return True
    meant = _meant_by(match)
    # A lens has names that are everyday words, such as "results" and "balance".
    is_name = match.via != "alias" and (" " in meant or not match.is_of_lens)
    if is_name or _CLEAR_NICKNAMES.fullmatch(meant):
        return word[0].isdigit() and meant in _COUNTED
    if meant in _GUARDED or _VERB_FORM.fullmatch(meant):
        return word not in _GUARDED_BEGINNINGS
    if meant in _IMPERATIVES and word in _ARTICLES:
        return True
    is_beginning = word in _BEGINNINGS or (meant.endswith("ing") and word in _WHOM)
    is_deed = _DEED.match(text, end)
    is_sentence = following["word"][0].isupper() and match.typed[0].islower()
    return not (is_beginning or is_deed or is_sentence)


def _meant_by(match: MatchedCompetency) -> str:
    """The words of a match, the last in its singular."""
    words = words_of(match.typed)
    return " ".join([*words[:-1], *map(singular, words[-1:])])
