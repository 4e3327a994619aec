"""The real program in a real terminal, and what its screen claimed to be saved."""

from __future__ import annotations

import os
import re
import signal
import sys
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.terminal import Terminal

#: Escape as terminals send it that tell it from the beginning of a sequence: no waiting.
ESCAPE = "\x1b[27u"
COMMAND = (sys.executable, "-m", "annotator.cli.app")
_SAVED = re.compile(rb" saved #(\d+) ")


class Program(Terminal):
    """`annotator` in a folder; `saved` is the highest event number its screen has ever called saved."""

    def __init__(
        self,
        folder: Path,
        *arguments: str,
        columns: int = 80,
        rows: int = 24,
        env: dict[str, str] | None = None,
        before: Sequence[str] = (),
    ) -> None:
        """Start it; `before` is a command that starts it in its turn."""
        self.saved = 0
        #: What its message line has said.
        self.told: list[str] = []
        #: The most memory it had while it was waited for, in MB.
        self.memory = 0.0
        self._looked_at = 0
        self._sent_at = -1
        # Test runners tell their own size by variables, which would count for more than the terminal's.
        size = {"COLUMNS": "", "LINES": ""}
        super().__init__([*before, *COMMAND, *arguments], folder, columns, rows, size | (env or {}))

    def read(self, seconds: float) -> None:
        """Take what comes within a while, and note what it says is saved."""
        super().read(seconds)
        if len(self.raw) == self._looked_at:
            return
        # A message may have come in two parts: look again at the end of what was seen.
        for found in _SAVED.finditer(self.raw, max(self._looked_at - 40, 0)):
            self.saved = max(self.saved, int(found[1]))
        self._looked_at = len(self.raw)
        line = "".join(self._screen.display[-3:-2]).strip()
        if line and (not self.told or self.told[-1] != line):
            self.told.append(line)

    def wait_until_typing(self, seconds: float = 30.0) -> None:
        """Wait until the terminal hands keys over as they are; before, it makes line feeds of Enter."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if b"\x1b[?25l" in self.raw:
                return
            self.read(0.05)
        raise AssertionError(f"the program has not taken over the terminal:\n{self.screen}")

    def type(self, keys: Sequence[str], gap: float = 0.0) -> None:
        """Press keys with a pause of `gap` seconds after each."""
        for key in keys:
            self.send(key)
            if gap:
                self.read_for(gap)

    def read_for(self, seconds: float) -> None:
        """Take what comes, for so long even if something comes all the time."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.read(left)

    def wait_until_saved(self, seconds: float = 30.0, quiet: float = 0.25) -> None:
        """Wait until nothing is left to save and nothing has come for `quiet` seconds.

        The last key must have been answered; for one that has no answer there are two seconds.
        """
        begin = time.monotonic()
        while time.monotonic() < begin + seconds:
            before = len(self.raw)
            self.read_for(quiet)
            still = len(self.raw) == before
            answered = len(self.raw) > self._sent_at or time.monotonic() > begin + 2
            if still and answered and (" saved #" in self.screen or "nothing to save" in self.screen):
                return
        raise AssertionError(f"not everything was saved:\n{self.screen}")

    def send(self, keys: str) -> None:
        """Type, once what has come so far is read."""
        self.read(0.0005)
        self._sent_at = len(self.raw)
        super().send(keys)

    def wait_until(self, true: Callable[[], bool], what: str, seconds: float = 10.0) -> None:
        """Read on until something is true.

        Raises:
            AssertionError: it does not come true; has the screen.
        """
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, f"not so after {seconds} s: {what}\n{self.screen}"
            self.read_for(0.05)

    def wait(self, seconds: float = 20.0) -> int:
        """The exit code once the program has ended and all it said has been read.

        Raises:
            AssertionError: it goes on.
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.memory = self._peak() or self.memory
            done, status = os.waitpid(self.pid, os.WNOHANG)
            self.read_for(0.05)
            if done:
                os.close(self._fd)
                return os.waitstatus_to_exitcode(status)
        raise AssertionError(f"the program goes on:\n{self.screen}")

    def _peak(self) -> float:
        try:
            told = Path(f"/proc/{self.pid}/status").read_text()
        except OSError:
            return 0.0
        found = re.search(r"VmHWM:\s*(\d+) kB", told)
        return int(found[1]) / 1024 if found else 0.0

    def wait_until_still(self, quiet: float = 0.6) -> None:
        """Wait until nothing has come for `quiet` seconds."""
        seen = -1
        while len(self.raw) > seen:
            seen = len(self.raw)
            self.read_for(quiet)

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once; what it had sent before is still read."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self.read(0.2)
        os.close(self._fd)

    def hang_up(self) -> None:
        """Close the terminal's window."""
        self.read(0.0005)
        os.close(self._fd)

    def ended(self, seconds: float) -> int:
        """The exit code of a program whose terminal may be gone.

        Raises:
            AssertionError: it goes on.
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.02)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        raise AssertionError(f"the program goes on after {seconds} s")

    def modes(self) -> list[object]:
        """The terminal's settings (echo, line editing …) as the program has left them."""
        return termios.tcgetattr(self._fd)
