"""How the facilitator's pages act: the room that is led, a command on its way, the answer in words. It knows no single act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Form, Request
from fastapi.responses import RedirectResponse, Response

from facilitator import acts
from facilitator.regions import console_view
from game import commands as ask
from game import events as happened
from game.refused import Refused, Why
from web import seats
from web.house import house_of
from web.render import fresh_command_id
from web.rooms import Room
from web.seats import LEAD

CommandId = Annotated[str, Form()]

Filled = Mapping[str, Any]
"""What a form holds: the values of its fields, by name."""


def _nothing(_room: Room, _filled: Filled) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Desk:
    """A form that a facilitator types or chooses in, outside all pushed regions: ``console/desk/NAME.html``.

    ``more`` gives what its template knows besides the game, the titles and what the form holds.
    """

    name: str
    more: Callable[[Room, Filled], Mapping[str, Any]] = field(default=_nothing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The answer to an act: one sentence, or a refusal with the later acts that stand in the way."""

    sentence: str = ""
    refusal: Refused | None = None
    in_the_way: tuple[str, ...] = ()
    badge: str = ""

    @property
    def is_done(self) -> bool:
        """Whether it was done."""
        return not self.refusal and not self.badge


async def led(request: Request) -> Room:
    """The room that the form which was sent is about. Raises NoSeat; OtherSeat when this browser leads another by now."""
    game = (await request.form()).get("game", "")
    return await seats.lead(request, expects=str(game))


async def act(
    request: Request, command_id: str, command: ask.Act, *, desk: Desk | None = None, filled: Filled | None = None
) -> Response:
    """Ask for an act and answer in words. A refused form comes back with its text kept."""
    room = await led(request)
    outcome = await house_of(request).rooms.submit(room.row.id, LEAD, good_id(command_id), command)
    if isinstance(outcome, Refused):
        told = Told(refusal=outcome, in_the_way=_in_the_way(room, outcome))
        return answer(request, room, told, status=409, desk=desk, filled=filled)
    told = Told(sentence=_sentence(room, outcome.seq))
    if desk is None or "hx-request" not in request.headers:
        return answer(request, room, told)
    # The desk is emptied, or is ready for the next one; what was done is said where all acts are said.
    return house_of(request).render.fragment(
        "console/done.html", desk=desk.name, done=told, **context(room, None, desk, None)
    )


def answer(
    request: Request,
    room: Room,
    told: Told | None,
    *,
    status: int = 200,
    desk: Desk | None = None,
    filled: Filled | None = None,
) -> Response:
    """With htmx a piece, without it the whole page, or a way back to it when all is done."""
    if "hx-request" not in request.headers:
        if told is not None and told.is_done and status == 200:
            return RedirectResponse("/lead", status_code=303)
        return page(request, room, told, status=status, desk=desk, filled=filled)
    template = f"console/desk/{desk.name}.html" if desk else "console/said.html"
    known = context(room, told, desk, filled) if desk else {"scenario": room.history.game.scenario, "told": told}
    return house_of(request).render.fragment(template, status=status, **known)


def page(
    request: Request,
    room: Room,
    told: Told | None = None,
    *,
    status: int = 200,
    desk: Desk | None = None,
    filled: Filled | None = None,
) -> Response:
    """The whole console, with a desk open when one is given."""
    house = house_of(request)
    return house.render.page(
        "console.html",
        request,
        regions=house.live.filled(room, {"facilitator": ""}),
        status=status,
        desk=desk.name if desk else "",
        seat=seats.name_of(room, LEAD),
        **context(room, told, desk, filled),
    )


def context(room: Room, told: Told | None, desk: Desk | None, filled: Filled | None) -> dict[str, Any]:
    """What the forms are made of. Nothing here is private to a player."""
    view = console_view(room.history)
    return {
        "scenario": room.history.game.scenario,
        "told": told,
        "filled": filled or {},
        "seated": view.seats,
        "numbers": tuple(line.number for line in view.tables),
        "ideas": view.ideas,
        "events": view.events,
        "made": len(view.deals),
        "telling": view.telling,
        "game_title": room.history.game.title,
        "code": room.row.code,
        "game": room.row.id,
        **(desk.more(room, filled or {}) if desk else {}),
    }


def good_id(command_id: str) -> str:
    """The id that came with the form, or a fresh one when it is empty or could not be kept."""
    is_good = command_id.isascii() and command_id.isprintable() and 0 < len(command_id) <= 64
    return command_id if is_good else fresh_command_id()


def _sentence(room: Room, seq: int) -> str:
    """What the newest act did, as a whole sentence."""
    history = room.history
    entry = history.entry(seq)
    if entry is None:
        return "Done."
    undone = next((event for event in entry.events if isinstance(event, happened.EntryUndone)), None)
    before = history.entry(undone.seq) if undone else None
    if before is not None:
        return f"Undone: {acts.say(before, history.game)}."
    return f"{acts.say(entry, history.game)}."


def _in_the_way(room: Room, refused: Refused) -> tuple[str, ...]:
    """The later acts that stand in the way of an undo, in words."""
    numbers = refused.detail("entries") if refused.why is Why.UNDO_BLOCKED else ()
    entries = [room.history.entry(int(seq)) for seq in numbers] if isinstance(numbers, tuple) else []
    return tuple(acts.say(entry, room.history.game) for entry in entries if entry is not None)
