"""What a bot says of itself: its account, commands, descriptions and menu button."""

from dataclasses import dataclass, field

from bot.simulator.forms.json_values import JsonObject

ScopeKey = tuple[str, int, int]  # the scope's type, its chat or 0, its user or 0


@dataclass(slots=True)
class Profile:
    """The simulated bot. With `has_privacy` it sees little of groups, as Telegram's default is."""

    bot_id: int
    username: str
    has_privacy: bool = True
    has_inline_mode: bool = True
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[ScopeKey, str], list[JsonObject]] = field(default_factory=dict)
    menu_buttons: dict[int, JsonObject] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name without regard to a language."""
        return self.names.get("") or self.username

    def as_user(self) -> JsonObject:
        """The bot as the sender of a message."""
        return {"id": self.bot_id, "is_bot": True, "first_name": self.name, "username": self.username}

    def as_me(self) -> JsonObject:
        """The answer to getMe."""
        return {
            **self.as_user(),
            "can_join_groups": True,
            "can_read_all_group_messages": not self.has_privacy,
            "supports_inline_queries": self.has_inline_mode,
            "can_connect_to_business": False,
            "has_main_web_app": False,
            "has_topics_enabled": False,
            "allows_users_to_create_topics": False,
            "can_manage_bots": False,
        }

    def commands_for(
        self, user_id: int, chat_id: int, language_code: str | None, *, is_admin: bool = False
    ) -> list[JsonObject]:
        """The menu that a person sees in a chat: the narrowest scope that has one, their language first.

        The order is that of core.telegram.org/bots/api#determining-list-of-commands.
        """
        if chat_id == user_id:
            scopes: list[ScopeKey] = [("chat", chat_id, 0), ("all_private_chats", 0, 0)]
        else:
            scopes = [("chat_member", chat_id, user_id)]
            if is_admin:
                scopes.append(("chat_administrators", chat_id, 0))
            scopes.append(("chat", chat_id, 0))
            if is_admin:
                scopes.append(("all_chat_administrators", 0, 0))
            scopes.append(("all_group_chats", 0, 0))
        scopes.append(("default", 0, 0))
        for scope in scopes:
            for language in (language_code or "", ""):
                found = self.commands.get((scope, language))
                if found:
                    return found
        return []

    def description_for(self, language_code: str | None) -> str:
        """The text that an empty chat shows."""
        return self.descriptions.get(language_code or "") or self.descriptions.get("", "")
