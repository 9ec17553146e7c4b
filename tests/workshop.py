"""A whole workshop as a script: what its people and its facilitator ask for, step by step, in any pack. It sends nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from game import commands as ask
from game.commands import Command
from game.ideas import cost, needs, plan_step
from game.scenario import StepKind, Words
from game.state import Game, Player, Status

Asked = tuple[str, Command]
"""Who asks, and what for."""
Now = Callable[[], Game]
"""The game as it stands at this moment: each line of the script is written when the one before it was accepted."""


def to_market(now: Now, people: int) -> Iterator[Asked]:
    """All that is asked until the first market is open: everybody sits, is somebody, and each table has an idea and a plan."""
    tables = sorted(now().tables)
    for place in range(people):
        yield "join", ask.Join(name=Words(f"Person {place + 1}"), table=tables[place % len(tables)])
    yield from _on(now, StepKind.MARKET)


def to_the_end(now: Now) -> Iterator[Asked]:
    """All that is asked from there: the other steps, a debrief, the close, a headline and the report."""
    yield from _on(now, None)
    yield "lead", ask.CloseGame()
    headline = Words("We did it")
    yield "lead", ask.Tell(headline=headline, turning_point=Words(""), surprise=Words(""), refusal=Words(""))
    yield "lead", ask.Publish()


def seated_at(game: Game, table: int) -> list[Player]:
    """Who sits at a table, in the order they came."""
    return [player for player in game.players.values() if player.table == table and not player.is_freed]


def _on(now: Now, until: StepKind | None) -> Iterator[Asked]:
    while now().status is Status.LOBBY or now().step_index + 1 < len(now().run_sheet.steps):
        yield "lead", ask.NextStep(from_step=now().step_index)
        step = now().step
        assert step is not None
        yield from _within(now, step.kind)
        if step.kind is until:
            return


def _within(now: Now, kind: StepKind) -> Iterator[Asked]:
    if kind is StepKind.CAST:
        for player in [player for player in now().players.values() if player.offered]:
            yield player.id, ask.KeepCharacter(player=player.id, role=player.offered[0])
    elif kind in {StepKind.CHOOSE, StepKind.IDEA, StepKind.PLAN, StepKind.DELIVER}:
        for table in sorted(now().tables):
            if people := seated_at(now(), table):
                yield from _at_table(now, kind, table, people[0].id)
    elif kind is StepKind.REFLECT:
        for player in tuple(now().players):
            yield player, ask.TellSecret(player=player, got="partly")
            yield player, ask.SetMonday(player=player, text=Words("Call one person"))


def _at_table(now: Now, kind: StepKind, table: int, player: str) -> Iterator[Asked]:
    game = now()
    step = game.step
    assert step is not None
    if kind is StepKind.CHOOSE:
        yield player, ask.ChooseCard(player=player, step=step.id, card=game.tables[table].hands[step.id].cards[0])
    elif kind is StepKind.IDEA:
        yield player, ask.WriteIdea(player=player, title=Words(f"Idea of {table}"), line=Words("We begin on Monday."))
    elif kind is StepKind.PLAN:
        limits, hand = plan_step(game), game.tables[table].hands[step.id].cards
        assert limits is not None
        for card in hand:
            idea = now().ideas[game.tables[table].idea]
            is_full = len(idea.picks) >= limits.picks
            if not is_full and cost(now(), idea) + game.scenario.card(card).cost <= limits.budget:
                yield player, ask.PickMethod(player=player, card=card)
        assert needs(now(), now().ideas[game.tables[table].idea]), f"table {table} asks nobody for anything"
    else:
        yield player, ask.NameLead(player=player, idea=game.tables[table].idea, lead=player)
