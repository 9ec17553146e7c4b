"""What a table writes together: its choice, its idea, its plan, who delivers."""

from __future__ import annotations

import pytest

from game import commands as ask
from game import events as happened
from game.refused import Why
from game.scenario import Words
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
