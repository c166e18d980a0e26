"""Answers that are made from what is true at the moment."""

from datetime import timedelta

from tests.e2e.conftest import AMINA, Stage, labels


async def test_a_vote_is_told_and_a_bare_name_goes_on_from_it(stage: Stage):
    await stage.begin(AMINA)
    assert "Mexico: voted for" in (await stage.ask(AMINA, "did mexico sign it"))["text"]
    assert "Hungary: voted against" in (await stage.ask(AMINA, "and hungary?"))["text"]


async def test_the_next_webinar_is_told_and_that_none_is_planned(stage: Stage):
    await stage.begin(AMINA)
    assert "The next webinar:" in (await stage.ask(AMINA, "when is the next webinar"))["text"]
    await stage.move_by(timedelta(days=1500))
    assert "No webinar is planned" in (await stage.ask(AMINA, "when is the next webinar"))["text"]


async def test_the_list_opens_each_objective_by_a_button(stage: Stage):
    await stage.begin(AMINA)
    shown = await stage.ask(AMINA, "objective 24")
    assert [label for label in labels(shown) if label.isdecimal()] == [str(n) for n in range(1, 24)]
