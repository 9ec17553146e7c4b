"""Events are the stored shapes: frozen, told apart by their kind, and never forgotten in the union."""

from __future__ import annotations

import ast
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

from game import events
from game.events import Event

_ALL: tuple[Any, ...] = get_args(Event)


@pytest.mark.parametrize("event", _ALL, ids=lambda event: event.__name__)
def test_an_event_s_kind_is_its_own_name(event: Any) -> None:
    hint = get_type_hints(event)["kind"]
    assert get_origin(hint) is Literal and get_args(hint) == (event.__name__,)
    assert next(field for field in fields(event) if field.name == "kind").default == event.__name__


@pytest.mark.parametrize("event", _ALL, ids=lambda event: event.__name__)
def test_an_event_is_frozen_and_has_a_sentence(event: Any) -> None:
    assert event.__dataclass_params__.frozen
    assert event.__doc__ and not event.__doc__.startswith(f"{event.__name__}(")


def test_every_event_in_the_module_is_in_the_union() -> None:
    written = {
        thing
        for thing in vars(events).values()
        if is_dataclass(thing) and thing.__module__ == events.__name__  # type: ignore[attr-defined]
    }
    assert written == set(_ALL)


def test_what_a_person_typed_is_typed_as_words() -> None:
    typed = {"name", "title", "text", "line", "words", "first_step", "date", "headline", "turning_point", "surprise"}
    source = Path(events.__file__).read_text(encoding="utf-8")
    found = {
        node.target.id: ast.unparse(node.annotation)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id in typed
    }
    assert set(found) == typed
    assert set(found.values()) == {"Words"}


def test_a_stored_kind_is_never_renamed_or_removed() -> None:
    assert {event.__name__ for event in _ALL} >= set(_STORED.split())


_STORED = """
GameCreated TableAdded TableRemoved PlayerJoined PlayerRenamed ConsentChanged PlayerMoved SeatFreed StepStarted ClockSet
HandDealt CharactersOffered CharacterKept PurseChanged CardChosen IdeaBegun IdeaRewritten MethodPicked MethodDropped
NeedCovered DealProposed DealChanged PartyDropped DealAnswered DealAgreed DealDeclined DealWithdrawn DealLapsed
DealDoubted DealRepaired DealBroken DealLeft DealVoided DealDisputed LeadNamed LeadAnswered DeliverySet HelpOffered
Reflected SecretTold DealPledged MondaySet EventSent SceneChosen WordsChecked Told GameClosed LateKept LateAdmitted
ReportPublished EntryUndone PartChanged HandshakePractised HostingChosen CardSorted MethodMoved MethodWritten MethodPriced
EventEnded AnsweredAloud IdeaRefused RefusalAnswered DealMatched OutcomeEntered HeadlineFiled SpotlightOrdered TableCalled
Voted
"""
