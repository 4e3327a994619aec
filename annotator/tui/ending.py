"""Ends the screen when the system asks for it: a signal, or a terminal that is gone."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import threading
from collections.abc import Callable
from types import FrameType

#: Seconds after a signal at which the program ends, whatever still keeps it.
PATIENCE = 6.0
#: Seconds between looks at the terminal.
LOOK = 60.0


def end_on_signals(end: Callable[[int], None]) -> None:
    """Call `end` with the number of a SIGTERM, SIGHUP or SIGINT, in the running event loop.

    A terminal that is gone counts as a SIGHUP, which is not sent to everybody who loses one. Drawing
    to it may hang, and the event loop with it, so a clock runs beside.
    """
    loop = asyncio.get_running_loop()

    def handle(number: int, _frame: FrameType | None = None) -> None:
        clock = threading.Timer(PATIENCE, os._exit, [128 + number])
        clock.daemon = True
        clock.start()
        loop.call_soon_threadsafe(end, number)

    if hasattr(select, "poll") and hasattr(signal, "SIGHUP"):
        watch = threading.Thread(target=_watch, args=[lambda: handle(signal.SIGHUP)], daemon=True)
        watch.start()

    for name in ("SIGTERM", "SIGHUP", "SIGINT"):  # there is no SIGHUP on Windows
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), handle)


def _watch(gone: Callable[[], None]) -> None:
    """Wait until the terminal hangs up, then say so."""
    poll = select.poll()
    poll.register(0, 0)  # nothing but errors and hang-ups, which are always told
    while not poll.poll(1000 * LOOK):
        pass
    gone()
