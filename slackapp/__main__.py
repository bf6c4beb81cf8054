"""The `kudoscope` command, and `python -m slackapp`, which is the same."""

from __future__ import annotations

import gc
import os
import signal

#: What shells say of a process that SIGTERM ended.
_TOLD_TO_STOP = 128 + signal.SIGTERM


def main() -> None:
    """Run what was typed."""
    signal.signal(signal.SIGTERM, _stop_at_once)
    # What is imported stays: looking through it for garbage would be a tenth of the start.
    gc.disable()
    from slackapp.cli import app

    gc.freeze()
    gc.enable()
    app()


def _stop_at_once(_number: int, _frame: object) -> None:
    """End, as any process does that is told to; the first one of a container would not.

    What was not committed did not happen. Whoever serves has a better way (`cli/serve.py`).
    """
    os._exit(_TOLD_TO_STOP)


if __name__ == "__main__":
    main()
