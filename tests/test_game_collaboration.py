"""A deal's life: what may follow what, and whose move it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from game.collaboration import NEXT, Move, can, moves_for
from game.scenario import Words
from game.state import HOLDS, Answer, Deal, DealState, Gift, Route, Terms, Version
from tests.given import NOON

_YES = Answer(yes=True, at=NOON)


def _deal(
    state: DealState = DealState.PROPOSED, route: Route = Route.DISTANCE, said: str = "a", parties: str = "abc"
) -> Deal:
    terms = Terms(parties=tuple(parties), gifts=(Gift(giver="a", kind="seed"),), own_words=Words(""))
    return Deal(
        id="d1",
        idea="i1",
        by="a",
        route=route,
        in_market=True,
        round=1,
        versions=(Version(terms=terms, by="a", at=NOON),),
        answers=dict.fromkeys(said, _YES),
        state=state,
    )


_ENDED = (DealState.DECLINED, DealState.WITHDRAWN, DealState.LAPSED, DealState.BROKEN, DealState.LEFT, DealState.VOIDED)


@pytest.mark.parametrize("state", _ENDED)
def test_nothing_follows_an_end(state: DealState) -> None:
    assert not any(can(_deal(state), move) for move in Move)
    assert moves_for(_deal(state), "a") == frozenset()


def test_every_state_can_be_reached_and_every_move_is_somebody_s() -> None:
    assert set(NEXT.values()) | {DealState.PROPOSED} == set(DealState)
    assert {move for _, move in NEXT} == set(Move)


def test_only_a_proposal_becomes_agreed_or_repaired_doubt() -> None:
    agreed = {state for (state, _), after in NEXT.items() if after is DealState.AGREED}
    assert agreed == {DealState.PROPOSED, DealState.IN_DOUBT}
    assert {DealState.AGREED, DealState.IN_DOUBT} == HOLDS


def test_who_was_asked_may_say_yes_or_no_or_ask_to_change() -> None:
    assert moves_for(_deal(), "b") == {"yes", "no", "change"}


def test_who_proposed_may_withdraw_and_drop_who_has_not_answered() -> None:
    assert moves_for(_deal(), "a") == {"change", "withdraw", "drop"}


def test_of_two_parties_none_can_be_dropped() -> None:
    assert "drop" not in moves_for(_deal(parties="ab"), "a")


def test_who_is_no_party_may_nothing() -> None:
    assert moves_for(_deal(), "z") == frozenset()
    assert moves_for(_deal(DealState.AGREED), "z") == frozenset()


@pytest.mark.parametrize(("route", "who"), [(Route.HANDSHAKE, "bc"), (Route.SPOKEN, "abc"), (Route.DISTANCE, "")])
def test_who_did_not_say_yes_on_a_phone_of_their_own_may_say_that_was_not_me(route: Route, who: str) -> None:
    deal = _deal(DealState.AGREED, route, "abc")
    assert {party for party in "abc" if "not_me" in moves_for(deal, party)} == set(who)
    told = replace(deal, disputed_by=tuple("abc"))
    assert not any("not_me" in moves_for(told, party) for party in "abc")


def test_a_deal_in_doubt_is_repaired_broken_or_left_by_any_party() -> None:
    for party in "abc":
        assert moves_for(_deal(DealState.IN_DOUBT, said="abc"), party) == {"repair", "break", "take_back"}
