"""Fields into commands: shapes only, and a sentence for every shape that cannot be read."""

from __future__ import annotations

import dataclasses
from typing import get_args

import pytest

from game import commands as ask
from game.state import Gift, Naming
from tests.given import Play
from web.forms import MOVES, BadField, Filled, deal_command, is_yes, naming, number, said, text, typed, wearer

At = tuple[Play, dict[str, str]]

_GOOD: Filled = {
    name: (value,)
    for name, value in {
        "name": "Ada",
        "naming": "out",
        "table": "2",
        "role": "picker",
        "step": "sky",
        "card": "weather-1",
        "title": "T",
        "line": "L",
        "pick": "m1",
        "need": "mark.blessing.1",
        "covers": "yes",
        "badge": "2A",
        "version": "1",
        "yes": "yes",
        "party": "p1",
        "words": "W",
        "first_step": "F",
        "date": "D",
        "wants": "no",
        "question": "line",
        "text": "Words",
        "got": "yes",
        "level": "do",
        "part": "press",
        "what": "help",
        "first": "yes",
        "pile": "bend",
        "comments": "no",
        "changes": "yes",
        "refusal_words": "Less noise",
        "headline": "The bees are back",
        "dots:i1": "2",
    }.items()
}


def test_every_command_of_a_player_has_its_action(at_market: At) -> None:
    play, who = at_market
    deal = play.propose(who["picker1"], who["idea2"], Gift(giver=who["picker1"], kind="song"), others=(who["picker2"],))
    filled = {**_GOOD, "idea": (who["idea2"],), "deal": (deal,), "gift": ("0",)}
    me = play.player(who["picker1"])
    made = {type(make(filled, play.game, me)) for make in MOVES.values()}
    on_their_own_page = {ask.WithdrawWords, ask.Erase}
    assert made == set(get_args(ask.PlayerCommand)) - on_their_own_page
    for make in MOVES.values():
        assert make(filled, play.game, me).player == me.id


def test_a_command_is_never_made_for_anybody_else(at_market: At) -> None:
    play, who = at_market
    me = play.player(who["picker1"])
    command = MOVES["rename"]({"name": ("Eve",), "player": (who["picker2"],)}, play.game, me)
    assert dataclasses.asdict(command) == {"player": me.id, "name": "Eve"}


def test_the_gifts_of_a_change_are_those_of_the_wording_that_was_read(at_market: At) -> None:
    play, who = at_market
    mine = [Gift(giver=who["picker1"], kind=kind) for kind in ("song", "ladder")]
    deal = play.propose(who["picker1"], who["idea2"], *mine, others=(who["picker2"],))
    terms = dataclasses.replace(play.game.deals[deal].terms, gifts=(mine[1],))
    play.do(ask.AskChange(player=who["picker1"], deal=deal, version=1, terms=terms))
    me = play.player(who["picker1"])
    for version, gifts in (("1", (mine[0],)), ("2", (mine[1],)), ("9", (mine[1],))):
        command = MOVES["change"]({"deal": (deal,), "version": (version,), "gift": ("0",)}, play.game, me)
        assert isinstance(command, ask.AskChange)
        assert (command.version, command.terms.gifts) == (int(version), gifts)


def test_a_text_may_be_empty_but_must_have_been_sent() -> None:
    assert typed({"title": ("",)}, "title") == ""
    with pytest.raises(BadField):
        typed({}, "title")


@pytest.mark.parametrize("value", ["", "two", "-1", "1.5", "²", "9" * 30])
def test_a_number_is_digits_only_and_short(value: str) -> None:
    with pytest.raises(BadField):
        number({"version": (value,)}, "version")


def test_an_answer_is_yes_or_no_and_never_guessed() -> None:
    assert said({"yes": ("yes",)}, "yes")
    assert not said({"yes": ("no",)}, "yes")
    for value in ((), ("",), ("maybe",)):
        with pytest.raises(BadField):
            said({"yes": value}, "yes")


def test_a_box_is_ticked_or_not() -> None:
    assert is_yes({"film": ("yes",)}, "film")
    assert not is_yes({}, "film")


def test_the_first_value_of_a_field_counts() -> None:
    assert text({"name": ("Ada", "Eve")}, "name") == "Ada"
    assert text({}, "name", "nobody") == "nobody"


def test_under_16_wins_over_every_other_choice() -> None:
    assert naming({"under_16": ("yes",), "naming": ("nickname",)}) is Naming.TABLE
    assert naming({}) is Naming.TABLE
    with pytest.raises(BadField):
        naming({"naming": ("loud",)})


@pytest.mark.parametrize("badge", ["1A", " 1a ", "1 a"])
def test_a_badge_is_read_however_it_is_typed(at_market: At, badge: str) -> None:
    play, who = at_market
    assert wearer({"badge": (badge,)}, "badge", play.game).id == who["grower1"]


@pytest.mark.parametrize("badge", ["", "A1", "9Z", "<b>", "1A1A1A1A1A"])
def test_a_badge_that_nobody_wears_says_how_one_looks(at_market: At, badge: str) -> None:
    play, _ = at_market
    with pytest.raises(BadField) as caught:
        wearer({"badge": (badge,)}, "badge", play.game)
    assert "like 2B" in caught.value.sentence
    assert caught.value.field == "badge"


def test_somebody_who_is_named_twice_is_one_party(at_market: At) -> None:
    play, who = at_market
    filled = {
        "idea": (who["idea2"],),
        "need": ("mark.blessing.1",),
        "badge": (play.player(who["picker2"]).badge,),
        "badge_1": (play.player(who["picker2"]).badge,),
        "need_1": ("kind:ladder",),
        "badge_2": (play.player(who["picker1"]).badge,),
        "need_2": ("kind:ladder",),
    }
    command = deal_command(filled, play.game, play.player(who["picker1"]), by_handshake=False)
    assert isinstance(command, ask.Propose)
    assert command.terms.parties == (who["picker1"], who["picker2"])
    assert [(gift.giver, gift.kind) for gift in command.terms.gifts] == [
        (who["picker1"], "song"),
        (who["picker2"], "ladder"),
        (who["picker1"], "ladder"),
    ]
