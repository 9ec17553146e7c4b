"""Pretend players: what they see goes in, what a person could do comes out."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from game import commands as ask
from game import views
from game.bots import TEMPERS, Neighbour, Seen, Temper, act, deal_tempers
from game.commands import PlayerCommand
from game.ideas import needs
from game.refused import Refused
from game.state import PledgeLevel
from tests.given import Play, gift

EAGER = Temper(
    name="eager", serves=1.0, shakes=1.0, proposes=0.0, answers=1.0, agrees=1.0, changes=0.0, withdraws=0.0, gathers=0.0
)


def seen(play: Play, player: str, *near: str, is_near: bool = True) -> Seen:
    """What this player sees, with these people standing near."""
    game = play.game
    return Seen(
        scenario=game.scenario,
        now=views.now(game, player),
        table=views.table(game, game.players[player].table),
        lists=views.lists(game),
        deals=views.deals(game, player),
        at=play.now,
        neighbours=tuple(
            Neighbour(
                id=other,
                badge=game.players[other].badge,
                table=game.players[other].table,
                side=game.scenario.role(game.players[other].role).side,
                gives=tuple(game.players[other].purse.items()),
                is_near=is_near,
            )
            for other in near
        ),
    )


def often(what: Seen, temper: Temper, times: int = 80) -> list[PlayerCommand]:
    """What comes of many looks at the same phone."""
    done = [act(what, temper, Random(seed)) for seed in range(times)]
    return [command for command in done if command is not None]


def test_before_the_first_step_nobody_does_anything(play: Play) -> None:
    player = play.join("Ash")

    assert not often(seen(play, player), EAGER)


def test_everybody_keeps_one_of_the_characters_on_offer(play: Play) -> None:
    player = play.join("Ash")
    play.to("who")

    kept = often(seen(play, player), EAGER)

    assert {command.role for command in kept if isinstance(command, ask.KeepCharacter)} == set(
        play.game.players[player].offered
    )
    assert len(kept) == 80


def test_a_table_chooses_a_card_of_its_hand_or_writes_one(play: Play) -> None:
    player = play.join("Ash")
    play.to("sky")
    play.become(player, "grower")

    chosen = [command for command in often(seen(play, player), TEMPERS[-1]) if isinstance(command, ask.ChooseCard)]

    assert {command.card for command in chosen} == {*play.game.tables[1].hands["sky"].cards, ""}
    assert all(command.title for command in chosen if not command.card)


def test_the_idea_is_written_in_the_packs_words_and_two_tables_take_different_ones(play: Play) -> None:
    first, second = play.join("Ash", table=1), play.join("Elm", table=2)
    play.to("bed")
    for player in (first, second):
        play.become(player, "grower")

    titles = []
    for player in (first, second):
        written = often(seen(play, player), EAGER)[0]
        assert isinstance(written, ask.WriteIdea)
        titles.append(written.title)

    assert set(titles) < set(play.game.scenario.pretend.idea_titles)
    assert len(set(titles)) == 2


def test_a_plan_stays_within_its_limits_and_asks_for_something(play: Play) -> None:
    player = play.join("Ash")
    play.to("bed")
    play.become(player, "grower")
    play.write(player)
    play.to("craft")
    for seed in range(40):
        command = act(seen(play, player), EAGER, Random(seed))
        if command is not None:
            play.must(command)

    idea = next(iter(play.game.ideas.values()))

    assert needs(play.game, idea)
    assert 0 < len(idea.picks) <= 3
    assert sum(play.game.scenario.card(pick.card).cost for pick in idea.picks) <= 5
    assert len(idea.covered) <= 2


def test_hands_are_shaken_only_with_people_who_stand_near(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market

    walker = replace(EAGER, serves=0.0)

    near = often(seen(play, who["grower1"], who["singer2"]), walker)
    far = often(seen(play, who["grower1"], who["singer2"], is_near=False), walker)

    assert near
    assert all(isinstance(command, ask.ShakeHands) for command in near)
    assert not far


def test_what_is_agreed_with_a_neighbour_is_allowed(at_market: tuple[Play, dict[str, str]]) -> None:
    play, _ = at_market
    everybody = [player.id for player in play.game.seated()]
    chatty = replace(EAGER, serves=0.2, gathers=0.6, proposes=0.5, shakes=0.5, writes=0.3)

    for player in everybody:
        others = [other for other in everybody if other != player]
        for command in often(seen(play, player, *others), chatty):
            assert not isinstance(play.decide(command), Refused), command


def test_somebody_far_can_be_written_to(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    writer = replace(EAGER, serves=0.0, shakes=0.0, proposes=1.0)

    sent = often(seen(play, who["grower1"], who["singer2"], is_near=False), writer)

    assert sent
    assert all(isinstance(command, ask.Propose) and who["singer2"] in command.terms.parties for command in sent)


@pytest.fixture
def asked(at_market: tuple[Play, dict[str, str]]) -> tuple[Play, str, str]:
    """The grower of table 1 offers a seed to the idea of table 2; the singer there has not answered."""
    play, who = at_market
    play.propose(who["grower1"], who["idea2"], gift(who["grower1"], "seed"), others=(who["singer2"],), string="shade")
    return play, who["grower1"], who["singer2"]


def test_a_yes_a_no_with_a_reason_and_another_wording_are_all_given(asked: tuple[Play, str, str]) -> None:
    play, _, player = asked
    torn = replace(EAGER, agrees=0.4, changes=0.3)

    given = often(seen(play, player), torn)

    said = [command for command in given if isinstance(command, ask.AnswerDeal)]
    changed = [command for command in given if isinstance(command, ask.AskChange)]
    assert {command.yes for command in said} == {True, False}
    assert any(command.reason for command in said if not command.yes)
    assert changed
    assert all(command.terms.string != "shade" for command in changed)
    for command in given:
        assert not isinstance(play.decide(command), Refused), command


def test_a_silent_player_leaves_a_proposal_unanswered(asked: tuple[Play, str, str]) -> None:
    play, _, player = asked

    assert not often(seen(play, player), replace(EAGER, answers=0.0, serves=0.0))


def test_a_hasty_player_withdraws_what_nobody_answered(asked: tuple[Play, str, str]) -> None:
    play, player, _ = asked

    done = often(seen(play, player), replace(EAGER, withdraws=1.0, serves=0.0))

    assert done
    assert all(isinstance(command, ask.Withdraw) for command in done)


def test_a_careful_player_does_not_give_the_last_token(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    giver = who["grower1"]
    everything = [gift(giver, kind) for kind, count in play.player(giver).purse.items() for _ in range(count)]
    play.propose(who["singer2"], who["idea2"], *everything)

    given = often(seen(play, giver), replace(EAGER, keeps_one=True))

    assert given
    assert not any(isinstance(command, ask.AnswerDeal) and command.yes for command in given)


def test_a_deal_in_doubt_is_repaired_or_broken(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    play.shake(who["grower1"], who["idea2"], gift(who["grower1"], "seed"), others=(who["singer2"],))
    play.lead(ask.SendEvent(card="frost"))

    done = often(seen(play, who["grower1"]), replace(EAGER, serves=0.0), 400)

    assert any(isinstance(command, ask.Repair) for command in done)
    assert any(isinstance(command, ask.BreakDeal) for command in done)


def test_the_end_is_played_as_oneself(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    player = who["grower1"]
    play.shake(player, who["idea2"], gift(player, "seed"), others=(who["singer2"],))
    play.to("fire")
    quiet = replace(EAGER, serves=0.0, proposes=0.0)
    for seed in range(40):
        command = act(seen(play, player), quiet, Random(seed))
        if command is not None:
            play.must(command)

    me = play.game.players[player]

    assert set(me.reflections) == {"helped", "line"}
    assert me.got_secret in {"yes", "partly", "no"}
    assert me.monday in play.game.scenario.pretend.mondays
    assert all(isinstance(level, PledgeLevel) for level in me.pledges.values())
    assert len(me.pledges) == 1


def test_who_is_named_to_lead_says_yes_or_no(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    play.to("doing")
    play.must(ask.NameLead(player=who["grower1"], idea=who["idea1"], lead=who["singer1"]))

    said = often(seen(play, who["singer1"]), EAGER)

    assert {command.yes for command in said if isinstance(command, ask.AnswerLead)} == {True, False}


def test_the_same_luck_gives_the_same_act(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    what = seen(play, who["grower1"], who["singer2"])

    assert often(what, TEMPERS[0]) == often(what, TEMPERS[0])


def test_every_temper_is_dealt_before_any_is_dealt_again() -> None:
    dealt = deal_tempers(13, Random(1))

    assert len(dealt) == 13
    assert len({temper.name for temper in dealt[:6]}) == 6
    assert len({temper.name for temper in dealt[6:12]}) == 6
