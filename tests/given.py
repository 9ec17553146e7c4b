"""A game to write tests with: ``play.join('Ada')``, ``play.to('swap')``, ``play.do(command)``.

Time is virtual and draws are seeded; another seed is another game.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from game import commands as ask
from game import events as happened
from game.commands import Command
from game.events import Event
from game.history import Entry, History, opening
from game.refused import Refused, Why
from game.scenario import Scenario, Words
from game.state import Deal, Game, Gift, Idea, Part, Player, Terms
from tests.tiny import tiny_scenario

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class Play:
    """One game with its history. ``do`` decides and, when nothing is refused, appends the entry."""

    def __init__(
        self,
        scenario: Scenario | None = None,
        expected: int = 12,
        table_size: int = 6,
        run_sheet: str = "short",
        opens_tables: bool = True,
        seed: int = 1,
    ) -> None:
        self.now = NOON
        self.seed = seed
        created = ask.CreateGame(
            game=f"g{seed}",
            code="PEAR",
            title=Words("An evening"),
            scenario=scenario or tiny_scenario(),
            run_sheet=run_sheet,
            expected=expected,
            table_size=table_size,
            opens_tables=opens_tables,
        )
        first = Entry(seq=1, at=self.now, by="lead", command_id="c1", events=opening(created, self.now))
        self.history = History.of((first,))

    @property
    def game(self) -> Game:
        """The game as it stands."""
        return self.history.game

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)

    def decide(self, command: Command) -> tuple[Event, ...] | Refused:
        """What would happen; nothing is appended."""
        return self.history.decide(command, self.now, self.seed * 10_007 + self.game.seq)

    def do(self, command: Command) -> Entry | Refused:
        """The entry that the command made, or why it was refused. Who asks is read from the command."""
        decided = self.decide(command)
        if isinstance(decided, Refused):
            return decided
        return self._append(decided, command.player if isinstance(command, ask.PlayerCommand) else "lead")

    def lead(self, command: Command) -> Entry:
        """What the facilitator does. Fails the test when it is refused."""
        made = self.do(command)
        assert isinstance(made, Entry), made
        return made

    must = lead
    """What a player does. Fails the test when it is refused."""

    def happen(self, *events: Event) -> Entry:
        """Given these events, whoever asked for them."""
        return self._append(events, "server")

    def _append(self, events: tuple[Event, ...], by: str) -> Entry:
        seq = self.game.seq + 1
        entry = Entry(seq=seq, at=self.now, by=by, command_id=f"c{seq}", events=events)
        self.history = self.history.after(entry)
        return entry

    # --- given -------------------------------------------------------------------------------------------------------

    def join(self, name: str = "Ada", table: int = 0, role: str = "", part: Part = Part.PLAYER) -> str:
        """A player who joined, and keeps ``role`` when one is given. The answer is the player's id."""
        entry = self.must(ask.Join(name=Words(name), table=table, part=part))
        player = next(event.player for event in entry.events if isinstance(event, happened.PlayerJoined))
        if role:
            self.become(player, role)
        return player

    def become(self, player: str, role: str) -> None:
        """The player keeps this character, with its whole purse."""
        purse = tuple((line.kind, line.count) for line in self.game.scenario.role(role).purse)
        self.happen(happened.CharacterKept(player=player, role=role, purse=purse))

    def to(self, step: str) -> None:
        """On to the step with this id, one Next at a time."""
        while self.game.step is None or self.game.step.id != step:
            self.lead(ask.NextStep(from_step=self.game.step_index))

    def next(self) -> Entry:
        """One step on."""
        return self.lead(ask.NextStep(from_step=self.game.step_index))

    def send(self, card: str) -> Entry:
        """An event card goes to the room."""
        return self.lead(ask.SendEvent(card=card))

    def end(self, card: str) -> Entry:
        """An event card is over."""
        return self.lead(ask.EndEvent(card=card))

    def write(self, player: str, title: str = "A pear wall", line: str = "We plant it at dawn.") -> str:
        """The idea of the player's table, by its id."""
        self.must(ask.WriteIdea(player=player, title=Words(title), line=Words(line)))
        return self.game.tables[self.player(player).table].idea

    def pick(self, player: str, card: str) -> str:
        """A method in the plan of the player's table, by its id."""
        entry = self.must(ask.PickMethod(player=player, card=card))
        (picked,) = entry.events
        assert isinstance(picked, happened.MethodPicked)
        return picked.pick

    def propose(self, player: str, idea: str, *gifts: Gift, others: tuple[str, ...] = (), string: str = "") -> str:
        """A proposed deal, by its id."""
        self.must(ask.Propose(player=player, idea=idea, terms=terms(player, *gifts, others=others, string=string)))
        return next(reversed(self.game.deals))

    def shake(self, player: str, idea: str, *gifts: Gift, others: tuple[str, ...] = (), string: str = "") -> str:
        """An agreed deal, by its id."""
        self.must(ask.ShakeHands(player=player, idea=idea, terms=terms(player, *gifts, others=others, string=string)))
        return next(reversed(self.game.deals))

    def write_own(self, player: str, *needs: str, title: str = "A stone path") -> str:
        """A method of the table's own in its plan, by its id."""
        entry = self.must(ask.WriteMethod(player=player, title=Words(title), needs=needs))
        (written,) = entry.events
        assert isinstance(written, happened.MethodWritten)
        return written.pick

    # --- then --------------------------------------------------------------------------------------------------------

    def player(self, player: str) -> Player:
        """The player as they are now."""
        return self.game.players[player]

    def idea(self, idea: str) -> Idea:
        """The idea as it is now."""
        return self.game.ideas[idea]

    def deal(self, deal: str) -> Deal:
        """The deal as it is now."""
        return self.game.deals[deal]

    def why(self, command: Command) -> Why:
        """Why this is refused. Fails the test when it is not."""
        before = self.game
        said = self.do(command)
        assert isinstance(said, Refused), said
        assert self.game is before
        return said.why


def gift(giver: str, kind: str, need: str = "") -> Gift:
    """One token in a deal."""
    return Gift(giver=giver, kind=kind, need=need)


def terms(player: str, *gifts: Gift, others: tuple[str, ...] = (), string: str = "", own_words: str = "") -> Terms:
    """Terms of this player with the givers and the others, each once."""
    parties = tuple(dict.fromkeys((player, *(each.giver for each in gifts), *others)))
    return Terms(parties=parties, gifts=gifts, string=string, own_words=Words(own_words))


def kinds(entry: Entry) -> list[str]:
    """The kinds of the entry's events, in order."""
    return [event.kind for event in entry.events]


def market(
    size: int = 6, run_sheet: str = "short", tables: int = 2, scenario: Scenario | None = None
) -> tuple[Play, dict[str, str]]:
    """Given tables of three before the market: a grower, a picker and a singer each, and an idea for each table."""
    play = Play(scenario, expected=tables * size, table_size=size, run_sheet=run_sheet)
    who: dict[str, str] = {}
    for number in range(1, tables + 1):
        for role in ("grower", "picker", "singer"):
            who[f"{role}{number}"] = play.join(f"{role} of {number}", table=number)
    play.to("craft")
    for number in range(1, tables + 1):
        for role in ("grower", "picker", "singer"):
            play.become(who[f"{role}{number}"], role)
        who[f"idea{number}"] = play.write(who[f"grower{number}"], title=f"Bed {number}")
    return play, who
