"""Acts in plain words, which repeat nothing that was typed and no secret."""

from __future__ import annotations

from dataclasses import MISSING, fields
from datetime import timedelta
from typing import Any, get_args

import pytest

from facilitator import acts
from game import commands as ask
from game import events as happened
from game.events import Event
from game.history import Entry
from game.scenario import Words
from game.state import (
    CallAnswer,
    CallFor,
    Clock,
    DealState,
    Hand,
    Listing,
    Naming,
    Part,
    Pile,
    PledgeLevel,
    Reach,
    Route,
    Scene,
    Terms,
)
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
    "reach": Reach.ROLE,
    "key": "crier",
    "minutes": 2,
    "percent": 125,
    "what": CallFor.HELP,
    "answer": CallAnswer.COMING,
    "message": "m1",
    "ref": "idea:i0:1",
    "listing": Listing.PUBLIC,
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
    known: dict[str, Any] = {
        name: value for name, value in (("idea", who["idea1"]), ("deal", deal)) if name in names and is_known
    }
    if event is happened.StepsPlanned:
        known |= {"minutes": ((2, 4), (99, 3))}
    if event is happened.TensionPlaced:
        known |= {"card": "weather-1"}
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


def test_repairs_talk_and_checks_are_said_without_a_name_or_a_word(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    ref = f"idea:{who['idea1']}:1"
    message = ask.SendMessage(reach=Reach.ROOM, text=_CANARY)
    role = ask.SendMessage(reach=Reach.ROLE, key="singer", text=_CANARY)
    one = ask.SendMessage(reach=Reach.PLAYER, key=who["singer1"], text=_CANARY)
    table = ask.SendMessage(reach=Reach.TABLE, key="2", text=_CANARY)
    acts_: tuple[tuple[ask.Act, str], ...] = (
        (ask.SwapPlayers(one=who["grower1"], other=who["grower2"]), "1A and 2A swapped seats"),
        (ask.SwapCharacters(one=who["picker1"], other=who["singer2"]), "1B and 2C swapped characters"),
        (ask.GiveCharacter(player=who["picker1"], role="carpenter"), "1B kept a character"),
        (ask.PutOnPaper(table=2, on_paper=True), "Table 2 plays on paper"),
        (ask.PutOnPaper(table=2, on_paper=False), "Table 2 plays with phones"),
        (ask.SeatOnPaper(name=_CANARY, table=1), "1D took a seat"),
        (ask.SetDoor(is_closed=True), "Closed the door"),
        (ask.SetDoor(is_closed=False), "Opened the door"),
        (message, "Wrote to the room"),
        (role, "Wrote to everybody who is Singer"),
        (one, "Wrote to 1C"),
        (table, "Wrote to table 2"),
        (ask.EditWords(ref=ref, title=_CANARY, line=_CANARY), "Changed words for all to see"),
        (ask.CheckWords(ref=ref, shows=False), "Hid words"),
        (ask.CheckWords(ref=ref, shows=True), "Showed words"),
        (ask.TrustTable(table=2, trusts=True), "Trust the words of table 2"),
        (ask.TrustTable(table=2, trusts=False), "No longer trust the words of table 2"),
        (ask.MergeIdeas(idea=who["idea2"], into=who["idea1"]), "Bed 2 is shown as one with 1"),
        (ask.MergeIdeas(idea=who["idea2"], into=""), "Bed 2 stands beside 1"),
        (ask.GiveTable(table=1, minutes=2), "Table 1 has 2 more min"),
        (ask.PlanMinutes(minutes=((9, 4),)), "Planned Telling: 4 min"),
        (ask.SizeRoom(percent=125), "The wall's letters are at 125 %"),
        (ask.Ring(), "Rang the chime"),
    )
    for command, sentence in acts_:
        assert _said(play, command) == sentence


def test_an_act_that_touches_several_people_says_how_many(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    assert _said(play, ask.SplitTable(table=1)) == "Moved one player to the new table 3"
    assert _said(play, ask.MergeTables(table=3, into=2)) == "Moved one player to table 2, badge 2D"
    assert _said(play, ask.MergeTables(table=2, into=3)) == "Moved 4 players to table 3"
    for name in ("grower1", "picker1"):
        play.happen(happened.PartChanged(player=who[name], part=Part.PLAYER))
    assert _said(play, ask.DealMissing()) == "Offered characters to 2 players"
    play.must(ask.CallFacilitator(player=who["grower1"], what=CallFor.TIME))
    assert _said(play, ask.AnswerCall(table=1, answer=CallAnswer.TIME, minutes=2)) == (
        "Answered the call of table 1: 2 more min"
    )
    assert _said(play, ask.GiveTable(table=1, minutes=-9)) == "Table 1 has no more min"
    assert _said(play, ask.FreeNewest(since=play.game.created_at - timedelta(seconds=1))) == "Freed 6 seats"
