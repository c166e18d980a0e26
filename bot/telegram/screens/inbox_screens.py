"""What people asked in vain, as staff see it. Strangers' words stand as code: none of them is a link."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.domain.content.faq import Faq
from bot.domain.content.staff_content import Item, RowKind, StaffRow
from bot.domain.content_alerts import ThumbsDown, WeeklyDigest
from bot.matching.asked_alike import AskedAlike
from bot.services.staff.inbox import group_digest
from bot.telegram.screens.button_codes import Verb
from bot.telegram.screens.markup import line, listed
from bot.telegram.screens.screen import Button, Screen, Words, one_a_row

PAGE = 5  # groups in one message


class InboxScreens:
    """Draws the groups, one of them, and what became of it."""

    def __init__(self, faq: Faq, words: Words) -> None:
        self._faq = faq
        self._words = words

    def page(
        self,
        groups: Sequence[AskedAlike],
        number: int,
        language: str,
        worst: Sequence[tuple[str, str, int, int]] = (),
        waiting: int = 0,
        *,
        has_answers: bool = False,
    ) -> Screen:
        """One page of the groups, counted from 1, with the answers that helped least on the first.

        So many things are `waiting` for a decision; `has_answers`: staff wrote some here.
        """
        pages = max(1, -(-len(groups) // PAGE))
        number = min(max(1, number), pages)
        first = (number - 1) * PAGE
        shown = groups[first : first + PAGE]
        lines = [self._asked(place, group, language) for place, group in enumerate(shown, start=first + 1)]
        parts = [
            "\n".join([self._words.say(language, "inbox.heading" if shown else "inbox.nothing"), *lines])
        ]
        if number == 1 and worst:
            rated = [self._rated(each, language) for each in worst]
            parts.append("\n".join([self._words.say(language, "inbox.worst"), *rated]))
        numbers = tuple(
            Button.of(str(place), Verb.SHOW_ASKED, group_digest(group))
            for place, group in enumerate(shown, start=first + 1)
        )
        ways = tuple(
            Button.of(self._words.label(language, msgid), Verb.SHOW_INBOX, str(page))
            for msgid, page in (("page.back", number - 1), ("page.next", number + 1))
            if 1 <= page <= pages
        )
        rows = tuple(row for row in (numbers, ways) if row)
        if has_answers:
            rows = (*rows, (Button.of(self._words.label(language, "answer.list"), Verb.SHOW_ANSWERS),))
        if waiting:
            rows = (*rows, (Button.of(self._words.label(language, "rows.show"), Verb.SHOW_ROWS),))
        return Screen("\n\n".join(parts), rows)

    def group(self, group: AskedAlike, language: str) -> Screen:
        """All questions of a group, and what can become of it."""
        digest = group_digest(group)
        asked = [
            line(
                self._words.say(language, "inbox.asked", question=each.text, language=each.language), language
            )
            for each in group.questions
        ]
        parts = [
            "\n".join([self._words.count(language, "inbox.times", group.times), *asked]),
            self._words.say(language, "inbox.which"),
        ]
        rows = [
            *self.choices(group.near, digest, language),
            Button.of(self._words.label(language, "inbox.find"), Verb.FIND_ENTRY, digest),
            Button.of(self._words.label(language, "inbox.write"), Verb.WRITE_ANSWER, digest),
            Button.of(self._words.label(language, "inbox.clear"), Verb.CLEAR_ASKED, digest),
            Button.of(self._words.label(language, "inbox.hide"), Verb.HIDE_ASKED, digest),
            Button.of(self._words.label(language, "inbox.list"), Verb.SHOW_INBOX, "1"),
        ]
        return Screen("\n\n".join(parts), one_a_row(rows))

    def choices(self, entry_ids: Iterable[str], digest: str, language: str) -> list[Button]:
        """Entries that a group may be given to."""
        found = (self._faq.entry(entry_id, language) for entry_id in entry_ids)
        return [
            Button.of(entry.question, Verb.GIVE_TO_ENTRY, f"{digest}/{entry.id}")
            for entry in found
            if entry is not None
        ]

    def found(self, entry_ids: Iterable[str], digest: str, language: str) -> Screen:
        """The entries that some typed words may mean."""
        buttons = self.choices(entry_ids, digest, language)
        msgid = "inbox.found" if buttons else "inbox.not_found"
        return Screen(self._words.say(language, msgid), one_a_row(buttons))

    def answers(self, rows: Iterable[StaffRow], language: str) -> Screen:
        """What staff wrote here, each as a button."""
        buttons = [
            Button.of(entry.question, Verb.SHOW_ANSWER, entry.id)
            for row in rows
            if (entry := self._faq.entry(row.item_id, language)) is not None
        ]
        back = Button.of(self._words.label(language, "inbox.list"), Verb.SHOW_INBOX, "1")
        return Screen(self._words.say(language, "answer.listed"), one_a_row([*buttons, back]))

    def done(self, said: str, batch: str, language: str) -> Screen:
        """What was done, and a button to take it back."""
        label = self._words.label(language, "inbox.take_back")
        return Screen(said, ((Button.of(label, Verb.TAKE_BACK, batch),),))

    def row(self, row: StaffRow, *, is_asked: bool, language: str) -> Screen:
        """Something that staff put in and that does not agree with the files any more."""
        item: Item = row.item or {}
        what = ""
        match row.kind:
            case RowKind.ENTRY:
                texts = item.get("texts") or {"": {}}
                what = (texts.get(language) or next(iter(texts.values()))).get("question", "")
            case RowKind.PHRASING:
                what = item.get("text", "")
            case RowKind.CONTACT:
                what = item.get("name", "")
            case RowKind.TOPIC:
                texts = item.get("texts") or {"": {}}
                what = (texts.get(language) or next(iter(texts.values()))).get("name", "")
            case RowKind.WEBINAR:
                titles = item.get("title") or {"": ""}
                what = titles.get(language) or next(iter(titles.values()))
            case RowKind.NEWS:
                said = item.get("text") or {"": ""}
                what = said.get(language) or next(iter(said.values()))
        what = what or self._words.label(language, "rows.taken_away")
        name = f"{row.kind}/{row.item_id}"
        remove = "rows.files" if is_asked else "rows.remove"
        buttons = [Button.of(self._words.label(language, remove), Verb.DROP_ROW, name)]
        if is_asked:
            buttons.insert(0, Button.of(self._words.label(language, "rows.keep"), Verb.KEEP_ROW, name))
        text = self._words.say(language, "rows.asked" if is_asked else "rows.aside", what=str(what))
        return Screen(text, one_a_row(buttons))

    def _asked(self, place: int, group: AskedAlike, language: str) -> str:
        said = self._words.say(
            language,
            "inbox.line",
            number=place,
            asked=group.times,
            question=group.questions[0].text,
            languages=listed(group.languages, language),
        )
        return line(said, language)

    def _rated(self, rated: tuple[str, str, int, int], language: str) -> str:
        entry_id, spoken, up, down = rated
        entry = self._faq.entry(entry_id, spoken)
        question = entry.question if entry else entry_id
        return self._words.say(language, "ratings.line", up=up, down=down, language=spoken, question=question)


def digest_screen(digest: WeeklyDigest, words: Words, language: str) -> Screen:
    """What staff should see to, once a week."""
    parts = [words.say(language, "digest.heading")]
    if digest.asked:
        asked = [
            line(words.say(language, "digest.asked_line", asked=each.times, question=each.words), language)
            for each in digest.asked
        ]
        parts.append("\n".join([words.say(language, "digest.asked"), *asked]))
    if digest.answers:
        rated = [_thumbs(each, words, language) for each in digest.answers]
        parts.append("\n".join([words.say(language, "inbox.worst"), *rated]))
    if digest.no_contacts:
        parts.append(words.say(language, "status.no_contacts"))
    if digest.old_contacts:
        parts.append(words.count(language, "status.old_contacts", digest.old_contacts))
    return Screen("\n\n".join([*parts, words.say(language, "digest.more")]))


def _thumbs(rated: ThumbsDown, words: Words, language: str) -> str:
    return words.say(language, "digest.answer_line", up=rated.up, down=rated.down, question=rated.question)
