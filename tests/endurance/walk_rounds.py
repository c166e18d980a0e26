"""A round on the chat page, in a real browser, in English and in Arabic: asked, answered, closed, read, told.

    python -m tests.endurance.walk_rounds [--pictures FOLDER]

The page is that of the demo, with the real bot behind it. Ends with an AssertionError where something is not
as it should be; with a folder it leaves a picture of each step there.
"""

from __future__ import annotations

from tests.e2e.test_rounds import ARABIC, DONE, DONE_IN_ARABIC, ENGLISH
from tests.endurance.walking import WalkOnThePage, run

STAFF, MEMBER, ARABIC_MEMBER = 9001, 1001, 1004


class RoundOnThePage(WalkOnThePage):
    """Everything that happens in a round."""

    async def walk(self) -> None:
        await self._join()
        await self._open()
        await self._answer_in_english()
        await self._answer_in_arabic()
        await self._close_and_read()
        await self._tell()

    async def _join(self) -> None:
        for person, language in ((MEMBER, "English"), (ARABIC_MEMBER, "العربية")):
            await self.joins(person, language, "all")

    async def _open(self) -> None:
        staff = self.staff
        await staff.belongs_to(STAFF)
        await staff.start()
        await self.seen(staff, "Which language")
        await staff.say("/round")
        await staff.press("Ask something new")
        await staff.press("Urgent")
        await self.seen(staff, "Send what you want to ask")
        await staff.say(ENGLISH)
        await self.seen(staff, "Nothing has been sent yet", "The preview")
        await staff.press("العربية")
        await self.seen(staff, "Send the same in")
        await staff.say(ARABIC)
        await self.seen(staff, "Written in: English, العربية", "The preview in Arabic")
        await staff.press("Ask for the part of the world")
        await self.seen(staff, "Members are asked which part")
        await staff.press("Ask 2 people")
        await staff.press("Send it now")

    async def _answer_in_english(self) -> None:
        member = self.member
        await member.belongs_to(MEMBER)
        await self.seen(member, "like to hear from you: Work", "Asked")
        await member.press("Answer")
        await self.seen(member, "Please name nobody", "What becomes of an answer")
        await member.press("I agree")
        await self.seen(member, "Which part of the world", "The part of the world")
        await member.press("Africa")
        await self.seen(member, "Question 1 of 2", "A question")
        await member.press("Often")
        await self.seen(member, "☑ Often")
        await member.press("Next question")
        await self.seen(member, "Question 2 of 2")
        await member.say("Pay on time.")
        await self.seen(member, "This is what I keep")
        await member.say("Write to me at somebody@example.org")
        await self.seen(member, "Write to me at …", "In two messages")
        await member.press("I am done")
        await self.seen(member, "Thank you. Your answers", "All of one's answers")
        await member.say("/mydata")
        await self.seen(member, "You take part in", "What is kept")

    async def _answer_in_arabic(self) -> None:
        member = self.member
        await member.belongs_to(ARABIC_MEMBER)
        await self.seen(member, "نود أن نسمع منك", "Asked in Arabic")
        await member.press("الجواب")
        await self.seen(member, "من يقرأ", "What becomes of an answer in Arabic")
        await member.press("أوافق")
        await self.seen(member, "عن أي جزء من العالم", "The part of the world in Arabic")
        await member.press("أفضل عدم القول")
        await self.seen(member, "السؤال", "A question in Arabic")
        await member.press("أبدا")
        await self.seen(member, "☑ أبدا")
        await member.press("السؤال التالي")
        await member.say("الأجر قبل كل شيء، وساعات العمل 8.")
        await self.seen(member, "الأجر قبل كل شيء", "An answer in Arabic")
        await member.press("انتهيت")
        await self.seen(member, "شكرا. أجوبتك", "All of one's answers in Arabic")

    async def _close_and_read(self) -> None:
        staff = self.staff
        await staff.say("/round")
        await staff.press("Work")
        await self.seen(staff, "can be read when it is closed", "A round that is open")
        await staff.press("Close it now")
        await staff.press("Yes, close it")
        await self.seen(staff, "Often: 1", "A round that is closed")
        await staff.press("Read the answers to 2")
        await self.seen(staff, "Pay on time.", "The answers")
        await staff.press("Back to the round")
        await staff.press("All answers as files")
        await self.seen(staff, "The same as a table", "The files")

    async def _tell(self) -> None:
        staff, member = self.staff, self.member
        await staff.say("/round")
        await staff.press("Work")
        await staff.press("You said, we did")
        await self.seen(staff, "Write in English what came")
        await staff.say(DONE)
        await self.seen(staff, "Written in: English.")
        await staff.press("العربية")
        await self.seen(staff, "Write in العربية what came")
        await staff.say(DONE_IN_ARABIC)
        await self.seen(staff, "Written in: English, العربية", "What came of it, before it goes")
        await staff.press("Send to 2")
        await staff.press("Send it now")
        await self.seen(member, DONE_IN_ARABIC, "What came of it in Arabic")
        await member.belongs_to(MEMBER)
        await self.seen(member, "You said, we did: Work", "What came of it")


if __name__ == "__main__":
    run(RoundOnThePage, "A round was asked, answered, closed, read and told, in English and in Arabic.")
