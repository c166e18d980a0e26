"""The form of a lesson's file, with its quiz."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from bot.content.fields import in_all_languages, one_line, plain, true_by_itself
from bot.content.models import Answer, Day, Form, Id, ItsContact, Language, SourceForm, Text

Title = Annotated[Text, Field(max_length=60), AfterValidator(plain)]
TitleTexts = Annotated[dict[Language, Title], AfterValidator(in_all_languages)]
LessonTexts = Annotated[dict[Language, Answer], AfterValidator(in_all_languages)]

# What Telegram shows in a quiz has its own lengths, and no marks.
QuizQuestions = Annotated[
    dict[Language, Annotated[Text, Field(max_length=300), AfterValidator(plain)]],
    AfterValidator(in_all_languages),
]
QuizOptions = Annotated[
    dict[Language, Annotated[Text, Field(max_length=100), AfterValidator(plain)]],
    AfterValidator(in_all_languages),
]
QuizExplanations = Annotated[
    dict[
        Language,
        Annotated[Text, Field(max_length=200), AfterValidator(plain), AfterValidator(true_by_itself)],
    ],
    AfterValidator(in_all_languages),
]


Sections = Annotated[
    dict[Language, Annotated[Text, Field(max_length=80), AfterValidator(one_line)]],
    AfterValidator(in_all_languages),
]


class LessonSourceForm(Form):
    document: Annotated[Id, Field(description="the id of the document in faq/documents.yaml")]
    section: Annotated[
        Sections, Field(description="a heading by which a reader finds the place, by language")
    ]

    def in_language(self, language: str) -> SourceForm:
        """As an answer in this language has it."""
        return SourceForm(document=self.document, section=self.section[language])


class QuizForm(Form):
    question: Annotated[QuizQuestions, Field(description="by language")]
    options: Annotated[
        list[QuizOptions], Field(min_length=2, max_length=6, description="to choose from; each by language")
    ]
    correct: Annotated[int, Field(ge=1, description="which of them is right, counted from 1")]
    explanation: Annotated[QuizExplanations, Field(description="shown after an answer; by language")]


class LessonForm(Form):
    id: Id
    contact: ItsContact = None
    entry: Annotated[Id, Field(description="the entry that the button below the lesson opens")]
    sources: Annotated[list[LessonSourceForm], Field(min_length=1, description="where the lesson comes from")]
    reviewed: Annotated[Day, Field(description="the day on which somebody last checked it, as 2026-11-21")]
    translation: Annotated[
        Literal["unreviewed"] | None,
        Field(description="stands here until a speaker of each other language has read it"),
    ] = None
    title: Annotated[TitleTexts, Field(description="on a button, by language")]
    text: Annotated[LessonTexts, Field(description="60 to 120 words, by language")]
    quiz: Annotated[QuizForm | None, Field(description="a question with answers to choose from")] = None
