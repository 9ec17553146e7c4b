"""A report for whoever has one minute: what the room wanted, what it agreed in the game, what happens next in real life."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from game.report import IdeaSheet, Person, Report

MOST_NAMED = 3
"""How many ideas are named at most as those that won most."""
MOST_LINES = 8
"""How many ideas an answer tells of at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One of the three answers. ``is_real`` tells its ink: said in real life, or only in the game."""

    title: str
    is_real: bool
    text: str
    lines: tuple[tuple[str, str], ...] = ()
    """A line for each idea: its name, and what is said of it."""
    more: int = 0
    """How many lines were left out."""
    planned: tuple[str, ...] = ()
    """What the facilitator wrote down."""


def in_short(report: Report) -> tuple[Answer, ...]:
    """The three answers, from counts, cards and words that may be read. What the log cannot answer is left out."""
    return _wanted(report), _agreed(report), _next(report)


def _wanted(report: Report) -> Answer:
    say, ideas = report.say, report.ideas
    text = report.question or report.summary
    text += (
        f" The tables answered with {_many(len(ideas), say.idea, say.ideas)}."
        if ideas
        else f" No {say.ideas} were written."
    )
    lines = [(idea.name, _sentence(idea.line) if idea.line else _no_line(idea)) for idea in ideas[:MOST_LINES]]
    return Answer(
        title="What the room wanted",
        is_real=False,
        text=text.strip(),
        lines=tuple(lines),
        more=len(ideas) - len(lines),
    )


def _agreed(report: Report) -> Answer:
    """Which ideas won help, the standing wishes of the pack that only some met, and what was given in all."""
    say, ideas = report.say, report.ideas
    won = sorted((idea for idea in ideas if idea.support), key=_help, reverse=True)
    said = [f"No {say.deals} hold."]
    if won:
        deals = sum(1 for deal in report.deals if deal.holds)
        who = f"every {say.idea}" if len(won) == len(ideas) > 1 else f"{len(won)} of {len(ideas)} {say.ideas}"
        cards = f"{_many(report.tokens, 'card', 'cards')} of the game ({_listed(_given(report))})"
        said = [
            f"In {_many(deals, say.deal, say.deals)}, characters promised help to {who}: {cards}. None of it binds anybody."
        ]
        if len(won) > 1:
            said.append(f"Most went to {_listed(f'“{idea.name}” ({_help(idea)})' for idea in won[:MOST_NAMED])}.")
        for wish in report.not_earned:
            earned = [f"“{idea.name}”" for idea in ideas if wish.text not in {missed.text for missed in idea.missing}]
            said.append(f"{wish.line}: {'only ' + _listed(earned) if earned else f'no {say.idea}'}.")
    return Answer(title="What it agreed", is_real=False, text=" ".join(said))


def _next(report: Report) -> Answer:
    """Who does what by when, as they said themselves, and the next steps that the facilitator wrote."""
    say, ideas = report.say, report.ideas
    doing = [idea for idea in ideas if idea.doers]
    told = [*doing, *(idea for idea in ideas if not idea.doers)]
    if doing:
        text = f"People said, as themselves, that they will go on with {len(doing)} of {len(ideas)} {say.ideas}."
    else:
        text = f"Nobody has said yet, as themselves, that they will go on with one of the {say.ideas}." if ideas else ""
    if any(idea.first_step for idea in told):
        text += " Their first steps were planned in the game."
    return Answer(
        title="What happens next",
        is_real=True,
        text=text,
        lines=tuple(_step(idea) for idea in told[:MOST_LINES]),
        more=len(told) - len(told[:MOST_LINES]),
        planned=tuple(_planned(step.text, step.who, step.date) for step in report.telling.next_steps),
    )


def _step(idea: IdeaSheet) -> tuple[str, str]:
    """Who leads it and its first step; who leads nothing yet is said, and how many want to help."""
    step = _sentence(f"{idea.first_step} ({idea.date})" if idea.date else idea.first_step) if idea.first_step else ""
    if idea.doers:
        return idea.name, f"{_people(idea.doers)}. {step or 'No first step yet.'}"
    helping = f", {_many(idea.helpers, 'person wants', 'people want')} to help" if idea.helpers else ""
    return idea.name, f"nobody leads yet{helping}. {step}".strip()


def _no_line(idea: IdeaSheet) -> str:
    return "No line was written." if idea.is_shown else "Not published here."


def _planned(text: str, who: str, date: str) -> str:
    told = ", ".join(filter(None, (who, date)))
    return _sentence(f"{text} ({told})" if told else text)


def _people(people: Sequence[Person]) -> str:
    """Those who gave their name, and how many more: ``Ada, Ben and 1 more``."""
    named = [person.name for person in people if person.name]
    more = len(people) - len(named)
    if not named:
        return "1 person" if more == 1 else f"{more} people"
    return _listed([*named, f"{more} more"] if more else named)


def _help(idea: IdeaSheet) -> int:
    """How many things it won."""
    return sum(gifts.count for gifts in idea.support)


def _given(report: Report) -> Iterator[str]:
    """What was given in all, by kind."""
    counts = Counter[str]()
    for deal in report.deals:
        for party in deal.parties if deal.holds else ():
            for gift in party.gifts:
                counts[gift.kind] += gift.count
    for kind in report.tokens_of:
        if counts[kind.id]:
            yield _many(counts[kind.id], kind.each, kind.many)


def _many(count: int, each: str, several: str) -> str:
    return f"{count} {each if count == 1 else several}"


def _listed(words: Sequence[str] | Iterator[str]) -> str:
    words = list(words)
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else "nothing"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."
