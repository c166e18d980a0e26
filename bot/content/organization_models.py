"""The forms of what is one organization's own beside its answers and its schedule."""

from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from bot.content.fields import dated_language
from bot.content.models import Form, Id, Language, Line, LineTexts, ParagraphTexts, ShortTexts, Text, Zone

Words = Annotated[list[Text], Field(min_length=1)]


def _of_a_subject(word: str) -> str:
    """A word that means something: what begins with a letter or two may be anything."""
    if "*" in word and len(word.partition("*")[0].strip()) < 4:
        raise ValueError("a star needs four letters before it: else it takes cries for help in")
    return word


SubjectWords = Annotated[list[Annotated[Text, AfterValidator(_of_a_subject)]], Field(min_length=1)]


class OfferedForm(Form):
    contact: Annotated[Id, Field(description="the entry that says how to reach somebody")]
    personal: Annotated[
        list[Id], Field(min_length=1, description="entries offered to who has a case of their own")
    ]
    country: Annotated[
        list[Id],
        Field(default_factory=list, description='entries offered to who asks "and in my country?"'),
    ]


class OrganizationForm(Form):
    name: Annotated[LineTexts, Field(description="what it is called, by language")]
    subject: Annotated[LineTexts, Field(description="what people can ask about, in a few words, by language")]
    about: Annotated[ParagraphTexts, Field(description="what it does, in a sentence, by language")]
    example: Annotated[LineTexts, Field(description="a question as somebody would type it, by language")]
    elsewhere: Annotated[
        LineTexts,
        Field(
            default_factory=dict,
            description="where people find you should the bot's account vanish: a page, a list, a group",
        ),
    ]
    languages: Annotated[
        list[Annotated[Language, AfterValidator(dated_language)]],
        Field(min_length=1, description="those that are offered; the first one leads: every text has it"),
    ]
    second_zone: Annotated[
        Zone | None, Field(description="a time zone whose clock is shown beside UTC, such as Europe/Brussels")
    ] = None
    entries: Annotated[OfferedForm, Field(description="entries that the bot offers by itself")]
    subject_words: Annotated[
        dict[Language, SubjectWords],
        Field(
            default_factory=dict,
            description="words by which a message is about the subject, and no cry for help",
        ),
    ]
    other_languages: Annotated[
        dict[Annotated[str, Field(pattern=r"^[a-z]+$")], Words],
        Field(default_factory=dict, description="words of the subject by which other languages are told"),
    ]

    @property
    def second(self) -> str:
        """The name of the second zone, or an empty text."""
        return self.second_zone.key if isinstance(self.second_zone, ZoneInfo) else ""


class CategoryForm(Form):
    id: Annotated[Id, Field(description="the name of its file in faq/<language>/, without .yaml")]
    name: Annotated[ShortTexts, Field(description="on a button and in a heading, by language")]


class OfficialTextForm(Form):
    document: Annotated[Id, Field(description="the document's id in faq/documents.yaml")]
    number: Annotated[Line, Field(description="what it is cited by")]
    sentences: Annotated[
        dict[Language, Text],
        Field(description="what follows on “I do not speak ... yet”, in that language, with {address} once"),
    ]


class VoteWordsForm(Form):
    entries: Annotated[
        list[Id],
        Field(default_factory=list, description="entries that do not answer for another vote"),
    ]
    words: Annotated[dict[str, Words], Field(description="what a word says about a question")]


class PartsForm(Form):
    words: Annotated[Words, Field(description="what such a part is called, in all languages")]
    many: Annotated[Words, Field(description="the same of several")]
    entries: Annotated[
        dict[str, Id],
        Field(min_length=1, description="the entry for each number, which stands in quotes"),
    ]


class NumberedForm(Form):
    list: Annotated[Id, Field(description="the entry that lists the items")]
    items: PartsForm
    paragraphs: PartsForm
    other_documents: Annotated[Words, Field(description="words that name another document")]
