"""Large games made of events, in a moment: for what must not slow down with the size of a room. No rule is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from game import commands as ask
from game import events as happened
from game.events import Event
from game.history import Entry, History, opening
from game.scenario import Scenario, Step, StepKind, Words
from game.state import Clock, Gift, Naming, PledgeLevel, Route, Terms
from tests.given import NOON

SEATS = 6


def large(scenario: Scenario, players: int, deals: int, seed: int = 1) -> History:
    """A closed and published game of so many people at tables of six, each table with an idea and a plan, and so many deals
    that hold, most of them between two tables."""
    return History.of(_entries(scenario, players, deals, Random(seed)))


def _entries(scenario: Scenario, players: int, deals: int, rng: Random) -> Iterator[Entry]:
    created = ask.CreateGame(
        game="large",
        code="YAK22",
        title=Words("A large evening"),
        scenario=scenario,
        run_sheet=scenario.run_sheets[0].id,
        expected=min(players, 384),
        table_size=SEATS,
        offset=0,
    )
    now = NOON
    batches = [("lead", opening(created, now)), *_batches(scenario, players, deals, rng)]
    for seq, (by, events) in enumerate(batches, start=1):
        now += timedelta(seconds=2)
        yield Entry(seq=seq, at=now, by=by, command_id=f"c{seq}", events=tuple(_at(event, now) for event in events))


def _at(event: Event, now: datetime) -> Event:
    return replace(event, at=now) if hasattr(event, "at") else event  # type: ignore[call-arg]


def _batches(scenario: Scenario, players: int, deals: int, rng: Random) -> Iterator[tuple[str, tuple[Event, ...]]]:
    tables = -(-players // SEATS)
    planned = min(-(-players // SEATS), -(-min(players, 384) // SEATS))
    for table in range(planned + 1, tables + 1):
        yield "lead", (happened.TableAdded(table=table),)
    people = [f"p{number}" for number in range(players)]
    home = {player: 1 + number % tables for number, player in enumerate(people)}
    for number, player in enumerate(people):
        yield player, (_joined(player, number, home[player], tables), _kept(player, scenario, rng))
    steps = scenario.run_sheets[0].steps
    for number, step in enumerate(steps):
        yield "lead", (happened.StepStarted(step=number, at=NOON, clock=Clock(left_ms=60_000), round=1),)
        if step.kind is StepKind.PLAN:
            yield from _ideas(scenario, step, tables, people, rng)
        if step.kind is StepKind.MARKET:
            yield from _deals(scenario, people, home, tables, deals, rng)
            deals = 0
    for player in people:
        yield player, (_said(scenario, player, rng),)
    yield "lead", (happened.GameClosed(at=NOON),)
    yield "lead", (happened.ReportPublished(at=NOON),)


def _joined(player: str, number: int, table: int, tables: int) -> happened.PlayerJoined:
    return happened.PlayerJoined(
        player=player,
        name=Words(f"Name {number}"),
        table=table,
        letter=chr(65 + number // tables),
        naming=(Naming.TABLE, Naming.NICKNAME, Naming.OUT)[number % 3],
        hat="",
        film=False,
        at=NOON,
    )


def _kept(player: str, scenario: Scenario, rng: Random) -> happened.CharacterKept:
    role = rng.choice(scenario.roles)
    return happened.CharacterKept(player=player, role=role.id, purse=tuple((kind.id, 99) for kind in scenario.tokens))


def _ideas(
    scenario: Scenario, step: Step, tables: int, people: list[str], rng: Random
) -> Iterator[tuple[str, tuple[Event, ...]]]:
    methods = scenario.cards_of(step.card_type)
    cards = [card for card in scenario.cards if card.group] or [methods[0]]
    for table in range(1, tables + 1):
        idea, by = f"i{table}", people[table - 1]
        begun = happened.IdeaBegun(
            idea=idea,
            label=str(table),
            table=table,
            title=Words(f"A title of {table}"),
            line=Words("One line that says what it is for."),
            by=by,
            from_card=rng.choice(cards).id if cards[0].group else "",
            is_tables_own=True,
            at=NOON,
        )
        picked = tuple(
            happened.MethodPicked(
                idea=idea, pick=f"k{place}", card=card.id, when=("now", "soon", "later")[place], by=by
            )
            for place, card in enumerate(rng.sample(methods, 3))
        )
        yield by, (begun, *picked)
        yield "lead", (happened.WordsChecked(ref=f"idea:{idea}:1", shows=True),)


def _deals(
    scenario: Scenario, people: list[str], home: dict[str, int], tables: int, deals: int, rng: Random
) -> Iterator[tuple[str, tuple[Event, ...]]]:
    at = {table: [player for player in people if home[player] == table] for table in range(1, tables + 1)}
    for number in range(1, deals + 1):
        giver = rng.choice(people)
        table = rng.randint(1, tables)
        taker = rng.choice([player for player in at[table] if player != giver])
        kind = rng.choice(scenario.tokens).id
        agreed = Terms(parties=(giver, taker), gifts=(Gift(giver=giver, kind=kind),), string=scenario.strings[0].id)
        deal = f"d{number}"
        yield (
            giver,
            (
                happened.DealProposed(
                    deal=deal,
                    idea=f"i{table}",
                    by=giver,
                    route=Route.HANDSHAKE,
                    in_market=True,
                    round=1,
                    terms=agreed,
                    at=NOON,
                ),
                happened.DealAnswered(deal=deal, player=taker, yes=True, reason="", at=NOON),
                happened.DealAgreed(deal=deal, number=number, at=NOON),
                happened.DealPledged(player=giver, deal=deal, level=rng.choice(tuple(PledgeLevel))),
                happened.DealPledged(player=taker, deal=deal, level=rng.choice(tuple(PledgeLevel))),
            ),
        )


def _said(scenario: Scenario, player: str, rng: Random) -> happened.Reflected:
    question = rng.choice([question for question in scenario.questions if question.chips])
    chips = (rng.choice(question.chips).id,)
    return happened.Reflected(player=player, question=question.id, chips=chips, text=Words(""), may_quote=False)
