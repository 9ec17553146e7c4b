"""The console's pushed parts: cut small, the same for the same history, and without anything private."""

from __future__ import annotations

import dataclasses

from facilitator import bargains, console, wall
from game import commands as ask
from game.scenario import Words
from tests.given import Play, gift
from web.presence import Phones
from web.regions import Moment, Region

REGIONS = (*console.REGIONS, *wall.REGIONS)


def _view(region: Region, play: Play) -> object:
    return region.view(Moment(play.history, play.now, Phones()) if region.living else play.history, "")


def test_every_region_has_its_own_name_and_nothing_mutable_in_its_view(at_market: tuple[Play, dict[str, str]]) -> None:
    play, _ = at_market
    names = [region.id for region in REGIONS]
    assert len(names) == len(set(names))
    for region in REGIONS:
        view = _view(region, play)
        assert dataclasses.is_dataclass(view)
        assert view == _view(region, play)


def test_a_join_changes_no_region_that_does_not_show_people(at_market: tuple[Play, dict[str, str]]) -> None:
    play, _ = at_market
    before = {region.id: _view(region, play) for region in REGIONS}
    play.join("Ash", table=1)
    changed = {region.id for region in REGIONS if _view(region, play) != before[region.id]}
    assert changed <= {"head", "board", "seats", "wall"}


def test_a_disputed_deal_comes_first(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    first = play.shake(who["grower2"], who["idea1"], gift(who["grower2"], "seed"), others=(who["picker1"],))
    play.shake(who["grower2"], who["idea1"], gift(who["grower2"], "ladder"), others=(who["picker1"],))
    play.wait(90)
    play.must(ask.NotMe(player=who["picker1"], deal=first))
    assert bargains.agreed(play.history, "").deals[0].id == first


def test_no_region_knows_a_secret_or_what_was_written_for_oneself(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    play.to("fire")
    play.must(ask.SetMonday(player=who["picker1"], text=Words("Quetzalcoatl")))
    play.must(ask.Reflect(player=who["picker1"], question="line", text=Words("Quetzalcoatl")))
    play.lead(ask.CloseGame())
    play.must(ask.SetMonday(player=who["picker1"], text=Words("Quetzalcoatl")))
    shown = "".join(repr(_view(region, play)) for region in REGIONS)
    assert "Quetzalcoatl" not in shown
    assert "Secret of" not in shown
