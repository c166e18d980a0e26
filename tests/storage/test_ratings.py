"""Thumbs are counted by week, entry and language."""

from bot.storage import ratings


async def test_thumbs_add_up_over_weeks_and_the_least_helpful_answer_comes_first(database):
    async with database.transaction() as connection:
        for week, entry_id, language, helpful in [
            ("2026-W46", "a", "en", False),
            ("2026-W47", "a", "en", False),
            ("2026-W47", "a", "en", True),
            ("2026-W47", "a", "es", True),
            ("2026-W47", "b", "en", True),
            ("2026-W47", "b", "en", True),
            ("2026-W47", "c", "en", False),
        ]:
            await ratings.add(connection, week, entry_id, language, helpful)
    async with database.reading() as connection:
        found = await ratings.least_helpful(connection, 10)
        assert found == [
            ("a", "en", 1, 2),
            ("c", "en", 0, 1),
            ("a", "es", 1, 0),
            ("b", "en", 2, 0),
        ]
        assert await ratings.least_helpful(connection, 1) == found[:1]


async def test_old_weeks_are_forgotten(database):
    async with database.transaction() as connection:
        for week in ("2025-W52", "2026-W46", "2026-W47"):
            await ratings.add(connection, week, "a", "en", True)
        assert await ratings.forget_before(connection, "2026-W47") == 2
    async with database.reading() as connection:
        assert await ratings.least_helpful(connection, 10) == [("a", "en", 1, 0)]
