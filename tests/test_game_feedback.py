"""What the authors of typed words are told: hidden with a reason, shown in other words, shown as one; and who is told."""

from __future__ import annotations

import pytest

from game import checking
from game import commands as ask
from game.feedback import Fate, ToldWords, told_words
from game.scenario import Words
from game.state import HideReason, Naming, Part
from tests.given import Play, gift, market, terms


def told(play: Play, player: str) -> tuple[ToldWords, ...]:
    return told_words(play.game, player)


def hide(play: Play, ref: str, reason: HideReason | None = HideReason.PRIVATE) -> None:
    play.lead(ask.CheckWords(ref=ref, shows=False, reason=reason))


def test_words_that_wait_or_stand_as_they_are_are_nothing_to_tell() -> None:
    play, who = market()
    assert told(play, who["grower1"]) == ()
    play.lead(ask.CheckWords(ref=f"idea:{who['idea1']}:1", shows=True))
    assert told(play, who["grower1"]) == ()


def test_all_at_the_table_are_told_that_its_idea_is_hidden_and_why_and_nobody_else_is() -> None:
    play, who = market()
    hide(play, f"idea:{who['idea1']}:1")
    for mate in ("grower1", "picker1", "singer1"):
        (one,) = told(play, who[mate])
        assert (one.what, one.fate, one.reason, one.can_rewrite) == ("idea", Fate.HIDDEN, HideReason.PRIVATE, True)
        assert one.text == "Bed 1"
    assert told(play, who["grower2"]) == ()


def test_words_that_are_written_anew_are_nothing_to_tell_any_more() -> None:
    play, who = market()
    hide(play, f"idea:{who['idea1']}:1")
    play.write(who["picker1"], "A better bed")
    assert told(play, who["grower1"]) == ()


def test_the_facilitators_wording_is_told_while_all_see_it() -> None:
    play, who = market()
    ref = f"idea:{who['idea1']}:1"
    play.lead(ask.EditWords(ref=ref, title=Words("A bed for all"), line=Words("At dawn.")))
    (one,) = told(play, who["picker1"])
    assert one.fate is Fate.EDITED
    assert one.wrote is not None
    assert (one.wrote.title, one.wrote.line) == ("A bed for all", "At dawn.")
    hide(play, ref, None)
    (one,) = told(play, who["picker1"])
    assert (one.fate, one.reason, one.wrote) == (Fate.HIDDEN, None, None)


def test_ideas_that_are_shown_as_one_are_told_to_all_their_tables_with_the_others_tables() -> None:
    play, who = market(tables=4)
    play.lead(ask.MergeIdeas(idea=who["idea2"], into=who["idea1"]))
    play.lead(ask.MergeIdeas(idea=who["idea3"], into=who["idea1"]))
    assert [one.tables for one in told(play, who["grower1"])] == [(2, 3)]
    assert [one.tables for one in told(play, who["grower2"])] == [(1, 3)]
    assert [one.tables for one in told(play, who["singer3"])] == [(1, 2)]
    assert told(play, who["grower4"]) == ()
    play.lead(ask.MergeIdeas(idea=who["idea2"], into=""))
    assert told(play, who["grower2"]) == ()


def test_whoever_moved_to_another_table_is_told_of_the_words_there() -> None:
    play, who = market()
    hide(play, f"idea:{who['idea1']}:1")
    play.lead(ask.MovePlayer(player=who["singer1"], table=2))
    assert told(play, who["singer1"]) == ()


def typed_everywhere() -> tuple[Play, dict[str, str]]:
    """Given typed words in every place where they can stand, those of table 1 by Ada, of table 2 by Cem."""
    play = Play(expected=8, table_size=4)
    who = {"ada": play.join("Ada", 1), "bea": play.join("Bea", 1), "cem": play.join("Cem", 2)}
    who["dee"] = play.join("Dee", 2, part=Part.PRESS)
    play.to("who")
    for name, role in (("ada", "grower"), ("bea", "picker"), ("cem", "singer")):
        play.become(who[name], role)
    play.to("sky")
    play.must(ask.ChooseCard(player=who["ada"], step="sky", title=Words("Our own sky")))
    play.to("bed")
    who["one"], who["two"] = play.write(who["ada"], "A wall"), play.write(who["cem"], "A hedge")
    play.to("craft")
    play.write_own(who["ada"], "song", title="A path")
    play.must(ask.FileHeadline(player=who["dee"], text=Words("Growers argue")))
    play.must(ask.FileHeadline(player=who["dee"], text=Words("Growers agree")))
    play.to("swap")
    play.send("strike")
    play.must(ask.RefuseIdea(player=who["cem"], card="strike", idea=who["one"], words=Words("More shade")))
    answered = ask.AnswerRefusal(
        player=who["ada"], idea=who["one"], card="strike", changes=False, words=Words("We like sun")
    )
    play.must(answered)
    own = terms(
        who["ada"], gift(who["ada"], "seed"), others=(who["cem"],), string="own", own_words="Only the ripe ones"
    )
    play.must(ask.ShakeHands(player=who["ada"], idea=who["two"], terms=own))
    play.to("doing")
    play.must(ask.SetDelivery(player=who["ada"], idea=who["one"], first_step=Words("Dig"), date=Words("Monday")))
    play.to("fire")
    said = ask.Reflect(player=who["bea"], question="line", text=Words("I was heard"), may_quote=True)
    play.must(said)
    return play, who


AUTHORS = {
    "idea": ("ada", "bea"),
    "choice": ("ada", "bea"),
    "method": ("ada", "bea"),
    "answer": ("ada", "bea"),
    "delivery": ("ada", "bea"),
    "string": ("ada", "cem"),
    "refusal": ("cem",),
    "headline": ("dee",),
    "reflection": ("bea",),
}
"""Who is told of each kind of words when those of table 1, or about its idea, are hidden."""


@pytest.mark.parametrize("what", sorted(AUTHORS))
def test_of_every_kind_of_typed_words_the_authors_are_told_and_nobody_else(what: str) -> None:
    play, who = typed_everywhere()
    words = [one for one in checking.typed_words(play.game) if one.what == what and "hedge" not in one.text]
    hide(play, words[-1].ref, HideReason.HURTS)
    found = {name for name in ("ada", "bea", "cem", "dee") if told(play, who[name])}
    assert found == set(AUTHORS[what])
    for name in found:
        (one,) = told(play, who[name])
        assert (one.what, one.fate, one.reason) == (what, Fate.HIDDEN, HideReason.HURTS)


def test_every_kind_of_typed_words_has_its_authors() -> None:
    play, _ = typed_everywhere()
    assert {words.what for words in checking.typed_words(play.game)} == set(AUTHORS)


def test_of_headlines_all_are_told_the_newest_first() -> None:
    play, who = typed_everywhere()
    first, second = play.game.headlines
    hide(play, f"headline:{first.id}")
    assert [one.about for one in told(play, who["dee"])] == [first.id]
    hide(play, f"headline:{second.id}")
    assert [one.about for one in told(play, who["dee"])] == [second.id, first.id]


def test_nothing_is_told_of_a_line_that_its_author_keeps() -> None:
    play, who = typed_everywhere()
    hide(play, f"reflection:{who['bea']}:line:1")
    play.must(ask.ChangeConsent(player=who["bea"], naming=Naming.OUT, film=False))
    assert told(play, who["bea"]) == ()


def test_what_two_sides_agreed_and_what_a_side_said_aloud_is_not_written_anew() -> None:
    play, who = typed_everywhere()
    for words in checking.typed_words(play.game):
        hide(play, words.ref)
    can = {one.what: one.can_rewrite for name in ("ada", "bea", "cem", "dee") for one in told(play, who[name])}
    assert {what for what, may in can.items() if not may} == {"string", "refusal"}
