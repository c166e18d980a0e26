"""Every verb at once: `python -m bot` reads only what the verb needs that it is asked for."""

from bot.cli.verbs import application, perform

app = application()


def main() -> None:
    """Runs a verb and ends the process with its exit code."""
    perform(app)
