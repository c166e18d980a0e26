"""The forms that content files must have, as pydantic models.

They check one item at a time, by itself; whatever needs other items or other files is checked by the
readers. A field's description is what an editor shows to a curator by way of the JSON Schema.
"""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    RootModel,
    StringConstraints,
)
from pydantic import WithJsonSchema as Shown

from bot.content.addresses import hotline, own_page, secure_address, web_address
from bot.content.dates import iso_day, local_start, local_time, year_month_or_day, zone
from bot.content.fields import (
    AtMost,
    as_a_tuple,
    country_code,
    in_all_languages,
    lead,
    nothing_as_a_list,
    one_line,
    plain,
    publishable,
    spoken,
    true_by_itself,
)
from bot.domain.content.schedules import DEFAULT_LEADS
from bot.domain.ids import ID_PATTERN, LONGEST_ID
from bot.domain.languages import CODE_PATTERN

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=LONGEST_ID)]
Language = Annotated[str, StringConstraints(pattern=CODE_PATTERN)]
Spoken = Annotated[Language, AfterValidator(spoken)]

# Texts that go out to everybody. An answer with its note and sources fits into one message of Telegram's.
Short = Annotated[Text, Field(max_length=40), AfterValidator(plain)]
Line = Annotated[Text, Field(max_length=120), AfterValidator(plain)]
Note = Annotated[Text, AtMost(400), AfterValidator(publishable), AfterValidator(true_by_itself)]
Paragraph = Annotated[Text, AtMost(600), AfterValidator(publishable)]
Answer = Annotated[Text, AtMost(900), AfterValidator(publishable), AfterValidator(true_by_itself)]

Page = Annotated[Text, Field(max_length=500), AfterValidator(web_address)]
SecurePage = Annotated[Text, Field(max_length=500), AfterValidator(secure_address)]
OwnPage = Annotated[Text, Field(max_length=500), AfterValidator(own_page)]

ShortTexts = Annotated[dict[Language, Short], AfterValidator(in_all_languages)]
LineTexts = Annotated[dict[Language, Line], AfterValidator(in_all_languages)]
NoteTexts = Annotated[dict[Language, Note], AfterValidator(in_all_languages)]
ParagraphTexts = Annotated[dict[Language, Paragraph], AfterValidator(in_all_languages)]

CourtesyKind = Literal[
    "greeting",
    "thanks",
    "who-are-you",
    "are-you-human",
    "insult",
    "acknowledgement",
    "goodbye",
    "leaving",
    "privacy",
    "personal-case",
    "emergency",
    "emergency-police",
    "language",
    "safety",
    "other-subject",
    "warmth",
]

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

Day = Annotated[date, BeforeValidator(iso_day), Shown({"type": "string", "format": "date"})]
DocumentDate = Annotated[
    str,
    BeforeValidator(year_month_or_day),
    Shown({"type": ["string", "integer"], "pattern": r"^(\d{4}(-\d{2}){0,2}|undated)$"}),
]
TimeOfDay = Annotated[
    time, BeforeValidator(local_time), Shown({"type": "string", "pattern": r"^\d{2}:\d{2}$"})
]
Start = Annotated[
    datetime,
    BeforeValidator(local_start),
    Shown({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$"}),
]
Zone = Annotated[ZoneInfo, BeforeValidator(zone), Shown({"type": "string"})]
Lead = Annotated[
    timedelta, BeforeValidator(lead), Shown({"type": "string", "pattern": r"^([1-9]\d{0,2}[hm]|start)$"})
]


class Form(BaseModel):
    """Unknown keys are refused, and no value is turned into another type behind the curator's back."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, arbitrary_types_allowed=True)


ItsContact = Annotated[
    Literal["organization"] | None,
    Field(description="organization: numbers and e-mail addresses in the text are an organization's own"),
]
"""Stands before the texts of a form: they are held against it."""


class SourceForm(Form):
    document: Annotated[Id, Field(description="the id of the document in faq/documents.yaml")]
    section: Annotated[
        Text,
        Field(max_length=80, description="a heading by which a reader finds the place"),
        AfterValidator(one_line),
    ]


class EntryForm(Form):
    id: Annotated[Id, Field(description="the same in every language; other entries name it in `related`")]
    contact: ItsContact = None
    question: Annotated[
        Text,
        Field(max_length=60, description="short: it is the label of a button, too"),
        AfterValidator(plain),
    ]
    phrasings: Annotated[
        list[Annotated[Text, Field(max_length=120)]],
        Field(
            min_length=1,
            description="other ways to ask it: 14 or more in the leading language, 10 or more elsewhere",
        ),
    ]
    answer: Annotated[Answer, Field(description="plain words; **bold**, *emphasis*, items, https:// links")]
    since: Annotated[
        Note | None,
        Field(description="what happened since, where a source is overtaken"),
    ] = None
    sources: Annotated[list[SourceForm], Field(min_length=1, description="where the answer comes from")]
    related: Annotated[
        list[Id],
        BeforeValidator(nothing_as_a_list),
        Field(description="ids of the entries a reader would ask for next"),
    ] = []
    live: Annotated[
        Literal["webinars", "news", "country-vote"] | None,
        Field(description="in the leading language only: what is true at the moment, before the answer"),
    ] = None
    reviewed: Annotated[Day, Field(description="the day on which somebody last checked it, as 2026-11-21")]
    translation: Annotated[
        Literal["unreviewed"] | None,
        Field(description="stands in a translation until a speaker of the language has read it"),
    ] = None
    by_staff: Annotated[
        bool,
        Field(description="true: staff wrote it in the chat; a few phrasings do, and readers are told"),
    ] = False


class CourtesyForm(Form):
    id: Annotated[
        CourtesyKind,
        Field(description="what kind of message it is"),
    ]
    contact: ItsContact = None
    phrasings: Annotated[
        list[Annotated[Text, Field(max_length=120)]],
        Field(min_length=1, description="messages of this kind, as people type them"),
    ]
    answer: Annotated[Answer, Field(description="what the bot says to it")]


Phrasings = Annotated[list[Annotated[Text, Field(max_length=120)]], Field(min_length=1)]
PhrasingsById = dict[Id, Phrasings]


class PhrasingsForm(RootModel[Phrasings]):
    """Ways to ask for one entry, or messages of one kind of courtesy, in a language without answers."""

    model_config = ConfigDict(strict=True, frozen=True)


class DocumentForm(Form):
    title: Annotated[Text, Field(max_length=200), AfterValidator(one_line)]
    author: Annotated[Text, Field(max_length=120), AfterValidator(one_line)]
    date: Annotated[DocumentDate, Field(description="2016, 2016-09, 2016-09-19, or undated")]
    address: Annotated[Page, Field(description="where it can be read")] | None = None


class CountryVoteForm(Form):
    country: Annotated[
        str,
        AfterValidator(country_code),
        Field(description="the two capital letters of ISO 3166"),
    ]
    vote: Annotated[
        Literal["in_favour", "against", "abstained", "did_not_vote"],
        Field(description="in the vote that this file is about"),
    ]
    since: Annotated[
        NoteTexts,
        Field(default_factory=dict, description="what is confirmed of later, by language"),
    ]


class ContactForm(Form):
    name: Annotated[Line, Field(description="the organization's own name; never a private person's")]
    region: Annotated[
        Literal["world", "africa", "americas", "asia", "europe", "middle-east", "pacific"],
        Field(description="where it helps"),
    ]
    languages: Annotated[list[Spoken], Field(min_length=1, description="that its people answer in")]
    link: Annotated[OwnPage, Field(description="its page, https:// only")] | None = None
    public_hotline: (
        Annotated[Text, AfterValidator(hotline), Field(description="a number that it publishes itself")]
        | None
    ) = None
    checked: Annotated[Day, Field(description="the day on which somebody last made sure, as 2026-11-21")]


class TopicForm(Form):
    id: Annotated[Id, Field(description="weekly, webinars and urgent are used by the bot itself")]
    name: Annotated[ShortTexts, Field(description="on a button, by language")]
    description: Annotated[LineTexts, Field(description="one line that says what one gets, by language")]


class NewsForm(Form):
    id: Id
    contact: ItsContact = None
    first_day: Annotated[Day, Field(alias="from", description="the first day on which it may be sent")]
    last_day: Annotated[Day, Field(alias="until", description="the last day on which it may be sent")]
    text: Annotated[ParagraphTexts, Field(description="by language")]
    link: Annotated[Page, Field(description="where there is more, below the text")] | None = None
    example: Annotated[bool, Field(description="true: made up, to be replaced")] = False


class WeeklyForm(Form):
    day: Weekday
    time: Annotated[TimeOfDay, Field(description="as the clocks in `zone` show it, written as 09:00")]
    zone: Annotated[Zone, Field(description="UTC, or a name such as Europe/Brussels")]
    questions: Annotated[
        list[Id],
        BeforeValidator(nothing_as_a_list),
        Field(description="ids of entries; the next one each week, where there are no lessons"),
    ] = []
    news: Annotated[list[NewsForm], BeforeValidator(nothing_as_a_list)] = []


class WebinarForm(Form):
    id: Annotated[Id, Field(description="stays the same when the webinar is moved")]
    contact: ItsContact = None
    title: Annotated[LineTexts, Field(description="by language")]
    summary: Annotated[
        ParagraphTexts,
        Field(default_factory=dict, description="two or three sentences, by language; may be left out"),
    ]
    starts: Annotated[
        Start, Field(description="as the clocks in `zone` show it, written as 2026-12-01 16:00")
    ]
    zone: Annotated[Zone, Field(description="UTC, or a name such as Europe/Brussels")]
    minutes: Annotated[int, Field(ge=5, le=600, description="how long it lasts")]
    link: Annotated[SecurePage, Field(description="where to join, https:// only")]
    leads: Annotated[
        list[Lead],
        Field(
            min_length=1,
            default_factory=lambda: list(DEFAULT_LEADS),
            description="when to remind, as 24h, 30m, or start; when left out 24h, 1h, start",
        ),
    ]
    languages: Annotated[
        tuple[Language, ...],
        BeforeValidator(as_a_tuple),
        Field(description="languages of interpretation, as codes: en, es"),
    ] = ()
    reading: Annotated[
        tuple[Id, ...],
        BeforeValidator(as_a_tuple),
        Field(max_length=3, description="ids of entries to read before"),
    ] = ()
    recording: Annotated[
        SecurePage | None,
        Field(description="where to see it afterwards, https:// only"),
    ] = None
    cancelled: Annotated[bool, Field(description="true: it does not take place")] = False
    example: Annotated[bool, Field(description="true: made up, to be replaced")] = False
