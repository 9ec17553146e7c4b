"""The pages of helpers: one checks words, one runs the clock, one looks after a table. Each is sent what its role needs only.

Whether a helper may do something is said by `facilitator.hands.may`; what is done stands in the log as the facilitator's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from facilitator import acts
from facilitator.acting import PUT_AWAY, Filled, Told, as_answered, good_id
from facilitator.checks import Twin, Wish, cards_alike, known_tables, text_to_edit, twin_of, two_ideas
from facilitator.hands import may
from facilitator.regions import console_view
from facilitator.runsheet import Button, button
from facilitator.screen import scene_before
from facilitator.spoken import NoSuchBadge, NoSuchWord, idea_of, lines_of, terms_of
from facilitator.talk import MINUTES
from game import commands as ask
from game import views
from game.alike import alike
from game.bargaining import OWN_WORDS
from game.checking import TypedWords
from game.deals import deals_of
from game.history import History
from game.ideas import public_ideas
from game.refused import Refused
from game.scenario import StepKind, TokenKind, Words
from game.shapes import BarView, IdeaView, StageView
from game.state import Call, CallAnswer, Deal, DealState, Game, HideReason, Reach, Scene, Status
from game.wary import Warning, warnings
from web import seats
from web.hands import CHECK, TIMER, Hand
from web.house import house_of
from web.regions import HELP, Region, audiences_of
from web.rooms import Room
from web.seats import LEAD

router = APIRouter()

NEXT_FEW = 9
"""So many texts stand behind the one that is looked at."""
_NOT_YOURS = "Your link is not for this. Ask the facilitator."
_NOT_AT_TABLE = "One of them must sit at your table."
_NOT_READ = "We could not read what was sent. Reload the page and try again."


# --- What each role sees -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text to check, in full: a helper's phone is no projector."""

    words: TypedWords
    warnings: tuple[Warning, ...]
    twin: Twin | None
    may_trust: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckHelp:
    """What waits for a check, oldest first: ``left`` counts all. ``back_to`` is the scene that a blank wall showed before."""

    texts: tuple[Text, ...]
    left: int
    is_blank: bool
    back_to: Scene
    role: str = "check"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerHelp:
    """The clock, the big button, and whose turn it is to report back."""

    bar: BarView
    button: Button
    stage: StageView | None
    role: str = "timer"


@dataclass(frozen=True, slots=True, kw_only=True)
class DealOfTable:
    """A deal with people of the table: who is in it, by badge, with what. ``waiting`` are those here who have not answered."""

    id: str
    version: int
    number: int
    state: DealState
    idea_label: str
    parties: tuple[tuple[str, tuple[tuple[TokenKind, int], ...]], ...]
    string: str
    waiting: tuple[tuple[str, str], ...]
    """Pairs of player and badge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableHelp:
    """One table: its idea and list, its deals, its call. People are badges here."""

    number: int
    is_there: bool
    badges: tuple[str, ...]
    idea: IdeaView | None
    asks: tuple[tuple[TokenKind, str, int], ...]
    """The open lines of its list: kind, words, and how often."""
    deals: tuple[DealOfTable, ...]
    call: Call | None
    extra: int
    bar: BarView
    is_playing: bool
    opens_deals: bool
    role: str = "table"


def helped(history: History, role: str) -> CheckHelp | TimerHelp | TableHelp:
    """What a helper in this role needs. Audience: the helpers of that role."""
    if role == CHECK:
        return _check_help(history)
    if role == TIMER:
        view = console_view(history)
        return TimerHelp(bar=view.bar, button=button(view), stage=view.stage)
    return _table_help(history, int(role.rpartition(":")[2]))


REGIONS = (Region("help", "helper", "help/region.html", helped),)


def _check_help(history: History) -> CheckHelp:
    game = history.game
    waiting = console_view(history).to_check
    pairs, known = alike(game), known_tables(game)
    return CheckHelp(
        texts=tuple(
            Text(
                words=words,
                warnings=warnings(words.text),
                twin=twin_of(game, words, pairs, waiting),
                may_trust=words.table in known,
            )
            for words in waiting[: NEXT_FEW + 1]
        ),
        left=len(waiting),
        is_blank=game.scene is Scene.BLANK,
        back_to=scene_before(history),
    )


def _table_help(history: History, number: int) -> TableHelp:
    game = history.game
    table = game.tables.get(number)
    own = game.ideas.get(table.idea) if table else None
    here = sorted(game.seated(number), key=lambda player: (len(player.letter), player.letter))
    deals = {deal.id: deal for player in here for deal in deals_of(game, player.id)}
    extra = table.extra if table else None
    idea = views.idea_view(game, own, number) if own else None
    return TableHelp(
        number=number,
        is_there=table is not None,
        badges=tuple(player.badge for player in here),
        idea=idea,
        asks=_asks(idea),
        deals=tuple(_deal(game, deal, number) for deal in sorted(deals.values(), key=_deal_order) if _is_alive(deal)),
        call=table.call if table and table.call and table.call.answer is None else None,
        extra=extra.minutes if extra else 0,
        bar=views.bar(game),
        is_playing=game.status is Status.PLAYING,
        opens_deals=game.has_opened(StepKind.MARKET) and game.status is not Status.CLOSED,
    )


def _asks(idea: IdeaView | None) -> tuple[tuple[TokenKind, str, int], ...]:
    lines = Counter((need.kind, need.title) for need in (idea.open_needs if idea else ()))
    return tuple((kind, title, count) for (kind, title), count in lines.items())


def _is_alive(deal: Deal) -> bool:
    return deal.holds or deal.state is DealState.PROPOSED


def _deal_order(deal: Deal) -> tuple[bool, int]:
    """Those that wait first, then the newest."""
    return deal.state is not DealState.PROPOSED, -deal.number


def _deal(game: Game, deal: Deal, table: int) -> DealOfTable:
    kinds = {kind.id: kind for kind in game.scenario.tokens}

    def given(player: str) -> tuple[tuple[TokenKind, int], ...]:
        counts = Counter(gift.kind for gift in deal.terms.gifts if gift.giver == player)
        return tuple((kinds[kind], count) for kind, count in sorted(counts.items()))

    waits = deal.waiting if deal.state is DealState.PROPOSED else ()
    return DealOfTable(
        id=deal.id,
        version=deal.version,
        number=deal.number,
        state=deal.state,
        idea_label=game.ideas[deal.idea].label,
        parties=tuple((game.badge_of(party), given(party)) for party in deal.terms.parties),
        string=views.string_text(game, deal.terms.string, deal.terms.own_words),
        waiting=tuple((party, game.badge_of(party)) for party in waits if game.players[party].table == table),
    )


# --- Pages -------------------------------------------------------------------------------------------------------------


@router.get("/help")
async def help_page(request: Request) -> Response:
    """The page of the helper who holds this browser."""
    room, hand = await seats.hand(request)
    return _page(request, room, hand)


@router.get("/help/desk/{what}")
async def desk(request: Request, what: str) -> Response:
    """A form: as a piece for a page with script, else on the whole page."""
    room, hand = await seats.hand(request)
    if what not in _DESKS.get(_kind(hand), ()):
        is_piece = "hx-request" in request.headers
        return HTMLResponse(PUT_AWAY) if is_piece else RedirectResponse("/help", status_code=303)
    return _answer(request, room, hand, None, desk=what, filled=dict(request.query_params))


_DESKS = {"check": ("edit", "alike"), "table": ("spoken", "message")}
"""The forms of each kind of role."""


def _kind(hand: Hand) -> str:
    return "table" if hand.table is not None else hand.role


def _page(
    request: Request,
    room: Room,
    hand: Hand,
    told: Told | None = None,
    *,
    status: int = 200,
    desk: str = "",
    filled: Filled | None = None,
) -> Response:
    house = house_of(request)
    who = HELP + hand.role
    return house.render.page(
        "help.html",
        request,
        regions=house.live.filled(room, audiences_of(room.history.game, who) or {}),
        status=status,
        desk=desk,
        seat=seats.name_of(room, who),
        **_context(room, hand, told, desk, filled),
    )


def _answer(
    request: Request,
    room: Room,
    hand: Hand,
    told: Told | None,
    *,
    status: int = 200,
    desk: str = "",
    filled: Filled | None = None,
) -> Response:
    """With htmx a piece, without it the whole page, or a way back to it when all is done."""
    told = as_answered(told, status)
    if "hx-request" not in request.headers:
        if told is not None and told.is_done:
            return RedirectResponse("/help", status_code=303)
        return _page(request, room, hand, told, status=status, desk=desk, filled=filled)
    template = "help/said.html"
    if desk:
        template = "help/done.html" if told is not None and status == 200 else f"help/desk/{desk}.html"
    return house_of(request).render.fragment(template, status=status, **_context(room, hand, told, desk, filled))


def _context(room: Room, hand: Hand, told: Told | None, desk: str, filled: Filled | None) -> dict[str, Any]:
    """What the forms of this role are made of, and nothing of the others'."""
    game, given = room.history.game, filled or {}
    known: dict[str, Any] = {
        "scenario": game.scenario,
        "told": told,
        "filled": given,
        "role": _kind(hand),
        "table": hand.table,
        "game_title": game.title,
        "code": room.row.code,
        "game": room.row.id,
    }
    if desk == "edit":
        known |= {"text": text_to_edit(game, given)}
    if desk == "alike":
        known |= {"cards": cards_alike(game, given)}
    if desk == "spoken":
        known |= {"labels": tuple((idea.id, idea.label, idea.table) for idea in public_ideas(game))}
    return known


# --- Acts --------------------------------------------------------------------------------------------------------------


@router.post("/help/{verb}")
async def act(request: Request, verb: str) -> Response:
    """Ask for an act of this helper's role; it is entered as the facilitator's."""
    form = {name: str(value) for name, value in (await request.form()).items()}
    room, hand = await seats.hand(request, expects=form.get("game", ""))
    desk = verb if verb in _DESKS.get(_kind(hand), ()) else ""
    game = room.history.game
    try:
        command = _command(verb, form, game, hand)
    except ValueError:
        command = Told(sentence=_NOT_READ)
    if isinstance(command, Told):
        return _answer(request, room, hand, command, status=422, desk=desk, filled=form)
    if command is None or not may(hand, command, game):
        told = Told(sentence=_NOT_AT_TABLE if isinstance(command, ask.EnterSpoken) else _NOT_YOURS)
        return _answer(request, room, hand, told, status=403, desk=desk, filled=form)
    command_id = good_id(form.get("command_id", ""))
    outcome = await house_of(request).rooms.submit(room.row.id, LEAD, command_id, command)
    if isinstance(outcome, Refused):
        return _answer(request, room, hand, Told(refusal=outcome), status=409, desk=desk, filled=form)
    told = Told(sentence=f"{acts.say(outcome.entry, room.history.game)}.")
    return _answer(request, room, hand, told, desk=desk)


def _command(verb: str, form: Mapping[str, str], game: Game, hand: Hand) -> ask.Act | Told | None:
    """What the form asks for; None for a verb that helpers do not have. Raises ValueError for what cannot be read."""
    match verb:
        case "check" | "edit" | "trust" | "alike" | "apart" | "scene":
            return _to_check(verb, form, game)
        case "next":
            return ask.NextStep(from_step=int(form.get("from_step", "")))
        case "back":
            return ask.BackStep(from_step=int(form.get("from_step", "")))
        case "pause":
            return ask.PauseClock()
        case "resume":
            return ask.ResumeClock()
        case "minutes":
            return ask.AddMinutes(minutes=_few(form.get("minutes", "")))
        case "ring":
            return ask.Ring()
        case "call":
            return ask.CallTable(table=int(form.get("table", "")))
        case "give" | "answer-call" | "message" | "spoken" | "answer-for" if hand.table is not None:
            return _at_table(verb, form, game, hand.table)
        case _:
            return None


def _to_check(verb: str, form: Mapping[str, str], game: Game) -> ask.Act | Told | None:
    reason = HideReason(form["reason"]) if form.get("reason") else None
    ref, idea, other = (form.get(name, "") for name in ("ref", "idea", "other"))
    match verb:
        case "check":
            return ask.CheckWords(ref=ref, shows=form.get("shows") == "true", reason=reason)
        case "edit":
            do, title, line = (form.get(name, "") for name in ("do", "title", "line"))
            return Wish(ref=ref, title=title, line=line, do=do, reason=reason).command
        case "trust":
            return ask.TrustTable(table=int(form.get("table", "")), trusts=form.get("trusts") == "true")
        case "alike":
            chosen = two_ideas(form.get("keep", ""), idea, other, form.get("do", ""), game)
            return chosen or Told(sentence="Choose whose words stay.")
        case "apart":
            return ask.MergeIdeas(idea=idea, into="", apart=other)
        case _:
            return ask.ChooseScene(scene=Scene(form.get("scene", "")))


def _at_table(verb: str, form: Mapping[str, str], game: Game, table: int) -> ask.Act | Told:
    match verb:
        case "give":
            return ask.GiveTable(table=table, minutes=_few(form.get("minutes", "")))
        case "answer-call":
            return ask.AnswerCall(table=table, answer=CallAnswer(form.get("answer", "")), minutes=MINUTES)
        case "message":
            text = form.get("ready") or form.get("text", "")
            return ask.SendMessage(reach=Reach.TABLE, key=str(table), text=Words(text))
        case "answer-for":
            if not form.get("said"):
                return Told(sentence="Tick that they said it in the room.")
            version = int(form.get("version", ""))
            yes = form.get("yes") == "true"
            return ask.AnswerFor(player=form.get("player", ""), deal=form.get("deal", ""), version=version, yes=yes)
        case _:
            return _spoken(form, game)


def _spoken(form: Mapping[str, str], game: Game) -> ask.Act | Told:
    """A deal that was agreed aloud, written in one line by badges."""
    lines = lines_of(game.scenario, form.get("in_one", ""))
    if isinstance(lines, NoSuchWord):
        return Told(sentence=f"What is “{lines.word}”? Write a badge, then what it gives.")
    string, own = form.get("string", ""), form.get("own_words", "")
    if own.strip() and not string:
        string = OWN_WORDS
    idea = form.get("idea", "") or idea_of(game, lines)
    terms = terms_of(game, idea, lines, string, own)
    if isinstance(terms, NoSuchBadge):
        return Told(badge=terms.badge)
    return ask.EnterSpoken(terms=terms, idea=idea)


def _few(text: str) -> int:
    """Minutes, no more than anybody means."""
    return max(-30, min(int(text[:6]), 30))
