"""The phone's actions: one route, one table of verbs, one road to the log. Answers are fragments for the phone's desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from game import commands as ask
from game import views
from game.checking import for_phones
from game.ideas import need_of
from game.refused import Refused, Why, refuse
from game.state import Game, Gift, Player
from web import seats
from web.forms import MOVES, OWN_BADGE, BadField, Filled, deal_command, is_yes, text, wearer
from web.house import house_of
from web.joining import fields
from web.players import answer, at_desk, receipt
from web.render import fresh_command_id
from web.rooms import Accepted, Busy, Conflict, NotSaved, Room, hash_of
from web.store import StoreDown

router = APIRouter()

DESK_OF: Mapping[str, str] = {
    "rename": "me",
    "consent": "me",
    "table": "me",
    "part": "me",
    "practise": "practise",
    "choose": "choose",
    "idea": "idea",
    "write-method": "method",
    "refuse": "refuse",
    "answer-refusal": "refusal",
    "headline": "headline",
    "vote": "vote",
    "shake": "shake",
    "propose": "shake",
    "answer": "decline",
    "change": "change",
    "repair": "repair",
    "name-lead": "lead",
    "delivery": "delivery",
    "reflect": "reflect",
    "secret": "reflect",
    "monday": "reflect",
}
"""The desk that an action comes from, and goes back to with what was typed when it cannot be done."""

PANEL_OF: Mapping[str, str] = {
    "pick": "panel-list",
    "write-method": "panel-list",
    "drop-method": "panel-list",
    "cover": "panel-list",
    "shake": "panel-deals",
    "propose": "panel-deals",
    "answer": "panel-deals",
    "change": "panel-deals",
    "drop-party": "panel-deals",
    "withdraw": "panel-deals",
    "not-me": "panel-deals",
    "take-back": "panel-deals",
    "repair": "panel-deals",
    "break": "panel-deals",
    "pledge": "panel-deals",
}
"""Where a page without script goes on; elsewhere at the first panel."""

_LOOKS_BACK = frozenset({"reflect", "secret", "monday"})
_OF_A_FIELD = frozenset({Why.EMPTY, Why.TOO_LONG, Why.NEEDS_SOMETHING})


@router.post("/play/{verb}")
async def move(request: Request, verb: str) -> Response:
    """Do one thing as the player whose seat this browser holds."""
    room, player = await seats.player(request)
    make = MOVES.get(verb)
    if make is None:
        raise HTTPException(404)
    filled = await fields(request)
    stage = text(filled, "stage") if verb in {"shake", "practise"} else ""
    if stage == "no":
        return answer(request, room, player, _desk(room, player, verb, filled), filled)
    if stage == "send":
        make = MOVES["propose"]
    command_id = text(filled, "command_id") or fresh_command_id()
    wrong: Mapping[str, Any]
    try:
        if verb == "shake" and stage not in {"yes", "send"}:
            return _hand_over(request, room, player, filled)
        if verb == "practise" and stage != "yes":
            return _hand_over_practice(request, room, player, filled)
        words = _hash(verb, filled)
        outcome = room.known(player.id, command_id, words)
        if outcome is None:
            command = make(filled, room.history.game, player)
            outcome = await house_of(request).rooms.submit(room.row.id, player.id, command_id, command, words)
    except BadField as bad:
        status, wrong = 422, {"bad": bad}
    except ValueError:
        status, wrong = 422, {"bad": BadField("", "We could not read what was sent. Press the button again.")}
    except Conflict:
        status, wrong = 409, {"bad": BadField("", "This was sent before with other words. Press the button again.")}
    except Busy:
        status, wrong = (
            503,
            {"bad": BadField("", "Many people are sending at once. Press the button again in a moment.")},
        )
    except (NotSaved, StoreDown):
        status, wrong = (
            503,
            {"bad": BadField("", "This could not be saved. Your words are still here. Try again soon.")},
        )
    else:
        if isinstance(outcome, Accepted):
            return _done(request, room, player, verb, filled, outcome)
        status, wrong = _status_of(outcome), {"refusal": outcome}
    return answer(request, room, player, _desk(room, player, verb, filled), filled, status, **wrong)


def _hash(verb: str, filled: Filled) -> str:
    """The same for the same words, whatever has become of the game since: the command they make may be another by now."""
    return hash_of((verb, sorted((name, values) for name, values in filled.items() if name != "command_id")))


def _status_of(refusal: Refused) -> int:
    """422 where a field is wrong, 409 where the game is against it."""
    return 422 if refusal.why in _OF_A_FIELD else 409


def _desk(room: Room, player: Player, verb: str, filled: Filled) -> str:
    """The desk that this form stood on; for a single button, only the sentence."""
    desk = DESK_OF.get(verb, "refused") if is_yes(filled, "at_desk") else "refused"
    if desk == "shake" and is_yes(filled, "is_new"):
        return "new"
    game = room.history.game
    if desk == "shake" and text(filled, "idea") not in game.ideas:
        return "refused"
    if desk in {"change", "decline", "repair"}:
        deal = game.deals.get(text(filled, "deal"))
        return desk if deal is not None and player.id in deal.terms.parties else "refused"
    if desk in {"lead", "delivery"} and text(filled, "idea") not in game.ideas:
        return "refused"
    return desk


def _hand_over(request: Request, room: Room, player: Player, filled: Filled) -> Response:
    """The question for the person in front: is that what you said? Nothing is stored before the yes. Raises BadField."""
    game = room.history.game
    # As a proposal: that looks at one's own tokens only. What another's purse lacks is said after their yes.
    command = deal_command(filled, game, player, by_handshake=False)
    refusal = house_of(request).rooms.would(room.row.id, command) or _not_open(game, command)
    if refusal is not None:
        desk = _desk(room, player, "shake", filled)
        return answer(request, room, player, desk, filled, _status_of(refusal), refusal=refusal)
    people = {party: views.who_wears(game, game.players[party].badge) for party in command.terms.parties}

    def line(gift: Gift) -> tuple[object, str]:
        need = need_of(game, for_phones(game, game.ideas[command.idea], player.table), gift.need) if gift.need else None
        return game.scenario.token(gift.kind), need.title if need else ""

    return answer(
        request,
        room,
        player,
        "hand-over",
        filled,
        people=[person for party, person in people.items() if party != player.id],
        gives=[
            (person, [line(gift) for gift in command.terms.gifts if gift.giver == party])
            for party, person in people.items()
        ],
        string=views.string_text(game, command.terms.string, command.terms.own_words),
        title=for_phones(game, game.ideas[command.idea], player.table).title if command.idea else command.title,
        kept=[
            (name, value)
            for name, values in filled.items()
            for value in values
            if name not in {"stage", "command_id", "at_desk"}
        ],
    )


def _hand_over_practice(request: Request, room: Room, player: Player, filled: Filled) -> Response:
    """The same question for a handshake that counts for nothing. Raises BadField."""
    game = room.history.game
    other = wearer(filled, "badge", game)
    if other.id == player.id:
        raise BadField("badge", OWN_BADGE)
    refusal = house_of(request).rooms.would(room.row.id, ask.Practise(player=player.id, other=other.id))
    if refusal is not None:
        return answer(request, room, player, "practise", filled, _status_of(refusal), refusal=refusal)
    string = views.string_text(game, text(filled, "string"), "")
    return answer(
        request, room, player, "practise-yes", filled, other=views.who_wears(game, other.badge), string=string
    )


def _not_open(game: Game, command: ask.ShakeHands | ask.Propose) -> Refused | None:
    """A line of the list that was met already. Lists are for all to read, whoever would give."""
    for gift in command.terms.gifts:
        need = need_of(game, game.ideas[command.idea], gift.need) if gift.need and command.idea else None
        if need is not None and not need.is_open:
            return refuse(Why.NEED_MET, need=need.id, kind=need.kind)
    return None


def _done(
    request: Request, room: Room, player: Player, verb: str, filled: Filled, accepted: Accepted
) -> HTMLResponse | RedirectResponse:
    """A short receipt; after a question of the debrief, the next one."""
    last = accepted.entry.events[-1]
    is_piece = "hx-request" in request.headers
    context = at_desk(room, player, {})
    looks_back = context["now"].reflect
    if verb in _LOOKS_BACK and looks_back is not None and looks_back.next_question and last.kind != "LateKept":
        if is_piece:
            return answer(request, room, player, "reflect", {})
        return RedirectResponse("/play?desk=reflect", status_code=303)
    if not is_piece:
        return RedirectResponse(f"/play?done={accepted.seq}#{PANEL_OF.get(verb, 'panel-now')}", status_code=303)
    what, number = receipt(room, player, accepted.seq)
    return answer(request, room, player, "done", filled, what=what, number=number)
