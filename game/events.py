"""What happened: the only shapes that are ever stored. Fields may be added with defaults; no kind is renamed or removed.

Events record outcomes (the dealt hand, the minutes left), so that nothing has to be drawn, counted or looked up again.
Times are aware datetimes in UTC, lengths of time are milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from game.refused import Refused
from game.scenario import Scenario, Words
from game.state import (
    CallAnswer,
    CallFor,
    Clock,
    Hand,
    HideReason,
    Listing,
    Naming,
    Part,
    Pile,
    PledgeLevel,
    Reach,
    Route,
    Scene,
    Terms,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GameCreated:
    """The opening entry of every game; it carries the whole scenario."""

    game: str
    code: str
    title: Words
    scenario: Scenario
    run_sheet: str
    at: datetime
    expected: int
    table_size: int
    opens_tables: bool
    is_rehearsal: bool = False
    offset: int | None = None
    kind: Literal["GameCreated"] = "GameCreated"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableAdded:
    """A table was opened."""

    table: int
    kind: Literal["TableAdded"] = "TableAdded"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRemoved:
    """An empty table was closed."""

    table: int
    kind: Literal["TableRemoved"] = "TableRemoved"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayerJoined:
    """Somebody took a seat."""

    player: str
    name: Words
    table: int
    letter: str
    naming: Naming
    hat: str
    film: bool
    at: datetime
    under_16: bool = False
    part: Part = Part.PLAYER
    on_paper: bool = False
    kind: Literal["PlayerJoined"] = "PlayerJoined"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayerRenamed:
    """A player is called something else."""

    player: str
    name: Words
    kind: Literal["PlayerRenamed"] = "PlayerRenamed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentChanged:
    """A player chose anew how to appear."""

    player: str
    naming: Naming
    film: bool
    kind: Literal["ConsentChanged"] = "ConsentChanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayerMoved:
    """A player sits at another table, under a new letter."""

    player: str
    table: int
    letter: str
    kind: Literal["PlayerMoved"] = "PlayerMoved"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartChanged:
    """A player plays after all, only watches, or reports. A character that was kept is given back."""

    player: str
    part: Part
    kind: Literal["PartChanged"] = "PartChanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandshakePractised:
    """Two players shook hands to try it. Nothing was given."""

    player: str
    other: str
    at: datetime
    kind: Literal["HandshakePractised"] = "HandshakePractised"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostingChosen:
    """A player said in which market round they host: in the first, or in the second."""

    player: str
    first: bool
    kind: Literal["HostingChosen"] = "HostingChosen"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatFreed:
    """A seat was emptied."""

    player: str
    kind: Literal["SeatFreed"] = "SeatFreed"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepStarted:
    """A step of the run sheet began, with its clock. ``round`` counts market steps begun so far."""

    step: int
    at: datetime
    clock: Clock
    round: int
    kind: Literal["StepStarted"] = "StepStarted"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSet:
    """The clock was stopped, started or given other minutes."""

    clock: Clock
    kind: Literal["ClockSet"] = "ClockSet"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandDealt:
    """A step dealt a small hand of cards to a table."""

    table: int
    hand: Hand
    kind: Literal["HandDealt"] = "HandDealt"


@dataclass(frozen=True, slots=True, kw_only=True)
class CharactersOffered:
    """A player may keep one of these roles."""

    player: str
    roles: tuple[str, ...]
    kind: Literal["CharactersOffered"] = "CharactersOffered"


@dataclass(frozen=True, slots=True, kw_only=True)
class CharacterKept:
    """A player is this role now, with this purse: pairs of token kind and count."""

    player: str
    role: str
    purse: tuple[tuple[str, int], ...]
    kind: Literal["CharacterKept"] = "CharacterKept"


@dataclass(frozen=True, slots=True, kw_only=True)
class PurseChanged:
    """An event card changed what a player began with: to so many of the kinds in ``purse``, and by the differences in
    ``changes``; both are pairs of token kind and count."""

    player: str
    purse: tuple[tuple[str, int], ...] = ()
    changes: tuple[tuple[str, int], ...] = ()
    kind: Literal["PurseChanged"] = "PurseChanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardChosen:
    """A table chose a card of its hand, or words of its own."""

    player: str
    table: int
    step: str
    card: str
    title: Words
    text: Words
    kind: Literal["CardChosen"] = "CardChosen"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSorted:
    """A table laid a card of its hand on a pile."""

    player: str
    table: int
    card: str
    pile: Pile
    kind: Literal["CardSorted"] = "CardSorted"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaBegun:
    """An idea came to be. ``is_tables_own`` tells the one idea of a table from one that a deal began.

    One that was dealt ready-made has nobody in ``by``.
    """

    idea: str
    label: str
    table: int
    title: Words
    line: Words
    by: str
    from_card: str
    is_tables_own: bool
    at: datetime
    kind: Literal["IdeaBegun"] = "IdeaBegun"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaRewritten:
    """An idea has other words."""

    idea: str
    title: Words
    line: Words
    by: str
    from_card: str
    kind: Literal["IdeaRewritten"] = "IdeaRewritten"


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodPicked:
    """A method joined the plan of an idea."""

    idea: str
    pick: str
    card: str
    when: str
    by: str
    kind: Literal["MethodPicked"] = "MethodPicked"


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodMoved:
    """A method of a plan comes at another time."""

    idea: str
    pick: str
    when: str
    by: str
    kind: Literal["MethodMoved"] = "MethodMoved"


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodWritten:
    """A method that the table wrote itself joined the plan."""

    idea: str
    pick: str
    title: Words
    cost: int
    needs: tuple[str, ...]
    when: str
    by: str
    kind: Literal["MethodWritten"] = "MethodWritten"


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodPriced:
    """The facilitator agreed another cost for a method that a table wrote itself."""

    idea: str
    pick: str
    cost: int
    kind: Literal["MethodPriced"] = "MethodPriced"


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodDropped:
    """A method left the plan of an idea."""

    idea: str
    pick: str
    by: str
    kind: Literal["MethodDropped"] = "MethodDropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedCovered:
    """The table covers this need itself, or no longer."""

    idea: str
    need: str
    covers: bool
    by: str
    kind: Literal["NeedCovered"] = "NeedCovered"


@dataclass(frozen=True, slots=True, kw_only=True)
class DealProposed:
    """A deal was put to its parties."""

    deal: str
    idea: str
    by: str
    route: Route
    in_market: bool
    round: int
    terms: Terms
    at: datetime
    kind: Literal["DealProposed"] = "DealProposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DealChanged:
    """A proposed deal has a new wording; the yes of the one who changed it counts, all others wait again."""

    deal: str
    terms: Terms
    by: str
    at: datetime
    kind: Literal["DealChanged"] = "DealChanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyDropped:
    """The deal goes on without a party who had not answered. ``terms`` is what remains."""

    deal: str
    party: str
    by: str
    terms: Terms
    at: datetime
    kind: Literal["PartyDropped"] = "PartyDropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class DealAnswered:
    """A party said yes or no to the newest wording."""

    deal: str
    player: str
    yes: bool
    reason: str
    at: datetime
    kind: Literal["DealAnswered"] = "DealAnswered"


@dataclass(frozen=True, slots=True, kw_only=True)
class DealAgreed:
    """Every party said yes; the tokens are given."""

    deal: str
    number: int
    at: datetime
    kind: Literal["DealAgreed"] = "DealAgreed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DealDeclined:
    """A party said no."""

    deal: str
    by: str
    at: datetime
    kind: Literal["DealDeclined"] = "DealDeclined"


@dataclass(frozen=True, slots=True, kw_only=True)
class DealWithdrawn:
    """Its proposer took it back before it was agreed."""

    deal: str
    by: str
    at: datetime
    kind: Literal["DealWithdrawn"] = "DealWithdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class DealLapsed:
    """It was still only proposed when the game was closed."""

    deal: str
    at: datetime
    kind: Literal["DealLapsed"] = "DealLapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DealDoubted:
    """An event card put it in doubt."""

    deal: str
    card: str
    at: datetime
    kind: Literal["DealDoubted"] = "DealDoubted"


@dataclass(frozen=True, slots=True, kw_only=True)
class DealRepaired:
    """A party stands by it again."""

    deal: str
    by: str
    words: Words
    at: datetime
    kind: Literal["DealRepaired"] = "DealRepaired"


@dataclass(frozen=True, slots=True, kw_only=True)
class DealBroken:
    """A party gave it up; the tokens return."""

    deal: str
    by: str
    at: datetime
    kind: Literal["DealBroken"] = "DealBroken"


@dataclass(frozen=True, slots=True, kw_only=True)
class DealLeft:
    """A party took back what it gave; the tokens return."""

    deal: str
    by: str
    at: datetime
    kind: Literal["DealLeft"] = "DealLeft"


@dataclass(frozen=True, slots=True, kw_only=True)
class DealVoided:
    """The facilitator, or a party within the first minute, undid it; the tokens return."""

    deal: str
    by: str
    at: datetime
    kind: Literal["DealVoided"] = "DealVoided"


@dataclass(frozen=True, slots=True, kw_only=True)
class DealDisputed:
    """A party said "that was not me" after the first minute."""

    deal: str
    by: str
    at: datetime
    kind: Literal["DealDisputed"] = "DealDisputed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadNamed:
    """Somebody was named to lead an idea."""

    idea: str
    lead: str
    by: str
    kind: Literal["LeadNamed"] = "LeadNamed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadAnswered:
    """The named person said yes or no."""

    idea: str
    player: str
    yes: bool
    kind: Literal["LeadAnswered"] = "LeadAnswered"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverySet:
    """Part C of an idea was written."""

    idea: str
    first_step: Words
    date: Words
    asks: tuple[str, ...]
    by: str
    kind: Literal["DeliverySet"] = "DeliverySet"


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpOffered:
    """A player wants to help with an idea as themselves, or no longer."""

    idea: str
    player: str
    wants: bool
    kind: Literal["HelpOffered"] = "HelpOffered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reflected:
    """A player answered a reflect question."""

    player: str
    question: str
    chips: tuple[str, ...]
    text: Words
    may_quote: bool
    kind: Literal["Reflected"] = "Reflected"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretTold:
    """A player told whether the secret aim was met."""

    player: str
    got: str
    kind: Literal["SecretTold"] = "SecretTold"


@dataclass(frozen=True, slots=True, kw_only=True)
class DealPledged:
    """A party said what its deal is worth in real life."""

    player: str
    deal: str
    level: PledgeLevel
    kind: Literal["DealPledged"] = "DealPledged"


@dataclass(frozen=True, slots=True, kw_only=True)
class MondaySet:
    """A player wrote a step for Monday."""

    player: str
    text: Words
    kind: Literal["MondaySet"] = "MondaySet"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSent:
    """An event card went to the room. ``concerns`` are the players it is about, or who takes their place."""

    card: str
    at: datetime
    concerns: tuple[str, ...] = ()
    stands_in: bool = False
    ends_at: datetime | None = None
    kind: Literal["EventSent"] = "EventSent"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventEnded:
    """The facilitator ended an event card."""

    card: str
    at: datetime
    kind: Literal["EventEnded"] = "EventEnded"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredAloud:
    """Somebody an event card is about answered the room, or did not comment."""

    card: str
    player: str
    comments: bool
    at: datetime
    kind: Literal["AnsweredAloud"] = "AnsweredAloud"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaRefused:
    """A side does not back this idea until one thing changes."""

    card: str
    idea: str
    by: str
    words: Words
    at: datetime
    kind: Literal["IdeaRefused"] = "IdeaRefused"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalAnswered:
    """The table of a refused idea changes that, or keeps the idea as it is."""

    card: str
    idea: str
    by: str
    changes: bool
    words: Words
    at: datetime
    kind: Literal["RefusalAnswered"] = "RefusalAnswered"


@dataclass(frozen=True, slots=True, kw_only=True)
class DealMatched:
    """A donor gave as much again for this deal: one token to each of ``givers``. It lasts as long as the deal holds."""

    card: str
    deal: str
    token: str = ""
    givers: tuple[str, ...] = ()
    kind: Literal["DealMatched"] = "DealMatched"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeEntered:
    """What the room chose by standing was entered."""

    card: str
    ideas: tuple[str, ...]
    people: tuple[str, ...]
    at: datetime
    kind: Literal["OutcomeEntered"] = "OutcomeEntered"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadlineFiled:
    """The press filed a headline."""

    headline: str
    by: str
    text: Words
    at: datetime
    kind: Literal["HeadlineFiled"] = "HeadlineFiled"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotlightOrdered:
    """The order in which tables report back. ``begins``: nobody was called yet."""

    tables: tuple[int, ...]
    begins: bool = True
    kind: Literal["SpotlightOrdered"] = "SpotlightOrdered"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCalled:
    """A table reports back, until the step's clock shows ``until_left_ms`` milliseconds."""

    table: int
    until_left_ms: int
    at: datetime
    kind: Literal["TableCalled"] = "TableCalled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voted:
    """A player laid dots on ideas: pairs of idea and count."""

    player: str
    step: str
    dots: tuple[tuple[str, int], ...]
    kind: Literal["Voted"] = "Voted"


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneChosen:
    """The wall shows something else."""

    scene: Scene
    kind: Literal["SceneChosen"] = "SceneChosen"


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsChecked:
    """The facilitator shows or hides typed words."""

    ref: str
    shows: bool
    reason: HideReason | None = None
    kind: Literal["WordsChecked"] = "WordsChecked"


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsEdited:
    """The facilitator shows typed words in another wording. ``line`` is the second part, where there are two."""

    ref: str
    title: Words
    line: Words = Words("")
    kind: Literal["WordsEdited"] = "WordsEdited"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableTrusted:
    """From now on the words of a table are shown without a check, or no longer."""

    table: int
    trusts: bool
    kind: Literal["TableTrusted"] = "TableTrusted"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeasMerged:
    """An idea that looks like another is shown as one with it; both keep their lists, deals and authors.

    ``into`` empty: it is shown by itself, and somebody has looked at it beside ``apart``.
    """

    idea: str
    into: str
    apart: str = ""
    kind: Literal["IdeasMerged"] = "IdeasMerged"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaMoved:
    """An idea is at home at another table, which had none of its own, as its own."""

    idea: str
    table: int
    kind: Literal["IdeaMoved"] = "IdeaMoved"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSent:
    """The facilitator wrote to phones. ``key`` is a table's number, a role's or a player's id; empty for the room."""

    message: str
    reach: Reach
    key: str
    text: Words
    at: datetime
    kind: Literal["MessageSent"] = "MessageSent"


@dataclass(frozen=True, slots=True, kw_only=True)
class FacilitatorCalled:
    """A table called for the facilitator."""

    table: int
    by: str
    what: CallFor
    at: datetime
    kind: Literal["FacilitatorCalled"] = "FacilitatorCalled"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAnswered:
    """A table's call was answered, or taken back."""

    table: int
    answer: CallAnswer
    at: datetime
    kind: Literal["CallAnswered"] = "CallAnswered"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepsPlanned:
    """Steps are planned with other minutes from now on: pairs of a step's number in the run sheet and its minutes."""

    minutes: tuple[tuple[int, int], ...]
    kind: Literal["StepsPlanned"] = "StepsPlanned"


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSet:
    """When the game has to be over."""

    at: datetime
    kind: Literal["EndSet"] = "EndSet"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableGivenTime:
    """One table keeps so many minutes in all for the step that is on, when the room goes on; 0 takes them back.

    ``goes_on``: it is about the minutes that the table has now, for the step before.
    """

    table: int
    minutes: int
    goes_on: bool = False
    kind: Literal["TableGivenTime"] = "TableGivenTime"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableOnPaper:
    """A table plays without phones, or has phones after all."""

    table: int
    on_paper: bool
    kind: Literal["TableOnPaper"] = "TableOnPaper"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorSet:
    """Nobody new can join for now, or people can again. Whoever has a seat comes back always."""

    is_closed: bool
    kind: Literal["DoorSet"] = "DoorSet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rang:
    """The facilitator rang the wall's chime."""

    at: datetime
    kind: Literal["Rang"] = "Rang"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomSized:
    """The wall's letters are this large, in percent."""

    percent: int
    kind: Literal["RoomSized"] = "RoomSized"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The headline and the three answers that open the report."""

    headline: Words
    turning_point: Words
    surprise: Words
    refusal: Words
    introduction: Words = Words("")
    kind: Literal["Told"] = "Told"


@dataclass(frozen=True, slots=True, kw_only=True)
class GameClosed:
    """The game is over."""

    at: datetime
    kind: Literal["GameClosed"] = "GameClosed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LateKept:
    """An action came after the close. ``events`` is what it would have done."""

    late: str
    player: str
    events: tuple[Event, ...]
    at: datetime
    kind: Literal["LateKept"] = "LateKept"


@dataclass(frozen=True, slots=True, kw_only=True)
class LateAdmitted:
    """A late action counts after all; its events stand beside this one."""

    late: str
    kind: Literal["LateAdmitted"] = "LateAdmitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaAdded:
    """The report links to a film, a picture or a paper elsewhere."""

    media: str
    address: str
    caption: Words
    alternative: Words
    kind: Literal["MediaAdded"] = "MediaAdded"


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaRemoved:
    """The report no longer links to it."""

    media: str
    kind: Literal["MediaRemoved"] = "MediaRemoved"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStepAdded:
    """The facilitator wrote down what happens next in real life."""

    next_step: str
    text: Words
    who: Words
    date: Words
    kind: Literal["NextStepAdded"] = "NextStepAdded"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStepRemoved:
    """It does not stand in the report any more."""

    next_step: str
    kind: Literal["NextStepRemoved"] = "NextStepRemoved"


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionsLeftOut:
    """The report is told without these sections."""

    sections: tuple[str, ...]
    kind: Literal["SectionsLeftOut"] = "SectionsLeftOut"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPublished:
    """The report was published as it stood; again, with a note on what was put right."""

    at: datetime
    note: Words = Words("")
    kind: Literal["ReportPublished"] = "ReportPublished"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportUnpublished:
    """The report is a draft again, and nobody else may read it."""

    at: datetime
    kind: Literal["ReportUnpublished"] = "ReportUnpublished"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportShelved:
    """Who finds the report once it is published, when it goes, and whether search engines may list it."""

    listing: Listing
    expires_at: datetime | None
    may_index: bool
    kind: Literal["ReportShelved"] = "ReportShelved"


@dataclass(frozen=True, slots=True, kw_only=True)
class TensionPlaced:
    """Where the room stood on the line of a tension card: how many in each fifth of it."""

    card: str
    counts: tuple[int, ...]
    at: datetime
    kind: Literal["TensionPlaced"] = "TensionPlaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsWithdrawn:
    """An author took typed words back, so that nobody else shows them; or let them stand again."""

    player: str
    ref: str
    is_withdrawn: bool
    kind: Literal["WordsWithdrawn"] = "WordsWithdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """Somebody's name and words were deleted for good: the entries that held them were rewritten without them."""

    player: str
    kind: Literal["Erased"] = "Erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryUndone:
    """The entry with this number is left out of the game. ``clock`` is what the clock shows then."""

    seq: int
    clock: Clock | None = None
    kinds: tuple[str, ...] = ()
    players: tuple[str, ...] = ()
    """The kinds of the events that are left out, and the players they named, so that phones can say what was taken back."""
    kind: Literal["EntryUndone"] = "EntryUndone"


Event = (
    GameCreated
    | TableAdded
    | TableRemoved
    | PlayerJoined
    | PlayerRenamed
    | ConsentChanged
    | PlayerMoved
    | PartChanged
    | HandshakePractised
    | HostingChosen
    | SeatFreed
    | StepStarted
    | ClockSet
    | HandDealt
    | CharactersOffered
    | CharacterKept
    | PurseChanged
    | CardChosen
    | CardSorted
    | IdeaBegun
    | IdeaRewritten
    | MethodPicked
    | MethodMoved
    | MethodWritten
    | MethodPriced
    | MethodDropped
    | NeedCovered
    | DealProposed
    | DealChanged
    | PartyDropped
    | DealAnswered
    | DealAgreed
    | DealDeclined
    | DealWithdrawn
    | DealLapsed
    | DealDoubted
    | DealRepaired
    | DealBroken
    | DealLeft
    | DealVoided
    | DealDisputed
    | LeadNamed
    | LeadAnswered
    | DeliverySet
    | HelpOffered
    | Reflected
    | SecretTold
    | DealPledged
    | MondaySet
    | EventSent
    | EventEnded
    | AnsweredAloud
    | IdeaRefused
    | RefusalAnswered
    | DealMatched
    | OutcomeEntered
    | HeadlineFiled
    | SpotlightOrdered
    | TableCalled
    | Voted
    | SceneChosen
    | WordsChecked
    | WordsEdited
    | TableTrusted
    | IdeasMerged
    | IdeaMoved
    | MessageSent
    | FacilitatorCalled
    | CallAnswered
    | StepsPlanned
    | EndSet
    | TableGivenTime
    | TableOnPaper
    | DoorSet
    | Rang
    | RoomSized
    | Told
    | GameClosed
    | LateKept
    | LateAdmitted
    | MediaAdded
    | MediaRemoved
    | NextStepAdded
    | NextStepRemoved
    | SectionsLeftOut
    | ReportPublished
    | ReportUnpublished
    | ReportShelved
    | TensionPlaced
    | WordsWithdrawn
    | Erased
    | EntryUndone
)

Decision = tuple[Event, ...] | Refused
"""What the rules answer: the events that would happen, or why not."""
