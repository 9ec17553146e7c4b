"""Acts in plain words, which repeat nothing that was typed and no secret."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any, get_args

import pytest

from facilitator import acts
from game import commands as ask
from game import events as happened
from game.events import Event
from game.history import Entry
from game.scenario import Words
from game.state import Clock, DealState, Hand, Naming, Part, Pile, PledgeLevel, Route, Scene, Terms
from tests.given import NOON, Play, gift, market, terms
from tests.tiny import tiny_scenario


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


_CANARY = Words("Quetzalcoatl")

_SAMPLES: dict[str, Any] = {
    "player": "p2",
    "other": "p5",
    "by": "p2",
    "lead": "p2",
    "party": "p2",
    "table": 1,
    "step": 0,
    "card": "frost",
    "idea": "i0",
    "deal": "d0",
    "clock": Clock(left_ms=90_000),
    "at": NOON,
    "scene": Scene.MAP,
    "part": Part.OBSERVER,
    "pile": Pile.BEND,
    "level": PledgeLevel.DO,
    "route": Route.DISTANCE,
    "naming": Naming.OUT,
    "events": (),
    "label": "1b",
    "letter": "D",
    "number": 7,
    "cost": 1,
    "hand": Hand(step="sky", card_type="weather", cards=()),
    "terms": Terms(parties=()),
    "roles": ("seedkeeper",),
    "role": "seedkeeper",
    "chips": ("talk",),
    "reason": "spent",
    "got": "no",
}


def _sample(event: Any, **known: Any) -> Any:
    given = {}
    for each in fields(event):
        if each.name == "kind" or each.name in known:
            continue
        is_typed = str(each.type) == "Words"
        if is_typed or each.name in _SAMPLES or each.default is MISSING:
            given[each.name] = _CANARY if is_typed else _SAMPLES.get(each.name, ())
    return event(**known, **given)


@pytest.mark.parametrize("event", get_args(Event), ids=lambda event: event.__name__)
@pytest.mark.parametrize("is_known", [True, False])
def test_every_kind_of_event_has_a_sentence_that_repeats_no_words(
    at_market: tuple[Play, dict[str, str]], event: Any, is_known: bool
) -> None:
    play, who = at_market
    deal = play.shake(who["grower2"], who["idea1"], gift(who["grower2"], "seed"), others=(who["picker1"],))
    names = {each.name for each in fields(event)}
    known = {name: value for name, value in (("idea", who["idea1"]), ("deal", deal)) if name in names and is_known}
    if event is happened.GameCreated:
        known |= {"scenario": tiny_scenario(), "run_sheet": "short"}
    said = acts.say_events((_sample(event, **known),), NOON, play.game)
    assert said[:1].isupper() or said[:1].isdigit()
    assert not said.endswith(".") and "None" not in said and "()" not in said
    assert _CANARY not in said and "seedkeeper" not in said.lower()


def test_a_late_action_is_said_as_what_it_would_have_done(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    play.to("fire")
    play.lead(ask.CloseGame())
    late = play.must(ask.SetMonday(player=who["picker1"], text=Words("Call")))
    badge = play.player(who["picker1"]).badge
    assert acts.say(late, play.game) == f"After the close: {badge} answered a question"


def test_what_the_room_does_under_an_event_card_is_said_with_its_title() -> None:
    play, who = market(run_sheet="full")
    play.to("swap")
    _said(play, ask.SendEvent(card="walnut"))
    assert (
        _said(play, ask.EnterOutcome(card="walnut", ideas=(who["idea1"],)))
        == "Entered what the room chose under “The walnut”"
    )
    assert _said(play, ask.EndEvent(card="walnut")) == "Ended “The walnut”"
    pick = play.write_own(who["grower1"], "seed", title=_CANARY)
    assert _said(play, ask.SetCost(idea=who["idea1"], pick=pick, cost=1)) == "A card of bed 1 costs 1 now"
    play.to("telling")
    assert _said(play, ask.CallTable(table=2)) == "Called table 2 to the front"


def test_what_happens_to_an_idea_under_a_card_is_said_without_its_words() -> None:
    play, who = market()
    play.to("swap")
    play.send("strike")
    refused = play.must(ask.RefuseIdea(player=who["picker2"], card="strike", idea=who["idea1"], words=_CANARY))
    assert acts.say(refused, play.game) == "Bed 1 is not backed yet"
    for changes, said in ((False, "Bed 1 stays as it is"), (True, "Bed 1 changes")):
        answer = ask.AnswerRefusal(
            player=who["singer1"], idea=who["idea1"], card="strike", changes=changes, words=_CANARY
        )
        assert acts.say(play.must(answer), play.game) == said
