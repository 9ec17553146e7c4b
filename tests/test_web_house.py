"""The house: the addresses that people are given."""

from __future__ import annotations

from pathlib import Path

from tests.served import CODE, HOST_SECRET, served


def test_links_carry_the_code_and_the_qr_also_the_long_key(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        house = room.app.state.house
        links = house.links(room.room)
        assert links.join_url == f"http://127.0.0.1:8000/j/{CODE}?k={room.room.row.join_key}"
        assert links.wall_url == f"http://127.0.0.1:8000/wall/{CODE}"
        assert links.report_url == f"http://127.0.0.1:8000/report/{CODE}"


def test_only_the_printed_secret_is_the_hosts(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        house = room.app.state.house
        assert house.is_host_secret(HOST_SECRET)
        assert not house.is_host_secret("another")
        assert not house.is_host_secret("")
