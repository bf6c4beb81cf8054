"""What a phrase means, and what it must never mean."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from slackapp.domain.competency.match import (
    find_competency,
    matcher_for,
)
from slackapp.frameworks.loader import load_builtin
from slackapp.frameworks.model import Cluster, Competency, Framework

ECF = load_builtin("ecf")

# What people write when they thank each other, with words that look like competencies in it.
ORDINARY_WORDS = re.findall(
    r"\w+",
    """
    able about above absolutely accept access accident account accurate across action active
    actually adapter add address admire admit adopt advance adventure advice afternoon again agency
    agenda agent agile ago agree ahead almost alone along already alright also although always
    amazing amount analysis anger angry announce annual another answer anxious anybody anything
    apart apathy appeal appear apply appreciate approach approve april area arrange arrive article
    asked asset assist assume attach attempt attend audience august author autumn available average
    award aware away awesome baby background backlog badly balance basket beautiful because become
    before begin behaviour behind believe below benefit beside best better between beyond binding
    birthday blocked board bonds bonus book boss bother bottom brave break breakfast brief bright
    brilliant bring brother brought budget build built burden business busy caching calendar called
    caller calling campaign cancel candle capable capital captain capture career careful caring
    carry caught cause celebrate central certain challenge champion chance change changed character
    charge charm chat check cheerful cheers chief child choice choose circle claim class clean clear
    clever client climb close cloud coach coffee colleague collect college combine comfort command
    comment commerce commission commit commits committee common community company compare comparison
    compass compete complain complaint complete complex component compose composer compromise
    compute concern concert conclude condition conduct conference confirm confirmed confuse confused
    congratulations connect conscience consider consistent constant consult contact contain content
    contest context continue contract contribute control convention conversation convince cool
    cooper copper copy core corporate corporation correct cost couch could count country couple
    course cover coverage create creation credit crisis critical cross crowd culture curious current
    customer customers cycle daily damage danger dark date daughter deadline deal dealership dear
    debug decade december decide decision dedicated deep defend degree delay deliver delivery demand
    demo department depend deploy deputy derive describe deserve design desk detail determine
    develop developer device diligent dinner direct direction director discuss discussion display
    distance district doctor document done door double doubt down dream drink drive driver during
    early earn easily easy edit editor education effect effective effort eight either elect election
    eleven else email emerge emergency emotion emphasis emphasise empire employ employee empower
    empress empties empty enable encourage energy engage engineer enjoy enough ensure enter
    entertain entire equal error escalate escape especially essential estate evening event ever
    every everybody everyone evidence exact example excellent except exception exchange excited
    excuse execute exercise exist expect expense experience expert explain export express extend
    extra extraordinary eyes face fact factory fail failure fair faith fall family famous fantastic
    farm fast father favour feature february feedback feel fellow field fight figure file fill film
    final finally finance find fine finger finish fire firm first fish five fixed flawless fluent
    follow food force forever forget form forward found four free fresh friday friend friendly front
    full fully function fund fundamental funny future gather general generous gentle genuine gift
    girl give given glad goal golden good gorgeous grace grand grateful gratitude great green greet
    ground group grow guard guess guest guide hand handle handled handy happen happy hard hardly
    hardware head health hear heart heartfelt heavy hello help helped helpful helping hero high
    hire history hold holiday home honest honestly honour hope hospital host hour hours house huge
    human humour hundred hurry idea ideas identify image imagine imitate imitation immediately
    impact implement import important impress impressed improve incident include increase incredible
    indeed individual industry inference infinite inflate inflation influenza influx inform
    information infrastructure inherit initial initialise initially initials inject injury innocent
    input inquiry inside insight inspect install instance instead institute insurance integrate
    intense intention interest interesting international internet interview introduce invention
    invest investigate invite invocation involve issue item january join journey joy judge july june
    junior just keen keep kept keyboard kick kind king kitchen know knowledge lady land language
    laptop large last late laugh launch lawyer lead leader leaders leads leap learn learning lease
    least leave leaving lecture left legal legend length less lesson letter level life light likely
    limit line link list listen listing little live load loading local lodge logic long look lost
    love lovely lower loyal luck lunch machine made magic mail main maintain major make manage
    managed manager manual march margin mark market marvel master match material matter meaning
    measure media meeting member memory mention merge message method middle might mind minimum
    minister minor minute mission mistake mobile model modern moment monday money month moral
    morning mother motion mountain move movement music myself name narrow national natural nature
    near nearly neat need negative nervous network never news next nice night nine nobody noise
    none normal north note nothing notice november number nurse object observe obvious occasion
    october offer office officer official often online open operate operation opinion opponent
    opportunity opposite optical optimal optimise optimize optimum option optional options orange
    order ordinary organise orient origin original other outage outcome outside outstanding owner
    package page pain paint paper parent park part particular partner party pass passion past path
    pathetic patients pattern pause payment peace people perfect perfectly perform performance
    perhaps period permit person personal phone photo phrase picture piece place plan planet plastic
    play please pleasure plenty point poison police policy polite politely pool popular position
    positive possible post potential power practical practice praise prefer prepare present
    presentation president press pressure pretty prevent price print private probably problem
    process produce product production productivity professional professor profit program progress
    project promise promote prompt proper property propose protect proud provide public publish pull
    pulse purchase pure push quality quarter question quick quickly quiet quite rain raise range
    rapid rare rate rather reach react read readership ready real reality realise really reason
    receive recent recently reception recipe recognise recommend record recover reduce refer
    reference reflect refund refuse region regular reject relate relax relaxed release relief
    remain remarkable remember remind remote remove repair repeat replace reply report represent
    request require rescue research residence resolve resource response responsive rest result
    retire return reveal review reward right rise risk road rock role room round route rules safe
    safety salary sale salmon same sandwich satisfy saturday save saved saving schedule school
    science score screen script search season second secret section sector secure select self
    senior sense sensible sentence september series serious serve server service session setting
    settle seven several share shift shine ship shoot shop short should show shown side sign signal
    silent similar simple simply since sincerely single sister site situation skill sleep slight
    slow small smart smile smooth smoothly social society software soldier solid solution solve
    somebody someone something sometimes song soon sorry sort soul sound source south space speak
    special specific speech speed spend spirit sport spot spread spring stable staff stage stand
    standard star start state station status stay step stick still stock stop store storm story
    straight strategy street strength stress strong structure student study stuff style subject
    submit succeed success sudden suffer suggest suit summer sunday super superb supply support
    suppose sure surprise surprised survey survive sweet swift switch sympathy symptom system table
    take talent talk target task taught teach teacher team teams teammate technical technique
    telephone tell temper ten term terrific test thank thankful thanks theory thing think third
    thorough though thought thousand three through thursday ticket tickets tidy time tired today
    together tomorrow tonight topic total touch tough toward town track trade tradition traffic
    train training travel treasure treat trend trial tribute trick trip trouble true truly truth
    trying tuesday turn tutor twelve twice type under understand understood union unique unit
    united university unless until update upgrade upset urgent user usual usually valley value
    variety various vast vehicle version very video view visit visitor vital voice volume volunteer
    wait walk wall want warm warning watch water wednesday week weekend weight welcome west whatever
    whole wide wife willing window winner winter wisdom wise wish within without witness woman
    wonder wonderful wood word work worked worker world worry worth worthy write writer wrong
    yearly yellow yesterday yet young yourself youth zealous zero
    """,
)


def found(phrase: str) -> tuple[str, str] | None:
    match = find_competency(ECF, phrase)
    return None if match is None else (match.competency.key, match.via)


@pytest.mark.parametrize("competency", list(ECF.competencies()), ids=lambda one: one.key)
def test_every_name_is_understood_in_every_spelling(competency: Competency) -> None:
    name = competency.name
    tight = name.replace(" ", "").replace("-", "")
    loose = name.replace("-", " ")
    for spelling in (name, name.lower(), name.upper(), loose, tight, loose.replace(" ", "-")):
        assert found(spelling) == (competency.key, "exact")


@pytest.mark.parametrize("competency", list(ECF.competencies()), ids=lambda one: one.key)
def test_every_alias_and_every_key_is_understood(competency: Competency) -> None:
    for alias in competency.aliases:
        assert found(alias) == (competency.key, "alias")
        assert found(alias.replace(" ", "_").title()) == (competency.key, "alias")
    match = find_competency(ECF, competency.key)
    assert match is not None
    assert match.competency == competency


@pytest.mark.parametrize(
    ("form", "key"),
    [
        ("empathetic", "empathy"),
        ("empathic", "empathy"),
        ("empathize", "empathy"),
        ("empathised", "empathy"),
        ("empathising", "empathy"),
        ("communicating", "communication"),
        ("communicator", "communication"),
        ("communications", "communication"),
        ("optimistic", "optimism"),
        ("optimist", "optimism"),
        ("adaptable", "adaptability"),
        ("adapting", "adaptability"),
        ("collaborating", "collaboration_and_cooperation"),
        ("collaborative", "collaboration_and_cooperation"),
        ("cooperative", "collaboration_and_cooperation"),
        ("conscientious", "conscientiousness"),
        ("innovative", "innovativeness"),
        ("innovating", "innovativeness"),
        ("trustworthy", "trustworthiness"),
        ("committed", "commitment"),
        ("initiatives", "initiative"),
        ("influencing", "influence"),
        ("influential", "influence"),
        ("managing conflicts", "conflict_management"),
        ("politically aware", "political_awareness"),
        ("service-oriented", "service_orientation"),
        ("team capability", "team_capabilities"),
        ("cooperation and collaboration", "collaboration_and_cooperation"),
        ("relationship", "building_bonds"),
    ],
)
def test_other_forms_of_a_name_are_understood_without_guessing(form: str, key: str) -> None:
    assert found(form) == (key, "alias")


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("empaty", "empathy"),
        ("emphaty", "empathy"),
        ("empahty", "empathy"),
        ("emphathy", "empathy"),
        ("comunication", "communication"),
        ("comunicaton", "communication"),
        ("colaboration", "collaboration_and_cooperation"),
        ("collabration", "collaboration_and_cooperation"),
        ("leadersip", "leadership"),
        ("initative", "initiative"),
        ("adaptibility", "adaptability"),
        ("optimsm", "optimism"),
        ("concientiousness", "conscientiousness"),
        ("conflict managment", "conflict_management"),
        ("conflit-managment", "conflict_management"),
        ("self controll", "self_control"),
        ("clear comunication", "communication"),
    ],
)
def test_slips_are_understood_and_marked_as_guessed(typed: str, key: str) -> None:
    assert found(typed) == (key, "fuzzy")
    match = find_competency(ECF, typed)
    assert match is not None
    assert (match.typed, match.framework_key) == (typed, "ecf")


def test_no_ordinary_word_becomes_a_competency() -> None:
    assert len(set(ORDINARY_WORDS)) > 1_000
    assert {word: found(word) for word in ORDINARY_WORDS if found(word)} == {}


def test_no_two_ordinary_words_become_a_competency() -> None:
    pairs = [" ".join(pair) for pair in pairwise(ORDINARY_WORDS)]
    assert {pair: found(pair) for pair in pairs if found(pair)} == {}


@pytest.mark.parametrize(
    "phrase",
    ["", "-", "#", "and", "e", "empathy thanks", "great empathy", "empathetically", "x" * 10_000],
)
def test_a_phrase_must_mean_the_competency_as_a_whole(phrase: str) -> None:
    assert found(phrase) is None


@pytest.mark.parametrize(
    "typed",
    [
        "\uff45\uff4d\uff50\uff41\uff54\uff48\uff59",
        "em\u200bpathy",
        "EMPATHY",
        "\u200eempathy\u200f",
    ],
)
def test_wide_and_invisible_characters_do_not_hide_a_name(typed: str) -> None:
    assert found(typed) == ("empathy", "exact")


def test_a_framework_of_the_companys_own_is_understood_as_well() -> None:
    owning = Competency("own_it", "Own It", "Sees it through", "values", aliases=("ownership",))
    bold = Competency("bold", "Bold & Curious", "Asks why", "values")
    cluster = Cluster("values", "Values", "personal", (owning, bold))
    company = Framework("acme", "Acme values", (cluster,))
    for phrase, via in [("own it", "exact"), ("ownerships", "alias"), ("curious", "alias")]:
        match = find_competency(company, phrase)
        assert match is not None
        assert (match.framework_key, match.via) == ("acme", via)
    assert find_competency(company, "empathy") is None


def test_the_matcher_of_a_framework_is_made_once() -> None:
    assert matcher_for(ECF) is matcher_for(load_builtin("ecf"))
