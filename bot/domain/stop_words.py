"""Plain words that mean /stop, in any of our languages, from any state."""

from __future__ import annotations

from bot.domain.normalize import normalize

_WORDS = frozenset(
    normalize(word)
    for word in (
        "stop",
        "unsubscribe",
        "alto",
        "baja",
        "arret",
        "arrêt",
        "stopper",
        "توقف",
        "الغاء",
        "إلغاء",
        "stop it",
        "stop please",
        "unsubscribe me",
        "parar",
        "darme de baja",
        "quiero darme de baja",
        "cancelar suscripción",
        "stop svp",
        "arrêtez",
        "arrêter",
        "désabonner",
        "me désabonner",
        "أوقف الرسائل",
        "إلغاء الاشتراك",
    )
)


_LONGEST = 200  # characters; who writes more says more than one of these


def means_stop(text: str) -> bool:
    """Whether the whole message is one of the words, however it is written and punctuated."""
    text = text.strip()
    return len(text) <= _LONGEST and normalize(text) in _WORDS
