"""What one player may change afterwards: how they appear, what became of their words, what their deals are worth.

It decides nothing and words nothing. Audience: that player.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, is_dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, get_args, get_type_hints

from game.checking import for_phones, is_hidden, is_shown, reflection_ref
from game.deals import deals_of
from game.erasing import typed_by
from game.events import Event, GameCreated, LateKept
from game.feedback import OwnWords, own_words
from game.history import History
from game.scenario import Chip, StepKind, Words
from game.state import Deal, Edit, Game, HideReason, Naming, Player, PledgeLevel, Status
from game.words import REMOVED, unless_removed

_OF_A_PERSON = frozenset({"headline", "refusal", "reflection"})
"""Words that one person says and no table: they are left out for somebody who wants no words of theirs in the report."""


class Became(StrEnum):
    """What became of typed words: everybody may read them, they wait for the facilitator's check or were hidden by it, their
    author took them back, or does not want to be quoted."""

    SHOWN = "shown"
    WAITS = "waits"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"
    NOT_QUOTED = "not_quoted"


@dataclass(frozen=True, slots=True, kw_only=True)
class MyWords:
    """A text that the player typed, alone or with others, and that may be shown. ``what`` and ``about`` are as in
    `game.feedback.OwnWords`; ``wrote`` is the facilitator's wording, for words that stand."""

    ref: str
    what: str
    about: str
    text: Words
    line: Words
    became: Became
    reason: HideReason | None = None
    wrote: Edit | None = None

    @property
    def is_withdrawn(self) -> bool:
        """Whether its author took it back."""
        return self.became is Became.WITHDRAWN


@dataclass(frozen=True, slots=True, kw_only=True)
class MyAnswer:
    """A line with which the player answered a question, and the chips beside it."""

    question: str
    asked: str
    text: Words
    chips: tuple[Chip, ...]
    chosen: tuple[str, ...]
    may_quote: bool
    words: MyWords


@dataclass(frozen=True, slots=True, kw_only=True)
class MyDeal:
    """A deal of the player's that holds: its parties' badges without the own one, what the player says that it is worth, and
    who of the others means it, too (empty as long as the player does not say so); ``met_level`` is what all mean at least."""

    id: str
    number: int
    label: str
    title: str
    others: tuple[str, ...]
    pledge: PledgeLevel | None
    met: tuple[str, ...]
    met_level: PledgeLevel | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the ways to appear: how many of the player's words it lets stand, and how many it takes away."""

    naming: Naming
    shows: int
    removes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MineView:
    """All that a player's own page tells."""

    player: str
    badge: str
    name: Words
    table: int
    role: str
    naming: Naming
    film: bool
    under_16: bool
    is_erased: bool
    is_closed: bool
    is_published: bool
    choices: tuple[Choice, ...]
    words: tuple[MyWords, ...]
    answers: tuple[MyAnswer, ...]
    deals: tuple[MyDeal, ...]
    typed: int
    """How many texts of theirs are kept in all, the name among them: what would be deleted."""
    monday: Words

    @property
    def wants_more(self) -> bool:
        """Whether the player wants more of a deal than the game."""
        return any(deal.pledge not in (None, PledgeLevel.GAME) for deal in self.deals)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A text that was typed: when (UTC), in what event, its parts. ``about`` is as in `game.feedback.OwnWords`, where others
    may be shown such words."""

    at: datetime
    kind: str
    texts: tuple[str, ...]
    about: str = ""


def mine(history: History, player: str) -> MineView:
    """The own page of a player."""
    game = history.game
    who = game.players[player]
    answers = tuple(_answers(game, who))
    words = tuple(_mine(game, who, own) for own in own_words(game, who) if own.what != "reflection" and _stands(own))
    return MineView(
        player=who.id,
        badge=who.badge,
        name=who.name,
        table=who.table,
        role=game.scenario.role(who.role).title if who.role else "",
        naming=who.naming,
        film=who.film,
        under_16=who.under_16,
        is_erased=who.is_erased,
        is_closed=game.status is Status.CLOSED,
        is_published=game.is_published,
        choices=_choices(who, words, answers),
        words=words,
        answers=answers,
        deals=tuple(_deal(game, deal, who) for deal in deals_of(game, player) if deal.holds)
        if game.has_opened(StepKind.REFLECT)
        else (),
        typed=sum(1 for _ in typed(history, player)),
        monday=who.monday if who.monday != REMOVED else Words(""),
    )


def typed(history: History, player: str) -> Iterator[Typed]:
    """Every text that a player typed and that was not deleted, oldest first; what was undone or came late, too."""
    said = [(entry.by, tuple(filter(_may_hold, entry.events))) for entry in history.entries]
    for place, event, texts in typed_by(said, player):
        about = str(getattr(event, _ABOUT.get(event.kind, ""), ""))
        yield Typed(at=history.entries[place].at, kind=event.kind, texts=texts, about=about)


_ABOUT: Mapping[str, str] = {
    "IdeaBegun": "idea",
    "IdeaRewritten": "idea",
    "CardChosen": "step",
    "MethodWritten": "idea",
    "DealProposed": "deal",
    "DealChanged": "deal",
    "IdeaRefused": "card",
    "RefusalAnswered": "card",
    "DeliverySet": "idea",
    "HeadlineFiled": "headline",
    "Reflected": "question",
}
"""The field of an event that says what its words are about."""


def _may_hold(event: Event) -> bool:
    """Whether a player may have typed anything in it. The first event holds the whole pack, which no player typed."""
    kind: Any = type(event)
    return kind is not GameCreated and _holds_words(kind)


@cache
def _holds_words(kind: Any) -> bool:
    """Whether values of this type hold typed words, however deep. It is asked once for each type, not for each event."""
    if kind in (Words, LateKept):  # a late action holds any events at all
        return True
    if is_dataclass(kind):
        return any(_holds_words(one) for one in get_type_hints(kind).values())
    return any(_holds_words(one) for one in get_args(kind))


def _stands(own: OwnWords) -> bool:
    """Whether anything is left of it that was not deleted."""
    return any(words not in ("", REMOVED) for words in (own.text, own.line))


def _mine(game: Game, who: Player, own: OwnWords) -> MyWords:
    became = _became(game, own.ref, who, own.what)
    return MyWords(
        ref=own.ref,
        what=own.what,
        about=own.about,
        text=unless_removed(own.text),
        line=unless_removed(own.line),
        became=became,
        reason=game.reasons.get(own.ref) if became is Became.HIDDEN else None,
        wrote=game.edits.get(own.ref) if became is Became.SHOWN else None,
    )


def _became(game: Game, ref: str, who: Player, what: str) -> Became:
    if ref in game.withdrawn:
        return Became.WITHDRAWN
    if what in _OF_A_PERSON and who.naming is Naming.OUT:
        return Became.NOT_QUOTED
    if is_hidden(game, ref):
        return Became.HIDDEN
    return Became.SHOWN if is_shown(game, ref) else Became.WAITS


def _answers(game: Game, who: Player) -> Iterator[MyAnswer]:
    """The lines that were typed. One that may not be quoted is for nobody else to read in the report."""
    asked = {question.id: question for question in game.scenario.questions}
    for said in who.reflections.values():
        question = asked.get(said.question)
        if question is None or said.text in ("", REMOVED):
            continue
        ref = reflection_ref(who.id, said.question, said.rev)
        own = OwnWords(ref=ref, what="reflection", about=said.question, text=said.text)
        words = _mine(game, who, own)
        if not said.may_quote:
            words = replace(words, became=Became.NOT_QUOTED, reason=None, wrote=None)
        yield MyAnswer(
            question=question.id,
            asked=question.text,
            text=said.text,
            chips=question.chips,
            chosen=said.chips,
            may_quote=said.may_quote,
            words=words,
        )


def _choices(who: Player, words: tuple[MyWords, ...], answers: tuple[MyAnswer, ...]) -> tuple[Choice, ...]:
    """What each way to appear would show: some words are a table's, and stay whoever sat there."""
    tables = sum(1 for one in words if one.what not in _OF_A_PERSON)
    own = sum(1 for one in words if one.what in _OF_A_PERSON) + sum(1 for one in answers if one.may_quote)
    return tuple(
        Choice(
            naming=naming,
            shows=tables + (0 if naming is Naming.OUT else own),
            removes=own if naming is Naming.OUT else 0,
        )
        for naming in Naming
        if not (who.under_16 and naming is Naming.NICKNAME)
    )


def _deal(game: Game, deal: Deal, who: Player) -> MyDeal:
    idea = game.ideas[deal.idea]
    more = {
        party: level
        for party in deal.terms.parties
        if (level := game.players[party].pledges.get(deal.id)) not in (None, PledgeLevel.GAME)
    }
    others = tuple(party for party in more if party != who.id)
    is_met = who.id in more and bool(others)
    least = PledgeLevel.DO if set(more.values()) == {PledgeLevel.DO} else PledgeLevel.TALK
    return MyDeal(
        id=deal.id,
        number=deal.number,
        label=idea.label,
        title=for_phones(game, idea, who.table).title,
        others=tuple(game.badge_of(party) for party in deal.terms.parties if party != who.id),
        pledge=who.pledges.get(deal.id),
        met=tuple(game.badge_of(party) for party in others) if is_met else (),
        met_level=least if is_met else None,
    )
