"""The app with a short lease, so that what a killed process held is free again soon.

With `--rate` its time goes so many times as fast as the machine's, and moves to where each line of
the standard input says (`FastClock.follow`).
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from datetime import timedelta

from faults.fast_clock import FastClock
from slackapp.app import Kudoscope, build_app
from slackapp.clock import Clock, utc_now
from slackapp.config import Settings
from slackapp.logs import configure_logs


def main() -> None:
    """Serve until SIGTERM, as `kudoscope run` does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lease", type=float, required=True, help="seconds")
    parser.add_argument("--rate", type=float)
    options = parser.parse_args()
    configure_logs()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    clock: Clock = utc_now
    if options.rate:
        clock = fast_clock = FastClock(options.rate)
        fast_clock.follow(sys.stdin.readline())
    app = build_app(Settings(), clock=clock, lease=timedelta(seconds=options.lease))
    app.start()
    print(f"Serving; health at http://127.0.0.1:{app.server.port}/healthz", flush=True)
    if options.rate:
        threading.Thread(target=_follow, args=(app, fast_clock), daemon=True).start()
    stop.wait()
    app.stop()


def _follow(app: Kudoscope, clock: FastClock) -> None:
    for line in sys.stdin:
        clock.follow(line)
        app.scheduler.catch_up()
        app.tools.wake_delivery()
        print("There.", flush=True)


if __name__ == "__main__":
    main()
