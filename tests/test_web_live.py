"""Live news: one snapshot on connect, then only what changed, rendered once for each audience."""

from __future__ import annotations

import json
import re
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from starlette.websockets import WebSocketDisconnect

from game.commands import ChooseScene, FreeSeat, MovePlayer, NextStep, PauseClock, Rename
from game.scenario import Words
from game.state import Scene
from tests.served import CODE, Served, served
from web.codes import WRONG_CODES
from web.live import COME_BACK, GONE

ORIGIN = {"Origin": "http://testserver"}


def _regions(message: str) -> set[str]:
    return set(re.findall(r'hx-target="#([a-z-]+)"', message))


def _next_news(socket: Any) -> str:
    """The next message that is news: heartbeats are passed over."""
    while True:
        message: str = socket.receive_text()
        if not message.startswith("{"):
            return message


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
            assert "Ada the second" in news
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
