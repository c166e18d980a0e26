"""What staff must know reaches them, over outages and restarts, in words."""

from datetime import timedelta

from bot.simulator.world.faults import Fault
from tests.e2e.conftest import ADA, AMINA, Stage
from tests.e2e.test_holding import TEXT, draft


async def test_an_alert_that_cannot_be_told_is_told_after_the_outage_and_a_restart_once(stage: Stage):
    await stage.subscribe(AMINA, "urgent")
    await stage.begin(ADA)
    await stage.ask(ADA, "/halt")
    await stage.press(ADA, await draft(stage), "Send to 1")
    stage.simulator.set_faults([Fault("server_error", method="sendMessage", chat_id=ADA, status=502)])
    stage.clock.move_by(timedelta(days=2, minutes=1))  # as long as a broadcast is of use

    def tries() -> int:
        return sum(
            "in time" in str(call.params.get("text"))
            for call in stage.simulator.calls("sendMessage")
            if call.chat_id == ADA
        )

    await stage.simulator.wait_until(lambda: tries() >= 2)
    await stage.stop()
    stage.simulator.set_faults([])
    stage.clock.move_by(timedelta(minutes=2))
    stage.start()
    await stage.simulator.wait_until(lambda: "in time" in stage.last(ADA)["text"])
    await stage.ask(ADA, "/help")
    (told,) = [m["text"] for m in stage.simulator.messages(ADA) if "in time" in m["text"]]
    assert told.startswith("⚠️ 1 person did not get this in time")
    assert "No. 1 · broadcast “" in told
    assert TEXT[:20] in told
    assert "broadcast/" not in told.replace("/broadcast.", "")
