"""Nothing leaves without the confirmation of exactly what the admin saw."""

from datetime import timedelta

import pytest

from bot.domain.announcements import Audience
from bot.domain.delivery.deliveries import State
from bot.services.announcing.broadcasting import KEPT_FOR, Broadcasting, Confirmed
from bot.storage.database import Database
from tests.builders import NOW, TOPIC, begin, broadcast, counts, due, join, latest, states

ADMIN = 900
HOUR = timedelta(hours=1)


@pytest.fixture
def broadcasting(database) -> Broadcasting:
    return Broadcasting(database, Audience(TOPIC))


async def written(broadcasting, text="The office is closed.", message_id=1):
    await broadcasting.start(ADMIN, NOW)
    preview = await broadcasting.write(ADMIN, broadcast(text), message_id)
    assert preview is not None
    return preview


async def test_the_preview_shows_the_text_and_counts_the_people(database, broadcasting):
    await join(database, [1, 2], TOPIC)
    await join(database, [3], "weekly", language="es")
    assert not await broadcasting.awaits_text(ADMIN)
    preview = await written(broadcasting)
    assert await broadcasting.awaits_text(ADMIN)
    assert (preview.body, preview.audience, preview.recipients) == (broadcast(), Audience(TOPIC), 2)
    aimed = await broadcasting.aim(ADMIN, Audience("weekly", "es"))
    assert (aimed.audience, aimed.recipients) == (Audience("weekly", "es"), 1)


async def test_what_was_seen_and_confirmed_leaves_once(database, broadcasting):
    await join(database, [1, 2])
    preview = await written(broadcasting)
    confirmed = await broadcasting.confirm(ADMIN, preview.digest, NOW)
    assert confirmed == Confirmed(confirmed.announcement_id, 2)
    assert await broadcasting.confirm(ADMIN, preview.digest, NOW) is None
    assert not await broadcasting.awaits_text(ADMIN)
    ((announcement, state),) = await latest(database)
    assert (announcement.body, announcement.audience, state) == (broadcast(), Audience(TOPIC), "active")
    assert announcement.expires_at == NOW + KEPT_FOR


async def rewrite(broadcasting):
    assert await broadcasting.rewrite(ADMIN, broadcast("Something else"), 1) is not None


async def write_again(broadcasting):
    assert await broadcasting.write(ADMIN, broadcast("Something else"), 2) is not None


async def aim(broadcasting):
    assert await broadcasting.aim(ADMIN, Audience("weekly")) is not None


async def discard(broadcasting):
    assert await broadcasting.discard(ADMIN)


async def start_anew(broadcasting):
    await broadcasting.start(ADMIN, NOW)


@pytest.mark.parametrize("change", [rewrite, write_again, aim, discard, start_anew])
async def test_a_confirmation_dies_with_what_it_confirmed(database, broadcasting, change):
    await join(database, [1], TOPIC, "weekly")
    preview = await written(broadcasting)
    await change(broadcasting)
    assert await broadcasting.confirm(ADMIN, preview.digest, NOW) is None
    assert await latest(database) == []


async def test_the_new_text_is_confirmed_by_its_own_preview(database, broadcasting):
    await join(database, [1])
    await written(broadcasting)
    preview = await broadcasting.rewrite(ADMIN, broadcast("Something else"), 1)
    assert await broadcasting.confirm(ADMIN, preview.digest, NOW) is not None
    assert [announcement.body for announcement, _ in await latest(database)] == [broadcast("Something else")]


@pytest.mark.parametrize("admin", [ADMIN, ADMIN + 1])
async def test_a_foreign_confirmation_confirms_nothing(database, broadcasting, admin):
    await join(database, [1])
    await written(broadcasting)
    foreign = Broadcasting(database, Audience(TOPIC))
    await foreign.start(ADMIN + 1, NOW)
    preview = await foreign.write(ADMIN + 1, broadcast("Mine"), 5)
    seen = preview.digest if admin == ADMIN else (await broadcasting.aim(ADMIN, Audience(TOPIC))).digest
    assert await broadcasting.confirm(admin, seen, NOW) is None
    assert await broadcasting.confirm(admin, "", NOW) is None
    assert await latest(database) == []


async def test_only_the_message_that_holds_the_draft_rewrites_it(broadcasting):
    await written(broadcasting, message_id=1)
    assert await broadcasting.rewrite(ADMIN, broadcast("An older message, edited"), 99) is None
    assert (await broadcasting.aim(ADMIN, Audience(TOPIC))).body == broadcast()


async def test_without_a_written_draft_there_is_nothing_to_see_or_confirm(database, broadcasting):
    assert await broadcasting.write(ADMIN, broadcast(), 1) is None
    assert await broadcasting.aim(ADMIN, Audience(TOPIC)) is None
    assert not await broadcasting.discard(ADMIN)
    await broadcasting.start(ADMIN, NOW)
    assert await broadcasting.aim(ADMIN, Audience(TOPIC)) is None
    assert await broadcasting.confirm(ADMIN, "", NOW) is None
    assert await latest(database) == []


async def test_the_same_text_next_week_is_another_announcement(database, broadcasting):
    await join(database, [1])
    for weeks in range(2):
        now = NOW + timedelta(weeks=weeks)
        await broadcasting.start(ADMIN, now)
        preview = await broadcasting.write(ADMIN, broadcast(), 1)
        assert await broadcasting.confirm(ADMIN, preview.digest, now) is not None
    assert len(await latest(database)) == 2


async def test_a_finished_text_is_enqueued_once_under_its_key(database, broadcasting):
    await join(database, [1])
    assert await broadcasting.enqueue("k", Audience(TOPIC), broadcast(), NOW) is not None
    assert await broadcasting.enqueue("k", Audience(TOPIC), broadcast("other"), NOW) is None
    assert len(await due(database)) == 1


async def test_what_is_to_leave_later_is_not_claimed_before(database, broadcasting):
    await join(database, [1])
    at = NOW + 72 * HOUR
    await broadcasting.enqueue("k", Audience(TOPIC), broadcast(), NOW, send_at=at)
    assert await due(database, now=at - timedelta(milliseconds=1)) == []
    claimed = await due(database, now=at)
    assert await begin(database, claimed, now=at) == {1}
    ((announcement, _),) = await latest(database)
    assert announcement.expires_at == at + KEPT_FOR


async def test_cancelling_skips_what_has_not_begun_and_works_once(database, broadcasting):
    await join(database, [1, 2, 3])
    confirmed = await broadcasting.enqueue("k", Audience(TOPIC), broadcast(), NOW)
    claimed = await due(database)
    await begin(database, [delivery for delivery in claimed if delivery.chat_id == 1])
    assert await broadcasting.cancel(confirmed.announcement_id)
    assert not await broadcasting.cancel(confirmed.announcement_id)
    assert not await broadcasting.cancel(confirmed.announcement_id + 1)
    assert await begin(database, claimed) == set()
    assert await states(database, confirmed.announcement_id) == {
        1: State.SENDING,
        2: State.SKIPPED,
        3: State.SKIPPED,
    }


@pytest.mark.both_databases
async def test_a_halt_survives_a_restart_until_somebody_resumes(database, broadcasting, migrated_url):
    await broadcasting.halt(NOW)
    restarted = Database.open(migrated_url)
    try:
        again = Broadcasting(restarted, Audience(TOPIC))
        assert await again.is_halted()
        assert await again.resume()
        assert not await again.resume()
    finally:
        await restarted.close()
    assert not await broadcasting.is_halted()


async def test_the_latest_are_shown_with_their_progress(database, broadcasting):
    await join(database, [1, 2])
    for key in ("a", "b"):
        await broadcasting.enqueue(key, Audience(TOPIC), broadcast(), NOW)
    first, second = await broadcasting.latest(5)
    assert [status.announcement.key for status in (first, second)] == ["b", "a"]
    assert (first.state, first.progress.total, first.progress.open) == ("active", 2, 2)
    assert len(await broadcasting.latest(1)) == 1


async def test_progress_is_watched_in_a_message_until_it_is_over(database, broadcasting):
    confirmed = await broadcasting.enqueue("k", Audience(TOPIC), broadcast(), NOW)
    await broadcasting.watch(confirmed.announcement_id, ADMIN, 42)
    (report,) = await broadcasting.watched()
    assert (report.chat_id, report.message_id) == (ADMIN, 42)
    await broadcasting.unwatch(confirmed.announcement_id)
    assert await broadcasting.watched() == []
    assert await counts(database, confirmed.announcement_id) == {}
