"""Who needs the facilitator: at most three tables, worst first, each with what to do about it, and which of them wait for later.

What was put off is kept in this process and shared by all consoles of a game; it never enters the log. It names no person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from facilitator.acting import Told, answer, led
from facilitator.regions import console_region
from facilitator.talk import MINUTES
from game.flags import Flag, FlagKind, Suggest, flags
from game.scenario import StepKind
from game.state import CallFor, Game, Reach, Status
from web.house import house_of
from web.presence import Phones
from web.regions import Moment, Region

router = APIRouter()

SHOWN = 3
SNOOZE = timedelta(minutes=5)
MOST_GAMES = 500
MOST_PUT_OFF = 200
"""As many flags of one game as are kept; a room has 64 tables, and what is over is forgotten."""


class Snoozes:
    """Which flags were put off, and until when, for all games of this process. Times are given in (UTC)."""

    def __init__(self) -> None:
        self._games: dict[str, dict[str, datetime]] = {}

    def put_off(self, game: str, flag: str, now: datetime) -> None:
        """Do not show this flag for a while. The oldest game and flag make room for new ones."""
        kept = {name: until for name, until in self._games.pop(game, {}).items() if until > now and name != flag}
        self._games[game] = kept
        while len(self._games) > MOST_GAMES:
            del self._games[next(iter(self._games))]
        while len(kept) >= MOST_PUT_OFF:
            del kept[next(iter(kept))]
        kept[flag] = now + SNOOZE

    def is_put_off(self, game: str, flag: str, now: datetime) -> bool:
        """Whether this flag is not to be shown yet."""
        until = self._games.get(game, {}).get(flag)
        return until is not None and now < until

    def bring_back(self, game: str) -> None:
        """Show everything of this game again."""
        self._games.pop(game, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedAct:
    """A button: an act with its fields, sent as it is; or, without a ``verb``, a desk that opens with ``query``.

    ``is_shown_at_desk``: its answer is a desk.
    """

    label: str
    verb: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    desk: str = ""
    query: str = ""
    is_shown_at_desk: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A table that needs somebody, in words, with what to do about it. ``nudge`` is what a nudge would write."""

    id: str
    kind: FlagKind
    table: int
    title: str
    words: str
    acts: tuple[NeedAct, ...]
    nudge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """Who needs the facilitator. ``more`` come after these, ``put_off`` wait for later; ``is_on`` while the game is played."""

    needs: tuple[Need, ...]
    more: int
    put_off: int
    is_on: bool


def needs(moment: Moment, snoozes: Snoozes) -> Needs:
    """The worst needs of the room at this moment, one for each table."""
    game = moment.history.game
    found = flags(moment.history, moment.now, lost(game, moment.phones))
    shown = tuple(flag for flag in found if not snoozes.is_put_off(game.id, flag.id, moment.now))
    worst = _one_each(flag for flag in shown if not _is_nudged(flag, game, moment.now))
    return Needs(
        needs=tuple(say(flag, game, moment.now) for flag in worst[:SHOWN]),
        more=max(0, len(worst) - SHOWN),
        put_off=len(found) - len(shown),
        is_on=game.status is Status.PLAYING,
    )


def lost(game: Game, phones: Phones) -> dict[int, tuple[int, datetime]]:
    """By table: how many phones are lost, and since when at least two of them are."""
    gone: dict[int, list[datetime]] = {}
    for player in game.seated():
        since = phones.lost_since(player.id)
        if since is not None and not player.on_paper:
            gone.setdefault(player.table, []).append(since)
    return {number: (len(times), sorted(times)[1]) for number, times in gone.items() if len(times) > 1}


def _is_nudged(flag: Flag, game: Game, now: datetime) -> bool:
    """Whether the table was written to because of this a moment ago: then it has some minutes to do something."""
    return Suggest.NUDGE in flag.acts and any(
        message.reach is Reach.TABLE and message.key == str(flag.table) and flag.since <= message.at > now - SNOOZE
        for message in game.messages
    )


def _one_each(found: Iterable[Flag]) -> list[Flag]:
    """Of each table the worst one."""
    worst: dict[int, Flag] = {}
    for flag in found:
        worst.setdefault(flag.table, flag)
    return list(worst.values())


def regions(snoozes: Snoozes) -> tuple[Region, ...]:
    """The region of the console, which knows what was put off. Audience: the facilitator."""

    def view(moment: Moment, _key: str) -> Needs:
        return needs(moment, snoozes)

    return (console_region("needs", view, living=True),)


# --- In words ----------------------------------------------------------------------------------------------------------


def say(flag: Flag, game: Game, now: datetime) -> Need:
    """A flag in words: what is so, what it may mean, and what helps."""
    title, words = _words(flag, game, flag.minutes(now))
    return Need(
        id=flag.id,
        kind=flag.kind,
        table=flag.table,
        title=title,
        words=words,
        acts=tuple(_act(suggested, flag, game) for suggested in flag.acts),
        nudge=_nudge(flag, game) if Suggest.NUDGE in flag.acts else "",
    )


def _words(flag: Flag, game: Game, minutes: int) -> tuple[str, str]:
    deal, deals = game.scenario.say.deal, game.scenario.say.deals
    waits = f"for {minutes} min" if minutes else "now"
    match flag.kind:
        case FlagKind.CALL if flag.about == CallFor.TIME:
            return f"Wants more time, {waits}", "They are not done. Give it, or say why not."
        case FlagKind.CALL:
            return f"Calls you, {waits}", "Somebody there wants to ask you something."
        case FlagKind.LOST:
            return f"{flag.count} phones lost {waits}", "Others at the table can act for them."
        case FlagKind.QUIET:
            return f"{_nothing_yet(game)}, quiet {waits}", "They may be talking well. Walk by, or write a line."
        case FlagKind.ASKED:
            whom = flag.about or "one person"
            return (
                f"{flag.count} {deals} wait for {whom}",
                "Everybody asks the same character. A yes or a no frees them.",
            )
        case FlagKind.UNANSWERED:
            things = f"1 {deal} waits" if flag.count == 1 else f"{flag.count} {deals} wait"
            return f"{things} {waits}", "The answer is here. Say it aloud, or on a phone."
        case FlagKind.NO_CHARACTER:
            return f"{flag.count} without a character", "Somebody came late, or has not chosen yet."
        case FlagKind.INSIDE:
            return f"All {deals} stay inside", "Nobody from another table is in them yet."


def _nothing_yet(game: Game) -> str:
    """What the step wants of a table and has not got."""
    step, words = game.step, game.scenario.say
    match step.kind if step else None:
        case StepKind.CHOOSE:
            return "Nothing chosen"
        case StepKind.IDEA:
            return f"No {words.idea}"
        case StepKind.PLAN:
            return "No plan"
        case StepKind.MARKET:
            return f"No {words.deal}"
        case StepKind.DELIVER:
            return "Nobody leads"
        case _:
            return "Nothing yet"


def _act(suggested: Suggest, flag: Flag, game: Game) -> NeedAct:
    table = str(flag.table)
    match suggested:
        case Suggest.COMING:
            return NeedAct(label="Coming", verb="answer-call", fields={"table": table, "answer": "coming"})
        case Suggest.TIME:
            return NeedAct(label=f"+{MINUTES} min", verb="answer-call", fields={"table": table, "answer": "time"})
        case Suggest.NUDGE:
            fields = {"to": f"table:{table}", "ready": _nudge(flag, game)}
            return NeedAct(label="Nudge", verb="message", fields=fields)
        case Suggest.DEAL:
            return NeedAct(label="Deal a character", verb="deal-missing", is_shown_at_desk=True)
        case Suggest.WAY_BACK:
            return NeedAct(label="Offer the way back", desk="table", query=f"&table={table}")
        case Suggest.TABLE:
            return NeedAct(label=f"Open table {table}", desk="table", query=f"&table={table}")


def _nudge(flag: Flag, game: Game) -> str:
    """A ready sentence for the phones of the table. It invites, and says nothing of what was not done."""
    words = game.scenario.say
    match flag.kind, game.step.kind if game.step else None:
        case FlagKind.QUIET, StepKind.CHOOSE:
            return "Which card makes you speak? One phone is enough."
        case FlagKind.QUIET, StepKind.IDEA:
            return f"Write your {words.idea} in one line. You can change it."
        case FlagKind.QUIET, StepKind.PLAN:
            return "Take the card that you all like first."
        case FlagKind.QUIET, StepKind.MARKET:
            return "Walk to another table and ask for one thing."
        case FlagKind.QUIET, StepKind.DELIVER:
            return "Who could lead this, if it were smaller?"
        case ((FlagKind.ASKED | FlagKind.UNANSWERED), _):
            return "Somebody waits for your answer. A no is good too."
        case FlagKind.NO_CHARACTER, _:
            return "Choose one of your two characters."
        case FlagKind.INSIDE, _:
            return "Ask one table that you do not know yet."
        case _:
            return "Do you need anything? I am here."


# --- Putting off -------------------------------------------------------------------------------------------------------


@router.post("/lead/snooze")
async def snooze(request: Request, flag: Annotated[str, Form()] = "") -> Response:
    """Put a flag off for 5 minutes, on all consoles of this game. It is no act, and nothing in the game changes."""
    room = await led(request)
    house = house_of(request)
    snoozes_of(request).put_off(room.row.id, flag[:80], house.now())
    house.live.look_soon(room.row.id)
    return answer(request, room, Told(sentence="Put off for 5 min."))


@router.post("/lead/unsnooze")
async def unsnooze(request: Request) -> Response:
    """Show all that was put off again."""
    room = await led(request)
    snoozes_of(request).bring_back(room.row.id)
    house_of(request).live.look_soon(room.row.id)
    return answer(request, room, Told(sentence="All is shown again."))


def snoozes_of(request: Request) -> Snoozes:
    """What was put off in this server."""
    kept: Snoozes = request.app.state.snoozes
    return kept
