"""The checks notice: with any one guard taken out, the evenings of `test_game_properties` are no longer all well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from game import (
    bargaining,
    checking,
    dealing,
    editing,
    evolve,
    happenings,
    history,
    ideas,
    moderating,
    repairs,
    seating,
    shapes,
    sheets,
    steps,
    views,
    voting,
)
from game import events as happened
from game import map as drawing
from game.commands import Command
from game.refused import Refused, Why, refuse
from game.scenario import Words
from game.state import Game, Hand, Part, Reflection
from tests import evenings
from tests.evenings import first_wrong

_SEEDS = range(120)

_Patch = Callable[[Any, str, Any], None]


def test_with_every_guard_in_place_the_same_seeds_are_well() -> None:
    assert first_wrong(range(6)) == ""


def _none(*_: Any, **__: Any) -> None:
    return None


def _without_purses(patch: _Patch) -> None:
    patch(bargaining, "why_not_now", _none)


def _without_met_needs(patch: _Patch) -> None:
    patch(ideas.Need, "is_open", property(lambda _: True))


def _without_versions(patch: _Patch) -> None:
    """Every yes is the last one."""
    patch(bargaining, "_why_not_agreed", _none)
    patch(evenings.Deal, "waiting", property(lambda deal: deal.terms.parties[-1:]))


def _with_a_card_twice(patch: _Patch) -> None:
    real = dealing.deal_hands

    def twice(*given: Any) -> tuple[tuple[int, Hand], ...]:
        return tuple((table, replace(hand, cards=hand.cards[:1] * 2)) for table, hand in real(*given))

    patch(steps, "deal_hands", twice)
    patch(seating, "deal_hands", twice)


def _with_one_badge(patch: _Patch) -> None:
    patch(seating, "free_letter", lambda *_: "A")


def _with_one_label(patch: _Patch) -> None:
    for module in (sheets, bargaining, history):
        patch(module, "next_label", lambda game, table: str(table))


def _with_labels_by_counting(patch: _Patch) -> None:
    """As it was once: wrong only after an undo."""

    def counted(game: Game, table: int) -> str:
        at_home = sum(1 for idea in game.ideas.values() if idea.table == table)
        return f"{table}{'' if not at_home else chr(ord('a') + at_home)}"

    for module in (sheets, bargaining, history):
        patch(module, "next_label", counted)


def _with_one_number(patch: _Patch) -> None:
    patch(bargaining, "next_number", lambda _: 1)


def _with_any_parties(patch: _Patch) -> None:
    patch(bargaining, "_checked_terms", lambda _, terms: terms)


def _without_a_look_at_what_an_undo_breaks(patch: _Patch) -> None:
    patch(history, "_in_the_way", lambda *_: ())


def _with_everything_late_admitted(patch: _Patch) -> None:
    patch(history, "broken", lambda _: ())


def _without_lapsing(patch: _Patch) -> None:
    patch(steps, "close", lambda _, now: (happened.GameClosed(at=now),))


def _with_copies_taken_from_purses(patch: _Patch) -> None:
    patch(happenings, "spent", lambda *_: 0)


def _with_full_tables_removed(patch: _Patch) -> None:
    patch(seating, "remove_table", lambda _, command: (happened.TableRemoved(table=command.table),))


def _with_plans_without_limits(patch: _Patch) -> None:
    patch(sheets, "cost", lambda *_: 0)


def _with_characters_kept_by_givers(patch: _Patch) -> None:
    patch(seating, "has_given", lambda *_: False)


def _with_names_of_people_under_16(patch: _Patch) -> None:
    def named(_: Game, command: Any) -> Any:
        return (happened.ConsentChanged(player=command.player, naming=command.naming, film=command.film),)

    patch(seating, "change_consent", named)


def _with_watchers_as_parties(patch: _Patch) -> None:
    real = bargaining._checked_terms

    def terms(game: Game, said: Any) -> Any:
        players = {player.id: replace(player, part=Part.PLAYER) for player in game.players.values()}
        return real(replace(game, players=players), said)

    patch(bargaining, "_checked_terms", terms)


def _with_parts_changed_by_parties(patch: _Patch) -> None:
    def change(_: Game, command: Any, __: Any) -> Any:
        return (happened.PartChanged(player=command.player, part=command.part),)

    patch(seating, "change_part", change)


def _with_characters_for_who_watches(patch: _Patch) -> None:
    patch(Game, "players_who_play", Game.seated)


def _with_cards_sent_while_they_are_on(patch: _Patch) -> None:
    real = happenings.send_event
    patch(happenings, "send_event", lambda game, *asked: real(replace(game, sent=()), *asked))


def _with_cards_that_go_on_after_the_close(patch: _Patch) -> None:
    patch(steps, "end_all", lambda *_: ())


def _with_doubling_without_end(patch: _Patch) -> None:
    real = bargaining.matched_gifts

    def matched(game: Game, *asked: Any) -> Any:
        return real(replace(game, sent=tuple(replace(sent, matched=()) for sent in game.sent)), *asked)

    patch(bargaining, "matched_gifts", matched)


def _with_answers_of_anybody(patch: _Patch) -> None:
    real = happenings.answer_aloud

    def answer(game: Game, command: Any, now: Any) -> Any:
        asked = tuple(replace(sent, concerns=(command.player,)) for sent in game.sent)
        return real(replace(game, sent=asked), command, now)

    patch(happenings, "answer_aloud", answer)


def _with_as_many_refusals_as_one_likes(patch: _Patch) -> None:
    patch(happenings, "may_refuse", lambda game, _: happenings.on(game))


def _with_outcomes_of_nothing_known(patch: _Patch) -> None:
    def enter(_: Game, command: Any, now: Any) -> Any:
        return (happened.OutcomeEntered(card=command.card, ideas=command.ideas, people=command.people, at=now),)

    patch(happenings, "enter_outcome", enter)


def _with_as_many_dots_as_one_likes(patch: _Patch) -> None:
    real = voting.vote

    def vote(game: Game, command: Any) -> Any:
        sheets_ = tuple(
            replace(sheet, steps=tuple(replace(step, dots=99) for step in sheet.steps))
            for sheet in game.scenario.run_sheets
        )
        return real(replace(game, scenario=replace(game.scenario, run_sheets=sheets_)), command)

    patch(voting, "vote", vote)


def _with_errors_in_words(patch: _Patch) -> None:
    def strict(text: str, *_: Any, **__: Any) -> Words:
        text.encode()
        return Words(text)

    for module in (seating, sheets, bargaining, editing, happenings):
        patch(module, "checked", strict)


def _with_a_decision_that_changes_the_game(patch: _Patch) -> None:
    real = evenings.Play.do

    def do(play: evenings.Play, command: Command) -> Any:
        said = real(play, command)
        if isinstance(said, Refused):
            play.history = replace(play.history, game=replace(play.game, published=9))
        return said

    patch(evenings.Play, "do", do)


def _with_a_decision_that_writes_into_the_game(patch: _Patch) -> None:
    real = seating.rename

    def rename(game: Game, command: Any) -> Any:
        game.players[command.player].reflections["?"] = Reflection(question="?")  # type: ignore[index]
        return real(game, command)

    patch(seating, "rename", rename)


def _with_a_codec_that_forgets(patch: _Patch) -> None:
    def shorter(event: Any) -> Any:
        return replace(event, may_quote=False) if isinstance(event, happened.Reflected) else event

    real = evenings.decode
    patch(evenings, "decode", lambda data: tuple(shorter(event) for event in real(data)))


def _with_entries_named_without_need(patch: _Patch) -> None:
    patch(history, "_needed", lambda _, __, ___, found, ____: found)
    real = history._breaking
    patch(history, "_breaking", lambda games: real(games) if len(games) < 3 else 2)


def _with_an_undo_of_less_than_was_asked(patch: _Patch) -> None:
    real = history.History._decide_undo
    patch(history.History, "_decide_undo", lambda kept, asked, now: real(kept, asked[:1], now))


def _with_merges_in_a_row(patch: _Patch) -> None:
    def merge(game: Game, command: Any) -> Any:
        if command.idea not in game.ideas or command.into not in game.ideas:
            return refuse(Why.UNKNOWN)
        return (happened.IdeasMerged(idea=command.idea, into=command.into),)

    patch(moderating, "merge_ideas", merge)


def _with_minutes_of_any_number(patch: _Patch) -> None:
    patch(steps, "plan_minutes", lambda _, command: (happened.StepsPlanned(minutes=command.minutes),))


def _with_two_ideas_moved_to_one_table(patch: _Patch) -> None:
    def moved(game: Game, idea: Any, table: Any) -> Game:
        return replace(game, tables={**game.tables, table.number: replace(table, idea=idea.id)})

    patch(evolve, "_idea_moved", moved)


def _with_characters_swapped_by_givers(patch: _Patch) -> None:
    patch(repairs, "has_given", lambda *_: False)


def _with_characters_given_to_who_watches(patch: _Patch) -> None:
    def give(_: Game, command: Any) -> Any:
        return (happened.CharacterKept(player=command.player, role="singer", purse=()),)

    patch(repairs, "give_character", give)


def _with_one_badge_for_a_whole_merge(patch: _Patch) -> None:
    patch(repairs, "free_letter", lambda *_: "A")


_RULES = (
    _with_entries_named_without_need,
    _with_an_undo_of_less_than_was_asked,
    _with_merges_in_a_row,
    _with_minutes_of_any_number,
    _with_two_ideas_moved_to_one_table,
    _with_characters_swapped_by_givers,
    _with_characters_given_to_who_watches,
    _with_one_badge_for_a_whole_merge,
    _without_purses,
    _without_met_needs,
    _without_versions,
    _with_a_card_twice,
    _with_one_badge,
    _with_one_label,
    _with_labels_by_counting,
    _with_one_number,
    _with_any_parties,
    _without_a_look_at_what_an_undo_breaks,
    _with_everything_late_admitted,
    _without_lapsing,
    _with_copies_taken_from_purses,
    _with_full_tables_removed,
    _with_plans_without_limits,
    _with_characters_kept_by_givers,
    _with_names_of_people_under_16,
    _with_watchers_as_parties,
    _with_parts_changed_by_parties,
    _with_characters_for_who_watches,
    _with_cards_sent_while_they_are_on,
    _with_cards_that_go_on_after_the_close,
    _with_doubling_without_end,
    _with_answers_of_anybody,
    _with_as_many_refusals_as_one_likes,
    _with_outcomes_of_nothing_known,
    _with_as_many_dots_as_one_likes,
    _with_errors_in_words,
    _with_a_decision_that_changes_the_game,
    _with_a_decision_that_writes_into_the_game,
    _with_a_codec_that_forgets,
)


@pytest.mark.parametrize("without", _RULES, ids=lambda without: without.__name__.strip("_"))
def test_a_rule_that_is_gone_is_missed(monkeypatch: pytest.MonkeyPatch, without: Callable[[_Patch], None]) -> None:
    without(monkeypatch.setattr)
    assert first_wrong(_SEEDS, sample_every=160)


# --- Confidential ----------------------------------------------------------------------------------------------------


def _names(game: Game) -> tuple[str, ...]:
    return tuple(player.name for player in game.seated())


def _wall_with_names(patch: _Patch) -> None:
    real = views.wall
    patch(views, "wall", lambda game: replace(real(game), say=_names(game)))


def _wall_with_unchecked_words(patch: _Patch) -> None:
    patch(views, "is_shown", lambda *_: True)


def _map_with_unchecked_words(patch: _Patch) -> None:
    patch(drawing, "shows_idea", lambda *_: True)


def _lists_with_proposals(patch: _Patch) -> None:
    patch(views, "public_ideas", lambda game: tuple(game.ideas.values()))


def _lists_with_names(patch: _Patch) -> None:
    real = views.idea_view

    def named(game: Game, idea: Any, *at: int) -> shapes.IdeaView:
        return replace(real(game, idea, *at), by=game.players[idea.by].name if idea.by else "")

    patch(views, "idea_view", named)


def _phones_with_hidden_words(patch: _Patch) -> None:
    patch(checking, "is_hidden", lambda *_: False)


def _tables_with_everybody(patch: _Patch) -> None:
    real = views.table

    def table(game: Game, number: int) -> shapes.TableView:
        mates = tuple(mate for other in game.tables for mate in real(game, other).mates)
        return replace(real(game, number), mates=mates)

    patch(views, "table", table)


def _deals_of_everybody(patch: _Patch) -> None:
    def deals(game: Game, player: str) -> shapes.DealsView:
        return shapes.DealsView(deals=tuple(views.deal_view(game, deal, player) for deal in game.deals.values()))

    patch(views, "deals", deals)


def _me_with_all_roles(patch: _Patch) -> None:
    real = views.me
    patch(views, "me", lambda game, player: replace(real(game, player), offered=game.scenario.roles))


def _mates_with_secrets(patch: _Patch) -> None:
    real = views.table

    def table(game: Game, number: int) -> shapes.TableView:
        mates = tuple(
            replace(mate, role=game.scenario.role(game.players[mate.id].role).secret if mate.role else "")
            for mate in real(game, number).mates
        )
        return replace(real(game, number), mates=mates)

    patch(views, "table", table)


def _console_with_roles(patch: _Patch) -> None:
    real = views.console

    def console(kept: history.History) -> shapes.ConsoleView:
        return replace(real(kept), script=tuple(role.secret for role in kept.game.scenario.roles))

    patch(views, "console", console)


def _console_with_entries(patch: _Patch) -> None:
    patch(views, "_about", lambda _, event: repr(event))


def _badge_with_secret(patch: _Patch) -> None:
    real = views.who_wears

    def who_wears(game: Game, badge: str) -> Any:
        found = real(game, badge)
        role = game.players[found.id].role if found else ""
        return replace(found, role=game.scenario.role(role).secret) if found and role else found

    patch(views, "who_wears", who_wears)


def _headlines_before_the_check(patch: _Patch) -> None:
    patch(views, "_headlines", lambda game: tuple(headline.text for headline in game.headlines))


def _stage_before_the_check(patch: _Patch) -> None:
    patch(views, "shows_idea", lambda *_: True)


def _refusals_that_were_hidden(patch: _Patch) -> None:
    real = views.for_phones
    patch(views, "for_phones", lambda game, idea, *at: replace(real(game, idea, *at), refusals=idea.refusals))


def _methods_that_were_hidden(patch: _Patch) -> None:
    real = views.for_phones
    patch(views, "for_phones", lambda game, idea, *at: replace(real(game, idea, *at), picks=idea.picks))


def _pledges_of_everybody(patch: _Patch) -> None:
    def met(game: Game, deal: Any, _: str) -> Any:
        return tuple(party for party in deal.terms.parties if deal.id in game.players[party].pledges), None

    patch(views, "_met", met)


def _totals_of_a_vote_that_is_on(patch: _Patch) -> None:
    real = views.results
    patch(views, "results", lambda game: real(replace(game, step_index=-1)))


def _votes_of_the_table(patch: _Patch) -> None:
    real = views._vote

    def vote(game: Game, who: Any) -> Any:
        found = real(game, who)
        cast = game.votes.get(found.step, {}) if found else {}
        return (
            replace(found, is_sent=any(game.players[player].table == who.table for player in cast)) if found else None
        )

    patch(views, "_vote", vote)


def _purses_of_the_table(patch: _Patch) -> None:
    real = views.table

    def table(game: Game, number: int) -> shapes.TableView:
        mates = tuple(
            replace(mate, role=f"{mate.role} {sum(game.players[mate.id].purse.values())}")
            for mate in real(game, number).mates
        )
        return replace(real(game, number), mates=mates)

    patch(views, "table", table)


def _a_view_that_raises(patch: _Patch) -> None:
    real = views.now
    patch(views, "now", lambda game, player: real(replace(game, tables={}), player))
    patch(views, "_gold", lambda game, who: game.tables[who.table])


_LEAKS = (
    _wall_with_names,
    _wall_with_unchecked_words,
    _map_with_unchecked_words,
    _lists_with_proposals,
    _lists_with_names,
    _phones_with_hidden_words,
    _tables_with_everybody,
    _deals_of_everybody,
    _me_with_all_roles,
    _mates_with_secrets,
    _console_with_roles,
    _console_with_entries,
    _badge_with_secret,
    _headlines_before_the_check,
    _stage_before_the_check,
    _refusals_that_were_hidden,
    _methods_that_were_hidden,
    _pledges_of_everybody,
    _totals_of_a_vote_that_is_on,
    _votes_of_the_table,
    _purses_of_the_table,
    _a_view_that_raises,
)


@pytest.mark.parametrize("leak", _LEAKS, ids=lambda leak: leak.__name__.strip("_"))
def test_a_view_that_shows_too_much_is_noticed(monkeypatch: pytest.MonkeyPatch, leak: Callable[[_Patch], None]) -> None:
    leak(monkeypatch.setattr)
    said = first_wrong(_SEEDS)
    assert " shows Q" in said or " raised " in said or " tells what " in said, said
