"""The report as one file: it holds all it needs, asks for nothing, is valid, and is the same for the same report."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from functools import cache

import html5lib

from facilitator.rehearsal import rehearse
from game import commands as ask
from game.report import Report
from game.scenario import Section, Words
from game.state import Media
from game.telling import report
from scenarios import loader
from tests.given import Play, market
from web.report.as_json import dump, load
from web.report.onefile import one_file

HOSTILE = "</script><script>alert(1)</script><!--<script>]]>&amp;\u2028'\""


@cache
def _evening() -> Report:
    """A rehearsed evening of 24 people."""
    return report(rehearse(loader.load(loader.names()[0]), 24, 3))


def _hostile() -> Report:
    told = _evening()
    media = Media(id="m", address="https://example.org/film", caption=Words(HOSTILE), alternative=Words(HOSTILE))
    return replace(
        told, telling=replace(told.telling, headline=Words(HOSTILE), introduction=Words(HOSTILE), media=(media,))
    )


def _scripts(page: str) -> list[tuple[str, str]]:
    """The attributes and the text of each script element."""
    return re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL)


def _policy(page: str) -> str:
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert found is not None
    return found[1].replace("&#39;", "'")


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_same_report_gives_the_same_bytes_also_after_it_was_written_down_and_read_in() -> None:
    told = _evening()
    assert one_file(told) == one_file(told) == one_file(load(dump(told)))


def test_it_is_valid_html_for_a_strict_parser() -> None:
    play = Play()
    for told in (_evening(), _hostile(), report(play.history), report(play.history, for_readers=False)):
        html5lib.HTMLParser(strict=True).parse(one_file(told))


def test_it_names_no_other_file() -> None:
    page = one_file(_evening()).decode()
    assert not re.search(r'\ssrc=|@import|<link rel="stylesheet"', page)
    assert {"#", "d"} >= {link[0] for link in re.findall(r'href="([^"]+)"', page)}
    assert all(address.startswith("data:") for address in re.findall(r'url\("?([^")]+)', page))


def test_links_to_films_and_papers_elsewhere_are_links_and_nothing_more() -> None:
    page = one_file(_hostile()).decode()
    (link,) = re.findall(r'<a class="away"[^>]*>', page)
    assert 'href="https://example.org/film"' in link
    assert "noopener" in link
    told = _hostile()
    bad = replace(told.telling.media[0], address="javascript:alert(1)")
    assert (
        "<a class"
        not in one_file(replace(told, telling=replace(told.telling, media=(bad,))))
        .decode()
        .split('id="media"')[1]
        .split("</section>")[0]
    )


def test_its_policy_lets_in_its_own_style_and_scripts_and_nothing_else() -> None:
    page = one_file(_evening()).decode()
    policy = _policy(page)
    style = page.split("<style>", 1)[1].split("</style>", 1)[0]
    scripts = [text for attributes, text in _scripts(page) if not attributes]
    assert len(scripts) == 3
    assert policy == (
        f"default-src 'none'; style-src {_digest(style)}; script-src {' '.join(map(_digest, scripts))}; "
        "font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert not re.search(r'\sstyle="|\son[a-z]+="', page)


def test_it_holds_the_fonts() -> None:
    style = one_file(_evening()).decode().split("<style>", 1)[1].split("</style>", 1)[0]
    fonts = re.findall(r'url\("data:font/woff2;base64,([^"]+)"\)', style)
    assert len(fonts) == 4
    assert all(base64.b64decode(font)[:4] == b"wOF2" for font in fonts)


def test_it_holds_its_data_whatever_stands_in_it() -> None:
    told = _hostile()
    page = one_file(told).decode()
    ((_, data),) = [one for one in _scripts(page) if "report-data" in one[0]]
    assert "<" not in data
    assert json.loads(data) == json.loads(dump(told))
    assert load(data.encode()) == told


def test_words_that_look_like_markup_stay_words() -> None:
    page = one_file(_hostile()).decode()
    assert len(_scripts(page)) == len(_scripts(one_file(_evening()).decode()))
    assert "alert(1)</script>" not in page


def test_it_stays_under_a_megabyte() -> None:
    assert len(one_file(_evening())) < 1_000_000


def test_a_game_without_anything_has_a_file_too() -> None:
    page = one_file(report(Play().history)).decode()
    assert "No ideas were written." in page or "were written." in page
    assert 'id="scrubber"' not in page


def test_every_label_and_anchor_leads_somewhere() -> None:
    play, who = market()
    play.must(ask.WriteIdea(player=who["grower1"], title=Words("A wall"), line=Words("Of pears.")))
    short = replace(_evening(), sections=(Section.WORDS, Section.NEXT))
    for told in (_evening(), _hostile(), report(play.history), report(Play().history), short):
        page = one_file(told).decode()
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        pointed = re.findall(r'\shref="#([^"]+)"', page)
        for labels in re.findall(r'\saria-labelledby="([^"]+)"', page):
            pointed += labels.split()
        assert set(pointed) <= set(ids), set(pointed) - set(ids)
