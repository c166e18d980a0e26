"""Bot API methods about the bot itself: commands, names, descriptions, menu button."""

import re

from bot.simulator.bot_api.sending import known_chat
from bot.simulator.forms.json_values import JsonObject
from bot.simulator.forms.parameters import Parameters
from bot.simulator.forms.refusals import bad_request
from bot.simulator.world.bot_profile import ScopeKey
from bot.simulator.world.world import World

MOST_COMMANDS = 100
LONGEST_NAME = 64
LONGEST_DESCRIPTION = 512
LONGEST_SHORT_DESCRIPTION = 120
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_WIDE_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")


def get_me(world: World, given: Parameters) -> JsonObject:
    """getMe."""
    return world.profile.as_me()


def set_my_commands(world: World, given: Parameters) -> bool:
    """setMyCommands, for a scope and a language."""
    commands = given.array("commands")
    if commands is None:
        raise bad_request('parameter "commands" is required')
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    key = (_scope(world, given), _language(given))
    world.profile.commands[key] = [_command(command) for command in commands]
    world.stream.publish("commands")
    return True


def get_my_commands(world: World, given: Parameters) -> list[JsonObject]:
    """getMyCommands, of exactly that scope and language."""
    return world.profile.commands.get((_scope(world, given), _language(given)), [])


def delete_my_commands(world: World, given: Parameters) -> bool:
    """deleteMyCommands, of exactly that scope and language."""
    world.profile.commands.pop((_scope(world, given), _language(given)), None)
    world.stream.publish("commands")
    return True


def set_my_name(world: World, given: Parameters) -> bool:
    """setMyName."""
    return _set(world, given, world.profile.names, "name", LONGEST_NAME)


def get_my_name(world: World, given: Parameters) -> JsonObject:
    """getMyName; without a name for the language, the general one."""
    return {"name": world.profile.names.get(_language(given)) or world.profile.name}


def set_my_description(world: World, given: Parameters) -> bool:
    """setMyDescription."""
    return _set(world, given, world.profile.descriptions, "description", LONGEST_DESCRIPTION)


def get_my_description(world: World, given: Parameters) -> JsonObject:
    """getMyDescription."""
    return {"description": world.profile.description_for(_language(given))}


def set_my_short_description(world: World, given: Parameters) -> bool:
    """setMyShortDescription."""
    texts = world.profile.short_descriptions
    return _set(world, given, texts, "short_description", LONGEST_SHORT_DESCRIPTION)


def get_my_short_description(world: World, given: Parameters) -> JsonObject:
    """getMyShortDescription."""
    texts = world.profile.short_descriptions
    return {"short_description": texts.get(_language(given)) or texts.get("", "")}


def set_chat_menu_button(world: World, given: Parameters) -> bool:
    """setChatMenuButton; chat 0 stands for the default."""
    chat_id = known_chat(world, given) if given.text("chat_id") else 0
    world.profile.menu_buttons[chat_id] = given.mapping("menu_button") or {"type": "default"}
    world.stream.publish("commands")
    return True


def get_chat_menu_button(world: World, given: Parameters) -> JsonObject:
    """getChatMenuButton."""
    chat_id = known_chat(world, given) if given.text("chat_id") else 0
    buttons = world.profile.menu_buttons
    return buttons.get(chat_id) or buttons.get(0) or {"type": "commands"}


def _set(world: World, given: Parameters, texts: dict[str, str], name: str, longest: int) -> bool:
    text = given.text(name) or ""
    if len(text) > longest:
        raise bad_request(f"bot {name.replace('_', ' ')} is too long")
    texts[_language(given)] = text
    world.stream.publish("profile")
    return True


def _language(given: Parameters) -> str:
    language = given.text("language_code") or ""
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("LANG_CODE_INVALID")
    return language


def _command(value: object) -> JsonObject:
    if not isinstance(value, dict):
        raise bad_request("object expected as a command")
    name, description = str(value.get("command", "")).removeprefix("/"), str(value.get("description", ""))
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description.strip()) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def _scope(world: World, given: Parameters) -> ScopeKey:
    scope = given.mapping("scope") or {"type": "default"}
    kind = scope.get("type")
    if kind in _WIDE_SCOPES:
        return (str(kind), 0, 0)
    if kind not in ("chat", "chat_administrators", "chat_member"):
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    chat_id = known_chat(world, Parameters(scope))
    user = world.chats.users.get(chat_id)
    if user and not user.started:
        raise bad_request("chat not found")
    user_id = Parameters(scope).required_integer("user_id") if kind == "chat_member" else 0
    return (str(kind), chat_id, user_id)
