"""Who may reach whom after the game: only two people who both want more of the same deal, and for a while only."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from game import commands as ask
from game.refused import Refused, Why
from game.scenario import Words
from game.state import PledgeLevel
from game.words import LINE
from tests import erasable
from tests.given import NOON, Play
from tests.kept import keep
from web import contacts, copies
from web.contacts import DAYS_KEPT, Contact, got, may_leave, partners
from web.rooms import Room, Rooms
from web.settings import url_of
from web.store import GameRow, Kept, Store
from web.wake import Wakes


def _contact(player: str, words: str = "ada@example.org", at: datetime = NOON) -> Contact:
    return Contact(game="g1", player=player, words=Words(words), at=at)


@dataclass(frozen=True)
class People:
    """Ada and Cem both want more of one deal; Ada alone of another with Dan, and Bea of none."""

    play: Play
    ada: str
    bea: str
    cem: str
    dan: str
    deal: str
    third: str

    def seen(self, player: str, *left: str) -> list[tuple[str, str]]:
        """Whose contact this player sees, and what, when these left one."""
        all_left = [_contact(one, f"{one}@example.org") for one in left]
        return [(one.player, one.words) for one in got(self.play.game, player, all_left)]

    def pledge(self, player: str, deal: str, level: PledgeLevel) -> None:
        self.play.must(ask.PledgeDeal(player=player, deal=deal, level=level))


@pytest.fixture
def people() -> People:
    evening = erasable.evening()
    names = {name: evening.of[name] for name in ("ada", "bea", "cem", "dan", "deal", "third")}
    return People(evening.play, **names)


def test_two_who_want_more_of_a_deal_see_each_others_contact_once_both_left_one(people: People) -> None:
    ada, cem = people.ada, people.cem
    assert people.seen(ada, ada) == people.seen(ada, cem) == []
    assert people.seen(ada, ada, cem) == [(cem, f"{cem}@example.org")]
    assert people.seen(cem, ada, cem) == [(ada, f"{ada}@example.org")]


@pytest.mark.parametrize("level", [PledgeLevel.TALK, PledgeLevel.DO])
def test_a_talk_is_enough(people: People, level: PledgeLevel) -> None:
    people.pledge(people.cem, people.deal, level)
    assert people.seen(people.ada, people.ada, people.cem) != []


def test_who_wants_more_alone_reaches_nobody_and_is_reached_by_nobody(people: People) -> None:
    for player in (people.ada, people.bea, people.dan):
        assert people.dan not in dict(people.seen(player, people.ada, people.bea, people.dan))
    assert people.seen(people.dan, people.ada, people.dan) == []
    people.pledge(people.dan, people.third, PledgeLevel.TALK)
    assert people.seen(people.dan, people.ada, people.dan) == [(people.ada, f"{people.ada}@example.org")]


def test_it_is_the_same_deal_that_counts(people: People) -> None:
    people.pledge(people.dan, people.third, PledgeLevel.DO)
    assert people.seen(people.cem, people.cem, people.dan) == []


def test_only_in_the_game_ends_it_for_both(people: People) -> None:
    people.pledge(people.cem, people.deal, PledgeLevel.GAME)
    assert people.seen(people.ada, people.ada, people.cem) == []
    assert people.seen(people.cem, people.ada, people.cem) == []
    assert not may_leave(people.play.game, people.cem)
    assert may_leave(people.play.game, people.ada)


def test_a_deal_that_does_not_hold_any_more_joins_nobody(people: People) -> None:
    play, who = _open_again()
    deal = next(iter(play.game.deals.values()))
    assert partners(play.game, who["one"]) == {who["two"]: (deal.id,)}
    play.lead(ask.VoidDeal(deal=deal.id))
    assert partners(play.game, who["one"]) == {}
    assert not may_leave(play.game, who["one"])


def test_somebody_whose_seat_was_freed_cannot_be_reached(people: People) -> None:
    play, who = _open_again()
    play.lead(ask.FreeSeat(player=who["two"]))
    assert partners(play.game, who["one"]) == partners(play.game, who["two"]) == {}


def _open_again() -> tuple[Play, dict[str, str]]:
    """A deal of two who want more of it, in a game that goes on."""
    from tests.given import gift, market

    play, ids = market()
    play.to("swap")
    who = {"one": ids["grower1"], "two": ids["picker2"]}
    deal = play.shake(who["one"], ids["idea2"], gift(who["one"], "seed"), others=(who["two"],))
    play.to("fire")
    for player in who.values():
        play.must(ask.PledgeDeal(player=player, deal=deal, level=PledgeLevel.DO))
    return play, who


# --- Kept beside the log ---------------------------------------------------------------------------------------------


@dataclass
class Clock:
    """A clock that the test moves."""

    time: datetime

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def file(tmp_path: Path, people: People) -> Iterator[Path]:
    keep(tmp_path / "games.db", people.play.history)
    yield tmp_path / "games.db"


def _bytes(file: Path) -> bytes:
    return b"".join(path.read_bytes() for path in file.parent.glob("games.db*"))


def test_a_contact_is_kept_cleaned_and_left_out_of_everything_else(file: Path, people: People) -> None:
    async def evening() -> None:
        store = Store(url_of(file))
        rooms = Rooms(store, Wakes(), now=Clock(people.play.now))
        room: Room = await rooms.open("g1")
        ada = room.history.game.players[people.ada]
        assert await contacts.leave(room, ada, "  ada@example.org\u202e ") is None
        (kept,) = await contacts.read(room)
        assert kept == _contact(people.ada, "ada@example.org", people.play.now)
        assert "ada@example.org" not in repr(room.history)
        assert b"ada@example.org" not in await asyncio.to_thread(copies.copy_of, store, "g1")
        for typed, why in (("  ", Why.EMPTY), ("a" * (LINE + 1), Why.TOO_LONG)):
            said = await contacts.leave(room, ada, typed)
            assert isinstance(said, Refused)
            assert said.why is why
        assert await contacts.read(room) == (kept,)
        await rooms.close()
        store.close()

    asyncio.run(evening())


def test_a_contact_that_reaches_nobody_any_more_is_deleted_when_it_is_read(file: Path, people: People) -> None:
    async def evening() -> None:
        store = Store(url_of(file))
        rooms = Rooms(store, Wakes(), now=Clock(people.play.now))
        room: Room = await rooms.open("g1")
        for player in (people.ada, people.cem):
            await room.keep_contact(_contact(player, f"{player}@example.org"))
        command = ask.PledgeDeal(player=people.cem, deal=people.deal, level=PledgeLevel.GAME)
        await rooms.submit("g1", people.cem, "c1", command)
        assert [one.player for one in await contacts.read(room)] == [people.ada]
        assert await rooms.scrubbed()
        assert f"{people.cem}@example.org".encode() not in _bytes(file)
        await rooms.close()
        store.close()

    asyncio.run(evening())


def test_a_contact_is_kept_for_thirty_days_after_the_close_and_then_swept_from_the_file(
    file: Path, people: People
) -> None:
    async def evening() -> None:
        store, clock = Store(url_of(file)), Clock(people.play.now)
        rooms = Rooms(store, Wakes(), now=clock)
        room: Room = await rooms.open("g1")
        closed = contacts.closed_at(room.history)
        assert closed is not None
        await room.keep_contact(_contact(people.ada, at=closed + timedelta(days=20)))
        clock.time = closed + timedelta(days=DAYS_KEPT) - timedelta(seconds=1)
        await contacts.sweep(rooms)
        assert len(await room.contacts()) == 1
        clock.time += timedelta(seconds=1)
        await contacts.sweep(rooms)
        assert await room.contacts() == ()
        assert await rooms.scrubbed()
        assert b"ada@example.org" not in _bytes(file)
        await rooms.close()
        store.close()

    asyncio.run(evening())


def test_a_game_that_cannot_be_read_keeps_no_contacts_of_its_own_or_of_others_for_longer(
    file: Path, people: People, caplog: pytest.LogCaptureFixture
) -> None:
    async def evening() -> None:
        store, clock = Store(url_of(file)), Clock(people.play.now)
        rooms = Rooms(store, Wakes(), now=clock)
        room: Room = await rooms.open("g1")
        closed = contacts.closed_at(room.history)
        assert closed is not None
        await room.keep_contact(_contact(people.ada, at=closed))
        store.create(replace_row(room, "g0"), Kept(room.history.entries[0], ""))
        with store.engine.begin() as connection:
            connection.execute(text("UPDATE entry SET events = '[{}]' WHERE game = 'g0'"))
        store.keep_contact(replace(_contact("p1", "old@example.org"), game="g0", at=closed))
        store.keep_contact(replace(_contact("p2"), game="g0", at=closed + timedelta(days=1)))
        clock.time = closed + timedelta(days=DAYS_KEPT)
        await contacts.sweep(rooms)
        assert await room.contacts() == ()
        assert [one.player for one in store.contacts("g0")] == ["p2"]
        assert await rooms.scrubbed()
        assert b"old@example.org" not in _bytes(file)
        await rooms.close()
        store.close()

    asyncio.run(evening())
    assert "The contacts of game g0 could not be read" in caplog.text


def replace_row(room: Room, game: str) -> GameRow:
    """The row of another game."""
    return GameRow(id=game, code="ANOTHER", title="Another", created_at=room.row.created_at)


def test_thirty_days_after_the_close_the_time_for_contacts_is_over(people: People) -> None:
    closed = contacts.closed_at(people.play.history)
    assert closed is not None
    end = closed + timedelta(days=DAYS_KEPT)
    assert [contacts.is_over(people.play.history, end - timedelta(seconds=past)) for past in (1, 0)] == [False, True]
    assert not contacts.is_over(_open_again()[0].history, end + timedelta(days=1000))


def test_while_a_game_goes_on_its_contacts_count_from_when_they_were_left() -> None:
    play, who = _open_again()
    left = _contact(who["one"], at=play.now)
    assert contacts.closed_at(play.history) is None
    assert contacts.kept_until(play.history, left) == play.now + timedelta(days=DAYS_KEPT)
    assert list(contacts.good(play.history, [left, _contact("p99")], play.now)) == [left]
