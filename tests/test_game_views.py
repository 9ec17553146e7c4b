"""What each audience may know. That nothing else is in a view is shown on whole evenings, in `test_game_properties`."""

from __future__ import annotations

import pytest

from game import commands as ask
from game import views
from game.scenario import Words
from game.shapes import Gold
from game.state import DealState, Part, PledgeLevel, Scene, Status
from tests.given import Play, gift, market, terms

Market = tuple[Play, dict[str, str]]


def test_the_bar_counts_steps_from_one(play: Play) -> None:
    assert (views.bar(play.game).step, views.bar(play.game).step_title) == (0, "")
    play.to("sky")
    bar = views.bar(play.game)
    assert (bar.step, bar.steps, bar.step_id, bar.step_title) == (3, 11, "sky", "The sky")
    assert bar.clock.is_running and bar.status is Status.PLAYING


def test_a_player_sees_their_own_card_and_what_is_left_in_the_purse(at_market: Market) -> None:
    play, who = at_market
    play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    me = views.me(play.game, who["grower2"])
    assert me.role is not None and me.role.secret == "Secret of the grower."
    assert [(held.kind.id, held.left, held.total, held.went_to) for held in me.purse] == [
        ("seed", 1, 2, ("Bed 1",)),
        ("ladder", 1, 1, ()),
    ]
    assert not me.may_change_table and views.me(play.game, who["singer2"]).may_change_table


def test_a_table_sees_its_people_its_hands_and_its_idea() -> None:
    play, who = market()
    play.must(ask.ChooseCard(player=who["singer1"], step="sky", title=Words("Fog"), text=Words("Grey.")))
    table = views.table(play.game, 1)
    assert [(mate.badge, mate.name, mate.role) for mate in table.mates] == [
        ("1A", "grower of 1", "Grower"),
        ("1B", "picker of 1", "Picker"),
        ("1C", "singer of 1", "Singer"),
    ]
    sky = table.hands[0]
    assert (sky.step_id, sky.chosen_title, sky.chosen_text, sky.chosen_by) == ("sky", "Fog", "Grey.", "1C")
    assert table.idea is not None and table.idea.title == "Bed 1"
    assert (table.opens_idea, table.opens_plan, table.opens_deliver) == (True, True, False)


def test_an_idea_is_shown_with_its_list_and_badges_only() -> None:
    play, who = market()
    pick = play.pick(who["grower1"], "craft-4")
    play.must(ask.CoverNeed(player=who["grower1"], need=f"{pick}.1"))
    play.to("doing")
    play.shake(who["grower1"], who["idea1"], gift(who["picker2"], "ladder", f"{pick}.2"))
    play.must(ask.NameLead(player=who["grower1"], idea=who["idea1"], lead=who["singer2"]))
    idea = views.idea_view(play.game, play.idea(who["idea1"]))
    assert (idea.by, idea.lead, idea.lead_answer, idea.cost, idea.deals) == ("1A", "2C", None, 3, 1)
    assert [(need.is_covered, need.met_by, need.side) for need in idea.needs] == [
        (True, 0, ""),
        (False, 1, ""),
        (False, 0, "Pickers"),
        (False, 0, "Pickers"),
    ]
    assert len(idea.open_needs) == 2 and [mark.id for mark in idea.missing] == ["blessing"]
    assert [(kind.id, count) for kind, count in idea.support] == [("ladder", 1)]
    assert "of 1" not in repr(idea) and "of 2" not in repr(idea)


def test_lists_open_with_the_plans_and_deals_with_the_market(play: Play) -> None:
    ada = play.join("Ada")
    play.to("bed")
    play.write(ada)
    assert views.lists(play.game).ideas == ()
    play.to("craft")
    assert [idea.title for idea in views.lists(play.game).ideas] == ["A pear wall"] and not views.lists(play.game).opens
    play.to("swap")
    assert views.lists(play.game).opens


def test_deals_are_ordered_by_what_they_ask_of_me(at_market: Market) -> None:
    play, who = at_market
    me = who["grower2"]
    ended = play.shake(who["picker1"], who["idea1"], gift(me, "seed"))
    play.must(ask.TakeBack(player=me, deal=ended))
    doubted = play.shake(who["picker1"], who["idea1"], gift(me, "seed"))
    play.lead(ask.SendEvent(card="frost"))
    stands = play.shake(who["picker1"], who["idea1"], gift(me, "ladder"))
    waits = play.propose(me, who["idea1"], gift(me, "seed"), others=(who["singer1"],))
    asks = play.propose(who["singer1"], who["idea2"], gift(who["singer1"], "song"), others=(me,))
    shown = views.deals(play.game, me)
    assert [deal.id for deal in shown.deals] == [asks, waits, doubted, stands, ended]
    assert shown.to_answer == 1
    assert [deal.id for deal in views.deals(play.game, who["singer2"]).deals] == []


def test_a_deal_shows_its_parties_what_they_give_and_what_i_may_do(at_market: Market) -> None:
    play, who = at_market
    said = terms(
        who["grower2"], gift(who["grower2"], "seed"), others=(who["picker1"],), string="own", own_words="Slowly"
    )
    play.must(ask.Propose(player=who["grower2"], terms=said, idea=who["idea1"]))
    (deal,) = play.game.deals.values()
    shown = views.deal_view(play.game, deal, who["picker1"])
    assert shown.may == {"yes", "no", "change"} and (shown.by_badge, shown.by_me, shown.string) == (
        "2A",
        False,
        "Slowly",
    )
    giver, asked = shown.parties
    assert (giver.name, giver.said, [given.kind.id for given in giver.gifts]) == ("grower of 2", True, ["seed"])
    assert (asked.is_me, asked.said, asked.gifts) == (True, None, ())


def test_a_change_shows_the_wording_before_it(at_market: Market) -> None:
    play, who = at_market
    deal = play.propose(
        who["grower2"], who["idea1"], gift(who["grower2"], "seed"), others=(who["picker1"],), string="half"
    )
    other = terms(who["picker1"], gift(who["grower2"], "ladder"))
    play.must(ask.AskChange(player=who["picker1"], deal=deal, version=1, terms=other))
    shown = views.deal_view(play.game, play.deal(deal), who["grower2"])
    assert shown.before == ("2A: Seed", "Half the fruit") and shown.version == 2


def test_a_proposal_whose_token_went_elsewhere_says_where(at_market: Market) -> None:
    play, who = at_market
    deal = play.propose(who["picker1"], who["idea1"], gift(who["grower2"], "ladder"))
    play.shake(who["singer2"], who["idea2"], gift(who["grower2"], "ladder"))
    (blocked,) = views.deal_view(play.game, play.deal(deal), who["picker1"]).blocked
    assert (blocked.badge, blocked.is_me, blocked.went_to) == ("2A", False, ("Bed 2",))


def test_an_ended_deal_says_how_and_asks_nothing(at_market: Market) -> None:
    play, who = at_market
    deal = play.propose(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    play.must(ask.AnswerDeal(player=who["grower2"], deal=deal, version=1, yes=False, reason="spent"))
    shown = views.deal_view(play.game, play.deal(deal), who["picker1"])
    assert (shown.state, shown.ended_by, shown.may) == (DealState.DECLINED, "2A", frozenset())
    assert shown.parties[1].reason == "My basket is empty"


def test_in_the_debrief_a_deal_can_be_pledged(at_market: Market) -> None:
    play, who = at_market
    deal = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    play.to("fire")
    play.must(ask.PledgeDeal(player=who["picker1"], deal=deal, level=PledgeLevel.TALK))
    shown = views.deal_view(play.game, play.deal(deal), who["picker1"])
    assert "pledge" in shown.may and shown.pledge is PledgeLevel.TALK
    assert views.deal_view(play.game, play.deal(deal), who["grower2"]).pledge is None


def _gold(play: Play, player: str) -> Gold:
    return views.now(play.game, player).gold


def test_the_phone_asks_for_one_thing_at_a_time() -> None:
    play = Play(expected=6)
    ada, ben = play.join("Ada", table=1), play.join("Ben", table=1)
    assert _gold(play, ada) is Gold.NONE
    play.to("who")
    assert _gold(play, ada) is Gold.KEEP
    play.become(ada, "grower")
    play.become(ben, "singer")
    assert _gold(play, ada) is Gold.PRACTISE
    play.must(ask.Practise(player=ada, other=ben))
    assert _gold(play, ada) is Gold.NONE is _gold(play, ben)
    play.to("sky")
    assert _gold(play, ada) is Gold.CHOOSE
    play.must(ask.ChooseCard(player=ben, step="sky", title=Words("Fog")))
    assert _gold(play, ada) is Gold.NONE
    play.to("bed")
    assert _gold(play, ada) is Gold.IDEA
    idea = play.write(ben)
    assert _gold(play, ada) is Gold.NONE
    play.to("craft")
    assert _gold(play, ada) is Gold.PLAN
    play.to("swap")
    assert _gold(play, ada) is Gold.SHAKE
    deal = play.propose(ben, idea, gift(ben, "song"), others=(ada,))
    assert (_gold(play, ada), views.now(play.game, ada).to_answer) == (Gold.ANSWER, 1)
    play.must(ask.AnswerDeal(player=ada, deal=deal, version=1, yes=True))
    play.to("doing")
    assert _gold(play, ada) is Gold.NAME_LEAD
    play.must(ask.NameLead(player=ben, idea=idea, lead=ada))
    assert _gold(play, ada) is Gold.LEAD
    lead_of = views.now(play.game, ada).lead_of
    assert lead_of is not None and lead_of.id == idea
    play.must(ask.AnswerLead(player=ada, idea=idea, yes=True))
    assert _gold(play, ada) is Gold.DELIVERY
    play.must(ask.SetDelivery(player=ada, idea=idea, first_step=Words("Dig"), date=Words("")))
    assert _gold(play, ada) is Gold.NONE
    play.to("fire")
    assert _gold(play, ada) is Gold.REFLECT
    play.lead(ask.CloseGame())
    assert _gold(play, ada) is Gold.NONE


@pytest.mark.parametrize("part", [Part.OBSERVER, Part.PRESS])
def test_who_does_not_play_is_asked_for_something_only_as_oneself(part: Part) -> None:
    play = Play(run_sheet="full")
    watcher, other = play.join("Ben", table=1, part=part), play.join("Cy", table=2)
    asked: dict[str, Gold] = {}
    for step in play.game.run_sheet.steps:
        play.next()
        if step.id == "bed":
            play.write(other)
        if step.id == "telling":
            assert _gold(play, watcher) is Gold.NONE
            play.lead(ask.CallTable(table=2))
        asked[step.id] = _gold(play, watcher)
    wanted = {"telling": Gold.HELP, "pebbles": Gold.VOTE, "fire": Gold.REFLECT}
    assert asked == {step.id: wanted.get(step.id, Gold.NONE) for step in play.game.run_sheet.steps}


@pytest.mark.parametrize("step", ["swap", "telling"])
def test_who_watches_is_not_asked_to_answer_a_refusal_for_the_table(step: str) -> None:
    play, who = market()
    watcher = play.join("Ada", table=1, part=Part.OBSERVER)
    play.to(step)
    play.send("strike")
    play.must(ask.RefuseIdea(player=who["singer2"], card="strike", idea=who["idea1"], words=Words("Less noise")))
    assert (_gold(play, who["picker1"]), _gold(play, watcher)) == (Gold.REFUSAL, Gold.NONE)


def test_the_facilitator_s_seats_say_who_plays_watches_and_reports() -> None:
    play = Play()
    for part in Part:
        play.join(part, table=1, part=part)
    assert [(seat.name, seat.part) for seat in views.console(play.history).seats] == [(part, part) for part in Part]


def test_a_purse_counts_doubled_tokens_as_long_as_the_deal_holds(at_market: Market) -> None:
    play, who = at_market
    play.send("stork")
    deal = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"), gift(who["picker1"], "song"))
    assert _seeds(play, who["grower2"]) == (2, 3, ("Bed 1",))
    play.lead(ask.VoidDeal(deal=deal))
    assert _seeds(play, who["grower2"]) == (2, 2, ())


def _seeds(play: Play, player: str) -> tuple[int, int, tuple[str, ...]]:
    (shown,) = (shown for shown in views.me(play.game, player).purse if shown.kind.id == "seed")
    return shown.left, shown.total, shown.went_to


def test_who_is_somebody_already_can_keep_another_character_or_stay() -> None:
    play, who = market()
    ada = who["grower1"]
    assert (_gold(play, ada), views.me(play.game, ada).offered) == (Gold.PLAN, ())
    play.lead(ask.Redeal(player=ada))
    offered = [role.id for role in views.me(play.game, ada).offered]
    assert _gold(play, ada) is Gold.KEEP and offered and "grower" not in offered
    play.must(ask.KeepCharacter(player=ada, role=offered[0]))
    assert _gold(play, ada) is Gold.PLAN and play.player(ada).role == offered[0]
    play.lead(ask.Redeal(player=ada))
    assert _gold(play, ada) is Gold.KEEP
    play.must(ask.KeepCharacter(player=ada, role=offered[0]))
    assert _gold(play, ada) is Gold.PLAN and play.player(ada).role == offered[0]


def test_who_has_given_since_is_not_asked_to_be_somebody_else(at_market: Market) -> None:
    play, who = at_market
    play.lead(ask.Redeal(player=who["grower1"]))
    deal = play.shake(who["grower1"], who["idea2"], gift(who["grower1"], "seed"), others=(who["picker2"],))
    assert _gold(play, who["grower1"]) is Gold.SHAKE and views.me(play.game, who["grower1"]).offered == ()
    play.must(ask.TakeBack(player=who["grower1"], deal=deal))
    assert _gold(play, who["grower1"]) is Gold.KEEP


def _hide(play: Play, ref: str) -> None:
    play.lead(ask.CheckWords(ref=ref, shows=False))


def _told(play: Play) -> list[str]:
    """All that phones show of ideas, but for the phones of table 1, where the idea in question is at home."""
    found = [repr(views.lists(play.game))]
    for player in play.game.seated(2):
        shown = (views.me, views.now, views.deals)
        found += [repr(view(play.game, player.id)) for view in shown]
    return found


def test_hidden_words_of_an_idea_are_on_phones_of_its_home_table_only(at_market: Market) -> None:
    play, who = at_market
    idea, typed = who["idea1"], ("A pear wall", "QlineZ", "We dig", "QdateZ")
    play.write(who["grower1"], typed[0], typed[1])
    seed = gift(who["grower2"], "seed")
    play.propose(who["singer1"], idea, seed)
    play.shake(who["picker1"], idea, seed, seed)
    play.to("doing")
    play.must(ask.NameLead(player=who["grower1"], idea=idea, lead=who["singer2"]))
    play.must(ask.SetDelivery(player=who["grower1"], idea=idea, first_step=Words(typed[2]), date=Words(typed[3])))
    play.to("telling")
    assert all(any(text in shown for shown in _told(play)) for text in typed)
    assert views.me(play.game, who["grower2"]).purse[0].went_to == ("A pear wall",)

    _hide(play, f"idea:{idea}:2")
    assert not any(text in shown for shown in _told(play) for text in typed[:2])
    assert any(typed[2] in shown for shown in _told(play))
    _hide(play, f"delivery:{idea}:1")
    assert not any(text in shown for shown in _told(play) for text in typed)

    stranger = who["grower2"]
    assert views.lists(play.game).ideas[0].title == "Bed 1"
    assert views.now(play.game, stranger).help[0][0].title == "Bed 1"
    assert views.me(play.game, stranger).purse[0].went_to == ("Bed 1",)
    seen = views.deals(play.game, stranger).deals
    assert [deal.idea_title for deal in seen] == ["Bed 1", "Bed 1"]
    assert [block.went_to for deal in seen for block in deal.blocked] == [("Bed 1",)]
    led = views.now(play.game, who["singer2"]).lead_of
    assert led is not None and led.title == "Bed 1"
    for own in (views.now(play.game, who["picker1"]).idea, views.table(play.game, 1).idea):
        assert own is not None and (own.title, own.line, own.first_step, own.date) == typed
    assert {deal.idea_title for deal in views.deals(play.game, who["picker1"]).deals} == {typed[0]}
    assert views.console(play.history).ideas[0].title == typed[0]


def test_words_that_replace_hidden_ones_are_on_all_phones_again(at_market: Market) -> None:
    play, who = at_market
    _hide(play, f"idea:{who['idea1']}:1")
    play.must(ask.WriteIdea(player=who["picker1"], title=Words("A hedge"), line=Words("")))
    assert views.lists(play.game).ideas[0].title == "A hedge"


def test_a_hidden_string_is_for_its_parties_only(at_market: Market) -> None:
    play, who = at_market
    own = terms(who["grower1"], gift(who["grower1"], "seed"), others=(who["picker2"],), string="own", own_words="Ssh")
    play.must(ask.ShakeHands(player=who["grower1"], idea=who["idea2"], terms=own))
    (deal,) = play.game.deals.values()
    assert views.deal_view(play.game, deal, who["singer2"]).string == "Ssh"
    _hide(play, f"string:{deal.id}:1")
    assert views.deal_view(play.game, deal, who["grower1"]).string == "Ssh"
    assert views.deal_view(play.game, deal, who["singer2"]).string == ""


def test_the_debrief_asks_one_question_after_the_other(at_market: Market) -> None:
    play, who = at_market
    ada = who["grower1"]
    play.to("telling")
    assert views.now(play.game, ada).reflect is None
    play.to("fire")

    def asked() -> str:
        reflect = views.now(play.game, ada).reflect
        assert reflect is not None and reflect.secret == "Secret of the grower."
        return reflect.next_question

    assert asked() == "helped"
    play.must(ask.Reflect(player=ada, question="helped", chips=("talk",)))
    assert asked() == "line"
    play.must(ask.Reflect(player=ada, question="line", text=Words("So.")))
    assert asked() == "secret"
    play.must(ask.TellSecret(player=ada, got="no"))
    assert asked() == "monday"
    play.must(ask.SetMonday(player=ada, text=Words("Call Ben")))
    assert asked() == ""


def test_in_the_spotlight_others_ideas_can_be_helped(at_market: Market) -> None:
    play, who = at_market
    assert views.now(play.game, who["singer1"]).help == ()
    play.to("telling")
    play.must(ask.OfferHelp(player=who["singer1"], idea=who["idea2"]))
    assert [(idea.title, wants) for idea, wants in views.now(play.game, who["singer1"]).help] == [("Bed 2", True)]


def test_an_event_is_shown_until_it_ends_and_large_on_the_wall_in_its_step_only(at_market: Market) -> None:
    play, who = at_market
    play.lead(ask.SendEvent(card="frost"))
    play.lead(ask.SendEvent(card="fence"))

    def seen() -> tuple[list[str], str, list[str]]:
        wall = views.wall(play.game)
        return (
            [shown.card.id for shown in views.now(play.game, who["singer1"]).happenings],
            wall.happening.card.id if wall.happening else "",
            [shown.card.id for shown in wall.ongoing],
        )

    assert seen() == (["frost", "fence"], "fence", ["frost"])
    play.next()
    assert seen() == (["frost", "fence"], "", ["frost", "fence"])
    play.lead(ask.EndEvent(card="frost"))
    assert seen() == (["fence"], "", ["fence"])


def test_a_freed_player_at_a_table_that_is_gone_still_has_a_page(play: Play) -> None:
    ada = play.join("Ada", table=2)
    play.to("sky")
    play.lead(ask.FreeSeat(player=ada))
    play.lead(ask.RemoveTable(table=2))
    now = views.now(play.game, ada)
    assert (now.gold, now.hand, now.idea) == (Gold.NONE, None, None)
    assert views.me(play.game, ada).name == "Ada" and views.deals(play.game, ada).deals == ()


def test_a_badge_names_a_person_to_who_stands_in_front_of_them(at_market: Market) -> None:
    play, _ = at_market
    found = views.who_wears(play.game, "2 c")
    assert found is not None and (found.name, found.role) == ("singer of 2", "Singer")
    assert views.who_wears(play.game, "9z") is None


def test_the_wall_shows_heads_and_checked_words_but_no_names(at_market: Market) -> None:
    play, who = at_market
    play.must(ask.ChooseCard(player=who["singer1"], step="sky", title=Words("Fog")))
    card = play.game.tables[2].hands["sky"].cards[0]
    play.must(ask.ChooseCard(player=who["singer2"], step="sky", card=card))
    wall = views.wall(play.game)
    assert wall.tables == ((1, 3, 6), (2, 3, 6)) and wall.heads == 6 and wall.scene is Scene.STEP
    assert [number for number, _ in wall.chosen] == [2]
    play.lead(ask.CheckWords(ref="choice:1:sky:1", shows=True))
    assert views.wall(play.game).chosen[0] == (1, "Fog")
    assert "singer of" not in repr(wall)


def test_the_console_shows_tables_and_what_waits(at_market: Market) -> None:
    play, who = at_market
    play.propose(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "ladder"))
    shown = views.console(play.history)
    first, second = shown.tables
    assert (first.heads, first.idea, first.deals, first.waiting, first.open_needs) == (3, "Bed 1", 1, 1, 2)
    assert second.deals == 1
    assert [deal.state for deal in shown.deals] == [DealState.AGREED, DealState.PROPOSED]
    assert len(shown.to_check) == 2 and shown.next_title == "Rest"
    assert [line.is_on for line in shown.sheet].index(True) == play.game.step_index


def test_the_console_names_what_can_be_undone_in_safe_words(at_market: Market) -> None:
    play, who = at_market
    play.lead(ask.SendEvent(card="frost"))
    play.lead(ask.MovePlayer(player=who["singer1"], table=2))
    play.lead(ask.AddTable())
    told = ask.Tell(headline=Words("Draft"), turning_point=Words(""), surprise=Words(""), refusal=Words(""))
    play.lead(told)
    play.lead(ask.Tell(headline=Words("Pears!"), turning_point=Words(""), surprise=Words(""), refusal=Words("")))
    shown = views.console(play.history)
    lines = [(line.kinds[0], line.about) for line in shown.undo[:6]]
    assert lines == [
        ("Told", ""),
        ("Told", ""),
        ("TableAdded", "3"),
        ("PlayerMoved", "2D"),
        ("EventSent", "Frost"),
        ("StepStarted", "Swap"),
    ]
    assert "Draft" not in repr(shown) and shown.telling.headline == "Pears!"


@pytest.mark.parametrize("player", ["singer2", "picker1"])
def test_what_waits_late_is_on_the_console_without_its_words(at_market: Market, player: str) -> None:
    play, who = at_market
    play.to("fire")
    play.lead(ask.CloseGame())
    play.must(ask.SetMonday(player=who[player], text=Words("Call my mother")))
    (late,) = views.console(play.history).late
    play.lead(ask.AdmitLate(late=late))
    assert "mother" not in repr(views.console(play.history))


# --- Two-sided consent ------------------------------------------------------------------------------------------------


def _pledged(*levels: PledgeLevel | None) -> list[tuple[tuple[str, ...], PledgeLevel | None]]:
    """What the three parties of a deal see of each other's pledges when they said these."""
    play, who = market()
    play.to("swap")
    parties = [who["grower2"], who["picker1"], who["singer1"]]
    deal = play.shake(who["grower2"], who["idea1"], gift(who["grower2"], "seed"), others=tuple(parties[1:]))
    play.to("fire")
    for player, level in zip(parties, levels, strict=True):
        if level is not None:
            play.must(ask.PledgeDeal(player=player, deal=deal, level=level))
    shown = [views.deal_view(play.game, play.deal(deal), player) for player in parties]
    assert [view.pledge for view in shown] == list(levels)
    return [(view.met, view.met_level) for view in shown]


_GAME, _TALK, _DO = PledgeLevel.GAME, PledgeLevel.TALK, PledgeLevel.DO
_ALONE: tuple[tuple[str, ...], None] = ((), None)


@pytest.mark.parametrize(
    ("levels", "seen"),
    [
        ((None, None, None), [_ALONE, _ALONE, _ALONE]),
        ((_DO, None, None), [_ALONE, _ALONE, _ALONE]),
        ((_DO, _GAME, _GAME), [_ALONE, _ALONE, _ALONE]),
        ((_DO, _DO, None), [(("1B",), _DO), (("2A",), _DO), _ALONE]),
        ((_DO, _TALK, _GAME), [(("1B",), _TALK), (("2A",), _TALK), _ALONE]),
        ((_TALK, _DO, _DO), [(("1B", "1C"), _TALK), (("2A", "1C"), _TALK), (("2A", "1B"), _TALK)]),
    ],
)
def test_nobody_learns_who_means_a_deal_without_meaning_it_too(
    levels: tuple[PledgeLevel | None, ...], seen: list[tuple[tuple[str, ...], PledgeLevel | None]]
) -> None:
    assert _pledged(*levels) == seen


def test_who_takes_a_pledge_back_no_longer_learns_of_the_others(at_market: Market) -> None:
    play, who = at_market
    deal = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    play.to("fire")
    for player in ("picker1", "grower2"):
        play.must(ask.PledgeDeal(player=who[player], deal=deal, level=PledgeLevel.DO))
    assert views.deal_view(play.game, play.deal(deal), who["picker1"]).met == ("2A",)
    play.must(ask.PledgeDeal(player=who["picker1"], deal=deal, level=PledgeLevel.GAME))
    for player in ("picker1", "grower2"):
        assert views.deal_view(play.game, play.deal(deal), who[player]).met == ()
    play.must(ask.PledgeDeal(player=who["picker1"], deal=deal, level=PledgeLevel.TALK))
    play.lead(ask.VoidDeal(deal=deal))
    assert views.deal_view(play.game, play.deal(deal), who["grower2"]).met == ()


def test_the_facilitator_reads_what_to_say_when_nothing_moves() -> None:
    play = Play(run_sheet="full")
    play.to("swap")
    shown = views.console(play.history)
    assert shown.script == ("Send them off.",) and shown.if_flat == ("Who has seeds?", "Whom did nobody ask yet?")


def test_the_facilitator_s_event_cards_say_whom_they_are_or_would_be_about(at_market: Market) -> None:
    play, who = at_market
    lines = {line.card.id: line for line in views.console(play.history).events}
    assert (lines["judge"].concerns, lines["judge"].stands_in, lines["judge"].was_sent) == (("1A",), True, False)
    assert (lines["frost"].concerns, lines["frost"].stands_in) == (("1A", "2A"), False)
    assert [name for name, line in lines.items() if line.ends] == ["mice"]
    assert (lines["walnut"].ideas, lines["walnut"].people, lines["dance"].people) == (1, 0, 2)
    play.send("judge")
    play.send("dance")
    play.lead(ask.EnterOutcome(card="dance", people=(who["singer2"],)))
    play.join("Late", role="seedkeeper")
    lines = {line.card.id: line for line in views.console(play.history).events}
    assert (lines["judge"].concerns, lines["judge"].is_on) == (("1A",), True)
    assert lines["dance"].chosen_people == ("2C",) and lines["judge"].ends_at is not None
