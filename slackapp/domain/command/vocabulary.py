"""Words that people type behind `/kudos` and mean as a command, by what they wish for.

Besides our own words, in English and in the languages of customer-service teams. They are stored
folded: lower case, without accents.
"""

from __future__ import annotations

import re
from enum import StrEnum

from slackapp.domain.workspace.colleague_names import fold


class Wish(StrEnum):
    """What a word of the command wishes for; the first thirteen are our own words."""

    HELP = "help"
    LIST = "list"
    ME = "me"
    ANNOUNCE = "announce"
    REFLECTIONS = "reflections"
    DIGEST = "digest"
    REPORT = "report"
    EXPORT = "export"
    PACKET = "packet"
    PRIVACY = "privacy"
    LEADERS = "leaders"
    PRIVATE = "private"
    UNDO = "undo"
    ANONYMOUS = "anonymous"
    STATS = "stats"
    SETTINGS = "settings"
    LEADERBOARD = "leaderboard"
    QUESTION = "question"
    UNKNOWN = "unknown"


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


#: Words that are a command wherever they stand first, a person behind them or not.
_STRONG = {
    Wish.HELP: (
        "help hilfe aide ayuda aiuto ajuda hulp pomoc yardim помощь справка ヘルプ 帮助 مساعدة"
    ),
    Wish.LIST: "list lists liste",
    Wish.ME: "me mykudos",
    Wish.ANNOUNCE: "announce announcement announcements",
    Wish.REFLECTIONS: "reflections reflection reflexion reflexionen",
    Wish.DIGEST: "digest digests",
    Wish.REPORT: "report reports bericht rapport informe rapporto relatório",
    Wish.EXPORT: "export exports exportieren exporter exportar esporta exporteren download csv",
    Wish.PACKET: "packet packets",
    Wish.PRIVACY: "privacy gdpr dsgvo datenschutz",
    Wish.LEADERS: "leaders",
    Wish.PRIVATE: (
        "private privately privat privatim privé privée privado privada privato privata prive "
        "secret secretly dm pm whisper geheim heimlich vertraulich confidential confidentially "
        "prywatnie prywatne gizli özel приватно лично 非公開 私密"
    ),
    Wish.ANONYMOUS: (
        "anonymous anonymously anon anonym anonyme anonyment anónimo anónima anonimo anonimamente "
        "anoniem anônimo анонимно 匿名"
    ),
    Wish.UNDO: (
        "undo redo revert revoke retract rescind withdraw unsend unpost delete deletes del "
        "remove removes erase cancel cancels abort edit edits modify amend "
        "rückgängig löschen lösche entfernen entferne widerrufen zurückziehen zurücknehmen "
        "abbrechen bearbeiten ändern annuler supprimer supprime effacer efface modifier retirer "
        "deshacer borrar borra eliminar elimina editar modificar cancelar anular annulla annullare "
        "cancella eliminare modifica rimuovi desfazer apagar apaga excluir ongedaan "
        "verwijder verwijderen wissen bewerken annuleren cofnij usuń anuluj edytuj sil iptal "
        "отменить отмена удалить удали изменить 取り消し 取消 削除 撤销 删除"
    ),
    Wish.STATS: (
        "stats stat statistics statistic analytics metrics statistik statistiken statistiques "
        "estadísticas statistiche estatísticas statistieken статистика"
    ),
    Wish.SETTINGS: (
        "settings setting preferences prefs config configure configuration einstellungen "
        "paramètres réglages ajustes configuración impostazioni configurações instellingen "
        "ustawienia ayarlar настройки 設定 设置"
    ),
    Wish.LEADERBOARD: (
        "leaderboard leaderboards scoreboard rangliste bestenliste classement ranking"
    ),
}

#: Words that are one only where nobody is named: "Top @ana" is praise.
_WEAK = {
    Wish.HELP: "h info about usage manual docs documentation commands command menu start faq howto",
    Wish.LIST: "competencies competency competences values tags categories skills framework lista",
    Wish.ME: "my mine profile history received given whoami",
    Wish.DIGEST: "summary monthly",
    Wish.REFLECTIONS: "reflect",
    Wish.PACKET: "review",
    Wish.LEADERS: "leader leads",
    Wish.UNDO: "stop exit quit back clear reset change correct",
    Wish.STATS: "status numbers count counts dashboard",
    Wish.SETTINGS: "notifications mute unsubscribe subscribe off options setup install",
    Wish.LEADERBOARD: "top rank ranks score scores points karma winners",
}

#: Several words that are one.
PHRASES = {
    "take back": Wish.UNDO,
    "geri al": Wish.UNDO,
    "in private": Wish.PRIVATE,
    "en privado": Wish.PRIVATE,
    "en prive": Wish.PRIVATE,
    "in privato": Wish.PRIVATE,
    "direct message": Wish.PRIVATE,
    "my kudos": Wish.ME,
    "help me": Wish.HELP,
}


#: What people say before a command.
POLITE = re.compile(
    r"(?:(?:please|pls|plz|kindly|bitte|hey|hi|i (?:want|need|wish) to|i (?:would|d) like to"
    r"|(?:can|could|would) you(?: please)?|let me) )+"
)

#: Where a text begins so, and is short, it is thanks that lack the rest.
THANKING = re.compile(
    r"(?:thanks?|thankyou|thx|ty|kudos|props|cheers|shout ?out|hats|well|good|great|nice|amazing"
    r"|awesome|brilliant|excellent|fantastic|wonderful|congrat\w*|bravo|wow|yay|danke|merci|gracias"
    r"|grazie|obrigad[oa]|bedankt|dziekuje|spasibo|спасибо|hi|hey|hello|dear|for|to|so|you)\b"
)

QUESTION_WORDS = frozenset(
    _words(
        """
    what whats how who whom whose where when why which was wie wer wen wem warum wo wann welche
    welcher welches kann que quoi comment qui pourquoi ou quand quel quelle est qu como quien
    quienes por cual cuales donde cuando cosa che chi come perche dove quando quem onde wat hoe
    waarom waar wanneer jak kto dlaczego ne nasil kim что как кто почему где is are can could do
    does did may
    """
    )
)


def _arrange(words: dict[Wish, str]) -> dict[str, Wish]:
    return {fold(word): wish for wish, line in words.items() for word in line.split()}


STRONG = _arrange(_STRONG)
WEAK = _arrange(_WEAK)

#: The words that a slip of the keyboard may come near.
SPELT = _words(
    """
    help list announce reflections digest report export packet leaders private privately anonymous
    undo delete remove cancel edit stats settings leaderboard
    """
)

#: Everyday words that come near to one of these, and are words of a sentence.
ORDINARY = frozenset(
    _words(
        """
    held hell helm heap hemp yelp welp helps last lost lift lisa fist lust mist lest gist lisp
    lint least announced announces announcer announcers annoyance denounce renounce elections
    selections reelection deflection deflections rejections reflecting reflectors reflected expert
    experts extort pocket jacket packed racket picket packer divest leader readers lenders headers
    leavers loaders resort repost deport retort primate privates unto endo mundo deplete remote
    removers exit edith emit edict cancer chancel state states status stars starts seats
    stays stabs slats getting sitting letting meetings strings betting settling seating fittings
    netting stings vetting servings petting cuttings beatings wetting sittings deleted removed
    synonymous indo     autonomous unanimous editor hello
        """
    )
)
