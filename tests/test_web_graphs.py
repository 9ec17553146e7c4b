"""The report as GraphML, as Kumu's JSON, and its map as an SVG."""

from __future__ import annotations

import io
import json
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from functools import cache

import networkx as nx
import pytest

from game import commands as ask
from game.report import Report
from game.telling import report
from tests.evenings import spend
from tests.given import Play, gift, market
from web.report.graphs import edges, graph_of, graphml, kumu, map_svg, nodes

SVG = "{http://www.w3.org/2000/svg}"


@cache
def made() -> Report:
    """A report with an agreed deal, one that ended, and one that was never agreed."""
    play, who = market()
    play.pick(who["grower2"], next(iter(play.game.tables[2].hands["craft"].cards)))
    play.to("swap")
    play.wait(120)
    play.shake(who["grower1"], who["idea2"], gift(who["grower1"], "seed"), others=(who["singer2"],), string="half")
    ended = play.shake(who["singer1"], who["idea2"], gift(who["singer1"], "song"), others=(who["grower2"],))
    play.must(ask.TakeBack(player=who["grower2"], deal=ended))
    play.propose(who["picker1"], who["idea2"], gift(who["picker1"], "song"), others=(who["grower2"],))
    return report(play.history)


@cache
def evening(seed: int) -> Report:
    """What became of a seeded evening."""
    return report(spend(seed, sample_every=1000).play.history)


def _all() -> list[Report]:
    return [made(), report(Play().history), *(evening(seed) for seed in range(6))]


def test_graphml_comes_back_as_it_was() -> None:
    for one in _all():
        read = nx.read_graphml(io.BytesIO(graphml(one)))
        graph = graph_of(one)
        assert dict(read.nodes(data=True)) == dict(graph.nodes(data=True))
        assert sorted(read.edges(data=True), key=str) == sorted(graph.edges(data=True), key=str)
        assert graphml(one) == graphml(one)


def test_every_sort_of_thing_is_a_node_and_every_line_has_its_verb() -> None:
    graph = graph_of(made())
    assert {"T1", "T2", "I1", "I2", "D1", "D2", "role:grower"} <= set(graph)
    assert {data["sort"] for _, data in graph.nodes(data=True)} >= {"table", "idea", "method", "role", "deal"}
    assert (graph["D1"]["I2"]["sort"], graph["D1"]["I2"]["minute"]) == ("feeds", made().deals[0].agreed_minute)
    assert graph["T1"]["D1"] == {"sort": "is in", "mutual": False, "gives": 1, "state": "agreed"} | {
        "minute": made().deals[0].agreed_minute
    }
    assert graph["role:singer"]["D1"]["gives"] == 0
    assert graph["T2"]["I2"]["sort"] == "wrote"
    assert graph["T1"]["T2"] == {"sort": "dealt with", "mutual": True, "deals": 1}


def test_a_deal_that_was_never_agreed_is_not_on_the_graph() -> None:
    assert {node.id for node in nodes(made()) if node.sort == "deal"} == {"D1", "D2"}


def test_no_two_lines_lie_between_the_same_two_nodes_and_none_ends_nowhere() -> None:
    for one in _all():
        lines = [(edge.start, edge.end) for edge in edges(one)]
        assert len(lines) == len(set(lines))
        assert {end for line in lines for end in line} <= {node.id for node in nodes(one)}


def test_kumu_finds_what_it_asks_for() -> None:
    for one in _all():
        blueprint = json.loads(kumu(one))
        assert set(blueprint) == {"elements", "connections"}
        ids = [part["id"] for part in [*blueprint["elements"], *blueprint["connections"]]]
        assert len(ids) == len(set(ids))
        known = {element["id"] for element in blueprint["elements"]}
        for element in blueprint["elements"]:
            assert {"label", "type", "description", "tags"} <= set(element)
        for line in blueprint["connections"]:
            assert {line["from"], line["to"]} <= known
            assert line["direction"] in {"directed", "mutual"}


def test_letters_that_xml_forbids_are_left_out() -> None:
    one = replace(made(), title="a\x0b\ufffeb")
    assert nx.read_graphml(io.BytesIO(graphml(one))).graph["title"] == "ab"


def test_the_map_is_a_file_that_stands_alone() -> None:
    for one in _all():
        data = map_svg(one)
        root = ElementTree.fromstring(data)
        assert root.tag == f"{SVG}svg"
        assert root.get("viewBox") == " ".join(str(number) for number in one.map.frame)
        assert b"href" not in data
        assert b"<script" not in data
        assert b"style" not in data
        tables = [part for part in root.iter(f"{SVG}g") if part.get("class") == "map-table"]
        assert len(tables) == len(one.map.tables)
        assert data == map_svg(one)


def test_the_map_of_many_deals_is_drawn_in_bands_as_on_the_page() -> None:
    one = made()
    many = replace(one, map=replace(one.map, deals=one.map.deals * 60))
    assert b"map is-dense" in map_svg(many)


@pytest.mark.parametrize("make", (graphml, kumu, map_svg))
def test_no_name_of_a_person_is_on_a_graph(make: object) -> None:
    deal = made().deals[0]
    parties = tuple(replace(party, who=replace(party.who, name="QnameZ")) for party in deal.parties)
    one = replace(made(), deals=(replace(deal, parties=parties),))
    assert b"QnameZ" not in make(one)  # type: ignore[operator]
