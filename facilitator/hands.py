"""Several hands in one game: claiming the console, links for helpers, taking them back, and what each role may do.

Devices and links are no part of the log, so they are no acts: they cannot be undone, only made anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from facilitator.acting import POCKET, Desk, Filled, Told, answer, led
from game import commands as ask
from game.state import Game, Reach, Scene
from web import hands, seats
from web.codes import may_try, room_by_code, was_wrong
from web.hands import CHECK, LEAD, TIMER, Hand, TooManyClaims
from web.house import house_of
from web.regions import Moment, Region
from web.rooms import Room
from web.seats import is_secret

router = APIRouter()

NEW_FOR = timedelta(minutes=3)
"""How long a device that opened the console is told to the others as a new one."""
_LEAD_WORDS = "lead words"

_WRONG = "This is not the link of this game, nor its words. Look again, or ask whoever started the server."
_MANY_WRONG = "Many wrong words came in. Wait a minute. The whole link still works."
_WRONG_HELP = "This link does not open this page. Scan it again, or ask the facilitator for a new one."
_TAKEN_BACK = "This link was taken back. Ask the facilitator for a new one."
_MANY_DEVICES = f"{hands.MOST_CLAIMS} devices have this link already. Ask the facilitator for a new one."


# --- What the consoles see ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A device that has the console. ``is_this`` is the one that reads this."""

    id: str
    words: str
    since: datetime
    is_this: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkLine:
    """A helper link, and how many devices opened it."""

    id: str
    role: str
    table: int | None
    since: datetime
    devices: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandsView:
    """Who has this game in hand: the devices that lead, oldest first, and the links that helpers have."""

    devices: tuple[Device, ...]
    links: tuple[LinkLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHand:
    """Another device that opened the console a moment ago, if one did."""

    device: Device | None


def hands_view(moment: Moment, this: str) -> HandsView:
    """The devices and links. Audience: the console that was claimed as ``this``."""
    good = [hand for hand in moment.hands if hand.is_good]
    links = tuple(_line(hand, good) for hand in good if hand.is_link)
    return HandsView(devices=_devices(moment.hands, this), links=links)


def new_hand(moment: Moment, this: str) -> NewHand:
    """Who came after this console did, for a few minutes. Audience: the console that was claimed as ``this``."""
    newest = next(reversed(_devices(moment.hands, this)), None)
    is_new = newest is not None and not newest.is_this and moment.now - newest.since < NEW_FOR
    return NewHand(device=newest if is_new else None)


def _devices(known: tuple[Hand, ...], this: str) -> tuple[Device, ...]:
    return tuple(
        Device(id=hand.id, words=hand.device, since=hand.made_at, is_this=hand.id == this)
        for hand in known
        if hand.role == LEAD and hand.is_good and not hand.is_link
    )


def _line(link: Hand, good: list[Hand]) -> LinkLine:
    opened = sum(1 for hand in good if hand.of_link == link.id)
    return LinkLine(id=link.id, role=link.role, table=link.table, since=link.made_at, devices=opened)


REGIONS = (
    Region("newhand", "hand", "console/regions/newhand.html", new_hand, living=True),
    Region("helpers", "hand", "console/regions/hands.html", hands_view, living=True),
)
"""Drawn for each device by itself, because they say which one it is; living, because the log does not tell of hands."""


def _desk(room: Room, filled: Filled) -> Mapping[str, Any]:
    """What can be given to helpers, the link that is shown with its address if one is, and the way back to the console."""
    good = [hand for hand in room.hands if hand.is_good]
    shown = next((link for link in hands.links(room) if link.id == filled.get("link")), None)
    return {
        "roles": ({"role": CHECK}, {"role": TIMER}),
        "shown": _line(shown, good) if shown else None,
        "secret": hands.secret_of(room, shown) if shown else "",
        "lead_words": hands.lead_words(room),
    }


HANDS = Desk("hands", _desk)
DESKS = (HANDS,)


# --- Claims ------------------------------------------------------------------------------------------------------------


@router.get("/lead/{code}")
async def lead_page(request: Request, code: str) -> Response:
    """Where a lead link opens. Its secret stands behind the ``#``, which never leaves the browser by itself."""
    return _claim_page(request, await room_by_code(request, code), LEAD)


@router.post("/lead/{code}/claim")
async def claim_lead(request: Request, code: str, secret: Annotated[str, Form()] = "") -> Response:
    """Lead the game from this device, by a link's secret (a whole pasted link is taken too) or by the four words.

    Only words can be guessed, so only they are limited: a flood of wrong ones never keeps a link from opening. Once a
    device was taken back, the first link and the words of before open nothing: else it could claim again.
    """
    room = await room_by_code(request, code)
    typed = secret_of(secret)
    if not (
        hands.is_lead_secret(room, typed) or (is_secret(typed, room.row.lead_hash) and not hands.taken_back(room.hands))
    ):
        if not may_try(request, room, _LEAD_WORDS):
            return _claim_page(request, room, LEAD, 429, _MANY_WRONG)
        if not hands.is_lead_words(room, typed):
            was_wrong(request, room, _LEAD_WORDS)
            return _claim_page(request, room, LEAD, 403, _WRONG)
    done = RedirectResponse(POCKET if _is_for_pocket(request) else "/lead", status_code=303)
    await seats.take_hand(done, request, room, LEAD)
    return done


@router.get("/help/{code}")
async def help_page(request: Request, code: str) -> Response:
    """Where a helper link opens."""
    return _claim_page(request, await room_by_code(request, code), "help")


@router.post("/help/{code}/claim")
async def claim_help(request: Request, code: str, secret: Annotated[str, Form()] = "") -> Response:
    """Help from this device, in the role that the link was made for."""
    room = await room_by_code(request, code)
    link = hands.link_of(room, secret_of(secret))
    if link is None or not link.is_good:
        return _claim_page(request, room, "help", 403, _WRONG_HELP if link is None else _TAKEN_BACK)
    done = RedirectResponse("/help", status_code=303)
    try:
        await seats.take_hand(done, request, room, link.role, link.id)
    except TooManyClaims:
        return _claim_page(request, room, "help", 409, _MANY_DEVICES)
    return done


def secret_of(text: str) -> str:
    """The secret in a pasted text: what stands behind the last ``#``, or the whole text."""
    return text.strip().rpartition("#")[2]


def _is_for_pocket(request: Request) -> bool:
    """Whether the link was that of the page for a walking facilitator's phone."""
    return request.query_params.get("to") == "pocket"


def _claim_page(request: Request, room: Room, kind: str, status: int = 200, wrong: str = "") -> Response:
    return house_of(request).render.page(
        "claim.html",
        request,
        status=status,
        scenario=room.history.game.scenario,
        title=room.history.game.title,
        action=f"/{kind}/{room.row.code}/claim{'?to=pocket' if _is_for_pocket(request) else ''}",
        kind=kind,
        wrong=wrong,
    )


# --- Giving out and taking back ----------------------------------------------------------------------------------------


@router.post("/lead/make-link")
async def make_link(request: Request, role: Annotated[str, Form()] = "", table: Annotated[int, Form()] = 0) -> Response:
    """Make a helper link and show it. A role that has one gets the same again, so that a double press makes no second."""
    room = await led(request)
    if role not in {CHECK, TIMER, "table"}:
        return answer(request, room, Told(sentence="Choose what the helper does."), status=422, desk=HANDS)
    if role == "table" and table not in room.history.game.tables:
        return answer(request, room, Told(sentence="Choose a table first."), status=422, desk=HANDS)
    wanted = hands.table_role(table) if role == "table" else role
    link = next((link for link in hands.links(room) if link.role == wanted), None) or await hands.link(room, wanted)
    return answer(request, room, None, desk=HANDS, filled={"link": link.id})


@router.post("/lead/take-back")
async def take_back(request: Request, hand: Annotated[str, Form()] = "") -> Response:
    """Take a helper link back, or a device that has the console; its page says so within a second."""
    room, mine = await seats.lead_hand(request, expects=str((await request.form()).get("game", "")))
    found = room.hand(hand)
    if found is None or hand == mine.id:
        return answer(request, room, Told(sentence="This device cannot be taken back here."), status=409)
    await hands.revoke(room, hand)
    return answer(request, room, Told(sentence=f"Taken back: {_said(found)}."))


def _said(hand: Hand) -> str:
    if not hand.is_link:
        return hand.device
    return {CHECK: "checking words", TIMER: "the clock"}.get(hand.role, f"table {hand.table}")


# --- What each role may do ---------------------------------------------------------------------------------------------


_CHECKERS = (ask.CheckWords, ask.EditWords, ask.TrustTable, ask.MergeIdeas)
_TIMERS = (
    ask.NextStep,
    ask.BackStep,
    ask.PauseClock,
    ask.ResumeClock,
    ask.AddMinutes,
    ask.Ring,
    ask.CallTable,
)


def may(hand: Hand, command: ask.Act, game: Game) -> bool:
    """Whether this claim may send this act, as the game stands. The lead may send all, a helper what the role needs.

    Whether the act can be done is decided as for everybody, in `game.decide`.
    """
    if not hand.is_good or hand.is_link:
        return False
    if hand.role == LEAD:
        return True
    if hand.role == CHECK:
        is_blanking = isinstance(command, ask.ChooseScene) and Scene.BLANK in {command.scene, game.scene}
        return is_blanking or isinstance(command, _CHECKERS)
    if hand.role == TIMER:
        return isinstance(command, _TIMERS)
    return hand.table is not None and _may_at_table(hand.table, command, game)


def _may_at_table(table: int, command: ask.Act, game: Game) -> bool:
    """What a helper of one table may send: what is about that table, and about those who sit there."""
    match command:
        case ask.GiveTable() | ask.AnswerCall():
            return command.table == table
        case ask.SendMessage(reach=reach, key=key):
            return reach is Reach.TABLE and key == str(table)
        case ask.EnterSpoken(terms=terms):
            return any(_sits(game, party, table) for party in terms.parties)
        case ask.AnswerFor(player=player):
            return _sits(game, player, table)
        case _:
            return False


def _sits(game: Game, player: str, table: int) -> bool:
    found = game.players.get(player)
    return found is not None and not found.is_freed and found.table == table
