import json
from pathlib import Path

from bot.content.locate import content_folder
from bot.content.schema import schemas, write_schemas


def test_the_committed_schemas_are_the_generated_ones():
    folder = content_folder()
    assert isinstance(folder, Path)
    generated = schemas()
    committed = {path: (folder / path).read_text(encoding="utf-8") for path in generated}
    assert committed == generated, "run python -m bot.content.schema"


def test_the_schemas_are_written_where_editors_look_for_them(tmp_path: Path):
    for name in ("faq", "schedules"):
        (tmp_path / name).mkdir()
    write_schemas(tmp_path)
    written = {file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*.schema.json")}
    assert written == schemas().keys()


def test_a_schema_knows_the_keys_and_limits_of_an_entry():
    entry = json.loads(schemas()["faq/faq.schema.json"])["$defs"]["EntryForm"]
    assert entry["additionalProperties"] is False
    assert entry["properties"]["question"]["maxLength"] == 60
    assert {"id", "question", "phrasings", "answer", "sources", "reviewed"} == set(entry["required"])


def test_every_first_line_that_names_a_schema_names_one_that_is_there():
    folder = content_folder()
    assert isinstance(folder, Path)
    known = schemas()
    for file in [*folder.glob("faq/**/*.yaml"), *folder.glob("schedules/*.yaml")]:
        first = file.read_text(encoding="utf-8").split("\n", 1)[0]
        if first.startswith("# yaml-language-server:"):
            named = file.parent / first.partition("$schema=")[2]
            assert named.resolve().relative_to(folder.resolve()).as_posix() in known, file
