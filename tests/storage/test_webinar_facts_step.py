"""The step to webinar facts reads what the releases before it announced."""

from datetime import timedelta

import sqlalchemy as sa

from bot.domain.announcements import NoticeBody, ReminderBody
from bot.domain.stored_bodies import encode
from bot.domain.webinar_facts import fact_of
from bot.services.announcing.webinars import card
from bot.storage.database import Database
from bot.storage.instants import to_ms
from tests.builders import START, webinar
from tests.storage.test_migrating import built_by_an_earlier_release

LATER = START + timedelta(days=1)


async def test_who_was_told_something_by_an_earlier_release_is_known_to_have_been(database_url: str):
    told = card(webinar())
    announced = [
        ("reminder", ReminderBody(told, timedelta(0), timedelta(0))),
        ("notice", NoticeBody(told, LATER, told.link)),
    ]
    database = Database.open(database_url)
    try:
        async with database.transaction() as connection:
            await connection.run_sync(built_by_an_earlier_release, "0007")
            for number, (kind, body) in enumerate(announced, start=1):
                await connection.execute(
                    sa.text("""
                        INSERT INTO announcements (announcement_id, key, kind, topic, body, state, created_at)
                        VALUES (:number, :kind, :kind, 'webinars', :body, 'finished', :at)
                    """),
                    {"number": number, "kind": kind, "body": encode(body), "at": to_ms(START)},
                )
        await database.migrate()
        async with database.reading() as connection:
            mentions = await connection.exec_driver_sql("SELECT announcement_id, fact FROM webinar_mentions")
            states = await connection.exec_driver_sql("SELECT fact, ends_at FROM webinar_states")
            assert sorted(map(tuple, mentions)) == [
                (1, fact_of(START, told.link)),
                (2, fact_of(LATER, told.link)),
            ]
            assert list(map(tuple, states)) == [(fact_of(LATER, told.link), to_ms(LATER + told.duration))]
    finally:
        await database.close()
