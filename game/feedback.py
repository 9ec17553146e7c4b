"""What became of a player's typed words: hidden with a reason, shown in other words or as one with others. It decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from game.checking import (
    answer_ref,
    choice_ref,
    delivery_ref,
    headline_ref,
    idea_ref,
    is_hidden,
    is_shown,
    method_ref,
    reflection_ref,
    refusal_ref,
    string_ref,
)
from game.ideas import public_ideas
from game.scenario import Words
from game.state import Edit, Game, HideReason, Idea, Naming, Player
from game.words import REMOVED


class Fate(StrEnum):
    """What the facilitator did with typed words."""

    HIDDEN = "hidden"
    EDITED = "edited"
    MERGED = "merged"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldWords:
    """Words of a player or of the player's table, and what became of them. ``what`` is as in `TypedWords`.

    ``about`` says which: the idea, the step of a choice, the card of an answer, the question, the deal, the headline.
    ``wrote`` is the facilitator's wording, ``tables`` are those whose idea looks like this one.
    """

    what: str
    about: str
    text: Words
    fate: Fate
    reason: HideReason | None = None
    wrote: Edit | None = None
    tables: tuple[int, ...] = ()
    can_rewrite: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """Words that a player typed, alone or with the table, and that others may be shown. Fields are as in `ToldWords`."""

    ref: str
    what: str
    about: str
    text: Words
    line: Words = Words("")
    """The second part, where there are two."""
    can_rewrite: bool = True


def told_words(game: Game, player: str) -> tuple[ToldWords, ...]:
    """What became of the words of this player and of the table where they sit; nothing of words that simply stand."""
    who = game.players[player]
    return (*_merged(game, who), *(told for own in own_words(game, who) if (told := _told(game, own)) is not None))


def _told(game: Game, own: OwnWords) -> ToldWords | None:
    if own.ref in game.withdrawn or own.text == REMOVED:
        return None
    if is_hidden(game, own.ref):
        return ToldWords(
            what=own.what,
            about=own.about,
            text=own.text,
            fate=Fate.HIDDEN,
            reason=game.reasons.get(own.ref),
            can_rewrite=own.can_rewrite,
        )
    wrote = game.edits.get(own.ref)
    if wrote is None or not is_shown(game, own.ref):
        return None
    return ToldWords(what=own.what, about=own.about, text=own.text, fate=Fate.EDITED, wrote=wrote)


def _merged(game: Game, who: Player) -> Iterator[ToldWords]:
    """The ideas at home here that are shown as one with those of other tables."""
    for idea in public_ideas(game):
        first = idea.one_with or idea.id
        others = {
            other.table
            for other in game.ideas.values()
            if other.id != idea.id and first in (other.id, other.one_with) and other.table != who.table
        }
        if idea.table == who.table and others:
            yield ToldWords(what="idea", about=idea.id, text=idea.title, fate=Fate.MERGED, tables=tuple(sorted(others)))


def own_words(game: Game, who: Player) -> Iterator[OwnWords]:
    """All that this player typed, alone or with the table, and that others may be shown."""
    for idea in public_ideas(game):
        if idea.table == who.table:
            yield from _of_idea(game, idea)
        for said in idea.refusals:
            if said.by == who.id:
                ref = refusal_ref(idea.id, said.card)
                yield OwnWords(ref=ref, what="refusal", about=said.card, text=said.words, can_rewrite=False)
    table = game.tables.get(who.table)
    for step, choice in table.choices.items() if table else ():
        if not choice.card:
            yield OwnWords(
                ref=choice_ref(who.table, step, choice.rev),
                what="choice",
                about=step,
                text=choice.title,
                line=choice.text,
            )
    for deal in game.deals.values():
        if deal.holds and deal.terms.own_words and who.id in deal.terms.parties:
            ref = string_ref(deal.id, deal.version)
            yield OwnWords(ref=ref, what="string", about=deal.id, text=deal.terms.own_words, can_rewrite=False)
    for filed in reversed(game.headlines):
        if filed.by == who.id:
            yield OwnWords(ref=headline_ref(filed.id), what="headline", about=filed.id, text=filed.text)
    for answer in who.reflections.values():
        if answer.text and answer.may_quote and who.naming is not Naming.OUT:
            ref = reflection_ref(who.id, answer.question, answer.rev)
            yield OwnWords(ref=ref, what="reflection", about=answer.question, text=answer.text)


def _of_idea(game: Game, idea: Idea) -> Iterator[OwnWords]:
    is_tables_own = game.tables[idea.table].idea == idea.id
    if idea.is_typed:
        ref = idea_ref(idea.id, idea.rev)
        yield OwnWords(ref=ref, what="idea", about=idea.id, text=idea.title, line=idea.line, can_rewrite=is_tables_own)
    for pick in idea.picks:
        if not pick.card:
            ref = method_ref(idea.id, pick.id)
            yield OwnWords(ref=ref, what="method", about=idea.id, text=pick.title, can_rewrite=is_tables_own)
    for said in idea.refusals:
        if said.answer:
            can_rewrite = is_tables_own and not said.changes
            ref = answer_ref(idea.id, said)
            yield OwnWords(ref=ref, what="answer", about=said.card, text=said.answer, can_rewrite=can_rewrite)
    if idea.delivery_rev:
        ref = delivery_ref(idea.id, idea.delivery_rev)
        yield OwnWords(ref=ref, what="delivery", about=idea.id, text=idea.first_step, line=idea.date)
