"""Telling a game's story from its log alone: what readers may know of it, and not a word more.

The same entries always give the same report. It words and draws nothing; pages do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from game import events as happened
from game.bargaining import OWN_WORDS
from game.checking import (
    answer_ref,
    as_one,
    choice_ref,
    delivery_ref,
    headline_ref,
    idea_ref,
    is_edited,
    method_ref,
    reflection_ref,
    refusal_ref,
    shown_as,
    string_ref,
    to_check,
    without_words,
    wording,
    words_of,
)
from game.coverage import card_lines, groups_of, matrix, stands, table_lines
from game.debrief import GOT
from game.history import History
from game.ideas import card_of, holding, marks_missing, needs, public_ideas, support
from game.map import MapView, draw
from game.ongoing import chosen_ideas, refusing_side
from game.replay import replay
from game.report import (
    CastLine,
    Correction,
    Count,
    DealLine,
    EventLine,
    Gifts,
    GroupLine,
    HeadlineLine,
    IdeaSheet,
    Meeting,
    Missing,
    Moment,
    MomentKind,
    NeedLine,
    NotEarned,
    Outcomes,
    Party,
    Person,
    PlanLine,
    Quote,
    RefusalLine,
    Report,
    StepLine,
    Support,
    Tally,
    Token,
    VoteLine,
)
from game.scenario import EventCard, Mark, Section, StepKind, Words
from game.state import Deal, DealState, Game, Idea, Naming, Pick, PledgeLevel, Refusal, Status
from game.voting import results
from game.words import REMOVED, unless_removed

FEWEST = 3
"""A group of people smaller than this is never counted by itself."""


def outcomes(game: Game) -> Outcomes:
    """What became of the deals of a game, at any time."""
    states = Counter(deal.state for deal in game.deals.values())
    return Outcomes(
        agreed=states[DealState.AGREED] + states[DealState.IN_DOUBT],
        in_doubt=states[DealState.IN_DOUBT],
        changed=sum(1 for deal in game.deals.values() if deal.version > 1),
        declined=states[DealState.DECLINED],
        withdrawn=states[DealState.WITHDRAWN],
        lapsed=states[DealState.LAPSED],
        broken=states[DealState.BROKEN],
        left=states[DealState.LEFT],
        voided=states[DealState.VOIDED],
        waiting=states[DealState.PROPOSED],
    )


def report(history: History, for_readers: bool = True) -> Report:
    """The report of a game. ``for_readers``: only what everybody may read; else the facilitator's draft,
    with the words that wait for a check. Hidden words are in neither."""
    return _without_left_out(_Teller(history, for_readers).tell())


def _without_left_out(told: Report) -> Report:
    """What the facilitator leaves out stands nowhere, not in the data either. Ideas, deals, tables and the map stay, because
    other parts are told with them, and so does what stands on page one."""
    nothing: Mapping[Section, dict[str, Any]] = {
        Section.MOMENTS: {"moments": ()},
        Section.WORDS: {
            "quotes": (),
            "headlines": (),
            "tallies": (),
            "secrets": (),
            "votes": (),
            "pledges": (),
            "mondays": 0,
        },
        Section.NEXT: {"telling": replace(told.telling, next_steps=())},
        Section.MATRIX: {"matrix": None},
        Section.GROUPS: {"groups": ()},
        Section.TENSIONS: {"tensions": ()},
        Section.RAN: {"steps": ()},
        Section.CARDS: {"cards": ()},
    }
    empty: dict[str, Any] = {}
    for section, fields in nothing.items():
        if section.value in told.telling.left_out:
            empty |= fields
    return replace(told, **empty) if empty else told


class _Teller:
    """One reading of one history: what it asks for again and again is looked up once."""

    def __init__(self, history: History, for_readers: bool) -> None:
        self.history = history
        self.game: Game = history.game
        self.for_readers = for_readers
        self.began_at = self.game.started[0].at if self.game.started else self.game.created_at
        self.reasons = {chip.id: chip.text for chip in self.game.scenario.reasons}
        self._scales = {scale.id: scale.text for scale in self.game.scenario.scales}
        self._sides = {side.id: side.text for side in self.game.scenario.sides}
        self.live = tuple(entry for entry in history.entries if entry.seq not in history.undone)
        self.ideas = {idea.id: idea for idea in public_ideas(history.game)}
        self.closed_at = next(iter(self._times_of(happened.GameClosed)), None)

    def tell(self) -> Report:
        game, scenario = self.game, self.game.scenario
        telling = game.told if self.for_readers and game.is_published else game.telling
        deals = tuple(self._deal(deal) for deal in self._in_order())
        steps = tuple(self._steps())
        events = tuple(self._events())
        hats, other_hats = self._hats()
        standing = [deal for deal in deals if deal.holds]
        ideas = tuple(self._idea(idea) for idea in self._ideas_in_order())
        return Report(
            for_readers=self.for_readers,
            code=game.code,
            seq=game.seq,
            title=game.title,
            is_rehearsal=game.is_rehearsal,
            pack=scenario.title,
            pack_version=scenario.version,
            licence=scenario.licence,
            organiser=scenario.organiser,
            language=scenario.language,
            summary=scenario.summary,
            story=scenario.story,
            say=scenario.say,
            began_at=self.began_at,
            minutes=sum(step.real or 0 for step in steps),
            people=sum(1 for _ in game.seated()),
            tables=len({player.table for player in game.seated()}),
            is_closed=game.status is Status.CLOSED,
            published=game.published,
            published_at=game.publications[0].at if game.publications else None,
            waiting_for_check=0 if self.for_readers else len(to_check(game)),
            telling=telling,
            hats=hats,
            other_hats=other_hats,
            cast=self._cast(),
            moments=_moments(deals, events),
            ideas=ideas,
            deals=deals,
            outcomes=outcomes(game),
            tokens=sum(gifts.count for deal in standing for party in deal.parties for gifts in party.gifts),
            crossing=sum(1 for deal in standing if deal.crosses_tables),
            reasons=self._reasons(game.deals.values()),
            not_earned=tuple(self._not_earned()),
            meetings=tuple(self._meetings()),
            pledges=self._pledges(),
            tallies=tuple(self._tallies()),
            secrets=self._secrets(),
            mondays=mondays if (mondays := sum(1 for player in game.seated() if player.monday)) >= FEWEST else 0,
            quotes=tuple(self._quotes()),
            steps=steps,
            events=events,
            headlines=tuple(self._headlines()),
            votes=tuple(VoteLine(label=idea.label, name=self._name(idea), dots=dots) for idea, dots in results(game)),
            map=self._map(),
            offset=game.offset,
            is_published=game.is_published,
            expires_at=game.shelf.expires_at,
            may_index=game.shelf.may_index,
            corrections=tuple(Correction(at=one.at, note=one.note) for one in game.publications[1:]),
            tokens_of=tuple(
                Token(id=kind.id, each=kind.each, many=kind.many, icon=kind.icon) for kind in scenario.tokens
            ),
            sides=tuple(side.text for side in scenario.sides),
            scales=tuple(scale.text for scale in scenario.scales),
            sections=tuple(one for one in scenario.report.sections if one.value not in telling.left_out),
            centre=scenario.report.centre,
            matrix=matrix(game, ideas),
            question=scenario.report.question,
            groups_title=scenario.report.groups_title,
            groups=tuple(
                GroupLine(
                    text=group.text,
                    about=group.about,
                    icon=group.icon,
                    ideas=tuple(idea.label for idea in ideas if group.text in idea.groups),
                )
                for group in scenario.groups
            ),
            table_lines=table_lines(game, ideas, deals, self._gifts),
            tensions=stands(game, self._minute),
            cards=card_lines(game, self._blank),
            replay=replay(self.history, lambda idea: self._name(game.ideas[idea]), self._minute),
        )

    # --- who may be known, and what may be read

    def _shows(self, ref: str) -> bool:
        """Whether these typed words may stand here: not when hidden, and for readers only when checked."""
        return ref not in self.game.withdrawn and self.game.checks.get(ref, not self.for_readers)

    def _may_quote(self, player: str) -> bool:
        """Whether this player's words may stand here at all."""
        return self.game.players[player].naming is not Naming.OUT

    def _waits(self, ref: str) -> bool:
        return ref not in self.game.checks

    def _person(self, player: str) -> Person:
        who = self.game.players[player]
        return Person(
            role=self.game.scenario.role(who.role).title if who.role else "",
            table=who.table,
            name=who.name if who.naming is Naming.NICKNAME and who.name != REMOVED else "",
            side=self._sides.get(self.game.side_of(player), ""),
            scale=self._scales.get(self.game.scenario.role(who.role).scale, "") if who.role else "",
        )

    def _hats(self) -> tuple[tuple[Count, ...], int]:
        """Groups of people by their hats, and how many people the smaller groups make together; 0 when too few."""
        worn = Counter(player.hat for player in self.game.seated() if player.hat)
        groups = tuple(
            Count(text=hat.text, count=worn[hat.id]) for hat in self.game.scenario.hats if worn[hat.id] >= FEWEST
        )
        others = worn.total() - sum(group.count for group in groups)
        return groups, others if others >= FEWEST else 0

    def _cast(self) -> tuple[CastLine, ...]:
        played = Counter(player.role for player in self.game.seated() if player.role)
        return tuple(
            CastLine(
                role=role.title,
                side=self._sides.get(role.side, ""),
                count=played[role.id],
                scale=self._scales.get(role.scale, ""),
            )
            for role in self.game.scenario.roles
            if played[role.id]
        )

    # --- ideas

    def _ideas_in_order(self) -> list[Idea]:
        """The ideas that the room knows, by their labels: 2, 2b, 2c, 3."""
        return sorted(self.ideas.values(), key=lambda idea: (idea.table, len(idea.label), idea.label))

    def _words_of(self, idea: Idea) -> tuple[str, str] | None:
        """Title and line as readers may read them, of the idea that stands for it; None while they are not shown."""
        kept = shown_as(self.game, idea)
        if idea.id not in self.ideas or (kept.is_typed and not self._shows(idea_ref(kept.id, kept.rev))):
            return None
        said = words_of(self.game, kept)
        return (said.title, unless_removed(said.line)) if said.title != REMOVED else None

    def _name(self, idea: Idea) -> str:
        said = self._words_of(idea)
        return said[0] if said else without_words(self.game, idea)

    def _said(self, ref: str, words: Words) -> str:
        """One text as readers may read it; empty while it is not shown."""
        return unless_removed(wording(self.game, ref, words).title) if words and self._shows(ref) else ""

    def _idea(self, idea: Idea) -> IdeaSheet:
        game, scenario = self.game, self.game.scenario
        said_of = self._words_of(idea)
        delivery = delivery_ref(idea.id, idea.delivery_rev)
        step = wording(game, delivery, idea.first_step, idea.date) if self._shows(delivery) else None
        challenge_word, challenge = self._challenge(idea)
        asks = {chip.id: chip.text for chip in scenario.asks}
        standing = tuple(holding(game, idea.id))
        strings = [self._string(deal) for deal in standing]
        lines = [need for need in needs(game, idea) if not need.side]
        return IdeaSheet(
            id=idea.id,
            label=idea.label,
            table=idea.table,
            name=self._name(idea),
            is_shown=said_of is not None,
            line=said_of[1] if said_of else "",
            from_card=scenario.card(idea.from_card).title if idea.from_card else "",
            from_pile=game.tables[idea.table].piles.get(idea.from_card) if idea.table in game.tables else None,
            challenge=challenge,
            challenge_word=challenge_word,
            picks=tuple(
                PlanLine(
                    title=self._method(idea, pick),
                    when=pick.when,
                    needs=tuple(
                        NeedLine(
                            kind=need.kind,
                            word=scenario.token(need.kind).each,
                            is_covered=need.is_covered,
                            met_by=game.deals[need.met_by].number if need.met_by else 0,
                            side=self._sides.get(need.side, ""),
                        )
                        for need in lines
                        if need.id.startswith(f"{pick.id}.")
                    ),
                )
                for pick in idea.picks
            ),
            stayed_open=self._gifts(Counter(need.kind for need in lines if need.is_open)),
            support=tuple(
                Support(
                    kind=kind,
                    word=self._word(kind, count),
                    count=count,
                    tables=tuple(
                        sorted(
                            {
                                game.players[gift.giver].table
                                for deal in standing
                                for gift in deal.terms.gifts
                                if gift.kind == kind
                            }
                        )
                    ),
                )
                for kind, count in self._by_kind(support(game, idea.id))
            ),
            strings=tuple(dict.fromkeys(string for string in strings if string)),
            missing=tuple(self._missing(idea, mark) for mark in marks_missing(game, idea)),
            lead=self._person(idea.lead.player) if idea.lead and idea.lead.answer else None,
            first_step=unless_removed(step.title) if step else "",
            date=unless_removed(step.line) if step else "",
            asks=tuple(asks[chip] for chip in idea.asks if chip in asks),
            helpers=len(idea.helpers),
            doers=tuple(self._as_oneself(party) for party in self._doers(idea)),
            groups=groups_of(game, idea),
            refusals=tuple(self._refusal(idea, said) for said in idea.refusals),
            chosen_by=tuple(card.title for card in chosen_ideas(game, idea.id)),
            waits_for_check=any(self._waits(one) for one in self._refs_of(idea)),
            is_edited=any(is_edited(game, one) and self._shows(one) for one in self._refs_of(idea)),
            one_with=tuple(other.label for other in as_one(game, idea) if other.id != idea.id),
        )

    def _doers(self, idea: Idea) -> Iterator[str]:
        """Who said that they will do it, where another party of the same deal wants more than the game, too."""
        found: dict[str, None] = {}
        for _, more in self._wants(idea):
            found.update(dict.fromkeys(party for party, level in more.items() if level is PledgeLevel.DO))
        return iter(found)

    def _wants(self, idea: Idea) -> Iterator[tuple[Deal, Mapping[str, PledgeLevel]]]:
        """The deals of an idea of which two parties or more want more than the game, with what each of them said.

        Interest is told only when it comes from two sides: one party alone is never shown as wanting more.
        """
        for deal in holding(self.game, idea.id):
            said = {party: self.game.players[party].pledges.get(deal.id) for party in deal.terms.parties}
            more = {party: level for party, level in said.items() if level and level is not PledgeLevel.GAME}
            if len(more) >= 2:
                yield deal, more

    def _blank(self, ref: str, title: Words) -> str:
        """The title of a card that a table wrote itself; empty while it is not shown."""
        return self._said(ref, title)

    def _map(self) -> MapView:
        """The one drawing. How new a deal is says nothing any more, so it is left out."""
        drawn = draw(self.game)
        return replace(
            drawn,
            ideas=tuple(replace(idea, fresh_until_ms=0, is_newest=False) for idea in drawn.ideas),
            lines=tuple(replace(line, fresh_until_ms=0) for line in drawn.lines),
        )

    def _refs_of(self, idea: Idea) -> Iterator[str]:
        """The references of all typed words that stand on an idea's sheet."""
        kept = shown_as(self.game, idea)
        if kept.is_typed:
            yield idea_ref(kept.id, kept.rev)
        if idea.delivery_rev:
            yield delivery_ref(idea.id, idea.delivery_rev)
        yield from (method_ref(idea.id, pick.id) for pick in idea.picks if not pick.card)
        for said in idea.refusals:
            yield refusal_ref(idea.id, said.card)
            if said.answer:
                yield answer_ref(idea.id, said)

    def _method(self, idea: Idea, pick: Pick) -> str:
        """The title of a method; the word for such cards while a table's own words are not shown."""
        card = card_of(self.game, pick)
        ref = method_ref(idea.id, pick.id)
        if pick.card or self._shows(ref):
            title = card.title if pick.card else wording(self.game, ref, pick.title).title
            if title != REMOVED:
                return title
        return self.game.scenario.card_type(card.type).each if card.type else ""

    def _refusal(self, idea: Idea, said: Refusal) -> RefusalLine:
        sides = {side.id: side.text for side in self.game.scenario.sides}
        return RefusalLine(
            side=sides.get(refusing_side(self.game, said.card), ""),
            words=self._said(refusal_ref(idea.id, said.card), said.words) if self._may_quote(said.by) else "",
            minute=self._minute(said.at),
            changes=said.changes,
            answer=self._said(answer_ref(idea.id, said), said.answer),
        )

    def _headlines(self) -> Iterator[HeadlineLine]:
        for headline in self.game.headlines:
            ref = headline_ref(headline.id)
            if self._shows(ref) and self._may_quote(headline.by):
                yield HeadlineLine(
                    text=self._said(ref, headline.text),
                    minute=self._minute(headline.at),
                    waits_for_check=self._waits(ref),
                    is_edited=is_edited(self.game, ref),
                )

    def _challenge(self, idea: Idea) -> tuple[str, str]:
        """What the table chose before it wrote its own idea: the word for such cards, and the card or the table's words."""
        table = self.game.tables.get(idea.table)
        if table is None or table.idea != idea.id:
            return "", ""
        for step in self.game.run_sheet.steps:
            choice = table.choices.get(step.id) if step.kind is StepKind.CHOOSE else None
            if choice is None:
                continue
            word = self.game.scenario.card_type(step.card_type).each
            if choice.card:
                return word, self.game.scenario.card(choice.card).title
            ref = choice_ref(table.number, step.id, choice.rev)
            if self._shows(ref):
                return word, self._said(ref, choice.title)
        return "", ""

    def _missing(self, idea: Idea, mark: Mark) -> Missing:
        lines = [need for need in needs(self.game, idea) if need.id.startswith(f"mark.{mark.id}.")]
        return Missing(
            text=mark.missing,
            name=self._name(idea),
            met=sum(1 for need in lines if not need.is_open),
            wanted=mark.count,
        )

    def _not_earned(self) -> Iterator[NotEarned]:
        missing = [(idea, marks_missing(self.game, idea)) for idea in self._ideas_in_order()]
        for mark in self.game.scenario.marks:
            ideas = [idea for idea, marks in missing if mark in marks]
            known = {idea.id for idea in ideas}
            if ideas:
                yield NotEarned(
                    text=mark.missing,
                    line=mark.line,
                    ideas=tuple(self._missing(idea, mark) for idea in ideas),
                    reasons=self._reasons(
                        deal
                        for deal in self.game.deals.values()
                        if deal.idea in known and self.game.side_of(deal.ended_by) == mark.side
                    ),
                )

    # --- deals

    def _in_order(self) -> list[Deal]:
        """The agreed ones by their number, then the others as they came."""
        return sorted(self.game.deals.values(), key=lambda deal: (not deal.number, deal.number))

    def _deal(self, deal: Deal) -> DealLine:
        game, scenario = self.game, self.game.scenario
        idea = game.ideas[deal.idea]
        own = deal.holds and bool(deal.terms.own_words)
        return DealLine(
            number=deal.number,
            idea=idea.id,
            label=idea.label,
            name=self._name(idea),
            parties=tuple(
                Party(
                    who=self._person(party) if deal.holds else Person(role="", table=game.players[party].table),
                    gifts=self._gifts(Counter(gift.kind for gift in deal.terms.gifts if gift.giver == party)),
                )
                for party in deal.terms.parties
            ),
            string=self._string(deal),
            state=deal.state,
            agreed_minute=self._minute(deal.agreed_at) if deal.agreed_at else None,
            ended_minute=self._minute(deal.ended_at) if deal.ended_at else None,
            in_market=deal.in_market,
            changed=deal.version - 1,
            doubted_by=scenario.event(deal.doubted_by).title if deal.doubted_by else "",
            waits_for_check=own and self._waits(string_ref(deal.id, deal.version)),
            is_edited=own and is_edited(game, string_ref(deal.id, deal.version)) and bool(self._string(deal)),
        )

    def _string(self, deal: Deal) -> str:
        """The string in words. Own words of a deal that does not hold can never be checked, so nobody reads them."""
        if deal.terms.string == OWN_WORDS:
            return self._said(string_ref(deal.id, deal.version), deal.terms.own_words) if deal.holds else ""
        return next((chip.text for chip in self.game.scenario.strings if chip.id == deal.terms.string), "")

    def _reasons(self, deals: Iterable[Deal]) -> tuple[Count, ...]:
        """The reasons that were tapped for a no, the most frequent first."""
        given = Counter(
            answer.reason
            for deal in deals
            if deal.state is DealState.DECLINED
            for answer in deal.answers.values()
            if not answer.yes and answer.reason
        )
        counts = (Count(text=chip.text, count=given[chip.id]) for chip in self.game.scenario.reasons if given[chip.id])
        return tuple(sorted(counts, key=lambda count: -count.count))

    def _gifts(self, counts: Mapping[str, int]) -> tuple[Gifts, ...]:
        return tuple(
            Gifts(kind=kind, word=self._word(kind, count), count=count) for kind, count in self._by_kind(counts)
        )

    def _by_kind(self, counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
        """Kinds with their counts, in the pack's order."""
        return tuple((kind.id, counts[kind.id]) for kind in self.game.scenario.tokens if counts.get(kind.id))

    def _word(self, kind: str, count: int) -> str:
        token = self.game.scenario.token(kind)
        return token.each if count == 1 else token.many

    # --- in real life

    def _meetings(self) -> Iterator[Meeting]:
        for idea in self._ideas_in_order():
            wants: dict[str, set[PledgeLevel]] = {}
            deals: list[int] = []
            for deal, more in self._wants(idea):
                deals.append(deal.number)
                for party, level in more.items():
                    wants.setdefault(party, set()).add(level)
            do = sum(1 for levels in wants.values() if PledgeLevel.DO in levels)
            if wants:
                yield Meeting(
                    label=idea.label,
                    name=self._name(idea),
                    deals=tuple(sorted(deals)),
                    who=tuple(self._as_oneself(party) for party in wants),
                    talk=len(wants) - do,
                    do=do,
                )

    def _pledges(self) -> tuple[tuple[PledgeLevel, int], ...]:
        """How often each pledge was given in the whole room; nothing while fewer than three people gave one."""
        players = [player for player in self.game.players.values() if player.pledges]
        if len(players) < FEWEST:
            return ()
        given = Counter(
            level
            for player in players
            for deal, level in player.pledges.items()
            if self.game.deals[deal].holds and player.id in self.game.deals[deal].terms.parties
        )
        return tuple((level, given[level]) for level in PledgeLevel)

    def _tallies(self) -> Iterator[Tally]:
        for question in self.game.scenario.questions:
            said = [
                player.reflections[question.id].chips
                for player in self.game.seated()
                if question.id in player.reflections and player.reflections[question.id].chips
            ]
            if question.chips and len(said) >= FEWEST:
                given = Counter(chip for chips in said for chip in chips)
                yield Tally(
                    question=question.text,
                    answered=len(said),
                    counts=tuple(Count(text=chip.text, count=given[chip.id]) for chip in question.chips),
                )

    def _secrets(self) -> tuple[tuple[str, int], ...]:
        told = Counter(player.got_secret for player in self.game.seated() if player.got_secret)
        return tuple((got, told[got]) for got in GOT) if told.total() >= FEWEST else ()

    def _quotes(self) -> Iterator[Quote]:
        """Lines whose authors let them be quoted, in the order of the questions, then of joining."""
        for question in self.game.scenario.questions:
            for player in self.game.players.values():
                said = player.reflections.get(question.id)
                if said is None or not said.text or not said.may_quote or player.naming is Naming.OUT:
                    continue
                ref = reflection_ref(player.id, question.id, said.rev)
                if self._shows(ref):
                    yield Quote(
                        text=self._said(ref, said.text),
                        who=self._as_oneself(player.id),
                        question=question.text,
                        waits_for_check=self._waits(ref),
                        is_edited=is_edited(self.game, ref),
                    )

    def _as_oneself(self, player: str) -> Person:
        """Who says something in real life: the badge is off, so no character is named."""
        return replace(self._person(player), role="", side="", scale="")

    # --- how it ran

    def _steps(self) -> Iterator[StepLine]:
        """Each step with the minutes of all its turns; the one that is on runs to the close, or to the newest entry."""
        until = self.closed_at or self.history.entries[-1].at
        begun = self.game.started
        ends = [*(started.at for started in begun[1:]), until]
        spent: Counter[int] = Counter()
        for started, end in zip(begun, ends, strict=False):
            spent[started.step] += max(0, round((end - started.at).total_seconds()))
        for number, step in enumerate(self.game.run_sheet.steps):
            yield StepLine(
                number=number + 1,
                title=step.title,
                kind=step.kind,
                planned=step.minutes,
                real=(spent[number] + 30) // 60 if number in spent else None,
            )

    def _events(self) -> Iterator[EventLine]:
        steps = self.game.run_sheet.steps
        for place, sent in enumerate(self.game.sent):
            card = self.game.scenario.event(sent.card)
            doubted = [deal for deal in self.game.deals.values() if deal.doubted_by == card.id]
            following = self.game.sent[place + 1].at if place + 1 < len(self.game.sent) else None
            yield EventLine(
                title=card.title,
                text=card.text,
                minute=self._minute(sent.at),
                step=steps[sent.step].title if 0 <= sent.step < len(steps) else "",
                doubted=len(doubted),
                stood=sum(1 for deal in doubted if deal.state is DealState.AGREED),
                broke=sum(1 for deal in doubted if not deal.holds),
                agreed_after=sum(
                    1
                    for deal in self.game.deals.values()
                    if deal.agreed_at is not None
                    and deal.agreed_at > sent.at
                    and (following is None or deal.agreed_at <= following)
                ),
                who=self._whose(card),
                settled_minute=self._settled(doubted, sent.at),
                changed_plan=self._changed_plan(sent.at, following),
            )

    def _whose(self, card: EventCard) -> str:
        """The character or the side that an event card is about."""
        if card.role:
            return self.game.scenario.role(card.role).title
        return next((self._sides[effect.target] for effect in card.effects if effect.target in self._sides), "")

    def _settled(self, doubted: list[Deal], since: datetime) -> int | None:
        """When the last of these deals stood again or broke."""
        if not doubted or any(deal.state is DealState.IN_DOUBT for deal in doubted):
            return None
        known = {deal.id for deal in doubted}
        ends = [
            event.at
            for entry in self.live
            for event in entry.events
            if isinstance(event, happened.DealRepaired | happened.DealBroken | happened.DealLeft | happened.DealVoided)
            and event.deal in known
            and event.at >= since
        ]
        return self._minute(max(ends)) if ends else None

    def _changed_plan(self, since: datetime, until: datetime | None) -> tuple[int, ...]:
        changed = {
            self.game.ideas[event.idea].table
            for entry in self.live
            if entry.at > since and (until is None or entry.at <= until)
            for event in entry.events
            if isinstance(event, _CHANGES_A_PLAN) and event.idea in self.game.ideas
        }
        return tuple(sorted(changed))

    def _minute(self, at: datetime) -> int:
        return max(0, round((at - self.began_at).total_seconds())) // 60

    def _times_of(self, kind: type[happened.GameClosed]) -> Iterator[datetime]:
        return (event.at for entry in self.live for event in entry.events if isinstance(event, kind))


_CHANGES_A_PLAN = (
    happened.IdeaRewritten,
    happened.MethodPicked,
    happened.MethodWritten,
    happened.MethodDropped,
)


def _moments(deals: tuple[DealLine, ...], events: tuple[EventLine, ...]) -> tuple[Moment, ...]:
    """The first deal, the one that joins most tables, the first two events, the last deal; in the order of time."""
    agreed = [deal for deal in deals if deal.number and deal.state is not DealState.VOIDED]
    found = [Moment(kind=MomentKind.EVENT, minute=event.minute, event=event) for event in events[:2]]
    if agreed:
        widest = max(agreed, key=lambda deal: (len(deal.tables), len(deal.parties), -deal.number))
        chosen = {agreed[0].number: MomentKind.FIRST}
        if len(widest.tables) > 1:
            chosen.setdefault(widest.number, MomentKind.WIDEST)
        chosen.setdefault(agreed[-1].number, MomentKind.LAST)
        found += [
            Moment(kind=chosen[deal.number], minute=deal.agreed_minute or 0, deal=deal)
            for deal in agreed
            if deal.number in chosen
        ]
    return tuple(sorted(found, key=lambda moment: moment.minute))
