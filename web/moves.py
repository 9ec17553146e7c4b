"""The phone's actions: one route, one table of verbs, one road to the log. Answers are fragments for the phone's desk."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from game import views
from game.commands import ShakeHands
from game.refused import Refused, Why
from game.state import Player
from web import seats
from web.forms import MOVES, BadField, Filled, deal_command, text
from web.house import house_of
from web.joining import fields
from web.players import at_desk, page
from web.render import fresh_command_id
from web.rooms import Accepted, Busy, Conflict, NotSaved, Room

router = APIRouter()

DESK_OF: Mapping[str, str] = {
    "rename": "me",
    "consent": "me",
    "table": "me",
    "choose": "choose",
    "idea": "idea",
    "shake": "shake",
    "propose": "shake",
    "change": "change",
    "repair": "repair",
    "name-lead": "lead",
    "delivery": "delivery",
    "reflect": "reflect",
    "monday": "monday",
}
"""The desk that a refused action goes back to, with what was typed. Other actions are single buttons."""

PANEL_OF: Mapping[str, str] = {
    "pick": "panel-list",
    "drop-method": "panel-list",
    "cover": "panel-list",
    "shake": "panel-deals",
    "propose": "panel-deals",
    "answer": "panel-deals",
    "change": "panel-deals",
    "withdraw": "panel-deals",
}
"""Where a page without script goes on; elsewhere at the first panel."""


@router.post("/play/{verb}")
async def move(request: Request, verb: str) -> Response:
    """Do one thing as the player whose seat this browser holds."""
    room, player = await seats.player(request)
    make = MOVES.get(verb)
    if make is None:
        raise HTTPException(404)
    filled = await fields(request)
    try:
        command = make(filled, room.history.game, player)
        if isinstance(command, ShakeHands) and text(filled, "stage") != "yes":
            return _hand_over(request, room, player, filled)
        command_id = text(filled, "command_id") or fresh_command_id()
        outcome = await house_of(request).rooms.submit(room.row.id, player.id, command_id, command)
    except BadField as bad:
        return _again(request, room, player, verb, filled, 422, bad=bad)
    except Conflict:
        return _again(request, room, player, verb, filled, 409, bad=BadField("", "This was sent before with other words. Press the button again."))
    except (Busy, NotSaved):
        return _again(request, room, player, verb, filled, 503, bad=BadField("", "This could not be saved yet. Your words are kept here. Press the button again."))
    except ValueError:
        return _again(request, room, player, verb, filled, 422, bad=BadField("", "We could not read what was sent. Press the button again."))
    if isinstance(outcome, Refused):
        is_field = outcome.why in {Why.EMPTY, Why.TOO_LONG}
        return _again(request, room, player, verb, filled, 422 if is_field else 409, refusal=outcome)
    return _done(request, room, player, verb, outcome)


def _hand_over(request: Request, room: Room, player: Player, filled: Filled) -> Response:
    """The question for the person in front: is that what you said? Nothing is stored before the yes."""
    command = deal_command(filled, room.history.game, player, by_handshake=True)
    refusal = house_of(request).rooms.would(room.row.id, command)
    if refusal is not None:
        is_field = refusal.why in {Why.EMPTY, Why.TOO_LONG}
        return _again(request, room, player, "shake", filled, 422 if is_field else 409, refusal=refusal)
    game = room.history.game
    people = {party: views.who_wears(game, game.players[party].badge) for party in command.terms.parties}
    gifts = [(people[gift.giver], game.scenario.token(gift.kind)) for gift in command.terms.gifts]
    more = {
        "people": [person for party, person in people.items() if party != player.id],
        "gifts": gifts,
        "string": views.string_text(game, command.terms.string, command.terms.own_words),
        "title": game.ideas[command.idea].title if command.idea else command.title,
        "kept": [(name, value) for name, values in filled.items() for value in values if name not in {"stage", "command_id"}],
    }
    if "hx-request" in request.headers:
        context = at_desk(room, player, filled)
        return house_of(request).render.fragment("desk/hand-over.html", **{**context, **more})
    return page(request, room, player, "hand-over", filled, **more)


def _again(
    request: Request,
    room: Room,
    player: Player,
    verb: str,
    filled: Filled,
    status: int,
    *,
    refusal: Refused | None = None,
    bad: BadField | None = None,
) -> HTMLResponse:
    """The same form with its words and a sentence; for a single button only the sentence."""
    desk = DESK_OF.get(verb, "refused")
    if desk == "choose" and text(filled, "card"):
        desk = "refused"
    if desk == "shake" and text(filled, "is_new"):
        desk = "new"
    if desk == "change" and text(filled, "deal") not in {deal.id for deal in views.deals(room.history.game, player.id).deals}:
        desk = "refused"
    if desk == "shake" and text(filled, "idea") not in room.history.game.ideas:
        desk = "refused"
    if "hx-request" in request.headers:
        context = at_desk(room, player, filled, refusal=refusal, bad=bad)
        return house_of(request).render.fragment(f"desk/{desk}.html", status=status, **context)
    return page(request, room, player, desk, filled, status, refusal=refusal, bad=bad)


def _done(request: Request, room: Room, player: Player, verb: str, accepted: Accepted) -> Response:
    """A short receipt, and what comes next where something does."""
    if "hx-request" not in request.headers:
        return RedirectResponse(f"/play#{PANEL_OF.get(verb, 'panel-now')}", status_code=303)
    is_late = any(event.kind == "LateKept" for event in accepted.entry.events)
    is_agreed = any(event.kind == "DealAgreed" for event in accepted.entry.events)
    number = next((deal.number for deal in room.history.game.deals.values() if is_agreed and deal.id in {event.deal for event in accepted.entry.events if event.kind == "DealAgreed"}), 0)
    context = at_desk(room, player, {})
    return house_of(request).render.fragment(
        "desk/done.html", **context, verb=verb, is_late=is_late, is_agreed=is_agreed, number=number
    )
