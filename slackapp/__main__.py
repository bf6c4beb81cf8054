"""The `kudoscope` command, and `python -m slackapp`, which is the same."""

from __future__ import annotations

import gc


def main() -> None:
    """Run what was typed."""
    # What is imported stays: looking through it for garbage would be a tenth of the start.
    gc.disable()
    from slackapp.cli import app

    gc.freeze()
    gc.enable()
    app()


if __name__ == "__main__":
    main()
