"""Ordinary words that look like a competency, or like a slip or another form of one.

Found by having every word of a frequency list of English read as a competency, and every word of a
nickname replaced by each of its neighbours in that list; the tests do it again. Only what our rules
would take stands here.
"""

from __future__ import annotations

from slackapp.domain.base.word_forms import word_set

#: Words that are no slip of a name or nickname, whatever they look like.
NO_SLIPS = word_set(
    """
    altitude aptitude articulated balanced balancer coincidence communicational communization
    comparsion conference confidante confluence contiguous continence convecting cooperativa
    coopetition cooptation corporation corporations costumer dealership directress diversify empath
    empaths excellente feedings festering handedness imitative inference influencer influencers
    initialise initialize jiggling joggling jungling leaning learnership levering literary
    medication medications meditation meditations medivation optimise ostentation pacemaking
    placemaking polities premises prevision principales principes reelection refection remoting
    revolution sacrificed sacrificer servile sneaking spearing stallholder steeping stopping
    thanking thinning transportation understaffing
    """
)

#: Words that share a root with a name, or are the plural of a nickname, and mean something else.
NO_FORMS = word_set(
    """
    accuracies backbones balances belongings communicable communicant communicants confidences
    cooperator cooperators coopering curiosities equalities grits influent initiate initiated
    initiates initiating initiation initiations initiator initiators leadings morales politic
    principle purposes result resultant resultative resulted resulting tacts tolerability tolerable
    tolerancing tolerate tolerated tolerates tolerating toleration transparencies visions
    """
)

#: Words of thanks and praise that go with any deed.
PRAISE = word_set(
    """
    always amazing awesome best brilliant bravo champ cheers cool danke day everything excellent
    fantastic gracias help hero job kudos legend lovely merci nice outstanding perfect props really
    respect rock rockstar shift star super support team terrific thankyou thx today top totally
    truly ty week wonderful work wow
    """
)
