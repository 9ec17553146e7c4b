"""Ideas that look alike are found by their titles; what somebody has looked at is not asked again."""

from __future__ import annotations

import time
from itertools import combinations

import pytest

from game import commands as ask
from game.alike import alike, are_alike
from game.checking import idea_ref
from game.scenario import Words
from tests.given import Play

Market = tuple[Play, dict[str, str]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A warm room for teenagers", "Warm rooms for our teenagers"),
        ("A warm room on Thursday nights", "The warm Thursday room"),
        ("Repair café", "Repair cafe"),
        ("Community kitchen", "The Comunity Kitchen"),
        ("GARDEN OF HERBS", "herb garden"),
    ],
)
def test_titles_that_share_their_words_or_are_spelled_nearly_the_same_look_alike(one: str, other: str) -> None:
    assert are_alike(one, other)
    assert are_alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A warm room for teenagers", "A choir for the old mill"),
        ("A room for music", "A room for repairs"),
        ("All for one and one for all of us", "One for the road"),
        ("Bed 1", "Bed 2"),
        ("To do it with you", "We can do it for you"),
        ("A", ""),
    ],
)
def test_titles_that_share_a_small_word_or_one_word_do_not(one: str, other: str) -> None:
    assert not are_alike(one, other)
    assert not are_alike(other, one)


def rename(play: Play, who: dict[str, str], one: str, other: str) -> None:
    play.must(ask.WriteIdea(player=who["grower1"], title=Words(one), line=Words("")))
    play.must(ask.WriteIdea(player=who["grower2"], title=Words(other), line=Words("")))


def test_two_public_ideas_that_look_alike_are_a_pair_the_older_first(at_market: Market) -> None:
    play, who = at_market
    assert alike(play.game) == ()
    rename(play, who, "A warm room for teenagers", "Warm rooms for our teenagers")
    assert alike(play.game) == ((who["idea1"], who["idea2"]),)


def test_a_pair_that_is_shown_as_one_or_was_kept_apart_is_not_asked_again(at_market: Market) -> None:
    play, who = at_market
    rename(play, who, "A warm room", "Warm rooms for us")
    play.lead(ask.MergeIdeas(idea=who["idea2"], into=who["idea1"]))
    assert alike(play.game) == ()
    play.lead(ask.MergeIdeas(idea=who["idea2"], into=""))
    assert alike(play.game) == ()


def test_keep_both_is_remembered_until_it_is_undone(at_market: Market) -> None:
    play, who = at_market
    rename(play, who, "A warm room", "Warm rooms for us")
    entry = play.lead(ask.MergeIdeas(idea=who["idea1"], into="", apart=who["idea2"]))
    assert alike(play.game) == ()
    play.lead(ask.Undo(seq=entry.seq))
    assert len(alike(play.game)) == 1


def test_what_is_hidden_looks_like_nothing(at_market: Market) -> None:
    play, who = at_market
    rename(play, who, "A warm room", "Warm rooms for us")
    play.lead(ask.CheckWords(ref=idea_ref(who["idea2"], 2), shows=False))
    assert alike(play.game) == ()


def test_sixty_ideas_are_compared_in_a_blink() -> None:
    titles = [f"{word} {number} for the old mill and the harbour" for number, word in enumerate("abcdefghij" * 6)]
    began = time.perf_counter()
    for one, other in combinations(titles, 2):
        are_alike(one, other)
    assert time.perf_counter() - began < 2.0
    began = time.perf_counter()
    for one, other in combinations(titles, 2):
        are_alike(one, other)
    assert time.perf_counter() - began < 0.5
