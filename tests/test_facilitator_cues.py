"""What the private script says of the room: by tables, in a few plain sentences."""

from __future__ import annotations

import pytest

from facilitator.cues import MOST, cues
from game import commands as ask
from game import views
from game.scenario import Words
from tests.given import Play, gift, market


def _cues(play: Play) -> tuple[str, ...]:
    return tuple(line.replace("\u00a0", " ") for line in cues(views.console(play.history), play.game))


def _seated(step: str, tables: int = 3) -> tuple[Play, list[str]]:
    """One player at each table, in this step."""
    play = Play(expected=6 * tables, run_sheet="full")
    players = [play.join(f"Person {number}", table=number) for number in range(1, tables + 1)]
    play.to(step)
    return play, players


def test_before_the_game_it_says_who_is_here_and_which_tables_are_empty(play: Play) -> None:
    assert _cues(play)[0] == "Nobody is here yet, 12 are expected."
    play.join(table=1)
    assert _cues(play) == (
        "1 person is here, 12 are expected.",
        "Table 2 is empty.",
        "Next you need: 1 card to read aloud.",
    )


def test_characters_are_counted_by_table() -> None:
    play, players = _seated("who")
    assert _cues(play)[0] == "3 tables are still choosing: 1, 2, 3."
    play.become(players[0], "grower")
    play.become(players[2], "singer")
    assert _cues(play)[0] == "Table 2 is still choosing."
    play.become(players[1], "singer")
    assert _cues(play)[0] == "Everybody is somebody."


def test_a_choice_is_called_by_the_packs_own_word() -> None:
    play, players = _seated("sky")
    assert _cues(play)[0] == "3 tables have no weather yet: 1, 2, 3."
    for player, number in zip(players, (1, 2, 3), strict=True):
        play.must(ask.ChooseCard(player=player, step="sky", card=play.game.tables[number].hands["sky"].cards[0]))
    assert _cues(play)[0] == "Every table has chosen."


def test_ideas_and_plans_are_missed_by_table() -> None:
    play, players = _seated("bed")
    play.write(players[0])
    assert _cues(play)[0] == "2 tables have no bed yet: 2, 3."
    play.write(players[1])
    play.write(players[2])
    assert _cues(play)[0] == "Every table has its bed."
    play.to("craft")
    assert _cues(play)[0] == "3 tables have nothing in the plan yet: 1, 2, 3."


def test_a_table_on_paper_and_an_empty_one_are_not_missed() -> None:
    play, players = _seated("bed")
    play.lead(ask.PutOnPaper(table=1, on_paper=True))
    play.lead(ask.FreeSeat(player=players[1]))
    assert _cues(play)[0] == "Table 3 has no bed yet."


def test_a_market_tells_its_deals_and_the_tables_without_one() -> None:
    play, who = market(tables=3)
    play.to("swap")
    assert _cues(play)[0] == "No bargain is made yet."
    play.propose(who["grower1"], who["idea2"], gift(who["grower1"], "seed"), others=(who["singer2"],))
    assert _cues(play)[0] == "No bargain is made yet, 1 waits for an answer."
    play.shake(who["grower1"], who["idea2"], gift(who["grower1"], "seed"), others=(who["picker2"],))
    assert _cues(play)[:2] == ("1 bargain made, 1 waits for an answer.", "Table 3 has no bargain yet.")
    play.send("frost")
    assert "1 bargain in doubt." in _cues(play)


def test_between_two_rounds_it_asks_for_an_event_card_until_one_was_sent() -> None:
    play, _ = market()
    play.to("swap")
    assert _cues(play)[-1] == "Next you need: an event card to read aloud."
    play.to("rest")
    assert _cues(play)[0] == "No event card is on yet. Choose one."
    play.send("frost")
    assert _cues(play)[0] == "“Frost” is on."
    play.end("frost")
    assert _cues(play) == ()


def test_who_leads_and_who_has_spoken_is_told_by_table() -> None:
    play, who = market()
    play.to("doing")
    assert _cues(play)[0] == "2 tables have nobody who leads yet: 1, 2."
    play.must(ask.NameLead(player=who["grower1"], idea=who["idea1"], lead=who["grower1"]))
    assert _cues(play)[0] == "Table 2 has nobody who leads yet."
    play.to("telling")
    first = play.game.spotlight.order[0]
    assert _cues(play)[0] == f"0 of 2 tables have come to the front. Next: table {first}."
    play.lead(ask.CallTable(table=first))
    assert _cues(play)[0].startswith("1 of 2 tables have come to the front.")


def test_answers_of_the_debrief_are_counted_by_table() -> None:
    play, players = _seated("fire")
    assert _cues(play) == ("Answers came from 0 of 3 tables.",)
    play.become(players[0], "grower")
    play.must(ask.TellSecret(player=players[0], got="yes"))
    assert _cues(play) == ("Answers came from 0 of 3 tables.",)
    play.must(ask.Reflect(player=players[0], question="helped", chips=("talk",), text=Words(""), may_quote=False))
    assert _cues(play) == ("Answers came from 1 of 3 tables.",)


@pytest.mark.parametrize("run_sheet", ["short", "full", "ready", "market-only"])
def test_no_step_says_more_than_three_things_or_names_a_person(run_sheet: str) -> None:
    play = Play(run_sheet=run_sheet)
    players = [play.join(name, table=1 + place % 2) for place, name in enumerate(("Zebedee", "Philomena", "Ulla"))]
    for _ in play.game.run_sheet.steps:
        play.next()
        for player in players:
            play.become(player, "grower") if not play.player(player).role else None
        said = _cues(play)
        assert len(said) <= MOST
        assert not any(
            play.player(player).name in line or play.player(player).badge in line for player in players for line in said
        )
    play.lead(ask.CloseGame())
    assert _cues(play) == ()


def test_what_people_typed_is_never_repeated() -> None:
    play, players = _seated("bed")
    play.must(ask.WriteIdea(player=players[0], title=Words("CANARY"), line=Words("CANARY")))
    play.to("swap")
    assert "CANARY" not in " ".join(_cues(play))
