"""The phone's page: what stands on it in every step, with and without script, and what must never stand on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from game.commands import (
    CloseGame,
    NameLead,
    PauseClock,
    Propose,
    Publish,
    SendEvent,
    SetMonday,
    ShakeHands,
    TellSecret,
)
from game.scenario import Words
from game.state import Gift, Terms
from tests.phones import at_market, gold, player, press, region, said
from tests.served import HTMX, Served, served
from web.players import DESKS, REGIONS

STEPS = ("tale", "who", "sky", "bed", "craft", "swap", "rest", "swap-2", "doing", "telling", "fire")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A room with two tables of six."""
    with served(tmp_path) as made:
        yield made


class _Labels(HTMLParser):
    """Which controls a page has, which have a name to read out, and which stand inside a pushed region."""

    def __init__(self) -> None:
        super().__init__()
        self.labelled: set[str] = set()
        self.controls: list[tuple[str, str, bool, bool]] = []
        self.headings: list[int] = []
        self._in_label = self._regions = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag == "label":
            self._in_label += 1
            self.labelled.add(has.get("for") or "")
        if tag == "section" and "region" in (has.get("class") or ""):
            self._regions += 1
        if tag in {"input", "select", "textarea"} and has.get("type") != "hidden":
            self.controls.append((tag, has.get("id") or "", self._in_label > 0, self._regions > 0))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        self._in_label -= tag == "label"
        self._regions -= tag == "section" and self._regions > 0


def read(page: str) -> _Labels:
    """The page as a parser sees it."""
    labels = _Labels()
    labels.feed(page)
    return labels


def test_every_step_has_a_page_with_ordered_headings_and_nothing_to_type_in_its_regions(room: Served) -> None:
    at_market(room, "craft")
    for step in STEPS[5:]:
        room.advance_to(step)
        page = room.client.get("/play")
        assert page.status_code == 200
        seen = read(page.text)
        assert not [control for control in seen.controls if control[3]]
        assert seen.headings[0] == 1
        assert all(after <= before + 1 for before, after in zip(seen.headings, seen.headings[1:], strict=False))


def test_the_header_names_the_table_the_badge_and_the_step(room: Served) -> None:
    room.sit(room.join("Ada", 2))
    room.advance_to("tale")
    page = room.client.get("/play").text
    assert "Table 2, badge <strong>2A</strong>" in page
    assert ">The tale</h1>" in page
    assert "data-clock" in region(page, "bar")


def test_a_paused_clock_says_so(room: Served) -> None:
    room.sit(room.join("Ada"))
    room.advance_to("tale")
    room.do(PauseClock())
    assert "Paused" in region(room.client.get("/play").text, "bar")


@pytest.mark.parametrize(
    ("step", "words"),
    [("sky", ["Choose this for our table", "Choose this for our table"]), ("bed", ["This is our bed"])],
)
def test_the_first_panel_asks_for_one_thing(room: Served, step: str, words: list[str]) -> None:
    ada = room.join("Ada")
    room.sit(ada)
    room.advance_to("who")
    press(room, "keep", role=player(room, ada).offered[0])
    assert gold(room.client.get("/play").text) == ["Seal it, to try it"]
    room.advance_to(step)
    assert gold(room.client.get("/play").text) == words


def test_two_characters_are_dealt_face_down_each_with_its_own_buttons(room: Served) -> None:
    room.sit(room.join("Ada"))
    room.advance_to("who")
    page = room.client.get("/play").text
    cards = re.findall(r'<article class="flip" [^>]*data-flip="(\w+)"', region(page, "now"))
    assert len(set(cards)) == 2
    assert '<div class="offers" data-offers>' in region(page, "now"), "else both would be in view at once"
    assert gold(page) == ["Turn the card", "Be this person"] * 2
    for place, card in enumerate(cards, start=1):
        assert f"Card {place} of 2, face down" in region(page, "now")
        assert f'name="role" value="{card}"' in region(page, "now")


@pytest.mark.parametrize(
    ("step", "words"),
    [("swap", ["Seal it"]), ("doing", ["Name who leads"]), ("fire", ["Next"]), ("telling", []), ("rest", [])],
)
def test_the_later_steps_ask_for_one_thing_too(room: Served, step: str, words: list[str]) -> None:
    at_market(room, step)
    assert gold(room.client.get("/play").text) == words


def test_an_answer_somebody_waits_for_comes_first_and_shows_on_the_tab(room: Served) -> None:
    market = at_market(room)
    gift = Gift(giver=market.giver.id, kind=market.kind, need=market.need)
    terms = Terms(parties=(market.other.id, market.giver.id), gifts=(gift,), string="half")
    room.do(Propose(player=market.other.id, idea=market.idea, terms=terms), by=market.other.id)
    page = room.client.get("/play").text
    assert gold(page) == ["Read and answer"]
    assert "1 to answer" in region(page, "asks")
    deals = region(page, "deals")
    for words in ("Needs your answer", "Half the fruit", "Yes, I am in", "Ask to change", "No, thanks", "would give"):
        assert words in deals
    assert deals.count("button-gold") == 1


def test_a_deal_whose_token_went_elsewhere_says_where(room: Served) -> None:
    market = at_market(room)
    gift = Gift(giver=market.giver.id, kind=market.kind)
    for _ in range(player(room, market.giver.id).purse[market.kind]):
        terms = Terms(parties=(market.giver.id, market.other.id), gifts=(gift,))
        room.do(ShakeHands(player=market.giver.id, idea=market.idea, terms=terms), by=market.giver.id)
    terms = Terms(parties=(market.third.id, market.giver.id), gifts=(gift,))
    room.do(Propose(player=market.third.id, idea=market.idea, terms=terms), by=market.third.id)
    page = room.client.get("/play").text
    assert "went to Bed 2" in " ".join(region(page, "deals").split())
    assert "button-gold" not in region(page, "deals")


def test_a_receipt_names_who_gives_what_and_offers_that_was_not_me_to_the_other(room: Served) -> None:
    market = at_market(room)
    press(room, "shake", stage="yes", **market.fields(string="shade"))
    mine = region(room.client.get("/play").text, "deals")
    assert "✓ Agreed, number 1" in mine
    assert "Leave some shade" in mine
    assert "That was not me" not in mine
    room.sit(market.other.id)
    theirs = region(room.client.get("/play").text, "deals")
    assert "That was not me" in theirs
    assert market.giver.badge in theirs


def test_every_state_of_a_deal_has_a_word_and_a_sign(room: Served) -> None:
    market = at_market(room)
    press(room, "shake", stage="send", **market.fields())
    assert "◷ Waiting" in region(room.client.get("/play").text, "deals")
    (deal,) = room.game.deals
    press(room, "withdraw", deal=deal)
    assert "↩ Taken back" in region(room.client.get("/play").text, "deals")


def test_lists_carry_what_the_phone_filters_by(room: Served) -> None:
    market = at_market(room)
    page = room.client.get("/play").text
    assert f'data-own-table="{market.giver.table}"' in page
    assert 'data-home-table="2"' in region(page, "lists")
    assert f'data-need="{market.kind}"' in region(page, "lists")
    assert f'data-held="{market.kind}"' in region(page, "purse")
    assert "data-filter" in page


def test_lines_that_ask_for_the_same_stand_together(room: Served) -> None:
    at_market(room)
    lists = region(room.client.get("/play").text, "lists")
    assert lists.count("A song from pickers") == 2
    assert "Song × 2" in lists


def test_lists_can_be_read_but_not_tapped_before_deals_are_open(room: Served) -> None:
    at_market(room, "craft")
    page = room.client.get("/play").text
    assert "Bed 2" in region(page, "lists")
    assert "/play/desk/shake" not in page


def test_an_event_card_is_on_every_phone(room: Served) -> None:
    at_market(room)
    room.do(SendEvent(card="mice"))
    now = region(room.client.get("/play").text, "now")
    assert "Mice eat what was kept." in now
    assert 'data-say="News for all: Mice."' in now


def test_somebody_who_is_named_is_asked(room: Served) -> None:
    market = at_market(room, "doing")
    mate = next(one for one in room.game.seated(1) if one.id != market.giver.id)
    room.do(NameLead(player=mate.id, idea=room.game.tables[1].idea, lead=market.giver.id), by=mate.id)
    assert gold(room.client.get("/play").text) == ["Yes, I lead it"]


def test_a_closed_game_thanks_and_leads_to_the_report_once_it_is_out(room: Served) -> None:
    room.sit(room.join("Ada"))
    room.advance_to("tale")
    room.do(CloseGame())
    assert "The game is over." in room.client.get("/play").text
    assert gold(room.client.get("/play").text) == []
    room.do(Publish())
    assert gold(room.client.get("/play").text) == ["Read the report"]


# --- Secrets ----------------------------------------------------------------------------------------------------------


def test_a_page_holds_no_secret_but_ones_own(room: Served) -> None:
    market = at_market(room)
    role = player(room, market.giver.id).role
    for address in ("/play", *(f"/play/desk/{desk}?idea={market.idea}&need={market.need}" for desk in sorted(DESKS))):
        page = room.client.get(address).text
        for other in room.game.scenario.roles:
            if other.id not in {role, *player(room, market.giver.id).offered}:
                assert other.secret not in page
    assert room.game.scenario.role(role).secret in room.client.get("/play").text


def test_what_a_room_or_a_table_shares_holds_nothing_of_one_person(room: Served) -> None:
    market = at_market(room)
    secret = room.game.scenario.role(player(room, market.giver.id).role).secret
    house = room.app.state.house
    for shared in REGIONS:
        if shared.audience == "player":
            continue
        page = house.live.filled(room.room, {shared.audience: "1" if shared.audience == "table" else ""})
        assert secret not in page.filled[shared.id]


def test_another_players_deal_cannot_be_opened(room: Served) -> None:
    market = at_market(room)
    press(room, "shake", stage="send", **market.fields(string="own", own_words="A canary"))
    (deal,) = room.game.deals
    stranger = next(one for one in room.game.seated(1) if one.id != market.giver.id)
    room.sit(stranger.id)
    for desk in ("change", "decline", "repair"):
        page = room.client.get(f"/play/desk/{desk}?deal={deal}")
        assert page.status_code == 200
        assert "is not there any more" in page.text
        assert "canary" not in page.text


# --- Desks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("desk", sorted(DESKS))
def test_a_desk_opens_as_a_piece_with_script_and_as_a_page_without(room: Served, desk: str) -> None:
    market = at_market(room, "fire")
    query = {"idea": market.idea, "need": market.need, "step": "sky", "from_card": "dream-1"}
    piece = room.client.get(f"/play/desk/{desk}", params=query, headers=HTMX)
    assert piece.status_code == 200
    assert "<html" not in piece.text
    assert 'id="desk-title"' in piece.text
    page = room.client.get("/play", params={"desk": desk, **query})
    assert page.status_code == 200
    assert 'id="desk-title"' in page.text
    for tag, name, is_inside_label, _ in read(page.text).controls:
        assert is_inside_label or name in read(page.text).labelled, (tag, name)


@pytest.mark.parametrize("desk", sorted(DESKS))
def test_a_desk_opens_before_its_step_and_for_things_that_are_not_there(room: Served, desk: str) -> None:
    room.sit(room.join("Ada"))
    for query in ({}, {"idea": "i99", "deal": "d99", "need": "x", "question": "none", "step": "zzz"}):
        assert room.client.get(f"/play/desk/{desk}", params=query, headers=HTMX).status_code == 200
        assert room.client.get("/play", params={"desk": desk, **query}).status_code == 200


def test_a_desk_that_is_not_there_says_so_and_the_page_opens_without_it(room: Served) -> None:
    room.sit(room.join("Ada"))
    assert room.client.get("/play/desk/nothing", headers=HTMX).status_code == 404
    assert room.client.get("/play?desk=nothing").status_code == 200


def test_a_desk_is_put_away(room: Served) -> None:
    room.sit(room.join("Ada"))
    assert "<form" not in room.client.get("/play/desk/none", headers=HTMX).text


def test_the_handshake_form_names_the_line_and_presets_no_string(room: Served) -> None:
    market = at_market(room)
    page = room.client.get(f"/play/desk/shake?idea={market.idea}&need={market.need}", headers=HTMX)
    assert "You give" in said(page)
    assert "Bed 2" in said(page)
    assert 'name="string" value="" checked' in page.text
    assert 'autocapitalize="characters"' in page.text
    assert page.text.count("button-gold") == 1


def test_a_line_of_our_own_list_says_that_they_give(room: Served) -> None:
    market = at_market(room)
    room.sit(market.other.id)
    assert "They give" in said(room.client.get(f"/play/desk/shake?idea={market.idea}&need={market.need}", headers=HTMX))


def test_an_idea_that_is_there_stands_in_its_form(room: Served) -> None:
    at_market(room)
    desk = room.client.get("/play/desk/idea", headers=HTMX).text
    assert 'value="Bed 1"' in desk
    assert "We plant.</textarea>" in desk


def test_a_change_says_what_it_was_before(room: Served) -> None:
    market = at_market(room)
    press(room, "shake", stage="send", **market.fields(string="half"))
    (deal,) = room.game.deals
    press(room, "change", deal=deal, version="1", gift="0", string="shade", at_desk="yes")
    room.sit(market.other.id)
    deals = said(room.client.get("/play"))
    assert "The words changed since it was sent. Read them now." in deals
    assert "Before it was" in deals
    assert "Half the fruit" in deals


def test_when_all_questions_are_answered_nothing_is_gold_and_pledges_are_open(room: Served) -> None:
    market = at_market(room)
    press(room, "shake", stage="yes", **market.fields())
    room.advance_to("fire")
    me = market.giver.id
    for question in ("helped", "line"):
        press(room, "reflect", question=question, text="Yes", at_desk="yes")
    room.do(TellSecret(player=me, got="yes"), by=me)
    room.do(SetMonday(player=me, text=Words("Plant")), by=me)
    page = room.client.get("/play").text
    assert gold(page) == []
    assert "That is all. Thank you." in said(room.client.get("/play"))
    for words in ("Only in the game", "Worth a talk", "We will do it"):
        assert words in region(page, "deals")


@pytest.mark.parametrize("done", ["<b>You won</b>", "DealAgreed", "0", "1", "-1", "²", "9" * 30, "999"])
def test_no_word_of_the_receipt_comes_from_the_address(room: Served, done: str) -> None:
    room.sit(room.join("Ada"))
    page = room.client.get("/play", params={"done": done})
    assert page.status_code == 200
    assert "You won" not in page.text
    assert 'class="receipt' not in page.text
