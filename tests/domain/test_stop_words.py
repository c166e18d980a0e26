"""A plain word is enough to stop."""

import pytest

from bot.domain.stop_words import means_stop


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
    ],
)
def test_the_word_alone_means_stop_however_it_is_written(text):
    assert means_stop(text)


@pytest.mark.parametrize(
    "text",
    ["", "…", "do not stop", "Where does the bus stop?", "stop the next webinar", "Where is the alto?"],
)
def test_the_word_within_a_sentence_does_not(text):
    assert not means_stop(text)
