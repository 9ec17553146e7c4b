"""Words that players typed: they reach the wall or the report only after the facilitator's check, and phones unless hidden."""

from __future__ import annotations

from dataclasses import dataclass, replace

from game.ideas import plan_step, public_ideas
from game.scenario import Words
from game.state import Deal, Game, Idea, Naming, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedWords:
    """One text to check. ``ref`` changes when its author writes it anew, so that an old check never covers new words."""

    ref: str
    what: str
    """``idea``, ``choice``, ``method``, ``string``, ``refusal``, ``answer``, ``delivery``, ``headline`` or ``reflection``."""
    table: int
    text: Words


def typed_words(game: Game) -> tuple[TypedWords, ...]:
    """Everything that was typed and may be shown to all: headlines, ideas, tables' own cards, own strings, what a side wants
    changed, first steps, quotes."""
    found: list[TypedWords] = []
    for headline in game.headlines:
        table_of = game.players[headline.by].table
        ref = headline_ref(headline.id)
        found.append(TypedWords(ref=ref, what="headline", table=table_of, text=headline.text))
    ideas = public_ideas(game)
    for idea in ideas:
        if not idea.is_typed:
            continue
        text = Words(f"{idea.title}: {idea.line}" if idea.line else idea.title)
        found.append(TypedWords(ref=idea_ref(idea.id, idea.rev), what="idea", table=idea.table, text=text))
    for table in game.tables.values():
        for step, choice in table.choices.items():
            if not choice.card:
                text = Words(f"{choice.title}: {choice.text}" if choice.text else choice.title)
                ref = choice_ref(table.number, step, choice.rev)
                found.append(TypedWords(ref=ref, what="choice", table=table.number, text=text))
    for deal in game.deals.values():
        if deal.holds and deal.terms.own_words:
            home = game.ideas[deal.idea].table
            ref = string_ref(deal.id, deal.version)
            found.append(TypedWords(ref=ref, what="string", table=home, text=deal.terms.own_words))
    for idea in ideas:
        for pick in idea.picks:
            if not pick.card:
                ref = method_ref(idea.id, pick.id)
                found.append(TypedWords(ref=ref, what="method", table=idea.table, text=pick.title))
        for said in idea.refusals:
            who = game.players[said.by].table
            ref = refusal_ref(idea.id, said.card)
            found.append(TypedWords(ref=ref, what="refusal", table=who, text=said.words))
            if said.answer:
                ref = answer_ref(idea.id, said)
                found.append(TypedWords(ref=ref, what="answer", table=idea.table, text=said.answer))
        if idea.delivery_rev:
            text = Words(f"{idea.first_step}, {idea.date}" if idea.date else idea.first_step)
            ref = delivery_ref(idea.id, idea.delivery_rev)
            found.append(TypedWords(ref=ref, what="delivery", table=idea.table, text=text))
    for player in game.players.values():
        if player.naming is Naming.OUT:
            continue
        for reflection in player.reflections.values():
            if reflection.text and reflection.may_quote:
                ref = reflection_ref(player.id, reflection.question, reflection.rev)
                found.append(TypedWords(ref=ref, what="reflection", table=player.table, text=reflection.text))
    return tuple(found)


def to_check(game: Game) -> tuple[TypedWords, ...]:
    """The typed words that nobody has checked yet, oldest kinds first."""
    return tuple(words for words in typed_words(game) if words.ref not in game.checks)


def is_shown(game: Game, ref: str) -> bool:
    """Whether the facilitator has let these words be seen by all."""
    return game.checks.get(ref, False)


def shows_idea(game: Game, idea: Idea) -> bool:
    """Whether an idea's title and line may be seen by all: they were checked, or come from a card as they are."""
    return not idea.is_typed or is_shown(game, idea_ref(idea.id, idea.rev))


def title_for_all(game: Game, idea: Idea) -> Words:
    """The idea's title where everybody looks; the pack's word and its label while nobody has checked it."""
    return idea.title if shows_idea(game, idea) else without_words(game, idea)


def is_hidden(game: Game, ref: str) -> bool:
    """Whether the facilitator has said no to these words. While nobody has checked them, they are not hidden."""
    return game.checks.get(ref) is False


def without_words(game: Game, idea: Idea) -> Words:
    """What an idea is called where its title does not stand: the pack's word and its label, like ``Idea 4``."""
    word = game.scenario.say.idea
    return Words(f"{word[:1].upper()}{word[1:]} {idea.label}")


def for_phones(game: Game, idea: Idea, table: int = 0) -> Idea:
    """The idea with the words that phones of this table may show: hidden ones stand at its home table only."""
    if table == idea.table:
        return idea
    if is_hidden(game, idea_ref(idea.id, idea.rev)):
        idea = replace(idea, title=without_words(game, idea), line=Words(""))
    if is_hidden(game, delivery_ref(idea.id, idea.delivery_rev)):
        idea = replace(idea, first_step=Words(""), date=Words(""))
    picks = tuple(
        replace(pick, title=_own_method(game)) if is_hidden(game, method_ref(idea.id, pick.id)) else pick
        for pick in idea.picks
    )
    refusals = tuple(
        replace(
            said,
            words=Words("") if is_hidden(game, refusal_ref(idea.id, said.card)) else said.words,
            answer=Words("") if is_hidden(game, answer_ref(idea.id, said)) else said.answer,
        )
        for said in idea.refusals
    )
    if (picks, refusals) != (idea.picks, idea.refusals):
        idea = replace(idea, picks=picks, refusals=refusals)
    return idea


def _own_method(game: Game) -> Words:
    """What a table's own method is called where its title is hidden: the pack's word for such a card."""
    step = plan_step(game)
    return Words(game.scenario.card_type(step.card_type).each if step and step.card_type else "")


def own_words_for(game: Game, deal: Deal, player: str) -> Words:
    """A deal's own string as this player's phone may show it: a hidden one is for its parties only."""
    is_party = player in deal.terms.parties
    return deal.terms.own_words if is_party or not is_hidden(game, string_ref(deal.id, deal.version)) else Words("")


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
