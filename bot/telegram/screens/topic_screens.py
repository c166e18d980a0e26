"""The topics that one can subscribe to, as a list and as buttons on one message that changes in place."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bot.domain.schedules import Topic
from bot.telegram.screens.button_codes import Verb
from bot.telegram.screens.screen import Button, Screen, Words, one_a_row

ALL = "all"  # in place of a topic, in a button


def topic_choice(words: Words, topics: Iterable[Topic], chosen: Collection[str], language: str) -> Screen:
    """All topics, those chosen with a mark; a button says what pressing it brings about."""
    lines, buttons = [], []
    for topic in topics:
        name, mark = topic.name(language), "✅" if topic.id in chosen else "▫️"
        described = topic.description(language)
        lines.append(words.say(language, "topics.line", mark=mark, name=name, description=described))
        verb = Verb.UNSUBSCRIBE if topic.id in chosen else Verb.SUBSCRIBE
        buttons.append(Button.of(f"{mark} {name}", verb, topic.id))
    if len(chosen) < len(buttons):
        every = Button.of(words.label(language, "topics.all"), Verb.SUBSCRIBE, ALL)
    else:
        every = Button.of(words.label(language, "topics.none"), Verb.UNSUBSCRIBE, ALL)
    heading = (
        words.count(language, "topics.heading", len(chosen))
        if chosen
        else words.say(language, "topics.nothing_yet")
    )
    text = "\n\n".join([heading, "\n".join(lines), words.say(language, "topics.stored")])
    return Screen(text, one_a_row([*buttons, every]))
