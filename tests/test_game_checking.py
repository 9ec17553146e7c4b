"""Typed words reach the wall only after the facilitator's check, and a check covers one version."""

from __future__ import annotations

from dataclasses import replace

from game import commands as ask
from game.checking import delivery_ref, for_phones, idea_ref, is_shown, to_check, typed_words
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
