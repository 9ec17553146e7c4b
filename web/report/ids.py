"""The names by which the files of a report join up: T1 a table, I2b an idea, D7 a deal, slugs for titles. None of a person.

A deal that was never agreed has no number, so it is P1, P2, ... in the order of the report.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from game.report import CardsKind, Report


def table_id(number: int) -> str:
    """The id of a table."""
    return f"T{number}"


def idea_id(label: str) -> str:
    """The id of an idea, by its label."""
    return f"I{label}"


def slug(title: str) -> str:
    """A title in small letters, digits and single hyphens, without accents; letters of any script stay. Never empty."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", title) if not unicodedata.combining(letter))
    return re.sub(r"[\W_]+", "-", plain.casefold()).strip("-") or "untitled"


def slugs(titles: Iterable[str]) -> dict[str, str]:
    """A slug of its own for each different title, in their order; the second of two equal ones ends in ``-2``."""
    found: dict[str, str] = {}
    used: set[str] = set()
    for title in titles:
        if title in found:
            continue
        made, number = slug(title), 1
        while (one := made if number == 1 else f"{made}-{number}") in used:
            number += 1
        used.add(one)
        found[title] = one
    return found


class Ids:
    """The ids in one report."""

    def __init__(self, report: Report) -> None:
        self.roles = slugs(_roles(report))
        self.challenges = slugs(idea.challenge for idea in report.ideas if idea.challenge)
        self.methods = slugs(pick.title for idea in report.ideas for pick in idea.picks if pick.title)
        self.deals: tuple[str, ...] = tuple(_deals(report))
        """One for each of ``report.deals``, in its order."""
        self._labels = {idea.id: idea.label for idea in report.ideas}
        self._homes = {idea.id: idea.table for idea in report.ideas}

    def role(self, title: str) -> str:
        """The slug of a character; empty for none."""
        return self.roles.get(title, "")

    def idea(self, idea: str) -> str:
        """The id of an idea in the files, by its id in the report; empty when the report has no such idea."""
        return idea_id(self._labels[idea]) if idea in self._labels else ""

    def home(self, idea: str) -> str:
        """The id of the table that an idea belongs to; empty as above."""
        return table_id(self._homes[idea]) if idea in self._homes else ""


def _roles(report: Report) -> Iterable[str]:
    yield from (line.role for line in report.cast)
    for line in report.cards:
        if line.kind is CardsKind.ROLE:
            yield from (*line.used, *line.never)
    for deal in report.deals:
        yield from (party.who.role for party in deal.parties if party.who.role)
    yield from (idea.lead.role for idea in report.ideas if idea.lead and idea.lead.role)


def _deals(report: Report) -> Iterable[str]:
    waiting = 0
    for deal in report.deals:
        waiting += not deal.number
        yield f"D{deal.number}" if deal.number else f"P{waiting}"
