"""The rules' table of contents: a command against the game as it stands gives events, or a refusal. It changes nothing."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import assert_never

from game import bargaining, debrief, happenings, seating, sheets, spotlight, steps, voting
from game import commands as ask
from game import events as happened
from game.checking import typed_words
from game.events import Decision
from game.evolve import evolve
from game.refused import Refused, Why, refuse
from game.scenario import Words
from game.state import Game, Status
from game.words import TEXT, TITLE, checked

_NEVER_LATE = (ask.ChangeTable, ask.ChangePart, ask.Practise, ask.ChooseHosting, ask.SortCard, ask.Vote)
"""What means nothing any more after the close, so that nobody has to admit it."""


def decide(game: Game, command: ask.Command, now: datetime, seed: int) -> Decision:
    """What would happen. ``now`` is in UTC; every draw comes from ``seed``, but for what a step deals: that comes from the
    game's id. `Undo` and `AdmitLate` need the entries themselves, so the history decides them."""
    rng = Random(seed)
    if isinstance(command, ask.PlayerCommand):
        return _by_player(game, command, now, rng)
    match command:
        case ask.CreateGame() | ask.Undo() | ask.AdmitLate():
            return refuse(Why.NOT_NOW)
        case ask.Join():
            if game.status is Status.CLOSED:
                return refuse(Why.GAME_CLOSED)
            return _seated(game, seating.join(game, command, now, rng), now)
        case ask.Tell():
            return _tell(command)
        case ask.CheckWords(ref=ref, shows=shows):
            if all(words.ref != ref for words in typed_words(game)):
                return refuse(Why.UNKNOWN, what="words", name=ref)
            return (happened.WordsChecked(ref=ref, shows=shows),)
        case ask.ChooseScene(scene=scene):
            return (happened.SceneChosen(scene=scene),)
        case ask.Publish():
            return steps.publish(game, now)
    if game.status is Status.CLOSED:
        return refuse(Why.GAME_CLOSED)
    return _act(game, command, now, rng)


def _act(game: Game, command: ask.Act, now: datetime, rng: Random) -> Decision:
    """What a facilitator may do while the game is open."""
    if isinstance(command, ask.MovePlayer | ask.FreeSeat | ask.Redeal) and not _is_seated(game, command.player):
        return refuse(Why.UNKNOWN, what="player", name=command.player)
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


def _by_player(game: Game, command: ask.PlayerCommand, now: datetime, rng: Random) -> Decision:
    """What a seated player may do. After the close it is kept with what it would have done, for the facilitator to admit."""
    if not _is_seated(game, command.player):
        return refuse(Why.UNKNOWN, what="player", name=command.player)
    if isinstance(command, ask.Rename):
        return seating.rename(game, command)
    if isinstance(command, ask.ChangeConsent):
        return seating.change_consent(game, command)
    if game.status is Status.CLOSED and isinstance(command, _NEVER_LATE):
        return refuse(Why.GAME_CLOSED)
    decided = _in_play(game, command, now, rng)
    if game.status is not Status.CLOSED or isinstance(decided, Refused):
        return decided
    return (happened.LateKept(late=f"l{game.seq + 1}", player=command.player, events=decided, at=now),)


def _seated(game: Game, decided: Decision, now: datetime) -> Decision:
    """Somebody sits down, perhaps the first at a table that was dealt a ready-made idea before."""
    if isinstance(decided, Refused) or not any(step.ready_made for step in game.run_sheet.steps):
        return decided
    for event in decided:
        game = evolve(game, event)
    return (*decided, *sheets.ready_for_late(game, now))


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
        case ask.Rename() | ask.ChangeConsent():
            return refuse(Why.NOT_NOW)
        case _:
            assert_never(command)


def _tell(command: ask.Tell) -> Decision:
    """The facilitator's words that open the report; each may stay empty."""
    told: list[Words] = []
    for field, text, most in (
        ("headline", command.headline, 2 * TITLE),
        ("turning_point", command.turning_point, TEXT),
        ("surprise", command.surprise, TEXT),
        ("refusal", command.refusal, TEXT),
    ):
        words = checked(text, field, most, may_be_empty=True)
        if isinstance(words, Refused):
            return words
        told.append(words)
    headline, turning_point, surprise, refusal = told
    return (happened.Told(headline=headline, turning_point=turning_point, surprise=surprise, refusal=refusal),)
