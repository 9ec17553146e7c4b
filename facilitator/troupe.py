"""Pretend players in one live room: they look at their phones as often as people do, and ask on the same road."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterable
from dataclasses import replace
from random import Random

from facilitator.rehearsal import LOOKS, Eyes, around, neighbour
from game import commands as ask
from game.bots import Neighbour, Temper, act, deal_tempers
from game.commands import Command
from game.refused import Refused
from game.scenario import Scenario, StepKind, Words
from game.state import DealState, Game, Naming, Player
from web.rooms import Room, Rooms

BEAT_SECONDS = 1.0
MOST_LOOKS = 40
"""How many pretend players look at their phone in one beat, so that a full room leaves the computer time for people."""

_LONGEST_WAIT = 40.0
"""Seconds between two looks at a phone, at most."""
_ANSWERS_A_BEAT = 0.3
"""How likely a pretend player answers a person who waits, at each beat."""
_ASKS_A_BEAT = 0.05
"""How likely a person whom nobody asks anything gets a proposal, at each beat of a market."""
_PATIENCE = 0.2
"""How much less often than in a rehearsal somebody withdraws a proposal: a person who reads is slower."""
_OURS_TO_DO = frozenset({StepKind.CHOOSE, StepKind.IDEA, StepKind.PLAN, StepKind.DELIVER})
"""What a table does together: there pretend players leave people the time to do it first."""
_PEOPLE_FIRST = 0.6
"""The share of a step in which they do."""

_log = logging.getLogger(__name__)


class Troupe:
    """The pretend players of one room. Everybody else who holds a seat is a person."""

    def __init__(self, rooms: Rooms, room: Room, players: Iterable[str], seed: int) -> None:
        self.room = room
        self._rooms = rooms
        self._rng = Random(seed)
        self._eyes = Eyes()
        self._tempers: dict[str, Temper] = {}
        self.take_in(players, Random(seed))

    def take_in(self, players: Iterable[str], rng: Random) -> None:
        """More pretend players."""
        new = tuple(players)
        for player, temper in zip(new, deal_tempers(len(new), rng), strict=True):
            self._tempers[player] = replace(temper, withdraws=temper.withdraws * _PATIENCE)

    @property
    def game(self) -> Game:
        """The game as it stands."""
        return self.room.history.game

    @property
    def players(self) -> frozenset[str]:
        """The ids of the pretend players."""
        return frozenset(self._tempers)

    @property
    def people(self) -> tuple[Player, ...]:
        """The persons who hold a seat."""
        return tuple(player for player in self.game.seated() if player.id not in self._tempers)

    async def play(self, is_awake: Callable[[Player], bool] = lambda _player: True) -> None:
        """What one beat brings. Only those who are awake do anything."""
        game = self.game
        asked = self._asked_by_people()
        looks = 0
        for player in self._rng.sample(list(self._tempers), len(self._tempers)):
            who = game.players[player]
            if who.is_freed or not is_awake(who) or looks >= MOST_LOOKS:
                continue
            if player in asked and self._rng.random() < _ANSWERS_A_BEAT:
                await self._look(player, replace(self._tempers[player], answers=1.0), ())
                looks += 1
            elif self._rng.random() < self._chance(who):
                await self._look(player, self._tempers[player], self._around(player))
                looks += 1
        if game.step is not None and game.step.kind is StepKind.MARKET:
            for person in self.people:
                await self._maybe_ask(person)

    async def submit(self, by: str, command: Command) -> None:
        """Ask for something, as anybody in the room. A refusal is nothing to worry about."""
        outcome = await self._rooms.submit(self.room.row.id, by, f"troupe-{secrets.token_hex(8)}", command)
        if isinstance(outcome, Refused):
            _log.debug("The troupe's %s was refused: %s", type(command).__name__, outcome.why)

    def _asked_by_people(self) -> frozenset[str]:
        """The players for whose answer a person waits: on a proposal, or on leading an idea."""
        game, people = self.game, {player.id for player in self.people}
        proposed = [deal for deal in game.deals.values() if deal.state is DealState.PROPOSED]
        waiting = {party for deal in proposed if people.intersection(deal.answers) for party in deal.waiting}
        leads = {idea.lead.player for idea in game.ideas.values() if idea.lead and idea.lead.answer is None}
        return frozenset(waiting | leads)

    def _chance(self, player: Player) -> float:
        """How likely this one looks at the phone now: so that it happens as often as in a rehearsed step."""
        game, step = self.game, self.game.step
        if step is None:
            return 0.0
        if player.offered and not player.role:
            return 0.2
        now = self._rooms.now()
        gone = (now - game.started[-1].at).total_seconds()
        length = gone + max(0, game.clock.left(now)) / 1000
        with_people = any(person.table == player.table for person in self.people)
        if step.kind in _OURS_TO_DO and with_people and gone < _PEOPLE_FIRST * length:
            return 0.0
        looks = LOOKS[step.kind]
        return BEAT_SECONDS / min(_LONGEST_WAIT, length / looks) if looks and length else 0.0

    def _around(self, player: str) -> tuple[Neighbour, ...]:
        if not (self.game.has_opened(StepKind.MARKET) or self.game.has_opened(StepKind.CAST)):
            return ()
        far = frozenset(person.id for person in self.people)
        return around(self.game, player, self._rng, self.game.seated(), far)

    async def _maybe_ask(self, person: Player) -> None:
        """Now and then somebody from another table writes to a person whom nobody asks anything."""
        is_asked = any(
            deal.state is DealState.PROPOSED and person.id in deal.waiting for deal in self.game.deals.values()
        )
        strangers = [player for player in self._tempers if self.game.players[player].table != person.table]
        if is_asked or not strangers or self._rng.random() >= _ASKS_A_BEAT:
            return
        eager = Temper(name="eager", serves=0.0, shakes=0.0, proposes=1.0, answers=0.0, withdraws=0.0, changes=0.0)
        far = (neighbour(self.game, self.game.players[person.id], is_near=False),)
        await self._look(self._rng.choice(strangers), eager, far)

    async def _look(self, player: str, temper: Temper, near: tuple[Neighbour, ...]) -> None:
        seen = self._eyes.see(self.game, player, near, self._rooms.now())
        command = act(seen, temper, self._rng)
        if command is not None:
            await self.submit(player, command)


def pretend_join(scenario: Scenario, name: str, rng: Random, table: int = 0) -> ask.Join:
    """How a pretend player comes in: with a name that may be shown, and perhaps a hat."""
    hats = [hat.id for hat in scenario.hats]
    hat = rng.choice(hats) if hats and rng.random() < 0.7 else ""
    return ask.Join(name=Words(name), naming=Naming.NICKNAME, hat=hat, table=table)
