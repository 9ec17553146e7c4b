"""Event cards sent and ended, with and without the named character in the room; refusals, outcomes, headlines."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from game import commands as ask
from game import events as happened
from game import shapes, views
from game.happenings import may_file
from game.invariants import broken
from game.ongoing import newest
from game.purses import left
from game.refused import Refused, Why
from game.scenario import Effect, EffectKind, EventCard, Words
from game.state import DealState, Part, Scene, Status
from game.telling import report
from tests.given import Play, gift, kinds, market, terms
from tests.tiny import tiny_scenario

Market = tuple[Play, dict[str, str]]


# --- Sent and ended --------------------------------------------------------------------------------------------------


def test_a_card_is_sent_with_its_limit_and_only_a_person_ends_it(play: Play) -> None:
    play.next()
    entry = play.send("stork")
    assert kinds(entry) == ["EventSent"]
    sent = newest(play.game, "stork")
    assert sent is not None and sent.ends_at == play.now + timedelta(minutes=4) and sent.step == 0
    play.wait(60 * 60)
    assert play.why(ask.SendEvent(card="stork")) is Why.IS_ON
    play.end("stork")
    assert play.why(ask.EndEvent(card="stork")) is Why.IS_OVER
    play.send("stork")
    assert [each.is_on for each in play.game.sent] == [False, True]


def test_what_was_never_sent_or_is_in_no_pack_is_unknown(play: Play) -> None:
    assert play.why(ask.SendEvent(card="dragon")) is Why.UNKNOWN
    for card in ("dragon", "frost"):
        assert play.why(ask.EndEvent(card=card)) is Why.UNKNOWN
        assert play.why(ask.EnterOutcome(card=card)) is Why.UNKNOWN


def test_no_card_is_sent_before_the_first_step(play: Play) -> None:
    assert play.why(ask.SendEvent(card="fence")) is Why.NOT_PLAYING
    play.next()
    play.send("fence")


def test_a_card_brings_the_wall_back_to_the_step(play: Play) -> None:
    play.next()
    play.lead(ask.ChooseScene(scene=Scene.MAP))
    assert kinds(play.send("fence")) == ["EventSent", "SceneChosen"]
    assert play.game.scene is Scene.STEP


def test_at_the_close_all_cards_end_and_what_their_ends_do_adds_up() -> None:
    ladders = EventCard(
        id="rot",
        title="Rot",
        text="Wood rots.",
        do="Look.",
        effects=(Effect(kind=EffectKind.RETURN_UNSPENT, token="ladder"),),
    )
    pack = tiny_scenario()
    play = Play(replace(pack, events=(*pack.events, ladders)))
    ada = play.join("Ada", role="grower")
    play.to("swap")
    play.send("mice")
    play.send("rot")
    entry = play.lead(ask.CloseGame())
    assert kinds(entry) == ["EventEnded", "PurseChanged", "EventEnded", "PurseChanged", "GameClosed"]
    assert play.player(ada).purse == {"seed": 0, "ladder": 0}
    assert not any(sent.is_on for sent in play.game.sent) and broken(play.game) == ()


def test_what_was_not_given_returns_only_when_the_card_ends(at_market: Market) -> None:
    play, who = at_market
    play.send("mice")
    play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    assert left(play.game, who["grower2"], "seed") == 1
    assert kinds(play.end("mice")) == ["EventEnded", "PurseChanged", "PurseChanged"]
    assert [left(play.game, who[name], "seed") for name in ("grower1", "grower2")] == [0, 0]
    assert play.player(who["grower2"]).purse["seed"] == 1
    assert play.player(who["grower2"]).purse["ladder"] == 1


@pytest.mark.parametrize(
    ("target", "emptied"),
    [("", (0, 0)), ("growers", (0, 2)), ("pickers", (2, 0)), ("singer", (2, 0)), ("picker", (2, 2))],
)
def test_what_returns_can_be_that_of_a_side_or_a_role_only(target: str, emptied: tuple[int, int]) -> None:
    card = EventCard(
        id="rain",
        title="Rain",
        text="It rains.",
        do="Run.",
        effects=(Effect(kind=EffectKind.RETURN_UNSPENT, token="seed", target=target),),
    )
    play = Play(replace(tiny_scenario(), events=(card,)))
    grower, singer = play.join("Ada", role="grower"), play.join("Ben", role="singer")
    play.happen(happened.PurseChanged(player=singer, purse=(("seed", 2),)))
    play.next()
    play.send("rain")
    play.end("rain")
    assert (play.player(grower).purse["seed"], play.player(singer).purse["seed"]) == emptied


# --- With and without the character ----------------------------------------------------------------------------------


def _shown(play: Play, player: str = "") -> shapes.HappeningView:
    if player:
        (shown,) = views.now(play.game, player).happenings
        return shown
    wall = views.wall(play.game)
    assert wall.happening is not None
    return wall.happening


def test_deals_are_in_doubt_where_the_character_is_in_the_room(at_market: Market) -> None:
    play, who = at_market
    deal = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    play.send("frost")
    assert play.deal(deal).state is DealState.IN_DOUBT
    shown = _shown(play, who["grower2"])
    assert (shown.concerns, shown.is_mine, shown.do) == (("1A", "2A"), True, "Growers say how it goes on.")
    assert not _shown(play, who["singer1"]).is_mine


def test_without_the_character_no_deal_is_in_doubt_and_the_room_does_something_else() -> None:
    play = Play()
    ada, ben = play.join("Ada", table=1, role="picker"), play.join("Ben", table=2, role="seedkeeper")
    play.to("bed")
    idea = play.write(ada)
    play.to("swap")
    deal = play.shake(ada, idea, gift(ben, "seed"))
    assert kinds(play.send("frost")) == ["EventSent"]
    assert play.deal(deal).state is DealState.AGREED
    assert (_shown(play).concerns, _shown(play).do) == ((), "Whoever holds seeds speaks.")


def _ladders(*roles: str) -> tuple[Play, list[int]]:
    play = Play()
    for role in roles:
        play.join(role, role=role)
    play.next()
    play.send("timber")
    return play, [player.purse.get("ladder", 0) for player in play.game.players.values()]


def test_tokens_are_granted_to_the_character_to_one_stand_in_or_to_nobody() -> None:
    play, ladders = _ladders("carpenter", "grower", "singer")
    assert ladders == [3, 1, 0] and not _shown(play).stands_in and _shown(play).do == "Build."
    play, ladders = _ladders("grower", "picker", "singer")
    assert ladders == [2, 1, 0] and _shown(play).stands_in and _shown(play).do == "Build."
    play, ladders = _ladders("singer", "seedkeeper")
    assert ladders == [0, 0] and _shown(play).concerns == () and _shown(play).do == "The wood rots."


def test_a_card_that_is_about_nobody_is_done_by_the_room_whoever_is_there(play: Play) -> None:
    ada = play.join("Ada", role="grower")
    play.next()
    assert kinds(play.send("swarm")) == ["EventSent"]
    assert _shown(play).do == "Sing." and play.player(ada).purse == {"seed": 2, "ladder": 1}


def test_who_comes_later_is_not_who_the_card_was_about(at_market: Market) -> None:
    play, who = at_market
    play.send("judge")
    sent = newest(play.game, "judge")
    assert sent is not None and sent.stands_in and sent.concerns == (who["grower1"],)
    keeper = play.join("Late", role="seedkeeper")
    assert play.why(ask.AnswerAloud(player=keeper, card="judge", comments=True)) is Why.NOT_YOURS


# --- A donor doubles -------------------------------------------------------------------------------------------------


def test_a_doubled_token_is_the_giver_s_to_give_again(at_market: Market) -> None:
    play, who = at_market
    play.send("stork")
    said = terms(who["picker1"], gift(who["grower2"], "seed"), gift(who["picker1"], "song"))
    entry = play.must(ask.ShakeHands(player=who["picker1"], idea=who["idea1"], terms=said))
    assert kinds(entry) == ["DealProposed", "DealAnswered", "DealAgreed", "DealMatched"]
    assert entry.events[-1] == happened.DealMatched(
        card="stork", deal=next(iter(play.game.deals)), token="seed", givers=(who["grower2"],)
    )
    assert (play.player(who["grower2"]).purse["seed"], left(play.game, who["grower2"], "seed")) == (2, 2)
    assert (_shown(play).doubled, _shown(play).to_double) == (1, 2)


def test_a_deal_at_a_distance_and_a_spoken_one_are_doubled_when_they_are_agreed() -> None:
    play, who = market(tables=3)
    play.to("swap")
    play.send("stork")
    song = gift(who["picker1"], "song")
    deal = play.propose(who["picker1"], who["idea1"], gift(who["grower2"], "seed"), song)
    assert play.game.sent[-1].matched == ()
    play.must(ask.AnswerDeal(player=who["grower2"], deal=deal, version=1, yes=True))
    assert play.game.sent[-1].matched == (deal,)
    said = terms(who["singer1"], gift(who["grower3"], "seed"), gift(who["singer1"], "song"))
    assert "DealMatched" in kinds(play.lead(ask.EnterSpoken(terms=said, idea=who["idea1"])))


def test_a_deal_that_is_agreed_as_a_party_is_dropped_is_doubled() -> None:
    play, who = market()
    play.to("swap")
    play.send("stork")
    gifts = (gift(who["grower2"], "seed"), gift(who["picker1"], "song"))
    deal = play.propose(who["grower2"], who["idea1"], *gifts, others=(who["singer1"],))
    play.must(ask.AnswerDeal(player=who["picker1"], deal=deal, version=1, yes=True))
    entry = play.must(ask.DropParty(player=who["grower2"], deal=deal, party=who["singer1"]))
    assert kinds(entry) == ["PartyDropped", "DealAgreed", "DealMatched"]


def test_a_card_that_is_over_doubles_nothing(at_market: Market) -> None:
    play, who = at_market
    play.send("stork")
    play.end("stork")
    play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"), gift(who["picker1"], "song"))
    assert left(play.game, who["grower2"], "seed") == 1


def test_an_undone_deal_was_never_doubled_and_the_card_can_be_undone_only_before_its_deals(at_market: Market) -> None:
    play, who = at_market
    sent = play.send("stork").seq
    play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"), gift(who["picker1"], "song"))
    doubled = play.game.seq
    refused = play.do(ask.Undo(seq=sent))
    assert isinstance(refused, Refused)
    assert (refused.why, refused.detail("entries")) == (Why.UNDO_BLOCKED, (doubled,))
    play.lead(ask.Undo(seq=doubled))
    assert play.game.sent[-1].matched == () and left(play.game, who["grower2"], "seed") == 2
    play.lead(ask.Undo(seq=sent))
    assert play.game.sent == ()


@pytest.mark.parametrize("ends_again", [False, True])
def test_an_undone_end_leaves_no_card_on_from_before_it_was_sent_again(play: Play, ends_again: bool) -> None:
    play.next()
    play.send("fence")
    ended = play.end("fence").seq
    again = play.send("fence").seq
    if ends_again:
        play.end("fence")
    refused = play.do(ask.Undo(seq=ended))
    assert isinstance(refused, Refused) and again in refused.detail("entries")  # type: ignore[operator]
    play.lead(ask.CloseGame())


# --- Answered aloud --------------------------------------------------------------------------------------------------


def _asked(*roles: str) -> tuple[Play, list[str], str]:
    """Players of tables 1, 2, 2, ..., a deal between the first two, and the judge in the room."""
    play = Play()
    players = [play.join(role, table=1 if not number else 2, role=role) for number, role in enumerate(roles)]
    play.to("bed")
    idea = play.write(players[0])
    play.to("swap")
    deal = play.shake(players[0], idea, gift(players[1], "seed"))
    play.send("judge")
    return play, players, deal


@pytest.mark.parametrize("second", ["seedkeeper", "grower"])
def test_who_is_asked_or_stands_in_answers_aloud_once(second: str) -> None:
    play, players, deal = _asked("singer", second)
    assert _shown(play, players[1]).asks == "comment" and _shown(play, players[0]).asks == ""
    assert views.now(play.game, players[1]).gold is shapes.Gold.COMMENT
    said = ask.AnswerAloud(player=players[1], card="judge", comments=True)
    assert kinds(play.must(said)) == ["AnsweredAloud"]
    assert play.deal(deal).state is DealState.AGREED and _shown(play, players[1]).asks == ""
    assert play.why(replace(said, comments=False)) is Why.ALREADY_ANSWERED
    assert play.why(replace(said, player=players[0])) is Why.NOT_YOURS


@pytest.mark.parametrize("second", ["seedkeeper", "grower"])
def test_who_does_not_comment_is_in_doubt_with_all_deals(second: str) -> None:
    play, players, deal = _asked("singer", second, "carpenter")
    other = play.shake(players[0], play.deal(deal).idea, gift(players[2], "ladder"))
    entry = play.must(ask.AnswerAloud(player=players[1], card="judge", comments=False))
    assert kinds(entry) == ["AnsweredAloud", "DealDoubted"]
    assert (play.deal(deal).state, play.deal(deal).doubted_by) == (DealState.IN_DOUBT, "judge")
    assert play.deal(other).state is DealState.AGREED
    play.must(ask.Repair(player=players[1], deal=deal))
    assert play.deal(deal).state is DealState.AGREED


@pytest.mark.parametrize("second", ["seedkeeper", "grower"])
def test_who_said_nothing_until_the_card_ends_is_in_doubt_with_all_deals(second: str) -> None:
    play, players, deal = _asked("singer", second, "carpenter")
    other = play.shake(players[0], play.deal(deal).idea, gift(players[2], "ladder"))
    assert kinds(play.end("judge")) == ["EventEnded", "DealDoubted"]
    assert (play.deal(deal).state, play.deal(deal).doubted_by) == (DealState.IN_DOUBT, "judge")
    assert play.deal(other).state is DealState.AGREED


def test_only_who_said_nothing_is_in_doubt_when_the_card_ends() -> None:
    play, players, deal = _asked("singer", "seedkeeper", "seedkeeper")
    other = play.shake(players[0], play.deal(deal).idea, gift(players[2], "seed"))
    play.must(ask.AnswerAloud(player=players[1], card="judge", comments=True))
    play.end("judge")
    assert [play.deal(one).state for one in (deal, other)] == [DealState.AGREED, DealState.IN_DOUBT]


def test_who_said_no_and_repaired_is_not_in_doubt_again_when_the_card_ends() -> None:
    play, players, deal = _asked("singer", "seedkeeper")
    play.must(ask.AnswerAloud(player=players[1], card="judge", comments=False))
    play.must(ask.Repair(player=players[1], deal=deal))
    assert kinds(play.end("judge")) == ["EventEnded"]


def test_at_the_close_nobody_s_silence_puts_deals_in_doubt() -> None:
    play, _, deal = _asked("singer", "seedkeeper")
    play.lead(ask.CloseGame())
    assert play.deal(deal).state is DealState.AGREED


def test_a_card_that_asks_nothing_puts_nobody_in_doubt_when_it_ends(at_market: Market) -> None:
    play, who = at_market
    play.send("frost")
    deal = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    play.end("frost")
    assert play.deal(deal).state is DealState.AGREED


def test_when_nobody_can_answer_the_room_asks_the_sky() -> None:
    play = Play()
    ada = play.join("Ada", role="singer")
    play.next()
    play.send("judge")
    assert _shown(play, ada).do == "Nobody keeps seeds: ask the sky." and _shown(play, ada).asks == ""
    assert play.why(ask.AnswerAloud(player=ada, card="judge", comments=True)) is Why.NOT_YOURS


def test_nobody_answers_a_card_that_is_over_or_asks_nothing() -> None:
    play, players, _ = _asked("singer", "seedkeeper")
    play.send("frost")
    said = ask.AnswerAloud(player=players[1], card="judge", comments=True)
    for card in ("frost", "fence", "dragon"):
        assert play.why(replace(said, card=card)) is Why.UNKNOWN
    play.end("judge")
    assert play.why(said) is Why.IS_OVER


# --- An idea refused -------------------------------------------------------------------------------------------------


def _refusing() -> tuple[Play, dict[str, str], dict[str, str]]:
    """A market where pickers and growers gave to the first idea, and pickers to the second; the strike is on."""
    play, who = market()
    play.to("swap")
    deals = {
        "sung": play.shake(who["grower1"], who["idea1"], gift(who["singer2"], "song")),
        "sown": play.shake(who["grower1"], who["idea1"], gift(who["grower2"], "ladder")),
        "other": play.shake(who["grower2"], who["idea2"], gift(who["singer1"], "song")),
    }
    play.send("strike")
    return play, who, deals


def _states(play: Play, deals: dict[str, str]) -> list[DealState]:
    return [play.deal(deal).state for deal in deals.values()]


def _refuse(who: dict[str, str], by: str = "picker2", idea: str = "idea1", words: str = "Less noise") -> ask.RefuseIdea:
    return ask.RefuseIdea(player=who[by], card="strike", idea=who[idea], words=Words(words))


def _answer(who: dict[str, str], changes: bool, words: str = "", by: str = "singer1") -> ask.AnswerRefusal:
    return ask.AnswerRefusal(player=who[by], idea=who["idea1"], card="strike", changes=changes, words=Words(words))


_AGREED, _IN_DOUBT = DealState.AGREED, DealState.IN_DOUBT


def test_a_refused_idea_has_its_deals_with_that_side_in_doubt() -> None:
    play, who, deals = _refusing()
    assert _shown(play, who["picker2"]).asks == "refuse" and _shown(play, who["grower2"]).asks == ""
    assert kinds(play.must(_refuse(who))) == ["IdeaRefused", "DealDoubted"]
    assert _states(play, deals) == [_IN_DOUBT, _AGREED, _AGREED]
    (said,) = play.idea(who["idea1"]).refusals
    assert (said.card, said.by, said.words, said.changes) == ("strike", who["picker2"], "Less noise", None)
    assert _shown(play, who["picker2"]).asks == "" and _shown(play).refused == "Bed 1"
    assert views.wall(play.game).map.ideas[0].is_refused and not views.wall(play.game).map.ideas[1].is_refused


def test_a_side_refuses_once_with_words_and_no_other_side_does() -> None:
    play, who, _ = _refusing()
    assert play.why(_refuse(who, by="grower2")) is Why.NOT_YOURS
    assert play.why(_refuse(who, words=" ")) is Why.EMPTY
    assert play.why(_refuse(who, words="x" * 141)) is Why.TOO_LONG
    assert play.why(replace(_refuse(who), idea="i0")) is Why.UNKNOWN
    assert play.why(replace(_refuse(who), card="frost")) is Why.UNKNOWN
    play.must(_refuse(who))
    for by in ("picker2", "singer1"):
        assert play.why(_refuse(who, by=by, idea="idea2")) is Why.ALREADY_ANSWERED
    play.end("strike")
    assert play.why(_refuse(who)) is Why.IS_OVER


def test_an_idea_that_is_only_proposed_cannot_be_refused() -> None:
    play, who, _ = _refusing()
    play.must(
        ask.Propose(
            player=who["singer1"], terms=terms(who["singer1"], gift(who["grower2"], "seed")), title=Words("A pond")
        )
    )
    private = next(reversed(play.game.ideas))
    assert play.why(replace(_refuse(who), idea=private)) is Why.UNKNOWN


def test_without_that_side_in_the_room_nobody_refuses() -> None:
    play = Play()
    ada, late = play.join("Ada", role="grower"), play.join("Ben")
    play.to("bed")
    idea = play.write(ada)
    play.send("strike")
    assert [_shown(play, player).asks for player in (ada, late)] == ["", ""]
    for player in (ada, late):
        said = ask.RefuseIdea(player=player, card="strike", idea=idea, words=Words("No"))
        assert play.why(said) is Why.NOT_YOURS


def test_a_table_that_changes_what_was_asked_has_its_deals_again() -> None:
    play, who, deals = _refusing()
    play.must(_refuse(who))
    assert views.now(play.game, who["grower1"]).gold is shapes.Gold.REFUSAL
    assert (
        len(views.now(play.game, who["grower1"]).refusals) == 1 and views.now(play.game, who["grower2"]).refusals == ()
    )
    assert play.why(_answer(who, True, by="singer2")) is Why.NOT_YOUR_TABLE
    assert play.why(_answer(who, True, "x" * 141)) is Why.TOO_LONG
    assert kinds(play.must(_answer(who, True, "We whisper"))) == ["RefusalAnswered", "DealRepaired"]
    assert _states(play, deals) == [_AGREED] * 3
    (said,) = play.idea(who["idea1"]).refusals
    assert (said.changes, said.answer) == (True, "We whisper")
    assert views.now(play.game, who["grower1"]).gold is shapes.Gold.SHAKE
    assert not views.wall(play.game).map.ideas[0].is_refused
    for changes in (True, False):
        assert play.why(_answer(who, changes)) is Why.ALREADY_ANSWERED


def test_a_table_that_keeps_its_idea_as_it_is_keeps_its_deals_in_doubt_and_may_think_again() -> None:
    play, who, deals = _refusing()
    play.must(_refuse(who))
    assert kinds(play.must(_answer(who, False, "We like noise"))) == ["RefusalAnswered"]
    assert _states(play, deals) == [_IN_DOUBT, _AGREED, _AGREED]
    assert views.now(play.game, who["grower1"]).gold is shapes.Gold.SHAKE
    assert views.wall(play.game).map.ideas[0].is_refused
    assert play.why(_answer(who, False)) is Why.ALREADY_ANSWERED
    play.end("strike")
    play.must(_answer(who, True))
    assert _states(play, deals) == [_AGREED] * 3


def test_before_the_table_answered_no_party_repairs_but_may_give_up() -> None:
    play, who, deals = _refusing()
    second = play.shake(who["picker1"], who["idea1"], gift(who["picker2"], "song"))
    play.must(_refuse(who))
    for deal in (deals["sung"], second):
        assert play.deal(deal).state is _IN_DOUBT
    said = ask.Repair(player=who["singer2"], deal=deals["sung"])
    assert play.why(said) is Why.REFUSAL_WAITS
    assert _may(play, who["singer2"], deals["sung"]) == {"break", "take_back"}
    play.must(ask.BreakDeal(player=who["picker2"], deal=second))
    play.must(_answer(who, False))
    assert "repair" in _may(play, who["singer2"], deals["sung"])
    play.must(said)
    assert play.deal(deals["sung"]).state is _AGREED


def _may(play: Play, player: str, deal: str) -> frozenset[str]:
    (shown,) = (shown for shown in views.deals(play.game, player).deals if shown.id == deal)
    return shown.may - {"not_me"}


def test_what_another_card_put_in_doubt_is_not_repaired_by_an_answer() -> None:
    play, who, deals = _refusing()
    play.send("frost")
    play.must(_refuse(who))
    assert play.deal(deals["sung"]).doubted_by == "frost"
    play.must(_answer(who, True))
    assert play.deal(deals["sung"]).state is _IN_DOUBT


def test_the_words_of_an_answer_stand_with_the_refusal_only_so_that_they_can_be_hidden() -> None:
    play, who, deals = _refusing()
    play.must(_refuse(who))
    play.must(_answer(who, True, "QanswerZ"))
    assert play.deal(deals["sung"]).repair == ""
    assert "QanswerZ" in repr(views.lists(play.game))
    play.lead(ask.CheckWords(ref=f"answer:{who['idea1']}:strike:yes", shows=False))
    for player in play.game.seated(2):
        assert "QanswerZ" not in repr((views.now(play.game, player.id), views.deals(play.game, player.id)))
    assert "QanswerZ" not in repr(views.lists(play.game))


def test_sent_again_the_card_is_for_another_idea() -> None:
    play, who, _ = _refusing()
    play.must(_refuse(who))
    play.end("strike")
    play.wait(60)
    play.send("strike")
    assert play.why(_refuse(who)) is Why.ALREADY_ANSWERED
    play.must(_refuse(who, idea="idea2"))
    assert [len(play.idea(who[name]).refusals) for name in ("idea1", "idea2")] == [1, 1]


def test_who_was_not_refused_has_nothing_to_answer() -> None:
    play, who, _ = _refusing()
    assert play.why(_answer(who, True)) is Why.UNKNOWN
    assert play.why(replace(_answer(who, True), idea="i0")) is Why.UNKNOWN


def test_a_card_under_which_an_idea_was_refused_is_undone_only_after_the_refusal() -> None:
    play, who, deals = _refusing()
    sent = play.game.seq
    refusal = play.must(_refuse(who)).seq
    refused = play.do(ask.Undo(seq=sent))
    assert isinstance(refused, Refused) and refused.detail("entries") == (refusal,)
    play.lead(ask.Undo(seq=refusal))
    assert _states(play, deals) == [_AGREED] * 3
    play.lead(ask.Undo(seq=sent))


# --- What the room chose ---------------------------------------------------------------------------------------------


def test_the_facilitator_enters_what_the_room_chose_and_may_correct_it(at_market: Market) -> None:
    play, who = at_market
    play.send("walnut")
    play.lead(ask.EnterOutcome(card="walnut", ideas=(who["idea1"], who["idea1"])))
    assert play.game.sent[-1].ideas == (who["idea1"],)
    play.end("walnut")
    play.lead(ask.EnterOutcome(card="walnut", ideas=(who["idea2"],)))
    assert play.game.sent[-1].ideas == (who["idea2"],)
    assert [idea.is_chosen for idea in views.wall(play.game).map.ideas] == [False, True]
    told = {idea.id: idea.chosen_by for idea in report(play.history).ideas}
    assert told == {who["idea1"]: (), who["idea2"]: ("The walnut",)}


def test_the_room_chooses_people_who_are_there(at_market: Market) -> None:
    play, who = at_market
    play.send("dance")
    play.lead(ask.EnterOutcome(card="dance", people=(who["singer1"], who["grower2"])))
    assert _shown(play).people == ("1C", "2A")
    play.lead(ask.FreeSeat(player=who["picker1"]))
    for nobody in ("p0", who["picker1"]):
        assert play.why(ask.EnterOutcome(card="dance", people=(nobody,))) is Why.UNKNOWN


def test_no_more_is_chosen_than_the_card_says_and_nothing_else(at_market: Market) -> None:
    play, who = at_market
    play.send("walnut")
    play.send("dance")
    ideas, people = (who["idea1"], who["idea2"]), (who["singer1"], who["singer2"], who["grower1"])
    wrong = (
        ask.EnterOutcome(card="walnut", ideas=ideas),
        ask.EnterOutcome(card="walnut", people=people[:1]),
        ask.EnterOutcome(card="dance", people=people),
        ask.EnterOutcome(card="dance", ideas=ideas[:1]),
    )
    for command in wrong:
        assert play.why(command) is Why.TOO_MANY_CHOSEN
    assert play.why(ask.EnterOutcome(card="walnut", ideas=("i0",))) is Why.UNKNOWN


# --- Headlines -------------------------------------------------------------------------------------------------------


def test_the_press_files_headlines_by_seat_or_by_character_from_the_first_step_on(play: Play) -> None:
    seat, character = play.join("Ada", part=Part.PRESS), play.join("Ben", role="crier")
    other, watcher = play.join("Cy", role="grower"), play.join("Di", part=Part.OBSERVER)
    assert not any(may_file(play.game, player) for player in play.game.players)
    assert play.why(ask.FileHeadline(player=seat, text=Words("Pears"))) is Why.NOT_YOURS
    play.next()
    for player in (seat, character):
        play.must(ask.FileHeadline(player=player, text=Words(f"Pears {player}")))
    for player in (other, watcher):
        assert play.why(ask.FileHeadline(player=player, text=Words("Pears"))) is Why.NOT_YOURS
    assert [headline.text for headline in play.game.headlines] == [f"Pears {seat}", f"Pears {character}"]
    assert len({headline.id for headline in play.game.headlines}) == 2
    assert play.why(ask.FileHeadline(player=seat, text=Words(" "))) is Why.EMPTY
    assert play.why(ask.FileHeadline(player=seat, text=Words("x" * 97))) is Why.TOO_LONG


def test_a_headline_is_on_the_wall_and_on_phones_only_after_the_check(play: Play) -> None:
    ada, ben = play.join("Ada", part=Part.PRESS), play.join("Ben")
    play.next()
    for number in range(5):
        play.must(ask.FileHeadline(player=ada, text=Words(f"Pears {number}")))
    assert views.wall(play.game).headlines == () == views.now(play.game, ben).headlines
    assert "Pears" not in repr(views.now(play.game, ben))
    first, *others = play.game.headlines
    play.lead(ask.CheckWords(ref=f"headline:{first.id}", shows=False))
    for headline in others:
        play.lead(ask.CheckWords(ref=f"headline:{headline.id}", shows=True))
    assert views.wall(play.game).headlines == ("Pears 4", "Pears 3", "Pears 2") == views.now(play.game, ben).headlines
    press = views.now(play.game, ada).press
    assert press is not None and press.filed[-2:] == (("Pears 1", True), ("Pears 0", False))
    assert views.now(play.game, ben).press is None


def test_nothing_goes_on_once_the_game_is_closed(at_market: Market) -> None:
    play, who = at_market
    play.send("strike")
    play.send("judge")
    play.lead(ask.CloseGame())
    assert play.game.status is Status.CLOSED and views.now(play.game, who["picker1"]).happenings == ()
    assert play.why(_refuse(who)) is Why.IS_OVER
    assert play.why(ask.AnswerAloud(player=who["grower1"], card="judge", comments=False)) is Why.IS_OVER
    assert play.why(ask.SendEvent(card="fence")) is Why.GAME_CLOSED
