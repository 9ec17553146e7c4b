"""What the private script says of this room: one to three sentences for the step that is on. Tables, never persons.

Pure: it looks at the game and changes nothing. Whoever sees these sentences by accident learns nothing private: they do
not even tell at which tables somebody voted or told a secret.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from game.scenario import Step, StepKind
from game.shapes import ConsoleView
from game.state import HOLDS, DealState, Game, Part, Status, Table

MOST = 3
_AND = ",\u00a0"
_MOST_NAMED = 8
"""As many tables are named in one sentence; more are only counted."""


def cues(view: ConsoleView, game: Game) -> tuple[str, ...]:
    """The sentences, most needed first. None once the game is closed."""
    if game.status is Status.CLOSED:
        return ()
    step = game.step
    said = _lobby(game) if step is None else _OF_KIND[step.kind](view, game, step)
    coming = _coming(view, game)
    return (*said[: MOST - len(coming)], *coming)


def _lobby(game: Game) -> tuple[str, ...]:
    heads = sum(1 for _ in game.seated())
    here = "Nobody is here yet" if not heads else f"{heads} {'person is' if heads == 1 else 'people are'} here"
    empty = [number for number in sorted(game.tables) if not any(game.seated(number))]
    said = [f"{here}, {game.expected} are expected."]
    if heads and empty:
        said.append(_tables(empty, "is empty", "are empty"))
    return tuple(said)


def _cast(_view: ConsoleView, game: Game, _step: Step) -> tuple[str, ...]:
    waiting = [
        number
        for number in _used(game)
        if any(not player.role for player in game.players_who_play(number) if not player.on_paper)
    ]
    if not any(player.part is Part.PLAYER for player in game.seated()):
        return ("Nobody plays yet.",)
    return (_tables(waiting, "is still choosing", "are still choosing"),) if waiting else ("Everybody is somebody.",)


def _choose(_view: ConsoleView, game: Game, step: Step) -> tuple[str, ...]:
    thing = _small(_card_word(game, step))
    return _missing(game, lambda table: step.id in table.choices, f"no {thing} yet", "Every table has chosen.")


def _idea(_view: ConsoleView, game: Game, _step: Step) -> tuple[str, ...]:
    idea = game.scenario.say.idea
    return _missing(game, lambda table: bool(table.idea), f"no {idea} yet", f"Every table has its {idea}.")


def _plan(_view: ConsoleView, game: Game, _step: Step) -> tuple[str, ...]:
    def is_planned(table: Table) -> bool:
        return bool(table.idea) and bool(game.ideas[table.idea].picks)

    return _missing(game, is_planned, "nothing in the plan yet", "Every table has a plan.")


def _market(view: ConsoleView, game: Game, _step: Step) -> tuple[str, ...]:
    say = game.scenario.say
    made = sum(1 for deal in game.deals.values() if deal.state in HOLDS)
    waiting = sum(1 for deal in game.deals.values() if deal.state is DealState.PROPOSED)
    doubted = sum(1 for deal in game.deals.values() if deal.state is DealState.IN_DOUBT)
    made_words = f"{made} {say.deal if made == 1 else say.deals} made" if made else f"No {say.deal} is made yet"
    answers = f"{waiting} {'waits' if waiting == 1 else 'wait'} for an answer"
    said = [f"{made_words}, {answers}." if waiting else f"{made_words}."]
    if doubted:
        said.append(f"{doubted} {say.deal if doubted == 1 else say.deals} in doubt.")
    if made:
        without = [line.number for line in view.tables if line.heads and not line.deals]
        if without:
            said.append(_tables(without, f"has no {say.deal} yet", f"have no {say.deal} yet"))
    return tuple(said)


def _wait(view: ConsoleView, game: Game, step: Step) -> tuple[str, ...]:
    """Between two rounds an event card is what the room waits for; before the first, its lists."""
    if not game.has_opened(StepKind.MARKET):
        lines = sum(line.open_needs for line in view.tables)
        return (f"{lines} {'line is' if lines == 1 else 'lines are'} open on the lists.",) if lines else ()
    on = [line.card.title for line in view.events if line.is_on]
    if on:
        return tuple(f"“{title}” is on." for title in on)
    was_sent = any(sent.step == game.step_index for sent in game.sent)
    return () if was_sent or not view.events else ("No event card is on yet. Choose one.",)


def _deliver(_view: ConsoleView, game: Game, _step: Step) -> tuple[str, ...]:
    def is_led(table: Table) -> bool:
        lead = game.ideas[table.idea].lead if table.idea else None
        return lead is not None and lead.answer is True

    return _missing(game, is_led, "nobody who leads yet", f"Every {game.scenario.say.idea} has somebody who leads.")


def _spotlight(view: ConsoleView, game: Game, _step: Step) -> tuple[str, ...]:
    order = game.spotlight.order
    spoken = len(set(game.spotlight.called) & set(order))
    if not order:
        return ()
    following = f" Next: table {view.stage.next}." if view.stage and view.stage.next else ""
    return (f"{spoken} of {len(order)} tables have come to the front.{following}",)


def _reflect(_view: ConsoleView, game: Game, _step: Step) -> tuple[str, ...]:
    used = _used(game)
    said = {player.table for player in game.seated() if player.reflections}
    return (f"Answers came from {len(said & set(used))} of {len(used)} tables.",) if used else ()


def _none(_view: ConsoleView, _game: Game, _step: Step) -> tuple[str, ...]:
    return ()


_OF_KIND: Mapping[StepKind, Callable[[ConsoleView, Game, Step], tuple[str, ...]]] = {
    StepKind.WAIT: _wait,
    StepKind.BRIEF: _none,
    StepKind.CAST: _cast,
    StepKind.CHOOSE: _choose,
    StepKind.IDEA: _idea,
    StepKind.PLAN: _plan,
    StepKind.MARKET: _market,
    StepKind.DELIVER: _deliver,
    StepKind.SPOTLIGHT: _spotlight,
    StepKind.VOTE: _none,
    StepKind.REFLECT: _reflect,
}


def _coming(view: ConsoleView, game: Game) -> tuple[str, ...]:
    """What has to lie ready for the next step, if anything has."""
    steps = game.run_sheet.steps
    following = game.step_index + 1
    if following >= len(steps):
        return ()
    step = steps[following]
    needed = ""
    if step.cards:
        needed = "1 card to read aloud" if len(step.cards) == 1 else f"{len(step.cards)} cards to read aloud"
    elif step.card_type and step.hand:
        kind = game.scenario.card_type(step.card_type)
        needed = f"the {_small(kind.each if step.hand == 1 else kind.many)} on each table"
    elif step.kind is StepKind.CAST:
        needed = "badges and pens"
    elif step.kind is StepKind.WAIT and view.events and _is_after_market(game, following):
        needed = "an event card to read aloud"
    return (f"Next you need: {needed}.",) if needed else ()


def _is_after_market(game: Game, place: int) -> bool:
    return any(step.kind is StepKind.MARKET for step in game.run_sheet.steps[:place])


def _missing(game: Game, is_done: Callable[[Table], bool], what: str, all_done: str) -> tuple[str, ...]:
    """Which tables lack something. Tables that nobody sits at are not asked; nothing is said of a room without people."""
    used = _used(game)
    open_ = [number for number in used if not is_done(game.tables[number])]
    if not used:
        return ()
    return (_tables(open_, f"has {what}", f"have {what}"),) if open_ else (all_done,)


def _used(game: Game) -> tuple[int, ...]:
    """The tables at which somebody plays. Of a table on paper nothing is known before its sheet is typed in."""
    return tuple(
        number
        for number, table in sorted(game.tables.items())
        if not table.on_paper and any(game.players_who_play(number))
    )


def _tables(numbers: Iterable[int], one: str, many: str) -> str:
    """A sentence about these tables."""
    named = tuple(numbers)
    if len(named) == 1:
        return f"Table {named[0]} {one}."
    told = f": {_AND.join(map(str, named))}" if len(named) <= _MOST_NAMED else ""
    return f"{len(named)} tables {many}{told}."


def _card_word(game: Game, step: Step) -> str:
    return game.scenario.card_type(step.card_type).each if step.card_type else "card"


def _small(word: str) -> str:
    return word[:1].lower() + word[1:]
