"""Who may ask what, and when. The rules themselves are tested where they stand."""

from __future__ import annotations

from dataclasses import MISSING, fields
from datetime import timedelta
from typing import Any, get_args

import pytest

from game import commands as ask
from game.commands import Act, PlayerCommand
from game.history import Entry
from game.refused import Refused, Why
from game.scenario import Words
from game.state import CallAnswer, CallFor, Listing, Naming, Part, Pile, PledgeLevel, Reach, Scene, Status, Terms
from tests.given import NOON, Play, gift, kinds, terms
from tests.tiny import tiny_scenario

_SAMPLES: dict[str, Any] = {
    "str": "nobody",
    "int": 1,
    "bool": True,
    "Words": Words("words"),
    "Terms": Terms(parties=()),
    "Naming": Naming.TABLE,
    "PledgeLevel": PledgeLevel.DO,
    "Scene": Scene.MAP,
    "Part": Part.OBSERVER,
    "Pile": Pile.BEND,
    "tuple[str, ...]": ("seed",),
    "tuple[tuple[str, int], ...]": (("i0", 1),),
    "tuple[tuple[int, int], ...]": ((9, 1),),
    "tuple[int, ...]": (9,),
    "datetime": NOON + timedelta(hours=1),
    "CallFor": CallFor.TIME,
    "CallAnswer": CallAnswer.TIME,
    "Reach": Reach.TABLE,
    "Listing": Listing.PUBLIC,
}


def _sample(command: Any, **known: Any) -> Any:
    given = {
        each.name: _SAMPLES[str(each.type)]
        for each in fields(command)
        if each.default is MISSING and each.name not in known
    }
    return command(**known, **given)


@pytest.mark.parametrize("command", get_args(PlayerCommand), ids=lambda command: command.__name__)
@pytest.mark.parametrize("step", ["", "swap", "fire", "closed"])
def test_nobody_unknown_may_do_anything_and_a_stranger_s_ids_raise_nothing(command: Any, step: str) -> None:
    play = Play()
    ada = play.join("Ada")
    if step == "closed":
        play.to("fire")
        play.lead(ask.CloseGame())
    elif step:
        play.to(step)
    assert play.why(_sample(command, player="p0")) is Why.UNKNOWN
    assert isinstance(play.do(_sample(command, player=ada)), Entry | Refused)


@pytest.mark.parametrize("command", get_args(Act), ids=lambda command: command.__name__)
def test_an_act_about_nothing_raises_nothing(command: Any) -> None:
    play = Play()
    assert isinstance(play.do(_sample(command)), Entry | Refused)


def test_a_game_is_created_once_and_not_by_a_command_to_a_game(play: Play) -> None:
    again = ask.CreateGame(
        game="g2", code="FIG", title=Words("Two"), scenario=tiny_scenario(), run_sheet="short", expected=6
    )
    assert play.why(again) is Why.NOT_NOW


_AFTER_THE_CLOSE: dict[Any, ask.Command] = {
    ask.ChooseScene: ask.ChooseScene(scene=Scene.RESULTS),
    ask.CheckWords: ask.CheckWords(ref="idea:i0:1", shows=True),
    ask.EditWords: ask.EditWords(ref="idea:i0:1", title=Words("Pears")),
    ask.ShowHarmless: ask.ShowHarmless(),
    ask.TrustTable: ask.TrustTable(table=1, trusts=True),
    ask.MergeIdeas: ask.MergeIdeas(idea="i0", into=""),
    ask.SizeRoom: ask.SizeRoom(percent=125),
    ask.Ring: ask.Ring(),
    ask.SendMessage: ask.SendMessage(reach=Reach.ROOM, text=Words("Thank you")),
    ask.Tell: ask.Tell(headline=Words("Pears"), turning_point=Words(""), surprise=Words(""), refusal=Words("")),
    ask.AddMedia: ask.AddMedia(
        address="https://films.example/one", caption=Words("A film"), alternative=Words("People talk")
    ),
    ask.RemoveMedia: ask.RemoveMedia(media="m0"),
    ask.AddNextStep: ask.AddNextStep(text=Words("Meet again")),
    ask.RemoveNextStep: ask.RemoveNextStep(next_step="n0"),
    ask.LeaveOut: ask.LeaveOut(sections=("cards",)),
    ask.PlaceTension: ask.PlaceTension(card="nothing", counts=(1, 2, 3, 4, 5)),
    ask.Publish: ask.Publish(),
    ask.Unpublish: ask.Unpublish(),
    ask.ShelveReport: ask.ShelveReport(listing=Listing.PUBLIC),
    ask.AdmitLate: ask.AdmitLate(late="l0"),
    ask.Undo: ask.Undo(seq=99),
}
"""What has a use when the game is over; of things that are not there, it is said that they are not known."""


@pytest.mark.parametrize("command", get_args(Act), ids=lambda command: command.__name__)
def test_after_the_close_the_facilitator_only_tells_shows_writes_and_publishes(play: Play, command: Any) -> None:
    play.lead(ask.CloseGame())
    said = play.do(_AFTER_THE_CLOSE.get(command) or _sample(command))
    if command in _AFTER_THE_CLOSE:
        assert isinstance(said, Entry) or said.why in {Why.UNKNOWN, Why.NOT_NOW}
        assert play.game.status is Status.CLOSED
    else:
        assert isinstance(said, Refused) and said.why is Why.GAME_CLOSED


def test_what_a_player_does_after_the_close_is_kept_and_changes_nothing_else(
    at_market: tuple[Play, dict[str, str]],
) -> None:
    play, who = at_market
    play.lead(ask.CloseGame())
    said = terms(who["picker1"], gift(who["grower2"], "seed"))
    entry = play.must(ask.ShakeHands(player=who["picker1"], terms=said, idea=who["idea1"]))
    assert kinds(entry) == ["LateKept"]
    assert not play.game.deals
    assert list(play.game.late.values()) == ["kept"]
    assert play.game.status is Status.CLOSED


@pytest.mark.parametrize(
    "command",
    [
        *(ask.ChangeTable, ask.ChangePart, ask.Practise, ask.ChooseHosting, ask.SortCard, ask.Vote),
        *(ask.CallFacilitator, ask.TakeBackCall),
    ],
)
def test_what_means_nothing_after_the_close_is_not_kept(play: Play, command: Any) -> None:
    play.join("Ada", table=1)
    play.join("Ben", table=2)
    play.to("bed")
    commands: dict[Any, ask.Command] = {
        ask.ChangeTable: ask.ChangeTable(player=_first(play), table=2),
        ask.ChangePart: ask.ChangePart(player=_first(play), part=Part.OBSERVER),
        ask.Practise: ask.Practise(player=_first(play), other=next(reversed(play.game.players))),
        ask.ChooseHosting: ask.ChooseHosting(player=_first(play), first=True),
        ask.SortCard: ask.SortCard(player=_first(play), card=play.game.tables[1].hands["bed"].cards[0], pile=Pile.BIN),
        ask.Vote: ask.Vote(player=_first(play), step="pebbles", dots=()),
        ask.CallFacilitator: ask.CallFacilitator(player=_first(play), what=CallFor.HELP),
        ask.TakeBackCall: ask.TakeBackCall(player=_first(play)),
    }
    wanted = commands[command]
    play.lead(ask.CloseGame())
    assert play.why(wanted) is Why.GAME_CLOSED
    assert not play.game.late


def _first(play: Play) -> str:
    return next(iter(play.game.players))


def test_a_late_action_that_was_never_allowed_is_refused(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    play.lead(ask.CloseGame())
    said = terms(who["picker1"], gift(who["singer2"], "seed"))
    assert play.why(ask.ShakeHands(player=who["picker1"], terms=said, idea=who["idea1"])) is Why.NONE_HELD


def test_the_facilitator_tells_the_headline_in_at_most_two_titles_length(play: Play) -> None:
    told = ask.Tell(headline=Words(" Pears! "), turning_point=Words(""), surprise=Words(""), refusal=Words(""))
    play.lead(told)
    assert play.game.telling.headline == "Pears!"
    long = ask.Tell(headline=Words("x" * 97), turning_point=Words(""), surprise=Words(""), refusal=Words(""))
    assert play.why(long) is Why.TOO_LONG


def test_the_wall_shows_the_scene_that_was_chosen(play: Play) -> None:
    play.lead(ask.ChooseScene(scene=Scene.BLANK))
    assert play.game.scene is Scene.BLANK


def test_deciding_changes_nothing_and_decides_the_same_again(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    command = ask.Redeal(player=who["grower1"])
    before = repr(play.game)
    assert play.decide(command) == play.decide(command)
    assert repr(play.game) == before
