"""Waiting until a screen has done all that a key set going, so that the next key finds it so.

Textual passes keys on through queues, one for each widget, and searches in tasks beside them: whoever
types fast would choose from a list that is still the last one, or type to a screen not made yet.
"""

from __future__ import annotations

import asyncio

from textual.app import App
from textual.message_pump import MessagePump

#: Seconds after which a key is passed on all the same.
PATIENCE = 2.0


async def settled(app: App[None], *, searched: bool) -> None:
    """Return when the app and its screen have taken in all keys; with `searched`, when searches are done too.

    Not to be awaited in the app's own queue, since keys pass through it twice.
    """
    try:
        async with asyncio.timeout(PATIENCE):
            while not await _rests(app, searched):
                await asyncio.sleep(0.002)
    except TimeoutError:
        pass


async def _rests(app: App[None], searched: bool) -> bool:
    screen = app.screen
    if not screen.is_mounted or (screen.focused is None and screen.focus_chain):
        return False
    # Leaves first, as messages rise; a second time, as one that has risen may send another one down.
    nodes = [*reversed([*screen.walk_children(with_self=True)]), app] * 2
    for node in nodes:
        await _emptied(node)
    busy = any(worker.node is screen and not worker.is_finished for worker in app.workers)
    waiting = any(node.message_queue_size for node in nodes)
    return app.screen is screen and not waiting and not (searched and busy)


async def _emptied(pump: MessagePump) -> None:
    """Wait for what is in a queue now."""
    reached = asyncio.Event()
    if pump.is_running and pump.call_later(reached.set):
        while pump.is_running and not reached.is_set():
            await asyncio.sleep(0)
