"""What a table writes together: its choice, its idea, its plan, who delivers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from game import checking, views
from game import commands as ask
from game import events as happened
from game.ideas import cost, needs
from game.invariants import broken
from game.refused import Why
from game.scenario import Words
from game.state import Pile
from game.telling import report
from tests.given import Play, gift, kinds, market


@pytest.fixture
def table() -> tuple[Play, str, str]:
    """Ada and Ben of table 1, with the plan open."""
    play = Play()
    ada, ben = play.join("Ada", table=1), play.join("Ben", table=1)
    play.to("craft")
    play.write(ada)
    return play, ada, ben


def test_a_table_chooses_a_card_of_its_hand_and_anybody_there_changes_it(table: tuple[Play, str, str]) -> None:
    play, ada, ben = table
    first, second = play.game.tables[1].hands["sky"].cards
    play.must(ask.ChooseCard(player=ada, step="sky", card=first))
    play.must(ask.ChooseCard(player=ben, step="sky", card=second))
    choice = play.game.tables[1].choices["sky"]
    assert (choice.card, choice.by, choice.rev) == (second, ben, 2)


def test_a_card_of_another_hand_is_refused(table: tuple[Play, str, str]) -> None:
    play, ada, _ = table
    mine = play.game.tables[1].hands["sky"].cards
    other = next(card.id for card in play.game.scenario.cards_of("weather") if card.id not in mine)
    assert play.why(ask.ChooseCard(player=ada, step="sky", card=other)) is Why.NOT_IN_HAND


def test_a_table_writes_a_card_of_its_own(table: tuple[Play, str, str]) -> None:
    play, ada, _ = table
    play.must(ask.ChooseCard(player=ada, step="sky", title=Words(" Fog  "), text=Words("")))
    assert play.game.tables[1].choices["sky"].title == "Fog"
    assert play.why(ask.ChooseCard(player=ada, step="sky")) is Why.EMPTY
    assert play.why(ask.ChooseCard(player=ada, step="sky", title=Words("Fog"), text=Words("x" * 281))) is Why.TOO_LONG


def test_nothing_is_chosen_in_a_step_that_was_not_begun(play: Play) -> None:
    ada = play.join()
    assert play.why(ask.ChooseCard(player=ada, step="sky", title=Words("Fog"))) is Why.NOT_OPEN_YET
    assert play.why(ask.WriteIdea(player=ada, title=Words("A"), line=Words(""))) is Why.NOT_OPEN_YET
    assert play.why(ask.PickMethod(player=ada, card="craft-1")) is Why.NOT_OPEN_YET
    assert play.why(ask.NameLead(player=ada, idea="i1", lead=ada)) is Why.NOT_OPEN_YET
    assert play.why(ask.OfferHelp(player=ada, idea="i1")) is Why.NOT_OPEN_YET


def test_a_table_has_one_idea_which_is_rewritten(table: tuple[Play, str, str]) -> None:
    play, ada, ben = table
    idea = play.game.tables[1].idea
    entry = play.must(ask.WriteIdea(player=ben, title=Words("A long hedge"), line=Words("")))
    assert kinds(entry) == ["IdeaRewritten"]
    assert (play.idea(idea).title, play.idea(idea).label, play.idea(idea).rev) == ("A long hedge", "1", 2)
    assert play.idea(idea).by == ben != ada


def test_an_idea_grows_from_a_card_in_the_table_s_hand(table: tuple[Play, str, str]) -> None:
    play, ada, _ = table
    card = play.game.tables[1].hands["bed"].cards[0]
    play.must(ask.WriteIdea(player=ada, title=Words("Hedge"), line=Words(""), from_card=card))
    play.must(ask.WriteIdea(player=ada, title=Words("Hedges"), line=Words("")))
    assert play.idea(play.game.tables[1].idea).from_card == card
    wrong = ask.WriteIdea(player=ada, title=Words("Hedge"), line=Words(""), from_card="craft-99")
    assert play.why(wrong) is Why.NOT_IN_HAND


def test_a_plan_needs_an_idea(play: Play) -> None:
    ada = play.join()
    play.to("craft")
    assert play.why(ask.PickMethod(player=ada, card="craft-1")) is Why.NO_IDEA


def test_a_method_comes_once_in_a_hand_and_within_the_budget(table: tuple[Play, str, str]) -> None:
    play, ada, ben = table
    play.pick(ada, "craft-1")
    assert play.why(ask.PickMethod(player=ben, card="craft-1")) is Why.ALREADY_PICKED
    assert play.why(ask.PickMethod(player=ben, card="dream-1")) is Why.NOT_IN_HAND
    assert play.why(ask.PickMethod(player=ben, card="craft-2", when="never")) is Why.UNKNOWN
    play.pick(ben, "craft-4")
    assert play.why(ask.PickMethod(player=ben, card="craft-2")) is Why.OVER_BUDGET


def test_a_plan_has_at_most_three_methods(table: tuple[Play, str, str]) -> None:
    play, ada, _ = table
    for card in ("craft-1", "craft-2", "craft-3"):
        play.pick(ada, card)
    assert play.why(ask.PickMethod(player=ada, card="craft-4")) is Why.TOO_MANY_PICKS


def test_a_dropped_method_takes_its_needs_along(table: tuple[Play, str, str]) -> None:
    play, ada, _ = table
    pick = play.pick(ada, "craft-4")
    play.must(ask.CoverNeed(player=ada, need=f"{pick}.1"))
    play.must(ask.DropMethod(player=ada, pick=pick))
    idea = play.idea(play.game.tables[1].idea)
    assert (idea.picks, idea.covered) == ((), frozenset())
    assert play.why(ask.DropMethod(player=ada, pick=pick)) is Why.UNKNOWN


def test_a_table_covers_two_needs_itself_and_lets_one_go_again(table: tuple[Play, str, str]) -> None:
    play, ada, _ = table
    pick, other = play.pick(ada, "craft-4"), play.pick(ada, "craft-2")
    for need in (f"{pick}.1", f"{pick}.2"):
        play.must(ask.CoverNeed(player=ada, need=need))
    assert play.why(ask.CoverNeed(player=ada, need=f"{pick}.1")) is Why.NEED_MET
    assert play.why(ask.CoverNeed(player=ada, need=f"{other}.1")) is Why.COVERED_ENOUGH
    play.must(ask.CoverNeed(player=ada, need=f"{pick}.1", covers=False))
    play.must(ask.CoverNeed(player=ada, need=f"{other}.1"))
    assert play.why(ask.CoverNeed(player=ada, need=f"{pick}.1", covers=False)) is Why.NOT_NOW


def test_some_needs_must_come_from_others(table: tuple[Play, str, str]) -> None:
    play, ada, _ = table
    pick = play.pick(ada, "craft-1")
    assert play.why(ask.CoverNeed(player=ada, need=f"{pick}.1")) is Why.CANNOT_COVER
    assert play.why(ask.CoverNeed(player=ada, need="mark.blessing.1")) is Why.CANNOT_COVER
    assert play.why(ask.CoverNeed(player=ada, need="m0.1")) is Why.UNKNOWN


def test_a_need_that_a_deal_met_is_not_covered() -> None:
    play, who = market()
    pick = play.pick(who["grower1"], "craft-4")
    play.to("swap")
    play.shake(who["grower1"], who["idea1"], gift(who["picker2"], "ladder", f"{pick}.1"))
    assert play.why(ask.CoverNeed(player=who["grower1"], need=f"{pick}.1")) is Why.NEED_MET


@pytest.fixture
def delivering() -> tuple[Play, dict[str, str]]:
    """The market of two tables, at the step where they say who does it."""
    play, who = market()
    play.to("telling")
    return play, who


def test_who_names_oneself_has_said_yes(delivering: tuple[Play, dict[str, str]]) -> None:
    play, who = delivering
    play.must(ask.NameLead(player=who["grower1"], idea=who["idea1"], lead=who["grower1"]))
    lead = play.idea(who["idea1"]).lead
    assert lead is not None and lead.answer is True


def test_somebody_else_must_say_yes_and_may_say_no(delivering: tuple[Play, dict[str, str]]) -> None:
    play, who = delivering
    play.must(ask.NameLead(player=who["grower1"], idea=who["idea1"], lead=who["picker2"]))
    assert play.why(ask.AnswerLead(player=who["grower1"], idea=who["idea1"], yes=True)) is Why.NOT_YOURS
    play.must(ask.AnswerLead(player=who["picker2"], idea=who["idea1"], yes=False))
    assert play.why(ask.AnswerLead(player=who["picker2"], idea=who["idea1"], yes=False)) is Why.ALREADY_ANSWERED
    play.must(ask.AnswerLead(player=who["picker2"], idea=who["idea1"], yes=True))
    lead = play.idea(who["idea1"]).lead
    assert lead is not None and lead.answer is True


def test_a_table_decides_only_for_its_own_idea(delivering: tuple[Play, dict[str, str]]) -> None:
    play, who = delivering
    assert play.why(ask.NameLead(player=who["grower1"], idea=who["idea2"], lead=who["grower1"])) is Why.NOT_YOUR_TABLE
    assert play.why(ask.NameLead(player=who["grower1"], idea="i0", lead=who["grower1"])) is Why.UNKNOWN
    assert play.why(ask.NameLead(player=who["grower1"], idea=who["idea1"], lead="p0")) is Why.UNKNOWN


def test_part_c_holds_a_first_step_a_date_and_asks(delivering: tuple[Play, dict[str, str]]) -> None:
    play, who = delivering
    said = ask.SetDelivery(
        player=who["singer1"],
        idea=who["idea1"],
        first_step=Words("Dig"),
        date=Words("Monday"),
        asks=("rain", "hands", "rain"),
    )
    play.must(said)
    idea = play.idea(who["idea1"])
    assert (idea.first_step, idea.date, idea.asks) == ("Dig", "Monday", ("rain", "hands"))
    nothing = ask.SetDelivery(player=who["singer1"], idea=who["idea1"], first_step=Words(""), date=Words(""))
    assert play.why(nothing) is Why.EMPTY
    gold = ask.SetDelivery(
        player=who["singer1"], idea=who["idea1"], first_step=Words("Dig"), date=Words(""), asks=("gold",)
    )
    assert play.why(gold) is Why.UNKNOWN


def test_a_listener_s_hand_goes_up_and_down(delivering: tuple[Play, dict[str, str]]) -> None:
    play, who = delivering
    play.must(ask.OfferHelp(player=who["singer2"], idea=who["idea1"]))
    assert play.why(ask.OfferHelp(player=who["singer2"], idea=who["idea1"])) is Why.ALREADY_ANSWERED
    assert play.idea(who["idea1"]).helpers == (who["singer2"],)
    play.must(ask.OfferHelp(player=who["singer2"], idea=who["idea1"], wants=False))
    assert play.idea(who["idea1"]).helpers == ()
    assert play.why(ask.OfferHelp(player=who["singer2"], idea="i0")) is Why.UNKNOWN


def test_a_begun_idea_says_whose_it_is(table: tuple[Play, str, str]) -> None:
    play, _, _ = table
    cy = play.join("Cy", table=2)
    (begun,) = play.must(ask.WriteIdea(player=cy, title=Words("A pond"), line=Words("Wet."))).events
    assert isinstance(begun, happened.IdeaBegun)
    assert (begun.label, begun.table, begun.by, begun.is_tables_own) == ("2", 2, cy, True)


# --- Borrow, bend, bin ------------------------------------------------------------------------------------------------


def test_a_table_lays_the_cards_of_its_hands_on_piles_and_anybody_there_lays_them_elsewhere(
    table: tuple[Play, str, str],
) -> None:
    play, ada, ben = table
    one, two = play.game.tables[1].hands["bed"].cards
    play.must(ask.SortCard(player=ada, card=one, pile=Pile.BORROW))
    play.must(ask.SortCard(player=ada, card=two, pile=Pile.BIN))
    assert play.why(ask.SortCard(player=ben, card=one, pile=Pile.BORROW)) is Why.ALREADY_PICKED
    play.must(ask.SortCard(player=ben, card=one, pile=Pile.BEND))
    assert play.game.tables[1].piles == {one: Pile.BEND, two: Pile.BIN}
    assert play.game.tables[2].piles == {}
    hand = next(hand for hand in views.table(play.game, 1).hands if hand.step_id == "bed")
    assert hand.piles == ((one, Pile.BEND), (two, Pile.BIN))


def test_only_cards_of_the_own_hands_are_sorted(play: Play) -> None:
    ada = play.join("Ada", table=1)
    assert play.why(ask.SortCard(player=ada, card="dream-1", pile=Pile.BIN)) is Why.NOT_IN_HAND
    play.to("bed")
    other = play.game.tables[2].hands["bed"].cards[0]
    assert other not in play.game.tables[1].hands["bed"].cards
    assert play.why(ask.SortCard(player=ada, card=other, pile=Pile.BIN)) is Why.NOT_IN_HAND


def test_an_idea_says_from_which_pile_its_card_came(table: tuple[Play, str, str]) -> None:
    play, ada, _ = table
    card = play.game.tables[1].hands["bed"].cards[1]
    idea = play.game.tables[1].idea
    play.must(ask.WriteIdea(player=ada, title=Words("Hedge"), line=Words(""), from_card=card))
    assert [told.from_pile for told in report(play.history).ideas if told.id == idea] == [None]
    play.must(ask.SortCard(player=ada, card=card, pile=Pile.BEND))
    assert [told.from_pile for told in report(play.history).ideas if told.id == idea] == [Pile.BEND]


# --- Ready-made -------------------------------------------------------------------------------------------------------


def _ready() -> tuple[Play, str]:
    """One person at table 1, nobody at table 2, and ideas that are dealt."""
    play = Play(run_sheet="ready")
    ada = play.join("Ada", table=1)
    play.to("bed")
    return play, ada


def test_a_table_with_people_is_dealt_an_idea_that_is_written_already() -> None:
    play, _ = _ready()
    card = play.game.scenario.card(play.game.tables[1].hands["bed"].cards[0])
    idea = play.idea(play.game.tables[1].idea)
    assert (idea.title, idea.line, idea.from_card, idea.by, idea.label) == (card.title, card.text, card.id, "", "1")
    assert play.game.tables[2].idea == "" and tuple(play.game.ideas) == (idea.id,)


def test_ready_made_words_need_no_check_until_the_table_writes_its_own() -> None:
    play, ada = _ready()
    idea = play.game.tables[1].idea
    title = play.idea(idea).title
    assert checking.typed_words(play.game) == () and checking.shows_idea(play.game, play.idea(idea))
    assert views.wall(play.game).map.ideas[0].title == title == checking.title_for_all(play.game, play.idea(idea))
    play.write(ada, title="A rude pear")
    assert [words.text for words in checking.to_check(play.game)] == ["A rude pear: We plant it at dawn."]
    assert views.wall(play.game).map.ideas[0].title == ""
    assert checking.title_for_all(play.game, play.idea(idea)) == "Bed 1"


def test_dealing_again_makes_no_second_idea_and_an_undone_deal_takes_it_away() -> None:
    play, _ = _ready()
    idea = play.game.tables[1].idea
    play.lead(ask.BackStep(from_step=play.game.step_index))
    play.next()
    assert tuple(play.game.ideas) == (idea,)

    play = Play(run_sheet="ready")
    play.join("Ada", table=1)
    play.to("bed")
    play.lead(ask.Undo(seq=play.game.seq))
    assert play.game.ideas == {}


def test_who_sits_down_first_at_a_table_after_the_step_finds_its_ready_made_idea() -> None:
    play, ada = _ready()
    assert play.game.tables[2].idea == ""
    entry = play.must(ask.Join(name=Words("Late"), table=2))
    card = play.game.scenario.card(play.game.tables[2].hands["bed"].cards[0])
    idea = play.idea(play.game.tables[2].idea)
    assert (idea.title, idea.from_card, idea.by, idea.label) == (card.title, card.id, "", "2")
    assert kinds(entry)[0] == "PlayerJoined" and kinds(entry)[-1] == "IdeaBegun"
    play.join("Later", table=2)
    play.lead(ask.AddTable())
    play.must(ask.ChangeTable(player=ada, table=3))
    play.lead(ask.MovePlayer(player=ada, table=1))
    assert [play.game.ideas[table.idea].label for table in play.game.tables.values()] == ["1", "2", "3"]
    assert len(play.game.ideas) == 3


@pytest.mark.parametrize("run_sheet", ["short", "ready"])
def test_nobody_finds_an_idea_before_it_is_dealt_or_where_tables_write_their_own(run_sheet: str) -> None:
    play = Play(run_sheet=run_sheet)
    play.to("who" if run_sheet == "ready" else "craft")
    play.join("Ada", table=1)
    assert play.game.ideas == {}


# --- Methods of one's own ---------------------------------------------------------------------------------------------


def test_a_table_writes_a_method_of_its_own_that_costs_two_and_asks_for_what_it_needs(
    table: tuple[Play, str, str],
) -> None:
    play, ada, _ = table
    pick = play.write_own(ada, "seed", "song", "seed")
    idea = play.idea(play.game.tables[1].idea)
    assert cost(play.game, idea) == 2
    asked = [(line.id, line.kind, line.title) for line in needs(play.game, idea) if not line.side]
    assert asked == [
        (f"{pick}.1", "seed", "A stone path"),
        (f"{pick}.2", "song", "A stone path"),
        (f"{pick}.3", "seed", "A stone path"),
    ]
    (shown,) = views.idea_view(play.game, idea).picks
    assert (shown.is_own, shown.card.title, shown.card.type, shown.card.cost) == (True, "A stone path", "craft", 2)
    assert [(words.what, words.text) for words in checking.to_check(play.game)][-1] == ("method", "A stone path")


def test_a_method_of_one_s_own_needs_one_to_three_known_things_and_a_title(table: tuple[Play, str, str]) -> None:
    play, ada, _ = table
    said = ask.WriteMethod(player=ada, title=Words("A path"), needs=("seed",))
    for wrong in ((), ("seed",) * 4):
        assert play.why(replace(said, needs=wrong)) is Why.NEEDS_SOMETHING
    assert play.why(replace(said, needs=("gold",))) is Why.UNKNOWN
    assert play.why(replace(said, title=Words(" "))) is Why.EMPTY
    assert play.why(replace(said, title=Words("x" * 49))) is Why.TOO_LONG
    assert play.why(replace(said, when="never")) is Why.UNKNOWN
    play.must(replace(said, needs=("seed",) * 3))


def test_own_methods_count_in_the_plan_s_limits(table: tuple[Play, str, str]) -> None:
    play, ada, _ = table
    said = ask.WriteMethod(player=ada, title=Words("A path"), needs=("seed",))
    play.pick(ada, "craft-2")
    play.must(said)
    assert play.why(said) is Why.OVER_BUDGET
    play.pick(ada, "craft-1")
    assert play.why(said) is Why.TOO_MANY_PICKS
    assert broken(play.game) == ()


def test_two_own_methods_in_a_plan_are_no_card_twice(table: tuple[Play, str, str]) -> None:
    play, ada, _ = table
    play.write_own(ada, "seed")
    play.write_own(ada, "ladder")
    assert broken(play.game) == ()
    assert play.why(ask.PickMethod(player=ada, card="", when="later")) is Why.NOT_IN_HAND


def test_the_facilitator_agrees_another_cost_for_a_table_s_own_method_within_the_budget(
    table: tuple[Play, str, str],
) -> None:
    play, ada, _ = table
    idea = play.game.tables[1].idea
    card, own = play.pick(ada, "craft-4"), play.write_own(ada, "seed")
    assert play.why(ask.SetCost(idea=idea, pick=own, cost=3)) is Why.OVER_BUDGET
    for agreed in (0, 1):
        play.lead(ask.SetCost(idea=idea, pick=own, cost=agreed))
        assert cost(play.game, play.idea(idea)) == 3 + agreed
    for wrong in (-1, 4):
        assert play.why(ask.SetCost(idea=idea, pick=own, cost=wrong)) is Why.UNKNOWN
    for nothing in (ask.SetCost(idea=idea, pick=card, cost=1), ask.SetCost(idea="i0", pick=own, cost=1)):
        assert play.why(nothing) is Why.UNKNOWN
    play.pick(ada, "craft-1")
    assert cost(play.game, play.idea(idea)) == 5


def test_what_a_deal_gave_to_an_own_method_meets_its_need_and_the_method_can_be_dropped() -> None:
    play, who = market()
    pick = play.write_own(who["grower1"], "ladder")
    play.to("swap")
    play.shake(who["grower1"], who["idea1"], gift(who["grower2"], "ladder", f"{pick}.1"))
    assert not needs(play.game, play.idea(who["idea1"]))[0].is_open
    play.must(ask.DropMethod(player=who["singer1"], pick=pick))
    assert play.idea(who["idea1"]).picks == () and broken(play.game) == ()


# --- Now, soon, later -------------------------------------------------------------------------------------------------


def test_a_method_in_the_plan_is_moved_to_another_time_and_stays_the_same_method(table: tuple[Play, str, str]) -> None:
    play, ada, ben = table
    card, own = play.pick(ada, "craft-4"), play.write_own(ada, "seed")
    play.must(ask.CoverNeed(player=ada, need=f"{card}.1"))
    for move, when in (
        (ask.PickMethod(player=ben, card="craft-4", when="soon"), "soon"),
        (ask.PickMethod(player=ben, card=card, when="later"), "later"),
    ):
        assert kinds(play.must(move)) == ["MethodMoved"]
        assert play.why(move) is Why.ALREADY_PICKED
        assert play.idea(play.game.tables[1].idea).picks[0].when == when
    play.must(ask.PickMethod(player=ben, card=own, when="soon"))
    idea = play.idea(play.game.tables[1].idea)
    assert [(pick.id, pick.when) for pick in idea.picks] == [(card, "later"), (own, "soon")]
    assert idea.covered == {f"{card}.1"} and cost(play.game, idea) == 5
    assert play.why(ask.PickMethod(player=ben, card=own, when="never")) is Why.UNKNOWN
