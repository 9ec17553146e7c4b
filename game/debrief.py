"""Badge off: answers to the reflect questions, the secret told, a step for Monday."""

from __future__ import annotations

from game import commands as ask
from game import events as happened
from game.events import Decision
from game.feedback import own_words
from game.refused import Refused, Why, refuse
from game.scenario import StepKind
from game.state import Game
from game.words import LINE, TEXT, checked

GOT = ("yes", "partly", "no")


def reflect(game: Game, command: ask.Reflect) -> Decision:
    """Chips, a line, or both; not nothing."""
    if not game.has_opened(StepKind.REFLECT):
        return refuse(Why.NOT_OPEN_YET, what="reflect")
    question = next((known for known in game.scenario.questions if known.id == command.question), None)
    if question is None:
        return refuse(Why.UNKNOWN, what="question", name=command.question)
    known_chips = {chip.id for chip in question.chips}
    for chip in command.chips:
        if chip not in known_chips:
            return refuse(Why.UNKNOWN, what="chip", name=chip)
    text = checked(command.text, "text", TEXT, may_be_empty=bool(command.chips))
    if isinstance(text, Refused):
        return text
    return (
        happened.Reflected(
            player=command.player,
            question=question.id,
            chips=tuple(dict.fromkeys(command.chips)),
            text=text,
            may_quote=command.may_quote,
        ),
    )


def tell_secret(game: Game, command: ask.TellSecret) -> Decision:
    """Whether the secret aim was met."""
    if not game.has_opened(StepKind.REFLECT):
        return refuse(Why.NOT_OPEN_YET, what="reflect")
    if not game.players[command.player].role:
        return refuse(Why.NOT_NOW)
    if command.got not in GOT:
        return refuse(Why.UNKNOWN, what="answer", name=command.got)
    return (happened.SecretTold(player=command.player, got=command.got),)


def withdraw_words(game: Game, command: ask.WithdrawWords) -> Decision:
    """Words that the player typed, alone or with the table. They stay where their author reads them."""
    if command.ref not in {words.ref for words in own_words(game, game.players[command.player])}:
        return refuse(Why.UNKNOWN, what="words", name=command.ref)
    if (command.ref in game.withdrawn) is command.is_withdrawn:
        return refuse(Why.ALREADY_ANSWERED)
    return (happened.WordsWithdrawn(player=command.player, ref=command.ref, is_withdrawn=command.is_withdrawn),)


def erase(game: Game, command: ask.Erase) -> Decision:
    """A name and all words, of anybody who ever had a seat. It can be done once more, for words that came after; where none
    did, `game.history` refuses, because only the log knows."""
    return (happened.Erased(player=command.player),)


def set_monday(game: Game, command: ask.SetMonday) -> Decision:
    """One step, as oneself."""
    if not game.has_opened(StepKind.REFLECT):
        return refuse(Why.NOT_OPEN_YET, what="reflect")
    text = checked(command.text, "text", LINE)
    if isinstance(text, Refused):
        return text
    return (happened.MondaySet(player=command.player, text=text),)
