"""A time that somebody types means one instant, or is asked about."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.times.places import zones_of
from bot.domain.times.typed_times import LONGEST_PLACE, Instant, Unclear, Why, read_time
from tests.builders import utc
from tests.lines import each

NOW = utc("2026-11-29 12:00")  # a Sunday


def read(text: str, now: datetime = NOW) -> Instant | Unclear:
    return read_time(text, now, ("UTC", "America/New_York"))


def asked(text: str, now: datetime = NOW) -> tuple[Why, list[str]]:
    """Why it is asked, and the instants to choose from."""
    found = read(text, now)
    assert isinstance(found, Unclear), found
    return found.why, [f"{option.at:%Y-%m-%d %H:%M}" for option in found.options]


@each(
    "text, at",
    [
        ("tomorrow 9:00 Nairobi", "2026-11-30 06:00"),
        ("2027-03-02 16:00 UTC", "2027-03-02 16:00"),
        ("2027-03-02T16:00 utc", "2027-03-02 16:00"),
        ("2027-03-02T16:00Z", "2027-03-02 16:00"),
        ("٢٠٢٧-٠٣-٠٢ ١٦:٠٠ UTC", "2027-03-02 16:00"),
        ("mañana a las 9:00 Madrid", "2026-11-30 08:00"),
        ("manana 9:00 de la noche Ciudad de México", "2026-12-01 03:00"),
        ("pasado mañana 8:00, Lima", "2026-12-01 13:00"),
        ("lunes 9:00 Madrid", "2026-11-30 08:00"),
        ("2 de marzo de 2027 16:00 Bogotá", "2027-03-02 21:00"),
        ("demain 9h Paris", "2026-11-30 08:00"),
        ("après-demain à 9h30 à Dakar", "2026-12-01 09:30"),
        ("le 2 mars à 16 h 30 à Genève", "2027-03-02 15:30"),
        ("mardi 9h Dakar", "2026-12-01 09:00"),
        ("غدا 9:00 القاهرة", "2026-11-30 07:00"),
        ("بعد غد الساعة ٩:٠٠ بيروت", "2026-12-01 07:00"),
        ("يوم الجمعة الساعة 9:00 مساء بيروت", "2026-12-04 19:00"),
        ("2 مارس 16:00 الرباط", "2027-03-02 16:00"),  # in Ramadan, when the clocks there are put back
        ("tomorrow 9 am Mexico City", "2026-11-30 15:00"),
        ("tomorrow 12am UTC", "2026-11-30 00:00"),
        ("tomorrow 12pm UTC", "2026-11-30 12:00"),
        ("1st December, 18:00 London", "2026-12-01 18:00"),
        ("2 mar 16:00 UTC", "2027-03-02 16:00"),
        ("Tuesday 1 December 9:00 Beirut", "2026-12-01 07:00"),
        ("13/04 9:00 UTC", "2027-04-13 09:00"),
        ("13/04/2027 9.30 UTC", "2027-04-13 09:30"),
        ("tomorrow 9:00 UTC+3", "2026-11-30 06:00"),
        ("tomorrow 9:00 Africa/Nairobi", "2026-11-30 06:00"),
        ("2026-12-01 09:00 Kathmandu", "2026-12-01 03:15"),
        ("tomorrow 9:00 Tripoli", "2026-11-30 07:00"),  # in both places of that name
        ("tomorrow 16 Nairobi", "2026-11-30 13:00"),
        ("tomorrow at 9 pm Nairobi", "2026-11-30 18:00"),
        ("mañana a las 9 de la noche Lima", "2026-12-01 02:00"),
        ("demain à 15, Paris", "2026-11-30 14:00"),
        ("غدا الساعة ٩ مساء القاهرة", "2026-11-30 19:00"),
        ("2026-12-01 0 UTC", "2026-12-01 00:00"),
        ("in 3 hours", "2026-11-29 15:00"),
        ("tomorrow at 9:00 in Nairobi.", "2026-11-30 06:00"),
        ("tomorrow, 9:00 (Nairobi time)", "2026-11-30 06:00"),
        ("“tomorrow 9:00 Nairobi”", "2026-11-30 06:00"),
        ("mañana a las 9 de la mañana en Bogotá", "2026-11-30 14:00"),
        ("este viernes 16:00 en Madrid", "2026-12-04 15:00"),
        ("mañana a las 12:30 de la tarde, Lima", "2026-11-30 17:30"),
        ("tomorrow morning at 8 Nairobi", "2026-11-30 05:00"),
        ("tomorrow 9 in the evening Nairobi", "2026-11-30 18:00"),
        ("demain soir à 20h Paris", "2026-11-30 19:00"),
        ("vendredi 4 déc. 9h Paris", "2026-12-04 08:00"),
        ("Fri. 4 Dec. 9:00 UTC", "2026-12-04 09:00"),
        ("13.12.2026 16.00 Uhr Berlin", "2026-12-13 15:00"),
        ("tomorrow 9hs Buenos Aires", "2026-11-30 12:00"),
        ("2026-12-01T16:00:00Z", "2026-12-01 16:00"),
        ("2026-12-01T16:00:00+01:00", "2026-12-01 15:00"),
        ("tomorrow 9:00 +02:00", "2026-11-30 07:00"),
        ("dentro de 2 horas", "2026-11-29 14:00"),
        ("dans 30 minutes", "2026-11-29 12:30"),
        ("بعد 3 ساعات", "2026-11-29 15:00"),
    ],
)
def test_what_can_mean_only_one_instant_is_that_instant(text: str, at: str):
    found = read(text)
    assert isinstance(found, Instant), found
    assert found.at == utc(at)


@each(
    "text, why, options",
    [
        ("tomorrow 9:00", Why.NO_PLACE, ["2026-11-30 09:00", "2026-11-30 14:00"]),
        ("lunes 9:00", Why.NO_PLACE, ["2026-11-30 09:00", "2026-11-30 14:00"]),
        ("tomorrow 9 Nairobi", Why.SEVERAL, ["2026-11-30 06:00", "2026-11-30 18:00"]),
        ("lunes 9 Madrid", Why.SEVERAL, ["2026-11-30 08:00", "2026-11-30 20:00"]),
        ("tomorrow 12 UTC", Why.SEVERAL, ["2026-11-30 00:00", "2026-11-30 12:00"]),
        ("tomorrow 24 UTC", Why.UNREADABLE, []),
        ("2 March 9 UTC", Why.UNREADABLE, []),
        ("9:00 Nairobi", Why.NO_DAY, ["2026-11-30 06:00"]),
        ("18:00 Nairobi", Why.NO_DAY, ["2026-11-29 15:00", "2026-11-30 15:00"]),
        ("tomorrow 9:00 Cordoba", Why.SEVERAL, ["2026-11-30 08:00", "2026-11-30 12:00"]),
        ("tomorrow 9:30 p.m. San José", Why.SEVERAL, ["2026-12-01 03:30", "2026-12-01 05:30"]),
        ("03/04 9:00 UTC", Why.SEVERAL, ["2027-03-04 09:00", "2027-04-03 09:00"]),
        ("next Monday 9am Nairobi", Why.SEVERAL, ["2026-11-30 06:00", "2026-12-07 06:00"]),
        ("viernes que viene 9:00 Lima", Why.SEVERAL, ["2026-12-04 14:00", "2026-12-11 14:00"]),
        ("Sunday 15:00 UTC", Why.SEVERAL, ["2026-11-29 15:00", "2026-12-06 15:00"]),
        ("2027-10-31 01:30 London", Why.SEVERAL, ["2027-10-31 00:30", "2027-10-31 01:30"]),
        ("2027-03-14 02:30 New York", Why.SKIPPED, ["2027-03-14 06:30", "2027-03-14 07:30"]),
        ("today 9:00 UTC", Why.PAST, []),
        ("2020-01-01 9:00 UTC", Why.PAST, []),
        ("2062-01-01 9:00 UTC", Why.FAR, []),
        ("tomorrow 9:00 CST", Why.UNKNOWN_PLACE, []),
        ("tomorrow 9:00 Springfield", Why.UNKNOWN_PLACE, []),
        ("0001-01-01 00:00 Nairobi", Why.UNREADABLE, []),
        ("9999-12-31 23:59 Honolulu", Why.UNREADABLE, []),
        ("tomorrow 25:00 Nairobi", Why.UNREADABLE, []),
        ("2027-02-30 9:00 UTC", Why.UNREADABLE, []),
        ("Monday 1 December 9:00 Beirut", Why.WEEKDAY, []),  # it is a Tuesday
        ("martes 3 de marzo 9:00 Madrid", Why.WEEKDAY, []),
        ("mañana a las 12 de la noche Lima", Why.UNREADABLE, []),  # of which night
        ("mañana 12:00 de la mañana Lima", Why.UNREADABLE, []),  # noon to some
        ("mañana a la 1 de la noche Lima", Why.UNREADABLE, []),
        ("غدا الساعة 12 مساء القاهرة", Why.UNREADABLE, []),
        ("غدا 12:00 صباحا القاهرة", Why.UNREADABLE, []),
        ("demain à 12h du soir Paris", Why.UNREADABLE, []),
        ("tomorrow 9:00-10:00 UTC", Why.UNREADABLE, []),
        ("tomorrow 9:00 -10:00 UTC", Why.UNREADABLE, []),
        ("1/12/26 16:00 UTC", Why.UNREADABLE, []),
        ("tonight at 20:00 Nairobi", Why.NO_DAY, ["2026-11-29 17:00", "2026-11-30 17:00"]),
        ("this Friday 9 Nairobi", Why.SEVERAL, ["2026-12-04 06:00", "2026-12-04 18:00"]),
        ("esta mañana 9:00 Lima", Why.UNKNOWN_PLACE, []),
        ("tomorrow 9:00 to 10:00 UTC", Why.UNREADABLE, []),
        ("tomorrow tomorrow 9:00 UTC", Why.UNREADABLE, []),
        ("tomorrow 13pm UTC", Why.UNREADABLE, []),
        ("9:00", Why.UNREADABLE, []),
        ("9", Why.UNREADABLE, []),
        ("may", Why.UNREADABLE, []),
        ("", Why.UNREADABLE, []),
    ],
)
def test_what_can_mean_several_instants_or_none_is_asked_and_never_guessed(
    text: str, why: Why, options: list[str]
):
    assert asked(text) == (why, options)


def test_a_misspelt_city_is_never_taken_and_the_nearest_ones_are_named():
    found = read("tomorrow 9:00 Nairoby")
    assert isinstance(found, Unclear)
    assert (found.why, found.place, found.near[:1]) == (Why.UNKNOWN_PLACE, "nairoby", ("nairobi",))


def test_what_is_no_place_is_said_again_in_short():
    found = read(f"tomorrow 9:00 {'nowhere ' * 500}")
    assert isinstance(found, Unclear)
    assert len(found.place) == LONGEST_PLACE


def test_tomorrow_is_counted_at_the_place_that_is_named():
    late = utc("2026-11-29 23:30")  # in Nairobi it is Monday already
    assert read("tomorrow 9:00 Nairobi", late).at == utc("2026-12-01 06:00")
    assert read("tomorrow 9:00 Mexico City", late).at == utc("2026-11-30 15:00")


def test_an_offset_is_shown_as_utc():
    assert read("tomorrow 9:00 UTC+3") == Instant(utc("2026-11-30 06:00"), "UTC")


@each("name", ["Ginebra", "Genève", "جنيف", "geneva"])
def test_a_city_is_known_by_its_name_in_each_language(name: str):
    assert zones_of(name) == ("Europe/Zurich",)


ZONES = st.sampled_from(["Africa/Nairobi", "America/New_York", "Asia/Kathmandu", "Europe/Madrid", "UTC"])


@given(st.integers(1, 360 * 24 * 4), ZONES)
def test_an_instant_that_is_written_out_is_read_as_itself_or_asked(quarters: int, zone: str):
    at = NOW + timedelta(minutes=15 * quarters)
    found = read(f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}")
    if isinstance(found, Unclear):  # an hour that the clocks there show twice
        assert found.why is Why.SEVERAL
        assert at in [option.at for option in found.options]
    else:
        assert found.at == at


WORDS = st.sampled_from(
    [
        "tomorrow",
        "9:00",
        "mañana",
        "3",
        "/",
        "mars",
        "03/04",
        "2027",
        "utc",
        "pm",
        "next",
        "lunes",
        "h",
        "في",
        "غدا",
    ]
)


@given(st.lists(WORDS | st.text(max_size=8), max_size=6))
def test_whatever_is_typed_is_an_instant_to_come_or_asked(words: list[str]):
    found = read(" ".join(words))
    instants = [found] if isinstance(found, Instant) else found.options
    assert all(NOW < each.at <= NOW + timedelta(days=366) for each in instants)
    assert all(each.at.tzinfo is UTC for each in instants)
