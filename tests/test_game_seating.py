"""Taking a seat, changing it, becoming a character."""

from __future__ import annotations

import pytest

from game import commands as ask
from game import events as happened
from game import shapes, views
from game.history import Entry
from game.invariants import broken
from game.refused import Refused, Why
from game.scenario import Words
from game.seating import MOST_TABLES
from game.state import Naming, Part
from tests.given import Play, gift, kinds, terms


def test_who_wishes_no_table_sits_where_most_room_is(play: Play) -> None:
    seats = [play.player(play.join(name)).badge for name in ("Ada", "Ben", "Cy", "Di")]
    assert seats == ["1A", "2A", "1B", "2B"]


def test_who_wishes_a_table_sits_there(play: Play) -> None:
    assert play.player(play.join("Ada", table=2)).table == 2


def test_a_full_table_and_a_table_that_is_not_there_are_refused() -> None:
    play = Play(expected=2, table_size=1)
    play.join("Ada", table=1)
    assert play.why(ask.Join(name=Words("Ben"), table=1)) is Why.TABLE_FULL
    assert play.why(ask.Join(name=Words("Ben"), table=9)) is Why.UNKNOWN


def test_when_all_tables_are_full_one_more_opens() -> None:
    play = Play(expected=1, table_size=1)
    play.join("Ada")
    assert play.player(play.join("Ben")).badge == "2A"


def test_the_new_table_is_dealt_the_hands_that_the_others_have() -> None:
    play = Play(expected=1, table_size=1)
    play.join("Ada")
    play.to("bed")
    play.join("Ben")
    assert set(play.game.tables[2].hands) == {"sky", "bed"}


def test_a_room_that_opens_no_tables_is_full() -> None:
    play = Play(expected=1, table_size=1, opens_tables=False)
    play.join("Ada")
    assert play.why(ask.Join(name=Words("Ben"))) is Why.ROOM_FULL


def test_tables_are_never_more_than_a_room_can_hold() -> None:
    play = Play(expected=10**6, table_size=1)
    assert len(play.game.tables) == MOST_TABLES
    assert play.why(ask.AddTable()) is Why.ROOM_FULL


def test_a_name_is_cleaned_and_an_empty_or_long_one_refused(play: Play) -> None:
    assert play.player(play.join("  Ada\n L. ")).name == "Ada L."
    assert play.why(ask.Join(name=Words(" "))) is Why.EMPTY
    assert play.why(ask.Join(name=Words("x" * 25))) is Why.TOO_LONG


def test_a_hat_is_one_of_the_pack_s(play: Play) -> None:
    entry = play.must(ask.Join(name=Words("Ada"), hat="visitor"))
    assert isinstance(entry.events[0], happened.PlayerJoined) and entry.events[0].hat == "visitor"
    assert play.why(ask.Join(name=Words("Ben"), hat="crown")) is Why.UNKNOWN


def test_nobody_joins_a_closed_game(play: Play) -> None:
    play.lead(ask.CloseGame())
    assert play.why(ask.Join(name=Words("Ada"))) is Why.GAME_CLOSED


def test_a_late_comer_is_offered_characters_and_an_early_one_is_not(play: Play) -> None:
    ada = play.join("Ada")
    assert play.player(ada).offered == ()
    play.to("who")
    assert len(play.player(ada).offered) == 2
    assert len(play.player(play.join("Ben")).offered) == 2


def test_a_player_keeps_an_offered_character_with_its_purse(play: Play) -> None:
    ada = play.join("Ada")
    play.to("who")
    play.happen(happened.CharactersOffered(player=ada, roles=("grower", "singer")))
    assert play.why(ask.KeepCharacter(player=ada, role="picker")) is Why.NOT_OFFERED
    play.must(ask.KeepCharacter(player=ada, role="grower"))
    assert play.player(ada).role == "grower"
    assert play.player(ada).purse == {"seed": 2, "ladder": 1}
    assert play.player(ada).offered == ()


def test_a_new_name_and_new_consent_are_taken_at_any_time_even_after_the_close(play: Play) -> None:
    ada = play.join("Ada")
    play.lead(ask.CloseGame())
    play.must(ask.Rename(player=ada, name=Words("Adele")))
    play.must(ask.ChangeConsent(player=ada, naming=play.player(ada).naming, film=True))
    assert (play.player(ada).name, play.player(ada).film) == ("Adele", True)


def test_nobody_under_16_is_named(play: Play) -> None:
    for wish, naming in ((Naming.NICKNAME, Naming.TABLE), (Naming.TABLE, Naming.TABLE), (Naming.OUT, Naming.OUT)):
        play.must(ask.Join(name=Words("Ada"), naming=wish, under_16=True))
        ada = tuple(play.game.players.values())[-1]
        assert ada.under_16 and ada.naming is naming
        assert views.me(play.game, ada.id).under_16
        assert play.why(ask.ChangeConsent(player=ada.id, naming=Naming.NICKNAME, film=False)) is Why.UNDER_16
        for other in (Naming.OUT, Naming.TABLE):
            play.must(ask.ChangeConsent(player=ada.id, naming=other, film=True))
            assert play.player(ada.id).naming is other
    ben = play.join("Ben")
    play.must(ask.ChangeConsent(player=ben, naming=Naming.NICKNAME, film=False))
    assert not play.player(ben).under_16


def test_who_is_offered_other_characters_may_stay_with_what_is_in_the_purse(play: Play) -> None:
    ada = play.join("Ada")
    assert play.why(ask.KeepCharacter(player=ada, role="")) is Why.NOT_OFFERED
    play.to("who")
    assert play.why(ask.KeepCharacter(player=ada, role="")) is Why.NOT_OFFERED
    play.become(ada, "picker")
    assert play.why(ask.KeepCharacter(player=ada, role="picker")) is Why.NOT_OFFERED
    play.lead(ask.SendEvent(card="swarm"))
    play.lead(ask.Redeal(player=ada))
    play.must(ask.KeepCharacter(player=ada, role="picker"))
    assert (play.player(ada).role, play.player(ada).offered) == ("picker", ())
    assert play.player(ada).purse == {"song": 2, "ladder": 1}


def test_a_player_without_deals_changes_table_and_badge(play: Play) -> None:
    ada, _ = play.join("Ada", table=1), play.join("Ben", table=2)
    play.must(ask.ChangeTable(player=ada, table=2))
    assert play.player(ada).badge == "2B"
    assert play.why(ask.ChangeTable(player=ada, table=2)) is Why.NOT_NOW
    assert play.why(ask.ChangeTable(player=ada, table=7)) is Why.UNKNOWN


def test_a_full_table_takes_nobody_by_their_own_wish_but_the_facilitator_may_squeeze() -> None:
    play = Play(expected=2, table_size=1)
    ada, _ = play.join("Ada", table=1), play.join("Ben", table=2)
    assert play.why(ask.ChangeTable(player=ada, table=2)) is Why.TABLE_FULL
    play.lead(ask.MovePlayer(player=ada, table=2))
    assert play.player(ada).badge == "2B"


def test_a_player_with_a_deal_stays_but_the_facilitator_may_move_them(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    play.propose(who["grower1"], who["idea2"], gift(who["grower1"], "seed"), others=(who["picker2"],))
    assert play.why(ask.ChangeTable(player=who["grower1"], table=2)) is Why.HAS_DEALS
    play.lead(ask.MovePlayer(player=who["grower1"], table=2))
    assert play.player(who["grower1"]).badge == "2D"


def test_a_letter_is_not_worn_again_while_others_are_free(play: Play) -> None:
    ada = play.join("Ada", table=1)
    play.lead(ask.FreeSeat(player=ada))
    assert play.player(play.join("Ben", table=1)).badge == "1B"


def test_a_freed_player_can_do_nothing_and_nothing_is_done_to_them(play: Play) -> None:
    ada = play.join("Ada", table=1)
    play.lead(ask.FreeSeat(player=ada))
    assert play.why(ask.Rename(player=ada, name=Words("Eve"))) is Why.UNKNOWN
    for act in (ask.FreeSeat(player=ada), ask.Redeal(player=ada), ask.MovePlayer(player=ada, table=2)):
        assert play.why(act) is Why.UNKNOWN


def test_an_empty_table_without_an_idea_can_be_removed(play: Play) -> None:
    ada = play.join("Ada", table=2)
    assert play.why(ask.RemoveTable(table=2)) is Why.TABLE_NOT_EMPTY
    assert play.why(ask.RemoveTable(table=7)) is Why.UNKNOWN
    play.lead(ask.FreeSeat(player=ada))
    play.lead(ask.RemoveTable(table=2))
    assert tuple(play.game.tables) == (1,)
    assert play.why(ask.RemoveTable(table=1)) is Why.TABLE_NOT_EMPTY


def test_a_table_with_an_idea_stays_though_nobody_sits_there(play: Play) -> None:
    ada = play.join("Ada", table=2)
    play.to("bed")
    play.write(ada)
    play.lead(ask.FreeSeat(player=ada))
    assert play.why(ask.RemoveTable(table=2)) is Why.TABLE_NOT_EMPTY


def test_a_redeal_offers_other_characters(play: Play) -> None:
    ada = play.join("Ada")
    play.to("who")
    before = play.player(ada).offered
    entry = play.lead(ask.Redeal(player=ada))
    assert kinds(entry) == ["CharactersOffered"]
    assert not set(before) & set(play.player(ada).offered)


def test_who_has_given_keeps_the_character(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    play.shake(who["picker2"], who["idea2"], gift(who["grower1"], "seed"))
    assert play.why(ask.Redeal(player=who["grower1"])) is Why.HAS_DEALS
    play.happen(happened.CharactersOffered(player=who["grower1"], roles=("singer",)))
    assert play.why(ask.KeepCharacter(player=who["grower1"], role="singer")) is Why.HAS_DEALS


def test_everybody_at_a_crowded_table_wears_another_badge() -> None:
    play = Play(expected=60, table_size=60)
    badges = [play.player(play.join("Ada", table=1)).badge for _ in range(60)]
    assert len(set(badges)) == 60


def test_what_is_refused_says_whom_or_what_it_meant(play: Play) -> None:
    said = play.do(ask.Join(name=Words("Ada"), table=9))
    assert isinstance(said, Refused) and said.detail("name") == "9"
    assert isinstance(play.do(ask.Join(name=Words("Ada"))), Entry)


def test_behind_a_closed_door_nobody_new_sits_down_until_it_is_open(play: Play) -> None:
    ada = play.join("Ada")
    play.lead(ask.SetDoor(is_closed=True))
    assert play.why(ask.Join(name=Words("Ben"))) is Why.DOOR_CLOSED
    assert play.why(ask.Join(name=Words("Ben"), table=2)) is Why.DOOR_CLOSED
    assert play.why(ask.SetDoor(is_closed=True)) is Why.NOT_NOW
    play.must(ask.ChangeTable(player=ada, table=2))
    play.lead(ask.SetDoor(is_closed=False))
    assert play.player(play.join("Ben")).badge == "1A"
    assert play.why(ask.SetDoor(is_closed=False)) is Why.NOT_NOW


def test_a_door_that_was_closed_by_mistake_is_open_after_an_undo(play: Play) -> None:
    play.lead(ask.SetDoor(is_closed=True))
    play.lead(ask.Undo(seq=play.game.seq))
    play.join("Ada")


# --- Playing, watching, reporting -------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", [Part.OBSERVER, Part.PRESS])
def test_who_watches_or_reports_gets_no_character(part: Part) -> None:
    play = Play()
    early = play.join("Ada", part=part)
    play.to("who")
    late = play.join("Ben", part=part)
    for player in (early, late):
        assert (play.player(player).offered, play.player(player).part) == ((), part)
        assert play.why(ask.KeepCharacter(player=player, role="grower")) is Why.NOT_OFFERED
        assert play.why(ask.Redeal(player=player)) is Why.OBSERVES
        assert views.me(play.game, player).part is part
    play.lead(ask.BackStep(from_step=play.game.step_index))
    play.next()
    assert play.player(early).offered == ()
    assert views.console(play.history).tables[0].without_character == 0


def test_who_begins_to_play_is_offered_two_characters_and_who_stops_gives_theirs_back(play: Play) -> None:
    ada = play.join("Ada", part=Part.OBSERVER)
    assert kinds(play.must(ask.ChangePart(player=ada, part=Part.PLAYER))) == ["PartChanged"]
    play.must(ask.ChangePart(player=ada, part=Part.PRESS))
    play.to("who")
    assert play.player(ada).offered == ()
    assert kinds(play.must(ask.ChangePart(player=ada, part=Part.PLAYER))) == ["PartChanged", "CharactersOffered"]
    assert len(play.player(ada).offered) == 2
    play.must(ask.KeepCharacter(player=ada, role=play.player(ada).offered[0]))
    assert play.why(ask.ChangePart(player=ada, part=Part.PLAYER)) is Why.ALREADY_ANSWERED
    play.must(ask.ChangePart(player=ada, part=Part.OBSERVER))
    assert (play.player(ada).role, play.player(ada).purse, play.player(ada).offered) == ("", {}, ())
    assert broken(play.game) == ()


def test_who_has_a_deal_goes_on_playing(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    play.propose(who["grower1"], who["idea2"], gift(who["grower1"], "seed"), others=(who["picker2"],))
    for name in ("grower1", "picker2"):
        assert play.why(ask.ChangePart(player=who[name], part=Part.OBSERVER)) is Why.HAS_DEALS
    play.must(ask.ChangePart(player=who["singer1"], part=Part.OBSERVER))


def test_who_watches_helps_reflects_and_acts_for_the_table_but_is_in_no_deal(
    at_market: tuple[Play, dict[str, str]],
) -> None:
    play, who = at_market
    ada = play.join("Ada", table=1, part=Part.OBSERVER)
    assert views.now(play.game, ada).gold is shapes.Gold.NONE
    play.write(ada, title="A low wall")
    play.to("telling")
    play.must(ask.OfferHelp(player=ada, idea=who["idea2"]))
    play.must(ask.NameLead(player=ada, idea=who["idea1"], lead=ada))
    play.to("fire")
    assert views.now(play.game, ada).gold is shapes.Gold.REFLECT
    play.must(ask.Reflect(player=ada, question="line", text=Words("I saw it all.")))
    play.must(ask.SetMonday(player=ada, text=Words("Tell it")))
    assert play.why(ask.TellSecret(player=ada, got="yes")) is Why.NOT_NOW
    said = terms(who["picker1"], gift(who["grower2"], "seed"), others=(ada,))
    assert play.why(ask.ShakeHands(player=who["picker1"], idea=who["idea1"], terms=said)) is Why.OBSERVES


def test_an_undo_makes_nobody_who_watches_a_character_or_a_party(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    ada = play.join("Ada", table=1, part=Part.OBSERVER)
    changed = play.must(ask.ChangePart(player=ada, part=Part.PLAYER)).seq
    offered = play.player(ada).offered
    kept = play.must(ask.KeepCharacter(player=ada, role=offered[0])).seq
    deal = play.must(
        ask.Propose(
            player=ada, idea=who["idea2"], terms=terms(who["grower2"], gift(who["grower2"], "ladder"), others=(ada,))
        )
    ).seq
    refused = play.do(ask.Undo(seq=changed))
    assert isinstance(refused, Refused) and refused.why is Why.UNDO_BLOCKED
    assert refused.detail("entries") == (kept, deal)


# --- The practice handshake -------------------------------------------------------------------------------------------


def test_a_practice_handshake_counts_for_nothing_and_is_done_by_both(play: Play) -> None:
    ada, ben = play.join("Ada"), play.join("Ben")
    assert play.why(ask.Practise(player=ada, other=ben)) is Why.NOT_OPEN_YET
    play.to("who")
    assert views.now(play.game, ada).may_practise
    assert play.why(ask.Practise(player=ada, other=ada)) is Why.SAME_PERSON
    assert play.why(ask.Practise(player=ada, other="p0")) is Why.UNKNOWN
    assert kinds(play.must(ask.Practise(player=ada, other=ben))) == ["HandshakePractised"]
    assert play.player(ada).has_practised and play.player(ben).has_practised
    assert not views.now(play.game, ben).may_practise
    assert play.game.deals == {} and play.game.ideas == {}
    play.must(ask.Practise(player=ben, other=ada))


def test_nobody_practises_with_somebody_who_left(play: Play) -> None:
    ada, ben = play.join("Ada"), play.join("Ben")
    play.to("who")
    play.lead(ask.FreeSeat(player=ben))
    assert play.why(ask.Practise(player=ada, other=ben)) is Why.UNKNOWN
