"""HTML becomes text and entities as Telegram makes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulator.forms.detected_entities import with_detected
from bot.simulator.forms.html_entities import parse_html, trim, utf16_length
from bot.simulator.forms.refusals import ApiError
from tests.lines import each


def cut(text: str, entity: dict) -> str:
    units = text.encode("utf-16-le")
    return units[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode("utf-16-le")


@each(
    "tag, kind",
    [
        ("b", "bold"),
        ("strong", "bold"),
        ("i", "italic"),
        ("em", "italic"),
        ("u", "underline"),
        ("ins", "underline"),
        ("s", "strikethrough"),
        ("strike", "strikethrough"),
        ("del", "strikethrough"),
        ("code", "code"),
        ("pre", "pre"),
        ("tg-spoiler", "spoiler"),
        ("blockquote", "blockquote"),
    ],
)
def test_each_plain_tag_is_an_entity(tag, kind):
    assert parse_html(f"a <{tag}>word</{tag}>") == (
        "a word",
        [{"type": kind, "offset": 2, "length": 4}],
    )


@each(
    "source, entity",
    [
        ('<span class="tg-spoiler">x</span>', {"type": "spoiler"}),
        ("<blockquote expandable>x</blockquote>", {"type": "expandable_blockquote"}),
        (
            '<a href="https://example.org/?a=1&amp;b=2">x</a>',
            {"type": "text_link", "url": "https://example.org/?a=1&b=2"},
        ),
        ("<a href='http://example.org'>x</a>", {"type": "text_link", "url": "http://example.org/"}),
        ('<tg-emoji emoji-id="5368">x</tg-emoji>', {"type": "custom_emoji", "custom_emoji_id": "5368"}),
        (
            '<tg-time unix="1800000000" format="wDt">x</tg-time>',
            {"type": "date_time", "unix_time": 1800000000, "date_time_format": "wDt"},
        ),
        ('<tg-time unix="1800000000">x</tg-time>', {"type": "date_time", "unix_time": 1800000000}),
        ('<pre><code class="language-python">x</code></pre>', {"type": "pre", "language": "python"}),
    ],
)
def test_tags_with_attributes_carry_them_into_the_entity(source, entity):
    assert parse_html(source) == ("x", [{"offset": 0, "length": 1, **entity}])


def test_offsets_count_utf16_units_beyond_emoji_and_arabic():
    text, entities = parse_html("👋🏽 مرحبا <b>بالعالم 🌍</b>, <i>hi</i>")
    assert [cut(text, entity) for entity in entities] == ["بالعالم 🌍", "hi"]
    assert entities[0]["offset"] == 11


def test_nested_tags_are_listed_outer_first():
    text, entities = parse_html("<b>bold <i>both</i></b>")
    assert text == "bold both"
    assert [(entity["type"], cut(text, entity)) for entity in entities] == [
        ("bold", "bold both"),
        ("italic", "both"),
    ]


def test_references_are_decoded_and_unknown_ones_stay():
    assert parse_html("1 &lt; 2 &amp;&#38; &quot;&#x41;&quot; &nbsp;")[0] == '1 < 2 && "A" &nbsp;'


@each(
    "source, reason",
    [
        ("<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("é <br>", 'Unsupported start tag "br" at byte offset 3'),
        ("a < b > c", 'Unsupported start tag "" at byte offset 2'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        (
            "<a href>x</a>",
            'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 7',
        ),
        ('<a href="x>x</a>', 'Unclosed start tag "a" at byte offset 0'),
        ('<tg-time unix="soon">x</tg-time>', "Invalid Unix time specified"),
        ('<tg-time unix="1" format="zz">x</tg-time>', "Invalid date-time format specified"),
    ],
)
def test_wrong_markup_is_refused_in_telegrams_words(source, reason):
    with pytest.raises(ApiError) as refused:
        parse_html(source)
    assert refused.value.status == 400
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


@each("address", ["nowhere", "http://[::1", "javascript:alert(1)", "tg://user?id=x"])
def test_an_address_that_is_none_leaves_plain_text(address):
    assert parse_html(f'<a href="{address}">x</a>') == ("x", [])


def test_trimming_moves_and_cuts_entities():
    text, entities = trim(*parse_html("  \n<b> x </b><i> </i>\n"))
    assert (text, entities) == ("x", [{"type": "bold", "offset": 0, "length": 1}])


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_escaped_text_comes_back_as_it_was(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert parse_html(f"<b>{escaped}</b>")[0] == text


@given(st.recursive(st.text("ab 👋ة&", max_size=5), lambda inner: st.lists(inner, max_size=3), max_leaves=12))
def test_every_entity_lies_inside_the_text(tree):
    def write(node) -> str:
        return node if isinstance(node, str) else f"<b>{''.join(map(write, node))}</b>"

    text, entities = parse_html(write(tree))
    assert all(entity["length"] > 0 for entity in entities)
    assert all(entity["offset"] + entity["length"] <= utf16_length(text) for entity in entities)


def test_commands_mentions_and_addresses_are_found_without_markup():
    text = "👋 /start@compact_bot see https://example.org/a?b=1, ask @someone or a@b.org #topic 2/3 //no"
    found = with_detected(text, [])
    assert [(entity["type"], cut(text, entity)) for entity in found] == [
        ("bot_command", "/start@compact_bot"),
        ("url", "https://example.org/a?b=1"),
        ("mention", "@someone"),
        ("email", "a@b.org"),
        ("hashtag", "#topic"),
    ]


def test_nothing_is_found_inside_code_and_links():
    text, entities = parse_html('<code>/start</code> <a href="https://example.org">@name</a>')
    assert {entity["type"] for entity in with_detected(text, entities)} == {"code", "text_link"}
