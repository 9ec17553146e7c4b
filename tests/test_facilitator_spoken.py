"""Spoken deals: from badge numbers to terms."""

from __future__ import annotations

from facilitator.spoken import Line, NoSuchBadge, terms_of
from game import commands as ask
from game.ideas import needs
from game.state import Terms
from tests.given import Play


def _terms(play: Play, idea: str, *lines: Line) -> Terms:
    made = terms_of(play.game, idea, lines, "", "")
    assert isinstance(made, Terms), made
    return made


def test_badges_become_parties_however_they_are_typed(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    badge = play.player(who["grower2"]).badge
    other = play.player(who["picker1"]).badge.lower()
    made = _terms(play, who["idea1"], Line(badge=f" {badge} ", kind="seed"), Line(badge=other))
    assert made.parties == (who["grower2"], who["picker1"])
    assert [given.kind for given in made.gifts] == ["seed"]


def test_an_unknown_badge_is_named(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    found = terms_of(play.game, who["idea1"], (Line(badge=""), Line(badge="9Z")), "", "")
    assert found == NoSuchBadge(line=1, badge="9Z")


def test_one_badge_in_two_lines_is_one_party_who_gives_two_things(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    badge = play.player(who["grower2"]).badge
    made = _terms(play, who["idea1"], Line(badge=badge, kind="seed"), Line(badge=badge, kind="ladder"))
    assert made.parties == (who["grower2"],)
    assert [given.kind for given in made.gifts] == ["seed", "ladder"]


def test_gifts_answer_open_lines_of_the_list_first(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    play.pick(who["grower1"], play.game.tables[1].hands["craft"].cards[0])
    asked = next(need for need in needs(play.game, play.idea(who["idea1"])) if not need.side)
    giver = {"seed": "grower2", "ladder": "grower2", "song": "singer2"}[asked.kind]
    badge = play.player(who[giver]).badge
    made = _terms(play, who["idea1"], Line(badge=badge, kind=asked.kind, count=2))
    assert len(made.gifts) == 2
    assert any(given.need for given in made.gifts)
    assert len({given.need for given in made.gifts if given.need}) == sum(1 for given in made.gifts if given.need)


def test_a_mark_is_answered_only_by_the_side_that_may(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    by_other_table = _terms(play, who["idea1"], Line(badge=play.player(who["singer2"]).badge, kind="song"))
    by_own_table = _terms(play, who["idea1"], Line(badge=play.player(who["singer1"]).badge, kind="song"))
    assert by_other_table.gifts[0].need.startswith("mark.")
    assert not by_own_table.gifts[0].need.startswith("mark.")


def test_what_is_made_can_be_entered(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    giver, taker = play.player(who["singer2"]).badge, play.player(who["picker1"]).badge
    made = _terms(play, who["idea1"], Line(badge=giver, kind="song"), Line(badge=taker))
    play.lead(ask.EnterSpoken(terms=made, idea=who["idea1"]))
    assert len(play.game.deals) == 1
