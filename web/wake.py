"""Who wants to know that a game has news. A wake carries no data: losing one loses nothing, the log tells all."""

from __future__ import annotations

import logging
from collections.abc import Callable

_log = logging.getLogger(__name__)


class Wakes:
    """The callbacks to tell, within this process. Everything happens on the event loop's thread."""

    def __init__(self) -> None:
        self._callbacks: list[Callable[[str], None]] = []

    def subscribe(self, callback: Callable[[str], None]) -> Callable[[], None]:
        """Call ``callback(game_id)`` at each wake, until the function that is returned is called. It must not block."""
        self._callbacks.append(callback)

        def stop() -> None:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

        return stop

    def wake(self, game_id: str) -> None:
        """Tell everyone that this game has news. A callback that fails keeps nobody else from hearing it."""
        for callback in tuple(self._callbacks):
            try:
                callback(game_id)
            except Exception:
                _log.exception("A callback failed at the wake of game %s", game_id)
