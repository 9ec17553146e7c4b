"""The next game after an event. It draws nothing and reads no clock; it checks only that what the event names exists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar, assert_never

from game import events as happened
from game.collaboration import NEXT, Move
from game.events import Event
from game.state import (
    Answer,
    Call,
    Choice,
    Clock,
    Deal,
    Edit,
    Extra,
    Game,
    Headline,
    Idea,
    Lead,
    Media,
    Message,
    Naming,
    NextStep,
    Pick,
    Player,
    Publication,
    Reflection,
    Refusal,
    Route,
    SentEvent,
    Shelf,
    Spotlight,
    Stand,
    Started,
    Status,
    Table,
    TakenBack,
    Version,
)
from game.words import REMOVED


class CannotFollow(Exception):
    """An event names something that does not exist, or a deal is not in a state that it can leave that way."""


_Key = TypeVar("_Key", str, int)
_Thing = TypeVar("_Thing")


def begin(event: happened.GameCreated) -> Game:
    """The game right after its first event."""
    return Game(
        id=event.game,
        code=event.code,
        title=event.title,
        scenario=event.scenario,
        run_sheet_id=event.run_sheet,
        created_at=event.at,
        expected=event.expected,
        table_size=event.table_size,
        opens_tables=event.opens_tables,
        is_rehearsal=event.is_rehearsal,
        offset=event.offset,
    )


def evolve(game: Game, event: Event) -> Game:
    """The game after one more event. Raises CannotFollow."""
    match event:
        case happened.GameCreated():
            raise CannotFollow("A game is created once.")
        case happened.TableAdded(table=number):
            if number in game.tables:
                raise CannotFollow(f"Table {number} is there already.")
            return replace(game, tables={**game.tables, number: Table(number=number)})
        case happened.TableRemoved(table=number):
            _table(game, number)
            return replace(game, tables={key: table for key, table in game.tables.items() if key != number})
        case happened.PlayerJoined():
            _table(game, event.table)
            if event.player in game.players:
                raise CannotFollow(f"{event.player} sits already.")
            joined = Player(
                id=event.player,
                name=event.name,
                table=event.table,
                letter=event.letter,
                naming=event.naming,
                hat=event.hat,
                film=event.film,
                under_16=event.under_16,
                part=event.part,
                on_paper=event.on_paper,
            )
            return replace(game, players={**game.players, joined.id: joined})
        case happened.PlayerRenamed(player=player, name=name):
            return _with_player(game, replace(_player(game, player), name=name))
        case happened.ConsentChanged():
            return _with_player(game, replace(_player(game, event.player), naming=event.naming, film=event.film))
        case happened.PlayerMoved():
            _table(game, event.table)
            return _with_player(game, replace(_player(game, event.player), table=event.table, letter=event.letter))
        case happened.PartChanged(player=player, part=part):
            return _with_player(game, replace(_player(game, player), part=part, role="", purse={}, offered=()))
        case happened.HandshakePractised(player=player, other=other):
            game = _with_player(game, replace(_player(game, player), has_practised=True))
            return _with_player(game, replace(_player(game, other), has_practised=True))
        case happened.HostingChosen(player=player, first=first):
            return _with_player(game, replace(_player(game, player), hosts_first=first))
        case happened.SeatFreed(player=player):
            return _with_player(game, replace(_player(game, player), is_freed=True))
        case happened.StepStarted():
            if not 0 <= event.step < len(game.run_sheet.steps):
                raise CannotFollow(f"There is no step {event.step}.")
            return _step_started(game, event)
        case happened.ClockSet(clock=clock):
            return replace(_extra_kept(game, clock), clock=clock)
        case happened.HandDealt(table=number, hand=hand):
            table = _table(game, number)
            return _with_table(game, replace(table, hands={**table.hands, hand.step: hand}))
        case happened.CharactersOffered(player=player, roles=roles):
            return _with_player(game, replace(_player(game, player), offered=roles))
        case happened.CharacterKept(player=player, role=role, purse=purse):
            return _with_player(game, replace(_player(game, player), role=role, purse=dict(purse), offered=()))
        case happened.PurseChanged(player=player, purse=purse, changes=changes):
            held = _player(game, player)
            kept = {**held.purse, **dict(purse)}
            changed = {kind: kept.get(kind, 0) + more for kind, more in changes}
            return _with_player(game, replace(held, purse={**kept, **changed}))
        case happened.CardChosen():
            table = _table(game, event.table)
            earlier = table.choices.get(event.step)
            choice = Choice(
                card=event.card,
                title=event.title,
                text=event.text,
                by=event.player,
                rev=(earlier.rev if earlier else 0) + 1,
            )
            return _with_table(game, replace(table, choices={**table.choices, event.step: choice}))
        case happened.CardSorted(table=number, card=card, pile=pile):
            table = _table(game, number)
            return _with_table(game, replace(table, piles={**table.piles, card: pile}))
        case (
            happened.IdeaBegun()
            | happened.IdeaRewritten()
            | happened.MethodPicked()
            | happened.MethodMoved()
            | happened.MethodWritten()
            | happened.MethodPriced()
            | happened.MethodDropped()
            | happened.NeedCovered()
            | happened.LeadNamed()
            | happened.LeadAnswered()
            | happened.DeliverySet()
            | happened.HelpOffered()
            | happened.IdeaRefused()
            | happened.RefusalAnswered()
        ):
            return _evolve_idea(game, event)
        case (
            happened.DealProposed()
            | happened.DealChanged()
            | happened.PartyDropped()
            | happened.DealAnswered()
            | happened.DealAgreed()
            | happened.DealDeclined()
            | happened.DealWithdrawn()
            | happened.DealLapsed()
            | happened.DealDoubted()
            | happened.DealRepaired()
            | happened.DealBroken()
            | happened.DealLeft()
            | happened.DealVoided()
            | happened.DealDisputed()
        ):
            return _evolve_deal(game, event)
        case happened.Reflected():
            player_now = _player(game, event.player)
            before = player_now.reflections.get(event.question)
            said = Reflection(
                question=event.question,
                chips=event.chips,
                text=event.text,
                may_quote=event.may_quote,
                rev=(before.rev if before else 0) + 1,
            )
            return _with_player(game, replace(player_now, reflections={**player_now.reflections, event.question: said}))
        case happened.SecretTold(player=player, got=got):
            return _with_player(game, replace(_player(game, player), got_secret=got))
        case happened.DealPledged(player=player, deal=deal, level=level):
            _deal(game, deal)
            pledger = _player(game, player)
            return _with_player(game, replace(pledger, pledges={**pledger.pledges, deal: level}))
        case happened.MondaySet(player=player, text=text):
            return _with_player(game, replace(_player(game, player), monday=text))
        case (
            happened.EventSent()
            | happened.EventEnded()
            | happened.AnsweredAloud()
            | happened.DealMatched()
            | happened.OutcomeEntered()
        ):
            return _evolve_event(game, event)
        case happened.HeadlineFiled():
            _player(game, event.by)
            filed = Headline(id=event.headline, by=event.by, text=event.text, at=event.at)
            return replace(game, headlines=(*game.headlines, filed))
        case happened.SpotlightOrdered(tables=tables, begins=begins):
            return replace(game, spotlight=replace(Spotlight() if begins else game.spotlight, order=tables))
        case happened.TableCalled(table=number, until_left_ms=until_left_ms):
            _table(game, number)
            called = (*(table for table in game.spotlight.called if table != number), number)
            return replace(game, spotlight=replace(game.spotlight, called=called, until_left_ms=until_left_ms))
        case happened.Voted(player=player, step=step, dots=dots):
            _player(game, player)
            for voted, _ in dots:
                _idea(game, voted)
            votes = {**game.votes.get(step, {}), player: dict(dots)}
            return replace(game, votes={**game.votes, step: votes})
        case happened.SceneChosen(scene=scene):
            return replace(game, scene=scene)
        case happened.WordsChecked() | happened.WordsEdited() | happened.TableTrusted() | happened.IdeasMerged():
            return _evolve_words(game, event)
        case happened.IdeaMoved(idea=moved, table=number):
            return _idea_moved(game, _idea(game, moved), _table(game, number))
        case happened.MessageSent():
            message = Message(
                id=event.message,
                reach=event.reach,
                key=event.key,
                text=event.text,
                at=event.at,
                step=game.step_index,
            )
            return replace(game, messages=(*game.messages, message))
        case happened.FacilitatorCalled(table=number, by=by, what=what, at=at):
            _player(game, by)
            table = _table(game, number)
            since = table.call.at if table.call is not None and table.call.answer is None else at
            return _with_table(game, replace(table, call=Call(by=by, what=what, at=since)))
        case happened.CallAnswered(table=number, answer=said, at=at):
            table = _table(game, number)
            if table.call is None:
                raise CannotFollow(f"Table {number} did not call.")
            return _with_table(game, replace(table, call=replace(table.call, answer=said, answered_at=at)))
        case happened.StepsPlanned(minutes=minutes):
            return replace(game, minutes={**game.minutes, **dict(minutes)})
        case happened.EndSet(at=at):
            return replace(game, must_end_at=at)
        case happened.TableGivenTime(table=number, minutes=more, goes_on=goes_on):
            return _with_table(game, _given_time(game, _table(game, number), more, goes_on))
        case happened.TableOnPaper(table=number, on_paper=on_paper):
            return _with_table(game, replace(_table(game, number), on_paper=on_paper))
        case happened.DoorSet(is_closed=is_closed):
            return replace(game, is_door_closed=is_closed)
        case happened.Rang():
            return replace(game, rings=game.rings + 1)
        case happened.RoomSized(percent=percent):
            return replace(game, room_size=percent)
        case happened.Told():
            return _retold(
                game,
                headline=event.headline,
                turning_point=event.turning_point,
                surprise=event.surprise,
                refusal=event.refusal,
                introduction=event.introduction,
            )
        case happened.MediaAdded():
            added = Media(id=event.media, address=event.address, caption=event.caption, alternative=event.alternative)
            return _retold(game, media=(*game.telling.media, added))
        case happened.MediaRemoved(media=media):
            return _retold(game, media=tuple(one for one in game.telling.media if one.id != media))
        case happened.NextStepAdded():
            follows = NextStep(id=event.next_step, text=event.text, who=event.who, date=event.date)
            return _retold(game, next_steps=(*game.telling.next_steps, follows))
        case happened.NextStepRemoved(next_step=next_step):
            return _retold(game, next_steps=tuple(one for one in game.telling.next_steps if one.id != next_step))
        case happened.SectionsLeftOut(sections=sections):
            return _retold(game, left_out=sections)
        case happened.GameClosed(at=at):
            return replace(game, status=Status.CLOSED, clock=Clock(left_ms=max(0, game.clock.left(at))))
        case happened.LateKept(late=late):
            return replace(game, late={**game.late, late: "kept"})
        case happened.LateAdmitted(late=late):
            if game.late.get(late) != "kept":
                raise CannotFollow(f"The late action {late} is not waiting.")
            return replace(game, late={**game.late, late: "admitted"})
        case happened.ReportPublished(at=at, note=note):
            publications = (*game.publications, Publication(at=at, note=note))
            return replace(game, publications=publications, is_published=True, told=game.telling)
        case happened.ReportUnpublished():
            return replace(game, is_published=False)
        case happened.ReportShelved():
            shelf = Shelf(listing=event.listing, expires_at=event.expires_at, may_index=event.may_index)
            return replace(game, shelf=shelf)
        case happened.TensionPlaced(card=card, counts=counts, at=at):
            return replace(game, stands={**game.stands, card: Stand(card=card, counts=counts, at=at)})
        case happened.WordsWithdrawn(ref=ref, is_withdrawn=is_withdrawn):
            return replace(game, withdrawn=game.withdrawn | {ref} if is_withdrawn else game.withdrawn - {ref})
        case happened.Erased(player=player):
            erased = replace(_player(game, player), name=REMOVED, naming=Naming.OUT, hat="", film=False, is_erased=True)
            return _with_player(game, erased)
        case happened.EntryUndone(clock=clock):
            told_last, undo = game.taken_back, game.seq + 1
            told = TakenBack(
                seq=event.seq,
                kinds=event.kinds,
                players=event.players,
                step=game.step_index,
                undo=undo,
                also=(told_last, *told_last.also) if told_last is not None and told_last.undo == undo else (),
            )
            return replace(game, clock=clock if clock is not None else game.clock, taken_back=told)
        case _:
            assert_never(event)


def _retold(game: Game, **changes: Any) -> Game:
    return replace(game, telling=replace(game.telling, **changes))


def _step_started(game: Game, event: happened.StepStarted) -> Game:
    """The next line of the run sheet. A table that was given more time for the step before has it from now on."""
    left = event.clock.left(event.at)
    for table in game.tables.values():
        if table.extra is not None:
            is_theirs = table.extra.step == game.step_index and table.extra.until_left_ms is None
            until = left - table.extra.minutes * 60_000
            extra = replace(table.extra, until_left_ms=until) if is_theirs and event.step > game.step_index else None
            game = _with_table(game, replace(table, extra=extra))
    return replace(
        game,
        status=Status.PLAYING,
        step_index=event.step,
        clock=event.clock,
        round=event.round,
        taken_back=None,
        started=(*game.started, Started(step=event.step, at=event.at)),
    )


def _given_time(game: Game, table: Table, minutes: int, goes_on: bool) -> Table:
    """The table with so many minutes more in all: those that it has now, or those that begin when the room goes on."""
    if game.step_index < 0:
        raise CannotFollow("No step is on.")
    if not goes_on:
        return replace(table, extra=Extra(step=game.step_index, minutes=minutes) if minutes else None)
    extra = table.extra
    if extra is None or extra.until_left_ms is None:
        raise CannotFollow(f"Table {table.number} has no minutes of its own now.")
    until = extra.until_left_ms - (minutes - extra.minutes) * 60_000
    return replace(table, extra=replace(extra, minutes=minutes, until_left_ms=until) if minutes else None)


def _extra_kept(game: Game, clock: Clock) -> Game:
    """Tables that have minutes of their own now keep them as they are when the room's clock is given others."""
    if clock.ends_at is not None and game.clock.ends_at is not None:
        more = clock.left(game.clock.ends_at)
    elif clock.ends_at is None and game.clock.ends_at is None:
        more = clock.left_ms - game.clock.left_ms
    else:
        return game
    for table in game.tables.values():
        if more and table.extra is not None and table.extra.until_left_ms is not None:
            kept = replace(table.extra, until_left_ms=table.extra.until_left_ms + more)
            game = _with_table(game, replace(table, extra=kept))
    return game


def _idea_moved(game: Game, idea: Idea, table: Table) -> Game:
    """An idea at home at another table, as that table's own, and no more of the one it leaves."""
    if table.idea and table.idea != idea.id:
        raise CannotFollow(f"Table {table.number} has an idea of its own.")
    before = game.tables.get(idea.table)
    if before is not None and before.idea == idea.id:
        game = _with_table(game, replace(before, idea=""))
    game = _with_table(game, replace(table, idea=idea.id))
    return replace(game, ideas={**game.ideas, idea.id: replace(idea, table=table.number)})


def _newly(checks: Mapping[str, bool], ref: str, shows: bool) -> Mapping[str, bool]:
    """The checks with this one as the newest, which stands last."""
    return {**{key: was for key, was in checks.items() if key != ref}, ref: shows}


_WordsEvent = happened.WordsChecked | happened.WordsEdited | happened.TableTrusted | happened.IdeasMerged


def _evolve_words(game: Game, event: _WordsEvent) -> Game:
    """What becomes of typed words before all see them."""
    match event:
        case happened.WordsChecked(ref=ref, shows=shows, reason=reason):
            reasons = {key: why for key, why in game.reasons.items() if key != ref}
            if reason is not None:
                reasons[ref] = reason
            return replace(game, checks=_newly(game.checks, ref, shows), reasons=reasons)
        case happened.WordsEdited(ref=ref, title=title, line=line):
            edits = {**game.edits, ref: Edit(title=title, line=line)}
            reasons = {key: why for key, why in game.reasons.items() if key != ref}
            return replace(game, edits=edits, checks=_newly(game.checks, ref, True), reasons=reasons)
        case happened.TableTrusted(table=number, trusts=trusts):
            return _with_table(game, replace(_table(game, number), is_trusted=trusts))
        case happened.IdeasMerged(idea=name, into=into, apart=apart):
            idea = _idea(game, name)
            for other in (into, apart):
                if other:
                    _idea(game, other)
            beside = (*idea.apart, apart) if apart and apart not in idea.apart else idea.apart
            return replace(game, ideas={**game.ideas, name: replace(idea, one_with=into, apart=beside)})
        case _:
            assert_never(event)


_SentEventEvent = (
    happened.EventSent | happened.EventEnded | happened.AnsweredAloud | happened.DealMatched | happened.OutcomeEntered
)


def _evolve_event(game: Game, event: _SentEventEvent) -> Game:
    """What becomes of an event card: only the newest that was sent of a card can change."""
    if isinstance(event, happened.EventSent):
        sent = SentEvent(
            card=event.card,
            at=event.at,
            step=game.step_index,
            concerns=event.concerns,
            stands_in=event.stands_in,
            ends_at=event.ends_at,
        )
        return replace(game, sent=(*game.sent, sent))
    place = next((place for place in reversed(range(len(game.sent))) if game.sent[place].card == event.card), None)
    if place is None:
        raise CannotFollow(f"The card {event.card} was not sent.")
    sent = game.sent[place]
    match event:
        case happened.EventEnded(at=at):
            if not sent.is_on:
                raise CannotFollow(f"The card {event.card} is over already.")
            sent = replace(sent, ended_at=at)
        case happened.AnsweredAloud(player=player, comments=comments):
            _player(game, player)
            sent = replace(sent, comments={**sent.comments, player: comments})
        case happened.DealMatched(deal=deal, token=token, givers=givers):
            found = _deal(game, deal)
            found = replace(found, doubled=(*found.doubled, *((giver, token) for giver in givers)))
            game = replace(game, deals={**game.deals, deal: found})
            sent = replace(sent, matched=(*sent.matched, deal))
        case happened.OutcomeEntered(ideas=ideas, people=people):
            for idea in ideas:
                _idea(game, idea)
            for person in people:
                _player(game, person)
            sent = replace(sent, ideas=ideas, people=people)
        case _:
            assert_never(event)
    return replace(game, sent=(*game.sent[:place], sent, *game.sent[place + 1 :]))


_IdeaEvent = (
    happened.IdeaBegun
    | happened.IdeaRewritten
    | happened.MethodPicked
    | happened.MethodMoved
    | happened.MethodWritten
    | happened.MethodPriced
    | happened.MethodDropped
    | happened.NeedCovered
    | happened.LeadNamed
    | happened.LeadAnswered
    | happened.DeliverySet
    | happened.HelpOffered
    | happened.IdeaRefused
    | happened.RefusalAnswered
)


def _evolve_idea(game: Game, event: _IdeaEvent) -> Game:
    if isinstance(event, happened.IdeaBegun):
        table = _table(game, event.table)
        if event.idea in game.ideas or (event.is_tables_own and table.idea):
            raise CannotFollow(f"The idea {event.idea} is there already.")
        begun = Idea(
            id=event.idea,
            label=event.label,
            table=event.table,
            title=event.title,
            line=event.line,
            by=event.by,
            from_card=event.from_card,
        )
        game = replace(game, ideas={**game.ideas, begun.id: begun})
        return _with_table(game, replace(table, idea=begun.id)) if event.is_tables_own else game
    idea = _idea(game, event.idea)
    match event:
        case happened.IdeaRewritten():
            idea = replace(
                idea,
                title=event.title,
                line=event.line,
                by=event.by,
                from_card=event.from_card,
                rev=idea.rev + 1,
            )
        case happened.MethodPicked():
            idea = replace(
                idea, picks=(*idea.picks, Pick(id=event.pick, card=event.card, when=event.when, by=event.by))
            )
        case happened.MethodWritten():
            written = Pick(
                id=event.pick,
                card="",
                when=event.when,
                by=event.by,
                title=event.title,
                cost=event.cost,
                needs=event.needs,
            )
            idea = replace(idea, picks=(*idea.picks, written))
        case happened.MethodMoved(pick=moved, when=when):
            idea = replace(idea, picks=_with_pick(idea, replace(_pick(idea, moved), when=when)))
        case happened.MethodPriced(pick=priced, cost=cost):
            idea = replace(idea, picks=_with_pick(idea, replace(_pick(idea, priced), cost=cost)))
        case happened.MethodDropped(pick=dropped):
            _pick(idea, dropped)
            idea = replace(
                idea,
                picks=tuple(pick for pick in idea.picks if pick.id != dropped),
                covered=frozenset(need for need in idea.covered if not need.startswith(f"{dropped}.")),
            )
        case happened.NeedCovered(need=need, covers=covers):
            if covers and not need.startswith(tuple(f"{pick.id}." for pick in idea.picks)):
                raise CannotFollow(f"The plan has no need {need}.")
            idea = replace(idea, covered=idea.covered | {need} if covers else idea.covered - {need})
        case happened.LeadNamed(lead=lead, by=by):
            _player(game, lead)
            idea = replace(idea, lead=Lead(player=lead, by=by))
        case happened.LeadAnswered(player=player, yes=yes):
            if idea.lead is None or idea.lead.player != player:
                raise CannotFollow(f"{player} was not named to lead {idea.id}.")
            idea = replace(idea, lead=replace(idea.lead, answer=yes))
        case happened.DeliverySet():
            is_new = (event.first_step, event.date) != (idea.first_step, idea.date)
            idea = replace(
                idea,
                first_step=event.first_step,
                date=event.date,
                asks=event.asks,
                delivery_rev=idea.delivery_rev + 1 if is_new else idea.delivery_rev,
            )
        case happened.HelpOffered(player=player, wants=wants):
            others = tuple(helper for helper in idea.helpers if helper != player)
            idea = replace(idea, helpers=(*others, player) if wants else others)
        case happened.IdeaRefused():
            _player(game, event.by)
            refusal = Refusal(card=event.card, by=event.by, words=event.words, at=event.at)
            idea = replace(idea, refusals=(*idea.refusals, refusal))
        case happened.RefusalAnswered():
            if all(refusal.card != event.card for refusal in idea.refusals):
                raise CannotFollow(f"Nobody refused {idea.id}.")
            idea = replace(
                idea,
                refusals=tuple(
                    replace(refusal, changes=event.changes, answer=event.words)
                    if refusal.card == event.card
                    else refusal
                    for refusal in idea.refusals
                ),
            )
        case _:
            assert_never(event)
    return replace(game, ideas={**game.ideas, idea.id: idea})


_DealEvent = (
    happened.DealProposed
    | happened.DealChanged
    | happened.PartyDropped
    | happened.DealAnswered
    | happened.DealAgreed
    | happened.DealDeclined
    | happened.DealWithdrawn
    | happened.DealLapsed
    | happened.DealDoubted
    | happened.DealRepaired
    | happened.DealBroken
    | happened.DealLeft
    | happened.DealVoided
    | happened.DealDisputed
)


def _evolve_deal(game: Game, event: _DealEvent) -> Game:
    if isinstance(event, happened.DealProposed):
        if event.idea not in game.ideas or event.deal in game.deals:
            raise CannotFollow(f"The deal {event.deal} cannot begin.")
        for party in event.terms.parties:
            _player(game, party)
        deal = Deal(
            id=event.deal,
            idea=event.idea,
            by=event.by,
            route=event.route,
            in_market=event.in_market,
            round=event.round,
            versions=(Version(terms=event.terms, by=event.by, at=event.at),),
            answers={} if event.route is Route.SPOKEN else {event.by: Answer(yes=True, at=event.at)},
        )
        return replace(game, deals={**game.deals, deal.id: deal})
    deal = _deal(game, event.deal)
    match event:
        case happened.DealChanged():
            for party in event.terms.parties:
                _player(game, party)
            deal = replace(
                deal,
                versions=(*deal.versions, Version(terms=event.terms, by=event.by, at=event.at)),
                answers={event.by: Answer(yes=True, at=event.at)},
            )
        case happened.PartyDropped():
            deal = replace(
                deal,
                versions=(*deal.versions, Version(terms=event.terms, by=event.by, at=event.at)),
                answers={who: answer for who, answer in deal.answers.items() if who != event.party},
            )
        case happened.DealAnswered(player=player):
            if player not in deal.terms.parties:
                raise CannotFollow(f"{player} is no party of {deal.id}.")
            answer = Answer(yes=event.yes, at=event.at, reason=event.reason)
            deal = replace(deal, answers={**deal.answers, player: answer})
        case happened.DealAgreed():
            if deal.waiting or not all(answer.yes for answer in deal.answers.values()):
                raise CannotFollow(f"Not every party of {deal.id} said yes.")
            deal = replace(_moved(deal, Move.AGREE), number=event.number, agreed_at=event.at, round=game.round)
        case happened.DealDeclined():
            deal = replace(_moved(deal, Move.DECLINE), ended_at=event.at, ended_by=event.by)
        case happened.DealWithdrawn():
            deal = replace(_moved(deal, Move.WITHDRAW), ended_at=event.at, ended_by=event.by)
        case happened.DealLapsed():
            deal = replace(_moved(deal, Move.LAPSE), ended_at=event.at)
        case happened.DealDoubted(card=card):
            deal = replace(_moved(deal, Move.DOUBT), doubted_by=card)
        case happened.DealRepaired(words=words):
            deal = replace(_moved(deal, Move.REPAIR), repair=words)
        case happened.DealBroken():
            deal = replace(_moved(deal, Move.BREAK), ended_at=event.at, ended_by=event.by)
        case happened.DealLeft():
            deal = replace(_moved(deal, Move.LEAVE), ended_at=event.at, ended_by=event.by)
        case happened.DealVoided():
            deal = replace(_moved(deal, Move.VOID), ended_at=event.at, ended_by=event.by)
        case happened.DealDisputed(by=by):
            deal = replace(deal, disputed_by=(*deal.disputed_by, by))
        case _:
            assert_never(event)
    return replace(game, deals={**game.deals, deal.id: deal})


def _moved(deal: Deal, move: Move) -> Deal:
    state = NEXT.get((deal.state, move))
    if state is None:
        raise CannotFollow(f"{deal.id} is {deal.state}; it cannot {move}.")
    return replace(deal, state=state)


def _found(things: Mapping[_Key, _Thing], key: _Key, what: str) -> _Thing:
    thing = things.get(key)
    if thing is None:
        raise CannotFollow(f"There is no {what} {key}.")
    return thing


def _table(game: Game, number: int) -> Table:
    return _found(game.tables, number, "table")


def _player(game: Game, player: str) -> Player:
    return _found(game.players, player, "player")


def _deal(game: Game, deal: str) -> Deal:
    return _found(game.deals, deal, "deal")


def _idea(game: Game, idea: str) -> Idea:
    return _found(game.ideas, idea, "idea")


def _pick(idea: Idea, pick: str) -> Pick:
    return _found({known.id: known for known in idea.picks}, pick, "line of the plan")


def _with_pick(idea: Idea, pick: Pick) -> tuple[Pick, ...]:
    return tuple(pick if known.id == pick.id else known for known in idea.picks)


def _with_player(game: Game, player: Player) -> Game:
    return replace(game, players={**game.players, player.id: player})


def _with_table(game: Game, table: Table) -> Game:
    return replace(game, tables={**game.tables, table.number: table})
