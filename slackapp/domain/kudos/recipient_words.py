"""The words around a mention that say whether this person is thanked, by what they do there."""

from __future__ import annotations

from slackapp.domain.base.word_forms import word_set

#: Words of thanks, in many languages.
THANKS = word_set(
    """
    thank thanks thankyou thanking thx thanx tnx ty tysm cheers kudos props bravo congrats
    congratulations shout shoutout shoutouts hats applause ovation recognise recognize recognising
    recognizing acknowledge acknowledging appreciate appreciating appreciation gratitude praise
    celebrate celebrating credit respect salute grateful thankful indebted obliged mercis
    поблагодарить благодарим danke dank dankeschön riesendank bedankt bedankje merci gracias
    grazie obrigado obrigada tack tackar takk tak kiitos kiitoksia þakka dzięki dziękuję děkuji
    díky ďakujem hvala köszönöm köszi mulțumesc multumesc mersi ačiū aitäh tänan paldies
    teşekkürler teşekkür sağol faleminderit ευχαριστώ ευχαριστω спасибо благодарю дякую дзякуй
    благодаря хвала рахмет asante mahalo salamat terima makasih cảm dankie gràcies graciñas
    eskerrik diolch شكرا شكراً ممنون مرسی متشکرم תודה धन्यवाद शुक्रिया ধন্যবাদ நன்றி ขอบคุณ
    ありがとう ありがとうございます 谢谢 謝謝 多谢 감사합니다 고마워요 proud gg points stars lob
    respekt highfive appreciated hooray hurrah
    """
)
#: What else a thanks begins with.
PRAISE = word_set(
    """
    well done good morning afternoon evening three great nice amazing awesome brilliant fantastic
    superb wonderful excellent job work one wow yay woohoo congratulations bravo chapeau super
    toll happy birthday welcome back anniversary five ten hundred
    """
)
#: Who is greeted is spoken to, and not thanked yet.
GREETINGS = word_set("hi hey hello dear hej hallo hola ciao salut bonjour moin")
#: What may stand between a word of thanks and the person.
LINKS = word_set(
    """
    you u so very much lots a lot of ton tons million again all out goes to go our own dear also
    many big huge massive special enormous warm heartfelt round hand up team for di cuore coeur
    cœur corazón coração herzen herz von vom de del do todo хочу хотим очень огромное всем сердцем
    schön sehr vielen viele tausend herzlichen ganz großes an beaucoup infiniment mille à al
    muchas muchísimas mil tante tantissime muito muita muitas så mycket tusen mange stora wel heel
    erg hartelijk paljon bardzo çok большое дуже kasih ơn bạn both je guys folks everyone
    everybody enough quick amazing awesome wonderful lovely brilliant fantastic incredible
    fabulous great only one my favourite favorite teammate colleague friend partner buddy dickes
    once more
    """
)
#: Behind one of these, a name says who that is: "helping the intern @ben".
PEOPLE = word_set(
    """
    friend friends colleague colleagues trainee trainees intern interns boss manager wife husband
    son daughter brother sister mother father mum dad buddy teammate lead team customer customers
    client clients guest guests newbie newcomer starter starters hire guy guys girl lady gentleman
    man woman kid person people agent agents rep reps supervisor apprentice student mentor partner
    caller
    """
)
#: Behind nothing but these, recipients stand as at the beginning.
OPENERS = (
    THANKS
    | PRAISE
    | GREETINGS
    | LINKS
    | word_set(
        """
        i we want wanted hear it would d like let lets s please just say saying give giving send
        sending my an and this is it's am i'm we're are that off can get goes where due deserves
        today today's in with love
        """
    )
)
#: The command said once more, which is as good as nothing.
COMMAND_WORDS = word_set("kudos to for give send thank thanks")
#: With such a word right before it, the person is spoken of: "let @ben know", "giving @ben a hand".
GOVERNS = word_set(
    """
    i we want wanted would d like let lets s please give giving send sending my an and this is
    it's that can get where due deserves in with
    """
)
#: With one of these behind it, the person is spoken to.
SPOKEN_TO = word_set(
    """
    you your yours you're you've you'd you'll youve youre u ur thank thanks thankyou thx ty cheers
    for great good nice amazing awesome brilliant fantastic superb wonderful excellent well
    congrats congratulations bravo kudos props danke merci gracias grazie für pour por per för
    voor за du deine dein tu vous i i'm i've i'll i'd we we're we've my our it's this that never
    every
    """
)
#: Behind these, a teller may follow still: "@ben always says …".
LEADS_IN = word_set("so such what how always on in at with when while during because from of and")
#: Whoever does this tells of somebody else.
TELLS = word_set(
    """
    told tells tell says said say saying mentioned mentions thinks thought heard hears praised
    praises raved raves recommended recommends complained complains reported reports nominated
    nominates needs needed wants wanted believes confirmed confirms sagt sagte erzählte meint
    meinte dit disait dijo dice me m'a contó comentó disse contou raconté vertelde zei berättade
    """
)
#: With "you" behind it somebody else is spoken to: "@ben was ill and you took his shift".
THIRD_PERSON = word_set(
    """
    was wasn't is isn't had hadn't has did didn't does can can't could couldn't would will won't
    went got took gave made came ran wrote saw knew felt found kept left lost met sent shown spoke
    stood taught tells thinks won broke brought bought built caught chose drove fell forgot held
    heard learnt read rose sang sat sold swore threw understood woke also just really still even
    only never finally hat war ist wollte konnte est était ha fue estaba
    """
)
#: What one of several does alone.
SINGULAR = word_set("was is has wasn't isn't hasn't says told needs wants loves loved thinks")
#: With "for" behind it, what follows is no longer whom it is for.
THANKS_FOR = ("thanks", "thank", "you", "thx", "ty")
#: What is no praise, although it stands where one might.
NO_PRAISE = word_set("as than like new next own other old young second only former")
#: What ends like a verb and is none.
NO_VERBS_ING = word_set("amazing outstanding charming inspiring caring understanding everything")
#: Not the last word before somebody who is spoken to.
LEADS_ON = word_set(
    """
    to for with from by of on in at about after before behind beside between like near over past
    than through under until via without and or but that which who whom when where while as if
    because cc fyi ask tell told gave give given got get helped help saw met made make let kept
    keep taught teach showed show sent send took take brought bring found find paid pay meet left
    leave lent lend put covered cover trained train replaced backed called call cheer up out off
    down thank i my he she they we his their it is was am
    """
)
#: Before somebody who is spoken to, at the end of what they are told.
TIMES = word_set(
    """
    today yesterday tonight now again always everything lot much monday tuesday wednesday thursday
    friday saturday sunday week month year morning afternoon evening night weekend you
    """
)
#: No nouns, although they stand where one might.
PREPOSITIONS = word_set(
    """
    to for with from by of on in at about after before via without i he she they we you it who as
    than like
    """
)
