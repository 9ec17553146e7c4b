"""Words that players typed: they reach the wall or the report only after the facilitator's check, and phones unless hidden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from game import events as happened
from game.events import Event
from game.ideas import plan_step, public_ideas
from game.scenario import Words
from game.state import Deal, Edit, Game, Idea, Naming, Refusal
from game.words import LINE, REMOVED, TEXT, TITLE

_MOST: Mapping[str, tuple[int, int]] = {
    "headline": (2 * TITLE, 0),
    "idea": (TITLE, LINE),
    "choice": (TITLE, TEXT),
    "string": (LINE, 0),
    "method": (TITLE, 0),
    "refusal": (LINE, 0),
    "answer": (LINE, 0),
    "delivery": (LINE, TITLE),
    "reflection": (TEXT, 0),
}
"""How long the two parts of each kind of words may be, as where they are typed; 0 where there is no second part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedWords:
    """One text to check. ``ref`` changes when its author writes it anew, so that an old check never covers new words."""

    ref: str
    what: str
    """``idea``, ``choice``, ``method``, ``string``, ``refusal``, ``answer``, ``delivery``, ``headline`` or ``reflection``."""
    table: int
    title: Words
    line: Words = Words("")
    """The second part, where there are two."""

    @property
    def text(self) -> Words:
        """Both parts in one."""
        return Words(f"{self.title}{', ' if self.what == 'delivery' else ': '}{self.line}") if self.line else self.title

    @property
    def has_two(self) -> bool:
        """Whether the words have a title and a line."""
        return self.most[1] > 0

    @property
    def most(self) -> tuple[int, int]:
        """How many letters each part may have."""
        return _MOST[self.what]


def typed_words(game: Game) -> tuple[TypedWords, ...]:
    """Everything that was typed, not taken back, and may be shown to all: headlines, ideas, tables' own cards, own strings,
    what a side wants changed, first steps, quotes."""
    found: list[TypedWords] = []
    for headline in game.headlines:
        table_of = game.players[headline.by].table
        ref = headline_ref(headline.id)
        found.append(TypedWords(ref=ref, what="headline", table=table_of, title=headline.text))
    ideas = public_ideas(game)
    for idea in ideas:
        if not idea.is_typed:
            continue
        ref = idea_ref(idea.id, idea.rev)
        found.append(TypedWords(ref=ref, what="idea", table=idea.table, title=idea.title, line=idea.line))
    for table in game.tables.values():
        for step, choice in table.choices.items():
            if not choice.card:
                ref = choice_ref(table.number, step, choice.rev)
                found.append(
                    TypedWords(ref=ref, what="choice", table=table.number, title=choice.title, line=choice.text)
                )
    for deal in game.deals.values():
        if deal.holds and deal.terms.own_words:
            home = game.ideas[deal.idea].table
            ref = string_ref(deal.id, deal.version)
            found.append(TypedWords(ref=ref, what="string", table=home, title=deal.terms.own_words))
    for idea in ideas:
        for pick in idea.picks:
            if not pick.card:
                ref = method_ref(idea.id, pick.id)
                found.append(TypedWords(ref=ref, what="method", table=idea.table, title=pick.title))
        for said in idea.refusals:
            who = game.players[said.by].table
            ref = refusal_ref(idea.id, said.card)
            found.append(TypedWords(ref=ref, what="refusal", table=who, title=said.words))
            if said.answer:
                ref = answer_ref(idea.id, said)
                found.append(TypedWords(ref=ref, what="answer", table=idea.table, title=said.answer))
        if idea.delivery_rev:
            ref = delivery_ref(idea.id, idea.delivery_rev)
            found.append(TypedWords(ref=ref, what="delivery", table=idea.table, title=idea.first_step, line=idea.date))
    for player in game.players.values():
        if player.naming is Naming.OUT:
            continue
        for reflection in player.reflections.values():
            if reflection.text and reflection.may_quote:
                ref = reflection_ref(player.id, reflection.question, reflection.rev)
                found.append(TypedWords(ref=ref, what="reflection", table=player.table, title=reflection.text))
    return tuple(words for words in found if words.ref not in game.withdrawn and words.title != REMOVED)


def to_check(game: Game) -> tuple[TypedWords, ...]:
    """The typed words that nobody has checked yet, by their kind. Of an idea that is shown as one with another, nobody
    reads the title, so it needs no check."""
    return tuple(
        words for words in typed_words(game) if words.ref not in game.checks and not _stands_behind(game, words)
    )


def oldest_first(words: Iterable[TypedWords], events: Iterable[Event]) -> tuple[TypedWords, ...]:
    """The same words in the order in which they were typed, by the events of the game in their order."""
    typed_at: dict[str, int] = {}
    for place, event in enumerate(events):
        typed = _typed_by(event)
        if typed:
            typed_at[typed] = place
    return tuple(sorted(words, key=lambda one: typed_at.get(one.ref, typed_at.get(one.ref.rpartition(":")[0], -1))))


def _typed_by(event: Event) -> str:
    """The words that an event brought, as their reference without what counts their versions; empty for none."""
    match event:
        case happened.HeadlineFiled(headline=headline):
            return headline_ref(headline)
        case happened.IdeaBegun(idea=idea) | happened.IdeaRewritten(idea=idea):
            return f"idea:{idea}"
        case happened.CardChosen(table=table, step=step):
            return f"choice:{table}:{step}"
        case happened.DealAgreed(deal=deal):
            return f"string:{deal}"
        case happened.MethodWritten(idea=idea, pick=pick):
            return method_ref(idea, pick)
        case happened.IdeaRefused(idea=idea, card=card):
            return refusal_ref(idea, card)
        case happened.RefusalAnswered(idea=idea, card=card):
            return f"answer:{idea}:{card}"
        case happened.DeliverySet(idea=idea):
            return f"delivery:{idea}"
        case happened.Reflected(player=player, question=question):
            return f"reflection:{player}:{question}"
        case _:
            return ""


def wording(game: Game, ref: str, title: Words, line: Words = Words("")) -> Edit:
    """These typed words as others than their authors read them: in the facilitator's wording, if there is one."""
    return game.edits.get(ref) or Edit(title=title, line=line)


def is_edited(game: Game, ref: str) -> bool:
    """Whether the facilitator changed these words for all to see."""
    return ref in game.edits


def is_shown(game: Game, ref: str) -> bool:
    """Whether the facilitator has let these words be seen by all."""
    return game.checks.get(ref, False) and ref not in game.withdrawn


def is_hidden(game: Game, ref: str) -> bool:
    """Whether the facilitator has said no to these words, or their author took them back. While nobody has checked them,
    they are not hidden."""
    return game.checks.get(ref) is False or ref in game.withdrawn


# --- Ideas -------------------------------------------------------------------------------------------------------------


def shown_as(game: Game, idea: Idea) -> Idea:
    """The idea whose words stand for this one: itself, or the one that it is shown as one with."""
    kept = game.ideas.get(idea.one_with)
    return kept if kept is not None and any(one.id == kept.id for one in public_ideas(game)) else idea


def as_one(game: Game, idea: Idea) -> tuple[Idea, ...]:
    """The ideas that are shown as one with this one, itself among them: the one whose words stand for all comes first."""
    kept = shown_as(game, idea)
    others = tuple(one for one in public_ideas(game) if one.one_with == kept.id) if _keeps_any(game) else ()
    return (kept, *others)


def with_tables(game: Game, idea: Idea) -> tuple[int, ...]:
    """The tables of the other ideas that are shown as one with this one."""
    return tuple(one.table for one in as_one(game, idea) if one.id != idea.id)


def _keeps_any(game: Game) -> bool:
    return any(idea.one_with for idea in game.ideas.values())


def _stands_behind(game: Game, words: TypedWords) -> bool:
    if words.what != "idea":
        return False
    idea = game.ideas[words.ref.split(":")[1]]
    return shown_as(game, idea) is not idea


def shows_idea(game: Game, idea: Idea) -> bool:
    """Whether an idea's title and line may be seen by all: they were checked, or come from a card as they are."""
    idea = shown_as(game, idea)
    return not idea.is_typed or (idea.title != REMOVED and is_shown(game, idea_ref(idea.id, idea.rev)))


def words_of(game: Game, idea: Idea) -> Edit:
    """An idea's title and line as others than its table read them, once they may: in the facilitator's wording if there is
    one, and those of the idea that it is shown as one with."""
    idea = shown_as(game, idea)
    return wording(game, idea_ref(idea.id, idea.rev), idea.title, idea.line)


def is_idea_edited(game: Game, idea: Idea) -> bool:
    """Whether the title and line that stand for this idea are the facilitator's."""
    idea = shown_as(game, idea)
    return is_edited(game, idea_ref(idea.id, idea.rev))


def title_for_all(game: Game, idea: Idea) -> Words:
    """The idea's title where everybody looks; the pack's word and its label while nobody has checked it."""
    return words_of(game, idea).title if shows_idea(game, idea) else without_words(game, idea)


def without_words(game: Game, idea: Idea) -> Words:
    """What an idea is called where its title does not stand: the pack's word and its label, like ``Idea 4``."""
    word = game.scenario.say.idea
    return Words(f"{word[:1].upper()}{word[1:]} {idea.label}")


def for_phones(game: Game, idea: Idea, table: int = 0) -> Idea:
    """The idea with the words that phones of this table may show: hidden ones stand at its home table only, and so does what
    the facilitator changed as it was typed."""
    if table == idea.table:
        return idea
    idea = _with_words_that_stand(game, idea, table)
    delivery = delivery_ref(idea.id, idea.delivery_rev)
    if is_hidden(game, delivery):
        idea = replace(idea, first_step=Words(""), date=Words(""))
    elif is_edited(game, delivery):
        said = wording(game, delivery, idea.first_step, idea.date)
        idea = replace(idea, first_step=said.title, date=said.line)
    picks = tuple(
        pick if pick.card else replace(pick, title=method_title(game, idea, pick.id, pick.title)) for pick in idea.picks
    )
    refusals = tuple(
        replace(
            said,
            words=_unless_hidden(game, refusal_ref(idea.id, said.card), said.words),
            answer=_unless_hidden(game, answer_ref(idea.id, said), said.answer),
        )
        for said in idea.refusals
    )
    if (picks, refusals) != (idea.picks, idea.refusals):
        idea = replace(idea, picks=picks, refusals=refusals)
    return idea


def _with_words_that_stand(game: Game, idea: Idea, table: int) -> Idea:
    """The idea with the title and line by which this table knows it."""
    kept = shown_as(game, idea)
    ref = idea_ref(kept.id, kept.rev)
    if kept.table == table:
        return replace(idea, title=kept.title, line=kept.line)
    if is_hidden(game, ref):
        return replace(idea, title=without_words(game, idea), line=Words(""))
    if is_edited(game, ref) or kept is not idea:
        said = wording(game, ref, kept.title, kept.line)
        return replace(idea, title=said.title, line=said.line)
    return idea


def is_edited_for(game: Game, idea: Idea, table: int = 0) -> bool:
    """Whether phones of this table read words of this idea that the facilitator changed."""
    if table == idea.table:
        return False
    refs = [delivery_ref(idea.id, idea.delivery_rev)]
    refs += [method_ref(idea.id, pick.id) for pick in idea.picks if not pick.card]
    for said in idea.refusals:
        refs += [refusal_ref(idea.id, said.card), answer_ref(idea.id, said)]
    kept = shown_as(game, idea)
    if kept.table != table:
        refs.append(idea_ref(kept.id, kept.rev))
    return any(is_edited(game, ref) and not is_hidden(game, ref) for ref in refs)


def method_title(game: Game, idea: Idea, pick: str, title: Words) -> Words:
    """What a table's own method is called elsewhere; where its title is hidden, the pack's word for such a card."""
    ref = method_ref(idea.id, pick)
    if not is_hidden(game, ref):
        return wording(game, ref, title).title
    step = plan_step(game)
    return Words(game.scenario.card_type(step.card_type).each if step and step.card_type else "")


def _unless_hidden(game: Game, ref: str, words: Words) -> Words:
    return Words("") if is_hidden(game, ref) else wording(game, ref, words).title if words else words


def own_words_for(game: Game, deal: Deal, player: str) -> Words:
    """A deal's own string as this player's phone may show it: a hidden one is for its parties only, as typed."""
    if player in deal.terms.parties:
        return deal.terms.own_words
    return _unless_hidden(game, string_ref(deal.id, deal.version), deal.terms.own_words)


def own_words_for_all(game: Game, deal: Deal) -> Words:
    """A deal's own string where everybody looks: empty while nobody has checked it."""
    ref = string_ref(deal.id, deal.version)
    return wording(game, ref, deal.terms.own_words).title if is_shown(game, ref) else Words("")


# --- References --------------------------------------------------------------------------------------------------------


def idea_ref(idea: str, rev: int) -> str:
    """The reference of an idea's title and line in this version."""
    return f"idea:{idea}:{rev}"


def method_ref(idea: str, pick: str) -> str:
    """The reference of the title of a method that a table wrote itself."""
    return f"method:{idea}:{pick}"


def refusal_ref(idea: str, card: str) -> str:
    """The reference of what a side wants changed in an idea, under this event card."""
    return f"refusal:{idea}:{card}"


def answer_ref(idea: str, refusal: Refusal) -> str:
    """The reference of the table's words on a refusal: a table that thinks again says other words."""
    return f"answer:{idea}:{refusal.card}:{'yes' if refusal.changes else 'no'}"


def headline_ref(headline: str) -> str:
    """The reference of a headline."""
    return f"headline:{headline}"


def delivery_ref(idea: str, rev: int) -> str:
    """The reference of an idea's first step and date in this version (`Idea.delivery_rev`)."""
    return f"delivery:{idea}:{rev}"


def choice_ref(table: int, step: str, rev: int) -> str:
    """The reference of a card that a table wrote itself, in this version."""
    return f"choice:{table}:{step}:{rev}"


def string_ref(deal: str, version: int) -> str:
    """The reference of a deal's own string in this wording."""
    return f"string:{deal}:{version}"


def reflection_ref(player: str, question: str, rev: int) -> str:
    """The reference of a player's line in this version."""
    return f"reflection:{player}:{question}:{rev}"
