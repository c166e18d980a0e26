"""Topics that staff made in the chat: laid beside those of the files, and written into them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from bot.content.check import Content
from bot.content.models import TopicForm
from bot.domain.content.schedules import MOST_TOPICS, Topic
from bot.domain.content.staff_content import Item, StaffRow, ends

TOPICS = "schedules/topics.yaml"
_IS_THERE = "the files have a topic of this id"


def topic_laid(content: Content, row: StaffRow) -> Content:
    """The content with the topic behind the others, or in place of what it was before.

    Raises ValueError and the like where it does not fit. One of the files is never replaced. One that ends is
    left out.
    """
    if ends(row):
        return content
    schedule, topic = content.schedule, topic_of(row, content.texts.languages)
    known = schedule.topic(topic.id)
    if known is None:
        if len(schedule.topics) >= MOST_TOPICS:
            raise ValueError(f"there are {MOST_TOPICS} topics already")
        return replace(content, schedule=replace(schedule, topics=(*schedule.topics, topic)))
    if not known.by_staff:
        if _says(known, topic):
            return content
        raise ValueError(_IS_THERE)
    topics = tuple(topic if each.id == topic.id else each for each in schedule.topics)
    return replace(content, schedule=replace(schedule, topics=topics))


def topic_beneath(content: Content, row: StaffRow) -> Item | None:
    """What the files say of the topic: the row's own item where that is the same."""
    known = content.schedule.topic(row.item_id)
    if known is None or ends(row):
        return None
    try:
        if _says(known, topic_of(row, content.texts.languages)):
            return row.item
    except (KeyError, TypeError, ValueError, AttributeError):
        pass  # it fits no more, and so it is not the same
    return {"names": dict(known.names), "descriptions": dict(known.descriptions)}


def topic_of(row: StaffRow, languages: Sequence[str]) -> Topic:
    """The topic that a row says. Where a text is missing, the leading language's stands in, or that in which
    it was first written.

    Raises ValueError, in words for a curator.
    """
    form = TopicForm.model_validate({"id": row.item_id, **_texts(row, languages)}, context=languages)
    return Topic(form.id, form.name, form.description, by_staff=True)


def topic_lines(row: StaffRow, languages: Sequence[str]) -> list[str]:
    """The topic as it stands in the file."""
    lines = [f"- id: {row.item_id}"]
    for key, texts in _texts(row, languages).items():
        lines.append(f"  {key}:")
        lines += [f"    {code}: {json.dumps(text, ensure_ascii=False)}" for code, text in texts.items()]
    return lines


def _texts(row: StaffRow, languages: Sequence[str]) -> dict[str, dict[str, str]]:
    if row.item is None:
        raise ValueError("there is nothing in it")
    written, leading = row.item["texts"], languages[0]
    base = written.get(leading) or written[row.item["base"]]
    offered = {leading: base, **{code: written[code] for code in languages if code in written}}
    return {key: {code: each[key] for code, each in offered.items()} for key in ("name", "description")}


def _says(known: Topic, topic: Topic) -> bool:
    return replace(known, by_staff=False) == replace(topic, by_staff=False)
