"""What the regions of phones and console make of the game's newest rules."""

from __future__ import annotations

from dataclasses import fields

import facilitator.app
import facilitator.console
import facilitator.wall
import web.players
from facilitator import wall
from game import commands as ask
from game.refused import Why, refuse
from game.scenario import Words
from tests.given import NOON, Play, gift, market
from tests.tiny import tiny_scenario
from web.render import Links, Render, environment

_RENDER = Render(environment((facilitator.app.TEMPLATES,), wall.GLOBALS), lambda: NOON)
_LINKS = Links(**{each.name: "" for each in fields(Links) if each.name != "way_back"})
_REGIONS = {
    region.id: region for region in (*web.players.REGIONS, *facilitator.console.REGIONS, *facilitator.wall.REGIONS)
}


def _shown(play: Play, region: str, key: str = "") -> str:
    found = _REGIONS[region]
    return str(_RENDER.region(found, found.view(play.history, key), play.game.scenario, "PEAR", _LINKS))


def test_who_is_somebody_already_finds_the_other_characters_under_now_and_can_stay() -> None:
    play, who = market()
    ada = who["grower1"]
    assert "Be this person" not in _shown(play, "now", ada) and "under Now" not in _shown(play, "cards", ada)
    play.lead(ask.Redeal(player=ada))
    now = _shown(play, "now", ada)
    for role in play.player(ada).offered:
        assert f'name="role" value="{role}"' in now
    assert "Be this person" in now and "Stay this person" in now and 'name="role" value="grower"' in now
    assert "under Now" in _shown(play, "cards", ada) and "Secret of the grower" in _shown(play, "cards", ada)
    play.must(ask.KeepCharacter(player=ada, role="grower"))
    assert "Stay this person" not in _shown(play, "now", ada)


def test_who_is_nobody_yet_is_not_asked_to_stay_anybody(play: Play) -> None:
    ada = play.join("Ada")
    play.to("who")
    assert "Be this person" in _shown(play, "now", ada) and "Stay this person" not in _shown(play, "now", ada)


def test_a_table_sees_who_wrote_its_idea() -> None:
    play, who = market()
    assert "Written by 1A" in _shown(play, "ours", "1")
    play.write(who["singer1"])
    assert "Written by 1C" in _shown(play, "ours", "1")


def test_hidden_words_are_on_no_list_and_on_no_stranger_s_phone() -> None:
    play, who = market()
    play.write(who["grower1"], "QtitleZ", "QlineZ")
    play.to("swap")
    play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    play.lead(ask.CheckWords(ref=f"idea:{who['idea1']}:2", shows=False))
    for region, key in (("lists", ""), ("deals", who["grower2"]), ("purse", who["grower2"]), ("now", who["singer2"])):
        shown = _shown(play, region, key)
        assert "QtitleZ" not in shown and "QlineZ" not in shown
    assert "QlineZ" in _shown(play, "ours", "1")
    assert "QtitleZ" in _shown(play, "deals", who["picker1"])


def test_a_first_step_comes_to_the_console_to_be_checked() -> None:
    play, who = market()
    play.to("doing")
    step = ask.SetDelivery(player=who["grower1"], idea=who["idea1"], first_step=Words("We dig"), date=Words("May"))
    play.must(step)
    shown = _shown(play, "checks")
    assert "first step" in shown and "We dig, May" in shown and f"delivery:{who['idea1']}:1" in shown


def test_somebody_under_16_reads_why_a_name_cannot_stand() -> None:
    template = _RENDER.env.get_template("refused.html")
    said = str(template.module.refused(refuse(Why.UNDER_16), tiny_scenario()))  # type: ignore[attr-defined]
    assert said == "Under 16 you appear only as your table, or not at all."
