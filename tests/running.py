"""A real server in a process of its own, for tests that need real sockets and real deaths."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Running:
    """`tablefolk serve` on a file. Used as a context; `kill` and `start` may be called in between."""

    data: Path
    port: int = field(default_factory=free_port)
    arguments: tuple[str, ...] = ()
    host_secret: str = ""
    said: str = ""
    _process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        """Where it can be reached."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The process that serves."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it, and return when it listens: it prints its links only then."""
        command = (sys.executable, "-m", "facilitator", "serve", "--host", "127.0.0.1", "--port", str(self.port))
        self._process = subprocess.Popen(
            (*command, "--data", str(self.data), *self.arguments),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1"},
        )
        assert self._process.stdout is not None
        self.said = ""
        for line in self._process.stdout:
            self.said += line
            if "Ctrl+C" in line:
                break
        else:
            raise AssertionError(f"The server did not start:\n{self.said}")
        found = re.search(r"/host/claim#(\S+)", self.said)
        assert found is not None, self.said
        self.host_secret = found.group(1)

    def kill(self) -> None:
        """End it without a chance to tidy up: kill -9."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as Ctrl+C does."""
        self._end(signal.SIGINT)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        self._process.wait(timeout=20)
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._process = None

    def __enter__(self) -> Running:
        self.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.kill()
