"""The report as a graph, for tools that draw networks: GraphML (Gephi, yEd, R), Kumu's JSON; and the map as an SVG.

Nodes are tables, ideas, challenges, methods, characters and the deals that were agreed at any time, by the ids of
`web.report.ids`. No person is a node.
"""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

import networkx as nx
from jinja2 import Template

from game.report import DealLine, Report
from web.render import environment
from web.report.ids import Ids, idea_id, table_id
from web.report.network import tables_graph

_LETTERS = "'Bricolage Grotesque', Verdana, sans-serif"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Value = str | int


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A thing on the graph. ``sort`` is table, idea, challenge, method, role or deal."""

    id: str
    label: str
    sort: str
    about: str = ""
    tags: tuple[str, ...] = ()
    more: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A line from one thing to another. ``sort`` is a verb; ``is_mutual`` when it goes both ways."""

    start: str
    end: str
    sort: str
    is_mutual: bool = False
    more: Mapping[str, Value] = field(default_factory=dict)


def nodes(report: Report) -> Iterator[Node]:
    """All nodes, in the order of the report."""
    ids = Ids(report)
    for line in report.table_lines:
        about = f"Chose: {line.challenge}" if line.challenge else ""
        more: dict[str, Value] = {"people": line.heads, **_minute("first_minute", line.first_minute)}
        yield Node(id=table_id(line.number), label=f"Table {line.number}", sort="table", about=about, more=more)
    for idea in report.ideas:
        yield Node(
            id=idea_id(idea.label),
            label=f"{idea.label}. {idea.name}",
            sort="idea",
            about=idea.line,
            tags=(*idea.groups, *dict.fromkeys(miss.text for miss in idea.missing)),
            more={"tokens": sum(won.count for won in idea.support), "first_step": idea.first_step, "date": idea.date},
        )
    for title, key in ids.challenges.items():
        yield Node(id=f"challenge:{key}", label=title, sort="challenge")
    for title, key in ids.methods.items():
        yield Node(id=f"method:{key}", label=title, sort="method")
    sides = {line.role: line.side for line in report.cast}
    players = {line.role: line.count for line in report.cast}
    for title in ids.roles:
        if title in players:
            side = sides[title]
            more = {"side": side, "people": players[title]}
            yield Node(id=f"role:{ids.role(title)}", label=title, sort="role", tags=(side,) if side else (), more=more)
    for deal in _agreed(report):
        yield Node(
            id=f"D{deal.number}",
            label=f"Deal {deal.number}",
            sort="deal",
            about=deal.string,
            tags=(deal.state.value,),
            more={"state": deal.state.value, "tokens": _tokens(deal)}
            | _minute("agreed_minute", deal.agreed_minute)
            | _minute("ended_minute", deal.ended_minute),
        )


def edges(report: Report) -> Iterator[Edge]:
    """All edges: each at most once between two nodes, with minutes since the first step began where there are any."""
    ids = Ids(report)
    known = {node.id for node in nodes(report)}
    for idea in report.ideas:
        me = idea_id(idea.label)
        if table_id(idea.table) in known:
            yield Edge(start=table_id(idea.table), end=me, sort="wrote")
        if idea.challenge:
            yield Edge(start=me, end=f"challenge:{ids.challenges[idea.challenge]}", sort="answers")
        times: dict[str, list[str]] = {}
        for pick in idea.picks:
            if pick.title:
                times.setdefault(ids.methods[pick.title], []).append(pick.when)
        for method, times_of in times.items():
            when: dict[str, Value] = {"when": "; ".join(dict.fromkeys(times_of))}
            yield Edge(start=me, end=f"method:{method}", sort="plans", more=when)
        for label in idea.one_with:
            if idea_id(label) in known and me < idea_id(label):
                yield Edge(start=me, end=idea_id(label), sort="seen as one with", is_mutual=True)
    for deal in _agreed(report):
        key = f"D{deal.number}"
        state: dict[str, Value] = {"state": deal.state.value, **_minute("minute", deal.agreed_minute)}
        if ids.idea(deal.idea):
            yield Edge(start=key, end=ids.idea(deal.idea), sort="feeds", more=state)
        gave = Counter(dict.fromkeys(deal.tables, 0))
        roles: Counter[str] = Counter()
        for party in deal.parties:
            count = sum(gifts.count for gifts in party.gifts)
            gave[party.who.table] += count
            roles[f"role:{ids.role(party.who.role)}"] += count
        for start, count in [*((table_id(table), gave[table]) for table in deal.tables), *roles.items()]:
            if start in known:
                yield Edge(start=start, end=key, sort="is in", more={"gives": count} | state)
    joined = tables_graph(report, (deal for deal in report.deals if deal.holds))
    for one, other, data in joined.edges(data=True):
        start, end = sorted((one, other))
        more: dict[str, Value] = {"deals": int(data["deals"])}
        yield Edge(start=table_id(start), end=table_id(end), sort="dealt with", is_mutual=True, more=more)


def graph_of(report: Report) -> nx.DiGraph:
    """The graph as networkx keeps it. An edge that goes both ways stands once, with ``mutual`` true."""
    graph = nx.DiGraph(title=_clean(report.title), code=report.code, pack=_clean(report.pack))
    for node in nodes(report):
        graph.add_node(
            node.id,
            label=_clean(node.label),
            sort=node.sort,
            about=_clean(node.about),
            tags=_clean("; ".join(node.tags)),
            **{name: _clean(value) for name, value in node.more.items()},
        )
    for edge in edges(report):
        more = {name: _clean(value) for name, value in edge.more.items()}
        graph.add_edge(edge.start, edge.end, sort=edge.sort, mutual=edge.is_mutual, **more)
    return graph


def graphml(report: Report) -> bytes:
    """The graph as GraphML. The same report gives the same bytes."""
    file = io.BytesIO()
    nx.write_graphml_xml(graph_of(report), file, prettyprint=True)
    return file.getvalue()


def kumu(report: Report) -> bytes:
    """The graph as a blueprint that Kumu imports: elements and connections that name them by their ids."""
    elements: list[dict[str, object]] = [
        {
            "id": node.id,
            "label": node.label,
            "type": node.sort.capitalize(),
            "description": node.about,
            "tags": list(node.tags),
            **{name.replace("_", " ").capitalize(): value for name, value in node.more.items()},
        }
        for node in nodes(report)
    ]
    connections: list[dict[str, object]] = [
        {
            "id": f"C{number}",
            "from": edge.start,
            "to": edge.end,
            "type": edge.sort.capitalize(),
            "direction": "mutual" if edge.is_mutual else "directed",
            **{name.capitalize(): value for name, value in edge.more.items()},
        }
        for number, edge in enumerate(edges(report), start=1)
    ]
    text = json.dumps({"elements": elements, "connections": connections}, ensure_ascii=False, indent=1)
    return text.encode("utf-8", "replace") + b"\n"


def map_svg(report: Report) -> bytes:
    """The map as it is on the page, as an SVG file that stands alone and asks for nothing."""
    drawn = _drawing().render(map=report.map, tokens=report.tokens_of, say=report.say).strip()
    left, top, width, height = report.map.frame
    root = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" font-family="{_LETTERS}" '
    floor = f'<rect x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" fill="#F7F9F8"/>'
    drawn = _NOT_XML.sub("", drawn).replace("<svg ", root, 1)
    return (drawn.replace(">", f">\n{floor}", 1) + "\n").encode()


@cache
def _drawing() -> Template:
    return environment().from_string(
        '{% from "map.html" import map as drawing, dense_map %}'
        "{% if map.is_dense %}{{ dense_map(map, say) }}{% else %}{{ drawing(map, tokens, say) }}{% endif %}"
    )


def _agreed(report: Report) -> Iterator[DealLine]:
    """The deals that were agreed at any time, by their number."""
    return (deal for deal in report.deals if deal.number)


def _tokens(deal: DealLine) -> int:
    return sum(gifts.count for party in deal.parties for gifts in party.gifts)


def _minute(name: str, minute: int | None) -> dict[str, Value]:
    """A minute under this name; nothing when there is none."""
    return {} if minute is None else {name: minute}


def _clean(value: Value) -> Value:
    """A text without letters that XML forbids."""
    return _NOT_XML.sub("", value) if isinstance(value, str) else value
