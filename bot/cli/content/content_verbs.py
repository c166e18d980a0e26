"""ask, eval: content and matcher, without Telegram."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from bot.app.content.content_parts import make_live_answers
from bot.app.content.learning import make_answerer
from bot.cli import opening
from bot.cli.content.reasons import show_reasons
from bot.content.check import Content
from bot.content.question_file import read_questions
from bot.domain.languages import pick
from bot.matching.evaluation import SHOWN, Report, Tally, degree, entries, evaluate, named
from bot.matching.recognizing.question import Question
from bot.matching.replies import Answered, Courtesy, Missed, Reply, Suggested
from bot.telegram.screens.answers.answer_screens import AnswerScreens
from bot.telegram.screens.markup import to_plain
from bot.telegram.screens.screen import Words

Folder = Annotated[
    Path | None, typer.Option("--content", help="The folder with organization.yaml, faq/ and schedules/.")
]


def register(app: typer.Typer) -> None:
    """Adds the verbs."""
    app.command()(ask)
    app.command("eval")(evaluate_file)


def ask(
    question: Annotated[str | None, typer.Argument(help="Left out with --jsonl.")] = None,
    language: Annotated[
        str | None, typer.Option(help="The language to answer in; without it the leading one.")
    ] = None,
    why: Annotated[bool, typer.Option("--why", help="What was near, by which phrasing.")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Many questions, one a line.")] = False,
    content: Folder = None,
) -> None:
    """Ask the matcher. --jsonl: a question or {"q": ..., "lang": ...} a line in, a JSON object a line out."""
    settings = opening.settings("content", "database_url")
    loaded = opening.with_rows(opening.content(content or settings.content), settings.database_url)
    if language and not pick([language], loaded.texts.languages, ""):
        opening.fail(f"--language: {language} is not one of {', '.join(loaded.texts.languages)}", 2)
    language = language or loaded.faq.leading
    answerer = make_answerer(loaded, opening.cache())
    words = Words(loaded.texts)
    live = make_live_answers(loaded, AnswerScreens(loaded.faq, words), words)

    def true_now(entry_id: str, asked: Question, asked_in: str) -> str:
        spoken = pick([asked_in], words.languages)
        return to_plain(live.body(entry_id, spoken, opening.now(), asked) or "")

    if jsonl:
        for asked, asked_in in _questions(language):
            read = answerer.read(asked)
            reply = answerer.reply_to(read)
            line = reply_as_json(asked, asked_in, reply)
            if isinstance(reply, Answered):
                told = {entry_id: true_now(entry_id, read, asked_in) for entry_id in reply.entry_ids}
                told = {entry_id: text for entry_id, text in told.items() if text}
                line |= {"live": told} if told else {}
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        return
    if question is None:
        opening.fail("Give a question, or --jsonl and questions on standard input.", 2)
    read = answerer.read(question)
    reply = answerer.reply_to(read)
    _show(reply, loaded, language, lambda found: true_now(found, read, language))
    if why:
        show_reasons(read, reply, answerer, loaded.faq)


def evaluate_file(
    file: Annotated[Path, typer.Argument(help="Questions with the entries that must answer them.")],
    as_json: Annotated[bool, typer.Option("--json")] = False,
    content: Folder = None,
) -> None:
    """Measure the matcher by degree of sureness, language, style and kind; right against false answers."""
    loaded = opening.content(content or opening.settings("content").content)
    questions, problems = read_questions(file)
    if problems:
        opening.fail("\n".join(str(problem) for problem in problems))
    existing = {entry_id for entries in loaded.faq.entries.values() for entry_id in entries}
    report = evaluate(questions, make_answerer(loaded, opening.cache()).decide, existing)
    if as_json:
        sys.stdout.write(json.dumps(report.to_dict(), ensure_ascii=False, indent=1) + "\n")
        return
    opening.out.print(f"Left out, because their entries do not exist: {report.left_out}")
    opening.out.print(_tallies("all", {"all": report.total}))
    opening.out.print(_courtesies(report))
    opening.out.print(_curve(report))
    for facet in ("language", "style", "kind"):
        opening.out.print(_tallies(facet, getattr(report, f"by_{facet}")))
    for slip in report.slips:
        found = ", ".join(slip.entry_ids) or "nothing"
        wanted = ", ".join(slip.expected) or "none"
        line = f"{slip.question_id} {slip.outcome} ({slip.score:.2f}): {slip.question!r}"
        opening.out.print(f"{line}\n    found {found}; expected {wanted}", markup=False)


def _tallies(facet: str, tallies: Mapping[str, Tally]) -> Table:
    table = Table(facet, "asked", *(name.replace("_", " ") for name in SHOWN), box=None, header_style="bold")
    for value, tally in tallies.items():
        shares = tally.shares()
        cells = [f"{getattr(tally, n)} {shares[n]:.0%}" if n in shares else "" for n in SHOWN]
        table.add_row(value, str(tally.answerable + tally.unanswerable), *cells)
    return table


def _courtesies(report: Report) -> Table:
    """Of each kind how many were to be told and were, and which other questions were taken for it."""
    table = Table("courtesy", "asked", "told", "taken for it wrongly", box=None, header_style="bold")
    for kind, told in report.courtesies.items():
        table.add_row(kind, str(told.asked), str(told.told), str(told.wrongly))
    return table


def _curve(report: Report) -> Table:
    """What would be answered rightly, wrongly and falsely from which score on."""
    table = Table("answered from", "right", "wrong", "false", box=None, header_style="bold")
    for point in report.curve:
        shares = (point.right, point.wrong, point.false)
        table.add_row(f"{point.score:.2f}", *(f"{share:.1%}" for share in shares))
    return table


def reply_as_json(question: str, language: str, reply: Reply) -> dict[str, Any]:
    """The form that `ask --jsonl` writes."""
    line: dict[str, Any] = {"question": question, "language": language, "reply": degree(reply)}
    if isinstance(reply, Courtesy):
        about = {"about_language": reply.language} if reply.language else {}
        return line | {"courtesy": reply.kind, "entries": [named(reply)], "score": 1.0} | about
    beside = {"courtesy": reply.courtesy} if isinstance(reply, Answered) and reply.courtesy else {}
    return line | {"entries": list(entries(reply)), "score": round(reply.score, 4)} | beside


def _questions(language: str) -> Iterator[tuple[str, str]]:
    for number, raw in enumerate(sys.stdin, 1):
        line = raw.strip()
        if not line:
            continue
        if not line.startswith("{"):
            yield line, language
            continue
        try:
            asked = json.loads(line)
            yield str(asked["q"]), str(asked.get("lang", language))
        except (ValueError, KeyError, TypeError):
            opening.err.print(
                f'line {number}: neither a question nor {{"q": ..., "lang": ...}}', markup=False
            )


def _show(reply: Reply, content: Content, language: str, true_now: Callable[[str], str]) -> None:
    language = pick([language], content.faq.languages)
    match reply:
        case Courtesy(kind):
            opening.out.print(content.faq.courtesy(kind, language) or kind, markup=False)
        case Answered(entry_ids, score, is_sure):
            if reply.courtesy is not None:
                opening.out.print(f"{content.faq.courtesy(reply.courtesy, language)}\n", markup=False)
            if not is_sure:
                opening.out.print("Not sure that this was meant:")
            for entry_id in entry_ids:
                entry = content.faq.entry(entry_id, language)
                if entry is not None:
                    opening.out.print(f"[bold]{entry.id}[/bold] (score {score:.2f})")
                    opening.out.print(
                        f"{entry.question}\n\n{true_now(entry.id) or entry.answer}", markup=False
                    )
                    if entry.since:
                        opening.out.print(f"Since then: {entry.since}", markup=False)
                    for source in entry.sources:
                        text = f"Source: {source.author}, {source.title}, {source.section} ({source.date})"
                        opening.out.print(text, markup=False)
        case Missed(score):
            opening.out.print(f"No answer (score {score:.2f})")
        case Suggested(entry_ids, score):
            table = Table(title=f"Not sure; nearest (score {score:.2f})", title_justify="left")
            table.add_column("entry")
            table.add_column("question")
            for entry_id in entry_ids:
                entry = content.faq.entry(entry_id, language)
                table.add_row(entry_id, entry.question if entry else "")
            opening.out.print(table)
