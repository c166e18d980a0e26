"""Commands by scope and language, names and descriptions."""

from tests.lines import each


def commands(*names: str) -> list[dict]:
    return [{"command": name, "description": f"does {name}"} for name in names]


async def test_the_narrowest_scope_wins_then_the_language(simulator, api):
    diego = simulator.create_user("Diego", "es", started=True)
    ada = simulator.create_user("Ada", "en", started=True)
    await api.call("setMyCommands", commands=commands("general"))
    await api.call("setMyCommands", commands=commands("ayuda"), language_code="es")
    assert simulator.commands(diego) == commands("ayuda")
    assert simulator.commands(ada) == commands("general")
    private = {"type": "all_private_chats"}
    await api.call("setMyCommands", commands=commands("private"), scope=private)
    await api.call("setMyCommands", commands=commands("admin"), scope={"type": "chat", "chat_id": ada})
    assert simulator.commands(diego) == commands("private")
    assert simulator.commands(ada) == commands("admin")
    await api.call("deleteMyCommands", scope={"type": "chat", "chat_id": ada})
    assert simulator.commands(ada) == commands("private")


async def test_groups_have_their_own_menus(simulator, api):
    owner, member = simulator.create_user("Owner"), simulator.create_user("Member")
    group = simulator.create_group("Volunteers", [owner, member])
    await api.call("setMyCommands", commands=commands("all"), scope={"type": "all_group_chats"})
    admins = {"type": "all_chat_administrators"}
    await api.call("setMyCommands", commands=commands("admins"), scope=admins)
    assert simulator.commands(owner, group) == commands("admins")
    assert simulator.commands(member, group) == commands("all")


async def test_get_my_commands_answers_exactly_one_scope_and_language(api):
    await api.call("setMyCommands", commands=commands("one"), language_code="fr")
    assert (await api.call("getMyCommands", language_code="fr")).result == commands("one")
    assert (await api.call("getMyCommands")).result == []


@each(
    "params, description",
    [
        ({"commands": commands("Upper")}, "Bad Request: BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "x", "description": ""}]}, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": commands(*["x"] * 101)}, "Bad Request: BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [], "language_code": "spa"}, "Bad Request: LANG_CODE_INVALID"),
        ({"commands": [], "scope": {"type": "chat", "chat_id": 424242}}, "Bad Request: chat not found"),
    ],
)
async def test_wrong_commands_are_refused(api, params, description):
    assert (await api.call("setMyCommands", **params)).description == description


async def test_commands_for_a_person_who_never_started_are_refused(simulator, api):
    shy = simulator.create_user("Shy")
    refused = await api.call("setMyCommands", commands=[], scope={"type": "chat", "chat_id": shy})
    assert refused.description == "Bad Request: chat not found"


async def test_names_and_descriptions_are_kept_by_language(simulator, api):
    await api.call("setMyName", name="Compact bot")
    await api.call("setMyDescription", description="Ask me")
    await api.call("setMyDescription", description="Pregúntame", language_code="es")
    await api.call("setMyShortDescription", short_description="Answers")
    assert (await api.call("getMe")).result["first_name"] == "Compact bot"
    assert (await api.call("getMyName", language_code="fr")).result == {"name": "Compact bot"}
    assert (await api.call("getMyDescription", language_code="es")).result == {"description": "Pregúntame"}
    assert (await api.call("getMyDescription", language_code="fr")).result == {"description": "Ask me"}
    assert (await api.call("getMyShortDescription")).result == {"short_description": "Answers"}
    described = {person["first_name"]: person["description"] for person in simulator.state()["people"]}
    assert (described["Amina"], described["Diego"]) == ("Ask me", "Pregúntame")


async def test_the_menu_button_falls_back_to_the_default(api, amina):
    await api.call("setChatMenuButton", menu_button={"type": "commands"})
    assert (await api.call("getChatMenuButton", chat_id=amina)).result == {"type": "commands"}
