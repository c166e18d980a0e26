"""The same bot on PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from bot.app.content.learning import Learned
from bot.content.check import Content
from bot.storage.migrating import SchemaError
from tests.e2e.conftest import ADA, AMINA, Stage, staged
from tests.e2e.test_broadcasts import broadcasts_to, draft
from tests.e2e.test_schedule import next_of


@pytest.fixture
async def stage(emptied_postgres_url: str, content: Content, learned: Learned) -> AsyncIterator[Stage]:
    async with staged(emptied_postgres_url, content, learned) as made:
        yield made


async def test_questions_subscriptions_broadcasts_and_the_schedule_work(stage: Stage):
    await stage.subscribe(AMINA)
    answer = await stage.ask(AMINA, "is the compact law yes or no")
    assert "legally binding" in answer["text"]
    await stage.begin(ADA)
    preview = await draft(stage)
    await stage.press(ADA, preview, "Send to 1")
    await stage.simulator.wait_until(lambda: broadcasts_to(stage, AMINA) != [])
    stage.clock.move_to(next_of(stage, "weekly").due_at)
    await stage.simulator.wait_until(lambda: "This week" in stage.last(AMINA)["text"])


async def test_a_schema_that_is_not_migrated_ends_the_start_with_a_clear_line(
    postgres_url: str, content: Content, learned: Learned
):
    async with staged(postgres_url, content, learned) as made:
        assert made.running is not None
        with pytest.raises(SchemaError, match="compact-bot migrate"):
            await made.running
        made.running = None
