"""Paper: who may print, how many sheets there are, and that a sheet holds what the table's phones hold and no more."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from facilitator.printing import (
    CUTS,
    DEALS_ON_A_SHEET,
    MARK,
    PRINTS,
    RECOVERY,
    Badge,
    badges,
    cards,
    cast,
    characters,
    events,
    idea_sheets,
    table_signs,
    tag_counts,
    tags,
)
from game import commands as ask
from game import events as happened
from game.checking import idea_ref, string_ref
from game.dealing import OFFER
from game.scenario import Purse, Scenario, StepKind, Words
from game.state import Pick
from tests.given import Play, gift, market, terms
from tests.served import CODE, Served, served
from tests.tiny import tiny_scenario


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A server whose client leads a game for 24 people."""
    with served(tmp_path, expected=24) as made:
        made.lead()
        yield made


def _words(html: str) -> str:
    """A page as people read it."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def _pages() -> list[str]:
    return ["/lead/print", *(f"/lead/print/{what}" for what in PRINTS)]


# --- Who may print ----------------------------------------------------------------------------------------------------


def test_only_the_facilitator_may_print(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        room.sit(room.join("Ada"))
        for path in _pages():
            answer = room.client.get(path)
            assert answer.status_code == 403
            assert "This page is for the facilitator." in answer.text
        room.lead()
        assert all(room.client.get(path).status_code == 200 for path in _pages())


def test_a_page_of_another_game_is_refused(room: Served) -> None:
    assert room.client.get("/lead/print?game=g1").status_code == 200
    for path in _pages():
        assert room.client.get(f"{path}?game=g2").status_code == 403


def test_what_cannot_be_printed_is_said_in_words(room: Served) -> None:
    answer = room.client.get("/lead/print/posters")
    assert answer.status_code == 404
    assert "There is nothing of that name to print." in answer.text


def test_the_console_leads_there(room: Served) -> None:
    assert '<a class="button button-small" href="/lead/print?game=g1">Print</a>' in room.client.get("/lead").text


# --- The pages --------------------------------------------------------------------------------------------------------


def test_the_index_says_what_each_is_and_how_many_sheets_on_what_paper(room: Served) -> None:
    page = room.client.get("/lead/print").text
    items = re.findall(r'<li class="card print-item" id="([^"]+)">(.*?)</li>', page, re.DOTALL)
    assert [what for what, _ in items if what != RECOVERY] == list(PRINTS)
    for what, item in items:
        assert f'href="/lead/print/{what}?game=g1"' in item
        sheets = room.client.get(f"/lead/print/{what}").text.count('<section class="paper ')
        assert re.search(rf"\b{sheets} sheets?\b", _words(item)), (what, sheets, _words(item))
        assert sheets == (len(PRINTS[what](room.game)) if what in PRINTS else 1)
        assert re.search(r"A[34]", item)
        assert _words(item).count(". ") >= 1


def test_every_page_can_be_printed_with_a_button_that_needs_script_and_has_a_way_back(room: Served) -> None:
    for what in PRINTS:
        page = room.client.get(f"/lead/print/{what}").text
        assert re.search(r'<button [^>]*id="print-now" type="button" hidden>Print this page</button>', page)
        assert '<script src="/static/print.js" defer></script>' in page
        assert 'href="/lead/print?game=g1"' in page
        assert '<link rel="stylesheet" href="/static/print.css">' in page
        assert " style=" not in page
        assert "<script>" not in page


def test_24_people_need_so_many_sheets(room: Served) -> None:
    counts = {what: len(make(room.game)) for what, make in PRINTS.items()}
    assert (counts["idea-sheet"], counts["badges"], counts["table-signs"]) == (4, 3, 4)
    assert counts["characters"] == 24 * OFFER // 4
    assert counts["tags"] == -(-sum(count for _, count in tag_counts(room.game)) // 24)


def test_game_money_looks_like_no_money(room: Served) -> None:
    for path in _pages():
        assert not re.search(r"[£$€]|&pound;", room.client.get(path).text)


def test_secrets_stand_on_the_character_cards_and_nowhere_else(room: Served) -> None:
    secret = room.game.scenario.roles[0].secret
    for path in _pages():
        assert (secret in room.client.get(path).text) == path.endswith("/characters")


def test_every_type_of_sheet_has_its_paper() -> None:
    styles = (Path(__file__).parent.parent / "web/static/print.css").read_text()
    named = dict(re.findall(r"@page (\w+) \{ size: ([^;]+);", styles))
    assert named["sheet"] == "A3 landscape"
    assert {size for name, size in named.items() if name != "sheet"} == {"A4 portrait"}
    assert set(re.findall(r"\bpage: (\w+)", styles)) == set(named)


@pytest.mark.parametrize("what", CUTS)
def test_all_marks_to_cut_along_lie_around_things_that_fit_the_paper(what: str) -> None:
    cut = CUTS[what]
    right = cut.left + cut.columns * cut.width + (cut.columns - 1) * cut.gap_x
    low = cut.top + cut.rows * cut.height + (cut.rows - 1) * cut.gap_y
    assert cut.left >= 0
    assert right <= 210
    assert cut.top >= 0
    assert low <= 297
    corners = Counter(re.findall(r"M(\S+) (\S+?)[hv]", cut.marks))
    assert len(cut.marks.split("M")) - 1 == 8 * cut.columns * cut.rows
    assert {(f"{cut.left:g}", f"{cut.top:g}"), (f"{right:g}", f"{low:g}")} <= set(corners)
    assert cut.gap_x == 0 or cut.gap_x >= 2 * MARK


# --- The sheet of an idea ---------------------------------------------------------------------------------------------


def test_before_the_game_a_sheet_knows_only_its_table(room: Served) -> None:
    sheets = idea_sheets(room.game)
    assert [(sheet.table, sheet.label) for sheet in sheets] == [(1, "1"), (2, "2"), (3, "3"), (4, "4")]
    first = sheets[0]
    assert not (first.title or first.line or first.lead or first.first_step or first.date or first.from_card)
    assert [method.title for method in first.methods] == ["", "", ""]
    assert [len(method.lines) for method in first.methods] == [2, 2, 2]
    assert len(first.deals) == DEALS_ON_A_SHEET
    assert not any(row.number for row in first.deals)
    assert first.choices == (("Weather", ""),)
    assert first.asks == (("Two more hands", False), ("A rain barrel", False))


def test_an_empty_sheet_says_in_the_words_of_the_game_what_to_write(room: Served) -> None:
    words = _words(room.client.get("/lead/print/idea-sheet").text)
    for said in (
        *("Table 1 Circle Bed 1", "Title of our bed", "Weather", "Grew from (Dream)", "at most 5 points", "said yes"),
        *("Seed Ladder Song", "A song from pickers", "Two more hands", "Leave some shade · Half the fruit", "Initials"),
    ):
        assert said in words, said


def test_the_plan_offers_only_kinds_that_a_method_can_need() -> None:
    play = Play()
    scenario = play.game.scenario
    unsung = tuple(replace(card, needs=tuple(kind for kind in card.needs if kind != "song")) for card in scenario.cards)
    sheet = idea_sheets(replace(play.game, scenario=replace(scenario, cards=unsung)))[0]
    assert [kind.id for kind in sheet.methods[0].lines[0].kinds] == ["seed", "ladder"]


@pytest.fixture
def played() -> tuple[Play, dict[str, str]]:
    """A market in which table 1 has a plan, covers a ladder, and won a seed with a string and one of two songs."""
    play, who = market()
    own = play.game.tables[1].idea
    pick = "m900"
    _with_pick(play, own, pick)
    play.to("swap")
    play.shake(who["grower2"], own, gift(who["grower2"], "seed", f"{pick}.2"), string="shade", others=(who["picker1"],))
    play.shake(who["picker2"], own, gift(who["picker2"], "song", "mark.blessing.1"), others=(who["singer1"],))
    return play, who | {"own": own, "pick": pick}


def _with_pick(play: Play, idea: str, pick: str) -> None:
    """Table 1 chose to build a shed, which needs a ladder and a seed, and covers the ladder itself."""
    by = next(play.game.seated(1)).id
    play.happen(happened.MethodPicked(idea=idea, pick=pick, card="craft-2", when="soon", by=by))
    play.happen(happened.NeedCovered(idea=idea, need=f"{pick}.1", covers=True, by=by))
    assert play.idea(idea).picks == (Pick(id=pick, card="craft-2", when="soon", by=by),)


def test_a_running_game_fills_in_what_is_known(played: tuple[Play, dict[str, str]]) -> None:
    play, who = played
    play.to("doing")
    play.must(ask.NameLead(player=who["picker1"], idea=who["own"], lead=who["picker1"]))
    said = {"first_step": Words("Dig a hole"), "date": Words("In May"), "asks": ("rain",)}
    play.must(ask.SetDelivery(player=who["picker1"], idea=who["own"], **said))
    sheet = idea_sheets(play.game)[0]
    assert (sheet.title, sheet.line) == ("Bed 1", "We plant it at dawn.")
    assert (sheet.lead, sheet.has_said_yes) == (play.player(who["picker1"]).badge, True)
    assert (sheet.first_step, sheet.date) == ("Dig a hole", "In May")
    assert sheet.asks == (("Two more hands", False), ("A rain barrel", True))
    build = sheet.methods[0]
    assert (build.title, build.cost, build.when) == ("Build", "2", "soon")
    ladder, seed = build.lines
    assert (ladder.kinds[0].id, ladder.is_ours, ladder.can_be_ours, ladder.giver) == ("ladder", True, True, "")
    assert (seed.kinds[0].id, seed.is_ours, seed.can_be_ours) == ("seed", False, False)
    assert (seed.giver, seed.string) == (play.player(who["grower2"]).badge, "Leave some shade")
    assert [method.title for method in sheet.methods] == ["Build", "", ""]
    assert sheet.marks[0].givers == (play.player(who["picker2"]).badge, "")


def test_each_deal_has_a_row_with_its_number(played: tuple[Play, dict[str, str]]) -> None:
    play, who = played
    first, second, *empty = idea_sheets(play.game)[0].deals
    grower, picker = (play.player(who[name]).badge for name in ("grower2", "picker1"))
    assert (first.number, first.string, first.given) == (1, "Leave some shade", f"{grower} Seed")
    assert set(first.badges.split(", ")) == {grower, picker}
    assert (second.number, second.string) == (2, "")
    assert not any(row.number for row in empty)
    assert len(empty) == DEALS_ON_A_SHEET - 2


def test_a_deal_in_doubt_says_so_and_one_that_ended_is_gone(played: tuple[Play, dict[str, str]]) -> None:
    play, _ = played
    play.lead(ask.SendEvent(card="frost"))
    assert [row.is_in_doubt for row in idea_sheets(play.game)[0].deals[:2]] == [True, False]
    play.lead(ask.VoidDeal(deal=next(iter(play.game.deals))))
    assert [row.number for row in idea_sheets(play.game)[0].deals[:2]] == [2, 0]


def test_hidden_words_stand_on_their_own_tables_sheet_only(played: tuple[Play, dict[str, str]]) -> None:
    play, who = played
    own = terms(who["picker2"], gift(who["picker2"], "ladder"), others=(who["picker1"],), own_words="Only by moonlight")
    own = replace(own, string="own")
    play.must(ask.ShakeHands(player=who["picker2"], idea=who["own"], terms=own))
    deal = next(reversed(play.game.deals))
    assert "Only by moonlight" in {row.string for row in idea_sheets(play.game)[0].deals}
    idea = play.idea(who["own"])
    for ref in (idea_ref(idea.id, idea.rev), string_ref(deal, play.deal(deal).version)):
        play.lead(ask.CheckWords(ref=ref, shows=False))
    one, two = idea_sheets(play.game)
    assert one.title == "Bed 1"
    assert "Bed 1" not in repr(two)
    assert "Only by moonlight" not in repr((one, two))


def test_more_deals_than_rows_go_on_another_sheet(played: tuple[Play, dict[str, str]]) -> None:
    play, who = played
    play.happen(happened.PurseChanged(player=who["grower2"], purse=(("seed", DEALS_ON_A_SHEET + 1),)))
    for _ in range(DEALS_ON_A_SHEET):
        play.shake(who["grower2"], who["own"], gift(who["grower2"], "seed"), others=(who["picker1"],))
    one, more, two = idea_sheets(play.game)
    assert (one.is_more, more.is_more, two.table) == (False, True, 2)
    numbers = [row.number for sheet in (one, more) for row in sheet.deals if row.number]
    assert numbers == list(range(1, DEALS_ON_A_SHEET + 3))
    assert (more.label, more.title) == ("1", "Bed 1")


def test_an_idea_between_tables_has_a_sheet_of_its_own(played: tuple[Play, dict[str, str]]) -> None:
    play, who = played
    giver = who["picker1"]
    agreed = terms(giver, gift(giver, "ladder"), others=(who["picker2"],))
    play.must(ask.ShakeHands(player=giver, terms=agreed, title=Words("A shared gate"), line=Words("")))
    labels = [(sheet.table, sheet.label, sheet.title) for sheet in idea_sheets(play.game)]
    assert (1, "1b", "A shared gate") in labels
    assert len(labels) == 3
    shared = next(sheet for sheet in idea_sheets(play.game) if sheet.label == "1b")
    assert shared.choices == ()


def test_a_card_that_a_table_chose_stands_on_its_sheet(room: Served) -> None:
    player = room.join("Ada", table=2)
    room.advance_to("sky")
    room.do(ask.ChooseCard(player=player, step="sky", title=Words("Hail & wind"), text=Words("")), by=player)
    assert idea_sheets(room.game)[1].choices == (("Weather", "Hail & wind"),)
    assert "Hail &amp; wind" in room.client.get("/lead/print/idea-sheet").text


# --- Badges, tags, signs ----------------------------------------------------------------------------------------------


def test_there_is_a_badge_for_every_seat_ten_to_a_sheet(room: Served) -> None:
    sheets = badges(room.game)
    assert [len(sheet) for sheet in sheets] == [10, 10, 4]
    made = [badge for sheet in sheets for badge in sheet]
    assert len(set(made)) == 24
    assert made[:2] == [Badge(table=1, letter="A"), Badge(table=1, letter="B")]


def test_whoever_sits_down_finds_the_badge_that_was_printed() -> None:
    play = Play(table_size=12, expected=12)
    printed = {f"{badge.table}{badge.letter}" for sheet in badges(play.game) for badge in sheet}
    worn = {play.player(play.join(f"Person {number}")).badge for number in range(12)}
    assert worn == printed


def test_somebody_who_took_a_freed_seat_has_a_badge_too() -> None:
    play = Play(table_size=2, expected=2)
    first, _ = play.join("Ada"), play.join("Bea")
    play.lead(ask.FreeSeat(player=first))
    third = play.player(play.join("Cem")).badge
    assert third == "1C"
    assert [f"{badge.table}{badge.letter}" for badge in badges(play.game)[0]] == ["1A", "1B", "1C"]


def test_a_badge_has_room_for_a_name_a_character_and_the_dot(room: Served) -> None:
    page = room.client.get("/lead/print/badges").text
    badge = re.search(r'<li class="badge">.*?</li>', page, re.DOTALL)
    assert badge is not None
    assert _words(badge.group()) == "1A Name Character dot: do not film me"
    assert page.count("do not film me") == 24


def _few(**changes: dict[str, object]) -> Scenario:
    """The tiny pack with three characters: a picker (1 song), a grower (2 seeds) and a carpenter (1 ladder)."""
    purses = {"picker": ("song", 1), "grower": ("seed", 2), "carpenter": ("ladder", 1)}
    roles = tuple(
        replace(
            role,
            purse=(Purse(kind=kind, count=count),),
            **({"essential": False, "share": 1, "most_at_once": 0} | changes.get(role.id, {})),
        )
        for role in tiny_scenario().roles
        for kind, count in [purses.get(role.id, ("", 0))]
        if kind
    )
    return replace(tiny_scenario(), roles=roles)


def test_a_room_is_cast_as_evenly_as_the_pack_asks() -> None:
    assert cast(_few(), 6) == {"picker": 2, "grower": 2, "carpenter": 2}
    assert cast(_few(picker={"share": 3}), 10) == {"picker": 6, "grower": 2, "carpenter": 2}
    assert cast(_few(picker={"most_at_once": 1}), 7) == {"picker": 1, "grower": 3, "carpenter": 3}


def test_a_small_room_gets_the_characters_it_cannot_do_without() -> None:
    last = _few().roles[-1].id
    assert set(cast(_few(), 1)) != {last}
    assert set(cast(_few(**{last: {"essential": True}}), 1)) == {last}


def test_tags_are_counted_from_the_purses_by_what_happens_to_each_kind() -> None:
    """Nine people hold three of each: 6 seeds move, 3 ladders return for each of 2 markets, 3 songs are copied to 2 tables."""
    game = Play(_few(), expected=9, table_size=5).game
    assert [(kind.id, count) for kind, count in tag_counts(game)] == [("seed", 6), ("ladder", 6), ("song", 6)]
    more = Play(_few(), expected=45, table_size=23).game
    assert [len(sheet) for sheet in tags(more)] == [24, 24, 24, 24]
    made = Counter(kind.id if kind else "blank" for sheet in tags(more) for kind in sheet)
    assert made == {"seed": 30, "ladder": 30, "song": 30, "blank": 6}


def test_a_tag_says_what_it_is_from_whom_and_to_what(room: Served) -> None:
    page = room.client.get("/lead/print/tags").text
    first = re.search(r'<li class="tag-label">.*?</li>', page, re.DOTALL)
    assert first is not None
    assert _words(first.group()) == "Seed from to bed"
    made = sum(count for _, count in tag_counts(room.game))
    assert page.count('class="tag-kind"') == made
    assert page.count('class="tag-label"') == 24 * -(-made // 24)


def test_a_table_sign_shows_the_shape_the_number_and_how_to_join(room: Served) -> None:
    page = room.client.get("/lead/print/table-signs").text
    assert table_signs(room.game) == (1, 2, 3, 4)
    fourth = _words(page.partition('aria-label="Table 4"')[2])
    assert "Table 4 Kite" in fourth
    assert f"Scan to join or type {CODE[:-2]} {CODE[-2:]} 127.0.0.1:8000" in fourth
    from facilitator.wall import qr_path

    _, path = qr_path(room.app.state.house.links(room.room).join_url)
    assert page.count(path) == 2 * 4


# --- Cards ------------------------------------------------------------------------------------------------------------


def test_each_person_is_dealt_two_characters_and_the_first_sheets_are_a_whole_set() -> None:
    game = Play(expected=10).game
    made = [number for sheet in characters(game) for number, _ in sheet]
    assert len(made) == 10 * OFFER
    whole = [game.scenario.number_of(role) for role in game.scenario.roles]
    assert made[: len(whole)] == whole


@pytest.mark.parametrize("tables", [1, 3, 4])
def test_there_are_cards_for_a_hand_at_every_table_and_a_blank_where_tables_write_their_own(tables: int) -> None:
    game = Play(expected=6 * tables).game
    made = [paper for sheet in cards(game) for paper in sheet]
    of_type = Counter(paper.type.id for paper in made if paper.type and paper.card)
    for step in game.run_sheet.steps:
        if step.card_type and step.hand:
            assert of_type[step.card_type] >= tables * step.hand, step.id
            blanks = sum(1 for paper in made if paper.type and paper.type.id == step.card_type and not paper.card)
            assert blanks == (tables if step.kind in {StepKind.CHOOSE, StepKind.PLAN} else 0)
    assert of_type["tale"] == 1
    graft = next(paper for paper in made if paper.card and paper.card.id == "craft-1")
    assert [kind.id for kind in graft.needs] == ["seed"]


def test_event_cards_are_printed_once_each_and_apart(room: Served) -> None:
    printed = [paper.event for sheet in events(room.game) for paper in sheet]
    assert tuple(printed) == room.game.scenario.events
    assert "Frost" in room.client.get("/lead/print/events").text
    assert "Frost" not in room.client.get("/lead/print/cards").text
