"""What the facilitator decides about typed words: show, hide with a reason, change, trust a table, show two ideas as one."""

from __future__ import annotations

import pytest

from game import commands as ask
from game import events as happened
from game.checking import is_hidden, is_shown, shown_as, to_check
from game.history import Entry
from game.invariants import broken
from game.refused import Refused, Why
from game.scenario import Words
from game.state import DealState, HideReason, Part
from tests.given import Play, gift, kinds, market, terms

Market = tuple[Play, dict[str, str]]


def _ref(play: Play, idea: str) -> str:
    return f"idea:{idea}:{play.idea(idea).rev}"


def _shown(entry: Entry) -> list[str]:
    """The words that this entry lets be seen by all."""
    return [event.ref for event in entry.events if isinstance(event, happened.WordsChecked) and event.shows]


def _waiting(play: Play) -> set[str]:
    return {words.ref for words in to_check(play.game)}


# --- Showing, hiding, changing ---------------------------------------------------------------------------------------


def test_words_are_hidden_with_a_reason_and_shown_without(at_market: Market) -> None:
    play, who = at_market
    ref = _ref(play, who["idea1"])
    play.lead(ask.CheckWords(ref=ref, shows=False, reason=HideReason.UNCLEAR))
    assert is_hidden(play.game, ref) and play.game.reasons == {ref: HideReason.UNCLEAR}
    play.lead(ask.CheckWords(ref=ref, shows=True, reason=HideReason.UNCLEAR))
    assert is_shown(play.game, ref) and play.game.reasons == {}
    assert play.why(ask.CheckWords(ref="idea:i0:1", shows=True)) is Why.UNKNOWN


def test_words_are_changed_in_both_parts_where_there_are_two(at_market: Market) -> None:
    play, who = at_market
    ref = _ref(play, who["idea1"])
    play.lead(ask.CheckWords(ref=ref, shows=False, reason=HideReason.PRIVATE))
    play.lead(ask.EditWords(ref=ref, title=Words(" A  wall "), line=Words("At dawn")))
    edit = play.game.edits[ref]
    assert (edit.title, edit.line) == ("A wall", "At dawn")
    assert is_shown(play.game, ref) and play.game.reasons == {}
    assert play.idea(who["idea1"]).title == "Bed 1"
    assert play.why(ask.EditWords(ref=ref, title=Words(" "))) is Why.EMPTY
    assert play.why(ask.EditWords(ref=ref, title=Words("x" * 49))) is Why.TOO_LONG
    assert play.why(ask.EditWords(ref=ref, title=Words("A wall"), line=Words("x" * 141))) is Why.TOO_LONG
    assert play.why(ask.EditWords(ref="idea:i0:1", title=Words("A wall"))) is Why.UNKNOWN


def test_words_of_one_part_are_changed_in_that_part_alone() -> None:
    play, who = market()
    pick = play.write_own(who["grower1"], "seed")
    ref = f"method:{who['idea1']}:{pick}"
    play.lead(ask.EditWords(ref=ref, title=Words("A gravel path"), line=Words("x" * 999)))
    assert (play.game.edits[ref].title, play.game.edits[ref].line) == ("A gravel path", "")


def test_a_change_is_undone_back_to_what_was_decided_before(at_market: Market) -> None:
    play, who = at_market
    ref = _ref(play, who["idea1"])
    play.lead(ask.CheckWords(ref=ref, shows=False, reason=HideReason.HURTS))
    play.lead(ask.EditWords(ref=ref, title=Words("A wall")))
    play.lead(ask.Undo(seq=play.game.seq))
    assert is_hidden(play.game, ref) and play.game.reasons == {ref: HideReason.HURTS} and not play.game.edits


# --- A check never covers words that nobody looked at ----------------------------------------------------------------


def test_a_check_hangs_on_the_words_it_was_for_when_these_are_undone(at_market: Market) -> None:
    play, who = at_market
    play.write(who["grower1"], title="Second words")
    written = play.game.seq
    ref = _ref(play, who["idea1"])
    play.lead(ask.CheckWords(ref=ref, shows=True))
    checked = play.game.seq
    said = play.do(ask.Undo(seq=written))
    assert isinstance(said, Refused) and said.detail("entries") == (checked,)
    assert play.history.group_of(written) == (checked,)
    play.lead(ask.Undo(seq=written, also=(checked,)))
    play.write(who["grower1"], title="Words that nobody saw")
    assert _ref(play, who["idea1"]) == ref
    assert not is_shown(play.game, ref) and ref in _waiting(play)


def test_a_check_of_later_words_hangs_on_them_too_since_they_are_counted_anew(at_market: Market) -> None:
    play, who = at_market
    play.write(who["grower1"], title="Second words")
    second = play.game.seq
    play.write(who["grower1"], title="Third words")
    play.lead(ask.EditWords(ref=_ref(play, who["idea1"]), title=Words("Thirdly")))
    assert play.history.group_of(second) == (play.game.seq,)


def test_a_check_does_not_hang_on_words_of_others_or_on_words_that_were_undone_before_it(at_market: Market) -> None:
    play, who = at_market
    play.write(who["grower2"], title="Other words")
    other = play.game.seq
    play.lead(ask.CheckWords(ref=_ref(play, who["idea1"]), shows=True))
    play.lead(ask.Undo(seq=other))
    play.write(who["grower2"], title="Others again")
    again = play.game.seq
    play.lead(ask.Undo(seq=again))
    play.write(who["grower2"], title="And again")
    play.lead(ask.CheckWords(ref=_ref(play, who["idea2"]), shows=True))
    play.lead(ask.AddTable())
    play.lead(ask.Undo(seq=play.game.seq))
    assert is_shown(play.game, _ref(play, who["idea2"]))


# --- Trust -----------------------------------------------------------------------------------------------------------


def test_what_waits_and_is_harmless_is_shown_as_a_table_is_trusted(at_market: Market) -> None:
    play, who = at_market
    play.write(who["grower2"], title="Ring 07700 900123")
    before = _waiting(play)
    entry = play.lead(ask.TrustTable(table=1, trusts=True))
    assert _shown(entry) == [_ref(play, who["idea1"])]
    entry = play.lead(ask.TrustTable(table=2, trusts=True))
    assert kinds(entry) == ["TableTrusted"]
    assert _waiting(play) == before - {_ref(play, who["idea1"])}
    assert play.why(ask.TrustTable(table=1, trusts=True)) is Why.NOT_NOW
    assert play.why(ask.TrustTable(table=9, trusts=True)) is Why.UNKNOWN
    play.lead(ask.TrustTable(table=1, trusts=False))
    play.write(who["grower1"], title="Later words")
    assert _ref(play, who["idea1"]) in _waiting(play)


def test_new_words_of_a_trusted_table_are_shown_in_the_same_act_unless_somebody_should_look(
    at_market: Market,
) -> None:
    play, who = at_market
    play.lead(ask.TrustTable(table=1, trusts=True))
    entry = play.must(ask.WriteIdea(player=who["grower1"], title=Words("A pear wall"), line=Words("")))
    assert kinds(entry) == ["IdeaRewritten", "WordsChecked"]
    entry = play.must(ask.WriteIdea(player=who["grower1"], title=Words("A wall"), line=Words("ada@home.org")))
    assert kinds(entry) == ["IdeaRewritten"]
    entry = play.must(ask.WriteIdea(player=who["grower2"], title=Words("A pond"), line=Words("")))
    assert kinds(entry) == ["IdeaRewritten"]


def test_what_was_hidden_stays_hidden_and_what_was_taken_back_waits_though_the_table_is_trusted(
    at_market: Market,
) -> None:
    play, who = at_market
    hidden = _ref(play, who["idea1"])
    play.lead(ask.CheckWords(ref=hidden, shows=False))
    play.lead(ask.CheckWords(ref=_ref(play, who["idea2"]), shows=True))
    shown = play.game.seq
    play.lead(ask.TrustTable(table=1, trusts=True))
    play.lead(ask.TrustTable(table=2, trusts=True))
    play.lead(ask.Undo(seq=shown))
    entry = play.must(ask.Practise(player=who["grower1"], other=who["grower2"]))
    assert kinds(entry) == ["HandshakePractised"]
    assert is_hidden(play.game, hidden) and _ref(play, who["idea2"]) in _waiting(play)


def test_a_string_is_shown_by_trust_only_where_every_party_sits_at_a_trusted_table(at_market: Market) -> None:
    play, who = at_market
    play.lead(ask.TrustTable(table=1, trusts=True))
    said = terms(
        who["picker1"],
        gift(who["picker1"], "ladder"),
        others=(who["singer1"],),
        string="own",
        own_words="Bring it back",
    )
    entry = play.must(ask.ShakeHands(player=who["picker1"], terms=said, idea=who["idea1"]))
    assert len(_shown(entry)) == 1
    stranger = terms(
        who["grower2"], gift(who["grower2"], "seed"), others=(who["picker2"],), string="own", own_words="Ha"
    )
    entry = play.must(ask.ShakeHands(player=who["grower2"], terms=stranger, idea=who["idea1"]))
    assert _shown(entry) == []
    play.lead(ask.TrustTable(table=2, trusts=True))
    assert not {ref for ref in _waiting(play) if ref.startswith("string")}


@pytest.mark.parametrize("is_entered", [True, False])
def test_words_of_a_trusted_table_that_the_facilitator_enters_are_shown_too(
    at_market: Market, is_entered: bool
) -> None:
    play, who = at_market
    for table in (1, 2):
        play.lead(ask.TrustTable(table=table, trusts=True))
    said = terms(
        who["grower2"], gift(who["grower2"], "seed"), others=(who["picker1"],), string="own", own_words="Some shade"
    )
    if is_entered:
        entry = play.lead(ask.EnterSpoken(terms=said, idea=who["idea1"]))
    else:
        play.must(ask.Propose(player=who["grower2"], terms=said, idea=who["idea1"]))
        deal = tuple(play.game.deals)[-1]
        entry = play.lead(ask.AnswerFor(player=who["picker1"], deal=deal, version=1, yes=True))
    assert len(_shown(entry)) == 1


def test_after_the_close_nothing_is_shown_by_trust_on_the_way(at_market: Market) -> None:
    play, who = at_market
    play.lead(ask.TrustTable(table=1, trusts=True))
    play.lead(ask.CloseGame())
    entry = play.must(ask.WriteIdea(player=who["grower1"], title=Words("Too late"), line=Words("")))
    assert kinds(entry) == ["LateKept"]


# --- Two ideas as one ------------------------------------------------------------------------------------------------


def test_two_ideas_are_shown_as_one_and_keep_their_lists_and_are_parted_again(at_market: Market) -> None:
    play, who = at_market
    play.lead(ask.MergeIdeas(idea=who["idea2"], into=who["idea1"]))
    assert play.idea(who["idea2"]).one_with == who["idea1"]
    assert play.game.tables[2].idea == who["idea2"] and play.idea(who["idea2"]).title == "Bed 2"
    play.lead(ask.MergeIdeas(idea=who["idea2"], into=""))
    assert play.idea(who["idea2"]).one_with == ""
    assert play.why(ask.MergeIdeas(idea=who["idea2"], into="")) is Why.NOT_NOW


def test_ideas_are_merged_into_one_that_stands_by_itself_never_in_a_chain_or_a_circle() -> None:
    play, who = market(tables=3)
    one, two, three = (who[f"idea{number}"] for number in (1, 2, 3))
    assert play.why(ask.MergeIdeas(idea=one, into=one)) is Why.NOT_ALIKE
    play.lead(ask.MergeIdeas(idea=two, into=one))
    for idea, into in ((one, two), (one, three), (three, two), (two, three), (two, one)):
        assert play.why(ask.MergeIdeas(idea=idea, into=into)) is Why.NOT_ALIKE
    play.lead(ask.MergeIdeas(idea=three, into=one))
    for idea, into in (("i0", one), (two, "i0")):
        assert play.why(ask.MergeIdeas(idea=idea, into=into)) is Why.UNKNOWN
    assert broken(play.game) == ()


def test_a_parting_is_not_undone_where_that_would_make_a_chain() -> None:
    play, who = market(tables=3)
    one, two, three = (who[f"idea{number}"] for number in (1, 2, 3))
    play.lead(ask.MergeIdeas(idea=one, into=two))
    play.lead(ask.MergeIdeas(idea=one, into=""))
    parted = play.game.seq
    play.lead(ask.MergeIdeas(idea=two, into=three))
    said = play.do(ask.Undo(seq=parted))
    assert isinstance(said, Refused) and said.detail("entries") == (play.game.seq,)
    play.lead(ask.Undo(seq=parted, also=play.history.group_of(parted)))
    assert (play.idea(one).one_with, play.idea(two).one_with) == (two, "")


def test_an_idea_that_is_only_proposed_is_nobody_s_to_merge(at_market: Market) -> None:
    play, who = at_market
    said = terms(who["singer2"], gift(who["singer2"], "song"), others=(who["grower1"],))
    play.must(ask.Propose(player=who["singer2"], terms=said, title=Words("Between us")))
    new = tuple(play.game.ideas)[-1]
    for idea, into in ((new, who["idea1"]), (who["idea1"], new)):
        assert play.why(ask.MergeIdeas(idea=idea, into=into)) is Why.UNKNOWN


def test_what_was_merged_into_an_idea_that_was_voided_since_stands_for_itself(at_market: Market) -> None:
    play, who = at_market
    said = terms(who["singer2"], gift(who["singer2"], "song"), others=(who["grower1"],))
    play.must(ask.ShakeHands(player=who["singer2"], terms=said, title=Words("Between us")))
    new, deal = tuple(play.game.ideas)[-1], tuple(play.game.deals)[-1]
    play.lead(ask.MergeIdeas(idea=who["idea1"], into=new))
    assert shown_as(play.game, play.idea(who["idea1"])).id == new
    play.lead(ask.VoidDeal(deal=deal))
    assert play.deal(deal).state is DealState.VOIDED
    assert shown_as(play.game, play.idea(who["idea1"])).id == who["idea1"]
    assert broken(play.game) == ()


def test_the_beginning_of_an_idea_is_not_undone_from_under_a_merge(at_market: Market) -> None:
    play, who = at_market
    said = terms(who["singer2"], gift(who["singer2"], "song"), others=(who["grower1"],))
    play.must(ask.ShakeHands(player=who["singer2"], terms=said, title=Words("Between us")))
    begun, new = play.game.seq, tuple(play.game.ideas)[-1]
    play.lead(ask.MergeIdeas(idea=who["idea1"], into=new))
    said_no = play.do(ask.Undo(seq=begun))
    assert isinstance(said_no, Refused) and said_no.detail("entries") == (play.game.seq,)


def test_a_merged_idea_moves_with_its_table_and_stays_merged() -> None:
    play = Play(expected=6, table_size=2)
    ada, ben = play.join("Ada", table=1), play.join("Ben", table=2)
    play.join("Cy", table=3, part=Part.OBSERVER)
    play.to("bed")
    one, two = play.write(ada, title="Pears"), play.write(ben, title="Apples")
    play.lead(ask.MergeIdeas(idea=one, into=two))
    play.lead(ask.MergeTables(table=1, into=3))
    assert (play.idea(one).table, play.idea(one).one_with) == (3, two)
    assert shown_as(play.game, play.idea(one)).id == two and broken(play.game) == ()
