"""How clearly the place of a mention says that this person is thanked.

A mention is clear where the person is spoken to ("@ana you …", "…, thank you @ana") or named behind
a word of thanks, in whatever language. It is doubtful where the person may be an object or the
subject of the sentence: "giving @ben a hand", "@ben told me you …", "thanks for helping @ben".
Doubtful is said too often rather than too seldom: a question costs one tap, a wrong name in public
costs more.
"""

from __future__ import annotations

import re
from enum import IntEnum
from itertools import takewhile

from slackapp.domain.slack_text import AddresseeKind, Run
from slackapp.domain.word_forms import word_set


class Clarity(IntEnum):
    """How clearly a place is one for recipients; `COMMAND` outdoes every other mention."""

    NONE = 0
    DOUBTFUL = 1
    CLEAR = 2
    COMMAND = 3


_THANKS = word_set(
    """
    thank thanks thankyou thanking thx thanx tnx ty tysm cheers kudos props bravo congrats
    congratulations shout shoutout shoutouts hats applause ovation recognise recognize recognising
    recognizing acknowledge acknowledging appreciate appreciating appreciation gratitude praise
    celebrate celebrating credit respect salute grateful thankful indebted obliged mercis
    поблагодарить благодарим danke dank dankeschön riesendank bedankt bedankje merci gracias grazie
    obrigado obrigada tack tackar takk tak kiitos kiitoksia þakka dzięki dziękuję děkuji díky
    ďakujem hvala köszönöm köszi mulțumesc multumesc mersi ačiū aitäh tänan paldies teşekkürler
    teşekkür sağol faleminderit ευχαριστώ ευχαριστω спасибо благодарю дякую дзякуй благодаря хвала
    рахмет asante mahalo salamat terima makasih cảm dankie gràcies graciñas eskerrik diolch شكرا
    شكراً ممنون مرسی متشکرم תודה धन्यवाद शुक्रिया ধন্যবাদ நன்றி ขอบคุณ ありがとう
    ありがとうございます 谢谢 謝謝 多谢 감사합니다 고마워요
    """
)
_PRAISE = word_set(
    """
    well done good morning afternoon evening three great nice amazing awesome brilliant fantastic
    superb wonderful excellent job work one wow yay woohoo congratulations bravo chapeau super toll
    """
)
_GREETINGS = word_set("hi hey hello dear hej hallo hola ciao salut bonjour moin")
# What may stand between a word of thanks and the person.
_LINKS = word_set(
    """
    you u so very much lots a lot of ton tons million again all out goes to go our own dear also
    many big huge massive special enormous warm heartfelt round hand up team for di cuore coeur
    cœur corazón coração herzen herz von vom de del do todo хочу хотим очень огромное всем сердцем
    schön sehr vielen viele tausend herzlichen ganz großes an beaucoup infiniment mille à al
    muchas muchísimas mil tante tantissime muito muita muitas så mycket tusen mange stora wel heel
    erg hartelijk paljon bardzo çok большое дуже kasih ơn bạn both je guys folks everyone
    everybody enough quick
    """
)
_OPENERS = (
    _THANKS
    | _PRAISE
    | _GREETINGS
    | _LINKS
    | word_set(
        """
        i we want wanted would d like let lets s please just say saying give giving send sending my
        an and this is it's am i'm we're are that off can get goes where due deserves today today's
        it in with love
        """
    )
)
#: The command said once more, which is as good as nothing.
_COMMAND_WORDS = word_set("kudos to for give send thank thanks")
# With such a word right before it, the person is spoken of: "let @ben know", "giving @ben a hand".
_GOVERNS = word_set(
    """
    i we want wanted would d like let lets s please give giving send sending my an and this is it's
    that can get where due deserves in with
    """
)
_THANKS_NOUN = re.compile(
    r"(?:\s|a|an|some|many|all|my|our|big|huge|massive|special|the|well-deserved|lots|of)*"
    r"\s(?:kudos|props|thanks|thank|shout|shoutout|shout-out|credit|applause|recognition|praise|love)\b",
    re.IGNORECASE,
)

_SPOKEN_TO = word_set(
    """
    you your yours you're you've you'd you'll youve youre u ur thank thanks thankyou thx ty cheers
    for great good nice amazing awesome brilliant fantastic superb wonderful excellent well
    congrats congratulations bravo kudos props danke merci gracias grazie für pour por per för voor
    за du deine dein tu vous i i'm i've i'll i'd we we're we've my our it's this that never every
    """
)
_LEADS_IN = word_set("so such what how always on in at with when while during because from of and")
_LIKE_YOU = re.compile(r"\s*(?:[^\W_]+\s+){1,2}like you\b", re.IGNORECASE)
_APPOSITION = re.compile(r"\s*,\s*(?:who|whose|my|our|the|an?|from|in|on)\b", re.IGNORECASE)
_TELLS = word_set(
    """
    told tells tell says said say saying mentioned mentions thinks thought heard hears praised
    praises raved raves recommended recommends complained complains reported reports nominated
    nominates needs needed wants wanted believes confirmed confirms sagt sagte erzählte meint
    meinte dit disait dijo dice me m'a contó comentó disse contou raconté vertelde zei berättade
    """
)
# With "you" behind it somebody else is spoken to: "@ben was ill and you took his shift".
_THIRD_PERSON = word_set(
    """
    was wasn't is isn't had hadn't has did didn't does can can't could couldn't would will won't
    went got took gave made came ran wrote saw knew felt found kept left lost met sent shown spoke
    stood taught tells thinks won broke brought bought built caught chose drove fell forgot held
    heard learnt read rose sang sat sold swore threw understood woke also just really still even
    only never finally hat war ist wollte konnte est était ha fue estaba
    """
)
_SINGULAR = word_set("was is has wasn't isn't hasn't says told needs wants loves loved thinks")
_YOU = re.compile(
    r"\b(?<!thank )(?<!thanks )(?<!bless )(?:you|you're|you've|youve|your|yours|u|ur|du|dich|dir"
    r"|dein\w*|ihr|euch|tu|toi|vous|votre|usted|você|ustedes|jij|jullie|jouw|ты|тебе|тебя|вы|вам)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_](?:[^\W_]|['\u2019\u0300-\u036f\u200c\u200d-])*")
_SENTENCE_MARK = re.compile(r"[.!?…;:,\n()\[\]|\u2013\u2014]|\s--?\s")
# A dash may be followed by whose words these are.
_SPEAKS_TO = re.compile(
    r"(?:[.!?…,;:|]|\n|[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f]|:[\w+'-]{1,60}:)\s*$"
)
_LISTS = re.compile(r",\s*[^\W\d_a-z][^\W\d_]+\s*,\s*$")
_SET_OFF = re.compile(
    r"[*_~`]*(?:\s*(?:\([^()\n]*\)|[,;:.!?…\u2013\u2014\u2192|)=(\[<]|&gt;|--?\s|$)|[^\S\n]*\n)"
)
#: How a tap addresses a text; see `mend_text.address`.
_ADDRESSED = re.compile(r":\n")
_FOR_ME = re.compile(r"\s+(?:for|from) (?:me|us)\b", re.IGNORECASE)
_THANKS_FOR = ("thanks", "thank", "you", "thx", "ty")
_MENTION = re.compile(r"<@(?P<id>[UW][A-Z0-9]+)(?:\|[^<>\n]*)?>")
_POSSESSIVE = re.compile(r"['\u2019]s?\b")
_AND_I = re.compile(r"\s+and\s+(?:I|me|my)\b", re.IGNORECASE)
_JOINED_TIGHTLY = re.compile(r"\band\b|&|\+|\bund\b|\bet\b|\by\b", re.IGNORECASE)

_NOUN_BEFORE = re.compile(
    r"\b(?:the|your|this|that|a|an|all|another|such|great|good|nice|amazing|awesome|excellent"
    r"|brilliant|fantastic|wonderful|endless)\s+(?P<noun>(?:[^\W_][\w'\u2019-]*\s+){1,3})$",
    re.IGNORECASE,
)
_ADJECTIVE_BEFORE = re.compile(
    r"\b(?:you|you're|u|ur|youre)\s+(?:(?:are|were|r|have been|was|always|are always)\s+)?"
    r"(?:(?:so|such|very|really|truly|just|always|absolutely|simply|both|two|a|an|the|my|our|real"
    r"|true|total|absolute|most)\s+){0,3}(?P<adjective>[^\W_][\w'\u2019-]*)\s+$",
    re.IGNORECASE,
)
_I_LOVE_IT_WITH = re.compile(
    r"^\s*(?:I|we)\s+(?:(?:really|just|always|so)\s+)?(?:love|loved|enjoy|enjoyed|like|liked)\b"
    r"(?:(?!\byou).)*\swith\s+$",
    re.IGNORECASE,
)
_NO_PRAISE = word_set("as than like new next own other old young second only former")
_NO_VERBS_ING = word_set("amazing outstanding charming inspiring caring understanding everything")
# Not the last word before somebody who is spoken to.
_LEADS_ON = word_set(
    """
    to for with from by of on in at about after before behind beside between like near over past
    than through under until via without and or but that which who whom when where while as if
    because cc fyi ask tell told gave give given got get helped help saw met made make let kept
    keep taught teach showed show sent send took take brought bring found find paid pay meet left
    leave lent lend put covered cover trained train replaced backed called call cheer up out off
    down thank i me my he she they we his her their him them it is was am
    """
)
_TIMES = word_set(
    """
    today yesterday tonight now again always everything lot much monday tuesday wednesday thursday
    friday saturday sunday week month year morning afternoon evening night weekend you
    """
)
_PREPOSITIONS = word_set(
    """
    to for with from by of on in at about after before via without i he she they we you it who as
    than like
    """
)


def judge_opening(
    opening: list[str], run: Run, text: str, *, has_label_before: bool, has_label_behind: bool
) -> Clarity:
    """How clear a run is that stands behind nothing but these words, lower case."""
    is_bare = len(opening) < 4 and set(opening) <= _COMMAND_WORDS
    if _is_governed(opening, run, text) or _ends_in_subject(opening, run, text):
        is_told = has_label_behind and is_bare and opening[-1] in ("give", "send")
        return Clarity.COMMAND if is_told else Clarity.DOUBTFUL
    if has_label_behind or _ADDRESSED.match(text, run[-1].end):
        return Clarity.COMMAND
    if not _THANKS.isdisjoint(opening) and opening[-2:] != ["to", "you"]:
        return Clarity.CLEAR
    following = _judge_following(run, text)
    is_all = has_label_before and not _word_after(text, run[-1].end)
    return Clarity.COMMAND if is_all and following is Clarity.CLEAR else following


def _is_governed(opening: list[str], run: Run, text: str) -> bool:
    """Whether the words before them speak of these people: "giving @ben a hand"."""
    last = opening[-1] if opening else ""
    if last in _GOVERNS and not _THANKS_NOUN.match(text, run[-1].end):
        return True
    # "thanks for @ben" tells of Ben; "applause for @ben" is his, and "for @ben's sake" is not.
    if last == "for" and (
        (opening[-2:-1] and opening[-2] in _THANKS_FOR) or _POSSESSIVE.match(text, run[-1].end)
    ):
        return True
    # "thanks to you @ben got home", "please thank @ben for me"
    to_you = opening[-2:] == ["to", "you"] and _word_after(text, run[-1].end) not in _SPOKEN_TO
    return to_you or (last == "thank" and bool(_FOR_ME.match(text, run[-1].end)))


def is_opener(word: str) -> bool:
    """Whether recipients may stand behind this word, lower case."""
    return word in _OPENERS or word.isdigit()


def judge_thanks(run: Run, text: str) -> Clarity:
    """Whether a run in the middle of a text stands behind a word of thanks to it."""
    before = text[max(0, run[0].start - 80) : run[0].start]
    clause = _SENTENCE_MARK.split(before)[-1]
    words = [word.casefold() for word in _WORD.findall(clause)]
    near = list(takewhile(is_opener, reversed(words)))
    thanks = [place for place, word in enumerate(near) if word in _THANKS]
    if not thanks or any(word not in _LINKS for word in near[: thanks[0]]):
        return Clarity.NONE
    # "no thanks to @ben", "for thanks"
    if near[0] == "for" and near[thanks[0]] in _THANKS_FOR:
        return Clarity.NONE
    return Clarity.NONE if _ends_in_subject(near, run, text) else Clarity.CLEAR


def judge_end(run: Run, text: str, *, has_label: bool) -> Clarity:
    """How clear a run is that ends the text; `has_label` where a name stands right before it."""
    before = text[max(0, run[0].start - 80) : run[0].start]
    if has_label or not before.strip():
        return Clarity.CLEAR
    if _SPEAKS_TO.search(before):
        return Clarity.DOUBTFUL if _LISTS.search(before) else Clarity.CLEAR
    clause = _SENTENCE_MARK.split(before)[-1]
    words = [word.casefold() for word in _WORD.findall(clause)]
    if not words or clause.rstrip()[-1:] in "&+/":
        return Clarity.DOUBTFUL
    last = words[-1]
    if last in _TIMES:
        return Clarity.CLEAR
    noun = _NOUN_BEFORE.search(clause)
    nouns = noun["noun"].casefold().split() if noun else []
    if (len(nouns) == 1 and last not in _PREPOSITIONS) or _I_LOVE_IT_WITH.search(clause):
        return Clarity.CLEAR
    if last in _LEADS_ON or (last.endswith(("ing", "ed")) and last not in _NO_VERBS_ING):
        return Clarity.DOUBTFUL
    if nouns and _PREPOSITIONS.isdisjoint(nouns):
        return Clarity.CLEAR
    is_praise = bool(_ADJECTIVE_BEFORE.search(clause)) and last not in _NO_PRAISE
    return Clarity.CLEAR if is_praise or last in _THANKS | _PRAISE else Clarity.DOUBTFUL


def people_in(runs: list[Run], *, but: str | None) -> tuple[str, ...]:
    """Every person mentioned, once, in order, without the giver."""
    people = (one.value for run in runs for one in run if one.kind is AddresseeKind.PERSON)
    return tuple(dict.fromkeys(person for person in people if person != but))


def _ends_in_subject(opening: list[str], run: Run, text: str) -> bool:
    """Whether the last of several people begins a sentence: "thanks @ana, @ben was relieved"."""
    if len(run) < 2 or _JOINED_TIGHTLY.search(text, run[-2].end, run[-1].start):
        return False
    word = _word_after(text, run[-1].end)
    greets = not _GREETINGS.isdisjoint(opening) or opening == ["well"]
    return word in _SINGULAR or (greets and bool(word) and word not in _SPOKEN_TO)


def _judge_following(run: Run, text: str) -> Clarity:
    end = run[-1].end
    rest = text[end:]
    if _AND_I.match(rest):
        return Clarity.DOUBTFUL
    own = {one.value for one in run}
    has_others = "<@" in rest and not {one["id"] for one in _MENTION.finditer(rest)} <= own
    is_told_of = has_others or bool(_YOU.search(rest))
    if _POSSESSIVE.match(rest):
        return Clarity.DOUBTFUL if is_told_of else Clarity.CLEAR
    if set_off := _SET_OFF.match(rest):
        word = _word_after(rest, set_off.end())
        is_spoken_of = word in _TELLS or (has_others and word not in _SPOKEN_TO)
        is_spoken_of = is_spoken_of or (is_told_of and bool(_APPOSITION.match(rest)))
        return Clarity.DOUBTFUL if is_spoken_of else Clarity.CLEAR
    word = _word_after(text, end)
    if word in _TELLS:
        return Clarity.DOUBTFUL
    if word in _SPOKEN_TO or _LIKE_YOU.match(rest) or not (word or has_others):
        return Clarity.CLEAR
    if word in _LEADS_IN:
        clause = _SENTENCE_MARK.split(rest, 1)[0].casefold().split()
        return Clarity.CLEAR if _TELLS.isdisjoint(clause) else Clarity.DOUBTFUL
    is_verb = word in _THIRD_PERSON or (word.endswith(("ed", "s")) and not word.endswith("ss"))
    return Clarity.DOUBTFUL if has_others or (is_told_of and is_verb) else Clarity.CLEAR


def _word_after(text: str, end: int) -> str:
    match = _WORD.search(text, end, end + 40)
    if match is None or text[end : match.start()].strip(" \t\u00a0,"):
        return ""
    return match[0].casefold().replace("\u2019", "'")
