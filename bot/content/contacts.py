"""Reads faq/contacts.yaml: whom a person can turn to. A content folder may do without it."""

from datetime import date
from pathlib import Path

from bot.content.models import ContactForm
from bot.content.problems import Problem
from bot.content.validation import listed, validated
from bot.content.yaml_file import read_yaml
from bot.domain.content.contacts import Contact, Region, stale

CONTACTS = "contacts.yaml"


def read_contacts(folder: Path, today: date) -> tuple[tuple[Contact, ...], list[Problem]]:
    """The sound contacts of the file in `folder` and every problem; neither where there is no file."""
    path = folder / "faq" / CONTACTS
    if not path.exists():
        return (), []
    file, problems = read_yaml(path, f"faq/{CONTACTS}", empty=[])
    if file is None:
        return (), problems
    items, wrong = listed(file)
    problems += wrong
    contacts = []
    for steps, value in items:
        form, wrong = validated(ContactForm, file, steps, value)
        problems += wrong
        if form is None:
            continue
        if form.link is None and form.public_hotline is None:
            problems.append(file.problem(steps, "needs a `link`, a `public_hotline`, or both"))
        if form.checked > today:
            text = f"lies in the future (today is {today})"
            problems.append(file.problem((*steps, "checked"), text))
        region = Region(form.region)
        languages = tuple(form.languages)
        contacts.append(Contact(form.name, region, languages, form.checked, form.link, form.public_hotline))
    return tuple(contacts), problems


def contact_warnings(contacts: tuple[Contact, ...], today: date) -> list[Problem]:
    """What owners should see to; none of it keeps the bot from working."""
    said = [f"{contact.name} was last checked on {contact.checked}" for contact in stale(contacts, today)]
    if not contacts:
        said = ["nobody is named to whom a person in danger can turn"]
    return [Problem(f"faq/{CONTACTS}", 1, 1, text).as_warning() for text in said]
