"""Reads one YAML file of a pack into plain values, with the line of each. It knows nothing of what a scenario is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.reader import ReaderError

MOST_BYTES = 1_000_000
MOST_DEPTH = 12

_RESOLVER = YAML(typ="safe", pure=True).resolver
"""Says what a value without quotes is: a number, a truth, nothing, or text."""

Value = str | int | float | bool | None | list["Value"] | dict[str, "Value"]
Way = tuple[str | int, ...]
"""The way to a value from the top: keys and places in lists, like ``("roles", 0, "purse")``."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a pack: where (line from 1, or 0 for a whole file or folder), what, and how to mend it."""

    file: str
    line: int
    key: str
    what: str
    mend: str
    is_warning: bool = False

    def __str__(self) -> str:
        """The problem in one line, to be printed."""
        where = f"{self.file}:{self.line}:" if self.line else f"{self.file}:"
        key = f" {self.key}:" if self.key else ""
        return f"{where}{' warning:' if self.is_warning else ''}{key} {self.what}. Mend: {self.mend}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file as it was read. ``is_whole`` is False when a part was unreadable: then what is missing says nothing."""

    file: str
    value: Value = None
    lines: Mapping[Way, int] = field(default_factory=dict)
    written: Mapping[Way, str] = field(default_factory=dict)
    """How a plain value stands in the file, letter by letter: ``1.10``, not 1.1."""
    problems: tuple[Problem, ...] = ()
    is_whole: bool = True


def name_way(way: Way) -> str:
    """A way in words, with dots: ``roles.0.purse``."""
    return ".".join(str(part) for part in way)


def read(path: Path) -> Source:
    """Read a YAML file. Never raises for what is in the file: everything wrong with it is in ``problems``."""
    file = path.name
    try:
        with path.open("rb") as stream:
            raw = stream.read(MOST_BYTES + 1)
    except OSError as error:
        return _broken(file, 0, f"This file cannot be opened ({error.strerror})", "give leave to read it")
    if len(raw) > MOST_BYTES:
        return _broken(file, 0, "This file is over 1 MB", "a pack is words; keep pictures in files of their own")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _broken(file, 1, "This file is saved as UTF-16", "save it as UTF-8")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return _broken(file, line, "A letter in this line is not UTF-8", "save the file as UTF-8")
    return parse(text, file)


def parse(text: str, file: str) -> Source:
    """Read the text of a YAML file; ``file`` is its name in problems."""
    reading = _Reading(file)
    try:
        value = reading.read(YAML(typ="safe", pure=True).parse(text))
    except _TooMuch:
        value = None
    except ReaderError as error:
        reading.blame(text.count("\n", 0, error.position) + 1, "This line holds a sign that no text has", "take it out")
        reading.is_whole, value = False, None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = " ".join(str(error.problem or error.context or "it cannot be read").split())
        mend = "look at the spaces, colons and quotes here and in the line above"
        reading.blame(mark.line + 1 if mark else 1, f"This is not YAML: {said}", mend)
        reading.is_whole, value = False, None
    except (YAMLError, ValueError) as error:
        reading.blame(1, f"This is not YAML: {' '.join(str(error).split())}", "look at the file with an editor")
        reading.is_whole, value = False, None
    return Source(
        file=file,
        value=value,
        lines=reading.lines,
        written=reading.written,
        problems=tuple(reading.problems),
        is_whole=reading.is_whole,
    )


def _broken(file: str, line: int, what: str, mend: str) -> Source:
    return Source(file=file, problems=(Problem(file, line, "", what, mend),), is_whole=False)


class _TooMuch(Exception):
    """Reading stops here; the problem is noted."""


class _Reading:
    """One pass over a file's events. It builds nothing but plain values, whatever the file asks for."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Way, int] = {}
        self.written: dict[Way, str] = {}
        self.problems: list[Problem] = []
        self.is_whole = True

    def blame(self, line: int, what: str, mend: str, way: Way = ()) -> None:
        self.problems.append(Problem(self.file, line, name_way(way), what, mend))

    def read(self, events: Iterator[Event]) -> Value:
        value: Value = None
        documents = 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if event.version is not None:
                    self.blame(_line(event), "A pack is always YAML 1.2", "remove the line with %YAML")
                if documents > 1:
                    self.blame(_line(event), "A second document begins here", "remove the line with ---")
                    return value
            elif isinstance(event, NodeEvent):
                value = self.node(event, events, ())
        return value

    def node(self, event: Event, events: Iterator[Event], way: Way) -> Value:
        line = _line(event)
        self.lines.setdefault(way, line)
        if len(way) > MOST_DEPTH:
            self.blame(line, "This is nested too deep", "a pack needs no more than a few levels", way)
            self.is_whole = False
            raise _TooMuch
        if isinstance(event, AliasEvent):
            self.blame(line, f"A pack has no aliases (*{event.anchor})", "write the words out again here", way)
            self.is_whole = False
            return None
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor:
            self.blame(line, f"A pack has no anchors (&{anchor})", f"remove &{anchor}", way)
        if tag:
            self.blame(line, f"A pack has no tags ({tag})", "remove it, or put quotes round the text", way)
        if isinstance(event, MappingStartEvent):
            return self.mapping(events, way)
        if isinstance(event, SequenceStartEvent):
            return self.sequence(events, way)
        return self.scalar(event, way) if isinstance(event, ScalarEvent) else None

    def sequence(self, events: Iterator[Event], way: Way) -> Value:
        values: list[Value] = []
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            values.append(self.node(event, events, (*way, len(values))))
        return values

    def mapping(self, events: Iterator[Event], way: Way) -> Value:
        values: dict[str, Value] = {}
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            line = _line(event)
            if not isinstance(event, ScalarEvent):
                self.blame(line, "A key must be one word", "look for a missing quote or a stray bracket", way)
                self.is_whole = False
                raise _TooMuch
            key = str(event.value)
            here = (*way, key)
            if key in values:
                first = self.lines[here]
                self.blame(line, f"`{key}` stands here twice, first in line {first}", "keep one of the two", here)
                self.skip(events, here)
                continue
            self.lines[here] = line
            values[key] = self.node(next(events), events, here)
        return values

    def skip(self, events: Iterator[Event], way: Way) -> None:
        """Step over a value that is not kept."""
        skipped = _Reading(self.file)
        try:
            skipped.node(next(events), events, way)
        except _TooMuch:
            self.problems.append(skipped.problems[-1])
            self.is_whole = False
            raise

    def scalar(self, event: ScalarEvent, way: Way) -> Value:
        text = str(event.value)
        self.written[way] = text
        if _is_unshowable(text):
            self.blame(_line(event), "This text holds a sign that cannot be shown", "take it out", way)
            return ""
        if event.style is not None or not event.implicit[0]:
            return text
        tag = str(_RESOLVER.resolve(ScalarNode, text, (True, False))).rsplit(":", 1)[-1]
        return _plain(text, tag)


def _is_unshowable(text: str) -> bool:
    """Whether a text holds control signs or half letters, which databases and pages refuse."""
    return any(
        (sign < " " and sign not in "\n\t") or "\x7f" <= sign < "\xa0" or "\ud800" <= sign <= "\udfff" for sign in text
    )


def _plain(text: str, tag: str) -> Value:
    """A value that stands without quotes. Dates stay text."""
    try:
        match tag:
            case "int":
                return int(text.replace("_", ""), 0)
            case "float":
                return float(text.replace("_", ""))
            case "bool":
                return text.lower() == "true"
            case "null":
                return None
            case _:
                return text
    except ValueError:
        return text


def _line(event: Event) -> int:
    mark = event.start_mark
    return int(mark.line) + 1 if mark else 1
