"""`python -m bot` and `compact-bot`."""

import gc


def main() -> None:
    """Runs a verb. While the program is read nothing becomes garbage, and looking for it takes its time."""
    gc.disable()
    from bot.cli.main import main as run_verb

    gc.freeze()
    gc.enable()
    run_verb()


if __name__ == "__main__":
    main()
