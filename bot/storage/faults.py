"""What a database's errors mean: whether the same may work later, and how we say it.

A database's own words never leave this module: they may hold what was asked, what is stored, names and
addresses. Said is the kind and the code, or one of the sentences below.
"""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

# sqlite.org/rescode.html, primary codes. A full disk passes: whoever makes room loses nothing by it. What is
# read-only, damaged or no database at all is as it is until somebody mends it.
_PASSING_SQLITE = {
    5: "the file is locked by another program",
    6: "the file is locked",
    7: "there is no memory left",
    10: "the disk cannot be read or written",
    13: "the disk is full",
    14: "the file cannot be opened",
    15: "the file is locked by another program",
}
_LASTING_SQLITE = {
    8: "the file may not be written",
    11: "the file is damaged",
    26: "the file is no database",
}
# PostgreSQL's appendix of error codes, the longest beginning that fits wins
_PASSING_STATES = {
    "08": "the connection was lost",
    "25006": "the server only reads for now",
    "25P03": "the server ended a transaction that stood still",
    "40": "another transaction was in the way",
    "53": "the server has no room left",
    "53100": "the server's disk is full",
    "53300": "the server has no connection left",
    "55006": "it is locked by another program",
    "55P03": "it is locked by another program",
    "57": "the server interrupted it",
    "57P": "the server is ending or starting",
    "58": "the server's disk fails",
}
_LASTING_STATES = {
    "28": "the server refuses this user or password",
    "3D": "there is no such database",
    "42501": "the server does not permit that",
    "57P04": "the database was deleted",
    "58P": "a file of the server is missing",
}
_LOST_STATES = ("08", "25P03", "57P")
# a connection that was not to be had has no code: only the words tell why (libpq's and the system's)
_NO_CONNECTION = {
    "password authentication failed": "the server refuses this user or password",
    "no password supplied": "the server wants a password",
    "pg_hba.conf": "the server refuses connections from here",
    "does not exist": "there is no such user or database",
    "resolve host": "there is no host of that name",
    "translate host name": "there is no host of that name",
    "name or service not known": "there is no host of that name",
    "connection refused": "nobody listens at that address",
    "no such file or directory": "nobody listens at that address",
    "timeout": "there was no answer in time",
    "starting up": "the server is starting",
    "shutting down": "the server is ending",
    "too many": "the server has no connection left",
    "closed": "the connection was lost",
    "consuming input failed": "the connection was lost",
    "invalid": "an option in the address is unknown or has a wrong value",
}
_NO_TURN = "others use it for too long"
OUR_WORDS = frozenset(
    sentence
    for table in (_PASSING_SQLITE, _LASTING_SQLITE, _PASSING_STATES, _LASTING_STATES, _NO_CONNECTION)
    for sentence in table.values()
) | {_NO_TURN}


def passes(error: BaseException) -> bool:
    """Whether the same may work later: the fault is neither in what was asked nor in what is stored."""
    if isinstance(error, PoolTimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    code, state = _code(error), _state(error)
    if code is not None:
        return code & 0xFF in _PASSING_SQLITE
    if state is not None:
        return len(_fitting(_PASSING_STATES, state)) > len(_fitting(_LASTING_STATES, state))
    return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)


def lasts(error: BaseException) -> bool:
    """Whether the database itself is not as it should be, and stays so until somebody mends it."""
    code, state = _code(error), _state(error)
    if code is not None:
        return code & 0xFF in _LASTING_SQLITE
    return state is not None and not passes(error) and bool(_fitting(_LASTING_STATES, state))


def is_lost(error: BaseException) -> bool:
    """Of those that pass: whether no connection is to be had, so that everybody has to wait.

    Who waited for one of our own for too long knows only that there is much to do.
    """
    if not isinstance(error, DBAPIError):
        return False
    state = _state(error)
    return error.connection_invalidated or state is None or state.startswith(_LOST_STATES)


def words(error: BaseException) -> str:
    """What is wrong, in our own words, or as kind and code where we have none."""
    if isinstance(error, PoolTimeoutError):
        return _NO_TURN
    code, state = _code(error), _state(error)
    if code is not None:
        known = {**_PASSING_SQLITE, **_LASTING_SQLITE}.get(code & 0xFF)
        return known or str(getattr(_said(error), "sqlite_errorname", type(error).__name__))
    if state is not None:
        states = {**_PASSING_STATES, **_LASTING_STATES}
        return states.get(_fitting(states, state)) or f"{type(_said(error)).__name__} {state}"
    text = str(_said(error)).lower()
    found = next((ours for theirs, ours in _NO_CONNECTION.items() if theirs in text), None)
    return found if found and _is_of_a_database(error) else type(_said(error)).__name__


def _said(error: BaseException) -> BaseException:
    """The database's own error, where it comes in SQLAlchemy's."""
    return getattr(error, "orig", None) or error


def _code(error: BaseException) -> int | None:
    code = getattr(_said(error), "sqlite_errorcode", None)
    return code if isinstance(code, int) else None


def _state(error: BaseException) -> str | None:
    state = getattr(_said(error), "sqlstate", None)
    return state if isinstance(state, str) else None


def _fitting(states: dict[str, str], state: str) -> str:
    return max((known for known in states if state.startswith(known)), key=len, default="")


def _is_of_a_database(error: BaseException) -> bool:
    return (
        isinstance(error, DBAPIError | OSError | sqlite3.Error) or type(error).__module__ == "psycopg.errors"
    )
