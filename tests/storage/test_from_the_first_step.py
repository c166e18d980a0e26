"""A database that earlier releases filled is brought up to date with everything that was in it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from bot.domain.announcements import NoticeBody, ReminderBody
from bot.domain.stored_bodies import encode
from bot.domain.webinar_facts import fact_of
from bot.services.announcing.webinars import card
from bot.storage import subscribers
from bot.storage.database import Database
from bot.storage.instants import to_ms
from bot.storage.migrating import Standing
from tests.builders import START, webinar
from tests.storage.test_migrating import built_by_an_earlier_release

WRITTEN = (
    "INSERT INTO subscribers (chat_id, language, joined_week)"
    " VALUES (7, 'ar', '2026-W40'), (-8, 'fr', '2026-W41')",
    "INSERT INTO subscriptions (topic, chat_id) VALUES ('urgent', 7), ('weekly', 7), ('weekly', -8)",
    "INSERT INTO announcements (announcement_id, key, kind, topic, body, state, created_at)"
    """ VALUES (1, 'weekly/2026-W40', 'weekly', 'weekly', '{"webinars": []}', 'finished', 1)""",
    "INSERT INTO deliveries (delivery_id, announcement_id, chat_id, language, state, attempts,"
    " next_attempt_at, message_id)"
    " VALUES (1, 1, 7, 'ar', 'sent', 1, 1, 55), (2, 1, -8, 'fr', 'unknown', 1, 1, NULL)",
    "INSERT INTO occurrences (key, kind, due_at, state, announcement_id)"
    " VALUES ('weekly/2026-W40', 'weekly', 1, 'announced', 1)",
    "INSERT INTO missed_questions (week, language, question, asked) VALUES ('2026-W40', 'ar', 'ما هو؟', 3)",
    "INSERT INTO marks (name, value, at) VALUES ('halted', 'by somebody', 5)",
)
KEPT = {
    "SELECT chat_id, language, joined_week FROM subscribers ORDER BY chat_id": [
        (-8, "fr", "2026-W41"),
        (7, "ar", "2026-W40"),
    ],
    "SELECT topic, chat_id FROM subscriptions ORDER BY chat_id, topic": [
        ("weekly", -8),
        ("urgent", 7),
        ("weekly", 7),
    ],
    "SELECT chat_id, state, message_id FROM deliveries ORDER BY chat_id": [
        (-8, "unknown", None),
        (7, "sent", 55),
    ],
    "SELECT key, state, announcement_id FROM occurrences": [("weekly/2026-W40", "announced", 1)],
    "SELECT language, question, asked FROM missed_questions": [("ar", "ما هو؟", 3)],
    "SELECT value, at FROM marks WHERE name = 'halted'": [("by somebody", 5)],
}


TOLD, LATER = card(webinar()), START + timedelta(days=1)
ANNOUNCED = (
    (2, "reminder", ReminderBody(TOLD, timedelta(0), timedelta(0))),
    (3, "notice", NoticeBody(TOLD, LATER, TOLD.link)),
)
BY_THE_SEVENTH = """
    INSERT INTO announcements (announcement_id, key, kind, topic, body, state, created_at)
    VALUES (:number, :kind, :kind, 'webinars', :body, 'finished', :at)
"""
FACTS = {
    "SELECT announcement_id, fact FROM webinar_mentions ORDER BY announcement_id": [
        (2, fact_of(START, TOLD.link)),
        (3, fact_of(LATER, TOLD.link)),
    ],
    "SELECT fact, ends_at FROM webinar_states": [(fact_of(LATER, TOLD.link), to_ms(LATER + TOLD.duration))],
}


async def test_everything_that_earlier_releases_wrote_is_there_after_all_steps_and_who_was_told_of_a_webinar(
    database_url: str,
):
    database = Database.open(database_url)
    try:
        async with database.transaction() as connection:
            await connection.run_sync(built_by_an_earlier_release, "0001")
            for statement in WRITTEN:
                await connection.execute(text(statement))
            await connection.run_sync(built_by_an_earlier_release, "0007")
            for number, kind, body in ANNOUNCED:
                row = {"number": number, "kind": kind, "body": encode(body), "at": to_ms(START)}
                await connection.execute(text(BY_THE_SEVENTH), row)
        await database.migrate()
        assert await database.standing() is Standing.CURRENT
        assert await database.schema_differences() == []
        async with database.reading() as connection:
            for statement, rows in (KEPT | FACTS).items():
                assert [tuple(row) for row in await connection.execute(text(statement))] == rows
            assert await subscribers.count_all(connection) == 2
    finally:
        await database.close()
