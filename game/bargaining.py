"""Making, answering, changing and undoing deals. Tokens are given all at once, when every party said yes, or not at all."""

from __future__ import annotations

from datetime import datetime, timedelta

from game import commands as ask
from game import events as happened
from game.collaboration import FEWEST, MOST, Move, can, moves_for
from game.events import Decision, Event
from game.ideas import next_label
from game.ongoing import matched_gifts, waits_for_an_answer
from game.refused import Refused, Why, refuse
from game.scenario import StepKind, Words
from game.sheets import idea_words
from game.state import Deal, Game, Idea, Part, Route, Terms
from game.tokens import why_not_allowed, why_not_now
from game.words import LINE, checked

OWN_WORDS = "own"
"""The string that is the parties' own words."""

NOT_ME_WITHIN = timedelta(seconds=60)


def propose(game: Game, command: ask.Propose, now: datetime) -> Decision:
    """A deal that goes to the other phones. Only the proposer's own tokens are looked at now; nothing is reserved."""
    return _begin(game, command, Route.DISTANCE, now)


def shake_hands(game: Game, command: ask.ShakeHands, now: datetime) -> Decision:
    """A deal on one phone: every party says yes there and then."""
    return _begin(game, command, Route.HANDSHAKE, now)


def enter_spoken(game: Game, command: ask.EnterSpoken, now: datetime) -> Decision:
    """A deal that was agreed aloud, entered for its parties."""
    if not game.has_opened(StepKind.MARKET):
        return refuse(Why.NOT_OPEN_YET, what="market")
    idea = game.ideas.get(command.idea)
    if idea is None:
        return refuse(Why.UNKNOWN, what="idea", name=command.idea)
    terms = _checked_terms(game, command.terms)
    if isinstance(terms, Refused):
        return terms
    proposed = _proposed(game, idea.id, terms.parties[0], Route.SPOKEN, terms, now)
    refused = _why_not_agreed(game, idea, terms)
    if refused is not None:
        return refused
    agreed = _agreed(game, proposed.deal, idea, idea.table, terms, now)
    return (proposed, *_yes_of(proposed.deal, terms.parties, now), *agreed)


def _begin(game: Game, command: ask.Propose | ask.ShakeHands, route: Route, now: datetime) -> Decision:
    if not game.has_opened(StepKind.MARKET):
        return refuse(Why.NOT_OPEN_YET, what="market")
    terms = _checked_terms(game, command.terms)
    if isinstance(terms, Refused):
        return terms
    if command.player not in terms.parties:
        return refuse(Why.NOT_A_PARTY, who=game.players[command.player].badge)
    before: tuple[Event, ...] = ()
    idea: Idea | None
    if command.idea:
        idea = game.ideas.get(command.idea)
        if idea is None:
            return refuse(Why.UNKNOWN, what="idea", name=command.idea)
        name, home = idea.id, idea.table
    else:
        words = idea_words(command.title, command.line)
        if isinstance(words, Refused):
            return words
        idea, name, home = None, f"i{game.seq + 1}", game.players[command.player].table
        before = (
            happened.IdeaBegun(
                idea=name,
                label=next_label(game, home),
                table=home,
                title=words[0],
                line=words[1],
                by=command.player,
                from_card="",
                is_tables_own=False,
                at=now,
            ),
        )
    givers = terms.parties if route is Route.HANDSHAKE else (command.player,)
    refused = why_not_allowed(game, idea, home, terms) or why_not_now(game, idea, terms, givers)
    if refused is not None:
        return refused
    proposed = _proposed(game, name, command.player, route, terms, now)
    if route is not Route.HANDSHAKE:
        return (*before, proposed)
    others = tuple(party for party in terms.parties if party != command.player)
    agreed = _agreed(game, proposed.deal, idea, home, terms, now)
    return (*before, proposed, *_yes_of(proposed.deal, others, now), *agreed)


def answer(game: Game, command: ask.AnswerDeal, now: datetime) -> Decision:
    """A yes or a no to the newest wording. The last yes gives the tokens, if all are still there."""
    deal = _own_deal(game, command.player, command.deal)
    if isinstance(deal, Refused):
        return deal
    if not can(deal, Move.AGREE):
        return refuse(Why.NOT_NOW, state=deal.state)
    if command.version != deal.version:
        return refuse(Why.CHANGED_MEANWHILE)
    if command.player not in deal.waiting:
        return refuse(Why.ALREADY_ANSWERED)
    if command.reason and command.reason not in {chip.id for chip in game.scenario.reasons}:
        return refuse(Why.UNKNOWN, what="reason", name=command.reason)
    said = happened.DealAnswered(
        deal=deal.id, player=command.player, yes=command.yes, reason="" if command.yes else command.reason, at=now
    )
    if not command.yes:
        return (said, happened.DealDeclined(deal=deal.id, by=command.player, at=now))
    idea = game.ideas[deal.idea]
    if deal.waiting == (command.player,):
        agreed = _agreed(game, deal.id, idea, idea.table, deal.terms, now)
        return _why_not_agreed(game, idea, deal.terms) or (said, *agreed)
    return why_not_now(game, idea, deal.terms, (command.player,)) or (said,)


def ask_change(game: Game, command: ask.AskChange, now: datetime) -> Decision:
    """Another wording: the yes of the one who asks counts for it, everybody else is asked again."""
    deal = _own_deal(game, command.player, command.deal)
    if isinstance(deal, Refused):
        return deal
    if not can(deal, Move.AGREE):
        return refuse(Why.NOT_NOW, state=deal.state)
    if command.version != deal.version:
        return refuse(Why.CHANGED_MEANWHILE)
    terms = _checked_terms(game, command.terms)
    if isinstance(terms, Refused):
        return terms
    if command.player not in terms.parties or deal.by not in terms.parties:
        return refuse(Why.NOT_A_PARTY, who=game.players[command.player].badge)
    if terms == deal.terms:
        return refuse(Why.SAME_TERMS)
    idea = game.ideas[deal.idea]
    refused = why_not_allowed(game, idea, idea.table, terms) or why_not_now(game, idea, terms, (command.player,))
    if refused is not None:
        return refused
    return (happened.DealChanged(deal=deal.id, terms=terms, by=command.player, at=now),)


def drop_party(game: Game, command: ask.DropParty, now: datetime) -> Decision:
    """On without somebody who has not answered. When all others said yes, the deal is agreed."""
    deal = _own_deal(game, command.player, command.deal)
    if isinstance(deal, Refused):
        return deal
    if "drop" not in moves_for(deal, command.player) or command.party not in deal.waiting or command.party == deal.by:
        return refuse(Why.NOT_NOW, state=deal.state)
    gifts = tuple(gift for gift in deal.terms.gifts if gift.giver != command.party)
    if not gifts:
        return refuse(Why.NO_GIFT)
    rest = Terms(
        parties=tuple(party for party in deal.terms.parties if party != command.party),
        gifts=gifts,
        string=deal.terms.string,
        own_words=deal.terms.own_words,
    )
    dropped = happened.PartyDropped(deal=deal.id, party=command.party, by=command.player, terms=rest, at=now)
    if deal.waiting != (command.party,):
        return (dropped,)
    idea = game.ideas[deal.idea]
    return _why_not_agreed(game, idea, rest) or (dropped, *_agreed(game, deal.id, idea, idea.table, rest, now))


def withdraw(game: Game, command: ask.Withdraw, now: datetime) -> Decision:
    """The proposer's own proposal, taken back."""
    deal = _own_deal(game, command.player, command.deal)
    if isinstance(deal, Refused):
        return deal
    if deal.by != command.player:
        return refuse(Why.NOT_YOURS)
    if not can(deal, Move.WITHDRAW):
        return refuse(Why.NOT_NOW, state=deal.state)
    return (happened.DealWithdrawn(deal=deal.id, by=command.player, at=now),)


def not_me(game: Game, command: ask.NotMe, now: datetime) -> Decision:
    """Within the first minute it undoes a deal somebody entered for this player; later the facilitator is told."""
    deal = _own_deal(game, command.player, command.deal)
    if isinstance(deal, Refused):
        return deal
    if "not_me" not in moves_for(deal, command.player) or deal.agreed_at is None:
        return refuse(Why.NOT_NOW, state=deal.state)
    if now - deal.agreed_at <= NOT_ME_WITHIN:
        return (happened.DealVoided(deal=deal.id, by=command.player, at=now),)
    return (happened.DealDisputed(deal=deal.id, by=command.player, at=now),)


def take_back(game: Game, command: ask.TakeBack, now: datetime) -> Decision:
    """Out of a deal that holds."""
    deal = _own_deal(game, command.player, command.deal)
    if isinstance(deal, Refused):
        return deal
    if not can(deal, Move.LEAVE):
        return refuse(Why.NOT_NOW, state=deal.state)
    return (happened.DealLeft(deal=deal.id, by=command.player, at=now),)


def repair(game: Game, command: ask.Repair, now: datetime) -> Decision:
    """Standing by a deal in doubt, with a word on how."""
    deal = _own_deal(game, command.player, command.deal)
    if isinstance(deal, Refused):
        return deal
    if not can(deal, Move.REPAIR):
        return refuse(Why.NOT_NOW, state=deal.state)
    if waits_for_an_answer(game, deal):
        return refuse(Why.REFUSAL_WAITS)
    words = checked(command.words, "words", LINE, may_be_empty=True)
    if isinstance(words, Refused):
        return words
    return (happened.DealRepaired(deal=deal.id, by=command.player, words=words, at=now),)


def break_deal(game: Game, command: ask.BreakDeal, now: datetime) -> Decision:
    """Giving up a deal in doubt."""
    deal = _own_deal(game, command.player, command.deal)
    if isinstance(deal, Refused):
        return deal
    if not can(deal, Move.BREAK):
        return refuse(Why.NOT_NOW, state=deal.state)
    return (happened.DealBroken(deal=deal.id, by=command.player, at=now),)


def void_deal(game: Game, command: ask.VoidDeal, now: datetime) -> Decision:
    """The facilitator's way to undo a deal."""
    deal = game.deals.get(command.deal)
    if deal is None:
        return refuse(Why.UNKNOWN, what="deal", name=command.deal)
    if not can(deal, Move.VOID):
        return refuse(Why.NOT_NOW, state=deal.state)
    return (happened.DealVoided(deal=deal.id, by="lead", at=now),)


def pledge_deal(game: Game, command: ask.PledgeDeal) -> Decision:
    """What one's own deal is worth in real life."""
    if not game.has_opened(StepKind.REFLECT):
        return refuse(Why.NOT_OPEN_YET, what="reflect")
    deal = _own_deal(game, command.player, command.deal)
    if isinstance(deal, Refused):
        return deal
    if not deal.holds:
        return refuse(Why.NOT_NOW, state=deal.state)
    return (happened.DealPledged(player=command.player, deal=deal.id, level=command.level),)


def _checked_terms(game: Game, terms: Terms) -> Terms | Refused:
    """Terms that can stand: 2 to 6 seated parties, at least one gift, a known string; or why not."""
    parties = tuple(dict.fromkeys(terms.parties))
    if not FEWEST <= len(parties) <= MOST or len(parties) != len(terms.parties):
        return refuse(Why.PARTIES, fewest=FEWEST, most=MOST)
    for party in parties:
        found = game.players.get(party)
        if found is None or found.is_freed:
            return refuse(Why.UNKNOWN, what="player", name=party)
        if found.part is not Part.PLAYER:
            return refuse(Why.OBSERVES, who=found.badge)
    if not terms.gifts:
        return refuse(Why.NO_GIFT)
    own_words = Words("")
    if terms.string == OWN_WORDS:
        checked_words = checked(terms.own_words, "own_words", LINE)
        if isinstance(checked_words, Refused):
            return checked_words
        own_words = checked_words
    elif terms.string and terms.string not in {chip.id for chip in game.scenario.strings}:
        return refuse(Why.UNKNOWN, what="string", name=terms.string)
    return Terms(parties=parties, gifts=terms.gifts, string=terms.string, own_words=own_words)


def _why_not_agreed(game: Game, idea: Idea, terms: Terms) -> Refused | None:
    """Tokens are given at this moment, so the rules are asked at this moment: people may have moved, lists changed."""
    return why_not_allowed(game, idea, idea.table, terms) or why_not_now(game, idea, terms, terms.parties)


def _own_deal(game: Game, player: str, deal: str) -> Deal | Refused:
    found = game.deals.get(deal)
    if found is None:
        return refuse(Why.UNKNOWN, what="deal", name=deal)
    return found if player in found.terms.parties else refuse(Why.NOT_YOURS)


def _proposed(game: Game, idea: str, by: str, route: Route, terms: Terms, now: datetime) -> happened.DealProposed:
    step = game.step
    return happened.DealProposed(
        deal=f"d{game.seq + 1}",
        idea=idea,
        by=by,
        route=route,
        in_market=step is not None and step.kind is StepKind.MARKET,
        round=game.round,
        terms=terms,
        at=now,
    )


def _yes_of(deal: str, parties: tuple[str, ...], now: datetime) -> tuple[Event, ...]:
    return tuple(happened.DealAnswered(deal=deal, player=party, yes=True, reason="", at=now) for party in parties)


def _agreed(game: Game, deal: str, idea: Idea | None, home: int, terms: Terms, now: datetime) -> tuple[Event, ...]:
    """The deal is agreed, and donors double what event cards promise. ``idea`` is None for one that begins with it."""
    matched = tuple(
        happened.DealMatched(card=card, deal=deal, token=gifts[0].kind, givers=tuple(gift.giver for gift in gifts))
        for card, gifts in matched_gifts(game, idea, home, terms)
    )
    return (happened.DealAgreed(deal=deal, number=next_number(game), at=now), *matched)


def next_number(game: Game) -> int:
    """The number of the next deal that is agreed."""
    return max((deal.number for deal in game.deals.values()), default=0) + 1
