"""Votes with dots, for packs that want them: laying them, and counting them when the step is over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from game import commands as ask
from game import events as happened
from game.events import Decision
from game.ideas import public_ideas
from game.refused import Why, refuse
from game.scenario import Step, StepKind
from game.state import Game, Idea, Status


def vote(game: Game, command: ask.Vote) -> Decision:
    """A player's dots. A vote is the one thing that its step takes away again when it ends."""
    step = game.step
    is_on = game.status is Status.PLAYING and step is not None and step.id == command.step
    if not is_on and any(game.run_sheet.steps[begun.step].id == command.step for begun in game.started):
        return refuse(Why.IS_OVER)
    if not is_on or step is None or step.kind is not StepKind.VOTE:
        return refuse(Why.NOT_OPEN_YET, what="vote")
    known = {idea.id: idea for idea in public_ideas(game)}
    together: Counter[str] = Counter()
    for idea, count in command.dots:
        if idea not in known:
            return refuse(Why.UNKNOWN, what="idea", name=idea)
        if count < 0:
            return refuse(Why.UNKNOWN, what="answer", name=str(count))
        if count and known[idea].table == game.players[command.player].table:
            return refuse(Why.OWN_IDEA)
        together[idea] += count
    if together.total() > step.dots:
        return refuse(Why.TOO_MANY_DOTS, most=step.dots, chosen=together.total())
    dots = tuple((idea, count) for idea, count in together.items() if count)
    return (happened.Voted(player=command.player, step=step.id, dots=dots),)


def totals(game: Game, step: str) -> Mapping[str, int]:
    """The dots of each idea in this step, by the idea's id."""
    counted: Counter[str] = Counter()
    for dots in game.votes.get(step, {}).values():
        counted.update(dots)
    return counted


def results(game: Game) -> tuple[tuple[Idea, int], ...]:
    """The ideas with the dots of the newest vote that is over, most dots first; empty while a vote is on or none was."""
    step = last_vote(game)
    if step is None or (game.status is Status.PLAYING and game.step is not None and game.step.id == step.id):
        return ()
    counted = totals(game, step.id)
    found = [(idea, counted.get(idea.id, 0)) for idea in public_ideas(game)]
    return tuple(sorted(found, key=lambda pair: -pair[1]))


def last_vote(game: Game) -> Step | None:
    """The newest vote step that was begun."""
    begun = [game.run_sheet.steps[started.step] for started in game.started]
    return next((step for step in reversed(begun) if step.kind is StepKind.VOTE), None)
