"""Dealing: who may be whom, and which small hand of cards a table gets. Seeded, fair, for a head count that grows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from random import Random

from game.scenario import Role, Step
from game.state import Game, Hand

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"

OFFER = 2
"""How many characters a player sees before keeping one."""


def offer_characters(
    game: Game, players: Iterable[str], rng: Random, but_not: frozenset[str] = frozenset()
) -> Mapping[str, tuple[str, ...]]:
    """Two roles each to choose from: no two alike at a table while the pack allows, the whole room as even as can be.

    A role that is kept, or still on offer, counts as there. What the room lacks comes first, essential roles before
    others; equals are drawn with ``rng``. ``but_not`` are roles that these players have seen already.
    """
    room: Counter[str] = Counter()
    at_table: dict[int, Counter[str]] = {number: Counter() for number in game.tables}
    asked = tuple(players)
    waiting = Counter(game.players[name].table for name in asked)
    for player in game.seated():
        if player.id in asked:
            continue
        for role in (player.role,) if player.role else player.offered:
            room[role] += 1
            at_table[player.table][role] += 1
    offers: dict[str, tuple[str, ...]] = {}
    for name in asked:
        number = game.players[name].table
        table = at_table[number]
        waiting[number] -= 1
        ranked = sorted(
            ((_rank(role, room, table, rng), role.id) for role in game.scenario.roles if role.id not in but_not),
        )
        chosen = [role for _, role in ranked[:OFFER]]
        is_second_worse = len(chosen) == OFFER and ranked[1][0][:2] > ranked[0][0][:2]
        new_here = sum(1 for (is_over, here, *_), _ in ranked if not is_over and not here)
        if is_second_worse or new_here - OFFER < waiting[number] < new_here:
            chosen = chosen[:1]
        if not chosen:
            chosen = [rng.choice(game.scenario.roles).id]
        for role_id in chosen:
            room[role_id] += 1
            table[role_id] += 1
        offers[name] = tuple(chosen)
    return offers


def _rank(role: Role, room: Counter[str], table: Counter[str], rng: Random) -> tuple[int, int, int, int, float]:
    """Lowest is dealt first: not over its most, not at this table, not in the room though essential, rare in the room."""
    is_over = 1 if role.most_at_once and room[role.id] >= role.most_at_once else 0
    is_wanted = 0 if role.essential and not room[role.id] else 1
    return (is_over, table[role.id], is_wanted, room[role.id], rng.random())


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
