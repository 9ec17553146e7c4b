"""Live news: one snapshot on connect, then only what changed, rendered once for each audience; living regions in time."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.websockets import WebSocketDisconnect

from game.commands import ChooseScene, FreeSeat, MovePlayer, NextStep, PauseClock, Rename, SendMessage
from game.scenario import Words
from game.state import Reach, Scene
from tests.served import CODE, HTMX, OTHER_CODE, Served, served
from web import players
from web.codes import WRONG_CODES
from web.live import COME_BACK, GONE
from web.players import Asks
from web.presence import LOST_AFTER, PhoneState
from web.regions import Moment, Region

ORIGIN = {"Origin": "http://testserver"}
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
PATIENCE_SECONDS = 20.0
MOST_MESSAGES = 20
NEVER_SECONDS = 1e6


def _regions(message: str) -> set[str]:
    return set(re.findall(r'hx-target="#([a-z-]+)"', message))


def _next_news(socket: Any) -> str:
    """The next message that is news: heartbeats are passed over."""
    for _ in range(MOST_MESSAGES):
        message: str = socket.receive_text()
        if not message.startswith("{"):
            return message
    raise AssertionError("no news came")


def _connect(room: Served, address: str = "/play/news") -> Any:
    return room.client.websocket_connect(address, headers=ORIGIN)


def test_a_page_gets_everything_at_once_when_it_connects(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        room.sit(room.join("Ada"))
        with _connect(room) as socket:
            assert {"bar", "now", "cards", "ours", "lists", "purse", "deals"} <= _regions(socket.receive_text())


def test_a_change_brings_only_the_regions_that_changed(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        ada = room.join("Ada")
        room.join("Bea")
        room.sit(ada)
        with _connect(room) as socket:
            socket.receive_text()
            room.do(NextStep(from_step=-1))
            assert "bar" in _regions(_next_news(socket))
            room.do(ChooseScene(scene=Scene.BLANK))
            room.do(Rename(player=ada, name=Words("Ada the second")), by=ada)
            news = _next_news(socket)
            while "Ada the second" not in news:
                assert "bar" not in _regions(news)
                news = _next_news(socket)
            assert "bar" not in _regions(news)


def test_a_region_is_rendered_once_for_its_audience_however_many_read_it(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        players = [room.join(f"Player {number}", table=1) for number in range(1, 6)]
        live = room.app.state.house.live
        with ExitStack() as open_pages:
            sockets = []
            for player in players:
                room.sit(player)
                sockets.append(open_pages.enter_context(_connect(room)))
                sockets[-1].receive_text()
            before = live.renderings
            room.do(NextStep(from_step=-1))
            for socket in sockets:
                _next_news(socket)
            of_room_and_table, of_a_player = 5, 6
            assert live.renderings - before <= of_room_and_table + of_a_player * len(players)


def test_a_message_begins_with_a_partial_or_is_the_heartbeat(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        room.sit(room.join('{"target":"#now"}'))
        with _connect(room) as socket:
            assert socket.receive_text().startswith("<hx-partial")
            beat = json.loads(socket.receive_text())
            assert set(beat) == {"hb", "now"}


def test_a_moved_player_gets_the_new_tables_regions_without_asking(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        ada = room.join("Ada", table=1)
        room.join("Neighbour", table=2)
        room.sit(ada)
        with _connect(room) as socket:
            assert "Neighbour" not in socket.receive_text()
            room.do(MovePlayer(player=ada, table=2))
            assert "Neighbour" in _next_news(socket)


def test_a_freed_seat_is_told_never_to_come_back(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        ada = room.join("Ada")
        room.sit(ada)
        with _connect(room) as socket:
            socket.receive_text()
            room.do(FreeSeat(player=ada))
            with pytest.raises(WebSocketDisconnect) as closed:
                while True:
                    socket.receive_text()
        assert closed.value.code == 4401


def test_without_a_seat_there_is_no_news(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        for address in ("/play/news", "/lead/news", "/wall/NOWHERE1/news"):
            with _connect(room, address) as socket, pytest.raises(WebSocketDisconnect) as closed:
                socket.receive_text()
            assert closed.value.code == 4401


@pytest.mark.parametrize("address", ["/lead/news?game=g1", "/play/news?seat=g1-p2", "/play/news?seat=g2-p3"])
def test_a_page_of_another_seat_is_fed_nothing(tmp_path: Path, address: str) -> None:
    with served(tmp_path) as room:
        room.join("Ada")
        other = room.other_game()
        room.lead(other)
        assert room.join("Bea", room=other) == "p2"
        room.sit("p2", other)
        with _connect(room, address) as socket, pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
        assert closed.value.code == GONE
        for mine in ("/lead/news?game=g2", "/play/news?seat=g2-p2"):
            with _connect(room, mine) as socket:
                assert _regions(socket.receive_text())


def test_guessing_codes_at_the_walls_socket_is_stopped_and_the_wall_comes_back(tmp_path: Path) -> None:
    def closed_with(code: str) -> int:
        with _connect(room, f"/wall/{code}/news") as socket, pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
        return closed.value.code

    with served(tmp_path) as room:
        assert {closed_with(f"heron{number}") for number in range(WRONG_CODES.amount)} == {GONE}
        assert closed_with(CODE) == closed_with("heron") == COME_BACK


def test_a_socket_from_another_site_is_refused(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        room.sit(room.join("Ada"))
        for headers in ({"Origin": "http://evil.example"}, {}):
            with pytest.raises(WebSocketDisconnect), room.client.websocket_connect("/play/news", headers=headers):
                pass


def test_polling_gives_the_same_regions_as_the_socket(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        room.sit(room.join("Ada"))
        with _connect(room) as socket:
            assert room.client.get("/play/regions").text == socket.receive_text()


def test_the_wall_needs_no_seat_and_hears_of_a_pause(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        room.do(NextStep(from_step=-1))
        room.do(ChooseScene(scene=Scene.STEP))
        with _connect(room, f"/wall/{CODE.lower()}/news") as socket:
            assert _regions(socket.receive_text()) == {"wall"}
            room.do(PauseClock())
            assert "aused" in _next_news(socket)


def test_everybody_at_a_table_hears_of_one_who_moves_there(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        ada, bea = room.join("Ada", table=1), room.join("Bea", table=2)
        room.sit(ada)
        with _connect(room) as adas:
            adas.receive_text()
            room.sit(bea)
            with _connect(room) as beas:
                beas.receive_text()
                room.do(MovePlayer(player=ada, table=2))
                assert "Ada" in _next_news(adas)
                assert "Ada" in _next_news(beas)


def test_a_page_that_loads_first_takes_the_news_from_nobody(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        ada, bea = room.join("Ada", table=1), room.join("Bea", table=2)
        room.sit(bea)
        with _connect(room) as beas:
            beas.receive_text()
            room.do(NextStep(from_step=-1))
            room.sit(ada)
            assert "The tale" in room.client.get("/play/regions").text
            heard = _next_news(beas)
            while "bar" not in _regions(heard):
                heard = _next_news(beas)
            assert "The tale" in heard


def test_one_region_that_fails_holds_no_other_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(tmp_path) as room:
        ada = room.join("Ada")
        room.sit(ada)
        with _connect(room) as socket:
            socket.receive_text()
            live = room.app.state.house.live
            show = live._show

            def failing(stage: Any, history: Any, region: Any, key: str) -> Any:
                if region.id == "bar":
                    raise RuntimeError("a fault of ours")
                return show(stage, history, region, key)

            monkeypatch.setattr(live, "_show", failing)
            room.do(NextStep(from_step=-1))
            assert "now" in _regions(_next_news(socket))


def test_nobodys_pages_shut_the_facilitator_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.live.MOST_READERS", 0)
    with served(tmp_path) as room:
        room.sit(room.join("Ada"))
        with _connect(room) as socket, pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
        assert closed.value.code == 1012
        room.lead()
        with _connect(room, "/lead/news") as console:
            assert console.receive_text().startswith("<hx-partial")


# --- Living regions ------------------------------------------------------------------------------------------------------


def _let_live(
    monkeypatch: pytest.MonkeyPatch,
    *views: Callable[[Moment, str], Asks],
    look: float = 0.02,
    soon: float = 0.01,
) -> None:
    """Give every phone living regions, ``living-a`` and so on, which show a count; before all others in the list."""
    living = tuple(
        Region(f"living-{letter}", "room", "regions/asks.html", view, living=True)
        for letter, view in zip("abc", views, strict=False)
    )
    monkeypatch.setattr(players, "REGIONS", (*living, *players.REGIONS))
    monkeypatch.setattr("web.live.LOOK_SECONDS", look)
    monkeypatch.setattr("web.live.SOON_SECONDS", soon)


def _hear(socket: Any, *wanted: str) -> str:
    """The first message that holds all of this."""
    for _ in range(MOST_MESSAGES):
        message: str = socket.receive_text()
        if all(text in message for text in wanted):
            return message
    raise AssertionError(f"{wanted} never came")


def _shows(region: str, count: int) -> tuple[str, str]:
    return f'hx-target="#{region}"', f'<span aria-hidden="true">{count}</span>'


def _minute(moment: Moment, _key: str) -> Asks:
    return Asks(count=moment.now.minute)


def _at_minute(room: Served, minute: int) -> None:
    room.app.state.house.rooms.now = lambda: NOON + timedelta(minutes=minute)


def _inside(room: Served, function: Callable[[], Any]) -> Any:
    """What this gives on the server's own thread."""
    portal = room.client.portal
    assert portal is not None
    return portal.call(function)


def _is_looking(room: Served) -> bool:
    """Whether the task that looks at living regions again and again is there."""

    async def find() -> bool:
        for _ in range(10):
            await asyncio.sleep(0)
        return any(task.get_name() == "looking at g1" for task in asyncio.all_tasks())

    return bool(_inside(room, find))


def test_time_alone_changes_a_living_region_and_nothing_else_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _let_live(monkeypatch, _minute)
    with served(tmp_path) as room:
        _at_minute(room, 1)
        room.sit(room.join("Ada"))
        with _connect(room) as socket:
            _hear(socket, *_shows("living-a", 1))
            _at_minute(room, 2)
            news = _next_news(socket)
            assert all(text in news for text in _shows("living-a", 2))
            assert _regions(news) == {"living-a"}


def test_a_look_is_for_living_regions_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _let_live(monkeypatch, _minute)
    with served(tmp_path) as room:
        _at_minute(room, 1)
        room.sit(room.join("Ada"))
        with _connect(room) as socket:
            socket.receive_text()
            live = room.app.state.house.live
            show, shown = live._show, set()

            def noting(stage: Any, history: Any, region: Any, key: str) -> Any:
                shown.add(region.id)
                return show(stage, history, region, key)

            monkeypatch.setattr(live, "_show", noting)
            for minute in (2, 3):
                _at_minute(room, minute)
                _hear(socket, *_shows("living-a", minute))
            assert shown == {"living-a"}


def test_a_living_region_comes_with_the_number_of_the_newest_entry_which_the_page_has_already(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _let_live(monkeypatch, _minute)
    with served(tmp_path) as room:
        _at_minute(room, 1)
        room.sit(room.join("Ada"))
        with _connect(room) as socket:
            seq = f'data-seq="{room.game.seq}"'
            assert seq in socket.receive_text()
            _at_minute(room, 2)
            assert seq in _next_news(socket)


def test_a_living_region_is_shown_what_phones_are_doing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def live(moment: Moment, _key: str) -> Asks:
        players = moment.history.game.players
        return Asks(count=sum(moment.phones.state_of(player) is PhoneState.LIVE for player in players))

    _let_live(monkeypatch, live)
    with served(tmp_path) as room:
        ada, bea = room.join("Ada"), room.join("Bea")
        room.sit(ada)
        with _connect(room) as socket:
            _hear(socket, *_shows("living-a", 1))
            room.sit(bea)
            with _connect(room):
                _hear(socket, *_shows("living-a", 2))
            _hear(socket, *_shows("living-a", 1))


def test_a_living_region_whose_view_stays_the_same_is_sent_to_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, count, often = [], [1], threading.Event()

    def view(moment: Moment, _key: str) -> Asks:
        looks.append(moment)
        if len(looks) > 8:
            often.set()
        return Asks(count=count[0])

    _let_live(monkeypatch, view)
    with served(tmp_path) as room:
        room.sit(room.join("Ada"))
        with _connect(room) as socket:
            socket.receive_text()
            renderings = room.app.state.house.live.renderings
            assert often.wait(PATIENCE_SECONDS)
            assert room.app.state.house.live.renderings == renderings
            count[0] = 7
            news = _next_news(socket)
            assert all(text in news for text in _shows("living-a", 7))


def test_a_page_that_loads_gets_a_living_region_as_it_is_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _let_live(monkeypatch, _minute, look=NEVER_SECONDS)
    with served(tmp_path) as room:
        room.sit(room.join("Ada"))
        live, audiences = room.app.state.house.live, {"room": ""}
        for minute in (1, 2):
            _at_minute(room, minute)
            polled = room.client.get("/play/regions").text
            assert all(text in polled for text in _shows("living-a", minute))
        _at_minute(room, 3)
        page = _inside(room, lambda: live.filled(room.app.state.house.rooms.opened("g1"), audiences))
        assert ">3<" in page.filled["living-a"]


def test_news_brings_a_living_region_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _let_live(monkeypatch, lambda moment, _key: Asks(count=moment.history.game.seq), look=NEVER_SECONDS)
    with served(tmp_path) as room:
        room.sit(room.join("Ada"))
        with _connect(room) as socket:
            socket.receive_text()
            room.do(NextStep(from_step=-1))
            _hear(socket, *_shows("living-a", room.game.seq))


def _times_told(caplog: pytest.LogCaptureFixture, region: str) -> int:
    return sum(region in record.getMessage() for record in caplog.records)


def test_a_living_view_that_fails_stops_no_other_and_no_page_and_is_logged_once_until_it_works_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    is_broken = [False]

    def failing(moment: Moment, _key: str) -> Asks:
        if is_broken[0]:
            raise RuntimeError("a fault of ours")
        return Asks(count=100 + moment.now.minute)

    _let_live(monkeypatch, failing, _minute)
    with served(tmp_path) as room:
        _at_minute(room, 1)
        room.sit(room.join("Ada"))
        with _connect(room) as socket:
            socket.receive_text()
            is_broken[0] = True
            for minute in (2, 3, 4):
                _at_minute(room, minute)
                assert "living-a" not in _hear(socket, *_shows("living-b", minute))
            room.do(NextStep(from_step=-1))
            assert "The tale" in _hear(socket, 'hx-target="#bar"')
            assert all(text in room.client.get("/play/regions").text for text in _shows("living-a", 101))
            assert room.client.get("/play").status_code == 200
            assert _times_told(caplog, "living-a") == 1
            is_broken[0] = False
            _hear(socket, *_shows("living-a", 104))
            is_broken[0] = True
            _at_minute(room, 5)
            _hear(socket, *_shows("living-b", 5))
    assert _times_told(caplog, "living-a") == 2


def test_a_living_view_that_fails_from_the_first_is_empty_and_its_page_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_moment: Moment, _key: str) -> Asks:
        raise RuntimeError("a fault of ours")

    _let_live(monkeypatch, failing)
    with served(tmp_path) as room:
        room.sit(room.join("Ada"))
        assert {"living-a", "bar", "now"} <= _regions(room.client.get("/play/regions").text)
        with _connect(room) as socket:
            assert {"living-a", "bar", "now"} <= _regions(socket.receive_text())


def test_living_regions_are_looked_at_only_while_somebody_reads_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _let_live(monkeypatch, _minute)
    with served(tmp_path) as room:
        room.sit(room.join("Ada"))
        room.client.get("/play/regions")
        assert not _is_looking(room)
        with _connect(room, f"/wall/{CODE}/news") as wall:
            wall.receive_text()
            assert not _is_looking(room)
        with _connect(room) as first:
            first.receive_text()
            with _connect(room) as second:
                second.receive_text()
                assert _is_looking(room)
            assert _is_looking(room)
        assert not _is_looking(room)
        with _connect(room) as again:
            again.receive_text()
            assert _is_looking(room)
            _at_minute(room, 9)
            _hear(again, *_shows("living-a", 9))


def test_nothing_is_looked_at_any_more_when_the_server_closes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _let_live(monkeypatch, _minute)
    with served(tmp_path) as room:
        room.sit(room.join("Ada"))
        with _connect(room) as socket:
            socket.receive_text()
            assert _is_looking(room)

            async def close() -> bool:
                (looking,) = (task for task in asyncio.all_tasks() if task.get_name() == "looking at g1")
                await room.app.state.house.live.close()
                return looking.cancelling() > 0

            assert _inside(room, close)
            assert not _is_looking(room)


@pytest.mark.parametrize("is_late", [True, False])
def test_living_regions_come_after_all_others_and_news_goes_before_those_that_are_late(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_late: bool
) -> None:
    monkeypatch.setattr("web.live.LATE_SECONDS", 0 if is_late else NEVER_SECONDS)
    order: list[str] = []
    until_then: list[str] = []
    looks_at_a, again = [0], threading.Event()

    def first(moment: Moment, _key: str) -> Asks:
        looks_at_a[0] += 1
        if order and looks_at_a[0] == 2:
            room.app.state.house.live.wake("g1")
        elif looks_at_a[0] == 3:
            until_then.extend(order)
            again.set()
        return Asks(count=moment.history.game.seq)

    _let_live(monkeypatch, first, _minute, look=NEVER_SECONDS)
    with served(tmp_path) as room:
        room.sit(room.join("Ada"))
        with _connect(room) as socket:
            socket.receive_text()
            live = room.app.state.house.live
            show = live._show

            def noting(stage: Any, history: Any, region: Any, key: str) -> Any:
                order.append(region.id)
                return show(stage, history, region, key)

            monkeypatch.setattr(live, "_show", noting)
            room.do(NextStep(from_step=-1))
            assert again.wait(PATIENCE_SECONDS)
    others = [region.id for region in players.REGIONS if not region.living]
    first_look, second_look = (
        (("living-a",), ("living-b", "living-a")) if is_late else (("living-a", "living-b"), ("living-a",))
    )
    assert until_then == [*others, *first_look, *others, *second_look]


def test_a_mark_on_a_message_brings_the_next_look_forward(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def seen(moment: Moment, _key: str) -> Asks:
        messages = moment.history.game.messages
        return Asks(count=sum(len(moment.phones.seen(message.id)) for message in messages))

    _let_live(monkeypatch, seen, look=NEVER_SECONDS)
    with served(tmp_path) as room:
        room.sit(room.join("Ada"))
        room.do(SendMessage(reach=Reach.ROOM, text=Words("Come and look.")))
        with _connect(room) as socket:
            socket.receive_text()
            room.client.post("/play/seen", headers=HTMX, data={"message": room.game.messages[0].id})
            _hear(socket, *_shows("living-a", 1))


def test_many_marks_cost_one_look_and_none_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks, looked = [0], threading.Event()

    def view(_moment: Moment, _key: str) -> Asks:
        looks[0] += 1
        looked.set()
        return Asks(count=1)

    monkeypatch.setattr("web.live.HEARTBEAT_SECONDS", 0.1)
    _let_live(monkeypatch, view, look=NEVER_SECONDS, soon=0.05)
    with served(tmp_path) as room:
        room.sit(room.join("Ada"))
        live = room.app.state.house.live

        def mark() -> int:
            before = looks[0]
            for _ in range(50):
                live.look_soon("g1")
            return looks[0] - before

        with _connect(room) as socket:
            socket.receive_text()
            before = looks[0]
            looked.clear()
            assert _inside(room, mark) == 0
            assert looked.wait(PATIENCE_SECONDS)
            for _ in range(3):
                socket.receive_text()
            assert looks[0] == before + 1


def test_a_mark_waits_for_company_before_it_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = [0]

    def view(_moment: Moment, _key: str) -> Asks:
        looks[0] += 1
        return Asks(count=1)

    monkeypatch.setattr("web.live.HEARTBEAT_SECONDS", 0.1)
    _let_live(monkeypatch, view, look=2 * NEVER_SECONDS, soon=NEVER_SECONDS)
    with served(tmp_path) as room:
        room.sit(room.join("Ada"))
        with _connect(room) as socket:
            socket.receive_text()
            before = looks[0]
            _inside(room, lambda: room.app.state.house.live.look_soon("g1"))
            for _ in range(4):
                socket.receive_text()
            assert looks[0] == before


def test_nothing_is_kept_of_a_game_that_was_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _let_live(monkeypatch, _minute)
    with served(tmp_path) as room:
        room.sit(room.join("Ada"))
        live = room.app.state.house.live
        with _connect(room) as socket:
            socket.receive_text()
            _inside(room, lambda: live.forget("g1"))
            with pytest.raises(WebSocketDisconnect) as closed:
                _hear(socket, "nothing that comes")
            assert closed.value.code == GONE
        assert "g1" not in live._stages
        assert not _is_looking(room)
        _inside(room, lambda: live.forget("g1"))


def test_a_mark_in_a_game_that_nobody_reads_harms_nothing(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        _inside(room, lambda: room.app.state.house.live.look_soon("g1"))
        _inside(room, lambda: room.app.state.house.live.disconnect("g1"))


# --- Who is here ---------------------------------------------------------------------------------------------------------


def test_a_seat_is_live_while_its_socket_is_open_and_is_missed_when_it_is_not(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        _at_minute(room, 0)
        ada = room.join("Ada")
        room.sit(ada)
        presence = room.app.state.house.presence
        with _connect(room) as socket:
            socket.receive_text()
            assert presence.phones("g1", NOON + timedelta(hours=1)).state_of(ada) is PhoneState.LIVE
        assert presence.phones("g1", NOON).state_of(ada) is PhoneState.RESTING
        assert presence.phones("g1", NOON + LOST_AFTER).state_of(ada) is PhoneState.LOST


def test_a_page_that_was_put_away_rests_when_its_socket_has_gone_too(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        ada = room.join("Ada")
        room.sit(ada)
        presence = room.app.state.house.presence
        with _connect(room) as socket:
            socket.receive_text()
            room.client.post("/play/rest", headers=HTMX)
            assert presence.phones("g1", NOON).state_of(ada) is PhoneState.LIVE
        hours = room.app.state.house.now() + timedelta(hours=2)
        assert presence.phones("g1", hours).state_of(ada) is PhoneState.RESTING


def test_a_page_that_is_refused_is_not_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.live.MOST_READERS", 0)
    with served(tmp_path) as room:
        ada = room.join("Ada")
        room.sit(ada)
        with _connect(room) as socket, pytest.raises(WebSocketDisconnect):
            socket.receive_text()
        assert room.app.state.house.presence.phones("g1", NOON).state_of(ada) is PhoneState.NEVER


def test_all_sockets_of_one_game_can_be_closed_and_its_pages_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.live.HEARTBEAT_SECONDS", 0.05)
    with served(tmp_path) as room, ExitStack() as open_pages:
        ada = room.join("Ada")
        room.other_game()
        live = room.app.state.house.live
        other = open_pages.enter_context(_connect(room, f"/wall/{OTHER_CODE}/news"))
        wall = open_pages.enter_context(_connect(room, f"/wall/{CODE}/news"))
        room.sit(ada)
        phones = [open_pages.enter_context(_connect(room)) for _ in range(2)]
        for socket in (other, wall, *phones):
            socket.receive_text()
        counts = [live.readers_of("g1", who) for who in (ada, "wall", "lead", "p99")]
        assert (counts, live.readers_of("g2", "wall"), live.readers_of("g9", "wall")) == ([2, 1, 0, 0], 1, 0)
        _inside(room, lambda: live.disconnect("g1"))
        for socket in (wall, *phones):
            with pytest.raises(WebSocketDisconnect) as closed:
                _hear(socket, "nothing that comes")
            assert closed.value.code == COME_BACK
        for _ in range(3):
            other.receive_text()
        assert (live.readers("g1"), live.readers("g2")) == (0, 1)
        with _connect(room) as again:
            assert again.receive_text().startswith("<hx-partial")
