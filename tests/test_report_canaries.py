"""What reaches the files of a report: in seeded evenings every typed text is a canary, and no file, no feed and no paper holds
one that readers may not know: private, hidden, not checked, taken back or deleted."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Iterator
from functools import cache

import pypdf
import pytest

from game import commands as ask
from game.commands import Command
from game.erasing import typed_by
from game.events import Event
from game.feedback import own_words
from game.history import Entry, History
from game.refused import Refused
from game.report import Report
from game.scenario import Words
from game.state import Game, Naming
from game.telling import report
from tests.evenings import Evening, spend
from tests.readable import may_be_read
from tests.test_web_canaries import guided
from web.report.archive import archive, files
from web.report.shelf import as_feed, line_of_kept

SEEDS = range(12)
_CANARY = re.compile(r"Q[a-z]+\d+Z")
_SLOW = (".pdf", ".png")


class _Spent:
    """An evening, and all that was ever typed in it, also what was deleted or undone since."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        typed: set[str] = set()
        with pytest.MonkeyPatch.context() as patch:
            write = Evening.words

            def words(evening: Evening, what: str) -> object:
                text = write(evening, what)
                typed.update(_CANARY.findall(text))
                return text

            patch.setattr(Evening, "words", words)
            evening = spend(seed, sample_every=1000)
        assert not evening.wrong, evening.wrong
        self.history = evening.play.history
        self.typed = typed | {f"Q{role.id}0Z" for role in self.history.game.scenario.roles}

    def held_by(self, text: str) -> set[str]:
        """The canaries that stand in a text. Letters that only look like one, as in a font, are none."""
        return set(_CANARY.findall(text)) & self.typed


@cache
def spent(seed: int) -> _Spent:
    """The evening with this seed."""
    return _Spent(seed)


def readers_may_know(game: Game) -> set[str]:
    """The canaries that readers may know."""
    return set(_CANARY.findall(may_be_read(game)))


def texts(told: Report) -> Iterator[tuple[str, str]]:
    """Every file that is text, and the feed, by name."""
    for file in files(told):
        if not file.name.endswith(_SLOW):
            yield file.name, file.make(told).decode()
    yield "feed", as_feed((line_of_kept(told, is_listed=True),), "http://host").decode()


def unpacked(told: Report) -> Iterator[tuple[str, str]]:
    """Every file of the zip as text; of a paper the text that it shows, and what it says of itself."""
    with zipfile.ZipFile(io.BytesIO(archive(told))) as folder:
        for name in folder.namelist():
            data = folder.read(name)
            yield name, _paper(data) if name.endswith(".pdf") else data.decode("utf-8", "replace")


def _paper(data: bytes) -> str:
    read = pypdf.PdfReader(io.BytesIO(data))
    text = "\n".join(page.extract_text() for page in read.pages)
    titles = " ".join(str(part.title) for part in read.outline if not isinstance(part, list))
    return "\n".join((text, text.replace("-\n", "").replace("\n", ""), titles, str(read.metadata)))


def _leaks(one: _Spent, history: History) -> Iterator[str]:
    may = readers_may_know(history.game)
    for name, text in texts(report(history)):
        for canary in sorted(one.held_by(text) - may):
            yield f"Seed {one.seed}: {name} holds {canary} at entry {history.game.seq}."


def _sampled(history: History) -> tuple[History, ...]:
    return history.until(history.game.seq * 3 // 5), history


@pytest.mark.parametrize("seed", SEEDS)
def test_no_file_and_no_feed_holds_a_word_that_readers_may_not_know(seed: int) -> None:
    one = spent(seed)
    for history in _sampled(one.history):
        assert not list(_leaks(one, history))


@pytest.mark.parametrize("seed", SEEDS)
def test_no_paper_in_the_zip_holds_a_word_that_readers_may_not_know(seed: int) -> None:
    one = spent(seed)
    may = readers_may_know(one.history.game)
    for name, text in unpacked(report(one.history)):
        assert one.held_by(text) <= may, name


def _said(history: History) -> list[tuple[str, tuple[Event, ...]]]:
    return [(entry.by, entry.events) for entry in history.entries]


def _typed_by(history: History, player: str) -> set[str]:
    """The canaries that this player typed, and nobody else."""
    said = _said(history)
    mine, others = (
        {
            canary
            for who in who_else
            for _, _, found in typed_by(said, who)
            for text in found
            for canary in _CANARY.findall(text)
        }
        for who_else in ((player,), tuple(set(history.game.players) - {player}))
    )
    return mine - others


def _after(history: History, command: Command) -> History:
    """The history after one more command of the facilitator."""
    at = history.entries[-1].at
    events = history.decide(command, at, 1)
    assert not isinstance(events, Refused), events
    seq = history.game.seq + 1
    return history.after(Entry(seq=seq, at=at, by="lead", command_id=f"canary-{seq}", events=events))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_somebody_deletes_is_in_no_file(seed: int) -> None:
    history = spent(seed).history
    for player in list(history.game.players)[:4]:
        mine = _typed_by(history, player)
        if history.game.players[player].is_erased and not mine:
            continue  # it is refused where nothing came since
        after = _after(history, ask.Erase(player=player))
        for name, text in texts(report(after)):
            assert not mine & set(_CANARY.findall(text)), (name, player)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_somebody_takes_back_is_in_no_file(seed: int) -> None:
    history = spent(seed).history
    held = {canary for _, text in texts(report(history)) for canary in spent(seed).held_by(text)}
    for player in history.game.seated():
        for words in own_words(history.game, player):
            edit = history.game.edits.get(words.ref)
            mine = set(_CANARY.findall(f"{words.text} {words.line} {edit.title + edit.line if edit else ''}"))
            if words.ref in history.game.withdrawn or not mine & held:
                continue
            after = _after(history, ask.WithdrawWords(player=player.id, ref=words.ref, is_withdrawn=True))
            for name, text in texts(report(after)):
                assert not mine & set(_CANARY.findall(text)), (name, words.ref)


@pytest.mark.parametrize("seed", SEEDS)
def test_who_asks_to_be_left_out_is_named_and_quoted_in_no_file(seed: int) -> None:
    history = spent(seed).history
    for player in history.game.seated():
        if player.naming is Naming.OUT:
            continue
        after = _after(history, ask.ChangeConsent(player=player.id, naming=Naming.OUT, film=False))
        own = {player.name, *(line.text for line in player.reflections.values())}
        mine = {canary for text in own for canary in _CANARY.findall(text)} & spent(seed).typed
        for name, text in texts(report(after)):
            assert not mine & set(_CANARY.findall(text)), (name, player.id)


@pytest.mark.parametrize("back", range(4))
def test_no_file_of_an_evening_with_words_in_every_place_holds_one_too_many(back: int) -> None:
    said, history = guided_evening()
    histories = [one for one in history if one.game.seq > 20]
    one = histories[-1 - back]
    may = readers_may_know(one.game)
    for name, text in texts(report(one)):
        assert set(_CANARY.findall(text)) & said <= may, name


@cache
def guided_evening() -> tuple[set[str], list[History]]:
    """The guided evening after each of its steps, and all that is typed in it."""
    numbers = itertools.count(1)
    said: set[str] = set()

    def says(what: str) -> Words:
        text = f"Q{what}{next(numbers)}Z"
        said.add(text)
        return Words(text)

    return said, guided(says)


def test_the_files_do_hold_what_readers_may_know_and_a_draft_would_be_noticed() -> None:
    said, histories = guided_evening()
    held = {canary for _, text in texts(report(histories[-1])) for canary in said & set(_CANARY.findall(text))}
    noticed = 0
    for seed in SEEDS:
        one = spent(seed)
        may = readers_may_know(one.history.game)
        held |= {canary for _, text in texts(report(one.history)) for canary in one.held_by(text)}
        noticed += any(one.held_by(text) - may for _, text in texts(report(one.history, for_readers=False)))
    kinds = {canary.rstrip("Z0123456789") for canary in held}
    assert kinds >= {"Qtitle", "Qline", "Qtelling", "Qname", "Qreflection", "Qmethod", "Qfirststep", "Qheadline"}
    assert noticed > len(SEEDS) // 2


@pytest.mark.soak
@pytest.mark.parametrize("first", range(0, 1000, 50))
def test_no_file_of_a_thousand_evenings_holds_a_word_that_readers_may_not_know(first: int) -> None:
    for seed in range(first, first + 50):
        one = _Spent(seed)
        assert not list(_leaks(one, one.history))
        may = readers_may_know(one.history.game)
        assert not [name for name, text in unpacked(report(one.history)) if one.held_by(text) - may]
