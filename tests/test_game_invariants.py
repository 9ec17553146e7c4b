"""Every sentence about a broken game can be true: each is brought about by a game made wrong by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from game import invariants
from game.invariants import broken
from game.scenario import Words
from game.state import (
    Answer,
    Call,
    CallAnswer,
    CallFor,
    Deal,
    DealState,
    Edit,
    Extra,
    Game,
    Hand,
    HideReason,
    Idea,
    Lead,
    Message,
    Naming,
    Part,
    Pick,
    Reach,
    Refusal,
    SentEvent,
    Spotlight,
    Status,
    Table,
)
from tests.given import NOON, gift, market

_MADE, _WHO = market()
_MADE.pick(_WHO["grower1"], "craft-4")
_MADE.to("swap")
_HELD = _MADE.shake(
    _WHO["grower1"], _WHO["idea1"], gift(_WHO["picker2"], "song", "mark.blessing.1"), gift(_WHO["grower2"], "seed")
)
_GAME = _MADE.game
_YES = Answer(yes=True, at=NOON)


def _player(**change: Any) -> Game:
    who = _WHO["grower2"]
    return replace(_GAME, players={**_GAME.players, who: replace(_GAME.players[who], **change)})


def _table(**change: Any) -> Game:
    tables: Mapping[int, Table] = {**_GAME.tables, 1: replace(_GAME.tables[1], **change)}
    return replace(_GAME, tables=tables)


def _idea(**change: Any) -> Game:
    idea: Idea = replace(_GAME.ideas[_WHO["idea1"]], **change)
    return replace(_GAME, ideas={**_GAME.ideas, idea.id: idea})


def _deal(*more: Deal, **change: Any) -> Game:
    deal = replace(_GAME.deals[_HELD], **change)
    return replace(_GAME, deals={deal.id: deal, **{each.id: each for each in more}})


def _terms(**change: Any) -> Game:
    (version,) = _GAME.deals[_HELD].versions
    return _deal(versions=(replace(version, terms=replace(version.terms, **change)),))


def _again(**change: Any) -> Game:
    return _deal(replace(_GAME.deals[_HELD], id="d99", **change))


def _sent(card: str, **change: Any) -> Game:
    return replace(_GAME, sent=(SentEvent(card=card, at=NOON, step=0, **change),))


def _extra(**change: Any) -> Game:
    return _table(extra=replace(Extra(step=_GAME.step_index, minutes=2), **change))


_MESSAGE = Message(id="m1", reach=Reach.ROOM, key="", text=Words("Hello"), at=NOON, step=0)


def _pick(number: int) -> Pick:
    return Pick(id=f"m{number}", card=f"craft-{number}")


_WRONG: dict[str, Callable[[], Game]] = {
    r"2 players wear the badge 1A\.": lambda: _player(table=1, letter="A"),
    r"sits at table 9, which is not there\.": lambda: _player(table=9),
    r"is dragon, which is not in the pack\.": lambda: _player(role="dragon"),
    r"is under 16 and would be named\.": lambda: _player(under_16=True, naming=Naming.NICKNAME),
    r"Table 1 has the idea i0, which is not there\.": lambda: _table(idea="i0"),
    r"Table 1 holds a card twice in its hand of sky\.": lambda: _table(
        hands={"sky": Hand(step="sky", card_type="weather", cards=("weather-1", "weather-1"))}
    ),
    r"2 ideas are called 2\.": lambda: _idea(label="2"),
    r"covers a need it does not have\.": lambda: _idea(covered=frozenset(("m0.1",))),
    r"is met 2 times\.": lambda: _again(number=2),
    r"is met and covered\.": lambda: _idea(covered=frozenset(("mark.blessing.1",))),
    r"has a card twice in its plan\.": lambda: _idea(picks=(_pick(1), _pick(1))),
    r"is over its limits\.": lambda: _idea(picks=tuple(map(_pick, range(1, 5)))),
    r"covers 4 needs itself\.": lambda: _idea(
        picks=(_pick(2), _pick(4)), covered=frozenset(("m2.1", "m2.2", "m4.1", "m4.2"))
    ),
    r"is led by nobody known\.": lambda: _idea(lead=Lead(player="p0", by="p2")),
    r"2 deals have the number 1\.": lambda: _again(state=DealState.LEFT),
    r"has the parties \('p2',\)\.": lambda: _terms(parties=("p2",)),
    r"has a party who is not there\.": lambda: _terms(parties=(*_GAME.deals[_HELD].terms.parties, "p0")),
    r"feeds i0, which is not there\.": lambda: _deal(idea="i0", state=DealState.LEFT),
    r"gives nothing\.": lambda: _terms(gifts=()),
    r"has a giver who is no party\.": lambda: _terms(gifts=(gift(_WHO["singer2"], "song"),)),
    r"is agreed without every yes\.": lambda: _deal(answers={_WHO["grower1"]: _YES}),
    r"holds and has no number\.": lambda: _deal(number=0),
    r"has given more seed than there was\.": lambda: _player(purse={"seed": 0}),
    r"has given song to .* 2 times\.": lambda: _again(number=2),
    r"does not play and has a character\.": lambda: _player(part=Part.OBSERVER),
    r"has a party who does not play\.": lambda: _player(part=Part.PRESS, role="", purse={}),
    r"1 deals are doubled under fence\.": lambda: _sent("fence", matched=(_HELD,)),
    r"Under dance an idea was chosen that is not there\.": lambda: _sent("dance", ideas=("i0",)),
    r"dance is about somebody who is not there\.": lambda: _sent("dance", people=("p0",)),
    r"Somebody answered judge who was not asked\.": lambda: _sent("judge", comments={_WHO["singer1"]: True}),
    r"fence is on after the close\.": lambda: replace(_sent("fence"), status=Status.CLOSED),
    r"fence was sent again and is on from before\.": lambda: replace(_sent("fence"), sent=_sent("fence").sent * 2),
    r"1 ideas are refused under strike\.": lambda: _idea(
        refusals=(Refusal(card="strike", by=_WHO["picker2"], words=Words("No"), at=NOON),)
    ),
    r"A vote in pebbles is by or for nobody known\.": lambda: replace(
        _GAME, votes={"pebbles": {_WHO["grower1"]: {"i0": 1}}}
    ),
    r"laid 1 dots in pebbles\.": lambda: replace(_GAME, votes={"pebbles": {_WHO["grower1"]: {_WHO["idea2"]: 1}}}),
    r"A table was called twice to report back\.": lambda: replace(_GAME, spotlight=Spotlight(called=(1, 2, 1))),
    r"Step 99 is not in the run sheet\.": lambda: replace(_GAME, step_index=99),
    r"A step is on before the game began\.": lambda: replace(_GAME, status=Status.LOBBY),
    r"is still proposed after the close\.": lambda: replace(_deal(state=DealState.PROPOSED), status=Status.CLOSED),
    r"The idea of table 1 is at home elsewhere\.": lambda: _idea(table=2),
    r"is at home at table 9, which is not there\.": lambda: _idea(table=9),
    r"is shown as one with i0, which is not there or not by itself\.": lambda: _idea(one_with="i0"),
    r"was parted from an idea that is not there\.": lambda: _idea(apart=("i0",)),
    r"Somebody called from table 1 who is not there\.": lambda: _table(call=Call(by="p0", what=CallFor.HELP, at=NOON)),
    r"The call of table 1 is answered and waits\.": lambda: _table(
        call=Call(by=_WHO["grower1"], what=CallFor.HELP, at=NOON, answer=CallAnswer.COMING)
    ),
    r"Step 99 is planned with 3 minutes\.": lambda: replace(_GAME, minutes={99: 3}),
    r"Table 1 has 0 minutes of its own\.": lambda: _extra(minutes=0),
    r"Table 1 has minutes of its own in a step that is not on yet\.": lambda: _extra(step=_GAME.step_index + 1),
    r"The own minutes of table 1 do not begin as the room goes on\.": lambda: _extra(until_left_ms=0),
    r"There is a reason to hide idea:i0:1, which is not hidden\.": lambda: replace(
        _GAME, reasons={"idea:i0:1": HideReason.HURTS}
    ),
    r"idea:i0:1 was changed and never checked\.": lambda: replace(
        _GAME, edits={"idea:i0:1": Edit(title=Words("Pears"))}
    ),
    r"2 messages are called m1\.": lambda: replace(_GAME, messages=(_MESSAGE, _MESSAGE)),
}


def _merged(**into: str) -> Game:
    """The game in which ideas are shown as one with others: by their names in ``market``."""
    ideas = {_WHO[one]: replace(_GAME.ideas[_WHO[one]], one_with=_WHO[other]) for one, other in into.items()}
    return replace(_GAME, ideas={**_GAME.ideas, **ideas})


def test_ideas_that_are_shown_as_one_are_neither_a_chain_nor_a_circle() -> None:
    assert broken(_merged(idea1="idea2")) == ()
    for game in (_merged(idea1="idea1"), _merged(idea1="idea2", idea2="idea1")):
        assert any("is shown as one with" in said for said in broken(game))


@pytest.mark.parametrize("minutes", [0, -3])
def test_no_step_is_planned_without_minutes(minutes: int) -> None:
    assert broken(replace(_GAME, minutes={9: 4})) == ()
    assert broken(replace(_GAME, minutes={9: minutes})) == (f"Step 9 is planned with {minutes} minutes.",)


def test_nothing_is_broken_in_a_game_that_was_played() -> None:
    assert broken(_GAME) == ()


@pytest.mark.parametrize("sentence", _WRONG)
def test_a_game_made_wrong_is_called_broken(sentence: str) -> None:
    said = broken(_WRONG[sentence]())
    assert any(re.search(sentence, one) for one in said), said


def test_every_sentence_has_its_wrong_game() -> None:
    source = Path(invariants.__file__).read_text(encoding="utf-8")
    assert len(re.findall(r"\byield f?\"", source)) == len(_WRONG)
