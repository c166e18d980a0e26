"""Topics as staff see them: the list, one of them, a new text for one, and the question whether one ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.content.schedules import MOST_TOPICS, Topic
from bot.domain.content.staff_content import digest_of, short_digest
from bot.domain.languages import name
from bot.telegram.screens.button_codes import Verb
from bot.telegram.screens.screen import Button, Screen, Words, one_a_row

OURS, OF_FILES = "✍️", "▫️"
NOTHING = "0"  # in a button, in place of the topic that subscribers get instead


def end_code(topic: Topic, to: Topic | None) -> str:
    """An end of a topic as a button carries it: which one, and what its subscribers get in its place."""
    return f"{topic.id}/{NOTHING if to is None else short_digest(to.id)}"


class StaffTopicScreens:
    """Draws them. None of the buttons ends a topic, or puts one in use, but the one that asks whether to."""

    def __init__(self, words: Words, topics: Sequence[Topic]) -> None:
        self._words = words
        self._topics = topics

    def listed(self, language: str) -> Screen:
        """All topics; those that were made here can be opened."""
        lines = [self._line(topic, language) for topic in self._topics]
        buttons = [
            Button.of(topic.name(language), Verb.SHOW_TOPIC, topic.id)
            for topic in self._topics
            if topic.by_staff
        ]
        buttons.append(Button.of(self._words.label(language, "topic.new"), Verb.NEW_TOPIC))
        heading = self._words.say(language, "topic.heading")
        return Screen("\n\n".join([heading, "\n".join(lines)]), one_a_row(buttons))

    def one(self, topic: Topic, written: Sequence[str], language: str) -> Screen:
        """One that was made here; it is `written` in these languages."""
        buttons = [
            Button.of(self._in(language, spoken, written), Verb.WRITE_TOPIC, f"{topic.id}/{spoken}")
            for spoken in self._words.languages
        ]
        end = Button.of(self._words.label(language, "topic.end"), Verb.ASK_TO_END_TOPIC, topic.id)
        return Screen(self._line(topic, language), one_a_row([*buttons, end, self._list(language)]))

    def full(self, language: str) -> Screen:
        """That there is no room for another one."""
        text = self._words.say(language, "topic.full", most=MOST_TOPICS)
        return Screen(text, one_a_row([self._list(language)]))

    def preview(self, item: Mapping[str, Mapping[str, Mapping[str, str]]], language: str) -> Screen:
        """The topic as people will see it in each of its languages, and the question whether to use it."""
        written = item["texts"]
        lines = [
            self._words.say(
                spoken,
                "topics.line",
                mark=OF_FILES,
                name=texts["name"],
                description=texts["description"],
            )
            for spoken, texts in written.items()
        ]
        buttons = [Button.of(self._words.label(language, "topic.use"), Verb.USE_TOPIC, digest_of(item))]
        buttons += [
            Button.of(self._in(language, spoken, ()), Verb.ADD_TOPIC_LANGUAGE, spoken)
            for spoken in self._words.languages
            if spoken not in written
        ]
        buttons.append(Button.of(self._words.label(language, "asking.drop"), Verb.DROP_ASKED))
        asked = self._words.say(language, "topic.preview")
        return Screen("\n\n".join([*lines, asked]), one_a_row(buttons))

    def done(self, said: str, language: str, aim: tuple[str, str] | None = None) -> Screen:
        """What was done. With `aim` there is a draft, which can be for the topic of this name and id."""
        buttons = [self._list(language)]
        if aim is not None:
            label = self._words.label(language, "broadcast.aim", topic=aim[0])
            buttons.insert(0, Button.of(label, Verb.AIM_DRAFT, aim[1]))
        return Screen(said, one_a_row(buttons))

    def ended(self, topic: Topic, had: int, language: str) -> Screen:
        """That it has ended, who will be told, and the way back until then."""
        said = self._words.count(language, "topic.ended", had, name=topic.name(language))
        back = Button.of(self._words.label(language, "inbox.take_back"), Verb.UNDO_TOPIC_END, topic.id)
        return Screen(said, one_a_row([back, self._list(language)]))

    def which_end(self, topic: Topic, chats: int, language: str) -> Screen:
        """What becomes of those who chose it."""
        nothing = Button.of(
            self._words.label(language, "topic.end_alone"), Verb.CHOOSE_TOPIC_END, end_code(topic, None)
        )
        moves = [
            Button.of(
                self._words.label(language, "topic.move_to", topic=to.name(language)),
                Verb.CHOOSE_TOPIC_END,
                end_code(topic, to),
            )
            for to in self._topics
            if to.id != topic.id
        ]
        asked = self._words.count(language, "topic.whereto", chats, name=topic.name(language))
        return Screen(asked, one_a_row([*moves, nothing, self._keep(topic, language)]))

    def ask_to_end(self, topic: Topic, to: Topic | None, chats: int, farewell: str, language: str) -> Screen:
        """Whether it ends, above what they are told, which is HTML."""
        asked = self._words.count(language, "topic.ask_to_end", chats, name=topic.name(language))
        yes = Button.of(
            self._words.label(language, "topic.end_yes", name=topic.name(language)),
            Verb.END_TOPIC,
            end_code(topic, to),
        )
        return Screen(f"{asked}\n\n{farewell}", one_a_row([yes, self._keep(topic, language)]))

    def _line(self, topic: Topic, language: str) -> str:
        return self._words.say(
            language,
            "topics.line",
            mark=OURS if topic.by_staff else OF_FILES,
            name=topic.name(language),
            description=topic.description(language),
        )

    def _in(self, language: str, spoken: str, written: Sequence[str]) -> str:
        if spoken in written:
            return self._words.label(language, "topic.change_in", language=name(spoken))
        return self._words.label(language, "broadcast.add_language", language=name(spoken))

    def _keep(self, topic: Topic, language: str) -> Button:
        return Button.of(self._words.label(language, "topic.keep"), Verb.SHOW_TOPIC, topic.id)

    def _list(self, language: str) -> Button:
        return Button.of(self._words.label(language, "topic.list"), Verb.SHOW_STAFF_TOPICS)
