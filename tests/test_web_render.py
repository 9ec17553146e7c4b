"""Rendering: clocks in words, escaping everywhere, regions as pieces of a message."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from game.refused import Why, refuse
from game.state import Clock
from tests.tiny import tiny_scenario
from web.regions import Region
from web.render import clock_text, environment, epoch_ms, partial, wind


@pytest.mark.parametrize(
    ("left_ms", "text"), [(760_000, "12:40"), (1, "0:01"), (0, "0:00"), (-5000, "0:00"), (3_600_000, "60:00")]
)
def test_a_clock_shows_minutes_and_seconds_and_never_less_than_none(left_ms: int, text: str) -> None:
    assert clock_text(left_ms) == text


def test_everything_is_escaped_and_an_unknown_name_is_an_error() -> None:
    env = environment()
    assert env.from_string("{{ words }}").render(words="<b>&") == "&lt;b&gt;&amp;"
    with pytest.raises(UndefinedError):
        env.from_string("{{ nowhere }}").render()


def test_a_region_goes_out_as_one_piece_with_its_version() -> None:
    region = Region("now", "player", "regions/now.html", lambda _history, _key: None)
    assert partial(region, Markup("<p>x</p>"), 12) == (
        '<hx-partial hx-target="#now" hx-swap="innerMorph swapEmpty:true" data-seq="12"><p>x</p></hx-partial>'
    )


@pytest.mark.parametrize("why", [Why.NONE_HELD, Why.TOKEN_GONE, Why.ALREADY_GIVEN, Why.OWN_TABLE, Why.WRONG_SIDE])
def test_a_refusal_about_the_reader_says_you(why: Why) -> None:
    template = environment().from_string(
        '{% from "refused.html" import refused %}{{ refused(refusal, scenario, "2B") }}'
    )
    for who, says in (("2B", r"\bYou (have|sit|are)\b"), ("2A", r"\b2A (has|sits|is)\b")):
        details = refuse(why, who=who, kind="seed", side="pickers", left=0, chosen=1)
        assert re.search(says, template.render(refusal=details, scenario=tiny_scenario()))


@pytest.mark.parametrize("why", list(Why))
def test_every_refusal_has_its_sentence(why: Why) -> None:
    template = environment().from_string('{% from "refused.html" import refused %}{{ refused(refusal, scenario) }}')
    details = refuse(
        why, who="2B", kind="seed", needed="seed", side="pickers", what="table", most=4, length=9, field="name"
    )
    text = template.render(refusal=details, scenario=tiny_scenario()).strip()
    assert text.endswith(".")
    assert len(text) > 10


def test_a_page_shows_the_clock_of_the_moment_it_is_loaded() -> None:
    now = datetime(2026, 11, 16, 14, 0, tzinfo=UTC)
    ends = epoch_ms(now + timedelta(minutes=2))
    running = Markup(f'<time class="clock" role="timer" data-clock data-ends="{ends}" data-left="0">8:00</time>')
    standing = Markup('<time class="clock" role="timer" data-clock data-ends="" data-left="61000">8:00</time>')
    assert ">2:00<" in wind(running, now)
    assert ">1:01<" in wind(standing, now)


def test_a_clock_as_it_is_rendered_can_be_wound() -> None:
    env = environment()
    template = env.from_string('{% from "clock.html" import clock %}{{ clock(view) }}')
    rendered = Markup(template.render(view=Clock(left_ms=5000)))
    assert wind(rendered, datetime(2026, 1, 1, tzinfo=UTC)) == rendered
