"""What members and staff see of a question to a person."""

from __future__ import annotations

from bot.domain import languages
from bot.domain.people.personal_questions import PersonalQuestion
from bot.telegram.screens.button_codes import Verb
from bot.telegram.screens.markup import escape
from bot.telegram.screens.screen import Button, Screen, Words


class PersonScreens:
    """Words of people stand as code in a quotation: nothing in them can be tapped."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def offer(self, language: str) -> tuple[Button, ...]:
        """The row of the button that begins a question."""
        return (self._button("person.ask", Verb.ASK_A_PERSON, language),)

    def how(self, number: int, language: str) -> Screen:
        """What happens to a question, before it is written."""
        return Screen(self._words.say(language, "person.how"), ((self._drop(number, language),),))

    def shown(self, question: PersonalQuestion, text: str, language: str, *, is_all: bool = True) -> Screen:
        """What staff would read; without `is_all` something came with the words, which they do not get."""
        send = Button.of(
            self._words.label(language, "person.send"), Verb.SEND_QUESTION, str(question.number), language
        )
        anew = self._button("person.anew", Verb.ASK_A_PERSON, language)
        rows = ((send,), (anew,), (self._drop(question.number, language),))
        said = [self._words.say(language, "person.shown"), quoted(text)]
        if not is_all:
            said.append(self._words.say(language, "person.only_words"))
        return Screen("\n\n".join(said), rows)

    def sent(self, number: int, language: str) -> Screen:
        """It was sent, under which number, and how to take the number from it."""
        text = self._words.say(language, "person.sent", number=number)
        return Screen(text, ((self._forget(language),),))

    def said(self, msgid: str, language: str, **values: object) -> Screen:
        """One sentence."""
        return Screen(self._words.say(language, msgid, **values))

    def to_staff(self, question: PersonalQuestion, language: str) -> Screen:
        """The question as it stands in the staff's chat."""
        heading = self._words.say(
            language,
            "person.to_staff",
            number=question.number,
            language=languages.name(question.language),
        )
        how = self._words.say(language, "person.staff_how")
        return Screen(f"{heading}\n\n{quoted(question.text or '')}\n\n<i>{how}</i>")

    def answer_shown(
        self, question: PersonalQuestion, staff_message_id: int, text: str, language: str
    ) -> Screen:
        """What the member would read; `staff_message_id` is where their question stands."""
        label = self._words.label(language, "person.send_answer")
        rows = (
            (Button.of(label, Verb.SEND_ANSWER, str(staff_message_id), language),),
            (self._button("person.drop_answer", Verb.DROP_ANSWER, language),),
        )
        heading = self._words.say(language, "person.answer_shown", number=question.number)
        return Screen(f"{heading}\n\n{quoted(text)}", rows)

    def answer(self, question: PersonalQuestion, text: str, language: str) -> Screen:
        """The answer as the member reads it."""
        heading = self._words.say(language, "person.answer", number=question.number)
        rows = (self.offer(language), (self._forget(language),))
        return Screen(f"{heading}\n\n{quoted(text)}", rows)

    def _button(self, msgid: str, verb: Verb, language: str) -> Button:
        return Button.of(self._words.label(language, msgid), verb, "", language)

    def _forget(self, language: str) -> Button:
        return self._button("person.forget", Verb.FORGET_QUESTION, language)

    def _drop(self, number: int, language: str) -> Button:
        label = self._words.label(language, "person.drop")
        return Button.of(label, Verb.DROP_QUESTION, str(number), language)


def quoted(text: str) -> str:
    """Somebody's words as HTML: what looks like a link, a name or a command in them is none."""
    return f"<blockquote><code>{escape(text)}</code></blockquote>"
