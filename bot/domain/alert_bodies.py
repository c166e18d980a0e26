"""Alerts as bodies of announcements: plain JSON that a later start, or a later release, reads again."""

from __future__ import annotations

import json
from dataclasses import asdict
from hashlib import sha256

from bot.domain.alerts import (
    Alert,
    AnnouncementRefused,
    AnnouncementsHeld,
    DeliveriesExpired,
    Doing,
    EndedTooMany,
    HandlerFailed,
    Headline,
    NotSent,
    NotSentBecause,
    OccurrencesMissed,
    SeveralExpired,
    StaffChatMoved,
    Trouble,
    Troubled,
    Waiting,
)
from bot.domain.announcements import AlertBody, Json, Kind, WeeklyBody
from bot.domain.content_alerts import (
    ContentMended,
    ContentRefused,
    RoundClosed,
    SentencesRefused,
    StaffRowsWait,
    WeeklyDigest,
    weekly_digest,
)
from bot.domain.delivery.holds import HeldBecause, Hold
from bot.domain.stored_bodies import decode, instant, plain
from bot.domain.weekly_preview import WeeklyPreview


def cause_of(alert: Alert) -> str:
    """The same cause, the same words: it is told once an hour."""
    match alert:
        case HandlerFailed(_, reference):
            return f"failed/{reference}"
        case DeliveriesExpired(headline):
            return f"expired/{headline.announcement_id}"
        case SeveralExpired():
            return f"expired_together/{_digest(alert)}"
        case AnnouncementRefused(headline):
            return f"refused/{headline.announcement_id}"
        case EndedTooMany(headline, hold):
            return f"endings/{headline.announcement_id}.{hold.number}"
        case AnnouncementsHeld():
            return f"held/{_digest(alert)}"
        case ContentRefused():
            return f"content/{_digest(alert)}"
        case SentencesRefused():
            return f"sentences/{_digest(alert)}"
        case ContentMended():
            return f"mended/{_digest(alert)}"
        case StaffRowsWait():
            return f"rows/{_digest(alert)}"
        case RoundClosed(round_id):
            return f"round/{round_id}"
        case WeeklyDigest():
            return f"week/{_digest(alert)}"
        case WeeklyPreview(_, _, update, language):
            return f"preview/{update.week}.{language}"
        case OccurrencesMissed():
            return f"missed/{_digest(alert)}"
        case NotSent():
            return f"not_sent/{_digest(alert)}"
        case Troubled(what):
            return f"trouble/{what}"
        case StaffChatMoved():
            return f"staff_chat/{_digest(alert)}"


def body_of(alert: Alert, since: int = 0) -> AlertBody:
    """The alert as a body; `since`: how often the same came after staff were last told."""
    name = cause_of(alert).partition("/")[0]
    return AlertBody(name, json.loads(json.dumps(asdict(alert), default=plain)), since)


def alert_of(body: AlertBody) -> Alert:
    """The alert that `body_of` wrote. Raises KeyError or ValueError on anything else."""
    facts = body.facts
    match body.name:
        case "missed":
            latest = tuple(_headline(each) for each in facts["latest"])
            return OccurrencesMissed(latest, facts["count"], facts["may_have_gone_out"])
        case "expired":
            return DeliveriesExpired(_headline(facts["headline"]), facts["count"])
        case "expired_together":
            each = (DeliveriesExpired(_headline(one["headline"]), one["count"]) for one in facts["expired"])
            return SeveralExpired(tuple(each))
        case "refused":
            return AnnouncementRefused(_headline(facts["headline"]), facts["reason"])
        case "endings":
            return EndedTooMany(_headline(facts["headline"]), _hold(facts["hold"]))
        case "held":
            waiting = (Waiting(_headline(w["headline"]), _hold(w["hold"])) for w in facts["waiting"])
            return AnnouncementsHeld(HeldBecause(facts["because"]), tuple(waiting))
        case "not_sent":
            return NotSent(NotSentBecause(facts["because"]), tuple(facts["names"]))
        case "failed":
            return HandlerFailed(Doing(facts["doing"]), facts["reference"])
        case "content":
            return ContentRefused(facts["place"], facts["problem"], facts["more"])
        case "sentences":
            return SentencesRefused(facts["place"], facts["problem"], facts["more"])
        case "mended":
            return ContentMended(facts["place"], facts["problem"])
        case "rows":
            return StaffRowsWait(**facts)
        case "round":
            return RoundClosed(**facts)
        case "week":
            return weekly_digest(facts)
        case "preview":
            update = decode(Kind.WEEKLY, json.dumps(facts["update"]))
            if isinstance(update, WeeklyBody):
                return WeeklyPreview(facts["topic_id"], instant(facts["due_at"]), update, facts["language"])
        case "trouble":
            return Troubled(Trouble(facts["what"]))
        case "staff_chat":
            return StaffChatMoved(**facts)
    raise ValueError("an alert of another release")


def _headline(fields: Json) -> Headline:
    return Headline(**fields | {"kind": Kind(fields["kind"]), "at": instant(fields["at"])})


def _hold(fields: Json) -> Hold:
    return Hold(**fields | {"because": HeldBecause(fields["because"])})


def _digest(alert: Alert) -> str:
    return sha256(json.dumps(asdict(alert), default=plain, sort_keys=True).encode()).hexdigest()[:8]
