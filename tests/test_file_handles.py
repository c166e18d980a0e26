"""A bot that has no file handle left answers all the same: what answers need was read at the start."""

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

from bot.content.starter_folder import LANGUAGES, write_starter

CHECKOUT = Path(__file__).parents[1]

ANSWERS_WITHOUT_HANDLES = """
import resource
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

from bot.cli.unused_library_parts import leave_unread
leave_unread()

from bot.app.assembly import assemble
from bot.config import Settings
from bot.content.check import check
from bot.content.locate import locales_folder
from bot.matching.answerer import Answerer
from bot.matching.replies import Answered
from bot.domain.announcements import ReminderBody
from bot.domain.people.pseudonyms import Pseudonyms
from bot.matching.recognizing.language.question_language import QuestionLanguages
from bot.domain.waits import Waits
from bot.services.announcing.weekly_updates import card
from bot.services.telegram_time import TelegramTime
from bot.services.leader_lease import Working
from bot.storage.database import Database
from bot.storage.spool import Spool
from bot.telegram.screens.announcements.announcement_screens import AnnouncementScreens
from bot.telegram.screens.answers.answer_screens import AnswerScreens
from bot.telegram.screens.screen import Words

content = check(Path(sys.argv[1]), locales_folder(), date.max).content
known = [(entry.id, entry.question) for entries in content.faq.entries.values() for entry in entries.values()]
answerer = Answerer(known, {}, trained=False)
languages = QuestionLanguages(content.faq.wordings())
database, waits = Database.open("sqlite://"), Waits()
assemble(
    "1:token", Settings(_env_file=None), content, answerer, database, Spool(None),
    Pseudonyms(b"key"), TelegramTime(lambda: datetime.now(UTC), time.monotonic),
    Working(database, "somebody", waits), waits,
)
words = Words(content.texts)
screens = AnswerScreens(content.faq, words, lambda: "https://t.me/a_bot")
announcements = AnnouncementScreens(words, screens, content.schedule)

resource.setrlimit(resource.RLIMIT_NOFILE, (0, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
try:
    open("/dev/null")
except OSError:
    print("no handles left")
for language in words.languages:
    answered = 0
    for entry in content.faq.entries[language].values():
        assert screens.entry(entry.id, language) is not None
        assert languages.read(entry.question).language in (language, None)
        answered += isinstance(answerer.decide(entry.question), Answered)
    assert answered
    assert screens.miss(language) and screens.courtesy("greeting", language, is_private=True)
    for webinar in content.schedule.webinars:
        body = ReminderBody(card(webinar), webinar.leads[0], webinar.leads[0])
        assert announcements.parameters(body, content.schedule.topics[0].id, language)["text"]
    print("answered in", language)
"""


def test_answers_in_every_language_open_no_file(tmp_path: Path):
    write_starter(tmp_path, LANGUAGES, date(2026, 11, 24))
    shutil.copy(CHECKOUT / "schedules" / "webinars.yaml", tmp_path / "schedules")
    ended = subprocess.run(
        [sys.executable, "-c", ANSWERS_WITHOUT_HANDLES, tmp_path],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    told = ended.stdout.splitlines()
    assert told == ["no handles left", *(f"answered in {language}" for language in LANGUAGES)]
