"""The report's editor: a page on which the facilitator writes what the log cannot know, publishes it, and puts it right.

Each part of the page is a form of its own; a form keeps whatever it does not show, and a refusal keeps what was typed.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Annotated, Any
from zlib import crc32

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from facilitator import acts
from facilitator.acting import CommandId, Filled, Told, as_answered, good_id, led
from facilitator.closing import tell_of, typed_in
from facilitator.regions import ActLine, act_lines
from facilitator.removed import removed
from game import commands as ask
from game import events as happened
from game.checking import to_check
from game.history import History
from game.refused import Refused, Why
from game.scenario import Words
from game.state import Game, Listing
from game.telling import report
from game.words import clean
from web import seats
from web.house import house_of
from web.rooms import Room

router = APIRouter()

PARTS = ("write", "answers", "next", "media", "parts", "check", "removed", "publish", "shelf")
"""The parts of the page, in the order in which one does them. Each has a template ``editor/NAME.html``."""
_NEVER_TYPED_IN = ("check", "removed", "publish")
"""The parts that are drawn anew after every act: what they hold follows from the others."""

_OF_THE_REPORT = (
    happened.Told,
    happened.MediaAdded,
    happened.MediaRemoved,
    happened.NextStepAdded,
    happened.NextStepRemoved,
    happened.SectionsLeftOut,
    happened.ReportPublished,
    happened.ReportUnpublished,
    happened.ReportShelved,
)


@router.get("/lead/report")
async def editor(request: Request, game: str = "") -> Response:
    """The page."""
    return await _page(request, await seats.lead(request, expects=game))


@router.post("/lead/write")
async def write(request: Request, command_id: CommandId = "") -> Response:
    """Write the headline and the introduction, or the three answers. What the form does not hold stays as it is."""
    room = await led(request)
    typed, before = typed_in(await request.form())
    part = "answers" if typed and not {"headline", "introduction"} & set(typed) else "write"
    return await _edit(request, command_id, tell_of(room.history.game.telling, typed, before), part, typed)


@router.post("/lead/add-next")
async def add_next(
    request: Request,
    text: Annotated[str, Form()] = "",
    who: Annotated[str, Form()] = "",
    date: Annotated[str, Form()] = "",
    command_id: CommandId = "",
) -> Response:
    """Write down what happens next in real life."""
    filled = {"text": text, "who": who, "date": date}
    command = ask.AddNextStep(text=Words(text), who=Words(who), date=Words(date))
    return await _edit(request, command_id, command, "next", filled)


@router.post("/lead/remove-next")
async def remove_next(request: Request, next_step: Annotated[str, Form()] = "", command_id: CommandId = "") -> Response:
    """Take a next step out."""
    return await _edit(request, command_id, ask.RemoveNextStep(next_step=next_step), "next")


@router.post("/lead/add-media")
async def add_media(
    request: Request,
    address: Annotated[str, Form()] = "",
    caption: Annotated[str, Form()] = "",
    alternative: Annotated[str, Form()] = "",
    command_id: CommandId = "",
) -> Response:
    """Link to a film, a picture or a paper."""
    filled = {"address": address, "caption": caption, "alternative": alternative}
    command = ask.AddMedia(address=address, caption=Words(caption), alternative=Words(alternative))
    return await _edit(request, command_id, command, "media", filled)


@router.post("/lead/remove-media")
async def remove_media(request: Request, media: Annotated[str, Form()] = "", command_id: CommandId = "") -> Response:
    """Take a link out."""
    return await _edit(request, command_id, ask.RemoveMedia(media=media), "media")


@router.post("/lead/leave-out")
async def leave_out(
    request: Request, section: Annotated[list[str] | None, Form()] = None, command_id: CommandId = ""
) -> Response:
    """Leave the ticked parts out of the report, and tell all others."""
    chosen = tuple(section or ())
    room = await led(request)
    if set(chosen) == set(room.history.game.telling.left_out):
        told = Told(sentence="It is like that already. Tick a part, or take a tick away.")
        return await _answer(request, room, told, "parts", status=409)
    return await _edit(request, command_id, ask.LeaveOut(sections=chosen), "parts", {"section": chosen})


@router.post("/lead/publish-report")
async def publish(request: Request, note: Annotated[str, Form()] = "", command_id: CommandId = "") -> Response:
    """Publish the report; one that readers can read already only with a note on what was put right."""
    room = await led(request)
    if room.history.game.is_published and not clean(note):
        told = Told(sentence="Say in one line what you put right. Readers see it in the report, with the date.")
        return await _answer(request, room, told, "publish", status=422, filled={"note": note})
    return await _edit(request, command_id, ask.Publish(note=Words(note)), "publish", {"note": note})


@router.post("/lead/unpublish")
async def unpublish(request: Request, command_id: CommandId = "") -> Response:
    """Take the report back: it is a draft again."""
    return await _edit(request, command_id, ask.Unpublish(), "publish")


@router.post("/lead/shelve")
async def shelve(
    request: Request,
    listing: Annotated[str, Form()] = "",
    until: Annotated[str, Form()] = "",
    may_index: Annotated[str, Form()] = "",
    command_id: CommandId = "",
) -> Response:
    """Choose who finds the report, the last day on which it can be read, and whether search engines may list it."""
    room = await led(request)
    filled = {"listing": listing, "until": until, "may_index": may_index}
    if listing not in set(Listing):
        told = Told(sentence="Choose who finds the report.")
        return await _answer(request, room, told, "shelf", status=422, filled=filled)
    try:
        expires_at = end_of_day(until, room.history.game)
    except ValueError:
        told = Told(sentence="We could not read that day. Write it like 2030-05-31, or leave it empty.")
        return await _answer(request, room, told, "shelf", status=422, filled=filled)
    command = ask.ShelveReport(listing=Listing(listing), expires_at=expires_at, may_index=bool(may_index))
    return await _edit(request, command_id, command, "shelf", filled)


@router.post("/lead/undo-edit")
async def undo_edit(request: Request, seq: Annotated[int, Form()], command_id: CommandId = "") -> Response:
    """Undo the newest act about the report."""
    room = await led(request)
    newest = _newest(room.history)
    if newest is None or newest.seq != seq:
        told = Told(sentence="Something else was done since. Look again.")
        return await _answer(request, room, told, "", status=409)
    return await _edit(request, command_id, ask.Undo(seq=seq), "")


# --- Days --------------------------------------------------------------------------------------------------------------


def end_of_day(typed: str, game: Game) -> datetime | None:
    """The last second (UTC) of a day like ``2030-05-31`` by the room's clocks; None for an empty one. Raises ValueError.

    The day on which the report goes already keeps its very second.
    """
    typed = typed.strip()
    if not typed:
        return None
    chosen = date.fromisoformat(typed)
    old = game.shelf.expires_at
    if old is not None and day_of(old, game) == chosen.isoformat():
        return old
    end = datetime(chosen.year, chosen.month, chosen.day, 23, 59, 59, tzinfo=zone_of(game))
    try:
        return end.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(typed) from error


def day_of(at: datetime, game: Game) -> str:
    """A moment (UTC) as the day on the room's clocks, like ``2030-05-31``."""
    return at.astimezone(zone_of(game)).date().isoformat()


def zone_of(game: Game) -> timezone:
    """The room's clocks; where nobody said, those of UTC, as in the report."""
    return timezone(timedelta(minutes=game.offset or 0))


# --- The page ----------------------------------------------------------------------------------------------------------


async def _edit(
    request: Request, command_id: str, command: ask.Act, part: str, filled: Filled | None = None
) -> Response:
    """Ask for an act and answer in the part that it was sent from."""
    room = await led(request)
    outcome = await house_of(request).rooms.submit(room.row.id, seats.LEAD, good_id(command_id), command)
    if isinstance(outcome, Refused):
        told = Told(refusal=outcome)
        if outcome.why is Why.TOO_MANY_CHOSEN:
            told = Told(sentence=f"The report holds {outcome.detail('most')} of these. Take one out first.")
        return await _answer(request, room, told, part, status=409, filled=filled)
    entry = outcome.entry
    before = [room.history.entry(event.seq) for event in entry.events if isinstance(event, happened.EntryUndone)]
    said = acts.say(before[0], room.history.game) if before and before[0] else acts.say(entry, room.history.game)
    return await _answer(request, room, Told(sentence=f"Undone: {said}." if before else f"{said}."), part)


async def _answer(
    request: Request, room: Room, told: Told, part: str, *, status: int = 200, filled: Filled | None = None
) -> Response:
    """With htmx the part, and those that follow from it; without it the whole page, or a way back to it when all is done."""
    wrong = as_answered(told, status)
    if "hx-request" not in request.headers:
        if status == 200:
            return RedirectResponse(f"/lead/report?game={room.row.id}#part-{part or 'undo'}", status_code=303)
        return await _page(request, room, wrong, part, status=status, filled=filled)
    known = await asyncio.to_thread(_known, room, house_of(request).now())
    others = tuple(one for one in (_NEVER_TYPED_IN if part else PARTS) if one != part)
    return house_of(request).render.fragment(
        "editor/answer.html",
        status=status,
        part=part,
        others=others,
        told=wrong,
        filled=(filled or {}) if status != 200 else {},
        is_answer=True,
        **known,
    )


async def _page(
    request: Request,
    room: Room,
    told: Told | None = None,
    part: str = "",
    *,
    status: int = 200,
    filled: Filled | None = None,
) -> Response:
    known = await asyncio.to_thread(_known, room, house_of(request).now())
    return house_of(request).render.page(
        "editor.html",
        request,
        status=status,
        part=part,
        parts=PARTS,
        told=told,
        filled=filled or {},
        is_answer=bool(part),
        seat=seats.name_of(room, seats.LEAD),
        **known,
    )


def _known(room: Room, now: datetime) -> dict[str, Any]:
    """What the parts are made of, at this moment (UTC). It reads the whole log, so it belongs in a thread."""
    history = room.history
    game = history.game
    readers = report(history)
    expires_at = game.shelf.expires_at
    return {
        "scenario": game.scenario,
        "game": room.row.id,
        "game_title": game.title,
        "code": room.row.code,
        "telling": game.telling,
        "draft": report(history, for_readers=False),
        "sections": game.scenario.report.sections,
        "waiting": len(to_check(game)),
        "removed": removed(history, readers),
        "is_closed": game.status == "closed",
        "is_rehearsal": game.is_rehearsal,
        "is_published": game.is_published,
        "has_changes": game.is_published and game.telling != game.told,
        "publications": tuple(replace(one, at=one.at.astimezone(zone_of(game))) for one in game.publications),
        "shelf": game.shelf,
        "until": day_of(expires_at, game) if expires_at else "",
        "gone_since": expires_at.astimezone(zone_of(game)) if expires_at and expires_at <= now else None,
        "newest": _newest(history),
        "drafts": _drafts(history),
    }


def _drafts(history: History) -> dict[str, str]:
    """What tells drafts on a device apart, by the form: it changes when the form was taken, and not when another was."""
    game, told = history.game, history.game.telling
    added = [event for entry in history.entries for event in entry.events]
    return {
        "write": _mark(told.headline, told.introduction),
        "answers": _mark(told.turning_point, told.surprise, told.refusal),
        "next": str(sum(1 for event in added if isinstance(event, happened.NextStepAdded))),
        "media": str(sum(1 for event in added if isinstance(event, happened.MediaAdded))),
        "note": str(game.published),
    }


def _mark(*texts: str) -> str:
    return f"{crc32(repr(texts).encode('utf-8', 'surrogatepass')):08x}"


def _newest(history: History) -> ActLine | None:
    """The newest act about the report that can be undone."""
    return next((line for line in act_lines(history) if _is_ours(history, line.seq)), None)


def _is_ours(history: History, seq: int) -> bool:
    entry = history.entry(seq)
    return entry is not None and all(isinstance(event, _OF_THE_REPORT) for event in entry.events)
