"""Faults of wording in Spanish that a machine can see, in the answers, the courtesies and the catalog."""

import re
from functools import cache

from tests.content.facts import material
from tests.content.shown import shown

SECTIONS = ": sections"  # some are headings of English papers

_ADDRESS = re.compile(r"https?://\S+")
_MONTH = (
    "(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre)"
)
_RANGE = re.compile(rf"\b\d{{1,2}} ?[-–] ?\d{{1,2}} de {_MONTH}", re.IGNORECASE)
_QUOTES = re.compile('["„«»‹›‘]')
_TOLD_OTHERWISE = {
    "Pacto Mundial para una Migración": "para la Migración",
    "justicia portátil": "justicia transfronteriza",
    "audiencias de múltiples partes": "audiencias con las partes interesadas",
    "Muy bienvenido": "Muy positivo",
    "personas migrantes": "migrantes",
    "demandas?\\b": "reivindicación: a demanda is a lawsuit",
    "empujar": "presionar",
    "empujan": "presionan",
}


@cache
def texts() -> list[tuple[str, str]]:
    """Everything that people read in Spanish, each with where it stands; not what they type."""
    said = [(where, re.sub(r"</?\w[^>]*>", "", text)) for where, text in shown("es")]
    for entry in material().told("es"):
        said.append((entry.id + SECTIONS, "\n".join(source.section for source in entry.sources)))
    return said


def test_ranges_of_days_are_written_out():
    assert all(map(_RANGE.search, ("Riohacha, el 2-4 de septiembre de 2025", "el 8–9 de mayo")))
    written_out = ("del 2 al 4 de septiembre", "el 8 y 9 de mayo", "informe de 2021-22")
    assert not any(map(_RANGE.search, written_out))
    assert [(where, found) for where, text in texts() for found in _RANGE.findall(text)] == []


def test_there_is_one_kind_of_quotation_marks():
    assert [where for where, text in texts() if _QUOTES.search(_ADDRESS.sub("", text))] == []


def test_every_quotation_mark_has_its_other_half():
    for where, text in texts():
        marks = re.findall("[“”]", text)
        assert marks == ["“", "”"] * (len(marks) // 2), where


def test_words_that_mean_another_thing_are_not_used():
    for words, instead in _TOLD_OTHERWISE.items():
        found = [where for where, text in texts() if re.search(rf"\b{words}", text, re.IGNORECASE)]
        assert found == [], instead


def test_what_states_may_use_names_the_states():
    """“Pueden usar” by itself is read as “you may use”."""
    lines = [(where, line) for where, text in texts() for line in text.splitlines()]
    assert [where for where, line in lines if re.match(r"(?:• )?Pueden usar\b", line)] == []


def test_every_question_and_exclamation_has_both_its_marks():
    for where, text in texts():
        plain = _ADDRESS.sub("", text)
        for first, last in ("¿?", "¡!"):
            assert where.endswith(SECTIONS) or plain.count(first) == plain.count(last), (where, last)
