"""Badge off: answers, the secret told, a step for Monday."""

from __future__ import annotations

from dataclasses import replace

import pytest

from game import commands as ask
from game import events as happened
from game.refused import Why
from game.scenario import Words
from tests.given import Play


@pytest.fixture
def fire() -> tuple[Play, str]:
    """Ada by the fire."""
    play = Play()
    ada = play.join("Ada", role="grower")
    play.to("fire")
    return play, ada


def test_nothing_is_told_before_the_step_that_opens_it(play: Play) -> None:
    ada = play.join(role="grower")
    assert play.why(ask.Reflect(player=ada, question="helped", chips=("talk",))) is Why.NOT_OPEN_YET
    assert play.why(ask.TellSecret(player=ada, got="yes")) is Why.NOT_OPEN_YET
    assert play.why(ask.SetMonday(player=ada, text=Words("Call Ben"))) is Why.NOT_OPEN_YET


def test_an_answer_is_chips_or_a_line_but_not_nothing(fire: tuple[Play, str]) -> None:
    play, ada = fire
    play.must(ask.Reflect(player=ada, question="helped", chips=("talk", "luck", "talk")))
    assert play.player(ada).reflections["helped"].chips == ("talk", "luck")
    assert play.why(ask.Reflect(player=ada, question="line")) is Why.EMPTY
    assert play.why(ask.Reflect(player=ada, question="line", text=Words("x" * 281))) is Why.TOO_LONG
    assert play.why(ask.Reflect(player=ada, question="helped", chips=("gold",))) is Why.UNKNOWN
    assert play.why(ask.Reflect(player=ada, question="why", text=Words("So."))) is Why.UNKNOWN


def test_an_answer_may_be_written_anew(fire: tuple[Play, str]) -> None:
    play, ada = fire
    play.must(ask.Reflect(player=ada, question="line", text=Words("I listened.")))
    play.must(ask.Reflect(player=ada, question="line", text=Words("I spoke."), may_quote=True))
    said = play.player(ada).reflections["line"]
    assert (said.text, said.may_quote, said.rev) == ("I spoke.", True, 2)


def test_a_secret_is_told_by_who_has_one(fire: tuple[Play, str]) -> None:
    play, ada = fire
    play.must(ask.TellSecret(player=ada, got="partly"))
    assert play.player(ada).got_secret == "partly"
    assert play.why(ask.TellSecret(player=ada, got="maybe")) is Why.UNKNOWN
    assert play.why(ask.TellSecret(player=play.join("Ben"), got="yes")) is Why.NOT_NOW


def test_words_are_deleted_once_more_only_when_some_came_after(fire: tuple[Play, str]) -> None:
    play, ada = fire
    play.must(ask.Erase(player=ada))
    assert play.why(ask.Erase(player=ada)) is Why.ALREADY_ANSWERED
    play.must(ask.TellSecret(player=ada, got="partly"))
    assert play.why(ask.Erase(player=ada)) is Why.ALREADY_ANSWERED
    play.must(ask.SetMonday(player=ada, text=Words("Call Ben")))
    play.must(ask.Erase(player=ada))
    gone = play.must(ask.GiveCharacter(player=ada, role="picker"))
    play.lead(ask.Undo(seq=gone.seq))
    assert play.why(ask.Erase(player=ada)) is Why.ALREADY_ANSWERED
    said = play.must(ask.Reflect(player=ada, question="line", text=Words("I listened.")))
    play.history = play.history.after(
        replace(said, seq=said.seq + 1, by="lead", events=(happened.EntryUndone(seq=said.seq),))
    )
    assert play.player(ada).reflections == {}
    play.must(ask.Erase(player=ada))
    assert "I listened." not in repr(play.history)


def test_a_step_for_monday_is_one_line(fire: tuple[Play, str]) -> None:
    play, ada = fire
    play.must(ask.SetMonday(player=ada, text=Words(" Call  Ben ")))
    assert play.player(ada).monday == "Call Ben"
    assert play.why(ask.SetMonday(player=ada, text=Words(""))) is Why.EMPTY
    assert play.why(ask.SetMonday(player=ada, text=Words("x" * 141))) is Why.TOO_LONG
