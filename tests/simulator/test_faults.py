"""Each fault does what its line in the table says, and only where it is meant to."""

import asyncio
import json

import aiohttp
import pytest

from bot.simulator.world.faults import Fault, FaultBook, read_plan
from tests.fakes import PATIENCE_SECONDS
from tests.lines import each


@pytest.mark.parametrize(
    ("fault", "status", "description"),
    [
        (Fault("too_many_requests", retry_after=7), 429, "Too Many Requests: retry after 7"),
        (Fault("forbidden_blocked"), 403, "Forbidden: bot was blocked by the user"),
        (Fault("forbidden_deactivated"), 403, "Forbidden: user is deactivated"),
        (Fault("chat_not_found"), 400, "Bad Request: chat not found"),
        (Fault("bad_request", reason="TOPIC_CLOSED"), 400, "Bad Request: TOPIC_CLOSED"),
        (
            Fault("migrated", new_chat_id=-100),
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
        ),
        (Fault("unauthorized"), 401, "Unauthorized"),
        (Fault("not_found"), 404, "Not Found"),
    ],
)
async def test_a_refusing_fault_answers_as_telegram_would(simulator, api, amina, fault, status, description):
    simulator.set_faults([fault])
    refused = await api.call("sendMessage", chat_id=amina, text="x")
    assert (refused.status, refused.description) == (status, description)
    assert simulator.messages(amina) == []


async def test_429_and_migration_carry_their_parameters(simulator, api, amina):
    simulator.set_faults(
        [Fault("too_many_requests", retry_after=7, times=1), Fault("migrated", new_chat_id=-9)]
    )
    limited = await api.call("sendMessage", chat_id=amina, text="x")
    moved = await api.call("sendMessage", chat_id=amina, text="x")
    assert (limited.body["parameters"], limited.headers["Retry-After"]) == ({"retry_after": 7}, "7")
    assert moved.body["parameters"] == {"migrate_to_chat_id": -9}


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_server_error_is_a_page_of_html(simulator, api, amina, status):
    simulator.set_faults([Fault("server_error", status=status)])
    async with api.session.post(api.address("sendMessage"), json={"chat_id": amina, "text": "x"}) as answer:
        assert (answer.status, answer.content_type) == (status, "text/html")
    assert simulator.messages(amina) == []


async def test_a_conflict_can_be_asked_for_on_polls(simulator, api, amina):
    simulator.set_faults([Fault("conflict", method="getUpdates", times=1)])
    assert (await api.call("getUpdates")).status == 409
    assert (await api.call("getUpdates")).status == 200


async def test_a_slow_answer_comes_late_but_the_message_at_once(simulator, api, amina):
    simulator.set_faults([Fault("slow", seconds=30)])
    sending = asyncio.create_task(api.call("sendMessage", chat_id=amina, text="x"))
    await simulator.wait_for_message(amina)
    assert not sending.done()
    await simulator.stop()
    assert (await sending).result["text"] == "x"


async def test_a_hanging_call_is_neither_served_nor_answered(simulator, api, amina):
    simulator.set_faults([Fault("hang")])
    sending = asyncio.create_task(api.call("sendMessage", chat_id=amina, text="x"))
    await simulator.wait_until(lambda: bool(simulator.calls("sendMessage")))
    assert simulator.calls("sendMessage")[0].status is None
    await simulator.stop()
    with pytest.raises(aiohttp.ClientError):
        await sending
    assert simulator.messages(amina) == []


@pytest.mark.parametrize(("kind", "stored"), [("drop_after", ["x"]), ("drop_before", [])])
async def test_a_dropped_connection_gives_no_answer(simulator, api, amina, kind, stored):
    simulator.set_faults([Fault(kind, times=1)])
    with pytest.raises(aiohttp.ClientError):
        await api.call("sendMessage", chat_id=amina, text="x")
    assert [message["text"] for message in simulator.messages(amina)] == stored
    assert simulator.calls("sendMessage")[0].status == 0
    assert (await api.send(amina, "y"))["text"] == "y"


async def test_garbage_is_served_and_cannot_be_read(simulator, api, amina):
    simulator.set_faults([Fault("garbage", times=1)])
    answer = await api.session.post(api.address("sendMessage"), json={"chat_id": amina, "text": "x"})
    assert answer.status == 200
    with pytest.raises(json.JSONDecodeError):
        json.loads(await answer.text())
    assert [message["text"] for message in simulator.messages(amina)] == ["x"]


async def test_refusing_connections_ends_on_the_same_port(simulator, api, amina):
    simulator.set_faults([Fault("refuse", seconds=0.2, times=1)])
    port = simulator.port
    with pytest.raises(aiohttp.ClientError):
        await api.call("sendMessage", chat_id=amina, text="x")
    with pytest.raises(aiohttp.ClientConnectorError):
        await api.call("getMe")
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await answers(api):  # noqa: ASYNC110  a closed port cannot tell when it opens
            await asyncio.sleep(0.02)
    assert simulator.port == port
    assert simulator.messages(amina) == []


async def answers(api) -> bool:
    try:
        return (await api.call("getMe")).status == 200
    except aiohttp.ClientError:
        return False


async def test_a_fault_strikes_only_its_chat_and_method_and_times(simulator, api, amina):
    other = simulator.create_user("Other", started=True)
    simulator.set_faults([Fault("server_error", chat_id=amina, method="sendMessage", times=2)])
    statuses = [
        (await api.session.post(api.address("sendMessage"), json={"chat_id": chat_id, "text": "x"})).status
        for chat_id in (other, amina, amina, amina)
    ]
    assert statuses == [200, 502, 502, 200]


async def test_without_a_method_a_fault_strikes_sends_and_edits_only(simulator, api, amina):
    sent = await api.send(amina, "x")
    simulator.set_faults([Fault("chat_not_found")])
    edited = await api.call("editMessageText", chat_id=amina, message_id=sent["message_id"], text="y")
    assert edited.status == 400
    for method in ("getMe", "getUpdates"):
        assert (await api.call(method)).status == 200


def test_a_share_strikes_the_same_calls_with_the_same_seed():
    def struck(seed: int) -> list[bool]:
        book = FaultBook()
        book.set([Fault("server_error", share=0.3)], seed)
        return [book.strike("sendMessage", number) is not None for number in range(1000)]

    assert struck(1) == struck(1)
    assert struck(1) != struck(2)
    assert 250 < sum(struck(1)) < 350


def test_until_ends_a_fault():
    now = 100.0
    book = FaultBook(monotonic=lambda: now)
    book.set([Fault("server_error", until=10)])
    assert book.strike("sendMessage", 1) is not None
    now = 110.0
    assert book.strike("sendMessage", 1) is None
    assert book.in_force() == []


def test_a_plan_is_a_list_or_an_object():
    faults = [{"kind": "hang", "method": "*"}]
    assert read_plan(json.dumps(faults)).faults == (Fault("hang", method="*"),)
    plan = read_plan(json.dumps({"faults": faults, "limits": {"per_second": 30}, "seed": 3}))
    assert (plan.seed, plan.limits.per_second) == (3, 30)


@each(
    "plan, problem",
    [
        ('[{"kind": "explode"}]', "unknown kind of fault: 'explode'"),
        ('[{"method": "sendMessage"}]', "a fault is an object with a kind"),
        ('[{"kind": "hang", "chat": 1}]', "a fault has no field chat"),
        ('[{"kind": "hang", "share": 2}]', "share lies between 0 and 1"),
        ('[{"kind": "hang", "share": "all"}]', "a field of the fault 'hang' has the wrong type"),
        ('[{"kind": "migrated"}]', "migrated needs new_chat_id"),
        ('{"fault": []}', "a plan is a list of faults, or an object with faults, limits and seed"),
        ('{"limits": {"per_minute": 3}}', "limits need an object with some of: .*"),
        ('{"limits": {"per_second": 0}}', "a limit is a whole number above 0, or null"),
    ],
)
def test_a_wrong_plan_says_what_is_wrong(plan, problem):
    with pytest.raises(ValueError, match=problem):
        read_plan(plan)
