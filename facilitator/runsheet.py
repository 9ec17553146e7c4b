"""Where the room is in its run sheet, what the big button will do, how late it is and what would help. Pure; it changes nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from game.shapes import ConsoleView, SheetLine
from game.state import Status

_ANOTHER_DAY = 12 * 60
"""Minutes after which nobody is late, but back another day."""
LATE = 2
"""From so many minutes behind on, plans are offered."""
MOST_PLANS = 3


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
    is_protected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One way to be less late: ``wins`` minutes, by a step (its number, from 1) that gets fewer minutes, or by a later end.

    ``step`` is 0 for a later end, and ``until`` is that end; else it is None.
    """

    wins: int
    step: int = 0
    title: str = ""
    planned: int = 0
    minutes: int = 0
    cost: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How late the room is in whole minutes (ahead: below 0), when it will end, when it has to, and what would help.

    ``hit`` is what a protected step (``hit_title``, planned with ``hit_of`` minutes) loses when people leave at the set
    end, even with every offered cut; 0 when it loses nothing.
    """

    behind: int
    ends_at: datetime
    must_end_at: datetime
    plans: tuple[Plan, ...]
    hit: int
    hit_of: int
    hit_title: str


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
            is_protected=line.is_protected,
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


def standing(view: ConsoleView, now: datetime) -> Standing | None:
    """How the room stands against the end that was set (``now`` in UTC). None when nothing runs.

    A clock that stands, or has run out, moves the end with ``now``. None also when that is half a day or more away from
    the set end: then the game goes on another day, and the end says nothing any more.
    """
    must_end_at = _must_end_at(view)
    if view.bar.status is not Status.PLAYING or must_end_at is None:
        return None
    ahead = [line for line in view.sheet if _place(line, view) is Place.AHEAD]
    left = timedelta(milliseconds=max(0, view.bar.clock.left(now)), minutes=sum(line.minutes for line in ahead))
    behind = math.floor((now + left - must_end_at).total_seconds() / 60 + 0.5)
    if abs(behind) >= _ANOTHER_DAY:
        return None
    cuts = _cuts(ahead, behind)
    later = behind if must_end_at + timedelta(minutes=behind) > now else behind + 1
    hurt = next(
        (line for line in reversed(view.sheet) if line.is_protected and _place(line, view) is not Place.DONE), None
    )
    hit = max(0, behind - sum(_cuttable(line) for line in ahead)) if hurt else 0
    return Standing(
        behind=behind,
        ends_at=must_end_at + timedelta(minutes=behind),
        must_end_at=must_end_at,
        plans=(*cuts[: MOST_PLANS - 1], Plan(wins=later, until=must_end_at + timedelta(minutes=later)))
        if behind >= LATE
        else (),
        hit=min(hit, hurt.minutes) if hurt else 0,
        hit_of=hurt.minutes if hurt else 0,
        hit_title=hurt.title if hurt else "",
    )


def _must_end_at(view: ConsoleView) -> datetime | None:
    """The end that was set; in a game older than that, the end of the plan."""
    began = view.sheet[0].began_at if view.sheet else None
    if view.must_end_at is not None or began is None:
        return view.must_end_at
    return began + timedelta(minutes=sum(line.minutes for line in view.sheet))


def _cuttable(line: SheetLine) -> int:
    """As many minutes as this step can lose."""
    return max(0, line.minutes - line.least) if line.least and not line.is_protected else 0


def _cuts(ahead: Sequence[SheetLine], behind: int) -> tuple[Plan, ...]:
    """The steps that can be shorter, the last one first; each is cut by no more than is needed."""
    return tuple(
        Plan(
            wins=(wins := min(behind, _cuttable(line))),
            step=line.number,
            title=line.title,
            planned=line.minutes,
            minutes=line.minutes - wins,
            cost=line.when_cut,
        )
        for line in reversed(ahead)
        if behind > 0 and _cuttable(line)
    )


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
