"""Who is stored, with what, and that nothing stays of who leaves."""

from bot.domain.announcements import Audience
from bot.domain.people.subscriptions import Subscriber
from bot.services.members.subscribing import PAGE, Subscribing
from bot.storage import subscribers
from tests.builders import NOW, TOPIC, join


async def find(database, chat_id):
    async with database.reading() as connection:
        return await subscribers.find(connection, chat_id)


async def rows_of(database, table):
    async with database.reading() as connection:
        return (await connection.exec_driver_sql(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608


async def test_what_was_saved_is_found(database):
    await join(database, [7], "urgent", "weekly", language="es", week="2026-W01")
    assert await find(database, 7) == Subscriber(7, "es", frozenset({"urgent", "weekly"}), "2026-W01")
    assert await find(database, 8) is None


async def test_a_chat_without_topics_is_found_as_well(database):
    async with database.transaction() as connection:
        await subscribers.save(connection, -100_200_300_400_500, "ar", "2026-W47")
    found = await find(database, -100_200_300_400_500)
    assert found == Subscriber(-100_200_300_400_500, "ar", frozenset(), "2026-W47")


async def test_saving_again_changes_the_language_and_not_the_week_of_joining(database):
    await join(database, [7], "urgent", language="en", week="2026-W01")
    async with database.transaction() as connection:
        await subscribers.save(connection, 7, "fr", "2026-W47")
    assert await find(database, 7) == Subscriber(7, "fr", frozenset({"urgent"}), "2026-W01")


async def test_saving_many_adds_topics_and_keeps_the_earlier_ones_and_the_week(database):
    await join(database, [7], "urgent", week="2026-W01")
    await join(database, [7, 8], "weekly", week="2026-W47")
    assert await find(database, 7) == Subscriber(7, "en", frozenset({"urgent", "weekly"}), "2026-W01")
    assert await find(database, 8) == Subscriber(8, "en", frozenset({"weekly"}), "2026-W47")


async def test_topics_come_and_go_and_twice_is_once(database):
    await join(database, [7], "urgent")
    for _ in range(2):
        await join(database, [7], "weekly")
        async with database.transaction() as connection:
            await subscribers.remove_topic(connection, 7, "urgent")
    assert (await find(database, 7)).topics == {"weekly"}
    assert await rows_of(database, "subscriptions") == 1


async def test_who_is_forgotten_leaves_no_row(database):
    await join(database, [7, 8], "urgent", "weekly")
    async with database.transaction() as connection:
        assert await subscribers.forget(connection, 7)
        assert not await subscribers.forget(connection, 7)
    assert await find(database, 7) is None
    assert (await rows_of(database, "subscribers"), await rows_of(database, "subscriptions")) == (1, 2)


async def test_a_group_moves_with_its_topics(database):
    await join(database, [-7], "urgent", "weekly", language="ar", week="2026-W01")
    async with database.transaction() as connection:
        await subscribers.move(connection, -7, -1007)
    assert await find(database, -7) is None
    assert await find(database, -1007) == Subscriber(-1007, "ar", frozenset({"urgent", "weekly"}), "2026-W01")


async def test_a_group_that_moves_onto_a_stored_chat_brings_its_topics_and_goes(database):
    await join(database, [-7], "urgent", "weekly", language="ar")
    await join(database, [-1007], "webinars", "weekly", language="fr", week="2026-W40")
    async with database.transaction() as connection:
        await subscribers.move(connection, -7, -1007)
    assert await find(database, -7) is None
    assert await find(database, -1007) == Subscriber(
        -1007, "fr", frozenset({"urgent", "webinars", "weekly"}), "2026-W40"
    )


async def test_a_move_onto_itself_or_of_a_stranger_changes_nothing(database):
    await join(database, [-7])
    async with database.transaction() as connection:
        await subscribers.move(connection, -7, -7)
        await subscribers.move(connection, -8, -1008)
    assert await find(database, -7) is not None
    assert await rows_of(database, "subscribers") == 1


async def test_counting_is_by_topic_and_language(database):
    await join(database, range(1, 6), "urgent", language="en")
    await join(database, range(6, 8), "urgent", "weekly", language="es")
    async with database.reading() as connection:
        assert await subscribers.count(connection, Audience("urgent")) == 7
        assert await subscribers.count(connection, Audience("urgent", ("es",))) == 2
        assert await subscribers.count(connection, Audience("webinars")) == 0
        assert await subscribers.count_all(connection) == 7
        assert await subscribers.counts(connection) == [
            ("urgent", "en", 5),
            ("urgent", "es", 2),
            ("weekly", "es", 2),
        ]


async def test_pages_follow_one_another_by_chat_id(database):
    await join(database, [-5, 3, 1, 9, -100], "urgent", "weekly")
    async with database.reading() as connection:
        first = await subscribers.page(connection, -(2**63), 2)
        second = await subscribers.page(connection, first[-1].chat_id, 10)
    assert [found.chat_id for found in first + second] == [-100, -5, 1, 3, 9]
    assert all(found.topics == {"urgent", "weekly"} for found in first + second)


async def test_everyone_is_walked_through_once_over_several_pages(database):
    await join(database, range(1, 2 * PAGE + 1))
    subscribing = Subscribing(database, [TOPIC])
    assert [found.chat_id async for found in subscribing.everyone()] == list(range(1, 2 * PAGE + 1))


async def test_subscribing_knows_only_its_topics_and_keeps_the_first_language(database):
    subscribing = Subscribing(database, ["urgent", "weekly"])
    first = await subscribing.subscribe(7, ["urgent", "made-up"], "es", NOW)
    second = await subscribing.subscribe(7, ["weekly"], "en", NOW)
    assert first == Subscriber(7, "es", frozenset({"urgent"}), "2026-W47")
    assert (
        second
        == await subscribing.find(7)
        == Subscriber(7, "es", frozenset({"urgent", "weekly"}), "2026-W47")
    )


async def test_a_language_is_remembered_before_and_after_subscribing(database):
    subscribing = Subscribing(database, [TOPIC])
    await subscribing.choose_language(7, "fr", NOW)
    assert (await subscribing.subscribe(7, [TOPIC], "en", NOW)).language == "fr"
    await subscribing.choose_language(7, "ar", NOW)
    assert await subscribing.find(7) == Subscriber(7, "ar", frozenset({TOPIC}), "2026-W47")


async def test_ending_a_subscription_keeps_the_chat_and_stopping_forgets_it(database):
    subscribing = Subscribing(database, ["urgent", "weekly"])
    await subscribing.subscribe(7, ["urgent", "weekly"], "en", NOW)
    assert (await subscribing.unsubscribe(7, ["urgent"])).topics == {"weekly"}
    assert (await subscribing.unsubscribe(7, ["weekly"])).topics == frozenset()
    assert await subscribing.stop(7, NOW)
    assert not await subscribing.stop(7, NOW)
    assert await subscribing.find(7) is None
    assert await subscribing.unsubscribe(7, ["weekly"]) is None
    assert await subscribing.count_all() == 0
