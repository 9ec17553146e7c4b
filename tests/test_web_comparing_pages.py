"""The comparison as a file: it stands alone, holds no markup of others, and is made from files that are read and forgotten."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import html5lib
import pytest
from typer.testing import CliRunner

from facilitator.cli import app
from game.report import Report
from game.telling import report
from tests.given import gift, market
from tests.served import HOST_SECRET, SAME_SITE, Served, served
from web import seats
from web.report.as_json import dump
from web.report.comparing import NotComparable
from web.report.comparing_pages import compare_files, comparison_page, policy, read_all


@cache
def _runs() -> tuple[Report, Report]:
    play, who = market()
    play.to("swap")
    play.shake(who["grower1"], who["idea2"], gift(who["grower1"], "seed"), others=(who["singer2"],))
    first = report(play.history)
    return first, replace(first, title="Another <b>evening</b>", began_at=first.began_at + timedelta(days=1))


def test_the_page_is_valid_and_asks_for_nothing() -> None:
    page = comparison_page(_runs()).decode()
    html5lib.HTMLParser(strict=True).parse(page)
    assert "<script" not in page
    assert not re.search(r"\b(src|srcset|action)=|url\(|@import|http", page.replace("http-equiv", ""))
    assert re.findall(r'href="([^"]*)"', page) == ["data:,"]
    assert policy().replace("'", "&#39;") in page or policy() in page


def test_words_of_reports_are_text() -> None:
    page = comparison_page(_runs()).decode()
    assert "Another &lt;b&gt;evening&lt;/b&gt;" in page
    assert "<b>evening" not in page


def test_the_same_reports_give_the_same_bytes_in_any_order() -> None:
    first, second = _runs()
    assert comparison_page((first, second)) == comparison_page((second, first))


def test_files_are_read_from_disk(tmp_path: Path) -> None:
    paths = []
    for number, run in enumerate(_runs()):
        path = tmp_path / f"{number}.json"
        path.write_bytes(dump(run))
        paths.append(str(path))
    assert compare_files(paths) == comparison_page(_runs())


def test_the_file_that_is_wrong_is_named(tmp_path: Path) -> None:
    good = ("one.json", dump(_runs()[0]))
    with pytest.raises(NotComparable, match=r"^two\.txt: "):
        read_all([good, ("folder/two.txt", b"Dear diary")])
    with pytest.raises(NotComparable, match="cannot be read"):
        compare_files([str(tmp_path / "none.json"), str(tmp_path / "none.zip")])
    with pytest.raises(NotComparable, match="Choose two files or more"):
        read_all([good])
    with pytest.raises(NotComparable, match="9 files are too many"):
        read_all([good] * 9)


def test_the_command_writes_the_file_or_says_in_one_sentence_why_not(tmp_path: Path) -> None:
    out = tmp_path / "comparison.html"
    paths = [str(tmp_path / "one.json"), str(tmp_path / "two.json")]
    for path, run in zip(paths, _runs(), strict=True):
        Path(path).write_bytes(dump(run))
    done = CliRunner().invoke(app, ["compare", *paths, "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert out.read_bytes() == comparison_page(_runs())
    refused = CliRunner().invoke(app, ["compare", paths[0], "--out", str(out)])
    assert refused.exit_code == 1
    assert refused.output.strip() == "Choose two files or more."


def _send(room: Served, *runs: Report, **more: str) -> tuple[int, str]:
    files = [("reports", (f"{number}.json", dump(run))) for number, run in enumerate(runs)]
    answer = room.client.post("/compare", files=files, data=more, headers=SAME_SITE)
    return answer.status_code, answer.text


def test_only_the_host_may_compare_on_the_server(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        assert room.client.get("/compare").status_code == 403
        assert _send(room, *_runs())[0] == 403


def test_the_host_gets_the_page_and_nothing_is_kept(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        room.client.cookies.set(seats.HOST_COOKIE, HOST_SECRET)
        assert "Put them side by side" in room.client.get("/compare").text
        before = sorted(path.name for path in tmp_path.iterdir())
        files = [("reports", (f"{number}.json", dump(run))) for number, run in enumerate(_runs())]
        answer = room.client.post("/compare", files=files, headers=SAME_SITE)
        assert answer.content == comparison_page(_runs())
        assert answer.headers["content-security-policy"] == policy()
        assert answer.headers["cache-control"] == "no-store"
        assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_what_is_wrong_is_said_in_the_form(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        room.client.cookies.set(seats.HOST_COOKIE, HOST_SECRET)
        first, second = _runs()
        status, page = _send(room, first)
        assert (status, "Choose two files or more." in page) == (422, True)
        status, page = _send(room, first, replace(second, pack="The harbour"))
        assert (status, "different packs" in page) == (422, True)
        html5lib.HTMLParser(strict=True).parse(page)
