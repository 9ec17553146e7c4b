"""What the facilitator repairs: who sits where, who is whom, who plays on paper, whether the door is open."""

from __future__ import annotations

from datetime import timedelta

import pytest

from game import commands as ask
from game import events as happened
from game.history import Entry
from game.invariants import broken
from game.refused import Refused, Why
from game.scenario import Words
from game.seating import MOST_TABLES
from game.state import DealState, Part, Status
from tests.given import Play, gift, kinds, market

Market = tuple[Play, dict[str, str]]


def _badges(play: Play) -> list[str]:
    return sorted(player.badge for player in play.game.seated())


def _back(play: Play) -> Entry:
    """The newest act is undone, with nothing in its way."""
    entry = play.lead(ask.Undo(seq=play.game.seq))
    assert broken(play.game) == ()
    return entry


# --- Seats -----------------------------------------------------------------------------------------------------------


def test_two_players_swap_seats_with_their_badges_in_one_act_and_back(at_market: Market) -> None:
    play, who = at_market
    play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    before = play.game
    play.lead(ask.SwapPlayers(one=who["grower1"], other=who["singer2"]))
    assert (play.player(who["grower1"]).badge, play.player(who["singer2"]).badge) == ("2C", "1A")
    assert len(set(_badges(play))) == 6 and broken(play.game) == ()
    _back(play)
    assert play.game.players == before.players


def test_nobody_swaps_with_themselves_at_one_table_or_with_somebody_gone(at_market: Market) -> None:
    play, who = at_market
    assert play.why(ask.SwapPlayers(one=who["grower1"], other=who["grower1"])) is Why.SAME_PERSON
    assert play.why(ask.SwapPlayers(one=who["grower1"], other=who["picker1"])) is Why.NOT_NOW
    play.lead(ask.FreeSeat(player=who["grower2"]))
    for one, other in ((who["grower1"], who["grower2"]), (who["grower2"], who["grower1"]), ("p0", who["grower1"])):
        said = play.do(ask.SwapPlayers(one=one, other=other))
        assert isinstance(said, Refused) and said.why is Why.UNKNOWN
        assert said.detail("name") in {who["grower2"], "p0"}


def test_a_swap_is_not_undone_onto_a_badge_that_somebody_wears_by_now(at_market: Market) -> None:
    play, who = at_market
    play.lead(ask.SwapPlayers(one=who["grower1"], other=who["grower2"]))
    swap = play.game.seq
    play.lead(ask.MovePlayer(player=who["grower1"], table=1))
    ben = play.join("Ben", table=2)
    assert play.player(ben).badge == "2A"
    joined = play.game.seq
    said = play.do(ask.Undo(seq=swap))
    assert isinstance(said, Refused) and said.detail("entries") == (joined,)
    assert play.history.group_of(swap) == ()


def test_merged_tables_sit_together_however_full_and_the_idea_comes_along_where_there_is_none() -> None:
    play = Play(expected=4, table_size=2)
    people = [play.join(f"N{number}", table=number) for number in (1, 1, 2, 2)]
    play.to("bed")
    idea = play.write(people[2])
    entry = play.lead(ask.MergeTables(table=2, into=1))
    assert kinds(entry) == ["PlayerMoved", "PlayerMoved", "IdeaMoved"]
    assert _badges(play) == ["1A", "1B", "1C", "1D"]
    assert (play.game.tables[1].idea, play.game.tables[2].idea, play.idea(idea).table) == (idea, "", 1)
    assert play.idea(idea).label == "2"
    play.lead(ask.RemoveTable(table=2))
    assert broken(play.game) == ()
    play.write(people[0], title="Ours now")
    assert play.idea(idea).title == "Ours now"


def test_where_both_tables_have_an_idea_both_stay_where_they_are(at_market: Market) -> None:
    play, who = at_market
    entry = play.lead(ask.MergeTables(table=2, into=1))
    assert set(kinds(entry)) == {"PlayerMoved"}
    assert (play.game.tables[1].idea, play.game.tables[2].idea) == (who["idea1"], who["idea2"])
    assert play.why(ask.RemoveTable(table=2)) is Why.TABLE_NOT_EMPTY


def test_tables_that_are_not_there_are_the_same_or_are_empty_are_not_merged(at_market: Market) -> None:
    play, _ = at_market
    play.lead(ask.AddTable())
    for table, into, why in ((9, 1, Why.UNKNOWN), (1, 9, Why.UNKNOWN), (1, 1, Why.NOT_NOW), (3, 1, Why.NOT_NOW)):
        assert play.why(ask.MergeTables(table=table, into=into)) is why


def test_merging_back_and_forth_and_undoing_the_first_loses_no_idea() -> None:
    play = Play(expected=4, table_size=2)
    ada, ben = play.join("Ada", table=1), play.join("Ben", table=2)
    play.to("bed")
    idea = play.write(ben)
    play.lead(ask.MergeTables(table=2, into=1))
    first = play.game.seq
    play.lead(ask.MergeTables(table=1, into=2))
    play.lead(ask.Undo(seq=first))
    assert (play.game.tables[2].idea, play.idea(idea).table) == (idea, 2)
    assert {play.player(ada).table, play.player(ben).table} == {2} and broken(play.game) == ()


def test_a_merge_is_not_undone_where_an_idea_would_have_no_table_any_more() -> None:
    play = Play(expected=6, table_size=2)
    ada, ben = play.join("Ada", table=1), play.join("Ben", table=2)
    play.to("bed")
    mine, yours = play.write(ada), play.write(ben)
    play.lead(ask.MergeTables(table=1, into=3))
    first = play.game.seq
    play.lead(ask.MergeTables(table=2, into=1))
    second = play.game.seq
    said = play.do(ask.Undo(seq=first))
    assert isinstance(said, Refused) and said.detail("entries") == (second,)
    assert play.history.group_of(first) == (second,)
    play.lead(ask.Undo(seq=first, also=(second,)))
    assert [play.game.tables[number].idea for number in (1, 2, 3)] == [mine, yours, ""]


def test_a_merge_is_undone_together_with_the_table_that_was_removed_after_it() -> None:
    play = Play(expected=4, table_size=2)
    ada, ben = play.join("Ada", table=1), play.join("Ben", table=2)
    play.to("bed")
    idea = play.write(ben)
    play.lead(ask.MergeTables(table=2, into=1))
    merged = play.game.seq
    play.lead(ask.RemoveTable(table=2))
    removed = play.game.seq
    said = play.do(ask.Undo(seq=merged))
    assert isinstance(said, Refused) and said.detail("entries") == (removed,)
    play.lead(ask.Undo(seq=merged, also=play.history.group_of(merged)))
    assert (play.player(ada).badge, play.player(ben).badge) == ("1A", "2A")
    assert play.game.tables[2].idea == idea


def test_an_idea_at_home_at_a_removed_table_stands_in_the_way_though_its_people_moved_on() -> None:
    play = Play(expected=6, table_size=2)
    _, ben = play.join("Ada", table=1), play.join("Ben", table=2)
    play.to("bed")
    play.write(ben)
    play.lead(ask.MergeTables(table=2, into=1))
    merged = play.game.seq
    play.lead(ask.MovePlayer(player=ben, table=3))
    play.lead(ask.RemoveTable(table=2))
    said = play.do(ask.Undo(seq=merged))
    assert isinstance(said, Refused) and said.detail("entries") == (play.game.seq,)


def test_a_split_seats_the_named_or_the_later_half_at_a_new_table() -> None:
    play = Play(expected=5, table_size=5)
    people = [play.join(f"N{number}", table=1) for number in range(5)]
    play.to("sky")
    entry = play.lead(ask.SplitTable(table=1))
    assert kinds(entry) == ["TableAdded", "HandDealt", "PlayerMoved", "PlayerMoved"]
    assert [play.player(player).badge for player in people] == ["1A", "1B", "1C", "2A", "2B"]
    play.lead(ask.SplitTable(table=1, players=(people[0],)))
    assert play.player(people[0]).badge == "3A"
    assert broken(play.game) == ()


def test_a_split_leaves_somebody_on_both_sides_and_names_people_of_the_table(at_market: Market) -> None:
    play, who = at_market
    everybody = (who["grower1"], who["picker1"], who["singer1"])
    assert play.why(ask.SplitTable(table=9)) is Why.UNKNOWN
    assert play.why(ask.SplitTable(table=1, players=(who["grower1"], who["grower2"]))) is Why.UNKNOWN
    assert play.why(ask.SplitTable(table=1, players=everybody)) is Why.NOT_NOW
    for player in everybody[1:]:
        play.lead(ask.FreeSeat(player=player))
    assert play.why(ask.SplitTable(table=1)) is Why.NOT_NOW
    full = Play(expected=10**6, table_size=2)
    full.join("Ada", table=1)
    assert len(full.game.tables) == MOST_TABLES and full.why(ask.SplitTable(table=1)) is Why.ROOM_FULL


def test_a_table_that_was_split_off_gets_its_own_ready_made_idea() -> None:
    play = Play(expected=4, table_size=4, run_sheet="ready")
    people = [play.join(f"N{number}", table=1) for number in range(4)]
    play.to("craft")
    assert play.game.tables[1].idea
    entry = play.lead(ask.SplitTable(table=1))
    assert "IdeaBegun" in kinds(entry)
    own = play.game.tables[2].idea
    assert own and own != play.game.tables[1].idea and not play.idea(own).is_typed
    play.pick(people[3], play.game.tables[2].hands["craft"].cards[0])
    assert broken(play.game) == ()


def test_the_later_half_is_told_by_letters_and_two_letters_come_after_one() -> None:
    play = Play(expected=30, table_size=30)
    people = [play.join(f"N{number}", table=1) for number in range(26)]
    play.lead(ask.SplitTable(table=1))
    assert [play.player(player).table for player in people] == [1] * 13 + [2] * 13


# --- Characters ------------------------------------------------------------------------------------------------------


def test_two_players_swap_characters_with_what_is_in_their_purses(at_market: Market) -> None:
    play, who = at_market
    play.send("swarm")
    play.lead(ask.Redeal(player=who["grower2"]))
    play.lead(ask.SwapCharacters(one=who["picker1"], other=who["grower2"]))
    picker, grower = play.player(who["grower2"]), play.player(who["picker1"])
    assert (picker.role, picker.purse, picker.offered) == ("picker", {"song": 2, "ladder": 1}, ())
    assert (grower.role, grower.purse) == ("grower", {"seed": 2, "ladder": 1})
    _back(play)
    assert play.player(who["picker1"]).role == "picker" and play.player(who["grower2"]).offered


def test_characters_are_not_swapped_by_who_has_given_has_none_or_is_gone(at_market: Market) -> None:
    play, who = at_market
    ada = play.join("Ada", part=Part.OBSERVER)
    deal = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    for one, other, why in (
        (who["grower2"], who["singer1"], Why.HAS_DEALS),
        (who["singer1"], who["grower2"], Why.HAS_DEALS),
        (who["singer1"], ada, Why.OBSERVES),
        (who["singer1"], who["singer1"], Why.SAME_PERSON),
        (who["singer1"], "p0", Why.UNKNOWN),
    ):
        assert play.why(ask.SwapCharacters(one=one, other=other)) is why
    play.lead(ask.SwapCharacters(one=who["picker1"], other=who["singer1"]))
    play.lead(ask.VoidDeal(deal=deal))
    play.lead(ask.SwapCharacters(one=who["grower2"], other=who["singer1"]))


def test_a_swap_of_characters_is_not_undone_from_under_a_deal(at_market: Market) -> None:
    play, who = at_market
    play.lead(ask.SwapCharacters(one=who["singer1"], other=who["grower2"]))
    swap = play.game.seq
    deal = play.shake(who["picker2"], who["idea2"], gift(who["singer1"], "seed"))
    shaken = play.game.seq
    said = play.do(ask.Undo(seq=swap))
    assert isinstance(said, Refused) and said.detail("entries") == (shaken,)
    play.lead(ask.Undo(seq=swap, also=play.history.group_of(swap)))
    assert deal not in play.game.deals and play.player(who["singer1"]).role == "singer"


def test_an_open_proposal_of_a_character_that_was_given_away_is_looked_at_again_when_it_is_answered(
    at_market: Market,
) -> None:
    play, who = at_market
    deal = play.propose(who["grower2"], who["idea1"], gift(who["grower2"], "seed"), others=(who["picker1"],))
    play.lead(ask.SwapCharacters(one=who["grower2"], other=who["singer2"]))
    assert play.why(ask.AnswerDeal(player=who["picker1"], deal=deal, version=1, yes=True)) is Why.NONE_HELD


def test_a_character_is_given_with_its_whole_purse_also_to_who_has_an_offer(play: Play) -> None:
    ada = play.join("Ada")
    assert play.why(ask.GiveCharacter(player=ada, role="grower")) is Why.NOT_OPEN_YET
    play.to("who")
    assert play.player(ada).offered
    play.lead(ask.GiveCharacter(player=ada, role="grower"))
    given = play.player(ada)
    assert (given.role, given.purse, given.offered) == ("grower", {"seed": 2, "ladder": 1}, ())
    assert play.why(ask.GiveCharacter(player=ada, role="dragon")) is Why.UNKNOWN
    assert play.why(ask.GiveCharacter(player="p0", role="grower")) is Why.UNKNOWN
    _back(play)
    assert play.player(ada).offered and not play.player(ada).role


def test_a_character_is_not_given_to_who_watches_or_has_given(at_market: Market) -> None:
    play, who = at_market
    ada = play.join("Ada", part=Part.PRESS)
    assert play.why(ask.GiveCharacter(player=ada, role="crier")) is Why.OBSERVES
    play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    assert play.why(ask.GiveCharacter(player=who["grower2"], role="singer")) is Why.HAS_DEALS


def test_all_who_play_and_have_no_character_are_offered_two(play: Play) -> None:
    ada, ben, cy = play.join("Ada"), play.join("Ben"), play.join("Cy", part=Part.OBSERVER)
    assert play.why(ask.DealMissing()) is Why.NOT_OPEN_YET
    play.to("who")
    assert play.why(ask.DealMissing()) is Why.NOT_NOW
    play.become(ada, "grower")
    play.happen(happened.CharactersOffered(player=ben, roles=()))
    entry = play.lead(ask.DealMissing())
    assert kinds(entry) == ["CharactersOffered"]
    assert (len(play.player(ben).offered), play.player(ada).offered, play.player(cy).offered) == (2, (), ())


# --- Paper, door, newest ---------------------------------------------------------------------------------------------


def test_somebody_without_a_phone_is_seated_though_the_door_is_closed(play: Play) -> None:
    play.lead(ask.SetDoor(is_closed=True))
    entry = play.lead(ask.SeatOnPaper(name=Words("Ada"), table=2))
    assert kinds(entry) == ["PlayerJoined"]
    (ada,) = play.game.seated()
    assert (ada.badge, ada.on_paper) == ("2A", True)
    assert play.game.is_door_closed
    assert play.why(ask.SeatOnPaper(name=Words(" "))) is Why.EMPTY
    assert play.why(ask.SeatOnPaper(name=Words("Ben"), table=9)) is Why.UNKNOWN


def test_a_late_comer_on_paper_is_offered_characters_and_the_first_at_a_table_gets_its_ready_made_idea() -> None:
    play = Play(expected=4, table_size=2, run_sheet="ready")
    play.join("Ada", table=1)
    play.to("craft")
    entry = play.lead(ask.SeatOnPaper(name=Words("Ben"), table=2))
    assert kinds(entry) == ["PlayerJoined", "CharactersOffered", "IdeaBegun"]


def test_a_table_plays_on_paper_and_with_phones_again(play: Play) -> None:
    play.lead(ask.PutOnPaper(table=2, on_paper=True))
    assert play.game.tables[2].on_paper
    assert play.why(ask.PutOnPaper(table=2, on_paper=True)) is Why.NOT_NOW
    assert play.why(ask.PutOnPaper(table=9, on_paper=True)) is Why.UNKNOWN
    play.lead(ask.PutOnPaper(table=2, on_paper=False))
    assert not play.game.tables[2].on_paper


def test_the_newest_seats_are_freed_at_once_and_back_again(play: Play) -> None:
    ada = play.join("Ada")
    play.wait(60)
    since = play.now
    ben = play.join("Ben")
    play.wait(60)
    cy, di = play.join("Cy"), play.join("Di")
    play.lead(ask.FreeSeat(player=di))
    entry = play.lead(ask.FreeNewest(since=since))
    assert kinds(entry) == ["SeatFreed"]
    assert [player.id for player in play.game.seated()] == [ada, ben]
    assert play.why(ask.FreeNewest(since=since)) is Why.NOT_NOW
    assert play.why(ask.FreeNewest(since=play.now + timedelta(hours=1))) is Why.NOT_NOW
    _back(play)
    assert [player.id for player in play.game.seated()] == [ada, ben, cy]
    play.lead(ask.CloseGame())
    assert play.why(ask.FreeNewest(since=since)) is Why.GAME_CLOSED


def test_who_has_given_keeps_the_seat_when_the_newest_are_freed(at_market: Market) -> None:
    play, who = at_market
    since = play.now - timedelta(seconds=1)
    play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    entry = play.lead(ask.FreeNewest(since=since))
    assert [player.id for player in play.game.seated()] == [who["grower2"]]
    assert len(kinds(entry)) == 5 and broken(play.game) == ()


# --- Answers in the room ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("yes", [True, False])
def test_a_party_s_answer_in_the_room_is_entered_for_them(at_market: Market, yes: bool) -> None:
    play, who = at_market
    deal = play.propose(who["grower2"], who["idea1"], gift(who["grower2"], "seed"), others=(who["picker1"],))
    entry = play.lead(ask.AnswerFor(player=who["picker1"], deal=deal, version=1, yes=yes))
    assert entry.by == "lead" and kinds(entry)[-1] == ("DealAgreed" if yes else "DealDeclined")
    assert play.deal(deal).state is (DealState.AGREED if yes else DealState.DECLINED)
    _back(play)
    assert play.deal(deal).waiting == (who["picker1"],)


def test_nobody_answers_for_somebody_gone_watching_no_party_or_twice(at_market: Market) -> None:
    play, who = at_market
    ada = play.join("Ada", part=Part.OBSERVER)
    deal = play.propose(
        who["grower2"], who["idea1"], gift(who["grower2"], "seed"), others=(who["picker1"], who["singer1"])
    )
    play.lead(ask.FreeSeat(player=who["singer1"]))
    for player, version, why in (
        (who["singer1"], 1, Why.UNKNOWN),
        (ada, 1, Why.NOT_YOURS),
        (who["singer2"], 1, Why.NOT_YOURS),
        (who["grower2"], 1, Why.ALREADY_ANSWERED),
        (who["picker1"], 2, Why.CHANGED_MEANWHILE),
        ("p0", 1, Why.UNKNOWN),
    ):
        assert play.why(ask.AnswerFor(player=player, deal=deal, version=version, yes=True)) is why
    play.lead(ask.CloseGame())
    assert play.game.status is Status.CLOSED
    assert play.why(ask.AnswerFor(player=who["picker1"], deal=deal, version=1, yes=True)) is Why.GAME_CLOSED


def test_a_table_of_three_can_be_merged_into_another_while_somebody_s_offer_waits() -> None:
    play, who = market()
    play.lead(ask.Redeal(player=who["grower1"]))
    offered = play.player(who["grower1"]).offered
    play.lead(ask.MergeTables(table=1, into=2))
    assert play.player(who["grower1"]).offered == offered and broken(play.game) == ()


def test_a_seat_on_paper_that_was_a_slip_is_undone_and_one_with_a_phone_is_not(play: Play) -> None:
    seated = play.lead(ask.SeatOnPaper(name=Words("Gus")))
    play.lead(ask.Undo(seq=seated.seq))
    assert all(player.name != "Gus" for player in play.game.seated())
    play.join("Ada")
    refused = play.do(ask.Undo(seq=play.game.seq))
    assert isinstance(refused, Refused) and refused.why is Why.CANNOT_UNDO
