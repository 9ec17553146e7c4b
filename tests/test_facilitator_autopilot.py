"""What a pretend facilitator does by itself: each thing when it is due, never before, and nothing that would be refused."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from facilitator.autopilot import doubting, doubting_at_once, due, giving, unsent
from game import commands as ask
from game.scenario import EventCard
from game.spotlight import turn_clock
from tests.given import Play, gift, market

Who = dict[str, str]


@pytest.fixture
def given() -> tuple[Play, Who]:
    """Two tables of three with ideas, at the market of the whole day."""
    play, who = market(run_sheet="full")
    play.to("swap")
    return play, who


def due_now(play: Play) -> object:
    """What is due at this moment."""
    return due(play.game, play.now, Random(1))


def names(cards: object) -> set[str]:
    """The ids of event cards."""
    assert isinstance(cards, list | tuple)
    return {card.id for card in cards if isinstance(card, EventCard)}


def test_nothing_is_due_in_a_room_where_nothing_goes_on(given: tuple[Play, Who]) -> None:
    play, _ = given
    assert due_now(play) is None
    assert due_now(Play()) is None


def test_an_event_card_is_ended_when_its_minutes_are_over_and_only_then(given: tuple[Play, Who]) -> None:
    play, _ = given
    play.send("stork")
    play.wait(4 * 60 - 1)
    assert due_now(play) is None
    play.wait(1)
    assert due_now(play) == ask.EndEvent(card="stork")
    play.end("stork")
    assert due_now(play) is None


def test_of_several_cards_that_are_over_one_is_ended_at_a_time(given: tuple[Play, Who]) -> None:
    play, _ = given
    for card in ("mice", "stork"):
        play.send(card)
    play.wait(60 * 60)
    ended = []
    while (command := due_now(play)) is not None:
        assert isinstance(command, ask.EndEvent)
        play.lead(command)
        ended.append(command.card)
    assert ended == ["mice", "stork"]


def test_what_the_room_chose_is_entered_once_within_what_the_card_allows(given: tuple[Play, Who]) -> None:
    play, who = given
    watcher = play.join("Wim", table=1)
    play.lead(ask.FreeSeat(player=watcher))
    for card in ("walnut", "dance"):
        play.send(card)
    entered = {}
    for _ in range(2):
        command = due_now(play)
        assert isinstance(command, ask.EnterOutcome)
        play.lead(command)
        entered[command.card] = (command.ideas, command.people)
    assert due_now(play) is None
    ((chosen,), nobody), (no_idea, people) = entered["walnut"], entered["dance"]
    assert chosen in {who["idea1"], who["idea2"]}
    assert nobody == no_idea == ()
    assert len(set(people)) == 2
    assert watcher not in people


def test_a_room_without_ideas_chooses_none() -> None:
    play = Play(run_sheet="full")
    play.join("Ada")
    play.to("swap")
    play.send("walnut")
    assert due_now(play) is None


def test_what_the_room_chooses_is_drawn_from_the_luck_that_is_given(given: tuple[Play, Who]) -> None:
    play, _ = given
    play.send("dance")
    drawn = {repr(due(play.game, play.now, Random(seed))) for seed in range(12)}
    assert len(drawn) > 1
    assert repr(due(play.game, play.now, Random(3))) == repr(due(play.game, play.now, Random(3)))


def test_tables_are_called_one_after_the_other_each_when_the_turn_before_is_over(given: tuple[Play, Who]) -> None:
    play, _ = given
    play.to("doing")
    assert due_now(play) is None
    play.to("telling")
    assert due_now(play) == ask.CallTable(table=1)
    play.lead(ask.CallTable(table=1))
    assert due_now(play) is None
    play.wait(turn_clock(play.game).left(play.now) / 1000 - 1)
    assert due_now(play) is None
    play.wait(1)
    assert due_now(play) == ask.CallTable(table=2)
    play.lead(ask.CallTable(table=2))
    play.wait(60 * 60)
    assert due_now(play) is None


def test_cards_that_would_put_a_deal_in_doubt_are_known_before_they_are_sent(given: tuple[Play, Who]) -> None:
    play, who = given
    assert names(doubting_at_once(play.history, play.now)) == set()
    assert names(doubting(play.history, play.now)) == {card.id for card in play.game.scenario.events}, "any, then"
    play.shake(who["picker2"], who["idea1"], gift(who["picker2"], "song"), others=(who["grower1"],))
    assert names(doubting_at_once(play.history, play.now)) == {"frost"}
    assert names(doubting(play.history, play.now)) == {"frost", "judge", "strike"}
    before = play.game
    assert play.game is before
    play.send("frost")
    assert names(doubting_at_once(play.history, play.now)) == set(), "it is on already"


def test_cards_that_give_something_are_those_that_change_a_purse_now(given: tuple[Play, Who]) -> None:
    play, who = given
    assert names(giving(play.history, play.now)) == {"swarm", "timber"}
    for picker in ("picker1", "picker2"):
        play.become(who[picker], "singer")
    assert names(giving(play.history, play.now)) == {"timber"}, "nobody is a picker; who holds ladders is given more"
    for grower in ("grower1", "grower2"):
        play.become(who[grower], "singer")
    assert names(giving(play.history, play.now)) == {"swarm", "timber", "mice", "stork", "fence"}, "any of them, then"


def test_cards_that_were_sent_are_not_sent_again(given: tuple[Play, Who]) -> None:
    play, _ = given
    cards = play.game.scenario.events
    play.send("mice")
    assert [card.id for card in unsent(play.game, cards)] == [card.id for card in cards if card.id != "mice"]
    assert list(unsent(replace(play.game, sent=()), cards)) == list(cards)
