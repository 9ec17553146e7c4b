"""The rules' table of contents: a command against the game as it stands gives events, or a refusal. It changes nothing."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import assert_never

from game import (
    bargaining,
    debrief,
    editing,
    happenings,
    moderating,
    repairs,
    seating,
    sheets,
    spotlight,
    steps,
    talk,
    voting,
)
from game import commands as ask
from game import events as happened
from game.checking import to_check
from game.events import Decision, Event
from game.evolve import evolve
from game.refused import Refused, Why, refuse
from game.state import Game, Status

_NEVER_LATE = (
    ask.ChangeTable,
    ask.ChangePart,
    ask.Practise,
    ask.ChooseHosting,
    ask.SortCard,
    ask.Vote,
    ask.CallFacilitator,
    ask.TakeBackCall,
)
"""What means nothing any more after the close, so that nobody has to admit it."""
_AS_ONESELF = (ask.Reflect, ask.PledgeDeal)
"""What people say with the badge off: no bell ends it, and nobody has to admit it. New words are checked all the same."""


def decide(game: Game, command: ask.Command, now: datetime, seed: int) -> Decision:
    """What would happen. ``now`` is in UTC; every draw comes from ``seed``, but for what a step deals: that comes from the
    game's id. `Undo` and `AdmitLate` need the entries themselves, so the history decides them."""
    rng = Random(seed)
    if isinstance(command, ask.PlayerCommand):
        return _by_player(game, command, now, rng)
    match command:
        case ask.CreateGame() | ask.Undo() | ask.AdmitLate() | ask.FreeNewest():
            return refuse(Why.NOT_NOW)
        case ask.Join():
            if game.status is Status.CLOSED:
                return refuse(Why.GAME_CLOSED)
            return _seated(game, seating.join(game, command, now, rng), now)
        case ask.Tell():
            return editing.tell(command)
        case ask.CheckWords():
            return moderating.check(game, command)
        case ask.ShowHarmless():
            return moderating.show_harmless(game)
        case ask.EditWords():
            return moderating.edit(game, command)
        case ask.TrustTable():
            return moderating.trust(game, command)
        case ask.MergeIdeas():
            return moderating.merge_ideas(game, command)
        case ask.SizeRoom():
            return steps.size_room(game, command)
        case ask.Ring():
            return (happened.Rang(at=now),)
        case ask.ChooseScene(scene=scene):
            return (happened.SceneChosen(scene=scene),)
        case ask.SendMessage():
            return talk.send_message(game, command, now)
        case ask.AddMedia():
            return editing.add_media(game, command)
        case ask.RemoveMedia():
            return editing.remove_media(game, command)
        case ask.AddNextStep():
            return editing.add_next_step(game, command)
        case ask.RemoveNextStep():
            return editing.remove_next_step(game, command)
        case ask.LeaveOut():
            return editing.leave_out(game, command)
        case ask.PlaceTension():
            return editing.place_tension(game, command, now)
        case ask.Publish():
            return editing.publish(game, command, now)
        case ask.Unpublish():
            return editing.unpublish(game, now)
        case ask.ShelveReport():
            return editing.shelve(game, command, now)
    if game.status is Status.CLOSED:
        return refuse(Why.GAME_CLOSED)
    acted = _act(game, command, now, rng)
    return acted if isinstance(acted, Refused) else (*acted, *_trusted(game, acted))


def _act(game: Game, command: ask.Act, now: datetime, rng: Random) -> Decision:
    """What a facilitator may do while the game is open."""
    named = _named(command)
    if not all(_is_seated(game, player) for player in named):
        return refuse(Why.UNKNOWN, what="player", name=next(name for name in named if not _is_seated(game, name)))
    match command:
        case ask.NextStep():
            return steps.next_step(game, command, now)
        case ask.BackStep():
            return steps.back_step(game, command, now)
        case ask.PauseClock():
            return steps.pause(game, command, now)
        case ask.ResumeClock():
            return steps.resume(game, now)
        case ask.AddMinutes():
            return steps.add_minutes(game, command, now)
        case ask.PlanMinutes():
            return steps.plan_minutes(game, command)
        case ask.SetEnd():
            return steps.set_end(game, command, now)
        case ask.GiveTable():
            return talk.give_table(game, command, now)
        case ask.AddTable():
            if len(game.tables) >= seating.MOST_TABLES:
                return refuse(Why.ROOM_FULL)
            return seating.open_table(game)
        case ask.RemoveTable():
            return seating.remove_table(game, command)
        case ask.MovePlayer():
            return _seated(game, seating.move(game, command.player, command.table), now)
        case ask.FreeSeat():
            return seating.free(command)
        case ask.Redeal():
            return seating.redeal(game, command, rng)
        case ask.SwapPlayers():
            return repairs.swap_players(game, command)
        case ask.MergeTables():
            return _seated(game, repairs.merge_tables(game, command), now)
        case ask.SplitTable():
            return _seated(game, repairs.split_table(game, command), now)
        case ask.SwapCharacters():
            return repairs.swap_characters(game, command)
        case ask.GiveCharacter():
            return repairs.give_character(game, command)
        case ask.DealMissing():
            return repairs.deal_missing(game, rng)
        case ask.SeatOnPaper():
            return _seated(game, repairs.seat_on_paper(game, command, now, rng), now)
        case ask.PutOnPaper():
            return repairs.put_on_paper(game, command)
        case ask.SetDoor():
            return repairs.set_door(game, command)
        case ask.AnswerFor():
            return repairs.answer_for(game, command, now)
        case ask.AnswerCall():
            return talk.answer_call(game, command, now)
        case ask.OrderTables():
            return spotlight.order_tables(game, command)
        case ask.SendEvent():
            return happenings.send_event(game, command, now)
        case ask.EndEvent():
            return happenings.end_event(game, command, now)
        case ask.EnterOutcome():
            return happenings.enter_outcome(game, command, now)
        case ask.CallTable():
            return spotlight.call_table(game, command, now)
        case ask.SetCost():
            return sheets.set_cost(game, command)
        case ask.EnterSpoken():
            return bargaining.enter_spoken(game, command, now)
        case ask.VoidDeal():
            return bargaining.void_deal(game, command, now)
        case ask.CloseGame():
            return steps.close(game, now)
        case _:
            return refuse(Why.NOT_NOW)


def _named(command: ask.Act) -> tuple[str, ...]:
    """The players that an act names: they must have a seat."""
    match command:
        case (
            ask.MovePlayer(player=player)
            | ask.FreeSeat(player=player)
            | ask.Redeal(player=player)
            | ask.GiveCharacter(player=player)
            | ask.AnswerFor(player=player)
        ):
            return (player,)
        case ask.SwapPlayers(one=one, other=other) | ask.SwapCharacters(one=one, other=other):
            return (one, other)
        case _:
            return ()


def _by_player(game: Game, command: ask.PlayerCommand, now: datetime, rng: Random) -> Decision:
    """What a seated player may do. After the close it is kept with what it would have done, for the facilitator to admit."""
    if command.player not in game.players:
        return refuse(Why.UNKNOWN, what="player", name=command.player)
    if isinstance(command, ask.Erase):
        return debrief.erase(game, command)
    if isinstance(command, ask.WithdrawWords):
        return debrief.withdraw_words(game, command)
    if not _is_seated(game, command.player):
        return refuse(Why.UNKNOWN, what="player", name=command.player)
    if isinstance(command, ask.Rename):
        return seating.rename(game, command)
    if isinstance(command, ask.ChangeConsent):
        return seating.change_consent(game, command)
    if isinstance(command, _AS_ONESELF):
        return _in_play(game, command, now, rng)
    if game.status is Status.CLOSED and isinstance(command, _NEVER_LATE):
        return refuse(Why.GAME_CLOSED)
    decided = _in_play(game, command, now, rng)
    if isinstance(decided, Refused):
        return decided
    if game.status is not Status.CLOSED:
        return (*decided, *_trusted(game, decided))
    return (happened.LateKept(late=f"l{game.seq + 1}", player=command.player, events=decided, at=now),)


def _seated(game: Game, decided: Decision, now: datetime) -> Decision:
    """Somebody sits down, perhaps the first at a table that was dealt a ready-made idea before."""
    if isinstance(decided, Refused) or not any(step.ready_made for step in game.run_sheet.steps):
        return decided
    for event in decided:
        game = evolve(game, event)
    return (*decided, *sheets.ready_for_late(game, now))


def _trusted(game: Game, decided: tuple[Event, ...]) -> tuple[Event, ...]:
    """What words of a trusted table are shown because of this. What waited before goes on waiting."""
    if not any(table.is_trusted for table in game.tables.values()):
        return ()
    waited = frozenset(words.ref for words in to_check(game))
    for event in decided:
        game = evolve(game, event)
    return moderating.shown_by_trust(game, but_not=waited)


def _is_seated(game: Game, player: str) -> bool:
    return player in game.players and not game.players[player].is_freed


def _in_play(game: Game, command: ask.PlayerCommand, now: datetime, rng: Random) -> Decision:
    match command:
        case ask.ChangePart():
            return seating.change_part(game, command, rng)
        case ask.Practise():
            return seating.practise(game, command, now)
        case ask.ChooseHosting():
            return seating.choose_hosting(game, command)
        case ask.ChangeTable():
            return _seated(game, seating.change_table(game, command), now)
        case ask.KeepCharacter():
            return seating.keep_character(game, command)
        case ask.ChooseCard():
            return sheets.choose_card(game, command)
        case ask.SortCard():
            return sheets.sort_card(game, command)
        case ask.WriteIdea():
            return sheets.write_idea(game, command, now)
        case ask.PickMethod():
            return sheets.pick_method(game, command)
        case ask.WriteMethod():
            return sheets.write_method(game, command)
        case ask.DropMethod():
            return sheets.drop_method(game, command)
        case ask.CoverNeed():
            return sheets.cover_need(game, command)
        case ask.NameLead():
            return sheets.name_lead(game, command)
        case ask.AnswerLead():
            return sheets.answer_lead(game, command)
        case ask.SetDelivery():
            return sheets.set_delivery(game, command)
        case ask.OfferHelp():
            return sheets.offer_help(game, command)
        case ask.AnswerAloud():
            return happenings.answer_aloud(game, command, now)
        case ask.RefuseIdea():
            return happenings.refuse_idea(game, command, now)
        case ask.AnswerRefusal():
            return happenings.answer_refusal(game, command, now)
        case ask.FileHeadline():
            return happenings.file_headline(game, command, now)
        case ask.Vote():
            return voting.vote(game, command)
        case ask.Propose():
            return bargaining.propose(game, command, now)
        case ask.ShakeHands():
            return bargaining.shake_hands(game, command, now)
        case ask.AnswerDeal():
            return bargaining.answer(game, command, now)
        case ask.AskChange():
            return bargaining.ask_change(game, command, now)
        case ask.DropParty():
            return bargaining.drop_party(game, command, now)
        case ask.Withdraw():
            return bargaining.withdraw(game, command, now)
        case ask.NotMe():
            return bargaining.not_me(game, command, now)
        case ask.TakeBack():
            return bargaining.take_back(game, command, now)
        case ask.Repair():
            return bargaining.repair(game, command, now)
        case ask.BreakDeal():
            return bargaining.break_deal(game, command, now)
        case ask.PledgeDeal():
            return bargaining.pledge_deal(game, command)
        case ask.Reflect():
            return debrief.reflect(game, command)
        case ask.TellSecret():
            return debrief.tell_secret(game, command)
        case ask.SetMonday():
            return debrief.set_monday(game, command)
        case ask.CallFacilitator():
            return talk.call_facilitator(game, command, now)
        case ask.TakeBackCall():
            return talk.take_back_call(game, command, now)
        case ask.Rename() | ask.ChangeConsent() | ask.WithdrawWords() | ask.Erase():
            return refuse(Why.NOT_NOW)
        case _:
            assert_never(command)
