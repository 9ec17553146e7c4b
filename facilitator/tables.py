"""The tables: the board, and a table's drawer with everything that can be done to it. It tells of tables, never of persons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from facilitator.acting import CommandId, Desk, Filled, act
from facilitator.regions import console_region, console_view
from game import commands as ask
from game.scenario import StepKind, TokenKind, Words
from game.shapes import TableLine
from game.state import CallFor, Deal, DealState, Game, Part, Player, Status
from game.views import string_text
from game.wary import covered
from web import ways_back
from web.presence import Phones, PhoneState
from web.regions import Moment
from web.rooms import Room

router = APIRouter()

LOST_IS_TROUBLE = 2
"""So many lost phones at one table are worth a walk; one alone is noted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A table on the board. ``lost`` counts phones, ``without_phone`` people who play on paper; ``minutes`` since the call.

    ``extra`` are the minutes that it has beyond the room's.
    """

    line: TableLine
    on_paper: bool
    is_trusted: bool
    without_phone: int
    lost: int
    call: CallFor | None
    minutes: int
    extra: int

    @property
    def is_flagged(self) -> bool:
        """Whether somebody should walk there."""
        return bool(self.line.in_doubt or self.call or self.lost >= LOST_IS_TROUBLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The tables, never persons. ``is_open`` until the game is closed; ``knows_characters`` once they were dealt."""

    tables: tuple[Tile, ...]
    is_open: bool
    knows_characters: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingDeal:
    """A deal that waits for a person's answer: who is in it with what, and the string in words."""

    id: str
    version: int
    idea_label: str
    idea: str
    parties: tuple[tuple[str, tuple[tuple[TokenKind, int], ...]], ...]
    string: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody at a table, for repairs. Of their phone nothing is told."""

    id: str
    badge: str
    name: str
    role: str
    part: Part
    on_paper: bool
    is_choosing: bool
    waiting: tuple[WaitingDeal, ...]


def board(moment: Moment, _key: str) -> Board:
    """The tables. Audience: the facilitator."""
    view = console_view(moment.history)
    game = moment.history.game
    return Board(
        tables=tuple(tile(game, line, moment.now, moment.phones) for line in view.tables),
        is_open=game.status is not Status.CLOSED,
        knows_characters=game.has_opened(StepKind.CAST),
    )


REGIONS = (console_region("board", board, living=True),)


def tile(game: Game, line: TableLine, now: datetime, phones: Phones) -> Tile:
    """One table as it stands at this moment (UTC)."""
    table = game.tables[line.number]
    here = tuple(game.seated(line.number))
    without = sum(1 for player in here if player.on_paper or table.on_paper)
    call = table.call if table.call is not None and table.call.answer is None else None
    return Tile(
        line=line,
        on_paper=table.on_paper,
        is_trusted=table.is_trusted,
        without_phone=without,
        lost=lost_phones(game, line.number, phones),
        call=call.what if call else None,
        minutes=max(0, int((now - call.at).total_seconds() // 60)) if call else 0,
        extra=_extra(game, line.number, now),
    )


def lost_phones(game: Game, table: int, phones: Phones) -> int:
    """How many phones of a table are lost. Whoever plays on paper has none to lose."""
    if game.tables[table].on_paper:
        return 0
    return sum(
        1 for player in game.seated(table) if not player.on_paper and phones.state_of(player.id) is PhoneState.LOST
    )


def _extra(game: Game, number: int, now: datetime) -> int:
    """The minutes that this table has beyond the room's: in the step that is on, or still from the one before."""
    extra = game.tables[number].extra
    if extra is None:
        return 0
    is_on = extra.step == game.step_index if extra.until_left_ms is None else game.clock.left(now) > extra.until_left_ms
    return extra.minutes if is_on else 0


# --- The drawer --------------------------------------------------------------------------------------------------------


def _drawer(moment: Moment, filled: Filled) -> Mapping[str, Any]:
    """The table that was asked for, or None when there is none with that number."""
    game = moment.history.game
    number = _number(filled.get("table"))
    line = next((line for line in console_view(moment.history).tables if line.number == number), None)
    return {
        "tile": tile(game, line, moment.now, moment.phones) if line else None,
        "people": tuple(_person(game, player) for player in _in_order(game, number)),
        "roles": game.scenario.roles,
        "knows_characters": game.has_opened(StepKind.CAST),
        "is_open": game.status is not Status.CLOSED,
        "is_playing": game.status is Status.PLAYING,
    }


def _way_back(room: Room, filled: Filled) -> Mapping[str, Any]:
    """The way back of the one player it was asked for."""
    player = room.history.game.players.get(str(filled.get("way", "")))
    is_seated = player is not None and not player.is_freed
    return {"way": ways_back.way_back(room, player.id) if player and is_seated else ""}


TABLE = Desk("table", _way_back, at=_drawer, stays=True, keeps=("table", "who"))
DESKS = (TABLE,)


async def act_at(
    request: Request, command_id: str, command: ask.Act, at: int, filled: Filled | None = None
) -> Response:
    """An act that may have been sent from the drawer of the table ``at``: then the drawer comes back. 0 for elsewhere."""
    if not at:
        return await act(request, command_id, command)
    return await act(request, command_id, command, desk=TABLE, filled={"table": at, **(filled or {})})


def _in_order(game: Game, number: int) -> list[Player]:
    return sorted(game.seated(number), key=lambda player: (len(player.letter), player.letter))


def _person(game: Game, player: Player) -> Person:
    return Person(
        id=player.id,
        badge=player.badge,
        name=player.name,
        role=game.scenario.role(player.role).title if player.role else "",
        part=player.part,
        on_paper=player.on_paper,
        is_choosing=bool(player.offered) and not player.role,
        waiting=tuple(
            _waiting(game, deal)
            for deal in game.deals.values()
            if deal.state is DealState.PROPOSED and player.id in deal.waiting
        ),
    )


def _waiting(game: Game, deal: Deal) -> WaitingDeal:
    idea = game.ideas[deal.idea]
    given: dict[str, dict[str, int]] = {party: {} for party in deal.terms.parties}
    for gift in deal.terms.gifts:
        given[gift.giver][gift.kind] = given[gift.giver].get(gift.kind, 0) + 1
    return WaitingDeal(
        id=deal.id,
        version=deal.version,
        idea_label=idea.label,
        idea=covered(idea.title),
        parties=tuple(
            (game.badge_of(party), tuple((game.scenario.token(kind), count) for kind, count in kinds.items()))
            for party, kinds in given.items()
        ),
        string=covered(string_text(game, deal.terms.string, deal.terms.own_words)),
    )


def _number(typed: object) -> int:
    text = str(typed or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


# --- What is done to a table -------------------------------------------------------------------------------------------

At = Annotated[int, Form()]
"""The table whose drawer a form was sent from; 0 when it was sent from elsewhere."""


@router.post("/lead/add-table")
async def add_table(request: Request, command_id: CommandId = "") -> Response:
    """Open one more table."""
    return await act(request, command_id, ask.AddTable())


@router.post("/lead/remove-table")
async def remove_table(request: Request, table: Annotated[int, Form()], command_id: CommandId = "") -> Response:
    """Close an empty table."""
    return await act(request, command_id, ask.RemoveTable(table=table))


@router.post("/lead/merge")
async def merge(
    request: Request,
    table: Annotated[int, Form()],
    into: Annotated[int, Form()] = 0,
    at: At = 0,
    command_id: CommandId = "",
) -> Response:
    """Seat everybody of a table at another. The drawer shows the table that is empty now, so that it can be removed."""
    return await act_at(request, command_id, ask.MergeTables(table=table, into=into), at)


@router.post("/lead/split")
async def split(request: Request, table: Annotated[int, Form()], at: At = 0, command_id: CommandId = "") -> Response:
    """Seat the later half of a table at a new one."""
    return await act_at(request, command_id, ask.SplitTable(table=table), at)


@router.post("/lead/give-table")
async def give_table(
    request: Request,
    table: Annotated[int, Form()],
    minutes: Annotated[int, Form()],
    at: At = 0,
    command_id: CommandId = "",
) -> Response:
    """Give one table more minutes, or fewer of them."""
    return await act_at(request, command_id, ask.GiveTable(table=table, minutes=minutes), at)


@router.post("/lead/paper")
async def paper(
    request: Request,
    table: Annotated[int, Form()],
    on_paper: Annotated[bool, Form()],
    at: At = 0,
    command_id: CommandId = "",
) -> Response:
    """Say that a table plays on paper, or has phones after all."""
    return await act_at(request, command_id, ask.PutOnPaper(table=table, on_paper=on_paper), at)


@router.post("/lead/seat")
async def seat(
    request: Request,
    name: Annotated[str, Form()] = "",
    table: Annotated[int, Form()] = 0,
    at: At = 0,
    command_id: CommandId = "",
) -> Response:
    """Seat somebody who plays without a phone."""
    return await act_at(request, command_id, ask.SeatOnPaper(name=Words(name), table=table), at, {"name": name})
