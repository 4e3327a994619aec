"""A program in a real pseudo-terminal: keys in, the bytes it sends, the screen they make."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Sequence
from pathlib import Path

import pyte


class _Screen(pyte.Screen):
    """pyte's screen; its own `display` fails where half of a wide character was written over."""

    @property
    def display(self) -> list[str]:
        """The lines as text; the second cell of a wide character is empty."""
        return ["".join(self.buffer[y][x].data for x in range(self.columns)) for y in range(self.lines)]


class Terminal:
    """Runs a command in a pty of `columns` x `rows`; `raw` is every byte it has sent."""

    def __init__(
        self,
        command: Sequence[str],
        cwd: Path,
        columns: int = 80,
        rows: int = 24,
        env: dict[str, str] | None = None,
    ) -> None:
        self.raw = b""
        self._screen = _Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        # Never with the settings of whoever runs this.
        base = {"ANNOTATOR_CONFIG": str(cwd / "settings.toml"), **os.environ}
        base = {k: v for k, v in base.items() if k not in ("NO_COLOR", "ANNOTATOR_DB")}
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.chdir(cwd)
            os.execvpe(command[0], list(command), {**base, "TERM": "xterm-256color", **(env or {})})
        self.resize(columns, rows)

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._screen.resize(rows, columns)

    def send(self, keys: str) -> None:
        """Type."""
        os.write(self._fd, keys.encode())

    def read(self, seconds: float) -> None:
        """Take what comes within a while."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if not select.select([self._fd], [], [], left)[0]:
                return
            try:
                data = os.read(self._fd, 65536)
            except OSError:
                return
            if not data:
                return
            self.raw += data
            self._stream.feed(data)

    @property
    def fd(self) -> int:
        """The pty's own side, for whoever measures."""
        return self._fd

    def read_some(self, seconds: float) -> None:
        """Take what comes next, waiting for it that long at the most; the screen is not made."""
        if select.select([self._fd], [], [], seconds)[0]:
            self.raw += os.read(self._fd, 65536)

    def wait_for(self, text: str, seconds: float = 30.0) -> str:
        """The screen once it shows the text.

        Raises:
            AssertionError: it does not in time; has the screen.
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if text in self.screen:
                return self.screen
            self.read(0.05)
        raise AssertionError(f"{text!r} is not on the screen:\n{self.screen}")

    @property
    def screen(self) -> str:
        """What the screen shows, line by line."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def wait(self, seconds: float = 20.0) -> int:
        """The exit code once the program has ended.

        Raises:
            AssertionError: it goes on.
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.read(0.05)
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                os.close(self._fd)
                return os.waitstatus_to_exitcode(status)
        raise AssertionError(f"the program goes on:\n{self.screen}")

    def kill(self) -> None:
        """End it at once."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._fd)
