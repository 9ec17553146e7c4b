"""Deleting what somebody typed: nothing of it is left in any entry, and the game goes on as it was."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

import pytest

from game import commands as ask
from game import events as happened
from game.erasing import typed_by, without
from game.history import Entry, History
from game.invariants import broken
from game.report import Report
from game.scenario import Words
from game.state import Game, Naming, Part, Player, Reach
from game.telling import report
from game.words import REMOVED
from tests.evenings import spend
from tests.given import Play, gift, market, terms
from web.store import encode

SAID = re.compile(r"Q\w+?Z")


def _said(history: History) -> list[tuple[str, tuple[happened.Event, ...]]]:
    return [(entry.by, entry.events) for entry in history.entries]


def _typed(history: History, player: str) -> set[str]:
    """The words with a canary that this player was the first to type."""
    return {text for _, _, texts in typed_by(_said(history), player) for text in texts if SAID.fullmatch(text)}


def _erase(play: Play, player: str) -> Entry:
    return play.must(ask.Erase(player=player))


def _all(history: History) -> str:
    return "\n".join(encode(entry.events) for entry in history.entries)


def _totals(told: Report) -> dict[str, object]:
    """What a report counts, whoever stands behind it. Real-life hats go with the person."""
    return {
        "people": told.people,
        "tables": told.tables,
        "minutes": told.minutes,
        "tokens": told.tokens,
        "crossing": told.crossing,
        "outcomes": told.outcomes,
        "cast": told.cast,
        "pledges": told.pledges,
        "tallies": told.tallies,
        "secrets": told.secrets,
        "mondays": told.mondays,
        "led": told.led,
        "votes": [(vote.label, vote.dots) for vote in told.votes],
        "ideas": [(idea.label, idea.support, idea.stayed_open, idea.helpers) for idea in told.ideas],
        "deals": [(deal.number, deal.label, deal.state, deal.tables, deal.changed) for deal in told.deals],
    }


@pytest.mark.parametrize("seed", range(24))
def test_after_any_evening_anybody_can_be_erased_and_nothing_they_typed_is_left(seed: int) -> None:
    evening = spend(seed, commands=140, sample_every=1000)
    assert not evening.wrong
    history = evening.play.history
    rng = Random(seed)
    for player in rng.sample(tuple(history.game.players), min(4, len(history.game.players))):
        typed, totals = _typed(history, player), _totals(report(history, for_readers=False))
        history = history.after(
            Entry(
                seq=history.game.seq + 1,
                at=evening.play.now,
                by=player,
                command_id=f"erase-{player}",
                events=(happened.Erased(player=player),),
            )
        )
        kept = _all(history)
        assert {text for text in typed if text in kept} == set()
        assert broken(history.game) == ()
        assert History.of(history.entries) == history
        for for_readers in (True, False):
            assert not typed & set(SAID.findall(repr(report(history, for_readers))))
        assert _totals(report(history, for_readers=False)) == totals
        assert history.game.players[player].name == REMOVED
        assert list(typed_by(_said(history), player)) == []


def test_a_name_a_hat_and_the_choices_go_and_the_seat_stays() -> None:
    play = Play()
    ada = play.must(
        ask.Join(name=Words("Ada"), hat="visitor", naming=Naming.NICKNAME, film=True, part=Part.PLAYER)
    ).events[0]
    assert isinstance(ada, happened.PlayerJoined)
    play.must(ask.Rename(player=ada.player, name=Words("Countess")))
    _erase(play, ada.player)
    who: Player = play.player(ada.player)
    assert (who.name, who.hat, who.naming, who.film, who.is_erased) == (REMOVED, "", Naming.OUT, False, True)
    assert who.badge == f"{ada.table}{ada.letter}"
    assert "Ada" not in _all(play.history)
    assert "Countess" not in _all(play.history)
    assert "visitor" not in encode(play.history.entries[1].events)


def test_what_others_had_written_before_stays_theirs() -> None:
    play = Play()
    ada, bea = play.join("Ada", 1), play.join("Bea", 1)
    play.to("bed")
    idea = play.write(ada, title="A pear wall", line="We plant it at dawn.")
    play.must(ask.WriteIdea(player=bea, title=Words("A pear hedge"), line=Words("We plant it at dawn.")))
    without_bea = play.history.after(_erased(play, bea)).game.ideas[idea]
    assert (without_bea.title, without_bea.line) == (REMOVED, "We plant it at dawn.")
    without_ada = play.history.after(_erased(play, ada)).game.ideas[idea]
    assert (without_ada.title, without_ada.line) == ("A pear hedge", REMOVED)


def _erased(play: Play, player: str) -> Entry:
    event = happened.Erased(player=player)
    return Entry(seq=play.game.seq + 1, at=play.now, by=player, command_id="erase", events=(event,))


def test_a_partys_own_string_outlives_somebody_who_only_went_on_without_a_third() -> None:
    play, who = market()
    play.to("swap")
    one, two, three = who["grower1"], who["picker2"], who["singer2"]
    said = terms(one, gift(one, "seed"), others=(two, three), string="own", own_words="Only by moonlight")
    play.must(ask.Propose(player=one, idea=who["idea2"], terms=said))
    deal = next(reversed(play.game.deals))
    play.must(ask.AnswerDeal(player=two, deal=deal, version=1, yes=True))
    play.must(ask.DropParty(player=two, deal=deal, party=three))
    _erase(play, two)
    assert play.deal(deal).terms.own_words == "Only by moonlight"
    _erase(play, one)
    assert "moonlight" not in _all(play.history)
    assert play.deal(deal).terms.own_words == REMOVED


def test_words_that_were_undone_or_came_late_go_too() -> None:
    play, who = market()
    ada = who["grower1"]
    named = play.must(ask.Rename(player=ada, name=Words("Moonflower")))
    play.lead(ask.Undo(seq=named.seq))
    play.to("fire")
    play.lead(ask.CloseGame())
    play.must(ask.SetMonday(player=ada, text=Words("Water the marigolds")))
    _erase(play, ada)
    assert "Moonflower" not in _all(play.history)
    assert "marigolds" not in _all(play.history)
    assert named.seq in play.history.undone
    (late,) = play.history.late_actions()
    play.lead(ask.AdmitLate(late=late.late))
    assert play.player(ada).monday == REMOVED


def test_what_the_facilitator_wrote_to_them_or_made_of_their_words_goes_and_what_others_were_told_stays() -> None:
    play, who = market()
    ada = who["grower1"]
    ref = f"idea:{who['idea1']}:1"
    play.lead(ask.EditWords(ref=ref, title=Words("A foxglove bed"), line=Words("")))
    play.lead(ask.SendMessage(reach=Reach.PLAYER, key=ada, text=Words("Come and see me")))
    play.lead(ask.SendMessage(reach=Reach.ROOM, text=Words("Come and see me")))
    _erase(play, ada)
    kept = _all(play.history)
    assert "foxglove" not in kept
    assert [message.text for message in play.game.messages] == [REMOVED, "Come and see me"]


def test_what_the_facilitator_made_of_another_s_wording_stays() -> None:
    play = Play()
    ada, bea = play.join("Ada", 1), play.join("Bea", 1)
    play.to("bed")
    idea = play.write(ada, title="A pear wall", line="We plant it at dawn.")
    play.must(ask.WriteIdea(player=bea, title=Words("A plum hedge"), line=Words("At dusk.")))
    play.lead(ask.EditWords(ref=f"idea:{idea}:2", title=Words("Plums for all"), line=Words("At dusk.")))
    _erase(play, ada)
    assert report(play.history).ideas[0].name == "Plums for all"
    _erase(play, bea)
    assert "Plums" not in _all(play.history)


def test_a_sentence_of_theirs_goes_from_the_facilitator_s_own_words_too() -> None:
    play, who = market()
    play.to("fire")
    line = Words("We forgot who it was for")
    play.must(ask.Reflect(player=who["grower1"], question="line", text=line, may_quote=True))
    own = Words("A day to remember")
    play.lead(ask.Tell(headline=own, turning_point=line, surprise=own, refusal=Words(""), introduction=own))
    play.lead(ask.AddNextStep(text=line, who=Words("Us")))
    play.lead(ask.CloseGame())
    play.lead(ask.Publish())
    _erase(play, who["grower1"])
    assert line not in _all(play.history)
    assert line not in repr(report(play.history))
    assert report(play.history).telling.headline == own


def test_words_that_come_after_stay_until_they_are_erased_once_more() -> None:
    play = Play()
    ada = play.join("Ada", 1)
    _erase(play, ada)
    play.must(ask.Rename(player=ada, name=Words("Lovelace")))
    assert play.player(ada).name == "Lovelace"
    assert "Lovelace" in _all(play.history)
    _erase(play, ada)
    assert "Lovelace" not in _all(play.history)


def test_what_is_not_theirs_is_the_very_same_value() -> None:
    play, who = market()
    said = _said(play.history)
    for before, after in zip(said, without(said, who["singer2"]), strict=True):
        if who["singer2"] not in repr(before):
            assert all(one is other for one, other in zip(before[1], after, strict=True))


def test_nobody_who_never_sat_here_can_be_erased(play: Play) -> None:
    assert play.why(ask.Erase(player="p99")) == "unknown"


def test_a_seat_that_was_freed_can_be_erased() -> None:
    play = Play()
    ada = play.join("Ada", 1)
    play.lead(ask.FreeSeat(player=ada))
    _erase(play, ada)
    assert "Ada" not in _all(play.history)


def test_an_erased_game_counts_as_before() -> None:
    play, who = market()
    play.to("swap")
    play.shake(who["grower1"], who["idea2"], gift(who["grower1"], "seed"), others=(who["picker2"],))
    before = play.game
    _erase(play, who["grower1"])
    assert play.game.deals.keys() == before.deals.keys()
    assert _without_words(play.game, who["grower1"]) == _without_words(before, who["grower1"])


def _without_words(game: Game, player: str) -> object:
    return [
        (deal.id, deal.terms.parties, deal.terms.gifts, deal.state, deal.number) for deal in game.deals.values()
    ], replace(game.players[player], name=Words(""), naming=Naming.OUT, hat="", film=False, is_erased=True)
