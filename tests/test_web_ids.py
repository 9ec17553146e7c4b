"""The ids by which the files of a report join up."""

from __future__ import annotations

from dataclasses import replace

from game.telling import report
from tests.evenings import spend
from tests.given import market
from web.report.ids import Ids, idea_id, slug, slugs, table_id


def test_a_slug_has_small_letters_digits_and_single_hyphens() -> None:
    assert slug("Caf\u00e9  au_lait, No. 2!") == "cafe-au-lait-no-2"
    assert slug("\u9762\u5bf9\u9762") == "\u9762\u5bf9\u9762"
    assert slug("!?") == "untitled"


def test_equal_slugs_are_told_apart_in_their_order() -> None:
    assert slugs(("A b", "a-b", "A b", "a b!")) == {"A b": "a-b", "a-b": "a-b-2", "a b!": "a-b-3"}


def test_tables_and_ideas_are_called_by_number_and_label() -> None:
    assert (table_id(3), idea_id("2b")) == ("T3", "I2b")


def test_every_deal_has_an_id_of_its_own_and_the_agreed_ones_their_number() -> None:
    for seed in range(6):
        told = report(spend(seed, sample_every=1000).play.history)
        keys = Ids(told).deals
        assert len(set(keys)) == len(told.deals)
        for key, deal in zip(keys, told.deals, strict=True):
            assert key == f"D{deal.number}" if deal.number else key.startswith("P")


def test_what_the_report_does_not_know_has_no_id() -> None:
    told = report(market()[0].history)
    ids = Ids(told)
    assert (ids.role("Nobody"), ids.idea("i0"), ids.home("i0")) == ("", "", "")
    first = told.ideas[0]
    assert (ids.idea(first.id), ids.home(first.id)) == (f"I{first.label}", f"T{first.table}")


def test_characters_have_an_id_whether_they_were_played_or_not() -> None:
    told = report(market()[0].history)
    ids = Ids(told)
    assert ids.role("Grower") == "grower"
    assert {line.role for line in told.cast} <= set(ids.roles)
    assert set(ids.roles) > set(Ids(replace(told, cards=())).roles)
