"""Proofreading of the pack that comes with the house: its words, its limits, and what it promises to its players."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pytest

from game.scenario import Card, EventCard, Role, RunSheet, Step, StepKind
from scenarios.loader import load

PACK = load("hub-for-london")
STEPS = [(f"{sheet.id}/{step.id}", step) for sheet in PACK.run_sheets for step in sheet.steps]

MOST_WORDS_IN_A_SENTENCE = 14
NOT_TEXT = {"id", "icon", "kind", "type", "side", "target", "token", "role", "rule", "pattern", "code", "stand_in"}
"""Fields that hold names, not words for people."""
ICONS = {
    *("lamp", "door", "cup", "megaphone", "pot", "book", "knot", "key", "sign"),
    *("jar", "clipboard", "pencil", "clock", "map", "case", "scales", "mask", "tower"),
}


def _texts(thing: object, way: str = "") -> Iterator[tuple[str, str]]:
    """Every text of the pack that somebody reads, with the way to it."""
    if isinstance(thing, tuple):
        for place, one in enumerate(thing):
            yield from _texts(one, f"{way}.{getattr(one, 'id', place)}")
    elif is_dataclass(thing):
        for field in fields(thing):
            if field.name not in NOT_TEXT:
                yield from _texts(getattr(thing, field.name), f"{way}.{field.name}")
    elif isinstance(thing, str):
        yield way, thing


def _sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.?:])\s+", text.strip()) if part]


def _words(text: str) -> list[str]:
    return re.findall(r"[\w'-]+", text)


TEXTS = list(_texts(PACK))
EVERYTHING: tuple[Role | Card | EventCard, ...] = (*PACK.roles, *PACK.cards, *PACK.events)


# --- Language ---------------------------------------------------------------------------------------------------------


def test_no_sentence_is_long() -> None:
    long = [
        (way, line) for way, text in TEXTS for line in _sentences(text) if len(_words(line)) > MOST_WORDS_IN_A_SENTENCE
    ]
    assert long == []


@pytest.mark.parametrize(
    "unwanted",
    [
        r"!",
        r"\w(n't|'ll|'re|'ve)\b",
        r"\b([Ii]t|[Tt]hat|[Hh]e|[Ss]he|[Ww]ho|[Ww]hat|[Tt]here|[Ll]et)'s\b",
        r"[$£€]|\b[Pp]ounds?\b|\bquid\b",
        r"\b[Pp]lease\b",
        r"\bstakeholders?\b|\bco-produc",
    ],
)
def test_no_text_has_words_that_do_not_belong_on_a_screen(unwanted: str) -> None:
    assert [(way, text) for way, text in TEXTS if re.search(unwanted, text)] == []


def test_no_card_says_what_another_says() -> None:
    titles = Counter(thing.title.casefold() for thing in EVERYTHING)
    assert [title for title, count in titles.items() if count > 1] == []
    texts = [way_text for thing in EVERYTHING for way_text in _texts(thing)]
    lines = Counter(text.casefold() for way, text in texts if len(_words(text)) > 3)
    assert [line for line, count in lines.items() if count > 1] == []


def test_no_eight_words_in_a_row_stand_on_two_cards() -> None:
    where: dict[tuple[str, ...], set[str]] = {}
    for thing in EVERYTHING:
        for _, text in _texts(thing):
            words = [word.casefold() for word in _words(text)]
            for place in range(len(words) - 7):
                where.setdefault(tuple(words[place : place + 8]), set()).add(thing.id)
    assert {words: cards for words, cards in where.items() if len(cards) > 1} == {}


def test_titles_and_texts_keep_inside_their_limits() -> None:
    for thing in EVERYTHING:
        assert len(thing.title) <= 32, thing.title
        text = thing.you_are if isinstance(thing, Role) else thing.text
        assert 5 <= len(_words(text)) <= 40, text
    for role in PACK.roles:
        for line in (role.want, role.will_not, role.say_first):
            assert 0 < len(_words(line)) <= 14, line
            assert len(_sentences(line)) == 1, line
    for card in PACK.cards:
        assert len(_words(card.ask)) <= 18 and len(_sentences(card.ask)) <= 1, card.ask
        assert len(_words(card.flaw)) <= 16 and len(_sentences(card.flaw)) <= 1, card.flaw


def test_most_texts_are_short() -> None:
    lengths = sorted(len(_words(card.text)) for card in PACK.cards)
    assert lengths[len(lengths) // 2] <= 20
    assert lengths[-1] <= 30


# --- Cards ------------------------------------------------------------------------------------------------------------


def test_the_pack_has_the_cards_it_promises() -> None:
    counts = {kind.id: len(PACK.cards_of(kind.id)) for kind in PACK.card_types}
    assert counts == {"background": 4, "challenge": 14, "idea": 24, "method": 24, "tension": 8, "test": 9}
    assert len(PACK.roles) == 16
    assert len(PACK.strings) == 7
    assert len(PACK.events) == 10


def test_every_kind_of_card_has_a_code_and_a_pattern_of_its_own() -> None:
    codes = {kind.id: kind.code for kind in PACK.card_types}
    assert codes == {"background": "B", "challenge": "CH", "idea": "ID", "method": "M", "tension": "T", "test": "Q"}
    assert (PACK.role_code, PACK.event_code) == ("C", "E")
    assert len({kind.pattern for kind in PACK.card_types}) == len(PACK.card_types)


def test_every_challenge_asks_and_every_idea_has_a_catch() -> None:
    for card in PACK.cards_of("challenge"):
        assert card.ask.endswith("?"), card.id
    for card in PACK.cards_of("idea"):
        assert card.flaw.startswith("But "), card.id


def test_every_method_says_what_it_costs_what_it_needs_and_when_it_goes_wrong() -> None:
    for card in PACK.cards_of("method"):
        assert card.flaw.startswith("It goes wrong when "), card.id
        assert 1 <= card.cost <= 3, card.id
        assert 1 <= len(card.needs) <= 3, card.id


def test_every_need_can_be_met_by_at_least_four_roles() -> None:
    for kind in {kind for card in PACK.cards for kind in card.needs}:
        assert sum(any(line.kind == kind and line.count for line in role.purse) for role in PACK.roles) >= 4


def test_a_tension_has_two_ends_and_one_question() -> None:
    for card in PACK.cards_of("tension"):
        assert len(set(card.ends)) == 2, card.id
        assert all(len(_words(end)) <= 5 for end in card.ends), card.ends
        assert card.text.count("?") == 1 and card.text.endswith("?"), card.id


def test_a_test_question_asks_something() -> None:
    for card in PACK.cards_of("test"):
        assert "?" in card.text, card.id


# --- Characters -------------------------------------------------------------------------------------------------------


def test_every_character_can_win_want_refuse_and_begin_to_talk() -> None:
    for role in PACK.roles:
        assert "You win if " in role.secret, role.id
        assert role.will_not.startswith("You will not "), role.id
        assert role.want and role.say_first and role.you_are
        assert role.icon in ICONS, role.icon
    assert len({role.icon for role in PACK.roles}) == len(PACK.roles)


def test_every_character_has_something_to_lend_in_every_market() -> None:
    """What is lent comes back for the next market; what moves may all be gone by then."""
    for role in PACK.roles:
        lends = sum(line.count for line in role.purse if line.kind == "sharing")
        assert len(role.lends) == lends >= 1, role.id


def test_every_purse_is_held_by_two_characters_worth_the_same() -> None:
    sorts = Counter(
        (frozenset((line.kind, line.count) for line in role.purse), role.side == PACK.marks[0].side)
        for role in PACK.roles
    )
    assert all(count % 2 == 0 for count in sorts.values()), sorts


def test_whoever_is_against_somebody_has_them_against_them_too() -> None:
    against = {(role.id, other) for role in PACK.roles for other in role.against}
    assert against == {(other, role) for role, other in against}
    assert all(len(role.against) >= 2 for role in PACK.roles)


def test_only_the_press_is_press() -> None:
    assert [role.id for role in PACK.roles if role.is_press] == ["reporter"]


# --- Events -----------------------------------------------------------------------------------------------------------


def test_every_event_says_what_to_do_and_who_does_it_instead() -> None:
    for event in PACK.events:
        assert event.effects, event.id
        assert 3 <= event.minutes <= 6, event.id
        assert len(_words(event.do)) <= 24, event.do
        if event.role:
            assert event.without_role and event.stand_in, event.id


# --- Run sheets -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sheet", "minutes"), [("hub-90", 90), ("hub-60", 60), ("hub-120", 120)])
def test_a_run_sheet_lasts_as_long_as_it_says(sheet: str, minutes: int) -> None:
    assert sum(step.minutes for step in PACK.run_sheet(sheet).steps) == minutes
    assert str(minutes) in PACK.run_sheet(sheet).title


def _minutes(sheet: RunSheet) -> dict[str, int]:
    return {step.id: step.minutes for step in sheet.steps}


def test_the_long_evening_gives_more_time_to_ideas_markets_reports_and_the_debrief() -> None:
    usual, long = (_minutes(PACK.run_sheet(sheet)) for sheet in ("hub-90", "hub-120"))
    more = {step: minutes - usual.get(step, 0) for step, minutes in long.items() if minutes != usual.get(step, 0)}
    debrief = more.pop("line") + more.pop("reflect")
    assert (more, debrief) == ({"idea": 5, "market-1": 5, "market-2": 5, "report-back": 5}, 10)


def test_the_short_evening_has_one_market_and_an_idea_that_is_written_already() -> None:
    steps = PACK.run_sheet("hub-60").steps
    assert [step.minutes for step in steps if step.kind is StepKind.MARKET] == [12]
    assert [(step.ready_made, step.hand) for step in steps if step.kind is StepKind.IDEA] == [(True, 1)]
    assert not any(step.ready_made for name, step in STEPS if not name.startswith("hub-60"))


def test_the_debrief_is_protected_everywhere() -> None:
    for sheet in PACK.run_sheets:
        assert sheet.steps[-1].kind is StepKind.REFLECT
        assert sheet.steps[-1].protected
        assert all(step.kind in (StepKind.REFLECT, StepKind.BRIEF) for step in sheet.steps if step.protected)


def test_every_run_sheet_has_a_line_to_stand_on_and_deals_a_test_question() -> None:
    tensions = {card.id for card in PACK.cards_of("tension")}
    for sheet in PACK.run_sheets:
        assert 1 <= len(tensions & {card for step in sheet.steps for card in step.cards}) <= 2
        (deliver,) = (step for step in sheet.steps if step.kind is StepKind.DELIVER)
        assert (deliver.card_type, deliver.hand) == ("test", 1)


def test_the_debrief_asks_two_questions_to_tap_and_one_to_write() -> None:
    for sheet in PACK.run_sheets:
        asked = [PACK.question(question) for question in sheet.steps[-1].questions]
        assert [bool(question.chips) for question in asked] == [True, True, False]


@pytest.mark.parametrize(("name", "step"), STEPS)
def test_every_step_has_words_for_the_wall_and_for_the_facilitator(name: str, step: Step) -> None:
    assert 2 <= len(step.say) <= 3
    assert len(" ".join(step.say).split()) <= 25
    script = [line for part in step.script for line in _sentences(part)]
    assert 4 <= len(script) <= 6
    assert 1 <= len(step.if_flat) <= 2


# --- Before the day and in rehearsal ----------------------------------------------------------------------------------


def test_the_facilitator_is_told_how_to_lay_out_the_room_and_what_to_print() -> None:
    assert 5 <= len(PACK.room) <= 8
    assert 5 <= len(PACK.print_list) <= 8


def test_pretend_players_have_enough_to_say() -> None:
    pretend = PACK.pretend
    assert len(set(pretend.names)) == len(pretend.names) >= 60
    assert len(set(pretend.idea_titles)) >= 30
    assert len(set(pretend.idea_lines)) >= 30
    assert len(pretend.idea_lines) == len(pretend.first_steps) == len(pretend.idea_titles)
    assert len(set(pretend.refusals)) == len(set(pretend.headlines)) == 8
    assert len(set(pretend.methods)) == 6
    assert all(len(headline) <= 60 for headline in pretend.headlines)
    assert all(len(method) <= 32 for method in pretend.methods)
