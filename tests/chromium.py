"""Finding a Chromium for the browser tests, or installing one; where neither works, a sentence that says so."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class NoChromium(Exception):
    """There is no Chromium here and none could be installed."""


@cache
def chromium() -> str | None:
    """The path of the system's Chromium; None when Playwright's own is installed. Raises NoChromium."""
    found = _found()
    if found is not None:
        return found
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update", "-q"], ["apt-get", "install", "-y", "-q", "chromium"]):
            subprocess.run(command, env=environment, capture_output=True, check=False)
        found = _found()
        if found is not None:
            return found
    done = subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True, check=False)
    if done.returncode == 0:
        return None
    raise NoChromium(
        "The browser tests need Chromium. None was found, and neither apt-get nor Playwright could install one. "
        "Install Chromium, then run the tests again."
    )


def _found() -> str | None:
    return next((path for name in _NAMES if (path := shutil.which(name))), None)
