"""A day of the staff on the chat page, in a real browser.

    python -m tests.endurance.walk_staff [--pictures FOLDER]

An urgent call with a photo, in English and Spanish, to a topic that was made a minute before: held, sent, its
slip corrected in every copy, recalled. An answer made of what people asked, somebody to turn to, news in the
weekly update, a lesson, numbers. The page is that of the demo, with the real bot behind it. Ends with an
AssertionError where something is not as it should be; with a folder it leaves a picture of each step there.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.async_api import expect

from tests.e2e.test_inbox import SOURCE, TEXT
from tests.e2e.test_topics_from_the_chat import GETS, NAME
from tests.endurance.walking import WalkOnThePage, run
from tests.simulator.test_files import png

STAFF, MEMBER, SPANISH_MEMBER = 9001, 1001, 1002
SLIP, RIGHT = "Raid at the market on Frday, stay home", "Raid at the market on Friday, stay home"
IN_SPANISH = "Redada en el mercado el viernes, quédense en casa"
UNKNOWN = "what does the compact say about music festivals"
NEWS, LINK = "The vote is on Friday.", "https://example.org/vote"


class DayOnThePage(WalkOnThePage):
    """Everything that staff do from their phone."""

    async def walk(self) -> None:
        await self._join()
        await self._make_a_topic()
        await self._send()
        await self._correct()
        await self._recall()
        await self._answer()
        await self._add_a_contact()
        await self._put_news_in()
        await self._count()

    async def _join(self) -> None:
        for person, language in ((MEMBER, "English"), (SPANISH_MEMBER, "español")):
            await self.joins(person, language, "weekly")
        await self.staff.belongs_to(STAFF)
        await self.staff.start()
        await self.seen(self.staff, "Which language")

    async def _make_a_topic(self) -> None:
        staff, member = self.staff, self.member
        await staff.say("/edittopics")
        await staff.press("New topic")
        await self.seen(staff, "two lines")
        await staff.say(f"{NAME}\n{GETS}")
        await self.seen(staff, GETS, "A topic, before it is used")
        await staff.press("Yes, use it")
        await self.seen(staff, "All topics")
        for person in (MEMBER, SPANISH_MEMBER):
            await member.belongs_to(person)
            await member.say("/subscribe")
            await member.press(NAME)
            await self.seen(member, f"✅ {NAME}", "The topic among the others" if person == MEMBER else "")

    async def _send(self) -> None:
        staff, member = self.staff, self.member
        await staff.say("/broadcast")
        await self.seen(staff, "Write the text now")
        with tempfile.TemporaryDirectory() as folder:
            photo = Path(folder) / "market.png"
            photo.write_bytes(png(320, 180))
            await self._page.get_by_test_id("phone-2").get_by_test_id("composer").fill(SLIP)
            await self._page.get_by_test_id("phone-2").get_by_test_id("file").set_input_files(photo)
            await self.seen(staff, "Shall I send it?", "A photo with its words, before it goes")
        await staff.press("Add the text in español")
        await self.seen(staff, "español")
        await staff.say(IN_SPANISH)
        await self.seen(staff, IN_SPANISH)
        await staff.press("Change who gets it")
        await staff.press(NAME)
        await staff.press("Back to the preview")
        await self.offered("Send to 2")
        await self.seen(staff, "Calls: Andalucía", "In two languages, to the new topic")
        await staff.press("Send to 2")
        await self.seen(staff, "It goes out in 1 minute", "Held for a minute")
        await staff.press("Send it now")
        await self.seen(staff, "Finished")
        await member.belongs_to(MEMBER)
        await self.seen(member, SLIP, "As it came, in English")
        await member.belongs_to(SPANISH_MEMBER)
        await self.seen(member, IN_SPANISH, "As it came, in Spanish")

    async def offered(self, label: str) -> None:
        """A button stands below something that staff see."""
        buttons = self._page.get_by_test_id("phone-2").get_by_test_id("inline-button")
        await expect(buttons.filter(has_text=label).last).to_be_enabled()

    async def _correct(self) -> None:
        staff, member = self.staff, self.member
        await staff.say("/sent")
        await staff.press(SLIP[:20])
        await self.seen(staff, "2 sent", "What came of it")
        await staff.press("Correct the text in English")
        await staff.say(RIGHT)
        await self.seen(staff, "say this from now on?", "The correction, before it counts")
        await staff.press("Correct ")
        await self.seen(staff, "copies say the new text")
        await member.belongs_to(MEMBER)
        await self.seen(member, RIGHT, "The copy, corrected")
        await expect(member.bubble(SLIP)).to_have_count(0)

    async def _recall(self) -> None:
        staff, member = self.staff, self.member
        await staff.say("/sent")
        await staff.press(RIGHT[:20])
        await staff.press("Recall it")
        await self.seen(staff, "for everybody", "Before it is recalled")
        await staff.press("Yes, delete")
        await expect(member.bubble(RIGHT)).to_have_count(0)
        await self.seen(staff, "copies are gone", "Recalled")

    async def _answer(self) -> None:
        staff, member = self.staff, self.member
        await member.say(UNKNOWN)
        await member.press("None of these")
        await self.seen(member, "Then perhaps")
        await staff.say("/inbox")
        await self.seen(staff, UNKNOWN, "What people asked in vain")
        await staff.press("1")
        await staff.press("Write a new answer")
        await staff.say(TEXT)
        await self.seen(staff, "Where does the answer come from")
        await staff.say(SOURCE)
        await self.seen(staff, "This is how people will see it", "An answer, before it is used")
        await staff.press("Answer with it")
        await self.seen(staff, "I answer with it from now on")
        await member.say(UNKNOWN)
        await self.seen(member, "No penguin is known to bake", "The answer")

    async def _add_a_contact(self) -> None:
        staff, member = self.staff, self.member
        await staff.say("/contacts")
        await staff.press("Add one")
        await staff.say("Bread Aid\nes, English\nhttps://bread-aid.org/help\n+32 2 000 00 00")
        await staff.press("Europe")
        await self.seen(staff, "Who is in danger will be shown this", "Somebody to turn to")
        await staff.press("Yes, show it")
        await self.seen(staff, "shown from now on")
        await member.say("police at my door")
        await self.seen(member, "bread-aid.org/help", "Who is in danger reads it")

    async def _put_news_in(self) -> None:
        staff, member = self.staff, self.member
        await staff.say(f"/news {NEWS} {LINK}")
        await self.seen(staff, "Shall the update above be so?", "News in the update, before they are in it")
        await staff.press("Yes, put it in")
        await self.seen(staff, "It is in the weekly update")
        await staff.say("/news")
        await self.seen(staff, "The next weekly update", "The pieces of the next update")
        await self._page.get_by_test_id("clock-target").filter(has_text="weekly update").first.click()
        await self.seen(member, NEWS, "The weekly update")
        await member.say("/lessons")
        await self.seen(member, "each read in a minute", "The lessons")

    async def _count(self) -> None:
        staff = self.staff
        await staff.say("/stats")
        await self.seen(staff, "Subscribers", "Numbers")


if __name__ == "__main__":
    run(DayOnThePage, "A topic, a call, its correction and recall, an answer, a contact, news, numbers.")
