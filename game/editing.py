"""What the facilitator adds to the report, leaves out of it, and decides about it. It knows no page."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from game import commands as ask
from game import events as happened
from game.events import Decision
from game.refused import Refused, Why, refuse
from game.scenario import Words
from game.state import Game, Status
from game.words import LINE, NAME, TEXT, TITLE, checked

INTRODUCTION = 600
"""The longest introduction, in letters."""
MOST_MEDIA, MOST_NEXT_STEPS = 24, 24
FIFTHS = 5
"""The line of a tension card is told in so many parts."""
MOST_STANDING = 999
LONGEST_SHELF = timedelta(days=3660)

_ADDRESS = re.compile(r"https?://[^\s\"'<>\\^`{|}/?#]+\.[^\s\"'<>\\^`{|}/?#]+([/?#][^\s\"'<>\\^`{|}]*)?", re.IGNORECASE)
_LONGEST_ADDRESS = 300


def tell(command: ask.Tell) -> Decision:
    """The facilitator's words that open the report; each may stay empty."""
    told: list[Words] = []
    for field, text, most in (
        ("headline", command.headline, 2 * TITLE),
        ("turning_point", command.turning_point, TEXT),
        ("surprise", command.surprise, TEXT),
        ("refusal", command.refusal, TEXT),
        ("introduction", command.introduction, INTRODUCTION),
    ):
        words = checked(text, field, most, may_be_empty=True)
        if isinstance(words, Refused):
            return words
        told.append(words)
    headline, turning_point, surprise, refusal, introduction = told
    return (
        happened.Told(
            headline=headline,
            turning_point=turning_point,
            surprise=surprise,
            refusal=refusal,
            introduction=introduction,
        ),
    )


def add_media(game: Game, command: ask.AddMedia) -> Decision:
    """A link with a caption, and what it shows in words for who cannot see or hear it."""
    address = command.address.strip()
    if len(address) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(address):
        return refuse(Why.NOT_AN_ADDRESS, field="address")
    caption = checked(command.caption, "caption", LINE)
    alternative = checked(command.alternative, "alternative", TEXT)
    for words in (caption, alternative):
        if isinstance(words, Refused):
            return words
    if len(game.telling.media) >= MOST_MEDIA:
        return refuse(Why.TOO_MANY_CHOSEN, most=MOST_MEDIA)
    return (
        happened.MediaAdded(
            media=f"m{game.seq + 1}", address=address, caption=Words(str(caption)), alternative=Words(str(alternative))
        ),
    )


def remove_media(game: Game, command: ask.RemoveMedia) -> Decision:
    """A link that stands in the draft."""
    if all(media.id != command.media for media in game.telling.media):
        return refuse(Why.UNKNOWN, what="media", name=command.media)
    return (happened.MediaRemoved(media=command.media),)


def add_next_step(game: Game, command: ask.AddNextStep) -> Decision:
    """What happens next; who and when may stay empty."""
    told: list[Words] = []
    for field, text, most in (
        ("text", command.text, LINE),
        ("who", command.who, 2 * NAME),
        ("date", command.date, TITLE),
    ):
        words = checked(text, field, most, may_be_empty=field != "text")
        if isinstance(words, Refused):
            return words
        told.append(words)
    if len(game.telling.next_steps) >= MOST_NEXT_STEPS:
        return refuse(Why.TOO_MANY_CHOSEN, most=MOST_NEXT_STEPS)
    return (happened.NextStepAdded(next_step=f"n{game.seq + 1}", text=told[0], who=told[1], date=told[2]),)


def remove_next_step(game: Game, command: ask.RemoveNextStep) -> Decision:
    """A next step that stands in the draft."""
    if all(step.id != command.next_step for step in game.telling.next_steps):
        return refuse(Why.UNKNOWN, what="next step", name=command.next_step)
    return (happened.NextStepRemoved(next_step=command.next_step),)


def leave_out(game: Game, command: ask.LeaveOut) -> Decision:
    """Sections of the pack's report; none of them brings everything back."""
    known = tuple(section.value for section in game.scenario.report.sections)
    for section in command.sections:
        if section not in known:
            return refuse(Why.UNKNOWN, what="section", name=section)
    sections = tuple(section for section in known if section in command.sections)
    if sections == game.telling.left_out:
        return refuse(Why.ALREADY_ANSWERED)
    return (happened.SectionsLeftOut(sections=sections),)


def place_tension(game: Game, command: ask.PlaceTension, now: datetime) -> Decision:
    """How many stood in each fifth of a line that has two ends."""
    card = next((card for card in game.scenario.cards if card.id == command.card and len(card.ends) == 2), None)
    if card is None:
        return refuse(Why.UNKNOWN, what="card", name=command.card)
    if len(command.counts) != FIFTHS or not all(0 <= count <= MOST_STANDING for count in command.counts):
        return refuse(Why.NEEDS_SOMETHING, field="counts")
    if not any(command.counts):
        return refuse(Why.EMPTY, field="counts")
    return (happened.TensionPlaced(card=card.id, counts=command.counts, at=now),)


def publish(game: Game, command: ask.Publish, now: datetime) -> Decision:
    """The report as it stands; only of a closed game. The note may stay empty."""
    if game.status is not Status.CLOSED:
        return refuse(Why.GAME_NOT_CLOSED)
    note = checked(command.note, "note", LINE, may_be_empty=True)
    if isinstance(note, Refused):
        return note
    return (happened.ReportPublished(at=now, note=note),)


def unpublish(game: Game, now: datetime) -> Decision:
    """A report that readers can read is a draft again."""
    if not game.is_published:
        return refuse(Why.NOT_NOW)
    return (happened.ReportUnpublished(at=now),)


def shelve(game: Game, command: ask.ShelveReport, now: datetime) -> Decision:
    """Who finds it, and until when. A time that has passed is refused; unpublishing takes a report away at once."""
    if command.expires_at is not None and not now < command.expires_at <= now + LONGEST_SHELF:
        return refuse(Why.NOT_THEN, field="expires_at")
    return (
        happened.ReportShelved(listing=command.listing, expires_at=command.expires_at, may_index=command.may_index),
    )
