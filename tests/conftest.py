"""Fixtures for all tests: fresh, empty databases. Where CI is set, no test may be skipped."""

import asyncio
import contextlib
import gc
import itertools
import os
import random
import shutil
import socket
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import httpx  # noqa: F401 - the simulator is tested with the library's own client too: read before it is left unread
import pytest
from hypothesis import HealthCheck, settings

from bot.cli.unused_library_parts import leave_unread
from tests import postgres

# Nothing that is imported above reads what counts, or Telegram's library: that comes after the lines below.

# As many test processes as there are processors: threads beside them would only wait in turn.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# As the program does when it puts the library's application together; a test file alone may use less of it.
os.environ.setdefault("PTB_TIMEDELTA", "1")

# As in the program, whose verbs the tests call in this process.
leave_unread()

# Property tests try the same few examples each time, on a computer of any speed; many, and new ones, are
# tried by `pytest --hypothesis-profile endurance`.
_SLOW = (HealthCheck.too_slow,)  # a computer with much to do is no fault of a test
settings.register_profile(
    "few", derandomize=True, deadline=None, max_examples=40, suppress_health_check=_SLOW
)
settings.register_profile("endurance", deadline=None, max_examples=2_000, suppress_health_check=_SLOW)
settings.load_profile("few")


# What is imported and collected stays until the end: nobody looks for garbage in it.
gc.disable()


def pytest_collection_finish() -> None:
    """From here on, but for what is there by now; seldom, as what a test leaves behind is little."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Several processes take files of e2e, which mostly wait, and others, which mostly reckon, by turns.

    One after the other, all would wait at the same time, and the processors with them.
    """
    if not hasattr(config, "workerinput"):  # of pytest-xdist
        return
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    waiting = [file for file in files if "e2e" in file.parts]
    reckoning = [file for file in files if "e2e" not in file.parts]
    place = {}
    for kind in (waiting, reckoning):
        behind = list(itertools.accumulate(len(files[file]) for file in kind))
        place |= {file: count / behind[-1] for file, count in zip(kind, behind, strict=True)}
    items[:] = [item for file in sorted(files, key=place.__getitem__) for item in files[file]]


def pytest_sessionfinish() -> None:
    """What the last tests left behind is looked at once here, not five times by pytest."""
    gc.collect()
    gc.freeze()


# Of all databases and folders that the tests make, more than lies there at any time.
_ROOM = 2 * 1024**3


def _write_into_memory(config: pytest.Config) -> None:
    """Nobody reads what the tests write after a loss of power: where there is room, it lies in memory.

    The folder of a test that failed stays until the next run; what a killed program left behind does not.
    """
    memory = Path("/dev/shm")  # noqa: S108 - what is made there has names of its own
    if "TMPDIR" in os.environ or not os.access(memory, os.W_OK):
        return
    about = os.statvfs(memory)
    if about.f_bavail * about.f_frsize <= _ROOM or about.f_flag & os.ST_NOEXEC:
        return
    folder = tempfile.mkdtemp(prefix="compact-bot-tests-", dir=memory)
    Path(folder).chmod(0o711)  # tests that run as root go there as others
    os.environ |= {"TMPDIR": folder, postgres.ROOT: str(memory)}
    tempfile.tempdir = folder
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


def pytest_configure(config: pytest.Config) -> None:
    """Several test processes share one PostgreSQL server: it is started before them and ends after them."""
    _write_into_memory(config)
    is_one_of_several = hasattr(config, "workerinput")
    if is_one_of_several or not config.getoption("numprocesses", None) or "TEST_DATABASE_URL" in os.environ:
        return
    shared = contextlib.ExitStack()
    config.add_cleanup(shared.close)
    with contextlib.suppress(postgres.NoPostgresError):  # each process finds out itself, and says so
        os.environ["TEST_DATABASE_URL"] = shared.enter_context(postgres.running_server(os.environ)).url
        os.environ[postgres.THROWN_AWAY] = "yes"
        for name in ("TEST_DATABASE_URL", postgres.THROWN_AWAY):
            shared.callback(os.environ.pop, name)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse_skip(report)
    return report


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turns a skip into a failure where CI is set; an expected failure, which pytest counts as one, stays."""
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"Nothing is skipped in CI, but this was. {reason}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """The PostgreSQL server of all test processes; without one the test is skipped with the reason."""
    try:
        with postgres.running_server(os.environ) as server:
            yield server
    except postgres.NoPostgresError as reason:
        pytest.skip(str(reason))


@pytest.fixture
def own_postgres(_own_postgres: postgres.OwnServer) -> Iterator[postgres.OwnServer]:
    """A PostgreSQL server that a test may stop; the next test finds it running."""
    yield _own_postgres
    _own_postgres.start()


@pytest.fixture(scope="module")
def _own_postgres() -> Iterator[postgres.OwnServer]:
    try:
        with postgres.own_server() as server:
            yield server
    except postgres.NoPostgresError as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def _database_names() -> Iterator[str]:
    """Names that no other test process uses on the same server."""
    return (f"compact_bot_test_{os.getpid()}_{number}" for number in itertools.count(1))


@pytest.fixture
def unused_tcp_port() -> int:
    """A port that nobody will take before the test does: below those that systems give to outgoing calls."""
    chance = random.Random()  # noqa: S311 - several processes choose at the same time
    while True:
        port = chance.randrange(15_000, 30_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of an SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path}/test.db"


@pytest.fixture(scope="session")
def _bare_postgres(
    postgres_server: postgres.Server, _database_names: Iterator[str]
) -> Iterator[tuple[str, postgres.Emptying]]:
    with (
        postgres_server.empty_database(next(_database_names)) as url,
        postgres.Emptying.of(url) as emptying,
    ):
        yield url, emptying


@pytest.fixture
def postgres_url(_bare_postgres: tuple[str, postgres.Emptying]) -> str:
    """The URL of an empty PostgreSQL database."""
    url, emptying = _bare_postgres
    emptying.drop_all()
    return url


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database: every test that uses it runs once on SQLite and once on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(scope="session")
def migrated_sqlite_file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file, to be copied."""
    from tests.learning import copy_of_tables

    return copy_of_tables(request.config, tmp_path_factory.getbasetemp() / "empty.db")


@pytest.fixture(scope="session")
def migrated_postgres(
    postgres_server: postgres.Server, _database_names: Iterator[str]
) -> Iterator[tuple[str, postgres.Emptying]]:
    """A migrated PostgreSQL database; whoever uses it empties its tables first."""
    from tests.learning import migrate

    with postgres_server.empty_database(next(_database_names)) as url:
        asyncio.run(migrate(url))
        with postgres.Emptying.of(url) as emptying:
            yield url, emptying
