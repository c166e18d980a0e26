"""Other processes use the same verbs over HTTP."""

import base64
import json
from datetime import UTC, datetime

import aiohttp
import pytest

from bot.simulator.simulator import Simulator
from tests.lines import each
from tests.simulator.test_files import png


@pytest.fixture
def control(simulator, session):
    class Control:
        async def get(self, verb: str, **query) -> object:
            async with session.get(f"{simulator.url}/simulator/{verb}", params=query) as answer:
                return answer.status, await answer.json()

        async def post(self, verb: str, body: object = None) -> object:
            async with session.post(f"{simulator.url}/simulator/{verb}", json=body or {}) as answer:
                return answer.status, await answer.json()

    return Control()


async def test_a_conversation_can_be_driven_from_outside(simulator, api, control):
    _, created = await control.post("create_user", {"first_name": "Remote", "language_code": "es"})
    user_id = created["result"]
    await control.post("press_start", {"user_id": user_id, "payload": "topic-1"})
    keyboard = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    sent = await api.send(user_id, "Choose", reply_markup=keyboard)
    _, pressed = await control.post(
        "press", {"user_id": user_id, "message_id": sent["message_id"], "callback_data": "y"}
    )
    await api.call("answerCallbackQuery", callback_query_id=pressed["result"], text="Done")
    _, messages = await control.get("messages", chat_id=user_id)
    _, answer = await control.get("answer_to", query_id=pressed["result"])
    _, calls = await control.get("calls", method="sendMessage", chat_id=user_id)
    _, counts = await control.get("counts")
    assert [message["text"] for message in messages["result"]] == ["/start topic-1", "Choose"]
    assert answer["result"]["text"] == "Done"
    assert [call["status"] for call in calls["result"]] == [200]
    assert counts["result"]["by_method"]["sendMessage"] == 1


async def test_chats_are_emptied_and_numbers_go_on(simulator, api, amina, control):
    said = simulator.say(amina, "hello")
    assert (await control.post("forget_messages", {}))[0] == 200
    assert simulator.messages(amina) == []
    await api.send(amina, "again")
    assert [message["message_id"] > said for message in simulator.messages(amina)] == [True]


async def test_groups_can_be_driven_from_outside(simulator, control):
    _, created = await control.post("create_group", {"title": "Volunteers", "members": [1001, 1002]})
    await control.post("say", {"user_id": 1001, "text": "hello", "chat_id": created["result"]})
    _, moved = await control.post("upgrade_group", {"chat_id": created["result"]})
    _, state = await control.get("state")
    group = next(group for group in state["result"]["groups"] if group["chat_id"] == moved["result"])
    assert (group["is_supergroup"], group["members"]) == (True, [1001, 1002])


async def test_many_people_can_write_with_one_request(control):
    _, people = await control.post("create_users", {"count": 500, "first_id": 30_000})
    lines = [[user_id, "hi"] for user_id in people["result"]]
    _, written = await control.post("say_all", {"lines": lines})
    _, pending = await control.get("pending_updates")
    assert len(set(written["result"])) == 500
    assert pending["result"] == 500


async def test_faults_and_limits_are_set_by_one_request(simulator, api, amina, control):
    plan = {"faults": [{"kind": "chat_not_found", "times": 1}], "limits": {"per_second": 30}}
    status, _ = await control.post("faults", plan)
    _, now = await control.get("faults")
    assert status == 200
    assert now["result"]["limits"]["per_second"] == 30
    assert [fault["kind"] for fault in now["result"]["faults"]] == ["chat_not_found"]
    assert (await api.call("sendMessage", chat_id=amina, text="x")).status == 400
    assert (await control.get("faults"))[1]["result"]["faults"] == []


async def test_the_clock_and_its_targets(session):
    webinar = datetime(2040, 3, 2, 16, tzinfo=UTC)
    async with Simulator(clock_targets=lambda: [("next webinar", webinar)]) as simulator:
        async with session.get(f"{simulator.url}/simulator/clock") as answer:
            (target,) = (await answer.json())["result"]["targets"]
        assert target == {"label": "next webinar", "instant": "2040-03-02T16:00:00+00:00"}
        body = {"instant": target["instant"]}
        async with session.post(f"{simulator.url}/simulator/move_clock", json=body) as answer:
            assert answer.status == 200
        assert simulator.now() >= webinar


@each(
    "verb, body, status, problem",
    [
        ("say", {"user_id": 4242, "text": "x"}, 404, "there is nobody with the id 4242"),
        ("say", {"user_id": 1001}, 400, "missing a required argument: 'text'"),
        (
            "say",
            {"user_id": 1001, "text": "x", "loud": True},
            400,
            "got an unexpected keyword argument 'loud'",
        ),
        ("say", {"user_id": 1001, "text": " "}, 400, "Telegram's apps send no empty message"),
        ("press", {"user_id": 1001, "message_id": 9, "callback_data": "x"}, 404, "there is no message 9"),
        ("say", [1], 400, "an object with the parameters is expected"),
        ("faults", [{"kind": "explode"}], 400, "unknown kind of fault: 'explode'"),
        ("move_clock", {"instant": "2001-01-01T00:00:00Z"}, 400, "the clock only moves forward"),
        ("create_user", {"user_id": 1001}, 400, "there is already somebody with the id 1001"),
    ],
)
async def test_wrong_requests_say_what_is_wrong(control, verb, body, status, problem):
    assert await control.post(verb, body) == (status, {"error": problem})


async def test_other_web_sites_cannot_post(simulator, session):
    simple = session.post(f"{simulator.url}/simulator/say", data='{"user_id": 1001, "text": "x"}')
    async with simple as answer:
        assert answer.status == 415
    assert simulator.pending_updates() == 0


async def test_the_stream_tells_what_happens(simulator, api, amina, session):
    async with session.get(f"{simulator.url}/simulator/stream") as stream:
        await stream.content.readuntil(b"\n\n")
        sent = await api.send(amina, "hello")
        await api.call("deleteMessage", chat_id=amina, message_id=sent["message_id"])
        written, deleted = [
            json.loads((await stream.content.readuntil(b"\n\n")).removeprefix(b"data: ")) for _ in range(2)
        ]
    assert (written["kind"], written["message"]["text"]) == ("message", "hello")
    assert deleted == {"kind": "deleted", "chat_id": amina, "message_id": sent["message_id"]}


async def test_waiting_gives_up_after_its_time(simulator, amina):
    with pytest.raises(TimeoutError):
        await simulator.wait_for_message(amina, timeout=0.01)


async def test_big_runs_keep_counters_only(session):
    async with Simulator(keep_messages=False, people=[]) as simulator:
        (user_id,) = simulator.create_users(1, first_id=1, started=True)
        for _ in range(3):
            body = {"chat_id": user_id, "text": "x"}
            async with session.post(f"{simulator.url}/bot{simulator.token}/sendMessage", json=body) as answer:
                assert answer.status == 200
        assert (simulator.messages(user_id), simulator.calls()) == ([], [])
        assert simulator.counts()["by_chat"] == {"sendMessage": {"1": 3}}


async def test_a_taken_port_is_an_error(simulator):
    with pytest.raises(OSError, match="address already in use"):
        await Simulator().start(port=simulator.port)


async def test_the_page_and_its_parts_are_served(simulator, session):
    for path, kind in (
        ("/", "text/html"),
        ("/page/chat.css", "text/css"),
        ("/page/chat.js", "text/javascript"),
    ):
        async with session.get(simulator.url + path) as answer:
            assert (answer.status, answer.content_type) == (200, kind)
            assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    for path in ("/page/missing.js", "/page/..%2Fclock.py", "/page/file/none"):
        async with session.get(simulator.url + path) as answer:
            assert answer.status == 404


async def test_a_stream_that_is_cut_leaves_nobody_watching(simulator, api, amina):
    async with aiohttp.ClientSession() as page:
        stream = await page.get(f"{simulator.url}/simulator/stream")
        await stream.content.readuntil(b"\n\n")
        stream.close()
    await api.send(amina, "nobody reads this")
    await api.send(amina, "nor this")
    assert len(simulator.messages(amina)) == 2


async def test_a_file_is_sent_from_outside_as_base64(simulator, control):
    picture = base64.b64encode(png(3, 2)).decode()
    asked = {"user_id": 1001, "file_name": "a.png", "base64": picture, "caption": "Come", "kind": "photo"}
    status, _ = await control.post("send_file", asked)
    assert (status, simulator.messages(1001)[-1]["caption"]) == (200, "Come")
    for wrong in ("no base64", base64.b64encode(b"text").decode()):
        status, answer = await control.post("send_file", asked | {"base64": wrong})
        assert (status, bool(answer["error"])) == (400, True)
