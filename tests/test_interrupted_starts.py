"""Ctrl-C before a verb has begun anything, and while it begins: no traceback."""

import signal
import subprocess
import sys

import pytest

# Presses Ctrl-C at the moment at which a module is looked for, in a process that heeds it or not.
PROCESS = """
import os, signal, sys

_, module, heeding, *verb = sys.argv

class Pressing:
    def find_spec(self, name, path=None, target=None):
        if name == module:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Pressing())
signal.signal(signal.SIGINT, getattr(signal, heeding))
sys.argv[1:] = verb
from bot.__main__ import main
main()
"""


def pressed(module: str, *verb: str, heeding: str = "default_int_handler") -> tuple[int, str]:
    """How a verb ends when Ctrl-C is pressed while it reads a module, and what it says."""
    command = [sys.executable, "-c", PROCESS, module, heeding, *verb]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stderr.strip()


@pytest.mark.parametrize("module", ["bot.cli.verbs", "typer", "bot.cli.run_verbs"])
def test_while_the_program_is_read_it_ends_without_a_word(module: str):
    assert pressed(module, "demo", "--port", "0") == (-signal.SIGINT, "")


def test_while_a_verb_begins_it_ends_as_a_shell_expects_it():
    assert pressed("bot.app.demo", "demo", "--port", "0") == (130, "")


def test_who_started_it_without_ctrl_c_keeps_that():
    assert pressed("bot.cli.verbs", "version", heeding="SIG_IGN") == (0, "")
