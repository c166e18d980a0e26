"""`python -m bot` and `compact-bot`."""

import gc
import signal
import sys


def main() -> None:
    """Runs a verb. While the program is read nothing becomes garbage, and looking for it takes its time.

    Ctrl-C ends it without a word until then: nothing was begun. Who started it without Ctrl-C keeps that.
    """
    heeds_ctrl_c = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if heeds_ctrl_c:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.disable()
    from bot.cli.unused_library_parts import leave_unread

    leave_unread()
    from bot.cli.verbs import application, perform

    app = application(sys.argv[1] if len(sys.argv) > 1 else None)
    gc.freeze()
    gc.enable()
    if heeds_ctrl_c:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    perform(app)


if __name__ == "__main__":
    main()
