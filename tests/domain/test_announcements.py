"""Bodies survive being stored, and a digest stands for exactly one text and audience."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.announcements import (
    URGENT,
    AlertBody,
    AnnouncementButton,
    Attachment,
    AttachmentKind,
    Audience,
    BroadcastBody,
    CorrectionBody,
    FarewellBody,
    FormattedText,
    Kind,
    NoticeBody,
    Occasion,
    RecallBody,
    ReminderBody,
    RoundBody,
    Span,
    ThreadGoneBody,
    WebinarCard,
    WeeklyBody,
    WelcomeBody,
    kind_of,
)
from bot.domain.delivery.ranks import rank_of
from bot.domain.stored_bodies import decode, digest, encode
from tests.builders import broadcast
from tests.lines import each

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
LANGUAGES = st.sampled_from(["en", "es", "fr", "ar"])
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
LENGTHS = st.timedeltas(timedelta(0), timedelta(days=365))
SPANS = st.builds(Span, WORDS, st.integers(0, 4096), st.integers(0, 4096), st.none() | WORDS)
TEXTS = st.builds(FormattedText, WORDS, st.lists(SPANS, max_size=3).map(tuple))
CARDS = st.builds(
    WebinarCard,
    WORDS,
    st.dictionaries(LANGUAGES, WORDS),
    INSTANTS,
    LENGTHS,
    WORDS,
    st.just("Europe/Brussels"),
)
ATTACHED = st.builds(
    Attachment, st.sampled_from(AttachmentKind), WORDS, st.integers(0, 10**10), st.booleans(), st.booleans()
)
BUTTONS = st.builds(AnnouncementButton, WORDS, WORDS, st.dictionaries(LANGUAGES, WORDS))
ROWS = st.lists(st.lists(BUTTONS, max_size=2).map(tuple), max_size=2).map(tuple)
BODIES = st.one_of(
    st.builds(
        BroadcastBody, st.dictionaries(LANGUAGES, TEXTS), LANGUAGES, st.none() | ATTACHED, ROWS, st.booleans()
    ),
    st.builds(
        WeeklyBody,
        WORDS,
        st.lists(CARDS, max_size=3).map(tuple),
        st.none() | WORDS,
        st.lists(st.dictionaries(LANGUAGES, WORDS), max_size=3).map(tuple),
    ),
    st.builds(ReminderBody, CARDS, LENGTHS, LENGTHS),
    st.builds(WelcomeBody),
    st.builds(FarewellBody, st.dictionaries(LANGUAGES, WORDS), st.dictionaries(LANGUAGES, WORDS)),
    st.builds(ThreadGoneBody),
    st.builds(NoticeBody, CARDS, st.none() | INSTANTS, WORDS, st.booleans(), WORDS),
)


def test_a_broadcast_from_before_there_were_pictures_and_buttons_is_read_as_one_without():
    old = '{"fallback": "en", "texts": {"en": {"spans": [], "text": "Hello"}}}'
    assert decode(Kind.BROADCAST, old) == BroadcastBody({"en": FormattedText("Hello")}, "en")


@given(BODIES)
def test_every_body_comes_back_as_it_was_stored(body):
    assert decode(kind_of(body), encode(body)) == body


@given(BODIES)
def test_a_body_that_came_back_has_the_same_digest(body):
    audience = Audience("urgent")
    assert digest(audience, decode(kind_of(body), encode(body))) == digest(audience, body)


@each(
    "audience, body",
    [
        (Audience("weekly"), broadcast()),
        (Audience("urgent", ("en",)), broadcast()),
        (Audience("urgent"), broadcast("The office is closed")),
        (Audience("urgent"), broadcast(es="La oficina está cerrada.")),
        (Audience("urgent"), replace(broadcast(), fallback="es")),
        (
            Audience("urgent"),
            BroadcastBody({"en": FormattedText("The office is closed.", (Span("bold", 0, 3),))}, "en"),
        ),
    ],
)
def test_another_text_or_audience_has_another_digest(audience, body):
    assert digest(audience, body) != digest(Audience("urgent"), broadcast())


def test_the_order_in_which_languages_were_given_does_not_matter():
    one, other = FormattedText("one"), FormattedText("other")
    first = BroadcastBody({"en": one, "es": other}, "en")
    second = BroadcastBody({"es": other, "en": one}, "en")
    assert digest(Audience("urgent"), first) == digest(Audience("urgent"), second)


def test_who_has_no_text_of_their_own_gets_the_fallback():
    body = broadcast("Closed", es="Cerrado")
    assert (body.text_for("es").text, body.text_for("ar").text) == ("Cerrado", "Closed")


def test_each_body_has_its_own_kind():
    card = WebinarCard("id", {"en": "x"}, datetime(2027, 1, 1, tzinfo=UTC), timedelta(hours=1), "", "UTC")
    bodies = [
        broadcast(),
        WeeklyBody("w", (), None, ()),
        ReminderBody(card, timedelta(0), timedelta(0)),
        NoticeBody(card, None),
        WelcomeBody(),
        FarewellBody({"en": "x"}, {}),
        ThreadGoneBody(),
        AlertBody("failed", {}),
        CorrectionBody(broadcast()),
        RecallBody({"en": "x"}),
        RoundBody(1, Occasion.ASKED, {"en": ("x",)}, datetime(2027, 3, 2, tzinfo=UTC)),
    ]
    assert [kind_of(body) for body in bodies] == list(Kind)


CARD = WebinarCard(
    "w", {"en": "W"}, datetime(2027, 3, 2, 16, tzinfo=UTC), timedelta(hours=1), "https://example.org", "UTC"
)


def reminder(*, left: timedelta) -> ReminderBody:
    return ReminderBody(CARD, left, left)


def test_an_urgent_call_goes_first_then_what_is_worthless_in_an_hour_then_the_rest():
    urgent = rank_of(Audience(URGENT), broadcast())
    pressing = {
        rank_of(Audience("webinars"), body)
        for body in (
            reminder(left=timedelta(0)),
            reminder(left=timedelta(hours=1)),
            NoticeBody(CARD, None),
            NoticeBody(CARD, CARD.starts_at),
        )
    }
    rest = [
        rank_of(Audience("webinars"), reminder(left=timedelta(hours=24))),
        rank_of(Audience("weekly"), broadcast()),
        rank_of(Audience("weekly"), WeeklyBody("2027-W09", (), None, ())),
    ]
    assert len(pressing) == 1
    assert urgent < min(pressing) < min(rest)
