"""Plain words that mean /stop, in any of our languages, from any state."""

from __future__ import annotations

from bot.matching.recognizing.normalize import normalize

LANGUAGES = frozenset(("en", "es", "fr", "ar"))
"""Whose words these are."""

_BESIDE = frozenset(
    normalize(
        "please pls plz thanks it me now por favor gracias ya svp s il vous te plait plaît merci "
        "من فضلك رجاء رجاءً لو سمحت شكرا الآن"
    ).split()
)
"""Words that change nothing beside one that means stop."""


def _told(words: list[str]) -> str:
    return " ".join(word for word in words if word not in _BESIDE)


_WORDS = frozenset(
    _told(normalize(word).split())
    for word in (
        "stop",
        "unsubscribe",
        "quit",
        "alto",
        "baja",
        "basta",
        "detener",
        "parar",
        "pare",
        "darme de baja",
        "darse de baja",
        "dame de baja",
        "quiero darme de baja",
        "cancelar suscripción",
        "anular suscripción",
        "arret",
        "stopper",
        "arrête",
        "arrêtez",
        "arrêter",
        "désabonner",
        "se désabonner",
        "désinscrire",
        "se désinscrire",
        "désinscription",
        "توقف",
        "توقفوا",
        "قف",
        "وقف",
        "أوقف",
        "إيقاف",
        "كفى",
        "ستوب",
        "إلغاء",
        "أوقفوا",
        "أوقف الرسائل",
        "أوقفوا الرسائل",
        "إيقاف الرسائل",
        "إلغاء الاشتراك",
        "إيقاف الاشتراك",
    )
)


_KNOWN = _BESIDE.union(*(text.split() for text in _WORDS))
"""With the first word that is none of these a message has said that it is no STOP: that is most messages."""

_LONGEST = 200  # characters from the first letter to the last; who writes more says more than one of these


def means_stop(text: str) -> bool:
    """Whether the whole message is one of the words, however often, and however it is written and punctuated.

    A name that begins with @ says nothing, nor does a word of courtesy; letters may stand apart.
    """
    said = " ".join(piece for piece in text.split() if piece[0] != "@")
    letters = [place for place, character in enumerate(said) if character.isalnum()]
    if not letters or letters[-1] - letters[0] > _LONGEST:
        return False
    words: list[str] = []
    for piece in said[letters[0] : letters[-1] + 1].split():
        words += normalize(piece).split()
        if any(len(word) > 1 for word in words) and not _KNOWN.issuperset(words):
            return False
    if all(len(word) == 1 for word in words):
        words = normalize("".join(words)).split()
    told = _told(words)
    return told in _WORDS or (bool(told) and all(word in _WORDS for word in told.split()))
