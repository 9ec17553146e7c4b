"""What a report costs, at four sizes: folding the log, telling the story, the page, the one file, each of the files.

Run it with ``uv run python -m tests.bench.report``. The sizes double, up to 500 players with 1,000 deals. Times are seconds of
this process's CPU, the best of three; the last column is the cost of one deal beside that at the smallest size, so that about
1 all the way down means that time grows with the log and no faster. Nothing is gated on it.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from game.history import History
from game.report import Report
from game.telling import report
from scenarios import loader
from tests.large import large
from web.report.archive import archive
from web.report.as_json import dump
from web.report.graphs import graphml, kumu
from web.report.network import measures
from web.report.onefile import one_file
from web.report.page import render
from web.report.paper import page_one, whole

SIZES = ((62, 125), (125, 250), (250, 500), (500, 1000))
"""Players and deals."""

_Made = TypeVar("_Made")


def timed(work: Callable[[], _Made], times: int = 3) -> tuple[_Made, float]:
    """What the work makes, and the CPU seconds of its quickest run."""
    best, made = float("inf"), None
    for _ in range(times):
        gc.collect()
        began = time.process_time()
        made = work()
        best = min(best, time.process_time() - began)
    assert made is not None
    return made, best


def works_on(told: Report) -> dict[str, Callable[[], object]]:
    """What can be made of a report, by name."""
    return {
        "measures": lambda: measures(told),
        "page": lambda: render(told),
        "one file": lambda: one_file(told),
        "json": lambda: dump(told),
        "graphml": lambda: graphml(told),
        "kumu": lambda: kumu(told),
        "page one pdf": lambda: page_one(told),
        "whole pdf": lambda: whole(told),
        "zip": lambda: archive(told),
    }


def main() -> None:
    """Print a line for each work and size."""
    scenario = loader.load(loader.names()[0])
    first: dict[str, float] = {}
    print(f"{'':14}{'players':>8}{'deals':>7}{'seconds':>10}{'KB':>8}{'x per deal':>12}")
    for players, deals in SIZES:
        entries = large(scenario, players, deals).entries
        history, folded = timed(partial(History.of, entries))
        told, telling = timed(partial(report, history))
        costs: dict[str, tuple[float, int]] = {"fold": (folded, 0), "tell": (telling, 0)}
        for name, work in works_on(told).items():
            made, cost = timed(work, 1 if name in {"whole pdf", "zip"} else 3)
            costs[name] = cost, len(made) if isinstance(made, bytes | str) else 0
        for name, (cost, size) in costs.items():
            each = cost / deals
            ratio = each / first.setdefault(name, each or 1e-9)
            print(f"{name:14}{players:>8}{deals:>7}{cost:>10.3f}{size // 1000:>8}{ratio:>12.2f}")
        print()


if __name__ == "__main__":
    main()
