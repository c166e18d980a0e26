"""Members and groups do whatever they like, in whatever order, beside a model of what each has.

What is stored of a chat, in any table, is exactly what it can read of itself.
"""

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from bot.domain.announcements import Audience, ThreadGoneBody
from bot.domain.people.personal_questions import DRAFT_LASTS, LINK_LASTS, NOT_SENT, Stage
from bot.domain.people.subscriptions import Subscriber, iso_week, month_from
from bot.domain.people.undoing import WITHIN
from bot.domain.rounds import RoundQuestion, RoundText
from bot.services import words_to_one
from bot.storage import rounds, threads
from tests.builders import announce
from tests.stored_members import (
    CHATS,
    DAY,
    GROUP,
    PEOPLE,
    SOME_TOPICS,
    SUPERGROUP,
    THREADS,
    TOPICS,
    WEBINAR,
    StoredMembers,
)

ANSWERS = {PEOPLE[0]: "They pay late.", PEOPLE[1]: "They do not pay."}


class Members(StoredMembers):
    """What they do, each act by the real thing and in the model."""

    # what chats choose

    @rule(chat=st.sampled_from(CHATS), topics=SOME_TOPICS, thread=THREADS)
    def subscribe(self, chat: int, topics: set[str], thread: int | None) -> None:
        thread = thread if chat == SUPERGROUP else None
        self.wait(self.subscribing.subscribe(chat, topics, "es", self.now, thread))
        had = self.has.get(chat) or Subscriber(chat, "es", frozenset(), "")
        week = had.joined_week or iso_week(self.now)
        self.has[chat] = Subscriber(chat, had.language, had.chosen | topics, week, thread_id=thread)

    @rule(chat=st.sampled_from(CHATS), topics=SOME_TOPICS)
    def unsubscribe(self, chat: int, topics: set[str]) -> None:
        self.wait(self.subscribing.unsubscribe(chat, topics))
        if had := self.has.get(chat):
            rest = had.chosen - topics
            if not rest and not had.joined_week:
                self.forgotten(chat)
            elif rest and had.paused_until is not None:
                self.has[chat] = replace(had, topics=frozenset(), paused=rest)
            else:
                self.has[chat] = replace(had, topics=rest, paused_until=None, paused=frozenset())

    @rule(person=st.sampled_from(PEOPLE), language=st.sampled_from(["en", "ar"]))
    def choose_language(self, person: int, language: str) -> None:
        self.wait(self.subscribing.choose_language(person, language, self.now))
        had = self.has.get(person) or Subscriber(person, language, frozenset(), "")
        self.has[person] = replace(had, language=language, joined_week=had.joined_week or iso_week(self.now))

    @rule(person=st.sampled_from(PEOPLE))
    def ask_for_a_webinar(self, person: int) -> None:
        self.wait(self.subscribing.ask(person, WEBINAR, "fr"))
        had = self.has.get(person) or Subscriber(person, "fr", frozenset(), "")
        self.has[person] = replace(had, topics=had.topics | {WEBINAR})

    @rule(people=st.sets(st.sampled_from(PEOPLE), min_size=1), topics=SOME_TOPICS)
    def a_list_is_taken_in(self, people: set[int], topics: set[str]) -> None:
        week = iso_week(self.now)
        lines = [Subscriber(person, "fr", frozenset(topics), week) for person in sorted(people)]
        new = self.wait(self.subscribing.bring_in(lines, self.now))
        assert new == sum(1 for one in people if one not in self.has or not self.has[one].joined_week)
        for person in people:
            had = self.has.get(person) or Subscriber(person, "fr", frozenset(), "")
            is_resting = had.paused_until is not None
            self.has[person] = replace(
                had,
                language="fr",
                joined_week=had.joined_week or week,
                topics=frozenset() if is_resting else had.topics | topics,
                paused=had.chosen | topics if is_resting else frozenset(),
            )

    @rule(person=st.sampled_from(PEOPLE))
    def pause(self, person: int) -> None:
        self.wait(self.subscribing.pause(person, self.now))
        had = self.has.get(person)
        if had is not None and had.chosen:
            until = month_from(self.now)
            self.has[person] = replace(had, topics=frozenset(), paused_until=until, paused=had.chosen)

    @rule(person=st.sampled_from(PEOPLE))
    def go_on(self, person: int) -> None:
        self.wait(self.subscribing.go_on(person))
        if had := self.has.get(person):
            self.has[person] = self.awake(had)

    @staticmethod
    def awake(had: Subscriber) -> Subscriber:
        return replace(had, topics=had.chosen, paused_until=None, paused=frozenset())

    @rule(person=st.sampled_from(PEOPLE))
    def only_urgent(self, person: int) -> None:
        had = self.wait(self.subscribing.only(person, "urgent"))
        self.left(person, had)
        if had is not None:
            only = replace(self.awake(had), topics=frozenset({"urgent"}))
            self.has[person] = replace(only, joined_week=had.joined_week or only.joined_week)

    # how they go, and come back

    @rule(chat=st.sampled_from(CHATS))
    def stop_or_block(self, chat: int) -> None:
        self.left(chat, self.wait(self.subscribing.stop(chat, self.now)))
        self.forgotten(chat)

    @precondition(lambda self: self.buttons)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        chat = data.draw(st.sampled_from(sorted(self.buttons)))
        code, language, had, pressed_at = self.buttons[chat]
        back = self.undoing.read(code, chat, language, TOPICS, self.now)
        assert (back is not None) == (self.now - pressed_at < WITHIN)
        if back is None:
            return
        assert (back.language, back.chosen) == (had.language, had.chosen & set(TOPICS))
        self.wait(self.subscribing.bring_back(back))
        since = self.has.get(chat)
        if since is None:
            self.has[chat] = back
        else:
            self.has[chat] = replace(
                self.awake(since),
                language=back.language,
                topics=since.chosen | back.chosen,
                joined_week=since.joined_week or back.joined_week,
            )

    @rule(person=st.sampled_from(PEOPLE))
    def delete_everything(self, person: int) -> None:
        self.wait(self.own_rows.delete(person))
        self.forgotten(person)
        self.buttons.pop(person, None)

    # groups

    @rule()
    def the_group_moves(self) -> None:
        self.wait(self.subscribing.move(GROUP, SUPERGROUP, self.now))
        old, new = self.has.pop(GROUP, None), self.has.get(SUPERGROUP)
        if old is not None:
            self.has[SUPERGROUP] = (
                replace(old, chat_id=SUPERGROUP)
                if new is None
                else replace(new, topics=new.topics | old.topics)
            )

    @rule(thread=THREADS)
    def the_group_wants_its_messages_elsewhere(self, thread: int | None) -> None:
        self.wait(self.subscribing.appear_in(SUPERGROUP, thread))
        if had := self.has.get(SUPERGROUP):
            self.has[SUPERGROUP] = replace(had, thread_id=thread)

    @rule(thread=st.sampled_from([5, 8]))
    def a_forum_topic_is_gone(self, thread: int) -> None:
        async def gone() -> bool:
            async with self.database.transaction() as connection:
                left = await threads.leave(connection, SUPERGROUP, thread)
                if left:
                    await words_to_one.say(connection, ThreadGoneBody(), [SUPERGROUP], self.now)
                return left

        had = self.has.get(SUPERGROUP)
        is_there = had is not None and had.thread_id == thread
        assert self.wait(gone()) == is_there
        if had is not None and is_there:
            self.has[SUPERGROUP] = replace(had, thread_id=None)

    # a question to a person

    @rule(person=st.sampled_from(PEOPLE))
    def begin_a_question(self, person: int) -> None:
        number = self.wait(self.questions.begin(person, "en", self.now))
        self.drop_drafts(person)
        self.asked[number] = (person, Stage.WRITING, None, self.now)

    def drop_drafts(self, person: int) -> None:
        self.asked = {n: row for n, row in self.asked.items() if row[0] != person or row[1] not in NOT_SENT}

    @precondition(lambda self: self.asked)
    @rule(data=st.data())
    def a_question_goes_on(self, data: st.DataObject) -> None:
        """Written, sent, answered; or taken back before it was sent."""
        number = data.draw(st.sampled_from(sorted(self.asked)))
        person, stage, _, _ = self.asked[number]
        if stage is Stage.WRITING:
            self.wait(self.questions.write(number, "my words", self.now))
            self.asked[number] = (person, Stage.SHOWN, "my words", self.now)
        elif stage is Stage.SHOWN and data.draw(st.booleans()):
            self.wait(self.questions.drop(person, number))
            del self.asked[number]
        elif stage is Stage.SHOWN:
            self.wait(self.questions.sent(number, self.next_number(), self.now))
            self.asked[number] = (person, Stage.SENT, None, self.now)
        else:
            self.wait(self.questions.answered(number))
            self.asked[number] = (person, Stage.ANSWERED, None, self.asked[number][3])

    @rule(person=st.sampled_from(PEOPLE))
    def forget_the_questions(self, person: int) -> None:
        self.wait(self.questions.forget(person))
        self.asked = {number: row for number, row in self.asked.items() if row[0] != person}

    # a round

    @precondition(lambda self: self.asking is None)
    @rule(days=st.sampled_from([5, 60]))
    def a_round_opens(self, days: int) -> None:
        self.closes_at = self.now + days * DAY
        self.asking = self.wait(self.open_round())

    async def open_round(self) -> int:
        async with self.database.transaction() as connection:
            texts = {"en": RoundText("Work", (RoundQuestion("Why?"),))}
            return await rounds.add(connection, "urgent", texts, self.now, self.closes_at, has_regions=False)

    @precondition(lambda self: self.asking is not None)
    @rule(person=st.sampled_from(PEOPLE))
    def answer(self, person: int) -> None:
        assert self.asking is not None
        self.wait(self.taking.join(self.asking, person, "", self.now))
        self.wait(self.taking.write(self.asking, person, 0, ANSWERS[person], self.now))
        self.said[person] = f"{self.said.get(person, '')}\n{ANSWERS[person]}".strip()

    @precondition(lambda self: self.asking is not None)
    @rule(person=st.sampled_from(PEOPLE))
    def withdraw(self, person: int) -> None:
        assert self.asking is not None
        self.wait(self.taking.withdraw(self.asking, person, self.now))
        self.said.pop(person, None)

    # what happens around them

    @rule(topic=st.sampled_from(TOPICS))
    def something_is_announced(self, topic: str) -> None:
        self.wait(announce(self.database, f"test/{self.next_number()}", audience=Audience(topic)))

    @rule(step=st.sampled_from([timedelta(minutes=4), DAY, 31 * DAY]))
    def time_passes(self, step: timedelta) -> None:
        self.now += step
        self.wait(self.housekeeping.end_pauses(self.now))
        self.wait(self.housekeeping.tidy(self.now))
        self.wait(self.closing.tick(self.now))
        if self.closes_at <= self.now:
            self.asking = None
            self.said.clear()
        for chat, had in self.has.items():
            if had.paused_until is not None and had.paused_until <= self.now:
                self.has[chat] = self.awake(had)
        self.asked = {
            number: row
            for number, row in self.asked.items()
            if self.now - row[3] < (DRAFT_LASTS if row[1] in NOT_SENT else LINK_LASTS)
        }

    @rule()
    def restart(self) -> None:
        self.wait(self.database.close())
        self.begin()
