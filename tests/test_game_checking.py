"""Typed words reach the wall only after the facilitator's check, and a check covers one version."""

from __future__ import annotations

from dataclasses import replace

import pytest

from game import commands as ask
from game import views
from game.checking import (
    as_one,
    delivery_ref,
    for_phones,
    idea_ref,
    is_edited_for,
    is_shown,
    method_title,
    oldest_first,
    own_words_for,
    own_words_for_all,
    shown_as,
    title_for_all,
    to_check,
    typed_words,
    with_tables,
    words_of,
)
from game.map import draw
from game.refused import Why
from game.scenario import Words
from game.state import Naming, Part
from tests.given import Play, gift, terms

Market = tuple[Play, dict[str, str]]


def test_ideas_choices_strings_first_steps_and_quotes_wait_for_a_check(at_market: Market) -> None:
    play, who = at_market
    play.must(ask.ChooseCard(player=who["singer1"], step="sky", title=Words("Fog"), text=Words("Grey.")))
    said = terms(who["picker1"], gift(who["grower2"], "seed"), string="own", own_words="By hand")
    play.must(ask.ShakeHands(player=who["picker1"], terms=said, idea=who["idea1"]))
    play.to("fire")
    step = ask.SetDelivery(player=who["singer2"], idea=who["idea2"], first_step=Words("We dig"), date=Words("in May"))
    play.must(step)
    play.must(ask.Reflect(player=who["singer2"], question="line", text=Words("I sang."), may_quote=True))
    assert [(words.what, words.table, words.text) for words in to_check(play.game)] == [
        ("idea", 1, "Bed 1: We plant it at dawn."),
        ("idea", 2, "Bed 2: We plant it at dawn."),
        ("choice", 1, "Fog: Grey."),
        ("string", 1, "By hand"),
        ("delivery", 2, "We dig, in May"),
        ("reflection", 2, "I sang."),
    ]


def test_what_is_only_proposed_waits_for_nobody(at_market: Market) -> None:
    play, who = at_market
    said = terms(who["picker1"], gift(who["picker1"], "song"), others=(who["grower2"],), string="own", own_words="Ssh")
    play.must(ask.Propose(player=who["picker1"], terms=said, title=Words("A pond"), line=Words("")))
    assert [words.what for words in typed_words(play.game)] == ["idea", "idea"]


def test_a_line_that_may_not_be_quoted_is_nobody_s_to_read(at_market: Market) -> None:
    play, who = at_market
    play.to("fire")
    play.must(ask.Reflect(player=who["singer2"], question="line", text=Words("I sulked.")))
    play.must(ask.Reflect(player=who["singer1"], question="line", text=Words("I sang."), may_quote=True))
    play.must(ask.ChangeConsent(player=who["singer1"], naming=Naming.OUT, film=False))
    assert "reflection" not in {words.what for words in typed_words(play.game)}


def test_the_facilitator_shows_or_hides_and_may_change_it(at_market: Market) -> None:
    play, who = at_market
    ref = idea_ref(who["idea1"], 1)
    assert not is_shown(play.game, ref)
    play.lead(ask.CheckWords(ref=ref, shows=True))
    assert is_shown(play.game, ref) and ref not in {words.ref for words in to_check(play.game)}
    play.lead(ask.CheckWords(ref=ref, shows=False))
    assert not is_shown(play.game, ref)
    assert play.why(ask.CheckWords(ref="idea:i0:1", shows=True)) is Why.UNKNOWN


def test_an_old_check_never_covers_new_words(at_market: Market) -> None:
    play, who = at_market
    play.lead(ask.CheckWords(ref=idea_ref(who["idea1"], 1), shows=True))
    play.must(ask.WriteIdea(player=who["singer1"], title=Words("Rude"), line=Words("")))
    (waiting,) = (words for words in to_check(play.game) if words.table == 1)
    assert waiting.text == "Rude" and not is_shown(play.game, waiting.ref)


def test_a_changed_string_and_a_changed_choice_are_new_words(at_market: Market) -> None:
    play, who = at_market
    for title in ("Fog", "Rain"):
        play.must(ask.ChooseCard(player=who["singer1"], step="sky", title=Words(title)))
    said = terms(who["picker1"], gift(who["picker1"], "song"), others=(who["grower2"],), string="own", own_words="One")
    play.must(ask.Propose(player=who["picker1"], terms=said, idea=who["idea2"]))
    (deal,) = play.game.deals
    other = replace(said, own_words=Words("Two"))
    play.must(ask.AskChange(player=who["grower2"], deal=deal, version=1, terms=other))
    play.must(ask.AnswerDeal(player=who["picker1"], deal=deal, version=2, yes=True))
    assert {words.ref for words in to_check(play.game)} >= {"choice:1:sky:2", f"string:{deal}:2"}


def test_a_first_step_has_a_check_of_its_own(at_market: Market) -> None:
    play, who = at_market
    play.to("doing")
    idea = who["idea1"]

    def write(first_step: str, *asks: str) -> None:
        words = Words(first_step)
        play.must(ask.SetDelivery(player=who["grower1"], idea=idea, first_step=words, date=Words(""), asks=asks))

    write("We dig")
    play.lead(ask.CheckWords(ref=idea_ref(idea, 1), shows=True))
    assert not is_shown(play.game, delivery_ref(idea, 1))
    play.lead(ask.CheckWords(ref=delivery_ref(idea, 1), shows=True))
    write("We dig", "rain")
    assert play.idea(idea).delivery_rev == 1 and play.idea(idea).asks == ("rain",)
    write("We swear")
    assert [words.ref for words in to_check(play.game) if words.table == 1] == [delivery_ref(idea, 2)]


def test_headlines_methods_refusals_and_answers_wait_for_a_check(at_market: Market) -> None:
    play, who = at_market
    press = play.join("Ada", table=2, part=Part.PRESS)
    play.must(ask.FileHeadline(player=press, text=Words("Pears fall")))
    pick = play.write_own(who["grower1"], "seed")
    play.send("strike")
    play.must(ask.RefuseIdea(player=who["picker2"], card="strike", idea=who["idea1"], words=Words("Less noise")))
    headline = play.game.headlines[0].id
    play.must(_answer(who, False, "We like it"))
    typed = {words.what: (words.ref, words.table, words.text) for words in to_check(play.game)}
    assert typed["headline"] == (f"headline:{headline}", 2, "Pears fall")
    assert typed["method"] == (f"method:{who['idea1']}:{pick}", 1, "A stone path")
    assert typed["refusal"] == (f"refusal:{who['idea1']}:strike", 2, "Less noise")
    assert typed["answer"] == (f"answer:{who['idea1']}:strike:no", 1, "We like it")


def _answer(who: dict[str, str], changes: bool, words: str) -> ask.AnswerRefusal:
    return ask.AnswerRefusal(
        player=who["singer1"], idea=who["idea1"], card="strike", changes=changes, words=Words(words)
    )


def test_a_table_that_thinks_again_is_checked_again_and_says_nothing_to_check_without_words(at_market: Market) -> None:
    play, who = at_market
    play.send("strike")
    play.must(ask.RefuseIdea(player=who["picker2"], card="strike", idea=who["idea1"], words=Words("Less noise")))
    play.must(_answer(who, False, "We like it"))
    play.lead(ask.CheckWords(ref=f"answer:{who['idea1']}:strike:no", shows=True))
    play.must(_answer(who, True, "We hush"))
    (waiting,) = (words for words in to_check(play.game) if words.what == "answer")
    assert waiting.text == "We hush" and not is_shown(play.game, waiting.ref)
    play.end("strike")
    play.wait(60)
    play.send("strike")
    play.must(ask.RefuseIdea(player=who["picker1"], card="strike", idea=who["idea2"], words=Words("Shade")))
    play.must(ask.AnswerRefusal(player=who["singer2"], idea=who["idea2"], card="strike", changes=True))
    assert [words.table for words in typed_words(play.game) if words.what == "answer"] == [1]


def test_what_is_hidden_of_methods_and_refusals_stands_at_the_home_table_only(at_market: Market) -> None:
    play, who = at_market
    pick = play.write_own(who["grower1"], "seed")
    play.send("strike")
    play.must(ask.RefuseIdea(player=who["picker2"], card="strike", idea=who["idea1"], words=Words("Less noise")))
    play.must(_answer(who, True, "We hush"))
    refs = (f"method:{who['idea1']}:{pick}", f"refusal:{who['idea1']}:strike", f"answer:{who['idea1']}:strike:yes")
    for ref in refs:
        play.lead(ask.CheckWords(ref=ref, shows=False))
    idea = play.idea(who["idea1"])
    stranger, own = for_phones(play.game, idea, 2), for_phones(play.game, idea, 1)
    assert (own.picks[0].title, own.refusals[0].words, own.refusals[0].answer) == (
        "A stone path",
        "Less noise",
        "We hush",
    )
    assert (stranger.picks[0].title, stranger.refusals[0].words, stranger.refusals[0].answer) == ("Craft", "", "")
    assert stranger.picks[0].needs == ("seed",) and stranger.title == "Bed 1"


# --- In the facilitator's words ----------------------------------------------------------------------------------------


def _edit(ref: str, title: str, line: str = "") -> ask.EditWords:
    return ask.EditWords(ref=ref, title=Words(title), line=Words(line))


def test_what_was_edited_is_what_all_others_read_and_its_author_keeps_the_words(at_market: Market) -> None:
    play, who = at_market
    play.lead(_edit(idea_ref(who["idea1"], 1), "A bed for all", "At noon."))
    idea = play.idea(who["idea1"])
    assert title_for_all(play.game, idea) == "A bed for all"
    assert (for_phones(play.game, idea, 2).title, for_phones(play.game, idea, 2).line) == ("A bed for all", "At noon.")
    assert (for_phones(play.game, idea, 1).title, for_phones(play.game, idea, 1).line) == (
        "Bed 1",
        "We plant it at dawn.",
    )
    assert is_edited_for(play.game, idea, 2) and not is_edited_for(play.game, idea, 1)
    assert views.lists(play.game).ideas[0].is_edited and not views.lists(play.game).ideas[1].is_edited
    assert draw(play.game).ideas[0].title == "A bed for all" and draw(play.game).ideas[0].is_edited


def test_words_written_anew_drop_the_edit_as_they_drop_the_check(at_market: Market) -> None:
    play, who = at_market
    play.lead(_edit(idea_ref(who["idea1"], 1), "A bed for all"))
    play.must(ask.WriteIdea(player=who["singer1"], title=Words("A pond"), line=Words("")))
    idea = play.idea(who["idea1"])
    assert title_for_all(play.game, idea) == "Bed 1"
    assert for_phones(play.game, idea, 2).title == "A pond" and not is_edited_for(play.game, idea, 2)


def test_an_edit_that_was_hidden_after_all_is_nowhere(at_market: Market) -> None:
    play, who = at_market
    play.lead(_edit(idea_ref(who["idea1"], 1), "A bed for all"))
    play.lead(ask.CheckWords(ref=idea_ref(who["idea1"], 1), shows=False))
    idea = play.idea(who["idea1"])
    assert (title_for_all(play.game, idea), for_phones(play.game, idea, 2).title) == ("Bed 1", "Bed 1")
    assert not is_edited_for(play.game, idea, 2)
    play.lead(ask.CheckWords(ref=idea_ref(who["idea1"], 1), shows=True))
    assert title_for_all(play.game, play.idea(who["idea1"])) == "A bed for all"


def test_methods_refusals_answers_first_steps_and_strings_are_read_as_edited_elsewhere(at_market: Market) -> None:
    play, who = at_market
    pick = play.write_own(who["grower1"], "seed")
    play.send("strike")
    play.must(ask.RefuseIdea(player=who["picker2"], card="strike", idea=who["idea1"], words=Words("Less noise")))
    play.must(_answer(who, True, "We hush"))
    said = terms(who["picker1"], gift(who["picker1"], "song"), others=(who["singer1"],), string="own", own_words="Mine")
    play.must(ask.ShakeHands(player=who["picker1"], terms=said, idea=who["idea2"]))
    play.to("doing")
    step = ask.SetDelivery(player=who["grower1"], idea=who["idea1"], first_step=Words("We dig"), date=Words("May"))
    play.must(step)
    (deal,) = play.game.deals.values()
    for ref, title in (
        (f"method:{who['idea1']}:{pick}", "A path"),
        (f"refusal:{who['idea1']}:strike", "Be quieter"),
        (f"answer:{who['idea1']}:strike:yes", "They will"),
        (f"string:{deal.id}:1", "Their own"),
    ):
        play.lead(_edit(ref, title))
    play.lead(_edit(delivery_ref(who["idea1"], 1), "They dig", "in spring"))
    idea = play.idea(who["idea1"])
    seen, own = for_phones(play.game, idea, 2), for_phones(play.game, idea, 1)
    assert (seen.picks[0].title, seen.refusals[0].words, seen.refusals[0].answer) == (
        "A path",
        "Be quieter",
        "They will",
    )
    assert (seen.first_step, seen.date, own.first_step, own.date) == ("They dig", "in spring", "We dig", "May")
    assert (own.picks[0].title, own.refusals[0].words, own.refusals[0].answer) == (
        "A stone path",
        "Less noise",
        "We hush",
    )
    assert own_words_for_all(play.game, deal) == "Their own" == own_words_for(play.game, deal, who["grower2"])
    assert own_words_for(play.game, deal, who["picker1"]) == "Mine"
    assert method_title(play.game, idea, pick, Words("A stone path")) == "A path"
    assert draw(play.game).deals[0].string == "Their own" and draw(play.game).deals[0].is_edited


def test_a_headline_a_choice_and_the_spotlight_are_read_as_edited(at_market: Market) -> None:
    play, who = at_market
    press = play.join("Ada", table=2, part=Part.PRESS)
    play.must(ask.FileHeadline(player=press, text=Words("Pears fall")))
    play.must(ask.ChooseCard(player=who["singer1"], step="sky", title=Words("Fog"), text=Words("Grey.")))
    play.lead(_edit(f"headline:{play.game.headlines[0].id}", "Pears rise"))
    play.lead(_edit("choice:1:sky:1", "Haze"))
    play.lead(_edit(idea_ref(who["idea1"], 1), "A bed for all", "At noon."))
    play.to("telling")
    play.lead(ask.CallTable(table=1))
    wall = views.wall(play.game)
    assert wall.headlines == ("Pears rise",) and (1, "Haze") in wall.chosen
    assert wall.stage is not None
    assert (wall.stage.title, wall.stage.line, wall.stage.is_edited) == ("A bed for all", "At noon.", True)


def test_an_edit_may_be_as_long_as_what_was_typed(at_market: Market) -> None:
    play, who = at_market
    play.to("doing")
    long = Words("We dig " + "and dig " * 16)
    play.must(ask.SetDelivery(player=who["grower1"], idea=who["idea1"], first_step=long, date=Words("")))
    play.lead(_edit(delivery_ref(who["idea1"], 1), long, "in May"))
    assert play.why(_edit(delivery_ref(who["idea1"], 1), "x" * 141)) is Why.TOO_LONG
    assert play.why(_edit(delivery_ref(who["idea1"], 1), "We dig", "y" * 49)) is Why.TOO_LONG
    assert play.why(_edit(idea_ref(who["idea1"], 1), "")) is Why.EMPTY


# --- Shown as one ------------------------------------------------------------------------------------------------------


@pytest.fixture
def merged(at_market: Market) -> Market:
    """Idea 2 is shown as one with idea 1, whose words were checked."""
    play, who = at_market
    play.write(who["grower1"], title="A pear wall")
    play.write(who["grower2"], title="A wall of pears")
    play.lead(ask.CheckWords(ref=idea_ref(who["idea1"], 2), shows=True))
    play.lead(ask.MergeIdeas(idea=who["idea2"], into=who["idea1"]))
    return play, who


def test_ideas_shown_as_one_have_the_words_of_the_one_that_is_kept(merged: Market) -> None:
    play, who = merged
    one, two = play.idea(who["idea1"]), play.idea(who["idea2"])
    assert (title_for_all(play.game, one), title_for_all(play.game, two)) == ("A pear wall", "A pear wall")
    assert for_phones(play.game, two, 3).title == "A pear wall" and for_phones(play.game, two, 1).title == "A pear wall"
    assert for_phones(play.game, two, 2).title == "A wall of pears"
    assert (with_tables(play.game, one), with_tables(play.game, two)) == ((2,), (1,))
    assert [idea.id for idea in as_one(play.game, two)] == [who["idea1"], who["idea2"]]
    assert [(view.title, view.label, view.with_tables) for view in views.lists(play.game).ideas] == [
        ("A pear wall", "1", (2,)),
        ("A pear wall", "2", (1,)),
    ]


def test_words_that_stand_behind_others_need_no_check(merged: Market) -> None:
    play, who = merged
    assert [words.ref for words in to_check(play.game)] == []
    play.lead(ask.MergeIdeas(idea=who["idea2"], into=""))
    assert [words.ref for words in to_check(play.game)] == [idea_ref(who["idea2"], 2)]


def test_an_edit_of_the_kept_words_is_read_for_both(merged: Market) -> None:
    play, who = merged
    play.lead(_edit(idea_ref(who["idea1"], 2), "Beds"))
    two = play.idea(who["idea2"])
    assert title_for_all(play.game, two) == "Beds" == for_phones(play.game, two, 3).title
    assert for_phones(play.game, two, 1).title == "A pear wall"
    assert is_edited_for(play.game, two, 3) and not is_edited_for(play.game, two, 1)


def test_while_the_kept_words_are_hidden_each_is_called_by_its_own_label(merged: Market) -> None:
    play, who = merged
    play.lead(ask.CheckWords(ref=idea_ref(who["idea1"], 2), shows=False))
    two = play.idea(who["idea2"])
    assert title_for_all(play.game, two) == "Bed 2" == for_phones(play.game, two, 3).title


def test_merged_ideas_have_one_hexagon_where_the_lines_of_both_end_and_nothing_else_moves(merged: Market) -> None:
    play, who = merged
    before = {idea.id: idea.at for idea in draw(play.history.until(play.game.seq - 1).game).ideas}
    play.shake(who["grower1"], who["idea1"], gift(who["picker1"], "song"))
    play.shake(who["grower2"], who["idea2"], gift(who["picker2"], "song"))
    drawn = draw(play.game)
    (hexagon,) = drawn.ideas
    assert (hexagon.id, hexagon.label, hexagon.at) == (who["idea1"], "1+2", before[who["idea1"]])
    assert hexagon.stands_for == (who["idea1"], who["idea2"]) and hexagon.support == (("song", 2),)
    assert hexagon.is_newest
    assert [(line.table, line.idea, line.end) for line in drawn.lines] == [
        (1, who["idea1"], hexagon.at),
        (2, who["idea1"], hexagon.at),
    ]
    assert [(deal.idea, deal.label, deal.title) for deal in drawn.deals] == [(who["idea1"], "1+2", "A pear wall")] * 2
    assert draw(play.history.until(play.game.seq).game) == drawn
    play.lead(ask.MergeIdeas(idea=who["idea2"], into=""))
    assert {idea.id: idea.at for idea in draw(play.game).ideas} == before


def test_merging_keeps_lists_deals_and_labels_and_only_what_all_know_can_be_merged(merged: Market) -> None:
    play, who = merged
    assert play.game.tables[2].idea == who["idea2"] and shown_as(play.game, play.idea(who["idea2"])).id == who["idea1"]
    assert play.why(ask.MergeIdeas(idea=who["idea1"], into=who["idea2"])) is Why.NOT_ALIKE
    said = terms(who["picker1"], gift(who["picker1"], "song"), others=(who["grower2"],))
    play.must(ask.Propose(player=who["picker1"], terms=said, title=Words("A pond"), line=Words("")))
    hidden = next(reversed(play.game.ideas))
    assert play.why(ask.MergeIdeas(idea=hidden, into=who["idea1"])) is Why.UNKNOWN
    assert play.why(ask.MergeIdeas(idea=who["idea2"], into="", apart=hidden)) is Why.UNKNOWN


def test_the_spotlight_of_a_merged_idea_shows_the_kept_words_and_the_other_table(merged: Market) -> None:
    play, who = merged
    play.to("telling")
    play.lead(ask.CallTable(table=2))
    stage = views.wall(play.game).stage
    assert stage is not None
    assert (stage.table, stage.label, stage.title, stage.with_tables) == (2, "2", "A pear wall", (1,))
    assert (stage.idea, stage.drawn) == (who["idea2"], who["idea1"])
    assert words_of(play.game, play.idea(who["idea2"])).line == stage.line


# --- The order ---------------------------------------------------------------------------------------------------------


def test_words_are_listed_in_the_order_in_which_they_were_typed(at_market: Market) -> None:
    play, who = at_market
    play.write_own(who["grower1"], "seed")
    play.must(ask.ChooseCard(player=who["singer2"], step="sky", title=Words("Fog")))
    play.must(ask.WriteIdea(player=who["singer1"], title=Words("Bed 1 again"), line=Words("")))
    events = [event for entry in play.history.entries for event in entry.events]
    found = [(words.what, words.table) for words in oldest_first(to_check(play.game), events)]
    assert found == [("idea", 2), ("method", 1), ("choice", 2), ("idea", 1)]
    assert [words.ref for words in views.console(play.history).to_check] == [
        words.ref for words in oldest_first(to_check(play.game), events)
    ]
