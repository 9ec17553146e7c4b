"""What people may ask, and who: the commands of players (each names its player) and the facilitator's acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from game.scenario import Scenario, Words
from game.state import CallAnswer, CallFor, HideReason, Listing, Naming, Part, Pile, PledgeLevel, Reach, Scene, Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateGame:
    """Open a game of a scenario. ``expected`` is the head count to set tables for, ``table_size`` seats at each."""

    game: str
    code: str
    title: Words
    scenario: Scenario
    run_sheet: str
    expected: int
    table_size: int = 6
    opens_tables: bool = True
    is_rehearsal: bool = False
    offset: int | None = None
    """How many minutes the room's clocks are ahead of UTC, so that the report can tell the hour."""


# --- Asked by players ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Take a seat. ``table`` 0 means the table that has most room. The answer's events name the new player.

    Nobody who says ``under_16`` is named in the report, whatever ``naming`` says.
    """

    name: Words
    naming: Naming = Naming.TABLE
    hat: str = ""
    film: bool = False
    table: int = 0
    under_16: bool = False
    part: Part = Part.PLAYER


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename:
    """Be called something else."""

    player: str
    name: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeConsent:
    """Choose anew how to appear in the report and whether to be filmed."""

    player: str
    naming: Naming
    film: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTable:
    """Sit at another table; possible until the player is in a first deal."""

    player: str
    table: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePart:
    """Play after all, or only watch, or report; possible until the player is in a first deal."""

    player: str
    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Practise:
    """A handshake that counts for nothing, on this player's phone, with the other's yes."""

    player: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseHosting:
    """Host in the first market round (``first``) and walk in the second, or the other way round."""

    player: str
    first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepCharacter:
    """Keep one of the characters that were offered, or stay the one that one is: then the others are off the table."""

    player: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseCard:
    """Choose a card of the table's hand for the table, or words of one's own (``card`` empty). May be changed by anyone."""

    player: str
    step: str
    card: str = ""
    title: Words = Words("")
    text: Words = Words("")


@dataclass(frozen=True, slots=True, kw_only=True)
class SortCard:
    """Lay a card of the table's hand on a pile: borrow, bend or bin. May be laid elsewhere by anyone."""

    player: str
    card: str
    pile: Pile


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteIdea:
    """Write or rewrite the table's idea: a title, one line, and the idea card it grew from, if any."""

    player: str
    title: Words
    line: Words
    from_card: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PickMethod:
    """Add a card to the plan of the table's idea, or move one that is in it. ``when`` is ``now``, ``soon`` or ``later``."""

    player: str
    card: str
    when: str = "now"


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteMethod:
    """Add a method of the table's own to the plan, with the token kinds it needs. It costs what blank cards cost."""

    player: str
    title: Words
    needs: tuple[str, ...]
    when: str = "now"


@dataclass(frozen=True, slots=True, kw_only=True)
class DropMethod:
    """Take a card out of the plan again."""

    player: str
    pick: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverNeed:
    """Say that the table covers this need itself (``covers``), or no longer."""

    player: str
    need: str
    covers: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Propose:
    """Offer a deal to the other phones. Without ``idea``, a new idea between the parties begins (title and line)."""

    player: str
    terms: Terms
    idea: str = ""
    title: Words = Words("")
    line: Words = Words("")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShakeHands:
    """A deal made face to face on this player's phone: the other parties said yes on it, so it is agreed at once."""

    player: str
    terms: Terms
    idea: str = ""
    title: Words = Words("")
    line: Words = Words("")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDeal:
    """Say yes or no to the wording with this number. A no ends the deal; ``reason`` is a chip's id."""

    player: str
    deal: str
    version: int
    yes: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskChange:
    """Make a new wording of a proposed deal. ``version`` is the number of the wording it changes."""

    player: str
    deal: str
    version: int
    terms: Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class DropParty:
    """Go on without a party who has not answered."""

    player: str
    deal: str
    party: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """Take one's own proposal back before it is agreed."""

    player: str
    deal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotMe:
    """Say of a deal made by handshake: that was not me. In the first 60 s it undoes the deal; later it tells the facilitator."""

    player: str
    deal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack:
    """Leave a deal that holds: the tokens return and every party is told."""

    player: str
    deal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """Stand by a deal in doubt again, and say how it goes on (``words`` may be empty)."""

    player: str
    deal: str
    words: Words = Words("")


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakDeal:
    """Give up a deal in doubt: the tokens return."""

    player: str
    deal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerAloud:
    """Say that one answered the room's question aloud (``comments``), or that one does not comment."""

    player: str
    card: str
    comments: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseIdea:
    """Name, for one's side, the idea that it does not back until one thing changes. ``words`` says what."""

    player: str
    card: str
    idea: str
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRefusal:
    """The table's answer to a refusal: it changes that (``changes``), or keeps its idea as it is. ``words`` may be empty."""

    player: str
    idea: str
    card: str
    changes: bool
    words: Words = Words("")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileHeadline:
    """Send a headline to the wall; it shows after the facilitator's check."""

    player: str
    text: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """Lay one's dots on ideas of other tables: pairs of idea and count. Replaces the vote before, while the step is on."""

    player: str
    step: str
    dots: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameLead:
    """Name who leads the table's idea; that person must say yes. Naming oneself says it at once."""

    player: str
    idea: str
    lead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLead:
    """Say whether one leads the idea one was named for."""

    player: str
    idea: str
    yes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDelivery:
    """Write part C of the table's idea: the first step, its date in words, what is asked of others (chip ids)."""

    player: str
    idea: str
    first_step: Words
    date: Words
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferHelp:
    """Want to help with an idea, as oneself; or no longer."""

    player: str
    idea: str
    wants: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Reflect:
    """Answer a reflect question with chips or a line. ``may_quote`` lets the report quote the line."""

    player: str
    question: str
    chips: tuple[str, ...] = ()
    text: Words = Words("")
    may_quote: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TellSecret:
    """Tell whether the secret aim was met: ``yes``, ``partly`` or ``no``."""

    player: str
    got: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PledgeDeal:
    """Say, as oneself, what one's own deal is worth in real life."""

    player: str
    deal: str
    level: PledgeLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class SetMonday:
    """Write the one step one will take on Monday."""

    player: str
    text: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawWords:
    """Take back words that one typed, alone or with one's table, so that nobody else shows them; or let them stand again."""

    player: str
    ref: str
    is_withdrawn: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Erase:
    """Delete one's name and all one's words for good, before and after the end. The facilitator may ask for somebody."""

    player: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacilitator:
    """Call the facilitator to one's table, for help or for more time."""

    player: str
    what: CallFor


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackCall:
    """The table needs nobody any more."""

    player: str


PlayerCommand = (
    Rename
    | ChangeConsent
    | ChangeTable
    | ChangePart
    | KeepCharacter
    | Practise
    | ChooseHosting
    | ChooseCard
    | SortCard
    | WriteIdea
    | PickMethod
    | WriteMethod
    | DropMethod
    | CoverNeed
    | Propose
    | ShakeHands
    | AnswerDeal
    | AskChange
    | DropParty
    | Withdraw
    | NotMe
    | TakeBack
    | Repair
    | BreakDeal
    | AnswerAloud
    | RefuseIdea
    | AnswerRefusal
    | FileHeadline
    | Vote
    | NameLead
    | AnswerLead
    | SetDelivery
    | OfferHelp
    | Reflect
    | TellSecret
    | PledgeDeal
    | SetMonday
    | WithdrawWords
    | Erase
    | CallFacilitator
    | TakeBackCall
)


# --- Asked by the facilitator ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """Begin the next step of the run sheet; from the lobby, the first. ``from_step`` guards against a double press."""

    from_step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BackStep:
    """Return to the step before, with its full minutes."""

    from_step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseClock:
    """Stop the clock. ``at_left_ms`` sets what is left instead of counting it (used after a restart)."""

    at_left_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeClock:
    """Let the clock run on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddMinutes:
    """Give the running step more minutes, or fewer when negative."""

    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanMinutes:
    """Plan steps that come with other minutes: pairs of a step's number in the run sheet (from 0) and its minutes."""

    minutes: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetEnd:
    """Say when the game has to be over (UTC)."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveTable:
    """Give one table so many minutes more for the step that is on; they begin when the room goes on. Negative takes away."""

    table: int
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """Ring the wall's chime."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeRoom:
    """Choose how large the wall's letters are: 100, 125 or 150 percent."""

    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AddTable:
    """Open one more table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveTable:
    """Close an empty table."""

    table: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MovePlayer:
    """Seat a player at another table."""

    player: str
    table: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeSeat:
    """Empty a seat whose player has gone. What the player did stays."""

    player: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Redeal:
    """Offer a player two other characters."""

    player: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapPlayers:
    """Two players change seats, with their badge numbers."""

    one: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeTables:
    """Seat everybody of a table at another. Its idea comes along where that one has none."""

    table: int
    into: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitTable:
    """Open one more table and seat these players of ``table`` there; without any, the later half by letter."""

    table: int
    players: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapCharacters:
    """Two players change characters, as long as neither has given."""

    one: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveCharacter:
    """Make a player this character, with its purse, without an offer; for people on paper, or by wish."""

    player: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DealMissing:
    """Offer characters to everybody who plays and has neither a character nor an offer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatOnPaper:
    """Seat somebody who plays without a phone. ``table`` 0 means the roomiest."""

    name: Words
    table: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PutOnPaper:
    """Say that a table plays without phones, or has phones after all."""

    table: int
    on_paper: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDoor:
    """Let nobody new in for now, or let people in again."""

    is_closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeNewest:
    """Empty the seats of all who joined after this moment (UTC), and have given nothing yet."""

    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFor:
    """Answer a deal for a party who said so in the room."""

    player: str
    deal: str
    version: int
    yes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SendMessage:
    """Write to the phones of the room, a table, a role or one player."""

    reach: Reach
    text: Words
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerCall:
    """Answer a table's call. With ``CallAnswer.TIME`` it gets ``minutes`` more."""

    table: int
    answer: CallAnswer
    minutes: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTables:
    """Set the order in which tables report back."""

    tables: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SendEvent:
    """Send an event card to the room."""

    card: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndEvent:
    """End an event card that is on, with what its end does."""

    card: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterOutcome:
    """Enter what the room chose by standing: ideas or players, by their ids. Replaces what was entered before."""

    card: str
    ideas: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTable:
    """Call a table to report back."""

    table: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCost:
    """Agree another cost for a method that a table wrote itself."""

    idea: str
    pick: str
    cost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterSpoken:
    """Enter a deal that the parties agreed aloud in the room."""

    terms: Terms
    idea: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidDeal:
    """Undo a deal that holds or is proposed: the tokens return."""

    deal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseScene:
    """Choose what the wall shows."""

    scene: Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckWords:
    """Show typed words on the wall and in the report, or hide them. ``ref`` is from `game.checking.typed_words`."""

    ref: str
    shows: bool
    reason: HideReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowHarmless:
    """Show all typed words that wait and in which nothing was found that a person should look at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditWords:
    """Show typed words in this wording. ``line`` is the second part, where the words have two. The author is told."""

    ref: str
    title: Words
    line: Words = Words("")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustTable:
    """Show a table's words without a check from now on, or no longer."""

    table: int
    trusts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeIdeas:
    """Show an idea as one with another that looks like it; ``into`` empty parts it from that, or keeps it from ``apart``."""

    idea: str
    into: str
    apart: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """Write the headline, the three answers and the introduction that open the report."""

    headline: Words
    turning_point: Words
    surprise: Words
    refusal: Words
    introduction: Words = Words("")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddMedia:
    """Let the report link to a film, a picture or a paper at this address."""

    address: str
    caption: Words
    alternative: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveMedia:
    """Take a link out of the report."""

    media: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNextStep:
    """Write down what happens next in real life: what, who does it, when."""

    text: Words
    who: Words = Words("")
    date: Words = Words("")


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveNextStep:
    """Take a next step out of the report."""

    next_step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveOut:
    """Tell the report without these sections, of those the pack has. Replaces what was left out before."""

    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceTension:
    """Enter where the room stood on the line of a tension card: how many in each fifth of it. Replaces what was there."""

    card: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseGame:
    """End the game: what is still proposed lapses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitLate:
    """Let an action that came after the close count after all."""

    late: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    """Publish the report as it stands; or publish it again after a change, with a note on what was put right."""

    note: Words = Words("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpublish:
    """Make the report a draft again, so that nobody else can read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelveReport:
    """Choose who finds the report once it is published, when it goes (UTC; None: never), and whether it may be searched for."""

    listing: Listing
    expires_at: datetime | None = None
    may_index: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """Leave the entry with this number out of the game, and those in ``also`` with it: all or none."""

    seq: int
    also: tuple[int, ...] = ()


Act = (
    NextStep
    | BackStep
    | PauseClock
    | ResumeClock
    | AddMinutes
    | PlanMinutes
    | SetEnd
    | GiveTable
    | Ring
    | SizeRoom
    | AddTable
    | RemoveTable
    | MovePlayer
    | FreeSeat
    | Redeal
    | SwapPlayers
    | MergeTables
    | SplitTable
    | SwapCharacters
    | GiveCharacter
    | DealMissing
    | SeatOnPaper
    | PutOnPaper
    | SetDoor
    | FreeNewest
    | AnswerFor
    | SendMessage
    | AnswerCall
    | OrderTables
    | SendEvent
    | EndEvent
    | EnterOutcome
    | CallTable
    | SetCost
    | EnterSpoken
    | VoidDeal
    | ChooseScene
    | CheckWords
    | ShowHarmless
    | EditWords
    | TrustTable
    | MergeIdeas
    | Tell
    | CloseGame
    | AdmitLate
    | AddMedia
    | RemoveMedia
    | AddNextStep
    | RemoveNextStep
    | LeaveOut
    | PlaceTension
    | Publish
    | Unpublish
    | ShelveReport
    | Undo
)

Command = CreateGame | Join | PlayerCommand | Act
