"""Red, amber, green from facts: each with its fix, and green only when it is so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from facilitator.preflight import About, Facts, Finding, Light, Machine, Sounding, findings, is_local, worst
from tests.given import NOON

FAST = Sounding(at=NOON, round_trip_ms=40, off=timedelta(seconds=3))
WELL = Machine(free_bytes=200 << 30, write_ms=5, battery=90, is_plugged_in=True)
GOOD = Facts(
    now=NOON,
    address="http://192.168.1.20:8000",
    soundings=(FAST,),
    machine=WELL,
    wall_sizes=((1920, 1080),),
    copied_at=NOON,
    devices=2,
)


def _line(facts: Facts, about: About) -> Finding:
    return next(line for line in findings(facts) if line.about is about)


def test_a_good_room_is_green_and_has_nothing_to_mend() -> None:
    assert worst(findings(GOOD)) is Light.GREEN
    assert {line.about for line in findings(GOOD)} == set(About)
    assert not [line for line in findings(GOOD) if line.fix]


def test_whatever_is_not_green_says_how_to_mend_it() -> None:
    bad = Facts(
        now=NOON,
        address="http://127.0.0.1:8000",
        soundings=(Sounding(at=NOON, round_trip_ms=5000, off=timedelta(hours=1)),),
        machine=Machine(free_bytes=1 << 20, write_ms=900, battery=20, is_plugged_in=False),
        wall_sizes=((800, 600),),
        copied_at=None,
        devices=1,
    )
    found = findings(bad)
    assert worst(found) is Light.RED
    assert all(line.fix for line in found if line.light is not Light.GREEN)
    assert {line.about for line in found if line.light is Light.GREEN} == {About.PHONE}


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost:8000", True),
        ("http://[::1]:8000", True),
        ("http://127.8.0.1", True),
        ("http://192.168.1.20:8000", False),
        ("https://play.example.org", False),
        ("http://[fd00::7]:8000", False),
    ],
)
def test_an_address_that_no_phone_can_open_is_known(address: str, local: bool) -> None:
    assert is_local(address) is local
    light = _line(replace(GOOD, address=address), About.ADDRESS).light
    assert light is (Light.RED if local else Light.GREEN)


def test_until_a_phone_has_tried_it_nothing_is_said_of_speed_and_clock() -> None:
    facts = replace(GOOD, soundings=())
    assert _line(facts, About.PHONE).light is Light.AMBER
    assert not {About.SPEED, About.CLOCK} & {line.about for line in findings(facts)}


def test_a_sounding_of_yesterday_is_no_sounding() -> None:
    old = replace(FAST, at=NOON - timedelta(hours=20))
    assert _line(replace(GOOD, soundings=(old,)), About.PHONE).light is Light.AMBER


@pytest.mark.parametrize(
    ("ms", "light"), [(299, Light.GREEN), (300, Light.AMBER), (1499, Light.AMBER), (1500, Light.RED)]
)
def test_the_slowest_of_the_last_three_counts(ms: int, light: Light) -> None:
    soundings = (replace(FAST, round_trip_ms=9000), FAST, replace(FAST, round_trip_ms=ms), FAST)
    assert _line(replace(GOOD, soundings=soundings), About.SPEED).light is light


@pytest.mark.parametrize(
    ("seconds", "light"), [(119, Light.GREEN), (-119, Light.GREEN), (130, Light.AMBER), (-400, Light.AMBER)]
)
def test_clocks_may_differ_by_two_minutes_either_way(seconds: int, light: Light) -> None:
    facts = replace(GOOD, soundings=(replace(FAST, off=timedelta(seconds=seconds)),))
    assert _line(facts, About.CLOCK).light is light


@pytest.mark.parametrize(
    ("sizes", "light"),
    [
        ((), Light.AMBER),
        (((1024, 768),), Light.AMBER),
        (((1280, 720),), Light.GREEN),
        (((640, 480), (1920, 1080)), Light.GREEN),
    ],
)
def test_the_largest_wall_counts(sizes: tuple[tuple[int, int], ...], light: Light) -> None:
    assert _line(replace(GOOD, wall_sizes=sizes), About.WALL).light is light


@pytest.mark.parametrize(
    ("battery", "is_plugged_in", "light"),
    [(None, True, Light.GREEN), (3, True, Light.GREEN), (60, False, Light.AMBER), (59, False, Light.RED)],
)
def test_a_battery_alone_is_not_enough(battery: int | None, is_plugged_in: bool, light: Light) -> None:
    machine = replace(WELL, battery=battery, is_plugged_in=is_plugged_in)
    assert _line(replace(GOOD, machine=machine), About.POWER).light is light


@pytest.mark.parametrize(
    ("free", "light"), [(1 << 30, Light.GREEN), ((1 << 30) - 1, Light.AMBER), ((200 << 20) - 1, Light.RED)]
)
def test_little_space_is_said_before_it_is_none(free: int, light: Light) -> None:
    assert _line(replace(GOOD, machine=replace(WELL, free_bytes=free)), About.DISK).light is light


def test_games_that_are_not_kept_on_this_disk_are_said_so() -> None:
    facts = replace(GOOD, machine=replace(WELL, is_kept=False))
    assert _line(facts, About.DISK).light is Light.AMBER
    assert About.WRITING not in {line.about for line in findings(facts)}


def test_a_copy_grows_old() -> None:
    assert _line(replace(GOOD, copied_at=NOON - timedelta(hours=4)), About.COPY).light is Light.AMBER
    assert "20 min ago" in _line(replace(GOOD, copied_at=NOON - timedelta(minutes=20)), About.COPY).found
