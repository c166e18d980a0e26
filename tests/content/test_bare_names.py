"""The Compact's name alone means the Compact for Migration, and not the one for companies."""

from bot.matching.recognizing.normalize import normalize
from tests import shipped

NAME = frozenset(
    normalize(
        "the un onu global mundial pacto pacte compact el le la o de da des nations unies unidas naciones "
        "الاتفاق الميثاق العالمي للامم المتحدة"
    ).split()
)


def test_no_phrasing_of_the_compact_for_companies_is_the_bare_name():
    asked = [text for _, entry_id, text in shipped.faq().phrasings() if entry_id == "business-compact"]
    assert asked
    assert [text for text in asked if NAME.issuperset(normalize(text).split())] == []
