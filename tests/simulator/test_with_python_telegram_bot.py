"""A bot made with python-telegram-bot needs no change to talk to the simulator."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from telegram import (
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MessageEntity,
    Update,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.simulator.world.faults import Fault

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="yes")]])


async def start(update: Update, context) -> None:
    await update.message.reply_html(f"<b>Welcome</b> {context.args[0]}", reply_markup=KEYBOARD)


async def echo(update: Update, context) -> None:
    await update.message.reply_text(update.message.text)


async def pressed(update: Update, context) -> None:
    await update.callback_query.answer("Noted")
    await update.callback_query.edit_message_text("You said yes.")


@pytest.fixture
async def application(simulator) -> AsyncIterator[Application]:
    application = (
        Application.builder()
        .token(simulator.token)
        .base_url(f"{simulator.url}/bot")
        .base_file_url(f"{simulator.url}/file/bot")
        .build()
    )
    application.add_handler(CommandHandler("start", start))
    application.add_handler(CallbackQueryHandler(pressed))
    application.add_handler(MessageHandler(filters.TEXT, echo))
    async with application:
        yield application


@pytest.fixture
async def polling(application) -> AsyncIterator[Application]:
    await application.start()
    await application.updater.start_polling()
    yield application
    await application.updater.stop()
    await application.stop()


async def test_start_button_and_edit_go_through_a_polling_application(simulator, polling):
    started = simulator.press_start(1001, "topic-7")
    welcome = await simulator.wait_for_message(1001, started)
    query_id = simulator.press(1001, welcome["message_id"], "yes")
    await simulator.wait_until(lambda: bool(simulator.messages(1001)[-1]["history"]))
    (final,) = simulator.messages(1001, after=started)
    assert welcome["text"] == "Welcome topic-7"
    assert (final["text"], final["history"][0]["text"]) == ("You said yes.", "Welcome topic-7")
    assert simulator.answer_to(query_id)["text"] == "Noted"


async def test_a_crowd_gets_its_echo(simulator, polling):
    people = simulator.create_users(20, first_id=40_000)
    simulator.say_all([(user_id, f"hello {user_id}") for user_id in people])
    await simulator.wait_until(lambda: simulator.counts()["by_method"].get("sendMessage") == 20)
    for user_id in people:
        assert [message["text"] for message in simulator.messages(user_id)] == [f"hello {user_id}"] * 2


async def test_get_me_and_get_chat_are_complete(simulator, application, amina):
    me = await application.bot.get_me()
    chat = await application.bot.get_chat(amina)
    assert (me.username, me.is_bot, me.can_join_groups) == ("compact_bot", True, True)
    assert (chat.first_name, chat.max_reaction_count) == ("Amina", 11)


async def test_entities_have_the_types_that_the_library_knows(application, amina):
    html = '<b>x</b> <tg-time unix="1800000000" format="wDt">soon</tg-time> <code>y</code>'
    message = await application.bot.send_message(amina, html, parse_mode="HTML")
    kinds = [entity.type for entity in message.entities]
    assert kinds == [MessageEntity.BOLD, MessageEntity.DATE_TIME, MessageEntity.CODE]
    assert message.entities[1].unix_time == datetime.fromtimestamp(1_800_000_000, UTC)
    assert message.entities[1].date_time_format == "wDt"
    assert message.date.tzinfo is not None


async def test_a_document_goes_up_and_down(application, amina):
    sent = await application.bot.send_document(amina, b"BEGIN:VCALENDAR", filename="w.ics", caption="c")
    file = await application.bot.get_file(sent.document)
    assert bytes(await file.download_as_bytearray()) == b"BEGIN:VCALENDAR"
    assert sent.document.file_name == "w.ics"


async def test_commands_are_set_for_a_chat_and_a_language(simulator, application, amina):
    scope = BotCommandScopeChat(amina)
    await application.bot.set_my_commands([BotCommand("stop", "no more")], scope=scope, language_code="en")
    assert simulator.commands(amina) == [{"command": "stop", "description": "no more"}]
    assert (await application.bot.get_my_commands(scope, "en"))[0].command == "stop"


async def test_errors_become_the_librarys_exceptions(simulator, application, amina, monkeypatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # without it the library warns about its future
    bot = application.bot
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(424242, "x")
    simulator.set_faults([Fault("too_many_requests", retry_after=3, times=1)])
    with pytest.raises(RetryAfter):
        await bot.send_message(amina, "x")
    simulator.block(amina)
    with pytest.raises(Forbidden, match="blocked"):
        await bot.send_message(amina, "x")
    group = simulator.create_group("Volunteers", [amina])
    new_id = simulator.upgrade_group(group)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(group, "x")
    assert moved.value.new_chat_id == new_id
