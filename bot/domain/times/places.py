"""Which clock somebody means who names a city: the time zones that its name may stand for."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from zoneinfo import available_timezones

from bot.domain.times.day_words import spelled

_OFFSET = re.compile(r"(?:utc|gmt)([+-])(\d{1,2})(?::?([0-5]\d))?")

# Cities that the zone database does not name, or that people name otherwise. "_" stands for a blank; a name
# in several rows is a city in each of them.
_NAMES = """
UTC: utc gmt z
Africa/Abidjan: abiyan أبيدجان
Africa/Accra: acra أكرا
Africa/Addis_Ababa: addis adis_abeba addis_abeba أديس_أبابا
Africa/Algiers: alger argel الجزائر
Africa/Bamako: باماكو
Africa/Cairo: le_caire el_cairo القاهرة alexandria alejandria alexandrie الإسكندرية giza
Africa/Casablanca: rabat الرباط الدار_البيضاء fes tangier tanger طنجة
Africa/Dakar: داكار
Africa/Dar_es_Salaam: دار_السلام dodoma zanzibar
Africa/Douala: yaounde yaunde ياوندي
Africa/Johannesburg: johannesburgo cape_town ciudad_del_cabo le_cap pretoria durban جوهانسبرغ
Africa/Kampala: كمبالا
Africa/Khartoum: jartum الخرطوم
Africa/Kinshasa: كينشاسا
Africa/Lagos: abuja لاغوس أبوجا
Africa/Mogadishu: mogadiscio مقديشو
Africa/Nairobi: نيروبي mombasa
Africa/Nouakchott: نواكشوط
Africa/Tripoli: tripoli طرابلس
Africa/Tunis: tunez تونس
America/Argentina/Buenos_Aires: rosario buenos_aires بوينس_آيرس
America/Argentina/Cordoba: cordoba
America/Bogota: بوغوتا medellin cali
America/Caracas: valencia maracaibo كاراكاس
America/Chicago: houston dallas san_antonio austin new_orleans شيكاغو
America/Costa_Rica: san_jose
America/Denver: salt_lake_city
America/El_Salvador: san_salvador
America/Guatemala: ciudad_de_guatemala guatemala_city
America/Guayaquil: quito كيتو
America/Havana: la_habana la_havane هافانا
America/La_Paz: el_alto cochabamba santa_cruz_de_la_sierra
America/Lima: ليما
America/Los_Angeles: san_francisco seattle san_diego las_vegas portland sacramento san_jose oakland لوس_أنجلوس
America/Mexico_City: ciudad_de_mexico cdmx mexico_df mexico_d.f. puebla guadalajara oaxaca مكسيكو مدينة_مكسيكو
America/Montreal: ottawa
America/New_York: nueva_york nyc washington_dc washington_d.c. washington boston miami atlanta philadelphia \
filadelfia philadelphie baltimore نيويورك واشنطن
America/Panama: ciudad_de_panama panama_city بنما
America/Port-au-Prince: port_au_prince puerto_principe
America/Santiago: santiago santiago_de_chile valparaiso سانتياغو
America/Santo_Domingo: santiago santiago_de_los_caballeros saint-domingue سانتو_دومينغو
America/Sao_Paulo: sao_paulo san_pablo rio rio_de_janeiro brasilia ساو_باولو
America/Tijuana: تيخوانا
America/Toronto: تورونتو ottawa
Asia/Amman: عمان_الأردن عمّان
Asia/Baghdad: bagdad بغداد basra البصرة
Asia/Bangkok: بانكوك
Asia/Beirut: beyrouth beirut بيروت tripoli طرابلس
Asia/Colombo: كولومبو
Asia/Damascus: damas damasco دمشق aleppo alepo alep حلب
Asia/Dhaka: daca dacca دكا
Asia/Dubai: abu_dhabi abu_dabi abou_dabi دبي أبوظبي أبو_ظبي
Asia/Gaza: غزة
Asia/Hebron: الخليل ramallah رام_الله
Asia/Ho_Chi_Minh: saigon hanoi
Asia/Jakarta: yakarta جاكرتا
Asia/Jerusalem: jerusalen القدس tel_aviv haifa
Asia/Kabul: kaboul كابول
Asia/Karachi: islamabad lahore كراتشي إسلام_آباد
Asia/Kathmandu: katmandu katmandou كاتماندو
Asia/Kolkata: delhi new_delhi nueva_delhi mumbai bombay chennai bangalore bengaluru دلهي مومباي
Asia/Kuwait: koweit الكويت
Asia/Manila: manille مانيلا
Asia/Qatar: doha الدوحة
Asia/Riyadh: riad riyad jeddah yeda djeddah الرياض جدة
Asia/Seoul: سيول
Asia/Shanghai: beijing pekin guangzhou شنغهاي بكين
Asia/Singapore: singapur singapour سنغافورة
Asia/Tehran: teheran طهران
Asia/Tokyo: tokio طوكيو
Europe/Athens: atenas athenes thessaloniki أثينا
Europe/Berlin: munich hamburg hamburgo frankfurt cologne koln برلين
Europe/Brussels: bruselas bruxelles amberes anvers بروكسل
Europe/Copenhagen: copenhague كوبنهاغن
Europe/Istanbul: estambul ankara izmir إسطنبول اسطنبول أنقرة
Europe/Kyiv: kiev كييف
Europe/Lisbon: lisboa lisbonne porto oporto لشبونة
Europe/London: londres manchester birmingham لندن
Europe/Madrid: barcelona barcelone sevilla seville valencia malaga granada almeria cordoba bilbao merida \
مدريد برشلونة
Europe/Moscow: moscu moscou موسكو
Europe/Paris: marseille marsella lyon calais toulouse lille باريس
Europe/Rome: roma milan milano naples napoli napoles palermo lampedusa روما
Europe/Stockholm: estocolmo ستوكهولم
Europe/Vienna: viena vienne فيينا
Europe/Warsaw: varsovia varsovie وارسو
Europe/Zurich: geneva geneve ginebra جنيف bern berne berna basel lausanne
America/Merida: merida
America/Managua: granada leon
America/Mexico_City/: leon
America/Los_Angeles/: washington
Atlantic/Canary: las_palmas canarias tenerife
Australia/Sydney: canberra سيدني
""".replace("\\\n", "")


def zones_of(name: str) -> tuple[str, ...]:
    """The zones whose clock a place may mean: none, one, or several of which somebody has to choose.

    A place is a city, UTC, an offset such as UTC+3, or a zone by its own name such as Africa/Nairobi.
    """
    wanted = spelled(name)
    if found := _OFFSET.fullmatch(wanted.replace(" ", "")):
        hours = int(found[2])
        if hours <= 14 and not int(found[3] or 0):
            return ("UTC",) if not hours else (f"Etc/GMT{'-' if found[1] == '+' else '+'}{hours}",)
        return ()
    return _by_name().get(wanted, ())


def nearest(name: str) -> tuple[str, ...]:
    """Names of places that are spelled much like this one, to be asked about."""
    near = get_close_matches(spelled(name), _by_name(), n=3, cutoff=0.75)
    return tuple(each for each in near if "/" not in each)


@cache
def _by_name() -> dict[str, tuple[str, ...]]:
    known = available_timezones()
    found: dict[str, set[str]] = {}
    for zone in known:
        area, _, city = zone.partition("/")
        if area in ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"):
            found.setdefault(spelled(zone.replace("_", " ")), set()).add(zone)
            if city.count("/") == 0:
                found.setdefault(spelled(city.replace("_", " ")), set()).add(zone)
    for line in _NAMES.strip().splitlines():
        zone, _, names = line.partition(":")
        zone = zone.rstrip("/")
        if zone == "UTC" or zone in known:
            for word in names.split():
                found.setdefault(spelled(word.replace("_", " ")), set()).add(zone)
    return {name: tuple(sorted(zones)) for name, zones in found.items()}
