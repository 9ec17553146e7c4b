"""The phone's page: its regions, its panels, and the desks where a person types. What is pressed goes to `web.moves`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from game import shapes, views
from game.bargaining import OWN_WORDS
from game.events import DealAgreed
from game.history import History
from game.ideas import plan_step
from game.refused import Refused
from game.scenario import StepKind
from game.sheets import BLANK_COST
from game.state import Game, Player
from web import notices, seats
from web.forms import MORE_PARTIES, BadField, Filled, text
from web.house import house_of
from web.regions import Region, audiences_of
from web.rooms import Room
from web.ways_back import way_back

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Whose phone this is, for its header."""

    table: int
    badge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """How many deals wait for this player's answer, for the tab."""

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """The first panel, with the limits of the room's plans."""

    now: shapes.NowView
    picks: int
    budget: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a list still asks for: ``count`` of the same. ``need`` is the first of them, which a tap is about."""

    need: shapes.NeedView
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """The own table's list. Its lines can be tapped once deals are open."""

    table: shapes.TableView
    lines: tuple[Line, ...]
    opens_market: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """Every idea in the room with the lines that are open. They can be tapped once deals are open."""

    ideas: tuple[tuple[shapes.IdeaView, tuple[Line, ...]], ...]
    opens: bool


def _seat(history: History, player: str) -> Seat:
    who = history.game.players[player]
    return Seat(table=who.table, badge=who.badge)


def _now(history: History, player: str) -> Now:
    limits = plan_step(history.game)
    return Now(
        now=views.now(history.game, player),
        picks=limits.picks if limits else 0,
        budget=limits.budget if limits else 0,
    )


def _ours(history: History, table: str) -> Ours:
    game = history.game
    shared = views.table(game, int(table))
    return Ours(
        table=shared,
        lines=_lines(shared.idea) if shared.idea else (),
        opens_market=game.has_opened(StepKind.MARKET),
    )


def _lists(history: History, _key: str) -> Lists:
    view = views.lists(history.game)
    return Lists(ideas=tuple((idea, _lines(idea)) for idea in view.ideas), opens=view.opens)


def _lines(idea: shapes.IdeaView) -> tuple[Line, ...]:
    """The open lines of an idea's list, equal ones together."""
    alike: dict[tuple[str, str, str], list[shapes.NeedView]] = {}
    for need in idea.open_needs:
        alike.setdefault((need.kind.id, need.title, need.side_id), []).append(need)
    return tuple(Line(need=needs[0], count=len(needs)) for needs in alike.values())


REGIONS = (
    Region("seat", "player", "regions/seat.html", _seat),
    Region("bar", "room", "regions/bar.html", lambda history, _key: views.bar(history.game)),
    Region("now", "player", "regions/now.html", _now),
    Region("cards", "player", "regions/cards.html", lambda history, key: views.me(history.game, key)),
    Region("hands", "table", "regions/hands.html", lambda history, key: views.table(history.game, int(key))),
    Region("ours", "table", "regions/ours.html", _ours),
    Region("lists", "room", "regions/lists.html", _lists),
    Region("purse", "player", "regions/purse.html", lambda history, key: views.me(history.game, key)),
    Region("deals", "player", "regions/deals.html", lambda history, key: views.deals(history.game, key)),
    Region(
        "asks", "player", "regions/asks.html", lambda history, key: Asks(count=views.deals(history.game, key).to_answer)
    ),
    *notices.REGIONS,
)

DESKS = frozenset(
    {
        *("me", "practise", "choose", "idea", "method", "shake", "new", "change", "decline", "repair"),
        *("refuse", "refusal", "headline", "vote", "lead", "delivery", "reflect"),
    }
)
"""The forms a person types or chooses in; each has its template, outside all pushed regions."""

_FOLLOWS = frozenset({"CharactersOffered", "DealDoubted", "DealRepaired"})
"""What can follow from something a person did: the receipt is about the doing."""

_PUT_AWAY = '<p class="visually-hidden">Closed.</p>'


@router.get("/play")
async def play(request: Request, desk: str = "", done: str = "") -> Response:
    """The phone's page, with a desk open when it is asked for (which is how pages without script open one).

    ``done`` is the number of the entry that was just made, for its receipt on a page without script.
    """
    room, player = await seats.player(request)
    if desk in DESKS:
        return page(request, room, player, desk, _asked(request))
    what, number = receipt(room, player, int(done) if done.isascii() and done.isdigit() and len(done) < 9 else 0)
    return page(request, room, player, "done" if what else "", {}, what=what, number=number)


@router.get("/play/desk/{what}")
async def open_desk(request: Request, what: str) -> HTMLResponse:
    """One desk, as a piece of the page. The desk ``none`` puts the others away."""
    room, player = await seats.player(request)
    if what == "none":
        return HTMLResponse(_PUT_AWAY)
    if what not in DESKS:
        raise HTTPException(404)
    return answer(request, room, player, what, _asked(request))


def receipt(room: Room, player: Player, seq: int) -> tuple[str, int]:
    """What a player did last in this entry, and the number of the deal that it agreed.

    Nothing when there is no such entry, when it is somebody else's, or when it was undone.
    """
    entry = room.history.entry(seq)
    if entry is None or entry.by != player.id or seq in room.history.undone:
        return "", 0
    agreed = next((event for event in entry.events if isinstance(event, DealAgreed)), None)
    if agreed:
        return agreed.kind, agreed.number
    done = [event.kind for event in entry.events if event.kind not in _FOLLOWS]
    return (done or [entry.events[0].kind])[-1], 0


def _asked(request: Request) -> Filled:
    """What a desk begins with, from the address of its link. A form that came back is told by ``at_desk``, never here."""
    return {name: tuple(request.query_params.getlist(name)) for name in request.query_params if name != "at_desk"}


def answer(
    request: Request, room: Room, player: Player, desk: str, filled: Filled, status: int = 200, **more: Any
) -> HTMLResponse:
    """A desk, or a receipt: a piece for a page with script, else the whole page around it."""
    if "hx-request" not in request.headers:
        return page(request, room, player, desk, filled, status, **more)
    context = at_desk(room, player, filled, **more)
    return house_of(request).render.fragment(f"desk/{desk}.html", status=status, is_piece=True, **context)


def page(
    request: Request, room: Room, player: Player, desk: str, filled: Filled, status: int = 200, **more: Any
) -> HTMLResponse:
    """The whole page, for a person with or without script."""
    house = house_of(request)
    audiences = audiences_of(room.history.game, player.id)
    if audiences is None:
        raise seats.NoSeat("player")
    house.presence.loaded(room.row.id, player.id, house.now())
    return house.render.page(
        "play.html",
        request,
        status=status,
        regions=house.live.filled(room, audiences),
        desk=f"desk/{desk}.html" if desk else "",
        is_piece=False,
        seat=seats.name_of(room, player.id),
        **at_desk(room, player, filled, **more),
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
    deal = next((deal for deal in views.deals(game, player.id).deals if deal.id == text(filled, "deal")), None)
    table = views.table(game, player.table)
    return {
        "scenario": game.scenario,
        "me": views.me(game, player.id),
        "way_back": way_back(room, player.id),
        "has_press": game.scenario.has_press,
        "table": table,
        "tables": [(number, sum(1 for _ in game.seated(number))) for number in sorted(game.tables)],
        "badges": {
            "tables": sorted(game.tables),
            "letters": sorted({seated.letter for seated in game.seated()}, key=lambda letter: (len(letter), letter)),
        },
        "idea": _idea(game, table.idea, deal.idea if deal else text(filled, "idea")),
        "deal": deal,
        "now": views.now(game, player.id),
        "lists": views.lists(game),
        "filled": {name: values[0] for name, values in filled.items() if values},
        "ticked": {name: frozenset(values) for name, values in filled.items()},
        "gifts_of_deal": _gifts(game, deal),
        "more_parties": range(1, MORE_PARTIES + 1),
        "own_words": OWN_WORDS,
        "blank_cost": BLANK_COST,
        "refusal": refusal,
        "bad": bad,
        **more,
    }


def _idea(game: Game, own: shapes.IdeaView | None, idea: str) -> shapes.IdeaView | None:
    """The idea a form is about: the one that was asked for if it may be seen, the own table's when none was."""
    if not idea or (own is not None and own.id == idea):
        return own
    return next((known for known in views.lists(game).ideas if known.id == idea), None)


def _gifts(game: Game, deal: shapes.DealView | None) -> tuple[tuple[shapes.GiftView, shapes.PartyView], ...]:
    """The gifts of a deal in the order of its wording, with their givers."""
    if deal is None:
        return ()
    parties = {party.id: (party, list(party.gifts)) for party in deal.parties}
    found = []
    for gift in game.deals[deal.id].terms.gifts:
        party, gifts = parties[gift.giver]
        found.append((gifts.pop(0), party))
    return tuple(found)
