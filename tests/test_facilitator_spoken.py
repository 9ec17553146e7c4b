"""Spoken deals: from badge numbers to terms."""

from __future__ import annotations

import pytest

from facilitator.spoken import Line, NoSuchBadge, NoSuchWord, idea_of, lines_of, terms_of
from game import commands as ask
from game.ideas import needs
from game.state import Terms
from tests.given import Play
from tests.tiny import tiny_scenario


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


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("4C gives seed to 2A", (Line(badge="4C", kind="seed"), Line(badge="2A"))),
        ("4c se 2a", (Line(badge="4c", kind="seed"), Line(badge="2a"))),
        (
            "4C 2 seeds and a ladder, 12AB song",
            (
                Line(badge="4C", kind="seed", count=2),
                Line(badge="4C", kind="ladder"),
                Line(badge="12AB", kind="song"),
            ),
        ),
        ("4C; 2A", (Line(badge="4C"), Line(badge="2A"))),
        ("  ", ()),
    ],
)
def test_a_deal_can_be_written_in_one_line(text: str, lines: tuple[Line, ...]) -> None:
    assert lines_of(tiny_scenario(), text) == lines


@pytest.mark.parametrize(
    ("text", "word"), [("4C gold 2A", "gold"), ("4C s 2A", "s"), ("seed 4C", "seed"), ("4C 222", "222")]
)
def test_a_word_that_is_nothing_or_could_be_two_things_is_asked_about(text: str, word: str) -> None:
    assert lines_of(tiny_scenario(), text) == NoSuchWord(word=word)


def test_without_a_choice_the_deal_is_for_the_idea_of_the_last_badge(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    one, other = play.player(who["picker1"]).badge, play.player(who["grower2"]).badge
    lines = (Line(badge=other, kind="seed"), Line(badge=one))
    assert idea_of(play.game, lines) == who["idea1"]
    assert idea_of(play.game, tuple(reversed(lines))) == play.game.tables[play.player(who["grower2"]).table].idea
    assert idea_of(play.game, (Line(badge="9Z"), Line(badge=""))) == ""


def test_a_table_without_an_idea_leaves_it_to_the_other_one(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    new = play.join("Late", table=2)
    play.lead(ask.SplitTable(table=2, players=(new,)))
    lines = (Line(badge=play.player(who["picker1"]).badge), Line(badge=play.player(new).badge))
    assert idea_of(play.game, lines) == who["idea1"]
