"""Who typed some words, where the game itself does not say it beside them. It shows nothing."""

from __future__ import annotations

from game.checking import TypedWords
from game.events import DeliverySet, RefusalAnswered
from game.history import History
from game.state import Deal


def author_of(history: History, words: TypedWords) -> str:
    """The id of the player who typed these words; empty when it cannot be told."""
    game = history.game
    kind, _, rest = words.ref.partition(":")
    name, _, more = rest.partition(":")
    match kind:
        case "idea" if name in game.ideas:
            return game.ideas[name].by
        case "method" if name in game.ideas:
            return next((pick.by for pick in game.ideas[name].picks if pick.id == more), "")
        case "refusal" if name in game.ideas:
            return next((said.by for said in game.ideas[name].refusals if said.card == more), "")
        case "answer":
            return _answered_by(history, name, more.rpartition(":")[0])
        case "headline":
            return next((said.by for said in game.headlines if said.id == name), "")
        case "choice" if name.isdigit() and int(name) in game.tables:
            choice = game.tables[int(name)].choices.get(more.rpartition(":")[0])
            return choice.by if choice else ""
        case "string" if name in game.deals:
            return _worded_by(game.deals[name])
        case "delivery":
            return _delivery_by(history, name)
        case "reflection" if name in game.players:
            return name
        case _:
            return ""


def _answered_by(history: History, idea: str, card: str) -> str:
    """Who answered a refusal of this idea last."""
    by = ""
    for entry in history.entries:
        for event in entry.events if entry.seq not in history.undone else ():
            if isinstance(event, RefusalAnswered) and (event.idea, event.card) == (idea, card):
                by = event.by
    return by


def _delivery_by(history: History, idea: str) -> str:
    """Who wrote the first step and date that stand now: whoever came after may only have changed what is asked for."""
    by, words = "", ("", "")
    for entry in history.entries:
        for event in entry.events if entry.seq not in history.undone else ():
            if isinstance(event, DeliverySet) and event.idea == idea and (event.first_step, event.date) != words:
                by, words = event.by, (event.first_step, event.date)
    return by


def _worded_by(deal: Deal) -> str:
    """Who first wrote the string that stands now: versions after it may only have dropped a party."""
    for version in deal.versions:
        if version.terms.own_words == deal.terms.own_words:
            return version.by
    return deal.by
