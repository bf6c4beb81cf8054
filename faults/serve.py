"""The app with a short lease, so that what a killed process held is free again soon."""

from __future__ import annotations

import argparse
import signal
import threading
from datetime import timedelta

from slackapp.app import build_app
from slackapp.config import Settings
from slackapp.logs import configure_logs


def main() -> None:
    """Serve until SIGTERM, as `kudoscope run` does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lease", type=float, required=True, help="seconds")
    lease = timedelta(seconds=parser.parse_args().lease)
    configure_logs()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    app = build_app(Settings(), lease=lease)
    app.start()
    print(f"Serving; health at http://127.0.0.1:{app.server.port}/healthz", flush=True)
    stop.wait()
    app.stop()


if __name__ == "__main__":
    main()
