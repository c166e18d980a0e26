"""The staff's chat gets another number, also where that cannot be written at once."""

import pytest

from bot.domain.alerts import Alert
from bot.services.alerting import Alerting
from bot.services.staff.staff_chat import StaffChat
from bot.storage.database import Database
from bot.storage.database_reachability import DatabaseUnreachableError
from tests.builders import NOW


class Failing(Alerting):
    """Can tell nobody at first."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, tuple)
        self.told: list[Alert] = []
        self.is_away = True

    async def add(self, connection, alert, now) -> None:
        if self.is_away:
            raise DatabaseUnreachableError("away")
        self.told.append(alert)


async def test_a_move_that_could_not_be_written_is_written_when_it_is_tried_again(database):
    alerting = Failing(database)
    staff_chat = StaffChat(database, alerting, -5)
    await staff_chat.load(NOW)
    with pytest.raises(DatabaseUnreachableError):
        await staff_chat.follow(-5, -100, NOW)
    assert staff_chat.id == -5
    alerting.is_away = False
    for _ in range(2):  # both the old chat and the new one say so
        await staff_chat.follow(-5, -100, NOW)
    assert len(alerting.told) == 1
    after = StaffChat(database, alerting, -5)
    await after.load(NOW)
    assert (staff_chat.id, after.id) == (-100, -100)
