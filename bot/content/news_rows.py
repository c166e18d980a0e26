"""News that staff put in from the chat, laid over those of schedules/weekly.yaml."""

from __future__ import annotations

from dataclasses import replace

from bot.content.check import Content
from bot.content.models import NewsForm
from bot.domain.content.schedules import NewsItem
from bot.domain.content.staff_content import Item, StaffRow, news_as_item


def news_item(content: Content, news_id: str) -> Item | None:
    """What the files say of a piece of news, as rows hold it."""
    weekly = content.schedule.weekly
    found = (news for news in weekly.news if news.id == news_id) if weekly else iter(())
    news = next(found, None)
    return None if news is None else news_as_item(news, content.texts.languages[0])


def news_laid(content: Content, row: StaffRow) -> Content:
    """The content with the news of a row, in place of those of the same id. Raises ValueError."""
    weekly = content.schedule.weekly
    if weekly is None:
        raise ValueError("there is no weekly update")
    news = list(weekly.news)
    place = next((n for n, each in enumerate(news) if each.id == row.item_id), len(news))
    news[place : place + 1] = [] if row.item is None else [_news_of(row.item_id, row.item, content)]
    return replace(content, schedule=replace(content.schedule, weekly=replace(weekly, news=tuple(news))))


def _news_of(news_id: str, item: Item, content: Content) -> NewsItem:
    form = NewsForm.model_validate({"id": news_id, **item}, context=content.texts.languages)
    if form.last_day < form.first_day:
        raise ValueError("its last day lies before the first")
    return NewsItem(form.id, form.text, form.first_day, form.last_day, link=form.link or "")
