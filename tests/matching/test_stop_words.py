"""A plain word is enough to stop."""

import pytest

from bot.matching.recognizing.stop_words import means_stop


@pytest.mark.parametrize(
    "text",
    [
        "stop",
        "STOP",
        " Stop! ",
        "stop.",
        "«Stop»",
        "Unsubscribe",
        "baja",
        "¡ALTO!",
        "arrêt",
        "ARRET",
        "توقف",
        "إلغاء",
        "STOP STOP stop",
        "stop\nstop",
        "S T O P",
        "s.t.o.p",
        "s\u0336t\u0336o\u0336p\u0336",
        "ＳＴＯＰ",
        "\u202bتَوَقَّف\u202c",
        "stop" + 300 * "!",
        "stop" + 300 * "\U0001f6d1",
        300 * "\u200f" + "stop" + 300 * "\u200f",
        "@a_bot stop",
        "stop @a_bot",
        "please stop",
        "pls stop now",
        "alto por favor",
        "¡Basta ya!",
        "detener",
        "quit",
        "pare por favor",
        "arrête",
        "أوقفوا الرسائل",
        "dame de baja",
        "stop s’il vous plaît",
        "me désinscrire",
        "توقف من فضلك",
        "إيقاف الرسائل",
        "أوقف",
        "/baja",
    ],
)
def test_the_word_alone_means_stop_however_it_is_written(text):
    assert means_stop(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "…",
        "do not stop",
        "Where does the bus stop?",
        "stop the next webinar",
        "Where is the alto?",
        "please",
        "me",
        "@stop",
        "stop 1",
        "s t o r y",
    ],
)
def test_the_word_within_a_sentence_does_not(text):
    assert not means_stop(text)
