"""Finds everything wrong with a pack at once: file, line, key, what is wrong and how to mend it. It changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError

from game.scenario import Scenario
from scenarios.balance import foresee
from scenarios.meaning import Draft, Wrong, find_wrongs
from scenarios.source import Problem, Source, Value, Way, name_way, read

HOMES: Mapping[str, str] = {
    "roles": "roles.yaml",
    "card_types": "cards.yaml",
    "cards": "cards.yaml",
    "events": "events.yaml",
    "questions": "questions.yaml",
    "run_sheets": "run-sheets.yaml",
}
"""The file in which a part of the scenario stands; everything else stands in the first file."""

FIRST = "scenario.yaml"
FILES = (FIRST, "roles.yaml", "cards.yaml", "events.yaml", "questions.yaml", "run-sheets.yaml")
OPTIONAL = ("events.yaml", "questions.yaml")

_SCENARIO = TypeAdapter(Scenario)
_LISTS: Mapping[str, TypeAdapter[Any]] = {
    key: TypeAdapter(get_args(hint)[0])
    for key, hint in get_type_hints(Scenario).items()
    if get_args(hint)[1:] == (...,) and get_args(hint)[0] is not str
}


@dataclass(frozen=True, slots=True)
class Found:
    """What looking at a pack brought: the scenario, unless there are errors, and all problems, by file and line."""

    scenario: Scenario | None
    problems: tuple[Problem, ...]


def check(folder: Path) -> tuple[Problem, ...]:
    """Everything wrong with the pack in this folder, warnings too; empty when there is nothing to say.

    A pack without errors is also tried out in rooms of several sizes; what comes of that is only ever a warning.
    """
    return examine(folder, foresee).problems


def examine(folder: Path, more: Callable[[Scenario], Iterable[Wrong]] = lambda _: ()) -> Found:
    """Read the pack in this folder and look at all of it. Never raises for what is in the files.

    ``more`` looks at a scenario that has no errors.
    """
    if not folder.is_dir():
        gone = Problem(folder.name, 0, "", "There is no such folder", "give the folder that holds scenario.yaml")
        return Found(None, (gone,))
    sources = tuple(read(folder / file) for file in FILES if (folder / file).is_file())
    problems = [problem for source in sources for problem in source.problems]
    problems += _missing_files(folder)
    problems += [problem for source in sources for problem in _wrong_homes(source)]
    merged = _merge(sources)
    merged.setdefault("id", folder.resolve().name)
    sure = _sure_keys(sources)
    pack = _Pack(sources=sources, merged=merged)
    scenario, schema = _validate(pack, sure)
    problems += schema
    problems += [
        pack.blame(wrong.way, wrong.what, wrong.mend, wrong.is_warning) for wrong in find_wrongs(_draft(merged, sure))
    ]
    has_errors = any(not problem.is_warning for problem in problems)
    if scenario is not None and not has_errors:
        problems += [pack.blame(wrong.way, wrong.what, wrong.mend, wrong.is_warning) for wrong in more(scenario)]
    problems.sort(key=_place)
    return Found(None if has_errors else scenario, tuple(dict.fromkeys(problems)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pack:
    """The files of a pack and the one mapping they add up to."""

    sources: tuple[Source, ...]
    merged: dict[str, Value]

    def blame(self, way: Way, what: str, mend: str, is_warning: bool = False) -> Problem:
        """A problem at a way: in the file it stands in, at its line or at the line of the nearest thing around it."""
        file = HOMES.get(str(way[0]), FIRST) if way else FIRST
        source = next((source for source in self.sources if source.file == file), Source(file=file))
        line = next(
            (source.lines[way[:length]] for length in range(len(way), 0, -1) if way[:length] in source.lines), 0
        )
        return Problem(file, line or (1 if source.lines else 0), name_way(way), what, mend, is_warning)

    def written(self, way: Way) -> str:
        """How a plain value stands in its file, letter by letter."""
        return next((source.written[way] for source in self.sources if way in source.written), "")


def _place(problem: Problem) -> tuple[int, int]:
    return (FILES.index(problem.file) if problem.file in FILES else len(FILES), problem.line)


def _missing_files(folder: Path) -> Iterator[Problem]:
    here = sorted(path.name for path in folder.iterdir() if path.suffix in (".yaml", ".yml"))
    strange = [name for name in here if name not in FILES]
    for name in strange:
        mend = f"{_meant(name, FILES)}rename it, or remove it from the folder"
        yield Problem(name, 0, "", "This file is not one that a pack is made of", mend, is_warning=True)
    for file in FILES:
        if file not in here and file not in OPTIONAL:
            yield Problem(file, 0, "", "This file is missing", f"{_meant(file, strange)}add {file} to the folder")


def _wrong_homes(source: Source) -> Iterator[Problem]:
    """Keys that stand in a file where they are not looked for."""
    if not isinstance(source.value, dict):
        if source.is_whole:
            mend = "begin it with a key, like `title: ...`"
            yield Problem(source.file, 1, "", "This file holds no keys", mend)
        return
    known = tuple(field.name for field in fields(Scenario))
    here = tuple(key for key in known if HOMES.get(key, FIRST) == source.file)
    for key in source.value:
        if key in here:
            continue
        line = source.lines[(key,)]
        if key in known:
            mend = f"move it to {HOMES.get(key, FIRST)}"
            yield Problem(source.file, line, key, f"`{key}` does not stand in this file", mend)
        else:
            mend = f"{_meant(key, here)}this file may hold: {', '.join(here)}"
            yield Problem(source.file, line, key, f"`{key}` is not a key of this file", mend)


def _merge(sources: tuple[Source, ...]) -> dict[str, Value]:
    merged: dict[str, Value] = {}
    known = {field.name for field in fields(Scenario)}
    for source in sources:
        if isinstance(source.value, dict):
            for key, value in source.value.items():
                if key in known and HOMES.get(key, FIRST) == source.file:
                    merged[key] = value
    return merged


def _sure_keys(sources: tuple[Source, ...]) -> frozenset[str]:
    """The parts of the scenario whose file was read whole. Of the others nothing can be said."""
    whole = {source.file for source in sources if source.is_whole and isinstance(source.value, dict)}
    optional = {file for file in OPTIONAL if all(source.file != file for source in sources)}
    return frozenset(field.name for field in fields(Scenario) if HOMES.get(field.name, FIRST) in whole | optional)


def _validate(pack: _Pack, sure: frozenset[str]) -> tuple[Scenario | None, list[Problem]]:
    """The scenario, or what does not fit its shape. JSON's strict mode takes no number for a text, nor the reverse."""
    try:
        return _SCENARIO.validate_json(json.dumps(pack.merged), strict=True), []
    except ValidationError as error:
        problems = []
        for wrong in error.errors(include_url=False):
            way: Way = tuple(wrong["loc"])
            if way and way[0] in sure:
                what, mend = _say(wrong["type"], way, pack.written(way), wrong)
                problems.append(pack.blame(way, what, mend))
        return None, problems


def _say(kind: str, way: Way, written: str, wrong: Mapping[str, Any]) -> tuple[str, str]:
    """What a schema error means and how to mend it, in words."""
    key = str(way[-1])
    context: Mapping[str, Any] = wrong.get("ctx") or {}
    match kind:
        case "missing":
            return f"`{key}` is missing", f"add a line `{key}: ...` here"
        case "extra_forbidden" | "unexpected_keyword_argument" if wrong["input"] is None and " " in key:
            return f"`{key}` is not a key here", "put quotes round a text that holds a comma"
        case "extra_forbidden" | "unexpected_keyword_argument":
            known = _keys_at(way[:-1])
            return f"`{key}` is not a key here", f"{_meant(key, known)}possible keys: {', '.join(known)}"
        case "string_type" if wrong["input"] is None:
            return "there is no text", f"write `{key}: ...` with a text, or remove the line"
        case "string_type" if not isinstance(wrong["input"], list | dict):
            return f"{written} is read as a value, not as text", f'put quotes round it: "{written}"'
        case "string_type":
            return "here should be one text", "write it in one line, or in quotes"
        case "string_too_long":
            long, most = len(wrong["input"]), context["max_length"]
            return f"this text has {long} letters, at most {most} fit", f"make it shorter by {long - most}"
        case "int_type" | "int_from_float":
            return f"{written or 'this'} is not a whole number", "write a number like 3, without quotes"
        case "bool_type":
            return f"{written or 'this'} is neither true nor false", "write true or false, without quotes"
        case "enum":
            possible = context.get("expected", "").replace("'", "`")
            return f"`{written}` is not known here", f"{_meant(written, _choices(possible))}write one of: {possible}"
        case "tuple_type":
            return "here should be a list", "begin each line with a dash, or write [a, b]"
        case "dataclass_type" | "dataclass_exact_type":
            return "here should be keys with values", "write lines like `id: ...` under it"
        case _:
            return str(wrong["msg"]), "look at the same line in another pack"


def _choices(expected: str) -> tuple[str, ...]:
    return tuple(part for part in expected.split("`") if part.strip() not in ("", ",", "or"))


def _keys_at(way: Way) -> tuple[str, ...]:
    """The keys that may stand at a way, read from the scenario's own fields."""
    kind: Any = Scenario
    for part in way:
        kind = get_type_hints(kind).get(part, str) if isinstance(part, str) else get_args(kind)[0]
    return tuple(field.name for field in fields(kind)) if hasattr(kind, "__dataclass_fields__") else ()


def _meant(word: str, known: tuple[str, ...] | list[str]) -> str:
    """A question for a word that is nearly a known one, or nothing."""
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    return f"Did you mean `{near[0]}`? If not, " if near else ""


def _draft(merged: Mapping[str, Value], sure: frozenset[str]) -> Draft:
    """The parts that fit their shape, each with its way, so that one bad line does not hide what is wrong elsewhere."""
    good: dict[str, list[tuple[Way, Any]]] = {}
    ids: dict[str, list[tuple[Way, str]]] = {}
    for key, adapter in _LISTS.items():
        good[key], ids[key] = [], []
        listed = merged.get(key, [])
        for place, item in enumerate(listed if isinstance(listed, list) else []):
            if isinstance(item, dict) and isinstance(item.get("id"), str):
                ids[key].append(((key, place), str(item["id"])))
            try:
                good[key].append(((key, place), adapter.validate_json(json.dumps(item), strict=True)))
            except ValidationError:
                continue
    kept = ("id", "title", "version", "language", "pretend", "report", "role_code", "event_code")
    plain = {key: merged[key] for key in kept if key in merged}
    return Draft(good=good, ids=ids, plain=plain, sure=sure)
