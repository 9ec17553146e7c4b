"""How much phone an evening takes, read from the server's own log: taps, letters and seconds of looking, for each player.

A tap is one touch that a person needs on the pages as they are; `tests/browser/test_little_phone.py` clicks the same path
and holds these counts against it. Seconds are a model, not a measurement: TAP_SECONDS a tap, LETTER_SECONDS a letter, and
READING_SECONDS for every time the phone is taken up; a character to choose is read once, at WORDS_A_MINUTE.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from game import events as happened
from game.events import Event
from game.history import Entry, History
from game.state import Route, Terms

TAP_SECONDS = 2.0
LETTER_SECONDS = 0.5
READING_SECONDS = 8.0
WORDS_A_MINUTE = 160.0


@dataclass
class Use:
    """What one player's phone was needed for. ``looks`` counts how often it was taken up."""

    taps: int = 0
    letters: int = 0
    looks: int = 0
    seconds: float = 0.0
    by_kind: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, taps: int, letters: int = 0) -> None:
        """One more thing that was done."""
        self.taps += taps
        self.letters += letters
        self.looks += 1
        self.seconds += taps * TAP_SECONDS + letters * LETTER_SECONDS + READING_SECONDS
        self.by_kind[kind] = self.by_kind.get(kind, 0) + taps

    @property
    def minutes(self) -> float:
        """Minutes in which the phone was needed, by the model above."""
        return self.seconds / 60


def uses(history: History) -> dict[str, Use]:
    """The use of every player's phone, by the player's id."""
    found: dict[str, Use] = {player: Use() for player in history.game.players}
    debriefed: set[str] = set()
    for entry in history.entries:
        for player, kind, taps, letters in _of(history, entry, debriefed):
            found[player].add(kind, taps, letters)
    for player, use in found.items():
        role = history.game.players[player].role
        if role:
            words = len(
                " ".join((history.game.scenario.role(role).you_are, history.game.scenario.role(role).secret)).split()
            )
            use.seconds += 2 * words / WORDS_A_MINUTE * 60
    return found


def _of(history: History, entry: Entry, debriefed: set[str]) -> Iterator[tuple[str, str, int, int]]:
    """Who did how much on a phone to make this entry."""
    kinds = {event.kind for event in entry.events}
    for event in entry.events:
        match event:
            case happened.PlayerJoined(player=player, name=name):
                yield player, event.kind, 3, len(name)  # the name's field, the table, the button
            case happened.DealProposed(by=by, route=Route.HANDSHAKE, terms=terms):
                more = len(terms.parties) - 2
                new = len(_idea_words(entry)) if "IdeaBegun" in kinds else 0
                yield by, "handshake", 1 + _from_line(terms) + 1 + more * 2, new + more * 2  # to the list, back to Now
                for other in terms.parties:
                    if other != by:
                        yield other, "handshake", 1, len(terms.own_words) if other == terms.parties[-1] else 0
            case happened.DealProposed(by=by, route=Route.DISTANCE, terms=terms):
                yield by, "distance", 1 + _from_line(terms) + 1, len(terms.own_words)
            case happened.DealAnswered(player=player) if entry.by == player and "DealProposed" not in kinds:
                yield player, "answer", 3 if event.yes else 4, 0  # to the deals, the answer, back to Now
            case happened.HandshakePractised(player=player, other=other):
                yield player, event.kind, 4, 0  # the gold button, table, letter, hand over
                yield other, event.kind, 1, 0
            case happened.Reflected(player=player, chips=chips, text=text):
                first = 0 if player in debriefed else 1
                debriefed.add(player)
                yield player, event.kind, first + len(chips) + (2 if text else 0) + 1, len(text)
            case _ if entry.by in history.game.players:
                taps, letters = _simple(event)
                if taps:
                    yield entry.by, event.kind, taps, letters


def _from_line(terms: Terms) -> int:
    """The taps of the one who holds the phone, from the line of the list: line, table, letter, string, send or hand over.
    In a handshake the other's yes comes after them, and is the sixth."""
    return 5 if terms.string or terms.own_words else 4


def _simple(event: Event) -> tuple[int, int]:
    """Taps and letters of an action that has one event of its own; none for what follows by itself."""
    match event:
        case happened.CharacterKept():
            return 4, 0  # turn the first, show the second, turn it, be this person
        case happened.CardChosen(title=title, text=text):
            return (4, len(title) + len(text)) if title else (2, 0)
        case happened.CardSorted():
            return 2, 0
        case happened.IdeaBegun(is_tables_own=True) | happened.IdeaRewritten():
            return 4, len(event.title) + len(event.line)  # the gold button, two fields, the button
        case happened.MethodPicked():
            return 2, 0
        case happened.MethodWritten(title=title, needs=needs):
            return 3 + len(needs), len(title)
        case happened.MethodMoved() | happened.MethodDropped() | happened.NeedCovered():
            return 2, 0
        case happened.LeadNamed():
            return 2, 0
        case happened.DeliverySet(first_step=first_step, date=date, asks=asks):
            return 4 + len(asks), len(first_step) + len(date)
        case happened.IdeaRefused(words=words) | happened.RefusalAnswered(words=words):
            return 4, len(words)
        case happened.HeadlineFiled(text=text):
            return 3, len(text)
        case happened.MondaySet(text=text):
            return 2, len(text)
        case happened.DealPledged():
            return 2, 0
        case happened.DealChanged(terms=terms):
            return 4, len(terms.own_words)
        case happened.DealRepaired(words=words):
            return 3, len(words)
        case (
            happened.LeadAnswered()
            | happened.HelpOffered()
            | happened.SecretTold()
            | happened.AnsweredAloud()
            | happened.HostingChosen()
            | happened.DealWithdrawn()
            | happened.DealLeft()
            | happened.DealBroken()
        ):
            return 1, 0
        case happened.Voted(dots=dots):
            return 2 + len(dots), 0
        case _:
            return 0, 0


def _idea_words(entry: Entry) -> str:
    return next((event.title + event.line for event in entry.events if isinstance(event, happened.IdeaBegun)), "")
