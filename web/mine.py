"""A player's own page: how they appear, every text they typed with what became of it, what their deals are worth, how the
others reach them, and the way to delete it all. Plain forms, no script; every change goes through `Rooms.submit`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from game import commands as ask
from game.history import History
from game.mine import MineView, Typed, mine, typed
from game.refused import Refused, Why
from game.state import Game, Player
from game.words import REMOVED
from web import contacts, seats
from web.forms import MOVES, BadField, Filled, Make, chosen, is_yes, text
from web.house import house_of
from web.joining import fields
from web.render import fresh_command_id
from web.rooms import Busy, Conflict, NotSaved, Room
from web.store import StoreDown

router = APIRouter()

_OF_A_FIELD = frozenset({Why.EMPTY, Why.TOO_LONG})
_NOT_SURE = "Nothing was deleted yet. To delete everything, press the button on this page."

_NOTHING_LEFT = "All that you wrote is deleted already. Nothing of it is left here."
_TOO_LATE = f"The {contacts.DAYS_KEPT} days after the game are over, so no contact can be left any more."


def _withdraw(filled: Filled, _game: Game, me: Player) -> ask.WithdrawWords:
    return ask.WithdrawWords(player=me.id, ref=chosen(filled, "ref"), is_withdrawn=True)


def _restore(filled: Filled, _game: Game, me: Player) -> ask.WithdrawWords:
    return ask.WithdrawWords(player=me.id, ref=chosen(filled, "ref"), is_withdrawn=False)


def _erase(filled: Filled, _game: Game, me: Player) -> ask.Erase:
    if not is_yes(filled, "sure"):
        raise BadField("sure", _NOT_SURE)
    return ask.Erase(player=me.id)


ASKS: Mapping[str, Make] = {
    "name": MOVES["rename"],
    "naming": MOVES["consent"],
    "answer": MOVES["reflect"],
    "pledge": MOVES["pledge"],
    "withdraw": _withdraw,
    "restore": _restore,
    "erase": _erase,
}
"""What a form of this page asks for; a contact is no part of the log and has its own two."""

_PART_OF: Mapping[str, str] = {
    "name": "appear",
    "naming": "appear",
    "answer": "answers",
    "pledge": "deals",
    "withdraw": "words",
    "restore": "words",
    "contact": "contact",
    "contact-back": "contact",
}
"""Where on the page a form stands, so that its answer is in view."""

VERBS = frozenset({*ASKS, "contact", "contact-back"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A form that could not be done: which one, about what (a question, a text, a deal), and why, in one of two ways."""

    verb: str
    about: str = ""
    refusal: Refused | None = None
    bad: BadField | None = None


@router.get("/mine")
async def my_page(request: Request, done: str = "") -> Response:
    """The own page of the player whose seat this browser holds."""
    room, player = await seats.player(request)
    return await _page(request, room, player, done=done if done in VERBS else "")


@router.get("/mine/erase")
async def ask_to_erase(request: Request) -> Response:
    """What goes and what stays, before everything is deleted."""
    room, player = await seats.player(request)
    return await _sure(request, room, player)


@router.get("/mine/words.json")
async def words_as_json(request: Request) -> Response:
    """All that this player typed and still is kept, as data."""
    room, player = await seats.player(request)
    return JSONResponse(await _download(room, player), headers=_to_keep(room, "json"))


@router.get("/mine/words.txt")
async def words_as_text(request: Request) -> Response:
    """All that this player typed and still is kept, as plain text."""
    room, player = await seats.player(request)
    found = await _download(room, player)
    lines = [f"{found['game']}: what I wrote, badge {found['badge']}", ""]
    lines += [f"{one['at']}  {one['what']}: {' / '.join(one['texts'])}" for one in found["words"]]
    lines += ["", f"How to reach me: {found['contact']}"] if found["contact"] else []
    return PlainTextResponse("\n".join(lines) + "\n", headers=_to_keep(room, "txt"))


@router.post("/mine/{verb}")
async def change(request: Request, verb: str) -> Response:
    """Change one thing as the player whose seat this browser holds. What could not be done comes back with its text."""
    room, player = await seats.player(request)
    if verb not in VERBS:
        raise HTTPException(404)
    filled = await fields(request)
    about = next((text(filled, name) for name in ("question", "ref", "deal") if name in filled), "")
    try:
        refusal = await _do(request, room, player, verb, filled)
    except BadField as bad:
        return await _again(request, room, player, 422, Trouble(verb=verb, about=about, bad=bad), filled)
    except ValueError:
        sentence, status = "We could not read what was sent. Press the button again.", 422
    except Conflict:
        sentence, status = "This was sent before with other words. Press the button again.", 409
    except Busy:
        sentence, status = "Many people are sending at once. Press the button again in a moment.", 503
    except (NotSaved, StoreDown):
        sentence, status = "This could not be saved. Your words are still here. Try again soon.", 503
    else:
        if refusal is None:
            return RedirectResponse(f"/mine?done={verb}#{_PART_OF.get(verb, 'done')}", status_code=303)
        status = 422 if refusal.why in _OF_A_FIELD else 409
        return await _again(request, room, player, status, Trouble(verb=verb, about=about, refusal=refusal), filled)
    trouble = Trouble(verb=verb, about=about, bad=BadField("", sentence))
    return await _again(request, room, player, status, trouble, filled)


async def _do(request: Request, room: Room, player: Player, verb: str, filled: Filled) -> Refused | None:
    """Ask for it. Raises BadField, ValueError, Conflict, Busy, NotSaved, StoreDown."""
    if verb == "contact":
        if contacts.is_over(room.history, room.now()):
            raise BadField("", _TOO_LATE)
        if not contacts.may_leave(room.history.game, player.id):
            raise BadField("", "Say first of one of these that you want more of it in real life.")
        if "contact" not in filled:
            raise BadField("", "Something is missing in what was sent. Reload the page and try again.")
        return await contacts.leave(room, player, text(filled, "contact"))
    if verb == "contact-back":
        await room.drop_contacts({player.id})
        return None
    command = ASKS[verb](filled, room.history.game, player)
    command_id = text(filled, "command_id") or fresh_command_id()
    outcome = await house_of(request).rooms.submit(room.row.id, player.id, command_id, command)
    if isinstance(outcome, Refused):
        if verb != "erase" or outcome.why is not Why.ALREADY_ANSWERED:
            return outcome
        if all(one.player != player.id for one in await room.contacts()):
            raise BadField("", _NOTHING_LEFT)
        await room.drop_contacts({player.id})  # it is no part of the log, so it may be all that is left
    if verb == "pledge":
        await contacts.read(room)  # who wants no deal any more leaves no contact behind
    return None


async def _again(
    request: Request, room: Room, player: Player, status: int, trouble: Trouble, filled: Filled
) -> Response:
    """The page with the form that could not be done, and what was typed in it."""
    player = room.history.game.players[player.id]
    if trouble.verb == "erase":
        return await _sure(request, room, player, status, trouble)
    return await _page(request, room, player, status, trouble=trouble, filled=filled)


async def _page(
    request: Request,
    room: Room,
    player: Player,
    status: int = 200,
    *,
    done: str = "",
    trouble: Trouble | None = None,
    filled: Filled | None = None,
) -> Response:
    game = room.history.game
    kept = await contacts.read(room)
    return house_of(request).render.page(
        "mine.html",
        request,
        status=status,
        view=await asyncio.to_thread(mine, room.history, player.id),
        contact=next((one.words for one in kept if one.player == player.id), ""),
        contacts=contacts.got(game, player.id, kept),
        partners=[game.players[other].badge for other in contacts.partners(game, player.id)],
        days_kept=contacts.DAYS_KEPT,
        is_too_late=contacts.is_over(room.history, room.now()),
        done=done,
        trouble=trouble,
        filled={name: values[0] for name, values in (filled or {}).items() if values},
        **_always(room, player),
    )


async def _sure(
    request: Request, room: Room, player: Player, status: int = 200, trouble: Trouble | None = None
) -> Response:
    return house_of(request).render.page(
        "mine/erase.html",
        request,
        status=status,
        view=await asyncio.to_thread(mine, room.history, player.id),
        trouble=trouble,
        **_always(room, player),
    )


def _always(room: Room, player: Player) -> dict[str, Any]:
    game = room.history.game
    return {
        "scenario": game.scenario,
        "code": room.row.code,
        "title": game.title,
        "is_rehearsal": game.is_rehearsal,
        "seat": seats.name_of(room, player.id),
    }


_WHATS: Mapping[str, str] = {
    "PlayerJoined": "name",
    "PlayerRenamed": "name",
    "CardChosen": "our own card",
    "IdeaBegun": "idea",
    "IdeaRewritten": "idea",
    "MethodWritten": "our own card in the plan",
    "DealProposed": "string",
    "DealChanged": "string",
    "DealRepaired": "how it goes on",
    "DeliverySet": "first step",
    "Reflected": "answer",
    "MondaySet": "step for Monday",
    "IdeaRefused": "what I want changed",
    "RefusalAnswered": "our answer",
    "HeadlineFiled": "headline",
}
"""What a text is called in the files that somebody keeps of their own words."""


_KINDS: Mapping[str, str] = {
    "CardChosen": "choice",
    "IdeaBegun": "idea",
    "IdeaRewritten": "idea",
    "MethodWritten": "method",
    "DealProposed": "string",
    "DealChanged": "string",
    "DeliverySet": "delivery",
    "Reflected": "reflection",
    "IdeaRefused": "refusal",
    "RefusalAnswered": "answer",
    "HeadlineFiled": "headline",
}
"""What the words of an event are called in `game.mine.MyWords`."""


def _became(view: MineView, texts: Iterable[Typed]) -> Iterator[tuple[Typed, str]]:
    """Each text with what became of it. The same words about something else may have become something else."""
    known = {
        (words.what, words.about, text): words.became.value
        for words in (*view.words, *(said.words for said in view.answers))
        for text in (words.text, words.line)
        if text
    }
    for one in texts:
        keys = ((_KINDS.get(one.kind, ""), one.about, text) for text in one.texts)
        yield one, next((known[key] for key in keys if key in known), "")


def _texts_of(history: History, player: str) -> list[tuple[Typed, str]]:
    return list(_became(mine(history, player), typed(history, player)))


async def _download(room: Room, player: Player) -> dict[str, Any]:
    game = room.history.game
    texts = await asyncio.to_thread(_texts_of, room.history, player.id)
    kept = await contacts.read(room)
    return {
        "game": game.title,
        "code": room.row.code,
        "badge": player.badge,
        "name": "" if player.name == REMOVED else player.name,
        "in_the_report": player.naming.value,
        "contact": next((one.words for one in kept if one.player == player.id), ""),
        "words": [
            {
                "at": one.at.isoformat(timespec="seconds"),
                "what": _WHATS.get(one.kind, "words"),
                "texts": list(one.texts),
                "became": became,
            }
            for one, became in texts
        ],
    }


def _to_keep(room: Room, ending: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="my-words-{room.row.code}.{ending}"'}
