"""Dealing: who may be whom, and which small hand of cards a table gets. Seeded, fair, for a head count that grows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from random import Random

from game.scenario import Role, Scenario, Step
from game.state import Game, Hand

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"

OFFER = 2
"""How many characters a player sees before keeping one."""

_QUIET = 0.05
"""A table is not helped to a clash when the chance that it has none is as small as this."""


def offer_characters(
    game: Game, players: Iterable[str], rng: Random, but_not: frozenset[str] = frozenset()
) -> Mapping[str, tuple[str, ...]]:
    """Two roles each to choose from: no two alike at a table while the pack allows, the whole room as its shares say.

    What the room lacks comes first: essential roles that nobody has, then those with the lowest count for their share,
    first by what they are worth and then each by itself.
    A kept role counts as one; on offer, two count as one between them. At a table where nobody collides yet, the last
    two collide with somebody if they can. The second role is worth the same as the first, where the pack has such a
    one, so that what the room holds does not depend on which is kept. Equals are drawn with ``rng``. ``but_not`` are
    roles that these players have seen already.
    """
    room = _Room(game.scenario)
    asked = tuple(players)
    waiting = Counter(game.players[name].table for name in asked)
    for player in game.seated():
        if player.id not in asked and (player.role or player.offered):
            room.seat(player.table, (player.role,) if player.role else player.offered)
    offers: dict[str, tuple[str, ...]] = {}
    for name in asked:
        number = game.players[name].table
        waiting[number] -= 1
        known = [role for role in game.scenario.roles if role.id not in but_not]
        offers[name] = room.offer(known, number, waiting[number], rng) or (rng.choice(game.scenario.roles).id,)
        room.seat(number, offers[name])
    return offers


class _Room:
    """Who is in the room while characters are dealt: what was kept, and what is on offer."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.halves: Counter[str] = Counter()
        """Two for a role that somebody has, one for a role that somebody may still leave for the other."""
        self.seen: Counter[str] = Counter()
        self.tables: dict[int, list[tuple[str, ...]]] = {}
        self.worth = {role.id: worth(scenario, role) for role in scenario.roles}
        self.alike = {
            role.id: tuple(other for other in scenario.roles if self.worth[other.id] == self.worth[role.id])
            for role in scenario.roles
        }
        self.shares = {role: sum(max(other.share, 1) for other in alike) for role, alike in self.alike.items()}

    def seat(self, table: int, roles: tuple[str, ...]) -> None:
        """Somebody at this table has, or will have, one of these roles."""
        self.seen.update(roles)
        for role in roles:
            self.halves[role] += OFFER // len(roles)
        self.tables.setdefault(table, []).append(roles)

    def offer(self, roles: list[Role], table: int, waiting: int, rng: Random) -> tuple[str, ...]:
        """The roles for one more player at this table, where so many others wait; empty when there are none to choose."""
        people = self.tables.get(table, [])
        here = Counter(role for theirs in people for role in theirs)
        others = [] if waiting >= OFFER or self.has_clash(table) else people
        ranks = {role.id: self.rank(role, here, others, rng) for role in roles}
        ranked = sorted(roles, key=lambda role: ranks[role.id])
        if not ranked:
            return ()
        first = ranked[0]
        good = [role for role in ranked[1:] if ranks[role.id][:2] <= ranks[first.id][:2]]
        new_here = sum(1 for is_over, count, *_ in ranks.values() if not is_over and not count)
        if not good or new_here - OFFER < waiting < new_here:
            return (first.id,)
        return (first.id, min(good, key=lambda role: self.likeness(first, role)).id)

    def rank(
        self, role: Role, here: Counter[str], others: list[tuple[str, ...]], rng: Random
    ) -> tuple[bool, int, bool, float, float, float, float]:
        """Lowest is dealt first. ``others`` are the people with one of whom this role should collide, if it can.

        What a room holds depends on how many there are of each worth, so that is decided before who collides with whom.
        """
        is_over = 0 < role.most_at_once <= self.seen[role.id]
        is_wanted = role.essential and not self.seen[role.id]
        clashes = [self.clash(role.id, theirs) for theirs in others]
        return (
            is_over,
            here[role.id],
            not is_wanted,
            sum(self.halves[alike.id] for alike in self.alike[role.id]) / self.shares[role.id],
            -max(clashes, default=0),
            self.halves[role.id] / max(role.share, 1),
            rng.random(),
        )

    def likeness(self, first: Role, role: Role) -> tuple[bool, bool, bool]:
        """Lowest is most like the first: worth the same, then with the same purse, and among those of the same side."""
        has_purse = self.worth[role.id][0] == self.worth[first.id][0]
        return (self.worth[role.id] != self.worth[first.id], not has_purse, has_purse and role.side != first.side)

    def has_clash(self, table: int) -> bool:
        """Whether two people at this table collide almost surely, whichever roles they keep."""
        people = self.tables.get(table, [])
        quiet = 1.0
        for place, mine in enumerate(people):
            for theirs in people[:place]:
                quiet *= 1 - sum(self.clash(role, theirs) for role in mine) / len(mine)
        return quiet <= _QUIET

    def clash(self, role: str, theirs: tuple[str, ...]) -> float:
        """How likely it is, from 0 to 1, that this role collides with whichever of theirs is kept."""
        return sum(collide(self.scenario, role, other) for other in theirs) / len(theirs)


def collide(scenario: Scenario, role: str, other: str) -> bool:
    """Whether the aims of these two roles collide: one of them is against the other."""
    return other in scenario.role(role).against or role in scenario.role(other).against


def worth(scenario: Scenario, role: Role) -> tuple[frozenset[tuple[str, int]], frozenset[str]]:
    """What a role brings to the room: its purse, and the kinds and marks for which its side matters."""
    purse = frozenset((line.kind, line.count) for line in role.purse if line.count)
    return purse, frozenset(_sided(scenario, role))


def _sided(scenario: Scenario, role: Role) -> Iterator[str]:
    held = {line.kind for line in role.purse if line.count}
    for mark in scenario.marks:
        if mark.kind in held and mark.side == role.side:
            yield f"mark:{mark.id}"
    for token in scenario.tokens:
        if token.id in held and token.from_side == role.side:
            yield f"token:{token.id}"


def deal_hands(game: Game, step_index: int, tables: Iterable[int]) -> tuple[tuple[int, Hand], ...]:
    """A small hand of the step's card type for each table: no card twice in a hand, all cards out before any is again.

    Empty when the step deals no cards. The luck is the game's, the step's and the table's own: dealt again after an undo,
    the same cards come.
    """
    step = game.run_sheet.steps[step_index]
    cards = [card.id for card in game.scenario.cards_of(step.card_type)] if step.card_type and step.hand else []
    if not cards:
        return ()
    out: Counter[str] = Counter(
        card
        for table in game.tables.values()
        for hand in table.hands.values()
        if hand.card_type == step.card_type
        for card in hand.cards
    )
    dealt: list[tuple[int, Hand]] = []
    for number in tables:
        rng = luck(game, step, str(number))
        ranked = sorted((out[card], rng.random(), card) for card in cards)
        chosen = tuple(card for _, _, card in ranked[: step.hand])
        out.update(chosen)
        dealt.append((number, Hand(step=step.id, card_type=step.card_type, cards=chosen)))
    return tuple(dealt)


def luck(game: Game, step: Step, whose: str = "") -> Random:
    """The draws of a step in this game: the same each time the step begins, others in another game."""
    return Random(f"{game.id}:{step.id}:{whose}")


def free_letter(game: Game, table: int) -> str:
    """The first letter that nobody at the table wears; one that was worn before only when all others are.

    A table with more people than letters goes on with two letters.
    """
    worn = {player.letter for player in game.players.values() if player.table == table}
    sitting = {player.letter for player in game.seated(table)}
    for taken in (worn, sitting):
        for letter in _LETTERS:
            if letter not in taken:
                return letter
    return next(pair for first in _LETTERS for second in _LETTERS if (pair := first + second) not in sitting)


def roomiest(game: Game) -> int | None:
    """The table with most free seats, the lowest number among equals; None when every table is full."""
    heads = Counter(player.table for player in game.seated())
    free = [(heads[number], number) for number in sorted(game.tables) if heads[number] < game.table_size]
    return min(free)[1] if free else None
