"""Answers that begin with what is true now: the next webinars, this week's news, how a state voted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.content.country_votes import CountryVote, Vote
from bot.domain.content.faq import COUNTRY_VOTE, Entry, Faq
from bot.domain.content.schedules import Schedule, Webinar, in_language
from bot.matching.recognizing.country_names import Countries
from bot.matching.recognizing.numbered_parts import PartsByNumber
from bot.matching.recognizing.question import Question
from bot.matching.recognizing.vote_questions import VoteQuestions
from bot.telegram.screens.answers.answer_screens import AnswerScreens
from bot.telegram.screens.button_codes import Verb
from bot.telegram.screens.dates import local_time
from bot.telegram.screens.markup import escape, isolate, to_html
from bot.telegram.screens.screen import Button, Screen, Words

SHOWN = 3  # webinars, or states, in one answer
A_ROW = 6  # numbers of parts beside each other


class LiveAnswers:
    """Draws the answer of an entry as it is true now; of most entries that is what the curators wrote."""

    def __init__(
        self,
        faq: Faq,
        schedule: Schedule,
        votes: Sequence[CountryVote],
        vote_questions: VoteQuestions,
        parts: PartsByNumber | None,
        country_name: Callable[[str, str], str],
        screens: AnswerScreens,
        words: Words,
    ) -> None:
        """`country_name` gives a state's name by code and language; `parts` have numbers."""
        self._faq = faq
        self._schedule = schedule
        self._votes = {vote.country: vote for vote in votes}
        self._sums = Counter(vote.vote for vote in votes)
        self._vote_questions = vote_questions
        self._numbers = {entry_id: number for number, entry_id in parts.items.items()} if parts else {}
        self._list = parts.list_entry if parts else None
        self._country_name = country_name
        self._screens = screens
        self._words = words

    def entry(
        self, entry_id: str, language: str, otherwise: str, now: datetime, question: Question | None = None
    ) -> Screen | None:
        """The answer in `language`, else in `otherwise`; None when there is no such entry (an old button)."""
        found = self._voters(entry_id, question)
        return self._drawn(entry_id, language, otherwise, now, found, question)

    def country(self, code: str, language: str, otherwise: str, now: datetime) -> Screen | None:
        """How one state voted, by its code; None where nothing is known of votes (an old button)."""
        entry_id = self._faq.live(COUNTRY_VOTE)
        if entry_id is None or code not in self._votes:
            return None
        return self._drawn(entry_id, language, otherwise, now, Countries((code,)))

    def body(self, entry_id: str, language: str, now: datetime, question: Question) -> str | None:
        """An answer's text as it is true now, as HTML; None where it is what the curators wrote."""
        entry = self._faq.entry(entry_id, language)
        found = self._voters(entry_id, question)
        return self._body(entry, found, now)[0] if entry is not None else None

    def _voters(self, entry_id: str, question: Question | None) -> Countries:
        """The states that a question names, where the entry answers for states."""
        if question is None or entry_id != self._faq.live(COUNTRY_VOTE):
            return Countries()
        return self._vote_questions.voters(question)

    def _drawn(
        self,
        entry_id: str,
        language: str,
        otherwise: str,
        now: datetime,
        found: Countries,
        question: Question | None = None,
    ) -> Screen | None:
        entry = self._faq.entry(entry_id, language, otherwise)
        if entry is None:
            return None
        body, rows = self._body(entry, found, now)
        screen = self._screens.entry(entry_id, language, otherwise, body, question)
        if screen is None:
            return None
        if entry_id == self._list:
            return replace(screen, rows=(*self._numbered(entry.related, entry.language), screen.rows[-1]))
        return replace(screen, rows=(*rows, *screen.rows))

    def _body(
        self, entry: Entry, found: Countries, now: datetime
    ) -> tuple[str | None, tuple[tuple[Button, ...], ...]]:
        """What stands in place of the answer, and buttons to what else may be meant."""
        leading = self._faq.entry(entry.id, self._faq.leading)
        match leading.live if leading is not None else None:
            case "webinars":
                return f"{self._webinars(entry.language, now)}\n\n{to_html(entry.answer, entry.language)}", ()
            case "news":
                return f"{self._news(entry.language, now)}\n\n{to_html(entry.answer, entry.language)}", ()
            case "country-vote":
                return self._votes_of(found, entry.language)
        return None, ()

    def _webinars(self, language: str, now: datetime) -> str:
        coming = self._schedule.upcoming(now)
        if not coming:
            return self._words.say(language, "live.no_webinar")
        first, *others = coming[:SHOWN]
        heading = "live.webinar_now" if first.starts_at <= now else "live.webinar_next"
        lines = [
            f"<b>{self._words.say(language, heading)}</b>",
            self._webinar(first, language),
            f"{self._words.say(language, 'reminder.join')} {escape(first.link)}",
        ]
        return "\n".join([*lines, *(f"• {self._webinar(webinar, language)}" for webinar in others)])

    def _webinar(self, webinar: Webinar, language: str) -> str:
        zone = self._schedule.shown_zone(webinar.zone.key)
        when = local_time(webinar.starts_at, zone, language)
        return f"{isolate(escape(webinar.title(language)), language)}\n{when}"

    def _news(self, language: str, now: datetime) -> str:
        weekly = self._schedule.weekly
        items = weekly.news_on(now.astimezone(weekly.zone).date()) if weekly is not None else ()
        if not items:
            return self._words.say(language, "live.no_news")
        heading = f"<b>{self._words.say(language, 'weekly.title')}</b>"
        return "\n\n".join([heading, *(to_html(item.text(language), language) for item in items)])

    def _votes_of(self, found: Countries, language: str) -> tuple[str | None, tuple[tuple[Button, ...], ...]]:
        """How these states voted; where a name is unclear, a button for each that has it."""
        if not found:
            return None, ()
        parts = [self._vote_of(code, language) for code in found.named[:SHOWN]]
        if found.unclear:
            parts.append(self._words.say(language, "live.which_country"))
        if found.named:
            sums = {vote.value: self._sums[vote] for vote in Vote}
            parts.append(self._words.say(language, "live.tally", **sums))
        rows = tuple(
            (Button.of(self._country_name(code, language), Verb.SHOW_COUNTRY, code, language),)
            for codes in found.unclear
            for code in codes
        )
        return "\n\n".join(parts), rows

    def _vote_of(self, code: str, language: str) -> str:
        country = self._country_name(code, language)
        row = self._votes.get(code)
        if row is None:
            return self._words.say(language, "live.no_state", country=country)
        text = self._words.say(language, f"live.{row.vote}", country=country)
        since = to_html(in_language(row.since, language), language) if row.since else ""
        return f"{text}\n{since}" if since else text

    def _numbered(self, related: Sequence[str], language: str) -> tuple[tuple[Button, ...], ...]:
        """A button for each part by its number: with their questions they would fill four screens."""
        buttons = [
            Button.of(str(self._numbers[entry_id]), Verb.SHOW_ENTRY, entry_id, language)
            for entry_id in related
            if entry_id in self._numbers
        ]
        return tuple(tuple(buttons[start : start + A_ROW]) for start in range(0, len(buttons), A_ROW))
