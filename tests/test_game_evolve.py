"""The next game after an event: nothing is decided again, but what an event names must exist."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from game import commands as ask
from game import events as happened
from game.collaboration import NEXT, Move
from game.events import Event
from game.evolve import CannotFollow, evolve
from game.scenario import Words
from game.state import CallAnswer, CallFor, Clock, DealState, Hand, HideReason, Part, Pile, PledgeLevel, Route, Scene
from tests.given import NOON, Play, gift, terms

_AT = NOON
_HAND = Hand(step="sky", card_type="weather", cards=("weather-1",))

_UNKNOWN: tuple[Event, ...] = (
    happened.TableRemoved(table=9),
    happened.PlayerRenamed(player="p0", name=Words("Eve")),
    happened.PlayerMoved(player="p0", table=1, letter="A"),
    happened.PlayerMoved(player="p2", table=9, letter="A"),
    happened.SeatFreed(player="p0"),
    happened.StepStarted(step=99, at=_AT, clock=Clock(), round=0),
    happened.HandDealt(table=9, hand=_HAND),
    happened.CharactersOffered(player="p0", roles=("grower",)),
    happened.CharacterKept(player="p0", role="grower", purse=()),
    happened.PurseChanged(player="p0", purse=()),
    happened.CardChosen(player="p2", table=9, step="sky", card="", title=Words("Fog"), text=Words("")),
    happened.MethodPicked(idea="i0", pick="m1", card="craft-1", when="now", by="p2"),
    happened.MethodDropped(idea="i0", pick="m1", by="p2"),
    happened.NeedCovered(idea="i0", need="m1.1", covers=True, by="p2"),
    happened.LeadNamed(idea="i0", lead="p2", by="p2"),
    happened.HelpOffered(idea="i0", player="p2", wants=True),
    happened.DealAnswered(deal="d0", player="p2", yes=True, reason="", at=_AT),
    happened.DealAgreed(deal="d0", number=1, at=_AT),
    happened.DealVoided(deal="d0", by="lead", at=_AT),
    happened.Reflected(player="p0", question="line", chips=(), text=Words("So."), may_quote=False),
    happened.SecretTold(player="p0", got="yes"),
    happened.DealPledged(player="p2", deal="d0", level=PledgeLevel.DO),
    happened.MondaySet(player="p0", text=Words("Call")),
    happened.LateAdmitted(late="l0"),
    happened.PartChanged(player="p0", part=Part.OBSERVER),
    happened.HandshakePractised(player="p2", other="p0", at=_AT),
    happened.HandshakePractised(player="p0", other="p2", at=_AT),
    happened.HostingChosen(player="p0", first=True),
    happened.CardSorted(player="p2", table=9, card="dream-1", pile=Pile.BIN),
    happened.MethodMoved(idea="i0", pick="m1", when="soon", by="p2"),
    happened.MethodWritten(idea="i0", pick="m1", title=Words("Path"), cost=2, needs=("seed",), when="now", by="p2"),
    happened.MethodPriced(idea="i0", pick="m1", cost=1),
    happened.EventEnded(card="frost", at=_AT),
    happened.AnsweredAloud(card="frost", player="p2", comments=True, at=_AT),
    happened.DealMatched(card="frost", deal="d0"),
    happened.OutcomeEntered(card="frost", ideas=(), people=(), at=_AT),
    happened.IdeaRefused(card="strike", idea="i0", by="p2", words=Words("No"), at=_AT),
    happened.RefusalAnswered(card="strike", idea="i0", by="p2", changes=True, words=Words(""), at=_AT),
    happened.HeadlineFiled(headline="h1", by="p0", text=Words("Pears"), at=_AT),
    happened.TableCalled(table=9, until_left_ms=0, at=_AT),
    happened.Voted(player="p0", step="pebbles", dots=()),
    happened.Voted(player="p2", step="pebbles", dots=(("i0", 1),)),
    happened.TableTrusted(table=9, trusts=True),
    happened.IdeasMerged(idea="i0", into=""),
    happened.IdeaMoved(idea="i0", table=1),
    happened.FacilitatorCalled(table=9, by="p2", what=CallFor.HELP, at=_AT),
    happened.FacilitatorCalled(table=1, by="p0", what=CallFor.HELP, at=_AT),
    happened.CallAnswered(table=9, answer=CallAnswer.COMING, at=_AT),
    happened.CallAnswered(table=1, answer=CallAnswer.COMING, at=_AT),
    happened.TableGivenTime(table=9, minutes=2),
    happened.TableGivenTime(table=1, minutes=2),
    happened.TableGivenTime(table=1, minutes=2, goes_on=True),
    happened.TableOnPaper(table=9, on_paper=True),
)


@pytest.mark.parametrize("event", _UNKNOWN, ids=lambda event: event.kind)
def test_an_event_that_names_what_is_not_there_cannot_follow(event: Event) -> None:
    play = Play()
    play.join("Ada", table=1)
    with pytest.raises(CannotFollow):
        evolve(play.game, event)


def test_a_game_and_a_table_and_a_player_begin_once(play: Play) -> None:
    play.join("Ada")
    for event in (play.history.entries[0].events[0], happened.TableAdded(table=1), play.history.entries[1].events[0]):
        with pytest.raises(CannotFollow):
            evolve(play.game, event)


def test_a_table_has_one_idea_of_its_own(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    begun = happened.IdeaBegun(
        idea="i99",
        label="1b",
        table=1,
        title=Words("Two"),
        line=Words(""),
        by=who["grower1"],
        from_card="",
        is_tables_own=True,
        at=_AT,
    )
    with pytest.raises(CannotFollow):
        evolve(play.game, begun)
    assert evolve(play.game, replace(begun, is_tables_own=False)).tables[1].idea == who["idea1"]


_MOVES: dict[Move, Callable[[str], Event]] = {
    Move.AGREE: lambda deal: happened.DealAgreed(deal=deal, number=1, at=_AT),
    Move.DECLINE: lambda deal: happened.DealDeclined(deal=deal, by="p2", at=_AT),
    Move.WITHDRAW: lambda deal: happened.DealWithdrawn(deal=deal, by="p2", at=_AT),
    Move.LAPSE: lambda deal: happened.DealLapsed(deal=deal, at=_AT),
    Move.DOUBT: lambda deal: happened.DealDoubted(deal=deal, card="frost", at=_AT),
    Move.REPAIR: lambda deal: happened.DealRepaired(deal=deal, by="p2", words=Words(""), at=_AT),
    Move.BREAK: lambda deal: happened.DealBroken(deal=deal, by="p2", at=_AT),
    Move.LEAVE: lambda deal: happened.DealLeft(deal=deal, by="p2", at=_AT),
    Move.VOID: lambda deal: happened.DealVoided(deal=deal, by="lead", at=_AT),
}


@pytest.mark.parametrize("state", DealState)
@pytest.mark.parametrize("move", Move)
def test_a_deal_moves_only_as_its_table_says(
    at_market: tuple[Play, dict[str, str]], state: DealState, move: Move
) -> None:
    play, who = at_market
    held = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    game = replace(play.game, deals={held: replace(play.deal(held), state=state)})
    if (state, move) in NEXT:
        assert evolve(game, _MOVES[move](held)).deals[held].state is NEXT[state, move]
    else:
        with pytest.raises(CannotFollow):
            evolve(game, _MOVES[move](held))


def test_a_deal_is_agreed_only_with_every_yes(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    deal = play.propose(who["grower2"], who["idea1"], gift(who["grower2"], "seed"), others=(who["picker1"],))
    with pytest.raises(CannotFollow):
        evolve(play.game, happened.DealAgreed(deal=deal, number=1, at=_AT))


def test_a_deal_with_a_stranger_or_for_no_idea_cannot_begin(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    proposed = happened.DealProposed(
        deal="d99",
        idea=who["idea1"],
        by=who["grower2"],
        route=Route.DISTANCE,
        in_market=True,
        round=1,
        terms=terms(who["grower2"], gift(who["grower2"], "seed"), others=(who["picker1"],)),
        at=_AT,
    )
    assert "d99" in evolve(play.game, proposed).deals
    stranger = replace(proposed, terms=replace(proposed.terms, parties=(who["grower2"], "p0")))
    for wrong in (replace(proposed, idea="i0"), stranger):
        with pytest.raises(CannotFollow):
            evolve(play.game, wrong)


def test_an_event_leaves_the_game_before_it_as_it_was(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    before = repr(play.game)
    evolve(play.game, happened.PlayerRenamed(player=who["grower1"], name=Words("Eve")))
    evolve(play.game, happened.SceneChosen(scene=Scene.MAP))
    evolve(play.game, happened.HandDealt(table=1, hand=_HAND))
    assert repr(play.game) == before


def test_what_was_agreed_counts_in_the_round_in_which_it_was_agreed(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    deal = play.propose(who["grower2"], who["idea1"], gift(who["grower2"], "ladder"), others=(who["picker1"],))
    assert play.deal(deal).round == 1
    play.to("swap-2")
    answered = happened.DealAnswered(deal=deal, player=who["picker1"], yes=True, reason="", at=_AT)
    play.happen(answered, happened.DealAgreed(deal=deal, number=1, at=_AT))
    assert play.deal(deal).round == 2


def test_a_purse_is_changed_by_differences_and_to_counts_and_keeps_its_other_kinds(play: Play) -> None:
    ada = play.join("Ada", role="grower")
    play.happen(happened.PurseChanged(player=ada, changes=(("seed", 2), ("song", 1))))
    assert play.player(ada).purse == {"seed": 4, "ladder": 1, "song": 1}
    play.happen(happened.PurseChanged(player=ada, purse=(("seed", 1),)))
    assert play.player(ada).purse == {"seed": 1, "ladder": 1, "song": 1}


def test_what_was_doubled_stands_with_its_deal(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    play.send("stork")
    deal = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    for giver in ("grower2", "grower1"):
        play.happen(happened.DealMatched(card="stork", deal=deal, token="seed", givers=(who[giver],)))
    assert play.deal(deal).doubled == ((who["grower2"], "seed"), (who["grower1"], "seed"))
    assert play.game.sent[-1].matched == (deal, deal)


def test_what_happens_under_a_card_names_what_is_there(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    play.send("dance")
    wrong: tuple[Event, ...] = (
        happened.AnsweredAloud(card="dance", player="p0", comments=True, at=_AT),
        happened.DealMatched(card="dance", deal="d0"),
        happened.OutcomeEntered(card="dance", ideas=("i0",), people=(), at=_AT),
        happened.OutcomeEntered(card="dance", ideas=(), people=("p0",), at=_AT),
        happened.IdeaRefused(card="dance", idea=who["idea1"], by="p0", words=Words("No"), at=_AT),
        happened.RefusalAnswered(card="dance", idea=who["idea1"], by="p2", changes=True, words=Words(""), at=_AT),
        happened.MethodMoved(idea=who["idea1"], pick="m0", when="soon", by="p2"),
        happened.MethodPriced(idea=who["idea1"], pick="m0", cost=1),
    )
    for event in wrong:
        with pytest.raises(CannotFollow):
            evolve(play.game, event)
    play.end("dance")
    with pytest.raises(CannotFollow):
        evolve(play.game, happened.EventEnded(card="dance", at=_AT))


def test_what_happens_under_a_card_is_of_the_newest_time_it_was_sent(play: Play) -> None:
    ada = play.join("Ada")
    play.next()
    for _ in range(2):
        play.send("dance")
        play.end("dance")
    game = evolve(play.game, happened.OutcomeEntered(card="dance", ideas=(), people=(ada,), at=_AT))
    assert [sent.people for sent in game.sent] == [(), (ada,)]


def test_an_idea_is_merged_with_one_and_moved_to_a_table_that_are_there(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    for event in (
        happened.IdeasMerged(idea=who["idea1"], into="i0"),
        happened.IdeaMoved(idea=who["idea1"], table=9),
        happened.IdeaMoved(idea=who["idea1"], table=2),
        happened.TableGivenTime(table=1, minutes=2, goes_on=True),
    ):
        with pytest.raises(CannotFollow):
            evolve(play.game, event)


def test_an_idea_that_moves_where_it_is_stays_the_table_s_own(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    assert evolve(play.game, happened.IdeaMoved(idea=who["idea1"], table=1)) == play.game


def test_words_that_are_shown_or_changed_have_no_reason_to_be_hidden_any_more(play: Play) -> None:
    hidden = happened.WordsChecked(ref="idea:i9:1", shows=False, reason=HideReason.HURTS)
    game = evolve(play.game, hidden)
    assert (game.checks, game.reasons) == ({"idea:i9:1": False}, {"idea:i9:1": HideReason.HURTS})
    shown = happened.WordsChecked(ref="idea:i9:1", shows=True)
    changed = happened.WordsEdited(ref="idea:i9:1", title=Words("Pears"))
    for event in (shown, changed):
        after = evolve(game, event)
        assert (after.checks, after.reasons) == ({"idea:i9:1": True}, {})
    assert evolve(game, replace(hidden, reason=None)).reasons == {}


def test_what_was_planned_before_and_is_not_named_stays(play: Play) -> None:
    game = evolve(play.game, happened.StepsPlanned(minutes=((2, 4), (3, 5))))
    assert evolve(game, happened.StepsPlanned(minutes=((3, 6),))).minutes == {2: 4, 3: 6}


def test_a_step_that_goes_back_or_on_twice_ends_what_a_table_had_of_its_own(play: Play) -> None:
    play.to("bed")
    play.lead(ask.GiveTable(table=1, minutes=2))
    on = happened.StepStarted(step=4, at=play.now, clock=Clock(left_ms=180_000), round=0)
    game = evolve(play.game, on)
    assert game.tables[1].extra is not None and game.tables[1].extra.until_left_ms == 60_000
    for step in (5, 4, 3):
        assert evolve(game, replace(on, step=step)).tables[1].extra is None
    assert evolve(play.game, replace(on, step=3)).tables[1].extra is None
