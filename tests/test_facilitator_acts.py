"""Acts in plain words, which repeat nothing that was typed and no secret."""

from __future__ import annotations

from typing import get_args

from facilitator import acts
from game import commands as ask
from game.events import Event
from game.history import Entry
from game.scenario import Words
from game.state import DealState, Naming, PledgeLevel, Scene
from tests.given import Play, gift, terms


def _said(play: Play, command: ask.Act) -> str:
    return acts.say(play.lead(command), play.game)


def test_a_step_is_said_by_number_and_title(play: Play) -> None:
    assert _said(play, ask.NextStep(from_step=-1)) == "Moved to step 1: The tale"


def test_the_clock_is_said_with_what_is_left(play: Play) -> None:
    play.to("who")
    play.wait(30)
    assert _said(play, ask.PauseClock()) == "The clock stands at 1:30"
    assert _said(play, ask.AddMinutes(minutes=5)) == "The clock stands at 6:30"
    assert _said(play, ask.ResumeClock()) == "The clock runs with 6:30 left"


def test_tables_seats_scenes_and_cards_are_said_by_their_names(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    assert _said(play, ask.AddTable()) == "Added table 3"
    assert _said(play, ask.MovePlayer(player=who["singer1"], table=3)) == "Moved one player to table 3, badge 3A"
    assert _said(play, ask.FreeSeat(player=who["singer1"])) == "Freed the seat 3A"
    assert _said(play, ask.ChooseScene(scene=Scene.MAP)) == "The wall shows the map"
    assert _said(play, ask.SendEvent(card="frost")) == "Sent “Frost”"


def test_a_spoken_deal_and_its_end_are_said_in_the_words_of_the_pack(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    spoken = ask.EnterSpoken(
        idea=who["idea1"], terms=terms(who["grower2"], gift(who["grower2"], "seed"), others=(who["picker1"],))
    )
    assert _said(play, spoken) == "Entered a spoken bargain, number 1"
    assert _said(play, ask.VoidDeal(deal=next(iter(play.game.deals)))) == "Bargain 1 was made void"
    assert play.deal(next(iter(play.game.deals))).state is DealState.VOIDED


def test_the_close_is_said_as_the_close_although_deals_lapse_first(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    play.propose(who["grower2"], who["idea1"], gift(who["grower2"], "seed"), others=(who["picker1"],))
    assert _said(play, ask.CloseGame()) == "Closed the game"


def test_words_and_answers_are_never_repeated(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    canary = "Quetzalcoatl"
    play.to("fire")
    commands: tuple[ask.Command, ...] = (
        ask.Rename(player=who["picker1"], name=Words(canary)),
        ask.WriteIdea(player=who["picker1"], title=Words(canary), line=Words(canary)),
        ask.Reflect(player=who["picker1"], question="line", text=Words(canary)),
        ask.SetMonday(player=who["picker1"], text=Words(canary)),
        ask.TellSecret(player=who["picker1"], got="no"),
        ask.Tell(headline=Words(canary), turning_point=Words(canary), surprise=Words(""), refusal=Words("")),
        ask.ChangeConsent(player=who["picker1"], naming=Naming.OUT, film=False),
    )
    for command in commands:
        entry = play.do(command)
        assert isinstance(entry, Entry), entry
        said = acts.say(entry, play.game)
        assert said
        assert canary not in said
        assert "Secret of" not in said


def test_every_kind_of_event_has_a_sentence(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    deal = play.shake(who["grower2"], who["idea1"], gift(who["grower2"], "seed"), others=(who["picker1"],))
    play.lead(ask.SendEvent(card="frost"))
    play.must(ask.Repair(player=who["grower2"], deal=deal, words=Words("We stand by it")))
    play.to("fire")
    play.must(ask.PledgeDeal(player=who["grower2"], deal=deal, level=PledgeLevel.DO))
    play.lead(ask.CloseGame())
    play.must(ask.SetMonday(player=who["picker1"], text=Words("Call")))
    play.lead(ask.Publish())
    for entry in play.history.entries:
        for event in entry.events:
            said = acts.say_events((event,), entry.at, play.game)
            assert said[:1].isupper() or said[:1].isdigit()
            assert not said.endswith(".")
            assert "None" not in said
    assert len(get_args(Event)) == 51, "A new kind of event needs its sentence in facilitator/acts.py"


def test_a_late_action_is_said_as_what_it_would_have_done(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    play.to("fire")
    play.lead(ask.CloseGame())
    late = play.must(ask.SetMonday(player=who["picker1"], text=Words("Call")))
    badge = play.player(who["picker1"]).badge
    assert acts.say(late, play.game) == f"After the close: {badge} answered a question"
