"""Words that players typed, before all see them: the list, and what is done with each. Actions that came after the close too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from facilitator import acts
from facilitator.acting import CommandId, Desk, Filled, Told, act, answer, led
from facilitator.regions import console_region, console_view
from facilitator.tables import At, act_at
from game import commands as ask
from game.alike import alike
from game.checking import TypedWords, as_one, is_edited, shown_as, typed_words, wording
from game.history import History
from game.ideas import holding, public_ideas
from game.scenario import Words
from game.state import Game, HideReason, Idea
from game.wary import Warning, covered, warnings, without_private
from web.rooms import Room

router = APIRouter()

SHOWN = 10
"""So many texts that wait stand on the console."""
DECIDED = 20
KNOWN_AFTER = 2
"""After so many shown texts a table may be trusted."""


# --- What waits --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """An idea that looks like the one beside it. ``title`` is blacked out where it holds something private or rude."""

    idea: str
    other: str
    label: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A typed text on the list. ``text`` is blacked out where somebody should look first: a screen can be seen by accident.

    ``shows`` is what was decided, None while it waits. ``one_with`` is the label of the idea that it is shown as one with.
    """

    ref: str
    what: str
    table: int
    text: str
    warnings: tuple[Warning, ...]
    shows: bool | None = None
    reason: HideReason | None = None
    is_edited: bool = False
    twin: Twin | None = None
    idea: str = ""
    one_with: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two ideas that look alike, both looked at already."""

    table: int
    label: str
    title: str
    twin: Twin


@dataclass(frozen=True, slots=True, kw_only=True)
class LateLine:
    """An action that came after the close, in words that hold nothing private."""

    id: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """What waits for the facilitator, oldest first, and what was decided, newest first.

    ``known`` are tables of which texts were shown, that may be trusted; ``trusted`` are those that are.
    """

    words: tuple[Line, ...]
    more: int
    pairs: tuple[Pair, ...]
    known: tuple[int, ...]
    trusted: tuple[int, ...]
    decided: tuple[Line, ...]
    late: tuple[LateLine, ...]


def checks(history: History, _key: str) -> Checks:
    """What waits for a check. Audience: the facilitator."""
    game = history.game
    waiting = console_view(history).to_check
    pairs = alike(game)
    words = tuple(line(game, one, twin_of(game, one, pairs, waiting)) for one in waiting[:SHOWN])
    told = {one.twin.idea for one in words if one.twin} | {one.twin.other for one in words if one.twin}
    by_id = {idea.id: idea for idea in public_ideas(game)}
    late = tuple(
        LateLine(id=kept.late, words=acts.say_events(kept.events, kept.at, game)) for kept in history.late_actions()
    )
    return Checks(
        words=words,
        more=len(waiting) - len(words),
        pairs=tuple(
            _pair(game, by_id[one], by_id[other])
            for one, other in pairs
            if not {one, other} & told and not _waits(by_id[one], waiting) and not _waits(by_id[other], waiting)
        ),
        known=known_tables(game),
        trusted=tuple(number for number, table in sorted(game.tables.items()) if table.is_trusted),
        decided=_decided(game),
        late=late,
    )


def line(game: Game, words: TypedWords, twin: Twin | None = None) -> Line:
    """One text as it may stand on a screen that others could see."""
    idea = words.ref.split(":")[1] if words.what == "idea" else ""
    found = game.ideas.get(idea)
    kept = shown_as(game, found) if found else None
    said = wording(game, words.ref, words.title, words.line)
    now = TypedWords(ref=words.ref, what=words.what, table=words.table, title=said.title, line=said.line).text
    return Line(
        ref=words.ref,
        what=words.what,
        table=words.table,
        text=covered(now),
        warnings=warnings(now),
        shows=game.checks.get(words.ref),
        reason=game.reasons.get(words.ref),
        is_edited=is_edited(game, words.ref),
        twin=twin,
        idea=idea,
        one_with=kept.label if kept is not None and kept is not found else "",
    )


def known_tables(game: Game) -> tuple[int, ...]:
    """The tables of which enough texts were shown that they may be trusted, and are not."""
    shown: dict[int, int] = {}
    for words in typed_words(game):
        if game.checks.get(words.ref):
            shown[words.table] = shown.get(words.table, 0) + 1
    return tuple(
        number
        for number, table in sorted(game.tables.items())
        if shown.get(number, 0) >= KNOWN_AFTER and not table.is_trusted
    )


def _decided(game: Game) -> tuple[Line, ...]:
    words = {one.ref: one for one in typed_words(game)}
    newest = [words[ref] for ref in reversed(tuple(game.checks)) if ref in words]
    return tuple(line(game, one) for one in newest[:DECIDED])


def _waits(idea: Idea, waiting: tuple[TypedWords, ...]) -> bool:
    return any(words.what == "idea" and words.ref.split(":")[1] == idea.id for words in waiting)


def twin_of(
    game: Game, words: TypedWords, pairs: tuple[tuple[str, str], ...], waiting: tuple[TypedWords, ...]
) -> Twin | None:
    """The idea that this one looks like. While both wait it is told of the newer one only."""
    if words.what != "idea":
        return None
    idea = words.ref.split(":")[1]
    for one, other in pairs:
        if idea == other or (idea == one and not _waits(game.ideas[other], waiting)):
            found = game.ideas[one if idea == other else other]
            return Twin(idea=idea, other=found.id, label=found.label, title=covered(_title(game, found)))
    return None


def _pair(game: Game, one: Idea, other: Idea) -> Pair:
    twin = Twin(idea=other.id, other=one.id, label=one.label, title=covered(_title(game, one)))
    return Pair(table=other.table, label=other.label, title=covered(_title(game, other)), twin=twin)


def _title(game: Game, idea: Idea) -> str:
    return wording(game, f"idea:{idea.id}:{idea.rev}", idea.title).title


REGIONS = (console_region("checks", checks),)


# --- Desks -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text to read and to change: as its author wrote it, and the wording to begin with."""

    words: TypedWords
    warnings: tuple[Warning, ...]
    title: str
    line: str
    shows: bool | None


def text_to_edit(game: Game, filled: Filled) -> Text | None:
    """The text that a desk is about; None when its author has written it anew, or it is gone."""
    words = next((one for one in typed_words(game) if one.ref == filled.get("ref")), None)
    if words is None:
        return None
    found = warnings(words.text)
    now = wording(game, words.ref, words.title, words.line)
    first = [without_private(part) if found and words.ref not in game.edits else part for part in (now.title, now.line)]
    return Text(
        words=words,
        warnings=found,
        title=str(filled.get("title", first[0])),
        line=str(filled.get("line", first[1])),
        shows=game.checks.get(words.ref),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An idea beside one that looks like it. ``deals`` is how many stand for it; ``keeps`` whether others show its words."""

    id: str
    label: str
    table: int
    title: str
    line: str
    deals: int
    keeps: bool


def cards_alike(game: Game, filled: Filled) -> tuple[Card, ...]:
    """The two ideas of the desk; none when one of them is gone, or stands with another already."""
    found = [idea for idea in public_ideas(game) if idea.id in (filled.get("other"), filled.get("idea"))]
    if len(found) != 2 or any(idea.one_with for idea in found):
        return ()
    return tuple(
        Card(
            id=idea.id,
            label=idea.label,
            table=idea.table,
            title=covered(_title(game, idea)),
            line=covered(wording(game, f"idea:{idea.id}:{idea.rev}", idea.title, idea.line).line),
            deals=sum(1 for _ in holding(game, idea.id)),
            keeps=len(as_one(game, idea)) > 1,
        )
        for idea in found
    )


def _edit(room: Room, filled: Filled) -> Mapping[str, Any]:
    return {"text": text_to_edit(room.history.game, filled), "reasons": tuple(HideReason)}


def _alike(room: Room, filled: Filled) -> Mapping[str, Any]:
    return {"cards": cards_alike(room.history.game, filled)}


EDIT, ALIKE = Desk("edit", _edit), Desk("alike", _alike)
DESKS = (EDIT, ALIKE)


# --- Acts --------------------------------------------------------------------------------------------------------------

Reason = Annotated[HideReason | Literal[""], Form()]
"""Why words are hidden; empty when nothing is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked for on the desk where a text is changed."""

    ref: str
    title: str
    line: str
    do: str
    reason: HideReason | None

    @property
    def command(self) -> ask.CheckWords | ask.EditWords:
        """The act that it comes down to."""
        if self.reason is not None or self.do == "hide":
            return ask.CheckWords(ref=self.ref, shows=False, reason=self.reason)
        if self.do == "show":
            return ask.CheckWords(ref=self.ref, shows=True)
        return ask.EditWords(ref=self.ref, title=Words(self.title), line=Words(self.line))


def two_ideas(keep: str, idea: str, other: str, do: str, game: Game) -> ask.MergeIdeas | ask.CheckWords | None:
    """What is done with two ideas that look alike; ``keep`` is the one whose words stay. None when nothing fits."""
    if keep not in {idea, other} or idea == other:
        return None
    drop = other if keep == idea else idea
    if do == "apart":
        return ask.MergeIdeas(idea=idea, into="", apart=other)
    if do == "hide":
        found = game.ideas.get(drop)
        ref = f"idea:{drop}:{found.rev}" if found else ""
        return ask.CheckWords(ref=ref, shows=False, reason=HideReason.TWICE)
    return ask.MergeIdeas(idea=drop, into=keep)


@router.post("/lead/check")
async def check(
    request: Request,
    ref: Annotated[str, Form()],
    shows: Annotated[bool, Form()],
    reason: Reason = "",
    command_id: CommandId = "",
) -> Response:
    """Show typed words to all, or hide them with a reason or without."""
    return await act(request, command_id, ask.CheckWords(ref=ref, shows=shows, reason=reason or None))


@router.post("/lead/show-harmless")
async def show_harmless(request: Request, command_id: CommandId = "") -> Response:
    """Show all that waits and holds nothing that a person should look at."""
    return await act(request, command_id, ask.ShowHarmless())


@router.post("/lead/edit")
async def edit(
    request: Request,
    ref: Annotated[str, Form()] = "",
    title: Annotated[str, Form()] = "",
    line: Annotated[str, Form()] = "",
    do: Annotated[str, Form()] = "",
    reason: Reason = "",
    command_id: CommandId = "",
) -> Response:
    """Show typed words in another wording, or as they are, or hide them: whichever button was pressed."""
    wish = Wish(ref=ref, title=title, line=line, do=do, reason=reason or None)
    return await act(request, command_id, wish.command, desk=EDIT, filled={"ref": ref, "title": title, "line": line})


@router.post("/lead/trust")
async def trust(
    request: Request,
    table: Annotated[int, Form()],
    trusts: Annotated[bool, Form()],
    at: At = 0,
    command_id: CommandId = "",
) -> Response:
    """Show a table's words without a check from now on, or check them again."""
    return await act_at(request, command_id, ask.TrustTable(table=table, trusts=trusts), at)


@router.post("/lead/alike")
async def two_alike(
    request: Request,
    idea: Annotated[str, Form()],
    other: Annotated[str, Form()],
    keep: Annotated[str, Form()] = "",
    do: Annotated[str, Form()] = "",
    command_id: CommandId = "",
) -> Response:
    """Show two ideas as one, keep both, or hide the one whose words do not stay."""
    filled = {"idea": idea, "other": other, "keep": keep}
    room = await led(request)
    command = two_ideas(keep, idea, other, do, room.history.game)
    if command is None:
        told = Told(sentence="Choose whose words stay.")
        return answer(request, room, told, status=422, desk=ALIKE, filled=filled)
    return await act(request, command_id, command, desk=ALIKE, filled=filled)


@router.post("/lead/apart")
async def apart(
    request: Request,
    idea: Annotated[str, Form()],
    other: Annotated[str, Form()] = "",
    command_id: CommandId = "",
) -> Response:
    """Keep two ideas that look alike beside each other, or part two that are shown as one."""
    return await act(request, command_id, ask.MergeIdeas(idea=idea, into="", apart=other))


@router.post("/lead/admit")
async def admit(request: Request, late: Annotated[str, Form()], command_id: CommandId = "") -> Response:
    """Let an action that came after the close count."""
    return await act(request, command_id, ask.AdmitLate(late=late))
