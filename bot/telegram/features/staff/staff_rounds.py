"""/round: staff open a round, close it, read what was answered, and tell members what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace as changed
from datetime import datetime, timedelta
from typing import Any

from telegram import Update

from bot.domain.content.staff_content import digest_of
from bot.domain.languages import name
from bot.domain.light_markup import without_emphasis
from bot.domain.rounds import TextFault, end_of, read_text
from bot.domain.times.typed_times import Instant, read_time
from bot.services.announcing.broadcasting import Broadcasting, Confirmed
from bot.services.rounds.closing import RoundClosing
from bot.services.rounds.opening import READY, Opening, RoundDraft
from bot.services.rounds.results import TOLD, Result, Results, told
from bot.telegram.asking import Asking, Facts
from bot.telegram.commands import ButtonKind, Command, Context, Pressed, staff_buttons
from bot.telegram.people import People, Person, message_of
from bot.telegram.progress_reports import progress_screen
from bot.telegram.replying import replace, reply, reply_with_file
from bot.telegram.screens.button_codes import Press, Verb
from bot.telegram.screens.headlines import Headlines
from bot.telegram.screens.rounds.round_files import RoundFiles
from bot.telegram.screens.rounds.staff_screens import ON, WEEKS, StaffRoundScreens
from bot.telegram.screens.screen import Screen

TEXT, OUTCOME = "round text", "round outcome"
LONGEST_OUTCOME = 1500  # characters: with theme, number and footer it fits into one message
ALMOST_OVER = "23:59 UTC"  # the hour of a day that somebody types


class StaffRounds:
    """What is asked is put together in a dialogue; only the digest of what was shown opens or sends it."""

    def __init__(
        self,
        opening: Opening,
        closing: RoundClosing,
        results: Results,
        broadcasting: Broadcasting,
        asking: Asking,
        screens: StaffRoundScreens,
        files: RoundFiles,
        headlines: Headlines,
        people: People,
        now: Callable[[], datetime],
    ) -> None:
        self._opening = opening
        self._closing = closing
        self._results = results
        self._broadcasting = broadcasting
        self._asking = asking
        self._screens = screens
        self._files = files
        self._headlines = headlines
        self._people = people
        self._now = now
        asking.take(
            {
                TEXT: self.on_text,
                READY: self.on_day,
                OUTCOME: self.on_outcome,
                TOLD: self.on_outcome,  # another text in place of the one that was shown
            }
        )

    def commands(self) -> list[Command]:
        return [Command("round", self.on_round, staff_only=True)]

    def buttons(self) -> list[ButtonKind]:
        callbacks: dict[Verb, Pressed] = {
            Verb.SHOW_ROUNDS: self.on_list,
            Verb.NEW_ROUND: self.on_new,
            Verb.ROUND_TOPIC: self.on_topic,
            Verb.ADD_ROUND_LANGUAGE: self.on_add_language,
            Verb.ROUND_REGIONS: self.on_regions,
            Verb.ROUND_DAYS: self.on_days,
            Verb.OPEN_ROUND: self.on_open,
            Verb.SHOW_RESULT: self.on_result,
            Verb.ASK_TO_CLOSE: self.on_ask_to_close,
            Verb.CLOSE_ROUND: self.on_close,
            Verb.SHOW_INPUTS: self.on_inputs,
            Verb.ROUND_FILES: self.on_files,
            Verb.WRITE_OUTCOME: self.on_write_outcome,
            Verb.ADD_OUTCOME_LANGUAGE: self.on_add_outcome_language,
            Verb.SEND_OUTCOME: self.on_send_outcome,
        }
        numbers = {
            Verb.SHOW_ROUNDS: 0,
            Verb.NEW_ROUND: 0,
            Verb.ROUND_REGIONS: 1,
            Verb.ROUND_DAYS: 1,
            Verb.SHOW_RESULT: 1,
            Verb.ASK_TO_CLOSE: 1,
            Verb.CLOSE_ROUND: 1,
            Verb.SHOW_INPUTS: 3,
            Verb.ROUND_FILES: 1,
            Verb.WRITE_OUTCOME: 1,
        }
        return staff_buttons(callbacks, numbers)

    async def on_round(self, update: Update, context: Context) -> None:
        language = (await self._people.of(update)).language
        await reply(update, self._screens.listed(await self._results.latest(), language))

    async def on_list(self, update: Update, press: Press, person: Person) -> None:
        await replace(update, self._screens.listed(await self._results.latest(), person.language))

    async def on_new(self, update: Update, press: Press, person: Person) -> None:
        await reply(update, self._screens.topics(person.language))

    async def on_topic(self, update: Update, press: Press, person: Person) -> None:
        if not self._screens.has_topic(press.argument):
            await self._say_over(update, person)
            return
        draft = RoundDraft.begun(press.argument, self._now())
        await self._ask_text(update, person, draft, person.language)

    async def on_add_language(self, update: Update, press: Press, person: Person) -> None:
        draft = await self._draft(person)
        if draft is None or press.argument not in self._people.languages:
            await self._say_over(update, person)
        else:
            await self._ask_text(update, person, draft, press.argument)

    async def _ask_text(self, update: Update, person: Person, draft: RoundDraft, spoken: str) -> None:
        await self._asking.ask(person, TEXT, {**draft.facts, "language": spoken})
        if draft.texts:
            await reply(update, self._screens.said("round.how_again", person.language, language=name(spoken)))
        else:
            await reply(update, self._screens.how(person.language, spoken))

    async def on_text(self, update: Update, person: Person, facts: Facts, text: str) -> None:
        """The theme, the questions and the answers to choose from, in one language."""
        draft, spoken, read = RoundDraft.of(facts), str(facts["language"]), read_text(text)
        others = [each for code, each in draft.texts.items() if code != spoken]
        if not isinstance(read, TextFault) and any(read.shape != each.shape for each in others):
            read = TextFault.SHAPE
        if isinstance(read, TextFault):
            await reply(update, self._screens.fault(read, person.language))
            return
        draft = changed(draft, texts={**draft.texts, spoken: read})
        await reply(update, await self._ready(person, draft, spoken))

    async def on_day(self, update: Update, person: Person, facts: Facts, text: str) -> None:
        """A text where all is ready is another last day; one of several lines, what is asked written anew."""
        if "\n" in text.strip():
            await self.on_text(update, person, facts, text)
            return
        found = read_time(f"{text} {ALMOST_OVER}", self._now())
        if isinstance(found, Instant):
            draft = changed(RoundDraft.of(facts), closes_at=end_of(found.at))
            await reply(update, await self._ready(person, draft, str(facts["language"])))
        else:
            await reply(update, self._screens.said("round.day_unclear", person.language))

    async def on_days(self, update: Update, press: Press, person: Person) -> None:
        (days,) = press.numbers
        if days not in [7 * weeks for weeks in WEEKS]:
            return
        await self._change(update, person, closes_at=end_of(self._now() + timedelta(days=days)))

    async def on_regions(self, update: Update, press: Press, person: Person) -> None:
        await self._change(update, person, has_regions=press.argument == ON)

    async def _change(self, update: Update, person: Person, **said: Any) -> None:  # noqa: ANN401 - of a draft
        facts = await self._asking.facts(person, READY)
        if facts is None:
            await self._say_over(update, person)
            return
        draft = changed(RoundDraft.of(facts), **said)
        await replace(update, await self._ready(person, draft, str(facts["language"])))

    async def _ready(self, person: Person, draft: RoundDraft, shown: str) -> Screen:
        """Keeps the draft, and shows what those get who read it in that language."""
        await self._asking.ask(person, READY, {**draft.facts, "language": shown})
        people = await self._opening.recipients(draft)
        return self._screens.preview(draft, shown, people, person.language)

    async def _draft(self, person: Person) -> RoundDraft | None:
        facts = await self._asking.facts(person, READY, TEXT)
        return None if facts is None or not facts.get("texts") else RoundDraft.of(facts)

    async def on_open(self, update: Update, press: Press, person: Person) -> None:
        draft = await self._draft(person)
        if draft is not None and not self._screens.has_topic(draft.topic):  # it has ended meanwhile
            await self._say_over(update, person)
            return
        confirmed = await self._opening.open(person.chat_id, press.argument, self._now())
        await self._show_progress(update, person, press, confirmed)

    async def on_result(self, update: Update, press: Press, person: Person) -> None:
        if (found := await self._result(update, press, person)) is not None:
            await replace(update, self._screens.result(found, person.language))

    async def on_ask_to_close(self, update: Update, press: Press, person: Person) -> None:
        if (found := await self._result(update, press, person)) is not None:
            await replace(update, self._screens.ask_to_close(found.round, person.language))

    async def on_close(self, update: Update, press: Press, person: Person) -> None:
        await self._closing.close_now(press.numbers[0], person.chat_id, self._now())
        await self.on_result(update, press, person)

    async def on_inputs(self, update: Update, press: Press, person: Person) -> None:
        _, question, page = press.numbers
        found = await self._result(update, press, person)
        if found is not None and question < len(found.round.shape):
            await replace(update, self._screens.inputs(found, question, page, person.language))

    async def on_files(self, update: Update, press: Press, person: Person) -> None:
        found = await self._result(update, press, person)
        if found is None or not found.round.is_closed:
            return
        language, files = person.language, self._files
        for ending, content in (
            ("md", files.markdown(found, language)),
            ("csv", files.csv(found, language)),
        ):
            about = self._screens.said(f"round.about_{ending}", language)
            await reply_with_file(update, f"{files.name(found)}.{ending}", content, about)

    async def on_write_outcome(self, update: Update, press: Press, person: Person) -> None:
        found = await self._result(update, press, person)
        if found is None or not found.round.is_closed or found.is_told:
            return
        await self._ask_outcome(update, person, {"round": found.round.round_id, "texts": {}}, person.language)

    async def on_add_outcome_language(self, update: Update, press: Press, person: Person) -> None:
        facts = await self._asking.facts(person, TOLD, OUTCOME)
        if facts is None or press.argument not in self._people.languages:
            await self._say_over(update, person)
        else:
            await self._ask_outcome(update, person, facts, press.argument)

    async def _ask_outcome(self, update: Update, person: Person, facts: Facts, spoken: str) -> None:
        said = {"round": facts["round"], "texts": facts["texts"], "language": spoken}
        await self._asking.ask(person, OUTCOME, said)
        await reply(update, self._screens.said("round.tell_how", person.language, language=name(spoken)))

    async def on_outcome(self, update: Update, person: Person, facts: Facts, text: str) -> None:
        """What came of a round, in one language. Marks that would be shown as they stand go."""
        text = without_emphasis(text)
        found = await self._results.of(int(facts["round"]))
        if found is None:
            await self._say_over(update, person)
            return
        if len(text) > LONGEST_OUTCOME:
            await reply(update, self._screens.said("person.too_long", person.language, most=LONGEST_OUTCOME))
            return
        spoken = str(facts["language"])
        said = {**facts, "texts": {**facts["texts"], spoken: text}}
        await self._asking.ask(person, TOLD, said)
        people = await self._results.recipients(found.round)
        body = told(found.round, said["texts"])
        await reply(update, self._screens.outcome(body, spoken, people, digest_of(said), person.language))

    async def on_send_outcome(self, update: Update, press: Press, person: Person) -> None:
        confirmed = await self._results.tell(person.chat_id, press.argument, self._now())
        await self._show_progress(update, person, press, confirmed)

    async def _show_progress(
        self, update: Update, person: Person, press: Press, confirmed: Confirmed | None
    ) -> None:
        """From now on the message shows how it goes out, as that of a broadcast does."""
        if confirmed is None:
            await self._asking.say_over(update, person, press)
            return
        number, message = confirmed.announcement_id, message_of(update)
        status = await self._broadcasting.status(number)
        if status is not None:
            is_halted = await self._broadcasting.is_halted()
            await replace(
                update,
                progress_screen(self._headlines, person.language, status, self._now(), is_halted=is_halted),
            )
        await self._broadcasting.watch(number, person.chat_id, message.message_id)

    async def _result(self, update: Update, press: Press, person: Person) -> Result | None:
        found = await self._results.of(press.numbers[0])
        if found is None:
            await self._say_over(update, person)
        return found

    async def _say_over(self, update: Update, person: Person) -> None:
        await reply(update, self._screens.said("asking.over", person.language))
