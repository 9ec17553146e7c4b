"""Turns a pack's folder into a Scenario, or says everything that is wrong with it. It knows no game in play."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from game.scenario import Scenario
from scenarios.source import Problem, read
from scenarios.validator import examine

PACKS = Path(__file__).parent / "packs"
INDEX = "index.yaml"


class PackError(Exception):
    """A pack that cannot be played. ``problems`` holds all there is to mend, warnings too."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def load(name_or_folder: str | Path) -> Scenario:
    """The scenario of a pack: one of ours by its name, or any folder. Raises PackError when it has errors.

    A text that is no name of ours is taken as a folder, so give this no words from strangers; ask `names` first.
    """
    found = examine(_find(name_or_folder))
    if found.scenario is None:
        raise PackError(found.problems)
    return found.scenario


def names() -> tuple[str, ...]:
    """The names of our own packs, in the order of the index. Raises PackError when the index cannot be read."""
    source = read(PACKS / INDEX)
    listed = source.value.get("packs") if isinstance(source.value, dict) else None
    packs = tuple(name for name in listed if isinstance(name, str)) if isinstance(listed, list) else ()
    if source.problems or not packs:
        empty = Problem(INDEX, 1, "packs", "There are no packs in the index", "list their folders, the default first")
        raise PackError(source.problems or (empty,))
    return packs


def default() -> str:
    """The name of the pack a game is made from when nobody says which."""
    return names()[0]


def _find(name_or_folder: str | Path) -> Path:
    if isinstance(name_or_folder, Path):
        return name_or_folder
    ours = names()
    if name_or_folder in ours:
        return PACKS / name_or_folder
    folder = Path(name_or_folder)
    if name_or_folder and folder.is_dir():
        return folder
    near = get_close_matches(name_or_folder, ours, n=1)
    mend = f"Did you mean `{near[0]}`?" if near else f"Use one of {', '.join(ours)}, or the path of a folder"
    raise PackError((Problem(name_or_folder or "(no name)", 0, "", "There is no pack of this name", mend),))
