"""Which announcement goes first when several are under way."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.announcements import (
    URGENT,
    AlertBody,
    Audience,
    Body,
    BroadcastBody,
    CorrectionBody,
    FarewellBody,
    NoticeBody,
    RecallBody,
    ReminderBody,
    RoundBody,
    ThreadGoneBody,
    WeeklyBody,
    WelcomeBody,
)

LAST_RANK = 3
PRESSING = 0  # the last rank that waits for nothing else
NEAR = timedelta(hours=2)  # a webinar that starts so soon is pressing


def rank_of(audience: Audience, body: Body) -> int:
    """Which announcement goes first when several are under way: the lowest rank.

    Alerts (-1) are few, and somebody has to act; a word to one chat (-1) goes before all else that goes
    there. An urgent call (0) waits for nothing else. Then what is worth nothing in an hour (1): a reminder
    of a webinar that starts soon, a notice. What else staff write, rounds and reminders of tomorrow (2) go
    before a weekly update and the word that a topic has ended (3). A correction goes as what it corrects
    does; what is recalled does harm as long as it stands (0).
    """
    match body:
        case AlertBody() | WelcomeBody() | ThreadGoneBody():
            return -1
        case RecallBody():
            return 0
        case BroadcastBody() | CorrectionBody():
            return 0 if audience.topic == URGENT else 2
        case NoticeBody():
            return 1
        case ReminderBody():
            return 1 if body.left <= NEAR else 2
        case RoundBody():
            return 2
        case WeeklyBody() | FarewellBody():
            return 3
