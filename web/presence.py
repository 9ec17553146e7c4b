"""Whose page is open at this moment, which messages phones have shown, how large the wall is. None of it enters the log.

It is kept in memory, so a server that was just started knows nothing and calls nobody lost. How much is kept is bounded
by the seats of a game, by the messages the facilitator wrote, and by the numbers below. It says that a phone has shown
a message, never when: nobody is watched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

LIVE_FOR = timedelta(seconds=6)
"""How long a page counts as open after it was loaded or asked for its regions; a page without a socket asks every 3 s."""
LOST_AFTER = timedelta(seconds=90)
GOODBYE_FOR = timedelta(seconds=10)
"""How far a goodbye may come ahead of its own socket: a page can be put away while it connects."""
WALL_FOR = timedelta(seconds=60)
"""How long a wall's size is believed; its page tells it again every 20 s."""
MOST_WALLS = 20
MOST_GAMES = 500


class PhoneState(StrEnum):
    """What is known of a seat's phone. Resting is a good thing: people talk."""

    LIVE = "live"
    RESTING = "resting"
    LOST = "lost"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phones:
    """The phones and walls of one game at one moment. Whoever is not in ``states`` was never here."""

    states: Mapping[str, PhoneState] = field(default_factory=dict)
    gone: Mapping[str, datetime] = field(default_factory=dict)
    marks: Mapping[str, frozenset[str]] = field(default_factory=dict)
    wall_sizes: tuple[tuple[int, int], ...] = ()
    """The sizes of the walls' pages in the projector's own dots, each once, smallest first."""

    def state_of(self, player: str) -> PhoneState:
        """What is known of a player's phone."""
        return self.states.get(player, PhoneState.NEVER)

    def lost_since(self, player: str) -> datetime | None:
        """When a phone that is lost now was last heard of (at least LOST_AFTER ago); None for every other phone."""
        return self.gone.get(player)

    def seen(self, message: str) -> frozenset[str]:
        """The players whose phone has shown this message."""
        return self.marks.get(message, frozenset())


@dataclass(slots=True)
class _Phone:
    """The pages of one seat, all phones together."""

    open: int = 0
    """How many sockets are open."""
    seen_at: datetime | None = None
    """When a page without a socket was last loaded, or asked."""
    gone_at: datetime | None = None
    """Since when nothing is heard, when nobody said goodbye."""
    said_at: datetime | None = None
    """When the last goodbye was said."""
    said_goodbye: bool = False
    """Whether it was said since the last socket was opened."""
    is_forgotten: bool = False
    """Nothing is told of it until its next sign: it is kept only so that its open sockets are counted right."""

    def state(self, now: datetime) -> PhoneState:
        if self.open or (self.seen_at is not None and now - self.seen_at < LIVE_FOR):
            return PhoneState.LIVE
        if self.gone_at is None or now - self.gone_at < LOST_AFTER:
            return PhoneState.RESTING
        return PhoneState.LOST


@dataclass(slots=True)
class _Kept:
    """What is kept of one game."""

    phones: dict[str, _Phone] = field(default_factory=dict)
    marks: dict[str, frozenset[str]] = field(default_factory=dict)
    walls: dict[tuple[int, int], datetime] = field(default_factory=dict)
    pretended: dict[str, PhoneState] = field(default_factory=dict)
    pretended_gone: dict[str, datetime] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        return any(phone.open for phone in self.phones.values())


class Presence:
    """Keeps who is here, for all games of this process. ``who`` is a player's id, ``lead`` or ``wall``.

    Everything happens on the event loop's thread, and every time is given in, from `Rooms.now`.
    """

    def __init__(self) -> None:
        self._games: dict[str, _Kept] = {}

    def opened(self, game: str, who: str) -> None:
        """A page of this seat has opened its socket."""
        phone = self._phone(game, who)
        phone.open += 1
        phone.seen_at = phone.gone_at = None
        phone.said_goodbye = False

    def closed(self, game: str, who: str, now: datetime) -> None:
        """A socket that was opened is closed: a goodbye only when the page has said so, or says so yet."""
        kept = self._games.get(game)
        phone = kept.phones.get(who) if kept else None
        if phone is None or not phone.open:
            return
        phone.open -= 1
        is_early = phone.said_at is not None and now - phone.said_at < GOODBYE_FOR
        if not (phone.said_goodbye or is_early):
            phone.gone_at = now

    def loaded(self, game: str, who: str, now: datetime) -> None:
        """A page of this seat was loaded. When nothing follows, it is a page without script, which is never lost."""
        phone = self._phone(game, who)
        phone.seen_at, phone.gone_at = now, None

    def polled(self, game: str, who: str, now: datetime) -> None:
        """A page of this seat that has no socket asked for its regions. When it does not ask again, it has vanished."""
        phone = self._phone(game, who)
        phone.seen_at = phone.gone_at = now

    def rests(self, game: str, who: str, now: datetime) -> None:
        """A page of this seat said goodbye: its phone is dark, or its page is put away. Other pages may still be open."""
        phone = self._phone(game, who)
        phone.seen_at = phone.gone_at = None
        phone.said_at, phone.said_goodbye = now, True

    def saw(self, game: str, player: str, message: str, now: datetime) -> None:
        """A player's phone has shown a message. Ask before whether there is such a message: it is not known here."""
        kept = self._of(game)
        kept.marks[message] = kept.marks.get(message, frozenset()) | {player}

    def wall_here(self, game: str, size: tuple[int, int], now: datetime) -> None:
        """A wall's page shows the game in this size, its width and height in dots."""
        walls = self._of(game).walls
        walls.pop(size, None)
        walls[size] = now
        while len(walls) > MOST_WALLS:
            del walls[next(iter(walls))]

    def pretend(self, game: str, states: Mapping[str, PhoneState]) -> None:
        """Say of these players' phones what they are, whatever is known; of nobody else, from now on."""
        kept = self._of(game)
        kept.pretended = dict(states)
        for player in [*kept.pretended_gone]:
            if states.get(player) is not PhoneState.LOST:
                del kept.pretended_gone[player]

    def phones(self, game: str, now: datetime) -> Phones:
        """How everything stands at this moment."""
        kept = self._games.get(game)
        if kept is None:
            return Phones()
        states = {who: phone.state(now) for who, phone in kept.phones.items() if not phone.is_forgotten}
        states.update(kept.pretended)
        gone: dict[str, datetime] = {}
        for who, state in states.items():
            if state is PhoneState.LOST and who in kept.pretended:
                gone[who] = kept.pretended_gone.setdefault(who, now - LOST_AFTER)
            elif state is PhoneState.LOST:
                at = kept.phones[who].gone_at
                assert at is not None
                gone[who] = at
        sizes = tuple(sorted(size for size, heard in kept.walls.items() if now - heard < WALL_FOR))
        return Phones(states=states, gone=gone, marks=dict(kept.marks), wall_sizes=sizes)

    def forget(self, game: str) -> None:
        """Know nothing of a game any more. A page that is open still counts again from its next sign on."""
        kept = self._games.pop(game, None)
        if kept is not None and kept.is_open:
            still = {
                who: _Phone(open=phone.open, is_forgotten=True) for who, phone in kept.phones.items() if phone.open
            }
            self._games[game] = _Kept(phones=still)

    def _phone(self, game: str, who: str) -> _Phone:
        phone = self._of(game).phones.setdefault(who, _Phone())
        phone.is_forgotten = False
        return phone

    def _of(self, game: str) -> _Kept:
        """What is kept of a game; the newest comes last, and the oldest that nobody looks at makes room."""
        kept = self._games.pop(game, None) or _Kept()
        self._games[game] = kept
        if len(self._games) > MOST_GAMES:
            quiet = next((name for name, other in self._games.items() if not other.is_open and name != game), None)
            if quiet is not None:
                del self._games[quiet]
        return kept
