"""What the facilitator decides about typed words: show, change, hide, trust a table, show two ideas as one."""

from __future__ import annotations

from game import commands as ask
from game import events as happened
from game.checking import TypedWords, to_check, typed_words
from game.events import Decision, Event
from game.evolve import evolve
from game.ideas import public_ideas
from game.refused import Refused, Why, refuse
from game.state import Game
from game.wary import warnings
from game.words import checked


def check(game: Game, command: ask.CheckWords) -> Decision:
    """Show typed words to all, or hide them with a reason that only their author reads."""
    if _typed(game, command.ref) is None:
        return refuse(Why.UNKNOWN, what="words", name=command.ref)
    reason = None if command.shows else command.reason
    return (happened.WordsChecked(ref=command.ref, shows=command.shows, reason=reason),)


def show_harmless(game: Game) -> Decision:
    """Show what waits, but what somebody should look at."""
    shown = tuple(
        happened.WordsChecked(ref=words.ref, shows=True) for words in to_check(game) if not warnings(words.text)
    )
    return shown or refuse(Why.NOT_NOW)


def edit(game: Game, command: ask.EditWords) -> Decision:
    """Show typed words in the facilitator's wording."""
    words = _typed(game, command.ref)
    if words is None:
        return refuse(Why.UNKNOWN, what="words", name=command.ref)
    most, most_line = words.most
    title = checked(command.title, "title", most)
    if isinstance(title, Refused):
        return title
    line = checked(command.line if words.has_two else "", "line", most_line, may_be_empty=True)
    if isinstance(line, Refused):
        return line
    return (happened.WordsEdited(ref=command.ref, title=title, line=line),)


def trust(game: Game, command: ask.TrustTable) -> Decision:
    """A table's words need no check from now on, or need one again. What waits and is harmless is shown at once."""
    table = game.tables.get(command.table)
    if table is None:
        return refuse(Why.UNKNOWN, what="table", name=str(command.table))
    if table.is_trusted is command.trusts:
        return refuse(Why.NOT_NOW)
    trusted = happened.TableTrusted(table=table.number, trusts=command.trusts)
    return (trusted, *shown_by_trust(evolve(game, trusted)))


def shown_by_trust(game: Game, but_not: frozenset[str] = frozenset()) -> tuple[Event, ...]:
    """The checks that trust makes: waiting words of trusted tables, but those that somebody should look at, and those
    with the references ``but_not``."""
    trusted = frozenset(number for number, table in game.tables.items() if table.is_trusted)
    if not trusted:
        return ()
    return tuple(
        happened.WordsChecked(ref=words.ref, shows=True)
        for words in to_check(game)
        if words.ref not in but_not and _tables_of(game, words) <= trusted and not warnings(words.text)
    )


def _tables_of(game: Game, words: TypedWords) -> frozenset[int]:
    """The tables that have to be trusted for these words: a deal is worded by its parties, wherever its idea is at home."""
    parties = game.deals[words.ref.split(":")[1]].terms.parties if words.what == "string" else ()
    return frozenset(game.players[party].table for party in parties) | {words.table}


def merge_ideas(game: Game, command: ask.MergeIdeas) -> Decision:
    """Show an idea as one with another, or apart for good. Both keep their lists, their deals and their authors."""
    known = {idea.id: idea for idea in public_ideas(game)}
    for name in (command.idea, command.into, command.apart):
        if name and name not in known:
            return refuse(Why.UNKNOWN, what="idea", name=name)
    if command.idea not in known:
        return refuse(Why.UNKNOWN, what="idea", name=command.idea)
    idea = known[command.idea]
    if not command.into:
        apart = command.apart or idea.one_with
        is_done = not idea.one_with and (not apart or apart == idea.id or apart in idea.apart)
        return refuse(Why.NOT_NOW) if is_done else (happened.IdeasMerged(idea=idea.id, into="", apart=apart),)
    into = known[command.into]
    is_taken = any(other.one_with == idea.id for other in game.ideas.values())
    if into.id == idea.id or into.one_with or idea.one_with or is_taken:
        return refuse(Why.NOT_ALIKE)
    return (happened.IdeasMerged(idea=idea.id, into=into.id),)


def _typed(game: Game, ref: str) -> TypedWords | None:
    return next((words for words in typed_words(game) if words.ref == ref), None)
