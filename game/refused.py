"""A command that the rules do not allow: a code, and the details its sentence needs. The words stand in one template."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """Every reason for which a command can be refused."""

    NOT_PLAYING = "not_playing"
    GAME_CLOSED = "game_closed"
    GAME_NOT_CLOSED = "game_not_closed"
    NOT_OPEN_YET = "not_open_yet"
    UNKNOWN = "unknown"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    TABLE_FULL = "table_full"
    ROOM_FULL = "room_full"
    TABLE_NOT_EMPTY = "table_not_empty"
    HAS_DEALS = "has_deals"
    NOT_OFFERED = "not_offered"
    UNDER_16 = "under_16"
    NOT_IN_HAND = "not_in_hand"
    NO_IDEA = "no_idea"
    NOT_YOUR_TABLE = "not_your_table"
    ALREADY_PICKED = "already_picked"
    TOO_MANY_PICKS = "too_many_picks"
    OVER_BUDGET = "over_budget"
    COVERED_ENOUGH = "covered_enough"
    CANNOT_COVER = "cannot_cover"
    NEED_MET = "need_met"
    PARTIES = "parties"
    NO_GIFT = "no_gift"
    NOT_A_PARTY = "not_a_party"
    NOT_YOURS = "not_yours"
    NOT_NOW = "not_now"
    CHANGED_MEANWHILE = "changed_meanwhile"
    ALREADY_ANSWERED = "already_answered"
    SAME_TERMS = "same_terms"
    OWN_TABLE = "own_table"
    WRONG_SIDE = "wrong_side"
    WRONG_KIND = "wrong_kind"
    TOKEN_GONE = "token_gone"
    NONE_HELD = "none_held"
    ALREADY_GIVEN = "already_given"
    STEP_MOVED = "step_moved"
    NO_MORE_STEPS = "no_more_steps"
    NO_STEP_BEFORE = "no_step_before"
    CLOCK_STANDS = "clock_stands"
    CLOCK_RUNS = "clock_runs"
    UNDO_BLOCKED = "undo_blocked"
    CANNOT_UNDO = "cannot_undo"
    OBSERVES = "observes"
    TABLE_HAS_YOURS = "table_has_yours"
    IS_ON = "is_on"
    IS_OVER = "is_over"
    TOO_MANY_DOTS = "too_many_dots"
    OWN_IDEA = "own_idea"
    TOO_MANY_CHOSEN = "too_many_chosen"
    SAME_PERSON = "same_person"
    REFUSAL_WAITS = "refusal_waits"
    NEEDS_SOMETHING = "needs_something"
    DOOR_CLOSED = "door_closed"
    STEP_PAST = "step_past"
    PROTECTED = "protected"
    NO_CALL = "no_call"
    CALLED_ALREADY = "called_already"
    NOT_ALIKE = "not_alike"
    NOT_AN_ADDRESS = "not_an_address"
    NOT_THEN = "not_then"


Detail = str | int | tuple[str, ...] | tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a command was not accepted. ``details`` are pairs that the sentence is filled with; nothing has changed."""

    why: Why
    details: tuple[tuple[str, Detail], ...] = ()

    def detail(self, key: str) -> Detail:
        """One detail by its key; an empty text when there is none."""
        return dict(self.details).get(key, "")


def refuse(why: Why, **details: Detail) -> Refused:
    """A refusal with named details."""
    return Refused(why, tuple(sorted(details.items())))
