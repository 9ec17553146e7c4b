"""Whether this room will work, from facts: red, amber, green, each with its fix. Pure; it measures nothing and draws nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address

LOOPBACK_NAMES = frozenset({"localhost", ""})
SLOW_MS, TOO_SLOW_MS = 300, 1500
"""A phone's way there and back, in milliseconds, from which it is felt, and from which people press twice."""
SLOW_WRITE_MS, TOO_SLOW_WRITE_MS = 60, 400
LITTLE_SPACE, NO_SPACE = 1 << 30, 200 << 20
"""Free bytes on the disk with the games, below which to tidy up, and below which not to begin."""
OFF_BY = timedelta(minutes=2)
REACHED_FOR = timedelta(hours=12)
COPIED_FOR = timedelta(hours=3)
SMALLEST_WALL = (1280, 720)
LOW_BATTERY = 60


class Light(StrEnum):
    """How well something stands."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class About(StrEnum):
    """What is looked at, in the order of the page."""

    ADDRESS = "address"
    PHONE = "phone"
    SPEED = "speed"
    CLOCK = "clock"
    WALL = "wall"
    POWER = "power"
    DISK = "disk"
    WRITING = "writing"
    COPY = "copy"
    HANDS = "hands"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sounding:
    """What one phone told when it opened the test page: when (UTC), its way there and back, and how far its clock is off."""

    at: datetime
    round_trip_ms: int
    off: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What was measured on this computer: free bytes, milliseconds for a write to be on disk, and its battery.

    ``battery`` is in percent; None where there is none. ``is_kept`` is False when games are kept in memory or elsewhere.
    """

    free_bytes: int
    write_ms: int
    battery: int | None
    is_plugged_in: bool
    is_kept: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that is known, at ``now`` (UTC). ``machine`` is None until it was measured."""

    now: datetime
    address: str
    soundings: tuple[Sounding, ...]
    machine: Machine | None
    wall_sizes: tuple[tuple[int, int], ...]
    copied_at: datetime | None
    devices: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the page: what is so, and what to do where it is not green."""

    about: About
    light: Light
    found: str
    fix: str = ""


def findings(facts: Facts) -> tuple[Finding, ...]:
    """All lines of the page, in order."""
    return (
        _address(facts),
        _phone(facts),
        *_of_phones(facts),
        _wall(facts),
        *_of_machine(facts),
        _copy(facts),
        _hands(facts),
    )


def worst(found: tuple[Finding, ...]) -> Light:
    """The light for the whole room."""
    order = (Light.RED, Light.AMBER, Light.GREEN)
    return next(light for light in order if light is Light.GREEN or any(line.light is light for line in found))


def is_local(address: str) -> bool:
    """Whether only this computer itself can open this address."""
    name = address.partition("://")[2].rpartition(":")[0] or address.partition("://")[2]
    name = name.strip("[]/")
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name in LOOPBACK_NAMES


def _address(facts: Facts) -> Finding:
    if is_local(facts.address):
        return Finding(
            about=About.ADDRESS,
            light=Light.RED,
            found="Only this computer can open the game.",
            fix="Join the room's wifi. Then stop the server and start it with --host 0.0.0.0.",
        )
    return Finding(about=About.ADDRESS, light=Light.GREEN, found=f"Phones go to {facts.address.partition('://')[2]}.")


def _recent(facts: Facts) -> tuple[Sounding, ...]:
    return tuple(sounding for sounding in facts.soundings if facts.now - sounding.at < REACHED_FOR)


def _phone(facts: Facts) -> Finding:
    heard = _recent(facts)
    if not heard:
        return Finding(
            about=About.PHONE,
            light=Light.RED if is_local(facts.address) else Light.AMBER,
            found="No phone has tried it yet.",
            fix="Scan the code with your own phone, in the room's wifi. Nothing opens? Then the wifi keeps devices apart: "
            "take a router of your own, or this computer's hotspot (many hold 8 phones only).",
        )
    count = len(heard)
    return Finding(
        about=About.PHONE,
        light=Light.GREEN,
        found="A phone has reached it." if count == 1 else f"Phones have reached it {count} times.",
    )


def _of_phones(facts: Facts) -> tuple[Finding, ...]:
    heard = _recent(facts)
    if not heard:
        return ()
    newest = heard[-1]
    slowest = max(sounding.round_trip_ms for sounding in heard[-3:])
    light = Light.GREEN if slowest < SLOW_MS else Light.AMBER if slowest < TOO_SLOW_MS else Light.RED
    speed = Finding(
        about=About.SPEED,
        light=light,
        found=f"There and back takes {slowest} ms.",
        fix=""
        if light is Light.GREEN
        else "Go nearer to the router, or put it in the middle of the room. Try again from the far corner.",
    )
    is_off = abs(newest.off) > OFF_BY
    minutes = round(abs(newest.off).total_seconds() / 60)
    clock = Finding(
        about=About.CLOCK,
        light=Light.AMBER if is_off else Light.GREEN,
        found=f"This computer's clock and the phone's are {minutes} min apart."
        if is_off
        else "This computer's clock is right.",
        fix="Set this computer's clock: the wall says by it when a step ends." if is_off else "",
    )
    return speed, clock


def _wall(facts: Facts) -> Finding:
    if not facts.wall_sizes:
        return Finding(
            about=About.WALL,
            light=Light.AMBER,
            found="No wall is open.",
            fix="Open the wall, move it to the projector, make it full screen, and click on it once for the chime.",
        )
    width, height = max(facts.wall_sizes)
    if width < SMALLEST_WALL[0] or height < SMALLEST_WALL[1]:
        return Finding(
            about=About.WALL,
            light=Light.AMBER,
            found=f"The wall is {width} × {height}: small letters may blur.",
            fix=f"Make it full screen, and give the projector {SMALLEST_WALL[0]} × {SMALLEST_WALL[1]} or more.",
        )
    return Finding(about=About.WALL, light=Light.GREEN, found=f"The wall is {width} × {height}.")


def _of_machine(facts: Facts) -> tuple[Finding, ...]:
    machine = facts.machine
    if machine is None:
        return ()
    return _power(machine), *((_disk(machine), _writing(machine)) if machine.is_kept else (_not_kept(),))


def _power(machine: Machine) -> Finding:
    if machine.battery is None:
        return Finding(about=About.POWER, light=Light.GREEN, found="This computer has no battery to run out.")
    if machine.is_plugged_in:
        return Finding(about=About.POWER, light=Light.GREEN, found=f"Plugged in, {machine.battery} % in the battery.")
    return Finding(
        about=About.POWER,
        light=Light.AMBER if machine.battery >= LOW_BATTERY else Light.RED,
        found=f"On battery, {machine.battery} % left.",
        fix="Plug it in, and switch its sleep off.",
    )


def _disk(machine: Machine) -> Finding:
    megabytes = machine.free_bytes >> 20
    free = f"{megabytes / 1024:.0f} GB" if megabytes >= 10240 else f"{megabytes} MB"
    if machine.free_bytes >= LITTLE_SPACE:
        return Finding(about=About.DISK, light=Light.GREEN, found=f"{free} free for games.")
    light = Light.AMBER if machine.free_bytes >= NO_SPACE else Light.RED
    return Finding(about=About.DISK, light=light, found=f"Only {free} free.", fix="Delete something large first.")


def _writing(machine: Machine) -> Finding:
    slow, too_slow = SLOW_WRITE_MS, TOO_SLOW_WRITE_MS
    light = Light.GREEN if machine.write_ms < slow else Light.AMBER if machine.write_ms < too_slow else Light.RED
    return Finding(
        about=About.WRITING,
        light=light,
        found=f"What is said is safe on disk after {machine.write_ms} ms.",
        fix="" if light is Light.GREEN else "Close other programs, and keep the games on this computer's own disk.",
    )


def _not_kept() -> Finding:
    return Finding(
        about=About.DISK,
        light=Light.AMBER,
        found="Games are not kept on this computer's disk.",
        fix="For a real room, start the server without another database, or know that one well.",
    )


def _copy(facts: Facts) -> Finding:
    if facts.copied_at is not None and facts.now - facts.copied_at < COPIED_FOR:
        return Finding(
            about=About.COPY, light=Light.GREEN, found=f"You took a copy {_ago(facts.now - facts.copied_at)}."
        )
    return Finding(
        about=About.COPY,
        light=Light.AMBER,
        found="There is no second copy of this game.",
        fix="Download a copy to a stick when people have joined, and again at half time. Another laptop goes on from it: "
        "tablefolk serve --data COPY.",
    )


def _hands(facts: Facts) -> Finding:
    if facts.devices > 1:
        return Finding(about=About.HANDS, light=Light.GREEN, found=f"{facts.devices} devices can lead this game.")
    return Finding(
        about=About.HANDS,
        light=Light.AMBER,
        found="Only this device can lead.",
        fix="Open your phone's remote too, and print the recovery card.",
    )


def _ago(span: timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    return "just now" if minutes < 1 else f"{minutes} min ago"
