"""The facilitator's pages: claim the seat, run the room, repair it, close it, tell it. Every change goes through `Rooms.submit`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from facilitator import acts
from facilitator.regions import CAN_BE_VOIDED
from facilitator.spoken import Line, NoSuchBadge, terms_of
from game import commands as ask
from game import events as happened
from game import views
from game.bargaining import OWN_WORDS
from game.refused import Refused, Why
from game.scenario import Words
from game.sheets import BLANK_COST
from game.state import Scene
from web import seats
from web.codes import room_by_code
from web.house import house_of
from web.render import fresh_command_id
from web.rooms import Room
from web.seats import LEAD, is_secret

router = APIRouter()

DESKS = ("move", "spoken", "event", "outcome", "costs", "void", "tell", "close")
"""The forms that a facilitator types or chooses in; each has its template, outside all pushed regions."""
SPOKEN_LINES = 6
_MOST_MINUTES = 60
_PUT_AWAY = '<p class="visually-hidden">Put away.</p>'

CommandId = Annotated[str, Form()]

Filled = Mapping[str, Any]
"""What a form holds: the values of its fields, by name."""


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


# --- Claim the seat ---------------------------------------------------------------------------------------------------


@router.get("/lead")
async def console(request: Request) -> Response:
    """The console."""
    return _page(request, await seats.lead(request))


@router.get("/lead/{code}")
async def claim_page(request: Request, code: str) -> Response:
    """Where a lead link opens. Its secret stands behind the ``#``, which never leaves the browser by itself."""
    return _claim(request, await room_by_code(request, code))


@router.post("/lead/{code}/claim")
async def claim(request: Request, code: str, secret: Annotated[str, Form()] = "") -> Response:
    """Take the facilitator's seat with the link's secret; a whole pasted link is taken too."""
    room = await room_by_code(request, code)
    if not is_secret(secret_of(secret), room.row.lead_hash):
        return _claim(request, room, is_wrong=True)
    answer = RedirectResponse("/lead", status_code=303)
    seats.take(answer, request, room, LEAD)
    return answer


def secret_of(text: str) -> str:
    """The secret in a pasted text: what stands behind the last ``#``, or the whole text."""
    return text.strip().rpartition("#")[2]


def _claim(request: Request, room: Room, *, is_wrong: bool = False) -> Response:
    return house_of(request).render.page(
        "claim.html",
        request,
        status=403 if is_wrong else 200,
        scenario=room.history.game.scenario,
        title=room.history.game.title,
        action=f"/lead/{room.row.code}/claim",
        is_wrong=is_wrong,
    )


# --- The evening ------------------------------------------------------------------------------------------------------


@router.post("/lead/next")
async def next_step(request: Request, from_step: Annotated[int, Form()], command_id: CommandId = "") -> Response:
    """Begin the next step; pressed twice, it is done once."""
    return await _act(request, command_id, ask.NextStep(from_step=from_step))


@router.post("/lead/back")
async def back(request: Request, from_step: Annotated[int, Form()], command_id: CommandId = "") -> Response:
    """Begin the step before again."""
    return await _act(request, command_id, ask.BackStep(from_step=from_step))


@router.post("/lead/pause")
async def pause(request: Request, command_id: CommandId = "") -> Response:
    """Stop the clock."""
    return await _act(request, command_id, ask.PauseClock())


@router.post("/lead/resume")
async def resume(request: Request, command_id: CommandId = "") -> Response:
    """Let the clock run on."""
    return await _act(request, command_id, ask.ResumeClock())


@router.post("/lead/minutes")
async def minutes(request: Request, minutes: Annotated[int, Form()], command_id: CommandId = "") -> Response:
    """More or fewer minutes for the step that is on."""
    within = max(-_MOST_MINUTES, min(minutes, _MOST_MINUTES))
    return await _act(request, command_id, ask.AddMinutes(minutes=within))


@router.post("/lead/scene")
async def scene(request: Request, scene: Annotated[Scene, Form()], command_id: CommandId = "") -> Response:
    """Choose what the wall shows."""
    return await _act(request, command_id, ask.ChooseScene(scene=scene))


@router.post("/lead/event")
async def event(request: Request, card: Annotated[str, Form()], command_id: CommandId = "") -> Response:
    """Send an event card to the room."""
    return await _act(request, command_id, ask.SendEvent(card=card), desk="event")


@router.post("/lead/end-event")
async def end_event(request: Request, card: Annotated[str, Form()], command_id: CommandId = "") -> Response:
    """End an event card that is on."""
    return await _act(request, command_id, ask.EndEvent(card=card))


@router.post("/lead/outcome")
async def outcome(
    request: Request,
    card: Annotated[str, Form()],
    idea: Annotated[list[str] | None, Form()] = None,
    badge: Annotated[list[str] | None, Form()] = None,
    command_id: CommandId = "",
) -> Response:
    """Enter what the room chose by standing: ideas, or people by their badge numbers."""
    room = await _led(request)
    filled = {"card": card, "chosen": tuple(idea or ()), "badges": tuple(badge or ())}
    people = []
    for typed in badge or []:
        if not typed.strip():
            continue
        found = room.history.game.by_badge(typed)
        if found is None:
            return _answer(request, room, Told(badge=typed.strip()[:8]), status=422, desk="outcome", filled=filled)
        people.append(found.id)
    entered = ask.EnterOutcome(card=card, ideas=tuple(idea or ()), people=tuple(people))
    return await _act(request, command_id, entered, desk="outcome", filled=filled)


@router.post("/lead/call")
async def call(request: Request, table: Annotated[int, Form()], command_id: CommandId = "") -> Response:
    """Call a table to report back."""
    return await _act(request, command_id, ask.CallTable(table=table))


@router.post("/lead/cost")
async def cost(
    request: Request,
    idea: Annotated[str, Form()],
    pick: Annotated[str, Form()],
    cost: Annotated[int, Form()],
    command_id: CommandId = "",
) -> Response:
    """Agree another cost for a method that a table wrote itself."""
    return await _act(request, command_id, ask.SetCost(idea=idea, pick=pick, cost=cost), desk="costs")


@router.post("/lead/check")
async def check(
    request: Request,
    ref: Annotated[str, Form()],
    shows: Annotated[bool, Form()],
    command_id: CommandId = "",
) -> Response:
    """Show typed words to all, or hide them."""
    return await _act(request, command_id, ask.CheckWords(ref=ref, shows=shows))


@router.post("/lead/undo")
async def undo(request: Request, seq: Annotated[int, Form()], command_id: CommandId = "") -> Response:
    """Leave an act out of the game."""
    return await _act(request, command_id, ask.Undo(seq=seq))


# --- Tables and seats -------------------------------------------------------------------------------------------------


@router.post("/lead/add-table")
async def add_table(request: Request, command_id: CommandId = "") -> Response:
    """Open one more table."""
    return await _act(request, command_id, ask.AddTable())


@router.post("/lead/remove-table")
async def remove_table(request: Request, table: Annotated[int, Form()], command_id: CommandId = "") -> Response:
    """Close an empty table."""
    return await _act(request, command_id, ask.RemoveTable(table=table))


@router.post("/lead/move")
async def move(
    request: Request,
    player: Annotated[str, Form()] = "",
    table: Annotated[int, Form()] = 0,
    command_id: CommandId = "",
) -> Response:
    """Seat a player at another table."""
    filled = {"player": player, "table": table}
    return await _act(request, command_id, ask.MovePlayer(player=player, table=table), desk="move", filled=filled)


@router.post("/lead/free")
async def free(request: Request, player: Annotated[str, Form()], command_id: CommandId = "") -> Response:
    """Empty the seat of somebody who has gone."""
    return await _act(request, command_id, ask.FreeSeat(player=player))


@router.post("/lead/redeal")
async def redeal(request: Request, player: Annotated[str, Form()], command_id: CommandId = "") -> Response:
    """Offer a player two other characters."""
    return await _act(request, command_id, ask.Redeal(player=player))


# --- Deals ------------------------------------------------------------------------------------------------------------


@router.post("/lead/spoken")
async def spoken(
    request: Request,
    idea: Annotated[str, Form()] = "",
    badge: Annotated[list[str] | None, Form()] = None,
    kind: Annotated[list[str] | None, Form()] = None,
    count: Annotated[list[str] | None, Form()] = None,
    string: Annotated[str, Form()] = "",
    own_words: Annotated[str, Form()] = "",
    command_id: CommandId = "",
) -> Response:
    """Enter a deal that its parties agreed aloud, by badge numbers."""
    room = await _led(request)
    lines = _lines(badge or [], kind or [], count or [])
    if own_words.strip() and not string:
        string = OWN_WORDS
    filled = {"idea": idea, "lines": lines, "string": string, "own_words": own_words}
    terms = terms_of(room.history.game, idea, lines, string, own_words)
    if isinstance(terms, NoSuchBadge):
        return _answer(request, room, Told(badge=terms.badge), status=422, desk="spoken", filled=filled)
    return await _act(request, command_id, ask.EnterSpoken(terms=terms, idea=idea), desk="spoken", filled=filled)


@router.post("/lead/void")
async def void(request: Request, deal: Annotated[str, Form()], command_id: CommandId = "") -> Response:
    """Make a deal void: what was given returns."""
    return await _act(request, command_id, ask.VoidDeal(deal=deal))


# --- The end ----------------------------------------------------------------------------------------------------------


@router.post("/lead/close")
async def close(request: Request, sure: Annotated[str, Form()] = "", command_id: CommandId = "") -> Response:
    """End the game; the tick is the only thing the console ever asks twice for."""
    if not sure:
        room = await _led(request)
        told = Told(sentence="Set the tick first. Then the game is closed.")
        return _answer(request, room, told, status=422, desk="close", filled={})
    return await _act(request, command_id, ask.CloseGame(), desk="close")


@router.post("/lead/tell")
async def tell(
    request: Request,
    headline: Annotated[str, Form()] = "",
    turning_point: Annotated[str, Form()] = "",
    surprise: Annotated[str, Form()] = "",
    refusal: Annotated[str, Form()] = "",
    command_id: CommandId = "",
) -> Response:
    """Write the headline and the three answers that open the report."""
    filled = {"headline": headline, "turning_point": turning_point, "surprise": surprise, "refusal": refusal}
    command = ask.Tell(**{name: Words(text) for name, text in filled.items()})
    return await _act(request, command_id, command, desk="tell", filled=filled)


@router.post("/lead/publish")
async def publish(request: Request, command_id: CommandId = "") -> Response:
    """Publish the report, or publish it again."""
    return await _act(request, command_id, ask.Publish())


@router.post("/lead/admit")
async def admit(request: Request, late: Annotated[str, Form()], command_id: CommandId = "") -> Response:
    """Let an action that came after the close count."""
    return await _act(request, command_id, ask.AdmitLate(late=late))


# --- Desks ------------------------------------------------------------------------------------------------------------


@router.get("/lead/desk/{what}")
async def desk(request: Request, what: str) -> Response:
    """A form: as a piece for a page with script, else on the whole page. Query fields choose what it begins with."""
    room = await seats.lead(request)
    if what not in DESKS:
        is_piece = "hx-request" in request.headers
        return HTMLResponse(_PUT_AWAY) if is_piece else RedirectResponse("/lead", status_code=303)
    return _answer(request, room, None, desk=what, filled=dict(request.query_params))


async def _led(request: Request) -> Room:
    """The room that the form which was sent is about. Raises NoSeat; OtherSeat when this browser leads another by now."""
    game = (await request.form()).get("game", "")
    return await seats.lead(request, expects=str(game))


async def _act(
    request: Request, command_id: str, command: ask.Act, *, desk: str = "", filled: Filled | None = None
) -> Response:
    """Ask for an act and answer in words. A refused form comes back with its text kept."""
    room = await _led(request)
    outcome = await house_of(request).rooms.submit(room.row.id, LEAD, _good_id(command_id), command)
    if isinstance(outcome, Refused):
        told = Told(refusal=outcome, in_the_way=_in_the_way(room, outcome))
        return _answer(request, room, told, status=409, desk=desk, filled=filled)
    told = Told(sentence=_sentence(room, outcome.seq))
    if not desk or "hx-request" not in request.headers:
        return _answer(request, room, told)
    # The desk is emptied, or is ready for the next one; what was done is said where all acts are said.
    context = _context(room, None, None)
    return house_of(request).render.fragment("console/done.html", desk=desk, done=told, **context)


def _answer(
    request: Request,
    room: Room,
    told: Told | None,
    *,
    status: int = 200,
    desk: str = "",
    filled: Filled | None = None,
) -> Response:
    """With htmx a piece, without it the whole page, or a way back to it when all is done."""
    if "hx-request" not in request.headers:
        if told is not None and told.is_done and status == 200:
            return RedirectResponse("/lead", status_code=303)
        return _page(request, room, told, status=status, desk=desk, filled=filled)
    template = f"console/desk/{desk}.html" if desk else "console/said.html"
    context = _context(room, told, filled) if desk else _little(room, told)
    return house_of(request).render.fragment(template, status=status, **context)


def _page(
    request: Request,
    room: Room,
    told: Told | None = None,
    *,
    status: int = 200,
    desk: str = "",
    filled: Filled | None = None,
) -> Response:
    house = house_of(request)
    return house.render.page(
        "console.html",
        request,
        regions=house.live.filled(room, {"facilitator": ""}),
        status=status,
        desk=desk,
        seat=seats.name_of(room, LEAD),
        **_context(room, told, filled),
    )


def _little(room: Room, told: Told | None) -> dict[str, Any]:
    return {"scenario": room.history.game.scenario, "told": told}


def _context(room: Room, told: Told | None, filled: Filled | None) -> dict[str, Any]:
    """What the forms are made of. Nothing here is private to a player."""
    view = views.console(room.history)
    return {
        "scenario": room.history.game.scenario,
        "told": told,
        "filled": filled or {},
        "seated": view.seats,
        "numbers": tuple(line.number for line in view.tables),
        "ideas": view.ideas,
        "events": view.events,
        "standing": tuple(deal for deal in view.deals if deal.state in CAN_BE_VOIDED),
        "made": len(view.deals),
        "telling": view.telling,
        "game_title": room.history.game.title,
        "code": room.row.code,
        "game": room.row.id,
        "spoken_lines": SPOKEN_LINES,
        "blank_cost": BLANK_COST,
    }


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


def _lines(badges: list[str], kinds: list[str], counts: list[str]) -> tuple[Line, ...]:
    """The lines of the spoken form; a count that is no number is one."""
    lines = []
    for place, badge in enumerate(badges[:SPOKEN_LINES]):
        count = counts[place] if place < len(counts) else ""
        lines.append(
            Line(
                badge=badge,
                kind=kinds[place] if place < len(kinds) else "",
                count=int(count) if count.isascii() and count.isdigit() and len(count) < 4 else 1,
            )
        )
    return tuple(lines)


def _good_id(command_id: str) -> str:
    """The id that came with the form, or a fresh one when it is empty or could not be kept."""
    is_good = command_id.isascii() and command_id.isprintable() and 0 < len(command_id) <= 64
    return command_id if is_good else fresh_command_id()
