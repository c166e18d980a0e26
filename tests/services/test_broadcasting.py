"""Nothing leaves without the confirmation of exactly what the admin saw."""

from datetime import timedelta

import pytest

from bot.domain.announcements import (
    AnnouncementButton,
    Attachment,
    AttachmentKind,
    Audience,
    FormattedText,
)
from bot.domain.delivery.deliveries import State
from bot.services.announcing.broadcasting import KEPT_FOR, Broadcasting, Confirmed, TimePast
from bot.services.announcing.drafting import Written
from bot.services.delivery.held_announcements import Holding
from bot.storage import fan_out
from bot.storage.database import Database
from tests.builders import NOW, TOPIC, begin, broadcast, counts, due, join, latest, states, written
from tests.lines import each

ADMIN = 900
HOUR = timedelta(hours=1)


@pytest.fixture
def broadcasting(database) -> Broadcasting:
    return Broadcasting(database, Audience(TOPIC))


async def drafted(broadcasting, text="The office is closed.", message_id=1):
    await broadcasting.drafts.start(ADMIN, NOW)
    preview = await broadcasting.drafts.write(ADMIN, written(text, message_id=message_id))
    assert preview is not None
    return preview


async def test_the_preview_shows_the_text_and_counts_the_people(database, broadcasting):
    await join(database, [1, 2], TOPIC)
    await join(database, [3], "weekly", language="es")
    assert await broadcasting.drafts.find(ADMIN) is None
    preview = await drafted(broadcasting)
    assert await broadcasting.drafts.find(ADMIN) is not None
    assert (preview.body, preview.audience, preview.recipients) == (broadcast(), Audience(TOPIC), 2)
    aimed = await broadcasting.drafts.aim(ADMIN, Audience("weekly", ("es",)))
    assert (aimed.audience, aimed.recipients) == (Audience("weekly", ("es",)), 1)


async def test_what_was_seen_and_confirmed_leaves_once(database, broadcasting):
    await join(database, [1, 2])
    preview = await drafted(broadcasting)
    confirmed = await broadcasting.confirm(ADMIN, preview.digest, NOW)
    assert confirmed == Confirmed(confirmed.announcement_id, 2)
    assert await broadcasting.confirm(ADMIN, preview.digest, NOW) is None
    assert await broadcasting.drafts.find(ADMIN) is None
    ((announcement, state),) = await latest(database)
    assert (announcement.body, announcement.audience, state) == (broadcast(), Audience(TOPIC), "active")
    assert announcement.expires_at == NOW + KEPT_FOR


async def rewrite(broadcasting):
    assert await broadcasting.drafts.rewrite(ADMIN, written("Something else", message_id=1)) is not None


async def write_again(broadcasting):
    assert await broadcasting.drafts.write(ADMIN, written("Something else", message_id=2)) is not None


async def aim(broadcasting):
    assert await broadcasting.drafts.aim(ADMIN, Audience("weekly")) is not None


async def schedule(broadcasting):
    assert await broadcasting.drafts.schedule(ADMIN, NOW + HOUR) is not None


async def aim_at_people(broadcasting):
    assert await broadcasting.drafts.aim(ADMIN, Audience(TOPIC, with_groups=False)) is not None


async def silence(broadcasting):
    assert await broadcasting.drafts.silence(ADMIN, is_silent=True) is not None


async def attach(broadcasting):
    photo = Written("en", FormattedText(""), 2, Attachment(AttachmentKind.PHOTO, "photo-1"))
    assert await broadcasting.drafts.write(ADMIN, photo) is not None


async def add_button(broadcasting):
    button = AnnouncementButton(url="https://example.org", labels={"en": "Sign"})
    assert await broadcasting.drafts.add_button(ADMIN, button) is not None


async def discard(broadcasting):
    assert await broadcasting.drafts.discard(ADMIN)


async def start_anew(broadcasting):
    await broadcasting.drafts.start(ADMIN, NOW)


CHANGES = [
    rewrite,
    write_again,
    aim,
    aim_at_people,
    schedule,
    silence,
    attach,
    add_button,
    discard,
    start_anew,
]


@each("change", CHANGES)
async def test_a_confirmation_dies_with_what_it_confirmed(database, broadcasting, change):
    await join(database, [1], TOPIC, "weekly")
    preview = await drafted(broadcasting)
    await change(broadcasting)
    assert await broadcasting.confirm(ADMIN, preview.digest, NOW) is None
    assert await latest(database) == []


async def test_the_new_text_is_confirmed_by_its_own_preview(database, broadcasting):
    await join(database, [1])
    await drafted(broadcasting)
    preview = await broadcasting.drafts.rewrite(ADMIN, written("Something else", message_id=1))
    assert await broadcasting.confirm(ADMIN, preview.digest, NOW) is not None
    assert [announcement.body for announcement, _ in await latest(database)] == [broadcast("Something else")]


@each("admin", [ADMIN, ADMIN + 1])
async def test_a_foreign_confirmation_confirms_nothing(database, broadcasting, admin):
    await join(database, [1])
    await drafted(broadcasting)
    foreign = Broadcasting(database, Audience(TOPIC))
    await foreign.drafts.start(ADMIN + 1, NOW)
    preview = await foreign.drafts.write(ADMIN + 1, written("Mine", message_id=5))
    seen = (
        preview.digest if admin == ADMIN else (await broadcasting.drafts.aim(ADMIN, Audience(TOPIC))).digest
    )
    assert await broadcasting.confirm(admin, seen, NOW) is None
    assert await broadcasting.confirm(admin, "", NOW) is None
    assert await latest(database) == []


async def test_only_the_message_that_holds_the_draft_rewrites_it(broadcasting):
    await drafted(broadcasting, message_id=1)
    assert (
        await broadcasting.drafts.rewrite(ADMIN, written("An older message, edited", message_id=99)) is None
    )
    assert (await broadcasting.drafts.aim(ADMIN, Audience(TOPIC))).body == broadcast()


async def test_without_a_written_draft_there_is_nothing_to_see_or_confirm(database, broadcasting):
    assert await broadcasting.drafts.write(ADMIN, written(message_id=1)) is None
    assert await broadcasting.drafts.aim(ADMIN, Audience(TOPIC)) is None
    assert not await broadcasting.drafts.discard(ADMIN)
    await broadcasting.drafts.start(ADMIN, NOW)
    assert await broadcasting.drafts.aim(ADMIN, Audience(TOPIC)) is None
    assert await broadcasting.confirm(ADMIN, "", NOW) is None
    assert await latest(database) == []


async def test_the_same_text_next_week_is_another_announcement(database, broadcasting):
    await join(database, [1])
    for weeks in range(2):
        now = NOW + timedelta(weeks=weeks)
        await broadcasting.drafts.start(ADMIN, now)
        preview = await broadcasting.drafts.write(ADMIN, written(message_id=1))
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
    confirmed = await broadcasting.enqueue("k", Audience(TOPIC), broadcast(), NOW, send_at=at)
    async with database.transaction() as connection:
        assert await fan_out.unfinished(connection, at - HOUR) == []
        assert await fan_out.unfinished(connection, at - fan_out.SOON) == [confirmed.announcement_id]
        await fan_out.fan_out(connection, confirmed.announcement_id)
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


async def test_a_draft_whose_time_has_passed_stays_a_draft_and_nothing_is_sent(database, broadcasting):
    await join(database, [1])
    await drafted(broadcasting)
    preview = await broadcasting.drafts.schedule(ADMIN, NOW + HOUR)
    assert await broadcasting.confirm(ADMIN, preview.digest, NOW + HOUR) == TimePast()
    assert await latest(database) == []
    at_once = await broadcasting.drafts.schedule(ADMIN, None)
    assert isinstance(await broadcasting.confirm(ADMIN, at_once.digest, NOW + HOUR), Confirmed)


async def test_who_is_meant_by_what_leaves_later_is_looked_up_when_it_leaves(database, broadcasting):
    await join(database, [1, 2])
    await drafted(broadcasting)
    preview = await broadcasting.drafts.schedule(ADMIN, NOW + 24 * HOUR)
    confirmed = await broadcasting.confirm(ADMIN, preview.digest, NOW)
    assert confirmed.recipients == 2
    status = await broadcasting.status(confirmed.announcement_id)
    assert (status.is_over, status.is_fanned_out) == (False, False)
    assert await broadcasting.waiting(NOW) == [status]
    await join(database, [3])
    async with database.transaction() as connection:
        await fan_out.fan_out(connection, confirmed.announcement_id)
    assert set(await states(database, confirmed.announcement_id)) == {1, 2, 3}
    assert await broadcasting.waiting(NOW + 24 * HOUR) == []


async def test_a_broadcast_may_spare_groups_and_mean_several_languages(database, broadcasting):
    await join(database, [1, -10], language="es")
    await join(database, [2, -20], language="ar")
    await join(database, [3], language="en")
    await drafted(broadcasting)
    for audience, reached, groups in (
        (Audience(TOPIC, ("es", "ar")), {1, -10, 2, -20}, 2),
        (Audience(TOPIC, ("ar",), with_groups=False), {2}, 0),
        (Audience(TOPIC, with_groups=False), {1, 2, 3}, 0),
    ):
        preview = await broadcasting.drafts.aim(ADMIN, audience)
        assert (preview.recipients, preview.groups) == (len(reached), groups)
        confirmed = await broadcasting.enqueue(str(audience), audience, broadcast(), NOW)
        assert confirmed.recipients == len(reached)
        assert set(await states(database, confirmed.announcement_id)) == reached
        status = await broadcasting.status(confirmed.announcement_id)
        assert set(status.announcement.audience.languages) == set(audience.languages)
        assert status.announcement.audience.with_groups == audience.with_groups


async def test_a_text_replaces_the_first_one_and_leaves_picture_buttons_and_sound(broadcasting):
    await drafted(broadcasting)
    for change in (attach, add_button, silence):
        await change(broadcasting)
    preview = await broadcasting.drafts.write(ADMIN, written("Another text", message_id=3))
    body = preview.body
    assert body.text_for("en") == FormattedText("Another text")
    assert (body.attached.file_id, len(body.buttons), body.is_silent) == ("photo-1", 1, True)
    assert (await broadcasting.drafts.take_off_file(ADMIN)).body.attached is None
    assert (await broadcasting.drafts.take_off_buttons(ADMIN)).body.buttons == ()


async def test_a_picture_alone_cannot_be_confirmed(broadcasting):
    await broadcasting.drafts.start(ADMIN, NOW)
    await attach(broadcasting)
    preview = await broadcasting.drafts.written(ADMIN)
    assert preview.needs_words
    assert await broadcasting.confirm(ADMIN, preview.digest, NOW) is None
    whole = await broadcasting.drafts.write(ADMIN, written())
    assert (whole.needs_words, whole.body.attached.file_id) == (False, "photo-1")


async def test_what_is_paused_waits_for_a_word(database, broadcasting):
    await join(database, [1])
    number = (await broadcasting.enqueue("k", Audience(TOPIC), broadcast(), NOW)).announcement_id
    assert await broadcasting.pause(number, NOW)
    assert not await broadcasting.pause(number, NOW)
    assert await due(database) == []
    status = await broadcasting.status(number)
    assert await Holding(database).go_on(number, status.hold.number, NOW)
    assert len(await due(database)) == 1
