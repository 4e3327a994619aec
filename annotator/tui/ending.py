"""Ends the screen when the system asks for it: a signal, or a terminal that is gone."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from types import FrameType

#: Seconds after a signal at which the program ends, whatever still keeps it.
PATIENCE = 6.0


def end_on_signals(end: Callable[[int], None]) -> None:
    """Call `end` with the number of a SIGTERM, SIGHUP or SIGINT, in the running event loop.

    Drawing to a terminal that is gone may hang, and the event loop with it, so a clock runs beside.
    """
    loop = asyncio.get_running_loop()

    def handle(number: int, _frame: FrameType | None) -> None:
        clock = threading.Timer(PATIENCE, os._exit, [128 + number])
        clock.daemon = True
        clock.start()
        loop.call_soon_threadsafe(end, number)

    for name in ("SIGTERM", "SIGHUP", "SIGINT"):  # there is no SIGHUP on Windows
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), handle)
