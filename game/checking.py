"""Words that players typed and that reach the wall or the report only after the facilitator's check."""

from __future__ import annotations

from dataclasses import dataclass

from game.ideas import public_ideas
from game.scenario import Words
from game.state import Game, Naming


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedWords:
    """One text to check. ``ref`` changes when its author writes it anew, so that an old check never covers new words."""

    ref: str
    what: str
    """``idea``, ``string``, ``choice`` or ``reflection``."""
    table: int
    text: Words


def typed_words(game: Game) -> tuple[TypedWords, ...]:
    """Everything that was typed and may be shown to all: ideas, tables' own cards, own strings, words released to quote."""
    found: list[TypedWords] = []
    for idea in public_ideas(game):
        text = Words(f"{idea.title}: {idea.line}" if idea.line else idea.title)
        found.append(TypedWords(ref=idea_ref(idea.id, idea.rev), what="idea", table=idea.table, text=text))
    for table in game.tables.values():
        for step, choice in table.choices.items():
            if not choice.card:
                text = Words(f"{choice.title}: {choice.text}" if choice.text else choice.title)
                ref = choice_ref(table.number, step, choice.rev)
                found.append(TypedWords(ref=ref, what="choice", table=table.number, text=text))
    for deal in game.deals.values():
        if deal.holds and deal.terms.own_words:
            home = game.ideas[deal.idea].table
            ref = string_ref(deal.id, deal.version)
            found.append(TypedWords(ref=ref, what="string", table=home, text=deal.terms.own_words))
    for player in game.players.values():
        if player.naming is Naming.OUT:
            continue
        for reflection in player.reflections.values():
            if reflection.text and reflection.may_quote:
                ref = reflection_ref(player.id, reflection.question, reflection.rev)
                found.append(TypedWords(ref=ref, what="reflection", table=player.table, text=reflection.text))
    return tuple(found)


def to_check(game: Game) -> tuple[TypedWords, ...]:
    """The typed words that nobody has checked yet, oldest kinds first."""
    return tuple(words for words in typed_words(game) if words.ref not in game.checks)


def is_shown(game: Game, ref: str) -> bool:
    """Whether the facilitator has let these words be seen by all."""
    return game.checks.get(ref, False)


def idea_ref(idea: str, rev: int) -> str:
    """The reference of an idea's title and line in this version."""
    return f"idea:{idea}:{rev}"


def choice_ref(table: int, step: str, rev: int) -> str:
    """The reference of a card that a table wrote itself, in this version."""
    return f"choice:{table}:{step}:{rev}"


def string_ref(deal: str, version: int) -> str:
    """The reference of a deal's own string in this wording."""
    return f"string:{deal}:{version}"


def reflection_ref(player: str, question: str, rev: int) -> str:
    """The reference of a player's line in this version."""
    return f"reflection:{player}:{question}:{rev}"
