"""What a player's own page tells: every text with what became of it, and nothing of anybody else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from game import commands as ask
from game import mine as looking
from game.erasing import Said
from game.events import Event
from game.mine import Became, MineView, MyWords, mine, typed
from game.scenario import Words
from game.state import HideReason, Naming, PledgeLevel
from tests import erasable
from tests.erasable import Evening
from tests.evenings import spend
from tests.given import Play


@pytest.fixture
def evening() -> Evening:
    return erasable.evening()


def _view(evening: Evening, name: str) -> MineView:
    return mine(evening.play.history, evening.of[name])


def _of(view: MineView, what: str) -> MyWords:
    return next(words for words in view.words if words.what == what)


def test_every_text_that_others_may_be_shown_stands_there_with_what_became_of_it(evening: Evening) -> None:
    view = _view(evening, "ada")
    assert {words.what for words in view.words} == {"idea", "choice", "method", "answer", "string", "delivery"}
    assert {words.became for words in view.words} == {Became.SHOWN}
    idea = _of(view, "idea")
    assert (idea.text, idea.line) == ("QadatitleZ", "QadalineZ")
    assert idea.wrote is not None
    assert idea.wrote.title == "QadaeditZ"
    assert [(one.text, one.became) for one in _view(evening, "fay").words if one.what == "headline"] == [
        ("QfayheadlineZ", Became.SHOWN)
    ]
    assert [one.text for one in _view(evening, "cem").words if one.what == "refusal"] == ["QcemrefusalZ"]


def test_new_words_wait_and_hidden_ones_say_why(evening: Evening) -> None:
    play, ada = evening.play, evening.of["ada"]
    play.must(ask.Reflect(player=ada, question="line", text=Words("Another line"), may_quote=True))
    (line,) = (one for one in _view(evening, "ada").answers if one.question == "line")
    assert (line.text, line.words.became) == ("Another line", Became.WAITS)
    play.lead(ask.CheckWords(ref=line.words.ref, shows=False, reason=HideReason.PRIVATE))
    (line,) = (one for one in _view(evening, "ada").answers if one.question == "line")
    assert (line.words.became, line.words.reason) == (Became.HIDDEN, HideReason.PRIVATE)


def test_words_that_were_taken_back_stand_there_and_can_be_let_stand_again(evening: Evening) -> None:
    play, ada = evening.play, evening.of["ada"]
    for is_withdrawn, became in ((True, Became.WITHDRAWN), (False, Became.SHOWN)):
        ref = _of(_view(evening, "ada"), "method").ref
        play.must(ask.WithdrawWords(player=ada, ref=ref, is_withdrawn=is_withdrawn))
        assert _of(_view(evening, "ada"), "method").became is became
        assert _of(_view(evening, "bea"), "method").became is became


def test_an_answer_that_may_not_be_quoted_says_so(evening: Evening) -> None:
    chips = next(one for one in _view(evening, "ada").answers if one.question == "helped")
    assert (chips.words.became, chips.may_quote, chips.chosen) == (Became.NOT_QUOTED, False, ("talk",))


def test_who_wants_no_words_in_the_report_is_told_what_that_takes_out(evening: Evening) -> None:
    choices = {choice.naming: choice for choice in _view(evening, "cem").choices}
    assert choices[Naming.OUT].removes == 2  # the refusal and the quoted line
    assert choices[Naming.TABLE].shows == choices[Naming.NICKNAME].shows == choices[Naming.OUT].shows + 2
    evening.play.must(ask.ChangeConsent(player=evening.of["cem"], naming=Naming.OUT, film=False))
    view = _view(evening, "cem")
    assert view.naming is Naming.OUT
    assert _of(view, "refusal").became is Became.NOT_QUOTED
    assert _of(view, "idea").became is Became.SHOWN
    assert {answer.words.became for answer in view.answers} == {Became.NOT_QUOTED}


def test_nobody_under_sixteen_is_offered_their_name() -> None:
    play = Play()
    play.must(ask.Join(name=Words("Ida"), under_16=True))
    (player,) = play.game.players
    assert [choice.naming for choice in mine(play.history, player).choices] == [Naming.TABLE, Naming.OUT]


def test_deals_say_who_else_wants_more_only_to_who_wants_more_too(evening: Evening) -> None:
    play, ada, cem = evening.play, evening.of["ada"], evening.of["cem"]
    deal = {deal.id: deal for deal in _view(evening, "ada").deals}[evening.of["deal"]]
    assert (deal.pledge, deal.met, deal.met_level) == (PledgeLevel.DO, (play.game.badge_of(cem),), PledgeLevel.DO)
    assert deal.others == (play.game.badge_of(cem),)
    alone = {deal.id: deal for deal in _view(evening, "ada").deals}[evening.of["third"]]
    assert (alone.pledge, alone.met, alone.met_level) == (PledgeLevel.DO, (), None)
    assert {deal.id: deal.met for deal in _view(evening, "dan").deals}[evening.of["third"]] == ()
    play.must(ask.PledgeDeal(player=cem, deal=evening.of["deal"], level=PledgeLevel.TALK))
    deal = {deal.id: deal for deal in _view(evening, "ada").deals}[evening.of["deal"]]
    assert deal.met_level is PledgeLevel.TALK
    play.must(ask.PledgeDeal(player=ada, deal=evening.of["deal"], level=PledgeLevel.GAME))
    for name in ("ada", "cem"):
        deal = {deal.id: deal for deal in _view(evening, name).deals}[evening.of["deal"]]
        assert (deal.met, deal.met_level) == ((), None)


def test_before_people_look_back_no_deal_is_asked_about() -> None:
    play = Play()
    ada = play.join("Ada")
    view = mine(play.history, ada)
    assert (view.deals, view.words, view.answers, view.wants_more) == ((), (), (), False)
    assert (view.name, view.typed, view.is_closed, view.is_published) == ("Ada", 1, False, False)


def test_all_that_was_typed_is_listed_with_when(evening: Evening) -> None:
    texts = {text for one in typed(evening.play.history, evening.of["ada"]) for text in one.texts}
    others = {"edit", "edit line", "personal message"}  # what the facilitator wrote
    assert texts == {text for place, text in evening.canaries["ada"].items() if place not in others}
    assert all(one.at.tzinfo is not None for one in typed(evening.play.history, evening.of["ada"]))


def test_after_everything_was_deleted_nothing_is_left_to_show(evening: Evening) -> None:
    evening.play.must(ask.Erase(player=evening.of["ada"]))
    view = _view(evening, "ada")
    assert (view.words, view.answers, view.typed, view.is_erased, view.monday) == ((), (), 0, True, "")
    assert len(view.deals) == 3
    assert "Qada" not in repr(view)


@pytest.mark.parametrize("seed", range(30, 38))
def test_on_any_evening_nobody_reads_what_only_another_may_know(seed: int) -> None:
    evening = spend(seed, commands=120, sample_every=1000)
    history = evening.play.history
    for player in history.game.players.values():
        view = mine(history, player.id)
        assert view.typed == sum(1 for _ in typed(history, player.id))
        mates = {other.id for other in history.game.players.values() if other.table == player.table}
        for other in history.game.players.values():
            if other.id not in mates and other.monday:
                assert other.monday not in repr(view)
            if other.id != player.id:
                assert not any(
                    said.text and not said.may_quote and said.text in repr(view) for said in other.reflections.values()
                )


def test_the_events_that_no_player_types_in_are_not_searched(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    searched: set[str] = set()
    search = looking.typed_by

    def watched(said: list[Said], player: str) -> Iterator[tuple[int, Event, tuple[str, ...]]]:
        searched.update(event.kind for _, events in said for event in events)
        return search(said, player)

    monkeypatch.setattr(looking, "typed_by", watched)
    assert list(typed(evening.play.history, evening.of["ada"]))
    assert not searched & {"GameCreated", "StepStarted", "DealAnswered", "TableAdded"}
    assert searched >= {"PlayerJoined", "IdeaBegun", "DealProposed", "LateKept", "Reflected"}
