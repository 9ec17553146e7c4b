"""What of a pack a room made use of: challenges by methods, groups of cards, tables, lines to stand on, cards left over.

It words nothing and decides nothing on who may read what: typed words come in as they may be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from game.checking import choice_ref, method_ref
from game.report import CardsKind, CardsLine, DealLine, Gifts, IdeaSheet, Matrix, TableLine, TensionLine
from game.scenario import StepKind, Words
from game.state import Game, Idea


def matrix(game: Game, ideas: Sequence[IdeaSheet]) -> Matrix | None:
    """How many ideas answered each challenge with each method; None when no idea has both."""
    known = [(idea.challenge, {pick.title for pick in idea.picks if pick.title}) for idea in ideas if idea.challenge]
    met = Counter((challenge, method) for challenge, methods in known for method in methods)
    if not met:
        return None
    order = {card.title: place for place, card in enumerate(game.scenario.cards)}
    came: dict[str, int] = {}
    for idea in ideas:
        for title in (idea.challenge, *(pick.title for pick in idea.picks)):
            came.setdefault(title, len(came))

    def in_order(titles: set[str]) -> tuple[str, ...]:
        """Cards as the pack has them, then what tables wrote themselves, as it came."""
        return tuple(sorted(titles, key=lambda title: (order.get(title, len(order)), came[title])))

    rows = in_order({challenge for challenge, _ in known})
    columns = in_order({method for _, method in met})
    words = {step.kind: game.scenario.card_type(step.card_type).each for step in game.run_sheet.steps if step.card_type}
    return Matrix(
        row_word=words.get(StepKind.CHOOSE, ""),
        column_word=words.get(StepKind.PLAN, ""),
        rows=rows,
        columns=columns,
        cells=tuple(tuple(met[row, column] for column in columns) for row in rows),
    )


def groups_of(game: Game, idea: Idea) -> tuple[str, ...]:
    """The pack's groups that an idea belongs to, in the pack's order: by the card it grew from and its methods."""
    cards = [card for card in (idea.from_card, *(pick.card for pick in idea.picks)) if card]
    found = {game.scenario.card(card).group for card in cards}
    return tuple(group.text for group in game.scenario.groups if group.id in found)


def stands(game: Game, minute_of: Callable[[datetime], int]) -> tuple[TensionLine, ...]:
    """Where the room stood, in the order in which it did."""
    found = []
    for stand in sorted(game.stands.values(), key=lambda stand: stand.at):
        card = game.scenario.card(stand.card)
        first, second = card.ends
        found.append(
            TensionLine(title=card.title, ends=(first, second), counts=stand.counts, minute=minute_of(stand.at))
        )
    return tuple(found)


def table_lines(
    game: Game,
    ideas: Sequence[IdeaSheet],
    deals: Sequence[DealLine],
    gifts: Callable[[Mapping[str, int]], tuple[Gifts, ...]],
) -> tuple[TableLine, ...]:
    """What each table did that people sat at; ``gifts`` puts counts of kinds into the pack's words."""
    heads = Counter(player.table for player in game.seated())
    home = {idea.id: idea.table for idea in ideas}
    challenge = {idea.table: idea.challenge for idea in reversed(ideas) if idea.challenge}
    standing = [deal for deal in deals if deal.holds]
    mine: dict[int, list[DealLine]] = {}
    gave: dict[int, Counter[str]] = {}
    won: dict[int, Counter[str]] = {}
    for deal in standing:
        at_home = home.get(deal.idea, 0)
        for table in {*deal.tables, at_home}:
            mine.setdefault(table, []).append(deal)
        for party in deal.parties:
            for gift in party.gifts:
                won.setdefault(at_home, Counter())[gift.kind] += gift.count
                if party.who.table != at_home:
                    gave.setdefault(party.who.table, Counter())[gift.kind] += gift.count
    return tuple(
        TableLine(
            number=number,
            heads=heads[number],
            challenge=challenge.get(number, ""),
            ideas=tuple(idea.label for idea in ideas if idea.table == number),
            deals=tuple(deal.number for deal in mine.get(number, ())),
            partners=tuple(sorted({other for deal in mine.get(number, ()) for other in deal.tables} - {number})),
            gave=gifts(gave.get(number, {})),
            won=gifts(won.get(number, {})),
            first_minute=min((deal.agreed_minute or 0 for deal in mine.get(number, ())), default=None),
            on_paper=game.tables[number].on_paper,
        )
        for number in sorted(game.tables)
        if heads[number] or mine.get(number)
    )


def card_lines(game: Game, blank: Callable[[str, Words], str]) -> tuple[CardsLine, ...]:
    """Each kind of card: what came into play and what did not. ``blank`` says a typed title as it may be read."""
    scenario = game.scenario
    used = set(_used(game))
    written = [(method_ref(idea.id, pick.id), pick.title) for idea in game.ideas.values() for pick in idea.picks]
    blanks = {kind: [(ref, title) for ref, title in written if title] for kind in _types(game, StepKind.PLAN)}
    for step in game.run_sheet.steps:
        for table in game.tables.values():
            choice = table.choices.get(step.id)
            if choice is not None and not choice.card and step.card_type:
                ref = choice_ref(table.number, step.id, choice.rev)
                blanks.setdefault(step.card_type, []).append((ref, choice.title))
    played = {player.role for player in game.seated() if player.role}
    sent = {one.card for one in game.sent}
    found = [
        CardsLine(
            kind=CardsKind.ROLE,
            word="",
            used=tuple(role.title for role in scenario.roles if role.id in played),
            never=tuple(role.title for role in scenario.roles if role.id not in played),
        )
    ]
    for card_type in scenario.card_types:
        cards = scenario.cards_of(card_type.id)
        mine = blanks.get(card_type.id, [])
        found.append(
            CardsLine(
                kind=CardsKind.CARD,
                word=card_type.many,
                used=tuple(card.title for card in cards if card.id in used),
                never=tuple(card.title for card in cards if card.id not in used),
                blank=tuple(title for title in (blank(ref, words) for ref, words in mine) if title),
                blanks=len(mine),
            )
        )
    found.append(
        CardsLine(
            kind=CardsKind.EVENT,
            word="",
            used=tuple(card.title for card in scenario.events if card.id in sent),
            never=tuple(card.title for card in scenario.events if card.id not in sent),
        )
    )
    return tuple(line for line in found if line.used or line.never)


def _types(game: Game, kind: StepKind) -> Iterator[str]:
    return (step.card_type for step in game.run_sheet.steps if step.kind is kind and step.card_type)


def _used(game: Game) -> Iterator[str]:
    """The cards that were read aloud, chosen, kept or picked, or that the room stood on."""
    for begun in game.started:
        yield from game.run_sheet.steps[begun.step].cards
    for table in game.tables.values():
        yield from (choice.card for choice in table.choices.values())
    for idea in game.ideas.values():
        yield idea.from_card
        yield from (pick.card for pick in idea.picks)
    yield from game.stands
