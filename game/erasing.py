"""Deleting what somebody typed from a game's entries: the only rewrite there is. Replay still works after it.

`REMOVED` stands in place of the person's name and of every text they typed, in entries that were undone too; of what the
facilitator wrote to them alone or made of their words; and where a later version repeats their words. Who did what, the
numbers and the tokens stay, so that totals survive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from game import events as happened
from game.events import Event
from game.scenario import Words
from game.state import Naming, Reach
from game.words import REMOVED

Said = tuple[str, tuple[Event, ...]]
"""By whom, and what happened: an entry of the log as far as it matters here."""


def erased_players(said: Iterable[Said]) -> frozenset[str]:
    """The players whose words were deleted by any of these."""
    return frozenset(event.player for _, events in said for event in events if isinstance(event, happened.Erased))


def without(said: Iterable[Said], player: str) -> Iterator[tuple[Event, ...]]:
    """The events of each entry in order, without what this player typed up to the newest time they were erased."""
    known = list(said)
    last = max(
        (
            place
            for place, (_, events) in enumerate(known)
            if any(isinstance(event, happened.Erased) and event.player == player for event in events)
        ),
        default=len(known),
    )
    undone = {event.seq for _, events in known for event in events if isinstance(event, happened.EntryUndone)}
    typed = _Typed(player)
    for place, (by, events) in enumerate(known[:last], start=1):
        typed.learn(by, events)
        typed.count(events, is_undone=place in undone)
    for place, (by, events) in enumerate(known):
        yield tuple(typed.blanked(event, by) for event in events) if place < last else events


def typed_by(said: Iterable[Said], player: str) -> Iterator[tuple[int, Event, tuple[str, ...]]]:
    """Every text that this player typed and that was not deleted: the place of its entry from 0, its event, its parts.

    What somebody else had written there before is not among them. A player's own name is.
    """
    typed = _Typed(player)
    for place, (by, events) in enumerate(said):
        for event in _all(events):
            typed.learn(by, (event,))
            if typed.is_theirs(event, by) and not isinstance(event, happened.MessageSent):
                mine = typed.texts_of(event)
                texts = tuple(text for text in _texts(event) if text in mine and text != REMOVED)
                if texts:
                    yield place, event, texts


class _Typed:
    """What one player typed first: by the thing it is about, because others may have taken it over into their wording.

    What somebody else had written there before stays that person's, also where this player sent it once more.
    """

    def __init__(self, player: str) -> None:
        self.player = player
        self._texts: dict[str, set[str]] = {}
        self._of_others: dict[str, set[str]] = {}
        self._refs: set[str] = set()
        """The references of the wordings that hold a text of theirs."""
        self._versions: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        """How often each thing was worded so far, with what was undone and without."""

    def learn(self, by: str, events: Iterable[Event]) -> None:
        for event in _all(events):
            is_theirs = self.is_theirs(event, by)
            mine, other = (self._texts, self._of_others) if is_theirs else (self._of_others, self._texts)
            thing = _thing(event)
            texts = {text for text in _texts(event) if text} - other.get(thing, set())
            if texts:
                mine.setdefault(thing, set()).update(texts)

    def count(self, events: Iterable[Event], *, is_undone: bool) -> None:
        """Take in which wordings, by the reference that a facilitator's edit names, hold a text of theirs."""
        for event in events:
            thing = _thing(event)
            holds = not self._texts.get(thing, set()).isdisjoint(_texts(event))
            if not isinstance(event, _VERSIONED):
                self._refs.update({thing} if holds else ())
                continue
            for versions in self._versions[: 1 if is_undone else 2]:
                versions[thing] += 1
                self._refs.update({f"{thing}:{versions[thing]}"} if holds else ())

    def texts_of(self, event: Event) -> frozenset[str]:
        """What they typed first about what this event is about."""
        return frozenset(self._texts.get(_thing(event), ()))

    def is_theirs(self, event: Event, by: str) -> bool:
        if isinstance(event, happened.MessageSent):
            return event.reach is Reach.PLAYER and event.key == self.player
        if isinstance(event, (happened.GameCreated, happened.WordsEdited, *_BY_THE_FACILITATOR)):
            return False
        return by == self.player or self.player in (getattr(event, "player", ""), getattr(event, "by", ""))

    def blanked(self, event: Event, by: str) -> Event:
        if isinstance(event, happened.LateKept):
            own = self.player if event.player == self.player else by
            return replace(event, events=tuple(self.blanked(one, own) for one in event.events))
        if isinstance(event, happened.WordsEdited):
            is_theirs = not self._refs.isdisjoint(_prefixes(event.ref))
            return _blank(event, lambda _text: True) if is_theirs else event
        if isinstance(event, _BY_THE_FACILITATOR):
            said: frozenset[str] = frozenset().union(*self._texts.values())
            return _blank(event, said.__contains__)
        thing = _thing(event)
        if self.is_theirs(event, by):
            of_others = self._of_others.get(thing, set())
            mine = _blank(event, lambda text: text not in of_others)
            if isinstance(mine, happened.PlayerJoined):
                return replace(mine, hat="", naming=Naming.OUT, film=False)
            return mine
        repeated = self._texts.get(thing)
        return _blank(event, repeated.__contains__) if repeated else event


_VERSIONED = (
    happened.IdeaBegun,
    happened.IdeaRewritten,
    happened.CardChosen,
    happened.DealProposed,
    happened.DealChanged,
    happened.PartyDropped,
    happened.DeliverySet,
    happened.Reflected,
)
"""What words a thing anew, under a reference of its own."""
_BY_THE_FACILITATOR = (happened.Told, happened.MediaAdded, happened.NextStepAdded, happened.ReportPublished)
"""What the facilitator writes for the report: a text in it that is somebody's own, letter by letter, goes with that person."""


def _prefixes(ref: str) -> Iterator[str]:
    """A reference with fewer and fewer of its last parts."""
    while ":" in ref:
        yield ref
        ref = ref.rpartition(":")[0]


def _all(events: Iterable[Event]) -> Iterator[Event]:
    """The events, with those of a late action in its place."""
    for event in events:
        if isinstance(event, happened.LateKept):
            yield from event.events
        else:
            yield event


def _thing(event: Event) -> str:
    """What an event's words are about, like the reference of those words without what counts their versions."""
    match event:
        case happened.IdeaBegun(idea=idea) | happened.IdeaRewritten(idea=idea):
            return f"idea:{idea}"
        case happened.CardChosen(table=table, step=step):
            return f"choice:{table}:{step}"
        case happened.MethodWritten(idea=idea, pick=pick):
            return f"method:{idea}:{pick}"
        case happened.DealProposed(deal=deal) | happened.DealChanged(deal=deal) | happened.PartyDropped(deal=deal):
            return f"string:{deal}"
        case happened.DealRepaired(deal=deal):
            return f"repair:{deal}"
        case happened.DeliverySet(idea=idea):
            return f"delivery:{idea}"
        case happened.IdeaRefused(idea=idea, card=card):
            return f"refusal:{idea}:{card}"
        case happened.RefusalAnswered(idea=idea, card=card):
            return f"answer:{idea}:{card}"
        case happened.HeadlineFiled(headline=headline):
            return f"headline:{headline}"
        case happened.Reflected(player=player, question=question):
            return f"reflection:{player}:{question}"
        case happened.MessageSent(message=message):
            return f"message:{message}"
        case _:
            return f"{event.kind}:{getattr(event, 'player', '')}"


def _texts(value: Any) -> Iterator[str]:
    """All texts that people typed in a value, however deep."""
    if is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            held = getattr(value, one.name)
            if _is_words(one.type):
                yield held
            else:
                yield from _texts(held)
    elif isinstance(value, tuple):
        for held in value:
            yield from _texts(held)


_Value = TypeVar("_Value")


def _blank(value: _Value, goes: Callable[[str], bool]) -> _Value:
    """The same value without those of its typed texts that go."""
    if is_dataclass(value) and not isinstance(value, type):
        changes: dict[str, Any] = {}
        for one in fields(value):
            held = getattr(value, one.name)
            if _is_words(one.type):
                if held and goes(held):
                    changes[one.name] = REMOVED
            elif is_dataclass(held) or isinstance(held, tuple):
                blanked = _blank(held, goes)
                if blanked != held:
                    changes[one.name] = blanked
        return cast(_Value, replace(value, **changes)) if changes else value
    if isinstance(value, tuple):
        return cast(_Value, tuple(_blank(held, goes) for held in value))
    return value


def _is_words(kind: Any) -> bool:
    return kind in ("Words", Words)
