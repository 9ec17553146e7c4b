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
    answers = _wanted(report), _agreed(report), _next(report)
    return tuple(answer for answer in answers if answer.text or answer.lines or answer.planned)


def many(count: int, each: str, several: str) -> str:
    """A number with its word: ``1 deal``, ``2 deals``."""
    return f"{count} {each if count == 1 else several}"


def _wanted(report: Report) -> Answer:
    say, ideas = report.say, report.ideas
    asked = _sentence(report.question or report.summary)
    answered = (
        f"The tables answered with {many(len(ideas), say.idea, say.ideas)}."
        if ideas
        else f"No {say.ideas} were written."
    )
    lines = [(_called(idea), _sentence(idea.line) if idea.line else _no_line(idea)) for idea in ideas[:MOST_LINES]]
    return Answer(
        title="What the room wanted",
        is_real=False,
        text=f"{asked} {answered}".strip(),
        lines=tuple(lines),
        more=len(ideas) - len(lines),
    )


def _agreed(report: Report) -> Answer:
    """What was promised in all, the ideas that won clearly more than the others, and who met the pack's standing wishes."""
    say, ideas = report.say, report.ideas
    won = sorted((idea for idea in ideas if idea.support), key=_help, reverse=True)
    said = [f"No {say.deals} hold."]
    if won:
        deals = sum(1 for deal in report.deals if deal.holds)
        cards = f"{many(report.tokens, 'card', 'cards')} of the game ({_listed(_given(report))})"
        promised = f"characters promised help to {_of(len(won), len(ideas), report)}: {cards}"
        said = [f"In {many(deals, say.deal, say.deals)}, {promised}. None of it binds anybody."]
        if report.outcomes.in_doubt:
            said.append(f"{many(report.outcomes.in_doubt, f'{say.deal} is', f'{say.deals} are')} in doubt at the end.")
        if len(won) > MOST_NAMED and _help(won[MOST_NAMED - 1]) > _help(won[MOST_NAMED]):
            said.append(f"Most went to {_listed(f'“{_called(idea)}” ({_help(idea)})' for idea in won[:MOST_NAMED])}.")
        for wish in report.not_earned:
            earned = [idea for idea in ideas if wish.text not in {missed.text for missed in idea.missing}]
            who = _listed(f"“{_called(idea)}”" for idea in earned) if len(earned) <= MOST_NAMED else str(len(earned))
            only = "only " if len(earned) * 2 < len(ideas) else ""
            said.append(f"{wish.line or f'Not {wish.text}'}: {f'{only}{who}' if earned else f'no {say.idea}'}.")
    return Answer(title="What it agreed", is_real=False, text=" ".join(said))


def _next(report: Report) -> Answer:
    """Who does what by when, as they said themselves, and the next steps that the facilitator wrote."""
    say, ideas = report.say, report.ideas
    doing = [idea for idea in ideas if idea.doers]
    told = [*doing, *(idea for idea in ideas if not idea.doers)]
    if doing:
        text = f"People said, as themselves, that they will go on with {_of(len(doing), len(ideas), report)}."
    else:
        text = f"Nobody has said yet, as themselves, that they will go on with one of the {say.ideas}." if ideas else ""
    if any(idea.first_step for idea in told):
        text += " The first steps were planned in the game."
    return Answer(
        title="What happens next",
        is_real=True,
        text=text,
        lines=tuple(_step(idea) for idea in told[:MOST_LINES]),
        more=len(told) - len(told[:MOST_LINES]),
        planned=tuple(
            _with(step.text, ", ".join(filter(None, (step.who, step.date)))) for step in report.telling.next_steps
        ),
    )


def _step(idea: IdeaSheet) -> tuple[str, str]:
    """Who leads it and its first step. Where nobody leads yet, that is said, and how many want to help."""
    step = _with(idea.first_step, idea.date) if idea.first_step else ""
    if idea.doers:
        return _called(idea), f"{_people(idea.doers)}. {step or 'No first step yet.'}"
    helping = f", {many(idea.helpers, 'person wants', 'people want')} to help" if idea.helpers else ""
    return _called(idea), f"nobody leads yet{helping}. {step}".strip()


def _no_line(idea: IdeaSheet) -> str:
    return "No line was written." if idea.is_shown else "Not published here."


def _with(text: str, more: str) -> str:
    """A sentence with something in brackets at its end, if there is something."""
    return f"{text.rstrip('.')} ({more})." if more else _sentence(text)


def _of(some: int, all_: int, report: Report) -> str:
    """How many of the ideas: ``every idea``, ``3 of 8 ideas``, ``the one idea``."""
    say = report.say
    if all_ == 1:
        return f"the one {say.idea}"
    return f"every {say.idea}" if some == all_ else f"{some} of {all_} {say.ideas}"


def _called(idea: IdeaSheet) -> str:
    """Its label and name: two tables may choose the same title."""
    return f"{idea.label}. {idea.name}"


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
            yield many(counts[kind.id], kind.each, kind.many)


def _listed(words: Sequence[str] | Iterator[str]) -> str:
    words = list(words)
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else "nothing"


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "?", "!", "…")) else f"{text}."
