"""`python -m bot` and `compact-bot`."""

import gc
import sys


def main() -> None:
    """Runs a verb. While the program is read nothing becomes garbage, and looking for it takes its time."""
    gc.disable()
    from bot.cli.unused_library_parts import leave_unread

    leave_unread()
    from bot.cli.verbs import application, perform

    app = application(sys.argv[1] if len(sys.argv) > 1 else None)
    gc.freeze()
    gc.enable()
    perform(app)


if __name__ == "__main__":
    main()
