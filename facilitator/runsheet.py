"""Where the room is in its run sheet, what the big button will do, and how late it is. Pure; it changes and words nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from game.shapes import ConsoleView, SheetLine
from game.state import Status

_ANOTHER_DAY = 12 * 60
"""Minutes after which nobody is late, but back another day."""


class Place(StrEnum):
    """Where a line of the run sheet stands: behind us, on, or ahead."""

    DONE = "done"
    ON = "on"
    AHEAD = "ahead"


class Does(StrEnum):
    """What the big button does."""

    START = "start"
    NEXT = "next"
    CLOSE = "close"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the run sheet: planned minutes, and the minutes it really took once it is behind us (None if unknown)."""

    number: int
    title: str
    planned: int
    real: int | None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """The one big button: what it does, to which step, and the step it must be pressed in."""

    does: Does
    title: str
    from_step: int


def rows(view: ConsoleView) -> tuple[Row, ...]:
    """All lines of the run sheet, in order."""
    return tuple(
        Row(
            number=line.number,
            title=line.title,
            planned=line.minutes,
            real=_real(line, view.sheet) if _place(line, view) is Place.DONE else None,
            place=_place(line, view),
        )
        for line in view.sheet
    )


def button(view: ConsoleView) -> Button:
    """What the big button will do now. ``from_step`` is the index that the next step is asked from, -1 in the lobby."""
    from_step = view.bar.step - 1
    if view.bar.status is Status.CLOSED:
        return Button(does=Does.NOTHING, title="", from_step=from_step)
    if not view.next_title:
        return Button(does=Does.CLOSE, title="", from_step=from_step)
    does = Does.START if view.bar.status is Status.LOBBY else Does.NEXT
    return Button(does=does, title=view.next_title, from_step=from_step)


def minutes_over(view: ConsoleView, now: datetime) -> int | None:
    """By how many minutes the step that is on will end later than planned (earlier: below 0). None when nothing runs.

    The plan begins with the first step. A clock that stands, or has run out, moves the end with ``now`` (UTC). None also
    when that is half a day or more: then the game goes on another day, and the plan says nothing any more.
    """
    began = view.sheet[0].began_at if view.sheet else None
    if view.bar.status is not Status.PLAYING or began is None:
        return None
    planned = began + timedelta(minutes=sum(line.minutes for line in view.sheet[: view.bar.step]))
    will_end = now + timedelta(milliseconds=max(0, view.bar.clock.left(now)))
    over = round((will_end - planned).total_seconds() / 60)
    return over if abs(over) < _ANOTHER_DAY else None


def _place(line: SheetLine, view: ConsoleView) -> Place:
    if view.bar.status is Status.CLOSED or line.number < view.bar.step:
        return Place.DONE
    return Place.ON if line.is_on else Place.AHEAD


def _real(line: SheetLine, sheet: Sequence[SheetLine]) -> int | None:
    """Minutes from the beginning of this step to the beginning of whatever began next after it."""
    if line.began_at is None:
        return None
    later = [other.began_at for other in sheet if other.began_at is not None and other.began_at > line.began_at]
    return round((min(later) - line.began_at).total_seconds() / 60) if later else None
