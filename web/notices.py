"""What the wall shows now, in words for a phone's page. It is told the wall's view and nothing else, so it can tell no more."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from game import views
from game.history import History
from game.map import MapDeal
from game.scenario import Card
from game.shapes import HappeningView, StageView, WallView
from game.state import Scene, Status
from web.regions import Region

MOST_DEALS = 3
MOST_RESULTS = 4
MOST_HEADLINES = 2


class Shown(StrEnum):
    """What of a game stands on the wall at a time."""

    DARK = "dark"
    JOIN = "join"
    SOON = "soon"
    STEP = "step"
    EVENT = "event"
    STAGE = "stage"
    MAP = "map"
    RESULTS = "results"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnWall:
    """The words of one scene of the wall. What belongs to other scenes is empty, so that it is no news for phones."""

    shows: Shown
    title: str = ""
    code: str = ""
    lines: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()
    happening: HappeningView | None = None
    ongoing: tuple[str, ...] = ()
    stage: StageView | None = None
    deals: tuple[MapDeal, ...] = ()
    made: int = 0
    results: tuple[tuple[str, str, int], ...] = ()
    headlines: tuple[str, ...] = ()


def on_wall(history: History, _key: str) -> OnWall:
    """The region's view. Audience: every phone; it holds what the wall holds."""
    return told_of(views.wall(history.game))


def told_of(wall: WallView) -> OnWall:
    """What there is to say of a wall, by the scene that it shows."""
    bar = wall.bar
    made = len(wall.map.deals)
    match _shown(wall):
        case Shown.DARK:
            return OnWall(shows=Shown.DARK)
        case Shown.OVER:
            return OnWall(shows=Shown.OVER, title=bar.title, made=made)
        case Shown.RESULTS:
            results, headlines = wall.results[:MOST_RESULTS], wall.headlines[:MOST_HEADLINES]
            return OnWall(shows=Shown.RESULTS, made=made, results=results, headlines=() if results else headlines)
        case Shown.JOIN:
            return OnWall(shows=Shown.JOIN, title=bar.title, code=wall.code)
        case Shown.MAP:
            return OnWall(shows=Shown.MAP, made=made, deals=wall.map.deals[:MOST_DEALS])
        case Shown.STAGE:
            return OnWall(shows=Shown.STAGE, stage=wall.stage)
        case Shown.EVENT:
            return OnWall(shows=Shown.EVENT, happening=wall.happening)
        case Shown.STEP:
            ongoing = tuple(happening.card.title for happening in wall.ongoing)
            return OnWall(shows=Shown.STEP, title=bar.step_title, lines=wall.say, cards=wall.cards, ongoing=ongoing)
        case soon:
            return OnWall(shows=soon, title=bar.title, code=wall.code)


def _shown(wall: WallView) -> Shown:
    """Which scene stands there, in the order in which the wall chooses."""
    if wall.scene is Scene.BLANK:
        return Shown.DARK
    if wall.bar.status is Status.CLOSED and wall.scene not in {Scene.MAP, Scene.RESULTS}:
        return Shown.OVER
    if wall.scene in _ALWAYS:
        return _ALWAYS[wall.scene]
    if wall.happening is not None:
        return Shown.EVENT
    if wall.stage is not None and wall.stage.table:
        return Shown.STAGE
    return Shown.STEP if wall.bar.step else Shown.SOON


_ALWAYS = {Scene.RESULTS: Shown.RESULTS, Scene.JOIN: Shown.JOIN, Scene.MAP: Shown.MAP}

REGIONS = (Region("onwall", "room", "regions/onwall.html", on_wall),)
