"""An entry of the log in plain words, for the facilitator. It never repeats what somebody typed, nor a secret."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from game import events as happened
from game.events import Event
from game.history import Entry
from game.scenario import StepKind
from game.state import Clock, Game, Listing, Part, Reach, Route, Scene
from web.render import clock_text, hour_text

_SCENES = {
    Scene.JOIN: "the join code",
    Scene.STEP: "the step and its clock",
    Scene.MAP: "the map",
    Scene.RESULTS: "what came of it",
    Scene.BLANK: "nothing",
}

_PARTS = {Part.PLAYER: "plays", Part.OBSERVER: "watches", Part.PRESS: "reports"}


def say(entry: Entry, game: Game) -> str:
    """One short sentence without a full stop: what this entry did. ``game`` gives the names of what it touched."""
    return say_events(entry.events, entry.at, game)


def say_events(events: tuple[Event, ...], at: datetime, game: Game) -> str:
    """What these events, which happened together at ``at`` (UTC), come down to."""
    if not events:
        return "Nothing changed"
    closing = (happened.GameClosed, happened.PlayerJoined, happened.DealAgreed)
    main = next((event for event in events if isinstance(event, closing)), events[0])
    proposed = events[0]
    if isinstance(main, happened.DealAgreed) and isinstance(proposed, happened.DealProposed):
        how = "Entered a spoken" if proposed.route is Route.SPOKEN else "Made a"
        return f"{how} {game.scenario.say.deal}, number {main.number}"
    if isinstance(main, happened.DealAgreed):
        main = events[0]
    return _of_people(events, game) or _of(main, at, game)


def _of_people(events: tuple[Event, ...], game: Game) -> str:
    """The sentence of an act that touched several people at once; empty for every other."""
    moved = [event for event in events if isinstance(event, happened.PlayerMoved)]
    seats = [f"{event.table}{event.letter}" for event in moved]
    into = {event.table for event in moved}
    match events[0]:
        case happened.TableAdded(table=table) if moved:
            return f"Moved {_people(len(moved))} to the new table {table}"
        case happened.PlayerMoved(table=table) if len(into) > 1:
            return f"{' and '.join(sorted(seats))} swapped seats"
        case happened.PlayerMoved(table=table) if len(moved) > 1 or len(events) > 1:
            return f"Moved {_people(len(moved))} to table {table}"
        case happened.CharacterKept():
            kept = [_badge(game, event.player) for event in events if isinstance(event, happened.CharacterKept)]
            return f"{' and '.join(sorted(kept))} swapped characters" if len(kept) > 1 else ""
        case happened.SeatFreed():
            freed = sum(1 for event in events if isinstance(event, happened.SeatFreed))
            return f"Freed {freed} seats" if freed > 1 else ""
        case happened.CharactersOffered():
            return f"Offered characters to {_people(len(events))}" if len(events) > 1 else ""
        case happened.CallAnswered(table=table):
            given = next((event for event in events if isinstance(event, happened.TableGivenTime)), None)
            return f"Answered the call of table {table}: {given.minutes} more min" if given is not None else ""
        case _:
            return ""


def _people(count: int) -> str:
    return "one player" if count == 1 else f"{count} players"


def _of(event: Event, at: datetime, game: Game) -> str:
    """The sentence of one event."""
    words = game.scenario.say
    match event:
        case happened.GameCreated():
            return "Opened the game"
        case happened.TableAdded(table=table):
            return f"Added table {table}"
        case happened.TableRemoved(table=table):
            return f"Removed table {table}"
        case happened.PlayerJoined(table=table, letter=letter):
            return f"{table}{letter} took a seat"
        case happened.PlayerRenamed(player=player):
            return f"{_badge(game, player)} has another name"
        case happened.ConsentChanged(player=player):
            return f"{_badge(game, player)} changed what may be shown"
        case happened.PlayerMoved(table=table, letter=letter):
            return f"Moved one player to table {table}, badge {table}{letter}"
        case happened.PartChanged(player=player, part=part):
            return f"{_badge(game, player)} {_PARTS[part]} now"
        case happened.HandshakePractised(player=player, other=other):
            return f"{_badge(game, player)} and {_badge(game, other)} practised a handshake"
        case happened.HostingChosen(player=player, first=first):
            return f"{_badge(game, player)} {'hosts' if first else 'walks'} first"
        case happened.SeatFreed(player=player):
            return f"Freed the seat {_badge(game, player)}"
        case happened.StepStarted(step=step):
            return f"Moved to step {step + 1}: {_step(game, step)}"
        case happened.ClockSet(clock=clock):
            return _clock(clock, at)
        case happened.HandDealt(table=table):
            return f"Dealt cards to table {table}"
        case happened.CharactersOffered(player=player):
            return f"Offered {_badge(game, player)} other characters"
        case happened.CharacterKept(player=player):
            return f"{_badge(game, player)} kept a character"
        case happened.PurseChanged(player=player):
            return f"The purse of {_badge(game, player)} changed"
        case happened.CardChosen(table=table):
            return f"Table {table} chose a card"
        case happened.CardSorted(table=table):
            return f"Table {table} sorted a card"
        case happened.IdeaBegun(label=label):
            return f"{_capital(words.idea)} {label} was begun"
        case (
            happened.IdeaRewritten(idea=idea)
            | happened.MethodPicked(idea=idea)
            | happened.MethodMoved(idea=idea)
            | happened.MethodWritten(idea=idea)
            | happened.MethodDropped(idea=idea)
            | happened.NeedCovered(idea=idea)
            | happened.DeliverySet(idea=idea)
        ):
            return f"{_capital(words.idea)} {_label(game, idea)} was changed"
        case happened.MethodPriced(idea=idea, cost=cost):
            return f"A card of {words.idea} {_label(game, idea)} costs {cost} now"
        case happened.DealProposed(idea=idea):
            return f"A {words.deal} for {words.idea} {_label(game, idea)} was proposed"
        case happened.DealChanged(deal=deal) | happened.PartyDropped(deal=deal):
            return f"{_deal(game, deal)} was changed"
        case happened.DealAnswered(player=player, yes=yes, deal=deal):
            return f"{_badge(game, player)} said {'yes' if yes else 'no'} to {_deal(game, deal, is_first=False)}"
        case happened.DealAgreed(number=number):
            return f"{_capital(words.deal)} {number} was agreed"
        case happened.DealDeclined(deal=deal):
            return f"{_deal(game, deal)} was declined"
        case happened.DealWithdrawn(deal=deal):
            return f"{_deal(game, deal)} was withdrawn"
        case happened.DealLapsed(deal=deal):
            return f"{_deal(game, deal)} lapsed"
        case happened.DealDoubted(deal=deal):
            return f"{_deal(game, deal)} is in doubt"
        case happened.DealRepaired(deal=deal):
            return f"{_deal(game, deal)} was repaired"
        case happened.DealBroken(deal=deal) | happened.DealLeft(deal=deal):
            return f"{_deal(game, deal)} ended"
        case happened.DealVoided(deal=deal):
            return f"{_deal(game, deal)} was made void"
        case happened.DealDisputed(deal=deal):
            return f"{_deal(game, deal)} is disputed"
        case happened.LeadNamed(idea=idea) | happened.LeadAnswered(idea=idea):
            return f"The lead of {words.idea} {_label(game, idea)} was settled"
        case happened.HelpOffered(idea=idea):
            return f"Help for {words.idea} {_label(game, idea)}"
        case happened.Reflected(player=player) | happened.SecretTold(player=player) | happened.MondaySet(player=player):
            return f"{_badge(game, player)} answered a question"
        case happened.DealPledged(deal=deal):
            return f"{_deal(game, deal)} was pledged"
        case happened.EventSent(card=card):
            return f"Sent “{game.scenario.event(card).title}”"
        case happened.EventEnded(card=card):
            return f"Ended “{game.scenario.event(card).title}”"
        case happened.AnsweredAloud(player=player, comments=comments):
            return f"{_badge(game, player)} {'answered aloud' if comments else 'did not comment'}"
        case happened.IdeaRefused(idea=idea):
            return f"{_capital(words.idea)} {_label(game, idea)} is not backed yet"
        case happened.RefusalAnswered(idea=idea, changes=changes):
            return f"{_capital(words.idea)} {_label(game, idea)} {'changes' if changes else 'stays as it is'}"
        case happened.DealMatched(deal=deal):
            return f"{_deal(game, deal)} was doubled"
        case happened.OutcomeEntered(card=card):
            return f"Entered what the room chose under “{game.scenario.event(card).title}”"
        case happened.HeadlineFiled(by=player):
            return f"{_badge(game, player)} filed a headline"
        case happened.SpotlightOrdered():
            return "Set the order of the tables"
        case happened.TableCalled(table=table):
            return f"Called table {table} to the front"
        case happened.Voted(player=player):
            return f"{_badge(game, player)} voted"
        case happened.SceneChosen(scene=scene):
            return f"The wall shows {_SCENES[scene]}"
        case happened.WordsChecked(shows=shows):
            return "Showed words" if shows else "Hid words"
        case happened.WordsEdited():
            return "Changed words for all to see"
        case happened.TableTrusted(table=table, trusts=trusts):
            return f"{'Trust' if trusts else 'No longer trust'} the words of table {table}"
        case happened.IdeasMerged(idea=idea, into=into, apart=apart):
            how = f"is shown as one with {_label(game, into)}" if into else f"stands beside {_label(game, apart)}"
            return f"{_capital(words.idea)} {_label(game, idea)} {how}"
        case happened.IdeaMoved(idea=idea, table=table):
            return f"{_capital(words.idea)} {_label(game, idea)} moved to table {table}"
        case happened.MessageSent(reach=reach, key=key):
            return f"Wrote to {_readers(game, reach, key)}"
        case happened.FacilitatorCalled(table=table):
            return f"Table {table} called"
        case happened.CallAnswered(table=table):
            return f"Answered the call of table {table}"
        case happened.StepsPlanned(minutes=minutes):
            return "Planned " + ", ".join(f"{_step(game, step)}: {count} min" for step, count in minutes)
        case happened.EndSet(at=ends):
            return f"The game has to end at {hour_text(ends)}"
        case happened.TableGivenTime(table=table, minutes=minutes):
            return f"Table {table} has {minutes or 'no'} more min"
        case happened.TableOnPaper(table=table, on_paper=on_paper):
            return f"Table {table} plays {'on paper' if on_paper else 'with phones'}"
        case happened.DoorSet(is_closed=is_closed):
            return "Closed the door" if is_closed else "Opened the door"
        case happened.Rang():
            return "Rang the chime"
        case happened.RoomSized(percent=percent):
            return f"The wall's letters are at {percent} %"
        case happened.Told():
            return "Wrote the opening of the report"
        case happened.GameClosed():
            return "Closed the game"
        case happened.LateKept(events=events):
            return f"After the close: {say_events(events, at, game)}"
        case happened.LateAdmitted():
            return "Let a late action count"
        case happened.MediaAdded():
            return "Added a link to the report"
        case happened.MediaRemoved():
            return "Took a link out of the report"
        case happened.NextStepAdded():
            return "Added a next step to the report"
        case happened.NextStepRemoved():
            return "Took a next step out of the report"
        case happened.SectionsLeftOut(sections=sections):
            parts = "one part" if len(sections) == 1 else f"{len(sections)} parts"
            return f"Left {parts} out of the report" if sections else "Put all parts into the report"
        case happened.ReportPublished(note=note):
            return "Published a correction of the report" if note else "Published the report"
        case happened.ReportUnpublished():
            return "Took the report back"
        case happened.ReportShelved(listing=listing):
            where = "in the list of reports" if listing is Listing.PUBLIC else "with its address only"
            return f"The report is found {where}"
        case happened.TensionPlaced(card=card):
            return f"Entered where the room stood on “{game.scenario.card(card).title}”"
        case happened.WordsWithdrawn(player=player, is_withdrawn=is_withdrawn):
            return f"{_badge(game, player)} {'took words back' if is_withdrawn else 'let words stand again'}"
        case happened.Erased(player=player):
            return f"Deleted the name and the words of {_badge(game, player)}"
        case happened.EntryUndone():
            return "Undid an act"
        case _:
            assert_never(event)


def _readers(game: Game, reach: Reach, key: str) -> str:
    """Whom a message is for, in words."""
    match reach:
        case Reach.ROOM:
            return "the room"
        case Reach.TABLE:
            return f"table {key}"
        case Reach.ROLE:
            return "everybody who is " + next((role.title for role in game.scenario.roles if role.id == key), "?")
        case Reach.PLAYER:
            return _badge(game, key)


def _badge(game: Game, player: str) -> str:
    found = game.players.get(player)
    return found.badge if found else "A player"


def _label(game: Game, idea: str) -> str:
    found = game.ideas.get(idea)
    return found.label if found else "?"


def _deal(game: Game, deal: str, *, is_first: bool = True) -> str:
    """A deal by its number; one that was never agreed has none and is named by its idea."""
    words = game.scenario.say
    found = game.deals.get(deal)
    name = _capital(words.deal) if is_first else words.deal
    if found is None:
        return f"A {words.deal}" if is_first else f"a {words.deal}"
    if found.number:
        return f"{name} {found.number}"
    lead = "A" if is_first else "a"
    return f"{lead} {words.deal} for {words.idea} {_label(game, found.idea)}"


def _step(game: Game, step: int) -> str:
    steps = game.run_sheet.steps
    return steps[step].title if 0 <= step < len(steps) else StepKind.WAIT


def _clock(clock: Clock, at: datetime) -> str:
    left = clock_text(clock.left(at))
    return f"The clock runs with {left} left" if clock.is_running else f"The clock stands at {left}"


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
