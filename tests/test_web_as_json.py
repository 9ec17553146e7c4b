"""A report as JSON: what goes out comes in again, and what is no report is refused in one sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

import pytest

from game import commands as ask
from game.report import Moment, MomentKind, Report
from game.scenario import Words
from game.state import Media
from game.telling import report
from tests.evenings import spend
from tests.given import Play, gift, market
from web.report.as_json import LARGEST, dump, inside_script, load


@cache
def told() -> Report:
    """A small report with a deal, words that look like markup, and a link."""
    play, who = market()
    play.to("swap")
    play.shake(who["grower1"], who["idea2"], gift(who["grower1"], "seed"), others=(who["singer2"],), string="half")
    play.lead(
        ask.Tell(headline=Words("</script><b>&amp;"), turning_point=Words(""), surprise=Words(""), refusal=Words(""))
    )
    play.lead(
        ask.AddMedia(address="https://films.example/1", caption=Words("A film"), alternative=Words("People talk"))
    )
    play.lead(ask.CloseGame())
    play.lead(ask.Publish())
    return report(play.history)


def _spoiled(change: Any) -> bytes:
    whole = json.loads(dump(told()))
    change(whole)
    return json.dumps(whole).encode()


def test_what_was_written_is_read_as_it_was() -> None:
    assert load(dump(told())) == told()
    assert dump(load(dump(told()))) == dump(told())


@pytest.mark.parametrize("seed", range(8))
def test_every_evening_comes_back_as_it_was(seed: int) -> None:
    history = spend(seed, sample_every=1000).play.history
    for for_readers in (True, False):
        made = report(history, for_readers)
        assert load(dump(made)) == made
        assert dump(load(dump(made))) == dump(made)


def test_an_empty_game_comes_back_too() -> None:
    made = report(Play().history)
    assert load(dump(made)) == made


def test_the_file_says_what_it_is() -> None:
    whole = json.loads(dump(told()))
    assert (whole["format"], whole["version"]) == ("tablefolk-report", 1)


def test_inside_a_script_element_no_word_can_end_it() -> None:
    inside = inside_script(told())
    assert not {"<", ">", "&"} & set(inside)
    assert load(inside.encode()) == told()


def _in_report(key: str, value: object) -> Any:
    return lambda whole: whole["report"].update({key: value})


@pytest.mark.parametrize(
    ("data", "sentence"),
    (
        (b"", "not the data of a Tablefolk report"),
        (b"\xff\xfe\x00", "not the data of a Tablefolk report"),
        (b"[" * 100_000, "not the data of a Tablefolk report"),
        (b'{"elements": [], "connections": []}', "not the data of a Tablefolk report"),
        (b'{"format": "other", "version": 1}', "not the data of a Tablefolk report"),
        (b'{"format": "tablefolk-report", "version": 2}', "has version 2; this Tablefolk reads version 1"),
        (b'{"format": "tablefolk-report", "version": 1}', "damaged: the report is missing"),
        (b'{"format": "tablefolk-report", "version": 1, "report": ' + b"[" * 9_000, "not the data"),
        (_spoiled(_in_report("people", "many")), "damaged: people is"),
        (_spoiled(_in_report("deals", 7)), "damaged: deals is"),
        (_spoiled(lambda whole: whole["report"]["ideas"][0].pop("label")), "damaged: ideas.0.label is"),
        (_spoiled(_in_report("code", "../../etc")), "its code is not a code"),
        (_spoiled(_in_report("minutes", 10**30)), "out of bounds"),
        (_spoiled(_in_report("began_at", "0001-01-01T00:00:00Z")), "not a time that can be"),
        (_spoiled(_in_report("began_at", "2026-01-01T00:00:00")), "not a time that can be"),
        (_spoiled(_in_report("title", "a\u202eb")), "letters that cannot be shown"),
        (_spoiled(_in_report("title", "a\x00b")), "letters that cannot be shown"),
        (_spoiled(_in_report("title", "a" * 30_000)), "too long"),
        (_spoiled(lambda whole: whole["report"]["ideas"][0].update(label="2 x")), "label is not a label"),
        (_spoiled(lambda whole: whole["report"]["deals"][0].update(parties=[])), "no parties"),
    ),
    ids=lambda value: value if isinstance(value, str) else "data",
)
def test_what_is_no_report_is_refused_in_one_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]+\.$") as refused:
        load(data)
    assert sentence in str(refused.value)


@pytest.mark.parametrize("address", ("javascript:alert(1)", "data:text/html,x", "//films.example", "https://a b"))
def test_a_link_that_is_no_address_of_the_web_is_refused(address: str) -> None:
    telling = replace(
        told().telling, media=(Media(id="m1", address=address, caption=Words("A"), alternative=Words("B")),)
    )
    with pytest.raises(ValueError, match="not an address of the web"):
        load(dump(replace(told(), telling=telling)))


def test_a_moment_that_tells_nothing_is_refused() -> None:
    for kind in MomentKind:
        with pytest.raises(ValueError, match="tells nothing"):
            load(dump(replace(told(), moments=(Moment(kind=kind, minute=1),))))


def test_a_file_that_is_too_large_is_not_read() -> None:
    with pytest.raises(ValueError, match="too large"):
        load(b" " * (LARGEST + 1))


def test_times_keep_their_zone() -> None:
    back = load(dump(told()))
    assert isinstance(back.began_at, datetime)
    assert back.began_at.utcoffset() == told().began_at.utcoffset()
