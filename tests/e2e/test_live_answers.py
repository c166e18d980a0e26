"""Answers that are made from what is true at the moment."""

from datetime import timedelta

import pytest

from tests.e2e.conftest import ALONE, AMINA, Stage, labels

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_vote_is_told_and_a_bare_name_goes_on_from_it(fresh: Stage):
    await fresh.begin(AMINA)
    assert "Mexico: voted for" in (await fresh.ask(AMINA, "did mexico sign it"))["text"]
    assert "Hungary: voted against" in (await fresh.ask(AMINA, "and hungary?"))["text"]


@ALONE
async def test_the_next_webinar_is_told_and_that_none_is_planned(stage: Stage):
    await stage.begin(AMINA)
    assert "The next webinar:" in (await stage.ask(AMINA, "when is the next webinar"))["text"]
    await stage.move_by(timedelta(days=1500))
    assert "No webinar is planned" in (await stage.ask(AMINA, "when is the next webinar"))["text"]


async def test_a_shared_link_to_the_webinars_tells_the_next_one_too(fresh: Stage):
    assert "The next webinar:" in (await fresh.ask(AMINA, "/start q_webinars"))["text"]


async def test_the_list_opens_each_objective_by_a_button(fresh: Stage):
    await fresh.begin(AMINA)
    shown = await fresh.ask(AMINA, "objective 24")
    assert [label for label in labels(shown) if label.isdecimal()] == [str(n) for n in range(1, 24)]
