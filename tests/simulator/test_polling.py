"""Long polling keeps Telegram's rules."""

import asyncio
from datetime import timedelta

from tests.lines import each

SECOND_POLL = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)


async def test_an_update_is_served_until_a_higher_offset_confirms_it(simulator, api, amina):
    simulator.say(amina, "one")
    simulator.say(amina, "two")
    first, second = (await api.call("getUpdates")).result
    again = (await api.call("getUpdates")).result
    rest = (await api.call("getUpdates", offset=second["update_id"])).result
    none = (await api.call("getUpdates", offset=second["update_id"] + 1)).result
    back = (await api.call("getUpdates", offset=0)).result
    assert [update["message"]["text"] for update in again] == ["one", "two"]
    assert rest == [second]
    assert second["update_id"] == first["update_id"] + 1
    assert (none, back) == ([], [])


async def test_a_negative_offset_forgets_all_but_the_last_updates(simulator, api, amina):
    simulator.say_all([(amina, str(number)) for number in range(5)])
    served = (await api.call("getUpdates", offset=-2)).result
    assert [update["message"]["text"] for update in served] == ["3", "4"]
    assert simulator.pending_updates() == 2


async def test_limit_bounds_what_is_served_at_once(simulator, api, amina):
    simulator.say_all([(amina, str(number)) for number in range(120)])
    assert len((await api.call("getUpdates", limit=3)).result) == 3
    assert len((await api.call("getUpdates", limit=1000)).result) == 100


async def test_a_long_poll_wakes_as_soon_as_there_is_something(simulator, api, amina):
    poll = asyncio.create_task(api.call("getUpdates", timeout=50))
    await simulator.wait_until(lambda: bool(simulator.calls("getUpdates")))
    simulator.say(amina, "hello")
    assert (await poll).result[0]["message"]["text"] == "hello"


async def test_a_second_poll_ends_the_old_one_with_a_conflict(simulator, api, amina):
    old = asyncio.create_task(api.call("getUpdates", timeout=50))
    await simulator.wait_until(lambda: bool(simulator.calls("getUpdates")))
    new = asyncio.create_task(api.call("getUpdates", timeout=50))
    ended = await old
    assert (ended.status, ended.description) == (409, SECOND_POLL)
    simulator.say(amina, "for the new one")
    assert (await new).result[0]["message"]["text"] == "for the new one"


async def test_what_went_to_a_poll_whose_bot_was_killed_is_served_again(simulator, api, amina):
    poll = asyncio.create_task(api.call("getUpdates", timeout=50))
    await simulator.wait_until(lambda: bool(simulator.calls("getUpdates")))
    poll.cancel()
    await asyncio.gather(poll, return_exceptions=True)
    simulator.say(amina, "said to the dead")
    assert (await api.call("getUpdates")).result[0]["message"]["text"] == "said to the dead"


async def test_a_simulator_can_be_started_again_where_it_was(simulator, api, amina):
    port = simulator.port
    simulator.say(amina, "before")
    await simulator.stop()
    await simulator.start(port)
    assert (await api.call("getUpdates")).result[0]["message"]["text"] == "before"


async def test_stopping_the_simulator_ends_a_waiting_poll(simulator, api):
    poll = asyncio.create_task(api.call("getUpdates", timeout=50))
    await simulator.wait_until(lambda: bool(simulator.calls("getUpdates")))
    await simulator.stop()
    assert (await poll).result == []


async def test_allowed_updates_are_remembered(simulator, api, amina):
    await api.call("getUpdates", allowed_updates=["my_chat_member"])
    simulator.say(amina, "unwanted")
    simulator.block(amina)
    served = (await api.call("getUpdates")).result
    assert [set(update) - {"update_id"} for update in served] == [{"my_chat_member"}]
    await api.call("getUpdates", allowed_updates=[])
    simulator.say(amina, "wanted again")
    assert (await api.call("getUpdates")).result[-1]["message"]["text"] == "wanted again"


async def test_updates_are_kept_for_a_day_of_the_simulated_clock(simulator, api, amina):
    simulator.say(amina, "old")
    simulator.move_clock(simulator.now() + timedelta(hours=25))
    simulator.say(amina, "new")
    served = (await api.call("getUpdates")).result
    assert [update["message"]["text"] for update in served] == ["new"]


@each("method", ["getMe", "getUpdates", "sendMessage"])
async def test_a_wrong_token_is_unauthorized(api, method):
    answer = await api.call(method, token="1:wrong")
    assert answer.status == 401
    assert answer.body == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_an_unknown_method_is_not_found(api):
    answer = await api.call("sendTelegram")
    assert answer.body == {"ok": False, "error_code": 404, "description": "Not Found"}


async def test_method_names_may_be_written_in_any_case(api):
    assert (await api.call("GETME")).result["is_bot"] is True


async def test_five_hundred_people_write_at_once(simulator, api):
    people = simulator.create_users(500, first_id=20_000)
    simulator.say_all([(user_id, "hello") for user_id in people])
    seen, offset = set(), 0
    while updates := (await api.call("getUpdates", offset=offset)).result:
        seen |= {update["message"]["from"]["id"] for update in updates}
        offset = updates[-1]["update_id"] + 1
    assert seen == set(people)
