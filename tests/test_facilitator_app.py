"""The whole server: every page has its route, every region its template, and nothing is served twice."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from facilitator import console, wall
from tests.served import CODE, served
from web import players


def test_every_first_page_answers(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        for path in ("/", f"/j/{CODE}", f"/wall/{CODE}", f"/lead/{CODE}", "/host/claim", "/static/live.js"):
            assert room.client.get(path).status_code == 200, path


def test_no_region_stands_on_two_audiences_pages_under_one_name() -> None:
    names = Counter(region.id for region in (*players.REGIONS, *console.REGIONS, *wall.REGIONS))
    assert max(names.values()) == 1


def test_every_regions_template_is_there(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        env = room.app.state.house.render.env
        for region in (*players.REGIONS, *console.REGIONS, *wall.REGIONS):
            assert env.get_template(region.template)
