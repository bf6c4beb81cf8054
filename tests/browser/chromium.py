"""Make sure that a Chromium is there for the browser tests: `python -m tests.browser.chromium`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")
# Without recommended packages a bare machine has no font at all, and every word would be a box.
PACKAGES = ("chromium", "fonts-dejavu-core", "fonts-noto-color-emoji")


def find_chromium() -> str | None:
    """Return the path of the Chromium to test with, or None when there is none."""
    named = os.environ.get("KUDOSCOPE_CHROMIUM")
    for name in (named,) if named else NAMES:
        if path := shutil.which(name):
            return path
    return None


def apt_get(*arguments: str) -> int:
    """Run apt-get without questions; its output is shown only when it fails."""
    done = subprocess.run(
        ["apt-get", *arguments],
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        print(done.stdout, file=sys.stderr)
    return done.returncode


def main() -> int:
    """Find Chromium, or install it where that is ours to do; 0 means that it is there."""
    if find_chromium():
        return 0
    if named := os.environ.get("KUDOSCOPE_CHROMIUM"):
        print(f"KUDOSCOPE_CHROMIUM names '{named}', and no such program is there.", file=sys.stderr)
        return 1
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("Installing Chromium for the browser tests (once; a minute or two) ...", flush=True)
        apt_get("update", "--quiet")
        apt_get("install", "--yes", "--quiet", "--no-install-recommends", *PACKAGES)
        if find_chromium():
            return 0
    print(
        "The browser tests need Chromium, and none was found.\n"
        f"On Debian and Ubuntu: sudo apt-get install {' '.join(PACKAGES)}\n"
        "Elsewhere: install Chromium or Google Chrome, or name yours: "
        "KUDOSCOPE_CHROMIUM=/path/to/chrome make test",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
