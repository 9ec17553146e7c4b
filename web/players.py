"""The phone's page: its regions, its panels, and the desks where a person types. What is pressed goes to `web.moves`."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from game import views
from game.bargaining import OWN_WORDS
from game.refused import Refused
from game.state import Game, Player
from web import seats
from web.forms import MORE_PARTIES, BadField, Filled, text
from web.house import house_of
from web.regions import Region, audiences_of
from web.rooms import Room

router = APIRouter()

REGIONS = (
    Region("bar", "room", "regions/bar.html", lambda history, _key: views.bar(history.game)),
    Region("now", "player", "regions/now.html", lambda history, key: views.now(history.game, key)),
    Region("cards", "player", "regions/cards.html", lambda history, key: views.me(history.game, key)),
    Region("hands", "table", "regions/hands.html", lambda history, key: views.table(history.game, int(key))),
    Region("ours", "table", "regions/ours.html", lambda history, key: views.table(history.game, int(key))),
    Region("lists", "room", "regions/lists.html", lambda history, _key: views.lists(history.game)),
    Region("purse", "player", "regions/purse.html", lambda history, key: views.me(history.game, key)),
    Region("deals", "player", "regions/deals.html", lambda history, key: views.deals(history.game, key)),
)

DESKS = frozenset(
    {"idea", "choose", "shake", "new", "change", "decline", "repair", "lead", "delivery", "reflect", "monday", "me"}
)
"""The forms a person types or chooses in; each has its template, outside all pushed regions."""


@router.get("/play")
async def play(request: Request, desk: str = "") -> Response:
    """The phone's page, with a desk open when it is asked for (which is how pages without script open one)."""
    room, player = await seats.player(request)
    filled = {name: tuple(request.query_params.getlist(name)) for name in request.query_params}
    return page(request, room, player, desk if desk in DESKS else "", filled)


@router.get("/play/desk/{what}")
async def open_desk(request: Request, what: str) -> HTMLResponse:
    """One desk, as a fragment. An empty one puts the desk away."""
    room, player = await seats.player(request)
    if what == "none":
        return HTMLResponse('<p class="visually-hidden">Closed.</p>')
    if what not in DESKS:
        raise HTTPException(404)
    filled = {name: tuple(request.query_params.getlist(name)) for name in request.query_params}
    return house_of(request).render.fragment(f"desk/{what}.html", **at_desk(room, player, filled))


def page(
    request: Request, room: Room, player: Player, desk: str = "", filled: Filled | None = None, status: int = 200, **more: Any
) -> HTMLResponse:
    """The whole page, for a person with or without script."""
    house = house_of(request)
    game = room.history.game
    audiences = audiences_of(game, player.id)
    if audiences is None:
        raise seats.NoSeat("player")
    return house.render.page(
        "play.html",
        request,
        status=status,
        regions=house.live.filled(room, audiences),
        desk=f"desk/{desk}.html" if desk else "",
        links=house.links(room),
        **at_desk(room, player, filled or {}, **more),
    )


def at_desk(
    room: Room,
    player: Player,
    filled: Filled,
    *,
    refusal: Refused | None = None,
    bad: BadField | None = None,
    **more: Any,
) -> dict[str, Any]:
    """What a desk's template is given: only what this player may know, and what was typed before."""
    game = room.history.game
    deals = {deal.id: deal for deal in views.deals(game, player.id).deals}
    ideas = {idea.id: idea for idea in views.lists(game).ideas}
    table = views.table(game, player.table)
    return {
        "scenario": game.scenario,
        "me": views.me(game, player.id),
        "table": table,
        "tables": [(number, sum(1 for _ in game.seated(number))) for number in sorted(game.tables)],
        "idea": ideas.get(text(filled, "idea")) or table.idea,
        "deal": deals.get(text(filled, "deal")),
        "now": views.now(game, player.id),
        "filled": {name: values[0] for name, values in filled.items() if values},
        "ticked": {name: frozenset(values) for name, values in filled.items()},
        "gifts_of_deal": _gifts(game, deals.get(text(filled, "deal"))),
        "more_parties": range(1, MORE_PARTIES + 1),
        "own_words": OWN_WORDS,
        "refusal": refusal,
        "bad": bad,
        **more,
    }


def _gifts(game: Game, deal: views.DealView | None) -> tuple[tuple[views.GiftView, views.PartyView], ...]:
    """The gifts of a deal in the order of its wording, with their givers."""
    if deal is None:
        return ()
    parties = {party.id: (party, list(party.gifts)) for party in deal.parties}
    found = []
    for gift in game.deals[deal.id].terms.gifts:
        party, gifts = parties[gift.giver]
        found.append((gifts.pop(0), party))
    return tuple(found)
