"""The report: what readers may know of a game, and that nothing else reaches it."""

from __future__ import annotations

import re
from dataclasses import asdict, replace

import pytest

from game import commands as ask
from game.checking import delivery_ref, idea_ref, method_ref, reflection_ref, string_ref
from game.history import History
from game.report import MomentKind, Report
from game.scenario import Chip, Words
from game.state import DealState, Naming, PledgeLevel, Terms
from game.telling import outcomes, report
from tests.evenings import spend
from tests.given import Play, gift, market, terms
from tests.readable import may_be_read
from tests.tiny import tiny_scenario


def _words(told: Report) -> str:
    """Everything a report holds, as one text."""
    return repr(asdict(told))


def _check(play: Play, ref: str, shows: bool = True) -> None:
    play.lead(ask.CheckWords(ref=ref, shows=shows))


def _consent(play: Play, player: str, naming: Naming) -> None:
    play.must(ask.ChangeConsent(player=player, naming=naming, film=False))


def _reflect(play: Play, player: str, text: str, may_quote: bool = True) -> None:
    play.must(ask.Reflect(player=player, question="line", text=Words(text), may_quote=may_quote))


def _shaken() -> tuple[Play, dict[str, str]]:
    """Given a market with one deal: the grower of table 1 gives a seed to the idea of table 2."""
    play, who = market()
    play.pick(who["grower2"], next(iter(play.game.tables[2].hands["craft"].cards)))
    play.to("swap")
    play.wait(120)
    who["deal"] = play.shake(
        who["grower1"], who["idea2"], gift(who["grower1"], "seed"), others=(who["singer2"],), string="half"
    )
    return play, who


def test_what_is_left_out_stands_nowhere_in_the_report() -> None:
    play, who = _shaken()
    play.to("fire")
    _reflect(play, who["grower1"], "Qquote0Z")
    _check(play, reflection_ref(who["grower1"], "line", 1))
    play.lead(ask.AddNextStep(text=Words("Qnext0Z")))
    assert {"Qquote0Z", "Qnext0Z"} <= set(re.findall(r"Q\w+Z", _words(report(play.history))))
    play.lead(ask.LeaveOut(sections=("words", "next", "cards", "tables", "ran")))
    told = report(play.history)
    assert not re.search(r"Q\w+Z", _words(told))
    assert (told.cards, told.steps) == ((), ())
    assert told.table_lines  # other parts are told with them
    assert told.deals


# --- who was there ---------------------------------------------------------------------------------------------------


def _room_of(**hats: int) -> Play:
    play = Play(expected=24)
    for hat, count in hats.items():
        for number in range(count):
            play.must(ask.Join(name=Words(f"{hat} {number}"), hat="" if hat == "none" else hat))
    return play


def test_hats_are_counted_in_groups_of_three_or_more() -> None:
    told = report(_room_of(neighbour=4, visitor=2, none=3).history)
    assert [(hat.text, hat.count) for hat in told.hats] == [("Neighbour", 4)]
    assert told.other_hats == 0
    assert told.people == 9


def test_small_groups_are_counted_together_when_together_they_are_three() -> None:
    scenario = replace(tiny_scenario(), hats=tuple(Chip(id=hat, text=hat) for hat in ("a", "b", "c")))
    play = Play(scenario)
    for hat in ("a", "a", "a", "b", "b", "c"):
        play.must(ask.Join(name=Words("N"), hat=hat))
    told = report(play.history)
    assert [(hat.text, hat.count) for hat in told.hats] == [("a", 3)]
    assert told.other_hats == 3


def test_tap_answers_and_secrets_of_fewer_than_three_people_are_not_told() -> None:
    play, who = market()
    play.to("fire")
    for number, player in enumerate((who["grower1"], who["picker1"], who["singer1"]), start=1):
        play.must(ask.Reflect(player=player, question="helped", chips=("talk",)))
        play.must(ask.TellSecret(player=player, got="partly"))
        told = report(play.history)
        assert bool(told.tallies) == bool(told.secrets) == (number == 3)
    (tally,) = told.tallies
    assert (tally.answered, [(count.text, count.count) for count in tally.counts]) == (3, [("Talk", 3), ("Luck", 0)])
    assert told.secrets == (("yes", 0), ("partly", 3), ("no", 0))


def test_steps_for_monday_are_counted_and_never_read() -> None:
    play, who = market()
    play.to("fire")
    for player in ("grower1", "picker1"):
        play.must(ask.SetMonday(player=who[player], text=Words("QmondayZ")))
    assert report(play.history).mondays == 0  # two people are not counted by themselves
    play.must(ask.SetMonday(player=who["singer2"], text=Words("QmondayZ")))
    told = report(play.history)
    assert told.mondays == 3
    assert "QmondayZ" not in _words(told)


# --- names and consent -----------------------------------------------------------------------------------------------


def test_a_name_stands_only_where_its_owner_asked_for_it() -> None:
    play, who = _shaken()
    _consent(play, who["grower1"], Naming.NICKNAME)
    _consent(play, who["singer2"], Naming.OUT)
    (deal,) = report(play.history).deals
    assert [(party.who.name, party.who.role, party.who.table) for party in deal.parties] == [
        ("grower of 1", "Grower", 1),
        ("", "Singer", 2),
    ]
    _consent(play, who["grower1"], Naming.TABLE)
    assert "grower of 1" not in _words(report(play.history))


def test_of_a_deal_that_does_not_hold_only_the_tables_are_told() -> None:
    play, who = _shaken()
    _consent(play, who["grower1"], Naming.NICKNAME)
    play.must(ask.TakeBack(player=who["singer2"], deal=who["deal"]))
    told = report(play.history)
    assert "grower of 1" not in _words(told)
    assert [(party.who.role, party.who.table) for party in told.deals[0].parties] == [("", 1), ("", 2)]


def test_whoever_speaks_in_real_life_is_no_character() -> None:
    play, who = _shaken()
    _consent(play, who["grower1"], Naming.NICKNAME)
    play.to("fire")
    for player in ("grower1", "singer2"):
        play.must(ask.PledgeDeal(player=who[player], deal=who["deal"], level=PledgeLevel.DO))
    told = report(play.history)
    idea = next(idea for idea in told.ideas if idea.id == who["idea2"])
    for people in (idea.doers, told.meetings[0].who):
        assert [(person.name, person.role, person.side) for person in people] == [("grower of 1", "", ""), ("", "", "")]


def test_a_lead_is_told_when_they_said_yes_and_by_their_character() -> None:
    play, who = market()
    play.to("doing")
    play.must(ask.NameLead(player=who["grower1"], idea=who["idea1"], lead=who["picker2"]))
    assert report(play.history).ideas[0].lead is None
    play.must(ask.AnswerLead(player=who["picker2"], idea=who["idea1"], yes=True))
    lead = report(play.history).ideas[0].lead
    assert lead is not None
    assert (lead.role, lead.table, lead.name) == ("Picker", 2, "")
    _consent(play, who["picker2"], Naming.NICKNAME)
    named = report(play.history).ideas[0].lead
    assert named is not None
    assert named.name == "picker of 2"


def test_who_asked_to_be_left_out_is_never_quoted() -> None:
    play, who = market()
    play.to("fire")
    _reflect(play, who["grower1"], "QoutZ")
    _check(play, reflection_ref(who["grower1"], "line", 1))
    assert [quote.text for quote in report(play.history).quotes] == ["QoutZ"]
    _consent(play, who["grower1"], Naming.OUT)
    for for_readers in (True, False):
        assert "QoutZ" not in _words(report(play.history, for_readers))


def test_a_line_is_quoted_only_with_leave_and_as_somebody_at_a_table() -> None:
    play, who = market()
    play.to("fire")
    _reflect(play, who["grower1"], "QprivateZ", may_quote=False)
    _reflect(play, who["picker2"], "QspokenZ")
    _check(play, reflection_ref(who["picker2"], "line", 1))
    told = report(play.history)
    (quote,) = told.quotes
    assert (quote.text, quote.who.role, quote.who.name, quote.who.table) == ("QspokenZ", "", "", 2)
    assert "QprivateZ" not in _words(told) + _words(report(play.history, for_readers=False))


# --- words and their check -------------------------------------------------------------------------------------------


def test_words_that_nobody_checked_are_in_the_draft_and_not_for_readers() -> None:
    play, who = market()
    play.to("doing")
    play.must(ask.WriteIdea(player=who["grower1"], title=Words("QtitleZ"), line=Words("QlineZ")))
    play.must(
        ask.SetDelivery(player=who["grower1"], idea=who["idea1"], first_step=Words("QstepZ"), date=Words("QdateZ"))
    )
    draft, told = report(play.history, for_readers=False), report(play.history)
    assert draft.ideas[0].name == "QtitleZ"
    assert draft.ideas[0].waits_for_check
    assert draft.waiting_for_check == 3
    assert told.ideas[0].name == "Bed 1"
    for canary in ("QtitleZ", "QlineZ", "QstepZ", "QdateZ"):
        assert canary in _words(draft)
        assert canary not in _words(told)
    _check(play, idea_ref(who["idea1"], 2))
    (sheet, _) = report(play.history).ideas
    assert (sheet.name, sheet.first_step, sheet.date) == ("QtitleZ", "", "")
    assert report(play.history, for_readers=False).ideas[0].waits_for_check
    _check(play, delivery_ref(who["idea1"], 1))
    (sheet, _) = report(play.history).ideas
    assert (sheet.name, sheet.first_step, sheet.date) == ("QtitleZ", "QstepZ", "QdateZ")
    assert not report(play.history, for_readers=False).ideas[0].waits_for_check


def test_a_draft_marks_every_idea_on_whose_sheet_words_wait_for_the_check() -> None:
    play, who = market()
    pick = play.write_own(who["grower1"], "seed")
    play.to("doing")
    idea = who["idea1"]
    play.must(ask.WriteIdea(player=who["grower1"], title=Words("A wall"), line=Words("")))
    play.send("strike")
    play.must(ask.RefuseIdea(player=who["singer2"], card="strike", idea=idea, words=Words("Less noise")))
    play.must(ask.AnswerRefusal(player=who["singer1"], idea=idea, card="strike", changes=True, words=Words("Hush")))
    play.must(ask.SetDelivery(player=who["grower1"], idea=idea, first_step=Words("Dig"), date=Words("")))
    _check(play, idea_ref(who["idea2"], 1))
    refs = [idea_ref(idea, 2), method_ref(idea, pick), f"refusal:{idea}:strike", f"answer:{idea}:strike:yes"]
    refs.append(delivery_ref(idea, 1))
    for last in refs:
        marked = play.history
        for ref in refs:
            if ref != last:
                _check(play, ref)
        assert [sheet.waits_for_check for sheet in report(play.history, for_readers=False).ideas] == [True, False], last
        _check(play, last)
        assert not any(sheet.waits_for_check for sheet in report(play.history, for_readers=False).ideas)
        play.history = marked


def test_an_answer_without_words_waits_for_no_check() -> None:
    play, who = market()
    for name in ("idea1", "idea2"):
        _check(play, idea_ref(who[name], 1))
    play.to("swap")
    play.send("strike")
    idea = who["idea1"]
    play.must(ask.RefuseIdea(player=who["singer2"], card="strike", idea=idea, words=Words("Less noise")))
    play.must(ask.AnswerRefusal(player=who["singer1"], idea=idea, card="strike", changes=False, words=Words("")))
    _check(play, f"refusal:{idea}:strike")
    assert not report(play.history, for_readers=False).ideas[0].waits_for_check


def test_a_refusal_is_told_with_the_side_of_the_card_whatever_its_speaker_became() -> None:
    play, who = market()
    play.to("swap")
    play.send("strike")
    play.must(ask.RefuseIdea(player=who["singer2"], card="strike", idea=who["idea1"], words=Words("Less noise")))
    play.become(who["singer2"], "grower")
    assert [said.side for said in report(play.history).ideas[0].refusals] == ["Pickers"]


def test_hidden_words_are_nowhere() -> None:
    play, who = _shaken()
    own = Terms(
        parties=(who["picker1"], who["picker2"]),
        gifts=(gift(who["picker1"], "song"),),
        string="own",
        own_words=Words("QstringZ"),
    )
    play.must(ask.ShakeHands(player=who["picker1"], idea=who["idea2"], terms=own))
    deal = tuple(play.game.deals)[-1]
    play.must(ask.WriteIdea(player=who["grower1"], title=Words("QtitleZ"), line=Words("QlineZ")))
    play.to("fire")
    _reflect(play, who["grower1"], "QquoteZ")
    assert all(
        canary in _words(report(play.history, for_readers=False))
        for canary in ("QstringZ", "QtitleZ", "QlineZ", "QquoteZ")
    )
    for ref in (idea_ref(who["idea1"], 2), string_ref(deal, 1), reflection_ref(who["grower1"], "line", 1)):
        _check(play, ref, shows=False)
    for for_readers in (True, False):
        words = _words(report(play.history, for_readers))
        assert not any(canary in words for canary in ("QstringZ", "QtitleZ", "QlineZ", "QquoteZ"))


def test_edited_words_stand_in_the_facilitators_wording_with_a_mark_and_the_typed_ones_nowhere() -> None:
    play, who = market(run_sheet="short")
    play.write(who["grower1"], title="Qfirst", line="Qline")
    pick = play.write_own(who["grower1"], "seed", title="Qmethod")
    play.to("swap")
    said = terms(who["picker1"], gift(who["picker1"], "song"), others=(who["grower2"],), string="own", own_words="Qown")
    play.must(ask.ShakeHands(player=who["picker1"], terms=said, idea=who["idea2"]))
    play.to("doing")
    step = ask.SetDelivery(player=who["grower1"], idea=who["idea1"], first_step=Words("Qstep"), date=Words("Qdate"))
    play.must(step)
    play.to("fire")
    _reflect(play, who["singer2"], "Qquote")
    (deal,) = play.game.deals
    for ref, title, line in (
        (idea_ref(who["idea1"], 2), "Ours", "For all"),
        (method_ref(who["idea1"], pick), "A path", ""),
        (string_ref(deal, 1), "Theirs", ""),
        (delivery_ref(who["idea1"], 1), "Dig", "in May"),
        (reflection_ref(who["singer2"], "line", 1), "It was good", ""),
    ):
        play.lead(ask.EditWords(ref=ref, title=Words(title), line=Words(line)))
    for for_readers in (True, False):
        told = report(play.history, for_readers)
        assert not re.findall(r"Q[a-z]+", _words(told))
        sheet, other = told.ideas
        assert (sheet.name, sheet.line, sheet.first_step, sheet.date) == ("Ours", "For all", "Dig", "in May")
        assert sheet.picks[0].title == "A path" and sheet.is_edited and not other.is_edited
        assert [(line.string, line.is_edited) for line in told.deals] == [("Theirs", True)]
        assert [(quote.text, quote.is_edited) for quote in told.quotes] == [("It was good", True)]


def test_ideas_that_were_shown_as_one_say_so_and_each_keeps_its_sheet() -> None:
    play, who = market()
    play.write(who["grower1"], title="A pear wall")
    play.write(who["grower2"], title="Qtwin")
    _check(play, idea_ref(who["idea1"], 2))
    play.lead(ask.MergeIdeas(idea=who["idea2"], into=who["idea1"]))
    told = report(play.history)
    assert [(sheet.name, sheet.label, sheet.table, sheet.one_with) for sheet in told.ideas] == [
        ("A pear wall", "1", 1, ("2",)),
        ("A pear wall", "2", 2, ("1",)),
    ]
    assert "Qtwin" not in _words(told)
    assert not any(sheet.waits_for_check for sheet in report(play.history, for_readers=False).ideas)


def test_own_strings_of_deals_that_were_never_agreed_are_not_read_at_all() -> None:
    play, who = market()
    play.to("swap")
    own = terms(who["grower1"], gift(who["grower1"], "seed"), others=(who["picker2"],), string="own", own_words="QownZ")
    play.must(ask.Propose(player=who["grower1"], idea=who["idea2"], terms=own))
    assert "QownZ" not in _words(report(play.history, for_readers=False))


def test_an_idea_that_was_only_proposed_is_no_idea_of_the_room() -> None:
    play, who = market()
    play.to("swap")
    offer = terms(who["grower1"], gift(who["grower1"], "ladder"), others=(who["picker2"],))
    play.must(ask.Propose(player=who["grower1"], terms=offer, title=Words("QsecretZ"), line=Words("QlineZ")))
    draft = report(play.history, for_readers=False)
    assert [idea.label for idea in draft.ideas] == ["1", "2"]
    assert "QsecretZ" not in _words(draft)
    assert draft.outcomes.waiting == len(draft.deals) == 1


def test_no_secret_of_the_pack_is_told() -> None:
    play, _ = _shaken()
    assert "Secret of" not in _words(report(play.history, for_readers=False))


# --- ideas -----------------------------------------------------------------------------------------------------------


def test_an_idea_is_told_with_what_it_won_from_whom_and_on_which_string() -> None:
    play, who = _shaken()
    told = report(play.history).ideas[1]
    assert [(one.word, one.count, one.tables) for one in told.support] == [("Seed", 1, (1,))]
    assert told.strings == ("Half the fruit",)
    (missing,) = told.missing
    assert (missing.text, missing.met, missing.wanted) == ("not yet sung for by pickers", 0, 2)
    assert [deal.number for deal in report(play.history).deals_of(who["idea2"])] == [1]


def test_a_plan_is_told_with_what_was_met_and_what_stayed_open() -> None:
    play, who = market()
    cards = play.game.tables[2].hands["craft"].cards
    card = next(card for card in cards if "seed" in play.game.scenario.card(card).needs)
    pick = play.pick(who["grower2"], card)
    play.to("swap")
    asked = play.game.scenario.card(card).needs
    before = report(play.history).ideas[1]
    assert sum(gifts.count for gifts in before.stayed_open) == len(asked)
    need = f"{pick}.{asked.index('seed') + 1}"
    play.shake(who["grower1"], who["idea2"], gift(who["grower1"], "seed", need), others=(who["singer2"],))
    after = report(play.history).ideas[1]
    (line,) = after.picks
    assert [need.met_by for need in line.needs if need.kind == "seed"] == [1]
    assert sum(gifts.count for gifts in after.stayed_open) == len(asked) - 1


def test_the_card_a_table_chose_and_the_card_its_idea_grew_from_are_told() -> None:
    play = Play()
    ada = play.join("Ada", table=1)
    play.to("bed")
    weather, dream = (play.game.tables[1].hands[step].cards[0] for step in ("sky", "bed"))
    play.must(ask.ChooseCard(player=ada, step="sky", card=weather))
    play.must(ask.WriteIdea(player=ada, title=Words("A wall"), line=Words(""), from_card=dream))
    (told,) = report(play.history).ideas
    scenario = play.game.scenario
    assert (told.challenge_word, told.challenge) == ("Weather", scenario.card(weather).title)
    assert told.from_card == scenario.card(dream).title


def test_a_card_in_a_tables_own_words_waits_for_the_check() -> None:
    play = Play()
    ada = play.join("Ada", table=1)
    play.to("bed")
    play.must(ask.ChooseCard(player=ada, step="sky", title=Words("QhailZ")))
    play.write(ada)
    assert report(play.history).ideas[0].challenge == ""
    assert report(play.history, for_readers=False).ideas[0].challenge == "QhailZ"
    _check(play, "choice:1:sky:1")
    assert report(play.history).ideas[0].challenge == "QhailZ"


def test_helpers_are_counted_as_themselves() -> None:
    play, who = market()
    play.to("telling")
    play.must(ask.OfferHelp(player=who["picker2"], idea=who["idea1"]))
    assert [idea.helpers for idea in report(play.history).ideas] == [1, 0]


def test_the_reasons_of_a_side_stand_beside_what_it_did_not_give() -> None:
    play, who = market()
    play.to("swap")
    proposed = play.propose(who["grower2"], who["idea2"], gift(who["picker1"], "song"))
    play.must(ask.AnswerDeal(player=who["picker1"], deal=proposed, version=1, yes=False, reason="later"))
    told = report(play.history)
    (wish,) = told.not_earned
    assert [idea.name for idea in wish.ideas] == ["Bed 1", "Bed 2"]
    assert [(reason.text, reason.count) for reason in wish.reasons] == [("Not this year", 1)]
    assert told.reasons == wish.reasons


# --- deals -----------------------------------------------------------------------------------------------------------


def test_a_deal_is_told_with_its_gifts_its_string_and_its_minute() -> None:
    play, _ = _shaken()
    (deal,) = report(play.history).deals
    assert (deal.number, deal.state, deal.agreed_minute, deal.string) == (1, DealState.AGREED, 2, "Half the fruit")
    assert deal.in_market
    assert deal.crosses_tables
    assert deal.tables == (1, 2)
    assert [(gifts.word, gifts.count) for gifts in deal.parties[0].gifts] == [("Seed", 1)]


def test_outcomes_count_each_deal_once() -> None:
    play, who = _shaken()
    declined = play.propose(who["grower1"], who["idea2"], gift(who["grower1"], "seed"), others=(who["picker2"],))
    play.must(ask.AnswerDeal(player=who["picker2"], deal=declined, version=1, yes=False, reason="spent"))
    withdrawn = play.propose(who["picker1"], who["idea2"], gift(who["picker1"], "song"), others=(who["picker2"],))
    play.must(ask.Withdraw(player=who["picker1"], deal=withdrawn))
    changed = play.propose(who["picker1"], who["idea2"], gift(who["picker1"], "song"), others=(who["picker2"],))
    play.must(
        ask.AskChange(
            player=who["picker2"],
            deal=changed,
            version=1,
            terms=terms(who["picker1"], gift(who["picker1"], "song"), others=(who["picker2"],), string="shade"),
        )
    )
    waiting = outcomes(play.game)
    assert (waiting.agreed, waiting.waiting, waiting.changed) == (1, 1, 1)
    play.lead(ask.SendEvent(card="frost"))
    assert (outcomes(play.game).agreed, outcomes(play.game).in_doubt) == (1, 1)
    play.must(ask.BreakDeal(player=who["grower1"], deal=who["deal"]))
    play.lead(ask.CloseGame())
    end = outcomes(play.game)
    assert (end.declined, end.withdrawn, end.lapsed, end.broken, end.agreed, end.in_doubt) == (1, 1, 1, 1, 0, 0)
    assert end.proposed == len(play.game.deals) == 4


def test_moments_are_the_first_the_widest_the_events_and_the_last_in_order() -> None:
    play, who = _shaken()
    play.wait(60)
    play.shake(
        who["grower2"],
        who["idea1"],
        gift(who["grower2"], "seed"),
        others=(who["picker1"], who["picker2"]),
    )
    play.wait(60)
    play.lead(ask.SendEvent(card="frost"))
    play.must(ask.Repair(player=who["grower1"], deal=who["deal"]))
    play.wait(60)
    play.shake(who["picker1"], who["idea2"], gift(who["picker1"], "song"), others=(who["picker2"],))
    told = report(play.history)
    assert [(moment.kind, moment.minute) for moment in told.moments] == [
        (MomentKind.FIRST, 2),
        (MomentKind.WIDEST, 3),
        (MomentKind.EVENT, 4),
        (MomentKind.LAST, 5),
    ]
    (event,) = told.events
    assert (event.doubted, event.stood, event.broke, event.agreed_after) == (2, 1, 0, 1)


# --- in real life ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "is_told"),
    [
        (PledgeLevel.DO, PledgeLevel.TALK, True),
        (PledgeLevel.DO, PledgeLevel.GAME, False),
        (PledgeLevel.DO, None, False),
    ],
)
def test_a_wish_to_meet_is_told_only_when_two_sides_have_it(
    first: PledgeLevel, second: PledgeLevel | None, is_told: bool
) -> None:
    play, who = _shaken()
    play.to("fire")
    play.must(ask.PledgeDeal(player=who["grower1"], deal=who["deal"], level=first))
    if second:
        play.must(ask.PledgeDeal(player=who["singer2"], deal=who["deal"], level=second))
    told = report(play.history)
    assert bool(told.meetings) == is_told
    assert told.pledges == ()
    for meeting in told.meetings:
        assert (meeting.deals, meeting.do, meeting.talk, len(meeting.who)) == ((1,), 1, 1, 2)
        assert meeting.named == ()


# --- how it ran ------------------------------------------------------------------------------------------------------


def test_steps_are_told_with_planned_and_real_minutes_over_all_their_turns() -> None:
    play = Play()
    play.next()
    play.wait(3 * 60)
    play.next()
    play.wait(60)
    play.lead(ask.BackStep(from_step=1))
    play.wait(2 * 60)
    play.lead(ask.CloseGame())
    play.wait(3600)
    play.lead(ask.Publish())
    told = report(play.history)
    assert [(step.title, step.planned, step.real) for step in told.steps[:3]] == [
        ("The tale", 1, 5),
        ("Who are you", 2, 1),
        ("The sky", 2, None),
    ]
    assert told.minutes == 6


def test_an_undone_publishing_makes_it_a_draft_again() -> None:
    play = Play()
    play.next()
    play.lead(ask.CloseGame())
    published = play.lead(ask.Publish())
    assert not report(play.history).is_draft
    play.lead(ask.Undo(seq=published.seq))
    told = report(play.history)
    assert told.is_draft
    assert told.published_at is None


def test_the_report_of_a_game_that_has_not_begun_can_be_read() -> None:
    told = report(Play().history)
    assert (told.people, told.ideas, told.deals, told.moments) == (0, (), (), ())
    assert told.began_at == Play().now


def test_the_same_entries_give_the_same_report() -> None:
    play, who = _shaken()
    play.to("fire")
    _reflect(play, who["grower1"], "Slowly.")
    for for_readers in (True, False):
        again = History.of(play.history.entries)
        assert report(again, for_readers) == report(play.history, for_readers)


# --- nothing leaks ---------------------------------------------------------------------------------------------------


def _canaries(text: str) -> set[str]:
    return set(re.findall(r"Q\w+?Z", text))


def test_after_any_evening_readers_meet_only_what_they_may() -> None:
    met = 0
    for seed in range(20):
        play = spend(seed, commands=120, sample_every=120).play
        found = _canaries(_words(report(play.history)))
        assert found <= _canaries(may_be_read(play.game)), seed
        met += len(found)
        hidden = {ref for ref, shows in play.game.checks.items() if not shows}
        draft = _words(report(play.history, for_readers=False))
        assert not any(
            idea.title in draft
            for idea in play.game.ideas.values()
            if idea_ref(idea.id, idea.rev) in hidden and idea.title.startswith("Q")
        )
    assert met > 50
