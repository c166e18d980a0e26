"""A run through what people and staff do, at DEBUG: what an operator sees of it says nothing of anybody."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from pyrage import x25519

from bot.app.content.learning import Learned
from bot.cli import logs
from bot.content.check import Content
from bot.services.backups import back_up, name_at
from bot.simulator.world.faults import Fault
from tests.e2e.conftest import QUICK, staged
from tests.fakes import until

WORD = "xylophone"  # in everything that anybody writes
SECRET = "only-telegram-knows-this-xyz"
# so long that no figure holds them by chance
PERSON, OTHER, ADMIN, GROUP = 7_123_456_789, 7_987_654_321, 7_555_444_333, -1_009_876_543_210
NAME = "Wilhelmina"
PUBLIC = str(x25519.Identity.generate().to_public())


@pytest.fixture
def written() -> Iterator[Callable[[], str]]:
    """Everything that is logged, at the lowest level, as an operator would see it."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.set_up("DEBUG", "json", stream)
    yield stream.getvalue
    root.handlers[:] = handlers
    root.setLevel(level)


async def test_no_log_metric_report_of_an_error_or_name_of_a_copy_holds_a_token_an_id_or_words(
    written: Callable[[], str],
    migrated_sqlite_url: str,
    content: Content,
    learned: Learned,
    unused_tcp_port: int,
    tmp_path: Path,
):
    address = f"127.0.0.1:{unused_tcp_port}"
    async with (
        aiohttp.ClientSession() as session,
        staged(
            migrated_sqlite_url,
            content,
            learned,
            waits=replace(QUICK, watch=0.1),
            webhook_url=f"http://{address}",
            webhook_secret=SECRET,
            listen=address,
            metrics=True,
            admins=(ADMIN,),
        ) as stage,
    ):
        simulator = stage.simulator
        for user_id in (PERSON, OTHER, ADMIN):
            simulator.create_user(NAME, "en", user_id=user_id)
        group = simulator.create_group(
            f"{WORD} group", [PERSON, ADMIN], chat_id=GROUP, is_supergroup=True, bot_status="member"
        )
        await stage.begin(ADMIN)
        await stage.subscribe(PERSON, "all")
        await stage.subscribe(OTHER, "urgent")
        for text in (
            f"what is {WORD}?",
            "is the compact law yes or no",
            f"/ask {WORD}",
            "/mydata",
            f"/{WORD}",
        ):
            await stage.ask(PERSON, text)
        await stage.ask(PERSON, f"/ask {WORD} is the compact law?", chat_id=group)
        simulator.ask_inline(OTHER, f"{WORD} is the compact law")
        await stage.ask(ADMIN, "/broadcast")
        said = simulator.say(ADMIN, f"{WORD} for all")
        preview = await simulator.wait_for_message(ADMIN, after_message_id=said, containing="Shall I")
        simulator.set_faults(
            [
                Fault("server_error", method="sendMessage", times=1),
                Fault("forbidden_blocked", method="sendMessage", chat_id=OTHER, times=1),
            ]
        )
        await stage.press(ADMIN, preview, "Send to")
        await stage.until_handled()
        simulator.set_faults([Fault("chat_not_found", chat_id=PERSON, times=1)])
        simulator.say(PERSON, f"{WORD} again")
        await stage.until_handled()
        simulator.set_faults([])

        async def comes(update: dict[str, object], secret: str = SECRET) -> int:
            headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
            async with session.post(f"http://{address}/webhook", json=update, headers=headers) as answer:
                return answer.status

        strange = {"message_id": 1, "date": 1, "chat": {"id": [PERSON], "type": WORD}, "text": WORD}
        assert await comes({"update_id": 7, "message": strange}) == 200
        assert await comes({"update_id": 8, "message": strange}, secret=f"{WORD}-{PERSON}") == 403
        report = await simulator.wait_for_message(ADMIN, containing="something failed in the program")
        async with session.get(f"http://{address}/metrics") as found:
            metrics = await found.text()
        async with session.get(f"http://{address}/healthz") as found:
            health = await found.text()
        await until(lambda: "update.handled" in written())
        file = Path(migrated_sqlite_url.removeprefix("sqlite:///"))
        copies = tmp_path / "copies"
        copies.mkdir()
        for recipient in (None, PUBLIC):
            copy = copies / name_at(stage.clock.now(), file, recipient)
            await asyncio.to_thread(back_up, file, copy, recipient)
        await stage.ask(PERSON, "/deleteme")
        simulator.say(OTHER, "stop")
        await stage.until_handled()
        names = " ".join(path.name for folder in (copies, file.parent) for path in folder.iterdir())
        token = simulator.token
    log = written()
    assert '"update.let_go"' in log
    assert "compact_bot_replies_total" in metrics
    seen = {"log": log, "metrics": metrics, "health": health, "report": report["text"], "names": names}
    secrets = (
        token,
        token.partition(":")[2],
        SECRET,
        WORD,
        NAME,
        *map(str, (PERSON, OTHER, ADMIN, abs(GROUP))),
    )
    held = [(where, secret) for where, text in seen.items() for secret in secrets if secret in text]
    assert held == []
    assert all(json.loads(line)["event"] for line in log.splitlines())
