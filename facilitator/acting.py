"""How the facilitator's pages act: the room that is led, a command on its way, the answer in words. It knows no single act."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Form, Request
from fastapi.responses import RedirectResponse, Response

from facilitator import acts
from facilitator.regions import console_view
from game import commands as ask
from game import events as happened
from game.refused import Refused, Why
from web import seats
from web.house import house_of
from web.regions import Moment, audiences_of
from web.render import fresh_command_id
from web.rooms import Room
from web.seats import LEAD

CommandId = Annotated[str, Form()]

PUT_AWAY = '<p class="visually-hidden">Put away.</p>'
"""What stands in the place of a desk that is put away."""

Filled = Mapping[str, Any]
"""What a form holds: the values of its fields, by name."""


def _nothing(_room: Room, _filled: Filled) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Desk:
    """A form that a facilitator types or chooses in, outside all pushed regions: ``console/desk/NAME.html``.

    ``more`` gives what its template knows besides the game, the titles and what the form holds; ``at`` as much of what
    changes with time and with phones. One that ``stays`` is shown again after an act that was sent from it, as things
    stand then, and ``keeps`` those fields that say what it is about.
    """

    name: str
    more: Callable[[Room, Filled], Mapping[str, Any]] = field(default=_nothing)
    at: Callable[[Moment, Filled], Mapping[str, Any]] | None = None
    stays: bool = False
    keeps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The answer to an act: one sentence, or a refusal with the later acts that stand in the way.

    ``together`` are the numbers of the entries that could be undone with the one (``seq``) that was asked for.
    """

    sentence: str = ""
    refusal: Refused | None = None
    in_the_way: tuple[str, ...] = ()
    together: tuple[int, ...] = ()
    seq: int = 0
    badge: str = ""
    is_wrong: bool = False
    """Whether the sentence says why nothing was done."""

    @property
    def is_done(self) -> bool:
        """Whether it was done."""
        return not self.refusal and not self.badge and not self.is_wrong


def as_answered(told: Told | None, status: int) -> Told | None:
    """What is told, marked as something that was not done where the status says so."""
    return replace(told, is_wrong=True) if told is not None and status >= 400 else told


async def led(request: Request) -> Room:
    """The room that the form which was sent is about. Raises NoSeat; OtherSeat when this browser leads another by now."""
    game = (await request.form()).get("game", "")
    return await seats.lead(request, expects=str(game))


async def act(
    request: Request, command_id: str, command: ask.Command, *, desk: Desk | None = None, filled: Filled | None = None
) -> Response:
    """Ask for an act and answer in words. A refused form comes back with its text kept."""
    room = await led(request)
    outcome = await house_of(request).rooms.submit(room.row.id, LEAD, good_id(command_id), command)
    if isinstance(outcome, Refused):
        told = Told(refusal=outcome)
        if outcome.why is Why.UNDO_BLOCKED:
            told = await asyncio.to_thread(_blocked, room, outcome)  # it folds the log several times
        return answer(request, room, told, status=409, desk=desk, filled=filled)
    told = Told(sentence=_sentence(room, outcome.seq))
    if desk is None or "hx-request" not in request.headers:
        return answer(request, room, told)
    # The desk is put away, or is ready for the next one; what was done is said where all acts are said.
    kept = {name: filled[name] for name in desk.keeps if filled and name in filled}
    known = context(request, room, None, desk, kept)
    return house_of(request).render.fragment("console/done.html", desk=desk.name, stays=desk.stays, done=told, **known)


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
    told = as_answered(told, status)
    if "hx-request" not in request.headers:
        if told is not None and told.is_done:
            return RedirectResponse(POCKET if is_pocket(request) else "/lead", status_code=303)
        return page(request, room, told, status=status, desk=desk, filled=filled)
    template = f"console/desk/{desk.name}.html" if desk else "console/said.html"
    scenario = room.history.game.scenario
    said = {"scenario": scenario, "told": told, "game": room.row.id}
    known = context(request, room, told, desk, filled) if desk else said
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
    """The whole console, with a desk open when one is given; for somebody who walks about, the page of their phone."""
    house = house_of(request)
    regions = house.live.filled(room, audiences_of(room.history.game, LEAD, seats.hand_id(request)) or {})
    return house.render.page(
        "console.html" if desk or not is_pocket(request) else "pocket.html",
        request,
        regions=regions,
        parts=frozenset(regions.filled),
        status=status,
        desk=desk.name if desk else "",
        seat=seats.name_of(room, LEAD),
        **context(request, room, told, desk, filled),
    )


def context(
    request: Request, room: Room, told: Told | None, desk: Desk | None, filled: Filled | None
) -> dict[str, Any]:
    """What the forms are made of. Nothing here is private to a player."""
    view = console_view(room.history)
    return {
        "scenario": room.history.game.scenario,
        "has_lines": any(len(card.ends) == 2 for card in room.history.game.scenario.cards),
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
        **(desk.at(_moment(request, room), filled or {}) if desk and desk.at else {}),
    }


POCKET = "/lead/pocket"


def is_pocket(request: Request) -> bool:
    """Whether this is about the page that fits in a pocket: it, or a form that was sent from it."""
    sent_from = urlsplit(request.headers.get("referer", "")).path
    return POCKET in {request.url.path, sent_from if request.method == "POST" else ""}


def _moment(request: Request, room: Room) -> Moment:
    house = house_of(request)
    now = house.now()
    return Moment(room.history, now, house.presence.phones(room.row.id, now), room.hands)


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
    before = [history.entry(event.seq) for event in entry.events if isinstance(event, happened.EntryUndone)]
    undone = [acts.say(one, history.game) for one in before if one is not None]
    if undone:
        others = f" With it: {', '.join(undone[1:])}." if undone[1:] else ""
        return f"Undone: {undone[0]}.{others}"
    return f"{acts.say(entry, history.game)}."


def _blocked(room: Room, refused: Refused) -> Told:
    """An undo that later acts depend on: which they are, in words, and whether all of them could go with it."""
    seq, named = refused.detail("entry"), refused.detail("entries")
    found = tuple(int(other) for other in named) if isinstance(named, tuple) else ()
    together = room.history.group_of(int(seq)) if isinstance(seq, int) else ()
    entries = [room.history.entry(other) for other in together or found]
    return Told(
        refusal=refused,
        in_the_way=tuple(acts.say(entry, room.history.game) for entry in entries if entry is not None),
        together=together,
        seq=int(seq) if isinstance(seq, int) else 0,
    )
