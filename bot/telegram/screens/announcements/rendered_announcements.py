"""What is being sent, in its rendered form: drawn once, however many get it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from urllib.parse import urlencode

from bot.domain.announcements import Announcement, Body, BroadcastBody, CorrectionBody
from bot.telegram.screens.announcements.announcement_screens import AnnouncementScreens

BEING_SENT = 100  # announcements whose rendered form is kept; the one sent longest ago goes first


class RenderedAnnouncements:
    """Keeps the announcements that are being sent in their rendered form.

    Each is rendered in all languages when it is first sent: nobody gets it in another version when the
    content changes meanwhile. One that is corrected is rendered anew.
    """

    def __init__(self, screens: AnnouncementScreens) -> None:
        self._screens = screens
        self._rendered: OrderedDict[int, tuple[tuple[Body, str], dict[str, bytes]]] = OrderedDict()

    def draw_with(self, screens: AnnouncementScreens) -> None:
        """What is sent for the first time from now on is drawn with these."""
        self._screens = screens

    def encoded(self, announcement: Announcement, language: str) -> bytes:
        """The parameters of its method without the chat, as they go over the wire in a form."""
        screens, number = self._screens, announcement.announcement_id
        # not the body alone: SQLite may give the number of one that is gone to another
        drawn = (announcement.body, announcement.audience.topic)
        if number not in self._rendered or self._rendered[number][0] != drawn:
            self._rendered[number] = (
                drawn,
                {each: _encoded(screens, announcement, each) for each in screens.languages},
            )
            if len(self._rendered) > BEING_SENT:
                self._rendered.popitem(last=False)
        self._rendered.move_to_end(number)
        _, by_language = self._rendered[number]
        if language not in by_language:  # one that the content does not have any more
            by_language[language] = _encoded(screens, announcement, language)
        return by_language[language]

    def words_alone(self, announcement: Announcement, language: str) -> tuple[Body, bytes]:
        """The same without its file: its body, and the parameters."""
        body = announcement.body
        bare = body
        if isinstance(body, BroadcastBody):
            bare = replace(body, attached=None)
        elif isinstance(body, CorrectionBody):
            bare = CorrectionBody(replace(body.corrected, attached=None))
        return bare, _encoded(self._screens, replace(announcement, body=bare), language)


def _encoded(screens: AnnouncementScreens, announcement: Announcement, language: str) -> bytes:
    parameters = screens.parameters(announcement.body, announcement.audience.topic, language)
    return urlencode(parameters).encode()
