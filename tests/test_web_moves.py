"""The phone's actions: each one done, and each one that cannot be done said in words, with the text kept and nothing changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from game import views
from game.commands import AnswerDeal, CloseGame, MovePlayer, NameLead, Propose, SendEvent, ShakeHands, Undo
from game.state import CallAnswer, CallFor, DealState, Gift, Naming, PledgeLevel, Terms
from tests.phones import Market, at_market, fresh_id, player, press, region, said, table
from tests.served import HTMX, Served, served
from web.forms import MOVES
from web.moves import DESK_OF, PANEL_OF
from web.players import DESKS


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A room with two tables of six."""
    with served(tmp_path) as made:
        yield made


@pytest.fixture
def market(room: Served) -> Market:
    """Two tables at the market."""
    return at_market(room)


def proposed_to_me(market: Market) -> str:
    """A deal that the other proposes to the giver, whose phone this is."""
    gift = Gift(giver=market.giver.id, kind=market.kind, need=market.need)
    terms = Terms(parties=(market.other.id, market.third.id, market.giver.id), gifts=(gift,), string="half")
    market.room.do(Propose(player=market.other.id, idea=market.idea, terms=terms), by=market.other.id)
    return next(reversed(market.room.game.deals))


def shaken(market: Market) -> str:
    """An agreed deal of the giver."""
    gift = Gift(giver=market.giver.id, kind=market.kind, need=market.need)
    terms = Terms(parties=(market.giver.id, market.other.id), gifts=(gift,))
    market.room.do(ShakeHands(player=market.giver.id, idea=market.idea, terms=terms), by=market.giver.id)
    return next(reversed(market.room.game.deals))


def test_every_action_has_its_panel_and_desk_among_those_there_are() -> None:
    assert set(DESK_OF) <= set(MOVES)
    assert set(PANEL_OF) <= set(MOVES)
    assert set(DESK_OF.values()) <= DESKS


# --- One's own seat ---------------------------------------------------------------------------------------------------


def test_a_person_can_be_called_something_else(room: Served) -> None:
    ada = room.join("Ada")
    room.sit(ada)
    assert "Your name is changed." in said(press(room, "rename", name="Ada L", at_desk="yes"))
    assert player(room, ada).name == "Ada L"


def test_consent_can_be_changed(room: Served) -> None:
    ada = room.join("Ada")
    room.sit(ada)
    assert press(room, "consent", naming="out", film="yes").status_code == 200
    assert (player(room, ada).naming, player(room, ada).film) == (Naming.OUT, True)


def test_a_person_can_sit_at_another_table(room: Served) -> None:
    ada = room.join("Ada", 1)
    room.sit(ada)
    assert "Your badge number is 2A." in said(press(room, "table", table="2"))
    assert player(room, ada).table == 2


def test_a_character_is_kept(room: Served) -> None:
    ada = room.join("Ada")
    room.sit(ada)
    room.advance_to("who")
    role = player(room, ada).offered[1]
    assert "This is you now." in said(press(room, "keep", role=role))
    assert player(room, ada).role == role


def test_a_character_that_was_not_offered_is_refused(room: Served) -> None:
    ada = room.join("Ada")
    room.sit(ada)
    room.advance_to("who")
    other = next(role.id for role in room.game.scenario.roles if role.id not in player(room, ada).offered)
    answer = press(room, "keep", role=other)
    assert answer.status_code == 409
    assert "This character was not offered to you." in said(answer)
    assert player(room, ada).role == ""


# --- The table's sheet ------------------------------------------------------------------------------------------------


def test_a_table_chooses_a_card_or_writes_its_own(room: Served) -> None:
    room.sit(room.join("Ada", 1))
    room.advance_to("sky")
    card = room.game.tables[1].hands["sky"].cards[0]
    assert "Chosen for your table." in said(press(room, "choose", step="sky", card=card))
    assert room.game.tables[1].choices["sky"].card == card
    press(room, "choose", step="sky", title="Our own sky", text="Green.", at_desk="yes")
    assert room.game.tables[1].choices["sky"].title == "Our own sky"


def test_a_card_that_is_not_in_the_hand_is_refused(room: Served) -> None:
    room.sit(room.join("Ada", 1))
    room.advance_to("sky")
    before = room.game.seq
    answer = press(room, "choose", step="sky", card="craft-1")
    assert answer.status_code == 409
    assert "Your table does not hold this card." in said(answer)
    assert room.game.seq == before


def test_an_idea_is_written_and_rewritten(room: Served) -> None:
    room.sit(room.join("Ada", 1))
    room.advance_to("bed")
    for title in ("A pear wall", "A higher pear wall"):
        assert "Saved. Your table sees it now" in said(press(room, "idea", title=title, line="Now.", at_desk="yes"))
        assert room.game.ideas[room.game.tables[1].idea].title == title


@pytest.mark.parametrize(
    ("title", "status", "sentence"),
    [("", 422, "Write a title first."), ("x" * 60, 422, "This has 60 letters. It can have 48. Make it shorter.")],
)
def test_an_idea_with_a_bad_title_comes_back_with_its_words(
    room: Served, title: str, status: int, sentence: str
) -> None:
    room.sit(room.join("Ada", 1))
    room.advance_to("bed")
    before = room.game.seq
    for script in (True, False):
        answer = press(room, "idea", script=script, title=title, line="We <plant> it.", at_desk="yes")
        assert answer.status_code == status
        assert sentence in said(answer)
        assert "We &lt;plant&gt; it.</textarea>" in answer.text
        assert 'aria-invalid="true" aria-describedby="wrong-title"' in answer.text
        assert ("<html" in answer.text) is not script
    assert room.game.seq == before


def test_a_plan_is_made_of_cards_and_a_need_is_covered(room: Served) -> None:
    room.sit(room.join("Ada", 1))
    room.advance_to("craft")
    press(room, "idea", title="Bed", line="")
    assert "Added to your plan." in said(press(room, "pick", card="craft-2", when="soon"))
    idea = room.game.ideas[room.game.tables[1].idea]
    (pick,) = idea.picks
    assert (pick.card, pick.when) == ("craft-2", "soon")
    need = next(need for need in views.idea_view(room.game, idea).needs if need.can_cover)
    assert press(room, "cover", need=need.id, covers="yes").status_code == 200
    assert room.game.ideas[idea.id].covered == {need.id}
    assert press(room, "cover", need=need.id, covers="no").status_code == 200
    assert "Taken out of your plan." in said(press(room, "drop-method", pick=pick.id))
    assert room.game.ideas[idea.id].picks == ()


def test_a_plan_over_its_budget_is_refused_in_numbers(room: Served) -> None:
    room.sit(room.join("Ada", 1))
    room.advance_to("craft")
    press(room, "idea", title="Bed", line="")
    press(room, "pick", card="craft-4")
    press(room, "pick", card="craft-3")
    answer = press(room, "pick", card="craft-2")
    assert answer.status_code == 409
    assert "This plan would cost 7. It can cost 5." in said(answer)


# --- The handshake ----------------------------------------------------------------------------------------------------


def test_a_handshake_asks_the_other_before_anything_is_kept_and_is_agreed_at_their_yes(market: Market) -> None:
    before = market.room.game.seq
    question = press(
        market.room, "shake", stage="check", **market.fields(string="half", badge=market.other.badge.lower())
    )
    assert question.status_code == 200
    assert f"{market.other.badge} {market.other.name}: is that what you said?" in said(question)
    assert "Half the fruit" in said(question)
    assert market.room.game.seq == before
    kept = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', question.text))
    agreed = press(market.room, "shake", **{**kept, "stage": "yes"})
    assert "Agreed. Number 1 on the map." in said(agreed)
    (deal,) = market.room.game.deals.values()
    assert deal.state is DealState.AGREED
    assert deal.terms.parties == (market.giver.id, market.other.id)
    assert deal.terms.gifts == (Gift(giver=market.giver.id, kind=market.kind, need=market.need),)
    assert deal.terms.string == "half"


def test_a_no_at_the_handshake_brings_the_form_back_as_it_was(market: Market) -> None:
    before = market.room.game.seq
    answer = press(market.room, "shake", stage="no", **market.fields(string="own", own_words="Only at <dawn>"))
    assert answer.status_code == 200
    assert "Only at &lt;dawn&gt;" in answer.text
    assert 'value="own" checked' in answer.text
    assert f'value="{market.other.badge}"' in answer.text
    assert market.room.game.seq == before


def test_a_line_of_our_own_list_is_given_by_the_person_in_front(market: Market) -> None:
    room = market.room
    room.sit(market.other.id)
    press(room, "shake", stage="yes", **market.fields(badge=market.giver.badge))
    (deal,) = room.game.deals.values()
    assert deal.by == market.other.id
    assert deal.terms.gifts[0].giver == market.giver.id


def test_more_people_can_be_added_and_one_person_may_give_twice(market: Market) -> None:
    more = {"badge_1": market.third.badge, "need_1": "", "badge_2": market.other.badge, "need_2": ""}
    press(market.room, "shake", stage="yes", **market.fields(**more))
    (deal,) = market.room.game.deals.values()
    assert deal.terms.parties == (market.giver.id, market.other.id, market.third.id)


def test_something_that_is_not_on_the_list_can_be_given(market: Market) -> None:
    press(market.room, "shake", stage="yes", **market.fields(need=f"kind:{market.kind}"))
    (deal,) = market.room.game.deals.values()
    assert deal.terms.gifts == (Gift(giver=market.giver.id, kind=market.kind),)


@pytest.mark.parametrize(
    ("changed", "status", "sentence", "field"),
    [
        ({"badge": "9Z"}, 422, "Nobody wears the badge 9Z.", "badge"),
        ({"badge": " "}, 422, "Type the badge number first.", "badge"),
        ({"badge": "MINE"}, 422, "This is your own badge.", "badge"),
        ({"badge_1": "7X"}, 422, "Nobody wears the badge 7X.", "badge_1"),
        ({"need": "mark.nothing.1"}, 422, "This line is not on the list any more.", "need"),
        ({"string": "own", "own_words": ""}, 422, "Write your own words first.", "own_words"),
        ({"string": "own", "own_words": "w" * 141}, 422, "This has 141 letters. It can have 140.", "own_words"),
        ({"string": "magic"}, 409, "We do not know that string.", ""),
        ({"need": "kind:gold"}, 409, "We do not know that token.", ""),
    ],
)
def test_a_handshake_that_cannot_be_says_why_beside_its_field_and_keeps_the_rest(
    market: Market, changed: dict[str, str], status: int, sentence: str, field: str
) -> None:
    before = market.room.game.seq
    changed = {name: market.giver.badge if value == "MINE" else value for name, value in changed.items()}
    for stage in ("check", "yes", "send"):
        answer = press(market.room, "shake", stage=stage, **{**market.fields(string="shade"), **changed})
        assert answer.status_code == status
        assert sentence in said(answer)
        if field:
            assert f'id="wrong-{field}" role="alert"' in answer.text
        assert 'name="badge" type="text" maxlength="8"' in answer.text
        assert f'value="{changed.get("badge", market.other.badge).strip() or " "}"' in answer.text
    assert market.room.game.seq == before


def test_an_idea_that_is_not_there_cannot_be_given_to(market: Market) -> None:
    answer = press(market.room, "shake", stage="yes", **market.fields(idea="i999"))
    assert answer.status_code == 422
    assert "We do not know that line." in said(answer)


def test_a_token_that_is_gone_is_refused_with_where_it_went(market: Market) -> None:
    purse = player(market.room, market.giver.id).purse[market.kind]
    for _ in range(purse):
        press(market.room, "shake", stage="yes", **market.fields(need=f"kind:{market.kind}"))
    answer = press(market.room, "shake", stage="check", **market.fields())
    assert answer.status_code == 409
    assert f"You have {player(market.room, market.giver.id).purse[market.kind] - purse} Ladder left." in said(answer)
    assert "It went to: Bed 2." in said(answer)
    assert len(market.room.game.deals) == purse


def test_a_token_that_one_never_had_is_said_to_oneself_as_you(market: Market) -> None:
    for stage in ("check", "send", "yes"):
        answer = press(market.room, "shake", stage=stage, **market.fields(need="kind:song"))
        assert answer.status_code == 409
        assert "You have no Song to give." in said(answer)


def test_a_handshake_tells_nothing_of_anothers_purse_before_that_person_has_the_phone(market: Market) -> None:
    room = market.room
    own = room.game.tables[1].idea
    before = room.game.seq
    wearers = list(room.game.seated(2))
    for kind in ("seed", "ladder", "song"):
        assert {bool(one.purse.get(kind)) for one in wearers} == {True, False}
        for one in wearers:
            asked = {"need": f"kind:{kind}", "badge": one.badge}
            added = {"need": f"kind:{market.kind}", "badge_1": one.badge, "need_1": f"kind:{kind}"}
            new = {"is_new": "yes", "title": "A hedge", "line": "", "they_give": kind, "badge": one.badge}
            for fields in (asked, added, new):
                answer = press(room, "shake", stage="check", **market.fields(idea=own, **fields))
                assert answer.status_code == 200
                assert f"{one.badge} {one.name}" in said(answer)
                assert "is that what you said?" in said(answer)
    assert room.game.seq == before
    poor = next(one for one in wearers if not one.purse.get("ladder"))
    answer = press(room, "shake", stage="yes", **market.fields(idea=own, need="kind:ladder", badge=poor.badge))
    assert answer.status_code == 409
    assert f"{poor.badge} has no Ladder to give." in said(answer)
    assert room.game.seq == before


def test_a_line_that_was_met_is_said_to_be_whoever_would_give(market: Market) -> None:
    room = market.room
    shaken(market)
    room.sit(market.other.id)
    assert {bool(one.purse.get(market.kind)) for one in room.game.seated(1)} == {True, False}
    for one in room.game.seated(1):
        answer = press(room, "shake", stage="check", **market.fields(badge=one.badge))
        assert answer.status_code == 409
        assert "This line of the list is no longer open." in said(answer)


def test_a_deal_can_start_a_new_idea(market: Market) -> None:
    fields = {"is_new": "yes", "title": "A hedge", "line": "", "badge": market.other.badge, "i_give": market.kind}
    press(market.room, "shake", stage="yes", string="", they_give="", at_desk="yes", **fields)
    (deal,) = market.room.game.deals.values()
    assert market.room.game.ideas[deal.idea].title == "A hedge"


def test_a_new_idea_without_a_name_comes_back(market: Market) -> None:
    fields = {"is_new": "yes", "title": " ", "line": "Round it", "badge": market.other.badge, "i_give": market.kind}
    answer = press(market.room, "shake", stage="check", string="", at_desk="yes", **fields)
    assert answer.status_code == 422
    assert "Write a title first." in said(answer)
    assert 'value="Round it"' in answer.text


def test_what_a_proposal_would_begin_is_not_shown_to_others(market: Market) -> None:
    room = market.room
    author, kind = next((one, kind) for one in room.game.seated(2) for kind in one.purse if kind != "seed")
    near = next(one for one in room.game.seated(2) if one.id != author.id)
    room.sit(author.id)
    fields = {"is_new": "yes", "title": "A canary", "line": "", "badge": near.badge, "i_give": kind}
    press(room, "shake", stage="send", string="", at_desk="yes", **fields)
    (deal,) = room.game.deals.values()
    room.sit(market.giver.id)
    answer = press(room, "shake", stage="check", **market.fields(idea=deal.idea, need=f"kind:{market.kind}"))
    assert answer.status_code == 422
    assert "canary" not in answer.text
    assert "canary" not in room.client.get(f"/play?desk=shake&idea={deal.idea}").text


# --- At a distance ----------------------------------------------------------------------------------------------------


def test_a_deal_can_be_sent_to_their_phone(market: Market) -> None:
    answer = press(market.room, "shake", stage="send", **market.fields())
    assert "Sent." in said(answer)
    (deal,) = market.room.game.deals.values()
    assert deal.state is DealState.PROPOSED
    assert deal.waiting == (market.other.id,)
    assert "Taken back." in said(press(market.room, "withdraw", deal=deal.id))
    assert market.room.game.deals[deal.id].state is DealState.WITHDRAWN


def test_a_proposal_has_an_address_of_its_own_too(market: Market) -> None:
    assert press(market.room, "propose", **market.fields()).status_code == 200
    assert len(market.room.game.deals) == 1


def test_yes_is_kept_and_the_last_yes_agrees(market: Market) -> None:
    deal = proposed_to_me(market)
    yes = press(market.room, "answer", deal=deal, version="1", yes="yes")
    assert "Your yes is saved. The others still answer." in said(yes)
    market.room.sit(market.third.id)
    assert "Agreed. Number 1" in said(press(market.room, "answer", deal=deal, version="1", yes="yes"))


def test_a_no_with_a_reason_ends_it(market: Market) -> None:
    deal = proposed_to_me(market)
    answer = press(market.room, "answer", deal=deal, version="1", yes="no", reason="spent", at_desk="yes")
    assert "You said no. The others are told." in said(answer)
    assert market.room.game.deals[deal].state is DealState.DECLINED
    assert market.room.game.deals[deal].answers[market.giver.id].reason == "spent"


def test_an_answer_to_words_that_changed_is_refused(market: Market) -> None:
    deal = proposed_to_me(market)
    answer = press(market.room, "answer", deal=deal, version="7", yes="yes")
    assert answer.status_code == 409
    assert "The words changed while you read." in said(answer)


def test_a_change_is_sent_and_asks_the_others_again(market: Market) -> None:
    deal = proposed_to_me(market)
    answer = press(market.room, "change", deal=deal, version="1", gift="0", string="shade", at_desk="yes")
    assert "Sent. The others are asked again." in said(answer)
    now = market.room.game.deals[deal]
    assert (now.version, now.terms.string) == (2, "shade")
    assert now.waiting == (market.other.id, market.third.id)


def test_a_change_of_nothing_comes_back_as_it_was(market: Market) -> None:
    deal = proposed_to_me(market)
    answer = press(market.room, "change", deal=deal, version="1", gift="0", string="half", at_desk="yes")
    assert answer.status_code == 409
    assert "Nothing was changed yet." in said(answer)
    assert 'value="half" checked' in answer.text


def test_a_change_without_any_gift_says_that_somebody_must_give(market: Market) -> None:
    deal = proposed_to_me(market)
    answer = press(market.room, "change", deal=deal, version="1", string="shade", at_desk="yes")
    assert answer.status_code == 409
    assert "Somebody must give something" in said(answer)
    assert 'name="gift" value="0">' in answer.text


def test_a_change_of_words_that_changed_meanwhile_comes_back_with_the_gifts_of_the_new_words(market: Market) -> None:
    deal = proposed_to_me(market)
    press(market.room, "change", deal=deal, version="1", gift="0", give="kind:seed", string="half", at_desk="yes")
    market.room.sit(market.other.id)
    answer = press(market.room, "change", deal=deal, version="1", gift="0", string="shade", at_desk="yes")
    assert answer.status_code == 409
    assert "The words changed while you read." in said(answer)
    assert re.findall(r'name="gift" value="(\d)"( checked)?', answer.text) == [("0", " checked"), ("1", " checked")]
    assert 'value="shade" checked' in answer.text


def test_one_can_go_on_without_somebody_who_does_not_answer(market: Market) -> None:
    deal = proposed_to_me(market)
    press(market.room, "answer", deal=deal, version="1", yes="yes")
    answer = press(market.room, "drop-party", deal=deal, party=market.third.id)
    assert "Agreed" in said(answer)
    assert market.room.game.deals[deal].terms.parties == (market.other.id, market.giver.id)


def test_a_deal_that_is_not_mine_is_refused(market: Market) -> None:
    deal = proposed_to_me(market)
    stranger = next(one for one in market.room.game.seated(1) if one.id != market.giver.id)
    market.room.sit(stranger.id)
    before = market.room.game.seq
    for verb in ("answer", "withdraw", "take-back", "not-me", "repair", "break", "drop-party", "pledge", "change"):
        fields = {"deal": deal, "version": "1", "yes": "yes", "words": "", "party": market.third.id, "level": "do"}
        answer = press(market.room, verb, at_desk="yes", **fields)
        assert answer.status_code == 409, verb
    assert market.room.game.seq == before


# --- A deal that holds ------------------------------------------------------------------------------------------------


def test_that_was_not_me_undoes_a_fresh_handshake(market: Market) -> None:
    deal = shaken(market)
    market.room.sit(market.other.id)
    assert "Undone." in said(press(market.room, "not-me", deal=deal))
    assert market.room.game.deals[deal].state is DealState.VOIDED


def test_a_deal_can_be_left(market: Market) -> None:
    deal = shaken(market)
    assert "You left it." in said(press(market.room, "take-back", deal=deal))
    assert market.room.game.deals[deal].state is DealState.LEFT


def test_a_deal_in_doubt_is_repaired(market: Market) -> None:
    deal = shaken(market)
    market.room.do(SendEvent(card="frost"))
    assert "It stands again." in said(press(market.room, "repair", deal=deal, words="We meet", at_desk="yes"))
    assert market.room.game.deals[deal].repair == "We meet"


def test_a_deal_in_doubt_is_given_up(market: Market) -> None:
    deal = shaken(market)
    market.room.do(SendEvent(card="frost"))
    assert "Given up." in said(press(market.room, "break", deal=deal))
    assert market.room.game.deals[deal].state is DealState.BROKEN


def test_a_deal_that_nobody_doubts_needs_no_repair_and_the_words_are_kept(market: Market) -> None:
    answer = press(market.room, "repair", deal=shaken(market), words="We meet", at_desk="yes")
    assert answer.status_code == 409
    assert 'value="We meet"' in answer.text


# --- Who does it, and looking back ------------------------------------------------------------------------------------


def test_a_lead_is_named_by_badge_and_says_yes(room: Served) -> None:
    market = at_market(room, "doing")
    idea = room.game.tables[1].idea
    mate = next(one for one in room.game.seated(1) if one.id != market.giver.id)
    assert "That person is asked now." in said(press(room, "name-lead", idea=idea, badge=mate.badge, at_desk="yes"))
    room.sit(mate.id)
    assert press(room, "answer-lead", idea=idea, yes="yes").status_code == 200
    assert views.idea_view(room.game, room.game.ideas[idea]).lead_answer is True


def test_a_lead_with_an_unknown_badge_comes_back_with_what_was_typed(room: Served) -> None:
    at_market(room, "doing")
    answer = press(room, "name-lead", idea=room.game.tables[1].idea, badge="8Q", at_desk="yes")
    assert answer.status_code == 422
    assert "Nobody wears the badge 8Q." in said(answer)
    assert 'value="8Q"' in answer.text


def test_the_first_step_is_written_with_what_is_asked_of_others(room: Served) -> None:
    at_market(room, "doing")
    idea = room.game.tables[1].idea
    fields: dict[str, str | list[str]] = {"first_step": "Dig", "date": "May", "asks": ["hands", "rain"]}
    assert press(room, "delivery", idea=idea, at_desk="yes", **fields).status_code == 200
    now = room.game.ideas[idea]
    assert (now.first_step, now.date, now.asks) == ("Dig", "May", ("hands", "rain"))


def test_the_first_step_of_another_table_is_not_ours_to_write(room: Served) -> None:
    market = at_market(room, "doing")
    answer = press(room, "delivery", idea=market.idea, first_step="Dig", date="", at_desk="yes")
    assert answer.status_code == 409
    assert "This belongs to another table." in said(answer)
    assert 'value="Dig"' in answer.text


def test_listeners_want_to_help_or_no_longer(room: Served) -> None:
    market = at_market(room, "telling")
    press(room, "help", idea=market.idea, wants="yes")
    assert room.game.ideas[market.idea].helpers == (market.giver.id,)
    press(room, "help", idea=market.idea, wants="no")
    assert room.game.ideas[market.idea].helpers == ()


def test_looking_back_goes_from_question_to_question(room: Served) -> None:
    market = at_market(room, "fire")
    second = press(room, "reflect", question="helped", chips=["talk"], text="", at_desk="yes")
    assert "One line?" in said(second)
    third = press(room, "reflect", question="line", text="I listened.", may_quote="yes", at_desk="yes")
    assert "Your secret aim" in said(third)
    fourth = press(room, "secret", got="partly", at_desk="yes")
    assert "On Monday" in said(fourth)
    last = press(room, "monday", text="Call Bea", at_desk="yes")
    assert "That is all. Thank you." in said(last)
    me = player(room, market.giver.id)
    assert me.reflections["helped"].chips == ("talk",)
    assert (me.reflections["line"].text, me.reflections["line"].may_quote) == ("I listened.", True)
    assert (me.got_secret, me.monday) == ("partly", "Call Bea")


def test_an_answer_without_anything_in_it_comes_back(room: Served) -> None:
    at_market(room, "fire")
    answer = press(room, "reflect", question="line", text=" ", may_quote="yes", at_desk="yes")
    assert answer.status_code == 422
    assert "Write your words first." in said(answer)
    assert 'name="may_quote" value="yes" checked' in answer.text


def test_a_pledge_says_what_a_deal_is_worth_in_real_life(room: Served) -> None:
    market = at_market(room)
    deal = shaken(market)
    room.advance_to("fire")
    assert press(room, "pledge", deal=deal, level="talk").status_code == 200
    assert player(room, market.giver.id).pledges[deal] is PledgeLevel.TALK
    answer = press(room, "pledge", deal=deal, level="gold")
    assert answer.status_code == 422
    assert "Choose one of the three answers." in said(answer)


# --- The facilitator --------------------------------------------------------------------------------------------------


def test_a_table_calls_and_anybody_there_takes_it_back(market: Market) -> None:
    assert "The facilitator sees it." in said(press(market.room, "call", what="help"))
    call = market.room.game.tables[market.giver.table].call
    assert call is not None
    assert (call.what, call.answer) == (CallFor.HELP, None)
    mate = next(mate for mate in market.room.game.seated(market.giver.table) if mate.id != market.giver.id)
    market.room.sit(mate.id)
    assert "Taken back." in said(press(market.room, "take-back-call"))
    call = market.room.game.tables[market.giver.table].call
    assert call is not None
    assert call.answer is CallAnswer.TAKEN_BACK


def test_a_second_press_of_a_call_says_that_the_table_called_already(market: Market) -> None:
    assert press(market.room, "call", what="time").status_code == 200
    seq = market.room.game.seq
    again = press(market.room, "call", what="time")
    assert again.status_code == 409
    assert "Your table called already." in said(again)
    assert market.room.game.seq == seq


def test_the_same_press_of_a_call_counts_once(market: Market) -> None:
    pressed = fresh_id()
    first, second = (press(market.room, "call", what="help", command_id=pressed) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert "The facilitator sees it." in said(second)


def test_before_the_first_step_nobody_can_be_called(room: Served) -> None:
    room.sit(room.join("Ada", 1))
    assert "Need the facilitator?" not in region(room.client.get("/play").text, "now")
    answer = press(room, "call", what="help")
    assert answer.status_code == 409
    assert "The game has not begun yet." in said(answer)


def test_a_call_that_waits_for_nobody_cannot_be_taken_back(market: Market) -> None:
    answer = press(market.room, "take-back-call")
    assert answer.status_code == 409
    assert "waits for nobody" in said(answer)


def test_without_script_a_call_leads_back_to_the_first_panel(market: Market) -> None:
    answer = market.room.client.post(
        "/play/call", data={"what": "help"}, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False
    )
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("#panel-now")


# --- Everything that can go wrong -------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", sorted(MOVES))
def test_a_form_without_its_fields_is_refused_in_words_and_changes_nothing(market: Market, verb: str) -> None:
    before = market.room.game.seq
    answer = press(market.room, verb)
    if verb == "consent":
        assert answer.status_code == 200
        return
    assert answer.status_code == (409 if verb == "take-back-call" else 422)
    assert 'role="alert"' in answer.text
    assert market.room.game.seq == before


@pytest.mark.parametrize("verb", sorted(MOVES))
def test_a_form_full_of_nonsense_is_refused_in_words_and_changes_nothing(market: Market, verb: str) -> None:
    before = market.room.game.seq
    names = "role step card pick need idea deal party version yes covers wants question got level table badge naming"
    fields = dict.fromkeys(
        (*names.split(), "title", "name", "line", "text", "words", "first_step", "date"), "\x00<i>%\ud7ff" * 90
    )
    answer = press(market.room, verb, **fields)
    assert answer.status_code in {409, 422}
    assert 'role="alert"' in answer.text
    assert "<i>" not in answer.text
    assert market.room.game.seq == before


def test_an_unknown_action_says_so(market: Market) -> None:
    assert press(market.room, "win").status_code == 404


def test_a_file_instead_of_text_counts_as_nothing(market: Market) -> None:
    before = market.room.game.seq
    answer = market.room.client.post("/play/rename", files={"name": ("a.txt", b"Ada")}, headers=HTMX)
    assert answer.status_code == 422
    assert market.room.game.seq == before


def test_the_same_press_sent_again_gets_its_first_answer_and_is_done_once(room: Served) -> None:
    room.sit(room.join("Ada", 1))
    room.advance_to("bed")
    fields = {"command_id": fresh_id(), "title": "Bed", "line": "", "at_desk": "yes"}
    first, second = press(room, "idea", **fields), press(room, "idea", **fields)
    assert (first.status_code, second.status_code) == (200, 200)
    assert room.game.ideas[room.game.tables[1].idea].rev == 1


def test_a_change_sent_again_gets_its_first_answer_though_the_gifts_have_other_places_now(market: Market) -> None:
    gifts = [Gift(giver=market.giver.id, kind=kind) for kind in ("ladder", "seed")]
    terms = Terms(parties=(market.other.id, market.giver.id), gifts=tuple(gifts))
    market.room.do(Propose(player=market.other.id, idea=market.idea, terms=terms), by=market.other.id)
    deal = next(reversed(market.room.game.deals))
    fields = {"command_id": fresh_id(), "deal": deal, "version": "1", "gift": "1", "string": "", "at_desk": "yes"}
    first, second = press(market.room, "change", **fields), press(market.room, "change", **fields)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.text == second.text
    assert market.room.game.deals[deal].version == 2
    assert market.room.game.deals[deal].terms.gifts == (gifts[1],)


def test_a_handshake_sent_again_gets_its_first_answer_though_the_other_wears_another_badge_now(market: Market) -> None:
    fields = market.fields(stage="yes")
    first = press(market.room, "shake", **fields)
    market.room.do(MovePlayer(player=market.other.id, table=1))
    assert market.room.game.by_badge(market.other.badge) is None
    second = press(market.room, "shake", **fields)
    assert (first.status_code, second.status_code) == (200, 200)
    assert "Agreed. Number 1 on the map." in said(second)
    assert len(market.room.game.deals) == 1


def test_a_refusal_sent_again_is_the_same_refusal(market: Market) -> None:
    fields = market.fields(stage="yes", need="kind:song")
    first = press(market.room, "shake", **fields)
    market.room.do(MovePlayer(player=market.other.id, table=1))
    second = press(market.room, "shake", **fields)
    assert (first.status_code, second.status_code) == (409, 409)
    assert "You have no Song to give." in said(second)


def test_an_id_that_was_used_for_another_action_is_refused(market: Market) -> None:
    deal, same = proposed_to_me(market), fresh_id()
    press(market.room, "answer", command_id=same, deal=deal, version="1", yes="yes")
    before = market.room.game.seq
    answer = press(market.room, "withdraw", command_id=same, deal=deal, version="1", yes="yes")
    assert answer.status_code == 409
    assert "This was sent before with other words." in said(answer)
    assert market.room.game.seq == before


def test_an_action_sent_again_after_it_was_undone_brings_no_receipt(market: Market) -> None:
    fields = market.fields(stage="yes")
    press(market.room, "shake", **fields)
    market.room.do(Undo(seq=market.room.game.seq))
    assert not market.room.game.deals
    for script in (True, False):
        answer = press(market.room, "shake", script=script, **fields)
        assert answer.status_code == (200 if script else 303)
        assert "Agreed" not in answer.text
    assert "Agreed" not in said(market.room.client.get(answer.headers["location"]))


def test_an_id_that_was_used_for_other_words_is_refused_and_the_words_are_kept(room: Served) -> None:
    room.sit(room.join("Ada", 1))
    room.advance_to("bed")
    same = fresh_id()
    press(room, "idea", command_id=same, title="Bed", line="", at_desk="yes")
    before = room.game.seq
    answer = press(room, "idea", command_id=same, title="Another bed", line="", at_desk="yes")
    assert answer.status_code == 409
    assert "This was sent before with other words." in said(answer)
    assert 'value="Another bed"' in answer.text
    assert room.game.seq == before


def test_an_id_that_cannot_be_kept_is_refused_in_words(room: Served) -> None:
    room.sit(room.join("Ada", 1))
    answer = press(room, "rename", command_id="x" * 65, name="Eve", at_desk="yes")
    assert answer.status_code == 422
    assert 'value="Eve"' in answer.text


def test_what_cannot_be_saved_stays_in_the_form(room: Served) -> None:
    ada = room.join("Ada", 1)
    room.sit(ada)
    assert room.client.portal is not None
    room.client.portal.call(room.app.state.house.rooms.close)
    answer = press(room, "rename", name="Eve", at_desk="yes")
    assert answer.status_code == 503
    assert "This could not be saved." in said(answer)
    assert 'value="Eve"' in answer.text
    assert player(room, ada).name == "Ada"


def test_after_the_close_an_action_is_kept_for_the_facilitator(market: Market) -> None:
    market.room.do(CloseGame())
    answer = press(market.room, "shake", stage="yes", **market.fields())
    assert "The game is over. This is kept, and the facilitator can let it in." in said(answer)
    assert not market.room.game.deals
    assert len(market.room.game.late) == 1


def test_without_script_an_action_leads_back_to_its_panel_with_a_receipt(market: Market) -> None:
    answer = press(market.room, "shake", script=False, stage="yes", **market.fields())
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/play?done={market.room.game.seq}#panel-deals"
    assert "Agreed. Number 1 on the map." in said(market.room.client.get(answer.headers["location"]))


def test_without_script_the_receipt_has_the_number_of_ones_own_deal(market: Market) -> None:
    mine = press(market.room, "shake", script=False, stage="yes", **market.fields()).headers["location"]
    gift = Gift(giver=market.third.id, kind=next(iter(market.third.purse)))
    terms = Terms(parties=(market.third.id, market.giver.id), gifts=(gift,))
    idea = market.room.game.tables[1].idea
    market.room.do(ShakeHands(player=market.third.id, idea=idea, terms=terms), by=market.third.id)
    theirs = f"/play?done={market.room.game.seq}"
    assert "Agreed. Number 1 on the map." in said(market.room.client.get(mine))
    assert 'class="receipt' not in market.room.client.get(theirs).text


def test_without_script_the_question_for_the_other_is_a_whole_page(market: Market) -> None:
    answer = press(market.room, "shake", script=False, stage="check", **market.fields())
    assert answer.status_code == 200
    assert "<html" in answer.text
    assert "is that what you said?" in said(answer)


def test_without_script_looking_back_goes_on_too(room: Served) -> None:
    at_market(room, "fire")
    answer = press(room, "reflect", script=False, question="helped", chips="talk", text="", at_desk="yes")
    assert (answer.status_code, answer.headers["location"]) == (303, "/play?desk=reflect")
    assert "One line?" in said(room.client.get("/play?desk=reflect"))


def test_a_refused_button_says_only_why(market: Market) -> None:
    answer = press(market.room, "keep", role="nobody")
    assert "<form" not in answer.text
    assert 'class="receipt is-wrong" role="alert"' in answer.text


def test_somebody_who_was_named_may_say_no(room: Served) -> None:
    market = at_market(room, "doing")
    idea = room.game.tables[1].idea
    mate = next(one for one in room.game.seated(1) if one.id != market.giver.id)
    room.do(NameLead(player=mate.id, idea=idea, lead=market.giver.id), by=mate.id)
    assert press(room, "answer-lead", idea=idea, yes="no").status_code == 200
    assert views.idea_view(room.game, room.game.ideas[idea]).lead_answer is False


def test_all_four_at_a_table_can_say_yes_from_their_phones(room: Served) -> None:
    seated = table(room, 1)
    assert [player(room, name).badge for name in seated] == ["1A", "1B", "1C", "1D"]


def test_a_yes_by_the_others_shows_on_the_next_page(market: Market) -> None:
    deal = proposed_to_me(market)
    market.room.do(AnswerDeal(player=market.third.id, deal=deal, version=1, yes=True), by=market.third.id)
    assert "said yes" in said(market.room.client.get("/play"))
