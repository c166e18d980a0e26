from pathlib import Path

from bot.content.locate import content_folder, locales_folder
from bot.content.problems import Problem


def put_content(folder: Path) -> Path:
    for name in ("faq", "schedules"):
        (folder / name).mkdir(parents=True)
    return folder


def test_the_wanted_folder_counts_when_it_is_right(tmp_path: Path):
    wanted = put_content(tmp_path / "mine")
    assert content_folder(wanted, tmp_path / "bot") == wanted


def test_a_wanted_folder_that_is_wrong_is_a_problem_that_names_it(tmp_path: Path):
    put_content(tmp_path)
    (tmp_path / "half" / "faq").mkdir(parents=True)
    half = content_folder(tmp_path / "half", tmp_path / "bot")
    none = content_folder(tmp_path / "none", tmp_path / "bot")
    assert isinstance(half, Problem)
    assert isinstance(none, Problem)
    assert (half.file, half.text) == (str(tmp_path / "half"), "holds no schedules folder")
    assert (none.file, none.text) == (str(tmp_path / "none"), "holds no faq and no schedules folder")


def test_an_installed_package_reads_its_own_copy(tmp_path: Path):
    packaged = put_content(tmp_path / "site-packages" / "bot" / "_content")
    assert content_folder(None, tmp_path / "site-packages" / "bot") == packaged


def test_a_checkout_wins_over_a_copy_left_in_the_package(tmp_path: Path):
    put_content(tmp_path / "bot" / "_content")
    checkout = put_content(tmp_path)
    (tmp_path / "pyproject.toml").touch()
    assert content_folder(None, tmp_path / "bot") == checkout


def test_without_a_packaged_copy_the_folder_above_the_package_counts(tmp_path: Path):
    folder = put_content(tmp_path)
    assert content_folder(None, tmp_path / "bot") == folder


def test_the_working_directory_never_counts(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(put_content(tmp_path / "elsewhere"))
    found = content_folder(None, tmp_path / "lib" / "bot")
    assert isinstance(found, Problem)
    assert found.file == str(tmp_path / "lib" / "bot" / "_content")


def test_the_running_package_finds_its_content_and_its_locales():
    found = content_folder()
    assert isinstance(found, Path)
    assert (found / "faq" / "documents.yaml").is_file()
    assert (locales_folder() / "en" / "LC_MESSAGES" / "bot.po").is_file()
