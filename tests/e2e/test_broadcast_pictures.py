"""A picture, a document, a video or a forwarded post as a broadcast, with its words and buttons."""

from __future__ import annotations

import pytest

from bot.simulator.forms.json_values import JsonObject
from bot.simulator.world.faults import Fault
from tests.builders import join
from tests.e2e.conftest import ADA, Stage, code_of, labels
from tests.e2e.test_broadcast_languages import PREVIEW, SPANISH, add, subscribed
from tests.simulator.test_files import png

pytestmark = pytest.mark.asyncio(loop_scope="module")

CAPTION = "Raid at the market, stay home"
PICTURE = png(3, 2)


async def previewed(stage: Stage, after: int) -> JsonObject:
    """The question with its buttons that comes after a message."""
    return await stage.simulator.wait_for_message(ADA, after_message_id=after, containing=PREVIEW)


async def pictured(stage: Stage, caption: str = CAPTION, kind: str = "photo") -> JsonObject:
    """Ada sends a file as a broadcast; the preview."""
    await stage.ask(ADA, "/broadcast")
    return await previewed(
        stage, stage.simulator.send_file(ADA, "file.png", PICTURE, caption=caption, kind=kind)
    )


async def change(stage: Stage, preview: JsonObject, menu: str, *pressed: str) -> JsonObject:
    """Opens one of the two menus under the preview and presses what stands there; the menu as it is then."""
    for label in (menu, *pressed):
        await stage.press(ADA, stage.shown(ADA, preview["message_id"]), label)
    return stage.shown(ADA, preview["message_id"])


async def back(stage: Stage, preview: JsonObject) -> JsonObject:
    """From a menu to a new preview."""
    newest = stage.last(ADA)["message_id"]
    await stage.press(ADA, stage.shown(ADA, preview["message_id"]), "Back to the preview")
    return await previewed(stage, newest)


def captions(stage: Stage, chat: int) -> list[str]:
    return [m["caption"] for m in stage.simulator.messages(chat) if m["is_outgoing"] and "caption" in m]


async def sent(stage: Stage, preview: JsonObject, label: str = "Send to") -> JsonObject:
    """Confirms a preview and waits until its announcement is over; its last words."""
    await stage.press(ADA, preview, label)
    number = preview["message_id"]
    await stage.simulator.wait_until(lambda: "Finished" in stage.shown(ADA, number)["text"])
    return stage.shown(ADA, number)


async def test_a_file_of_every_kind_arrives_with_its_words_in_each_language(fresh: Stage):
    amina, diego = [await subscribed(fresh, language) for language in ("en", "es")]
    for kind in ("photo", "document", "video"):
        preview = await add(fresh, await pictured(fresh, f"{CAPTION} ({kind})", kind), "español", SPANISH)
        shown = captions(fresh, ADA)[-2:]
        await sent(fresh, preview)
        assert [captions(fresh, person)[-1] for person in (amina, diego)] == shown
        assert shown[1].startswith(SPANISH)
        assert fresh.last(diego)[kind] == fresh.last(amina)[kind]


async def test_a_picture_without_words_asks_for_them_and_both_go_together_without_a_sound(fresh: Stage):
    amina = await subscribed(fresh, "en")
    await fresh.ask(ADA, "/broadcast")
    photo = fresh.simulator.send_file(ADA, "a.png", PICTURE, kind="photo")
    reply = await fresh.simulator.wait_for_message(ADA, after_message_id=photo)
    assert "Now write the words that go with it" in reply["text"]
    again = await fresh.ask(ADA, "/broadcast")
    assert again["text"] == reply["text"]
    preview = await previewed(fresh, fresh.simulator.say(ADA, "Stay at home today"))
    menu = await change(fresh, preview, "Change time", "Without a sound")
    assert "🔔 With a sound" in labels(menu)
    quiet = await back(fresh, preview)
    assert "without a sound" in quiet["text"]
    await sent(fresh, quiet)
    assert captions(fresh, amina)[0].startswith("Stay at home today\n")
    (call,) = fresh.simulator.calls("sendPhoto", amina)
    assert call.params["disable_notification"]


async def test_a_caption_that_is_too_long_is_refused_with_how_much_to_cut(fresh: Stage):
    await fresh.ask(ADA, "/broadcast")
    await previewed(fresh, fresh.simulator.say(ADA, "x" * 1024))  # as a text it fits
    photo = fresh.simulator.send_file(ADA, "a.png", PICTURE, kind="photo")
    reply = await fresh.simulator.wait_for_message(ADA, after_message_id=photo)
    assert "Under a picture or file only" in reply["text"]
    assert labels(reply) == []


NOT_SENT = {
    "an album": ({"photo": [{"file_id": "p", "file_unique_id": "p", "width": 9, "height": 9}]}, "album"),
    "a protected post": ({}, "does not let it be passed on"),
    "a story": ({"story": {"id": 1, "chat": {"id": -1, "type": "channel", "title": "x"}}}, "A story cannot"),
    "a poll": (
        {
            "poll": {
                "id": "1",
                "question": "Who?",
                "options": [],
                "total_voter_count": 0,
                "is_closed": False,
                "is_anonymous": True,
                "type": "regular",
                "allows_multiple_answers": False,
                "allows_revoting": False,
                "members_only": False,
            }
        },
        "A poll cannot",
    ),
    "a place": ({"location": {"latitude": 1.0, "longitude": 2.0}}, "nothing else"),
    "an animation": (
        {
            "animation": {"file_id": "g", "file_unique_id": "g", "width": 1, "height": 1, "duration": 1},
            "document": {"file_id": "g", "file_unique_id": "g"},
        },
        "nothing else",
    ),
    "signs that nobody sees": ({}, "nothing else"),
}


async def test_what_cannot_be_sent_is_told_in_a_sentence_and_leaves_the_draft(fresh: Stage):
    await pictured(fresh)
    further = {"an album": {"media_group_id": "1"}, "a protected post": {"has_protected_content": True}}
    for what, (media, sentence) in NOT_SENT.items():
        words = {"signs that nobody sees": "\u200b\u2060"}.get(what, "Words" if media == {} else "")
        said = fresh.simulator.send(ADA, words, media, further=further.get(what))
        reply = await fresh.simulator.wait_for_message(ADA, after_message_id=said)
        assert sentence in reply["text"], what
        assert "Your draft is as it was." in reply["text"], what
        await fresh.ask(ADA, "/broadcast")
        await previewed(fresh, reply["message_id"])
        assert captions(fresh, ADA)[-1].startswith(CAPTION), what


async def test_a_forwarded_post_is_sent_anew_by_its_file(fresh: Stage):
    amina = await subscribed(fresh, "en")
    number = fresh.simulator.send_file(ADA, "a.png", PICTURE, caption="mine", kind="photo")
    photo = fresh.shown(ADA, number)["photo"]
    await fresh.ask(ADA, "/broadcast")
    origin = {"type": "hidden_user", "sender_user_name": "Somebody", "date": 1}
    forwarded = fresh.simulator.send(
        ADA, "Their words", {"photo": photo}, further={"forward_origin": origin, "has_media_spoiler": True}
    )
    await sent(fresh, await previewed(fresh, forwarded))
    arrived = fresh.last(amina)
    assert arrived["photo"] == photo
    assert arrived["has_media_spoiler"]
    assert "forward_origin" not in arrived
    assert not fresh.simulator.calls("copyMessage") + fresh.simulator.calls("forwardMessage")


async def test_a_group_that_takes_no_pictures_gets_the_words_and_stays_subscribed(fresh: Stage):
    amina = await subscribed(fresh, "en")
    group = fresh.simulator.create_group("Market", [amina])
    await join_group(fresh, group)
    fresh.simulator.forbid(group, ["photos"])
    over = await sent(fresh, await pictured(fresh))
    assert "refused" not in over["text"]
    assert "1 of them without the picture or file: that group takes none" in over["text"]
    assert fresh.last(amina)["photo"]
    assert "photo" not in fresh.last(group)
    assert fresh.last(group)["text"].startswith(CAPTION)
    preview = await change(fresh, await pictured(fresh, "Words alone"), "Change time", "Take the picture")
    assert "Take the picture" not in "".join(labels(preview))
    await sent(fresh, await back(fresh, preview))
    assert any("Words alone" in m.get("text", "") for m in fresh.simulator.messages(group))


async def join_group(stage: Stage, group: int) -> None:
    """As an operator's import does."""
    await join(stage.database, [group], "urgent")


async def test_buttons_to_an_answer_and_to_a_link_arrive_with_the_message(fresh: Stage):
    amina = await subscribed(fresh, "en")
    preview = await pictured(fresh)
    await change(fresh, preview, "Change time", "Add a button")
    asked = await fresh.simulator.wait_for_message(ADA, containing="What should the button open?")
    bare = await fresh.ask(ADA, "https://example.org/call")
    assert "Which words should stand on the button?" in bare["text"]
    first = await previewed(fresh, fresh.simulator.say(ADA, "Sign here https://example.org/call"))
    assert first["message_id"] > asked["message_id"]
    await change(fresh, first, "Change time", "Add a button")
    await fresh.simulator.wait_for_message(
        ADA, after_message_id=first["message_id"], containing="What should"
    )
    choice = await fresh.ask(ADA, "is the compact a law?")
    assert "Which answer should the button open?" in choice["text"]
    question = labels(choice)[0]
    await fresh.press(ADA, choice, question)
    second = await previewed(fresh, choice["message_id"])
    await sent(fresh, second)
    assert labels(fresh.last(amina)) == ["Sign here", question]
    await fresh.press(amina, fresh.last(amina), question)
    answer = await fresh.simulator.wait_for_message(
        amina, after_message_id=fresh.last(amina)["message_id"] - 1
    )
    assert answer


async def test_the_audience_is_changed_by_buttons_that_send_nothing(fresh: Stage):
    amina, diego, layla = [await subscribed(fresh, language) for language in ("en", "es", "ar")]
    preview = await pictured(fresh, "For some")
    code = code_of(preview, "Send to")
    menu = await change(
        fresh,
        preview,
        *("Change who gets it", "Only for those who chose español", "Also for those who chose العربية"),
        "Not for groups",
    )
    assert "Only for those who chose العربية, español." in menu["text"]
    assert "Groups do not get it." in menu["text"]
    assert not [label for label in labels(menu) if label.startswith("📣")]
    query = fresh.simulator.press_outdated(ADA, preview["message_id"], code)
    await fresh.simulator.wait_until(lambda: fresh.simulator.answer_to(query) is not None)
    assert captions(fresh, amina) + captions(fresh, diego) + captions(fresh, layla) == []
    await fresh.ask(ADA, "/broadcast")
    await sent(fresh, await previewed(fresh, fresh.last(ADA)["message_id"] - 1))
    assert [len(captions(fresh, person)) for person in (amina, diego, layla)] == [0, 1, 1]


async def test_three_equal_refusals_of_the_content_pause_it_and_staff_are_told(fresh: Stage):
    for _ in range(5):
        await subscribed(fresh, "en")
    reason = "wrong file_id or the file is temporarily unavailable"
    preview = await pictured(fresh, "A stale file")
    fresh.simulator.set_faults([Fault("bad_request", method="sendPhoto", reason=reason)])
    await fresh.press(ADA, preview, "Send to")
    alert = await fresh.simulator.wait_for_message(
        ADA, after_message_id=preview["message_id"], containing="Telegram refuses this message"
    )
    fresh.simulator.set_faults([])
    await fresh.press(ADA, alert, "Stop No.")
    assert any("A stale file" in label for label in labels(alert))


async def test_a_file_that_telegram_refuses_is_said_wherever_the_draft_is_shown_and_can_be_taken_off(
    fresh: Stage,
):
    await fresh.ask(ADA, "/broadcast")
    foreign: JsonObject = {"document": {"file_id": "d", "file_unique_id": "d", "file_name": "a.pdf"}}
    said = fresh.simulator.send(ADA, CAPTION, foreign)
    for _ in range(2):
        refused = await fresh.simulator.wait_for_message(
            ADA, after_message_id=said, containing="Telegram did not take this file"
        )
        assert labels(refused) == ["Take the picture or file off"]
        said = fresh.simulator.say(ADA, "/broadcast")
    refused = await fresh.simulator.wait_for_message(ADA, after_message_id=said)
    await fresh.press(ADA, refused, "Take the picture")
    await back(fresh, refused)
    assert fresh.simulator.messages(ADA, after=refused["message_id"])[0]["text"].startswith(CAPTION)


async def test_only_what_names_the_file_is_laid_to_the_file(fresh: Stage):
    await pictured(fresh)
    for reason, is_of_file in (
        ("DOCUMENT_INVALID", True),
        ("FILE_REFERENCE_EXPIRED", True),
        ("IMAGE_PROCESS_FAILED", True),
        ("BUTTON_URL_INVALID", False),
        ("ENTITY_BOUNDS_INVALID", False),
        ("something never heard of", False),
    ):
        fresh.simulator.set_faults([Fault("bad_request", method="sendPhoto", reason=reason)])
        told = await fresh.ask(ADA, "/broadcast")
        assert ("did not take this file" in told["text"]) is is_of_file, reason
        assert labels(told) == (["Take the picture or file off"] if is_of_file else []), reason
