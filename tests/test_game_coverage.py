"""What of a pack a room made use of: challenges by methods, groups, tables, cards left over."""

from __future__ import annotations

from dataclasses import replace

from game import commands as ask
from game.report import CardsKind, CardsLine, Report
from game.scenario import CardGroup, Scenario, Words
from game.telling import report
from tests.given import Play, gift, market
from tests.tiny import tiny_scenario


def _cards(told: Report, word: str) -> CardsLine:
    return next(line for line in told.cards if line.word == word)


def _grouped() -> Scenario:
    tiny = tiny_scenario()
    cards = tuple(
        replace(card, group={"craft-1": "trees", "dream-1": "people"}.get(card.id, "")) for card in tiny.cards
    )
    groups = (CardGroup(id="people", text="For people"), CardGroup(id="trees", text="For trees", icon="hand"))
    return replace(tiny, cards=cards, groups=groups)


def _planned() -> tuple[Play, dict[str, str]]:
    play, who = market(run_sheet="full")
    return play, who


def test_an_idea_counts_where_its_challenge_meets_its_methods() -> None:
    play = Play(_grouped())
    ada, bea = play.join("Ada", 1), play.join("Bea", 2)
    play.to("sky")
    play.must(ask.ChooseCard(player=ada, step="sky", card=play.game.tables[1].hands["sky"].cards[0]))
    play.must(ask.ChooseCard(player=bea, step="sky", title=Words("Our own sky"), text=Words("It rains.")))
    play.to("bed")
    play.write(ada, "Pear wall")
    play.write(bea, "Plum wall", "Of plums.")
    play.to("craft")
    for player in (ada, bea):
        play.pick(player, "craft-1")
    play.pick(ada, "craft-3")
    for words in ("choice:2:sky:1",):
        play.lead(ask.CheckWords(ref=words, shows=True))
    told = report(play.history)
    assert told.matrix is not None
    chosen = play.game.scenario.card(play.game.tables[1].choices["sky"].card).title
    assert (told.matrix.row_word, told.matrix.column_word) == ("Weather", "Craft")
    assert told.matrix.rows == (chosen, "Our own sky")
    assert told.matrix.columns == ("Graft", "Feast")
    assert told.matrix.cells == ((1, 1), (1, 0))


def test_without_a_plan_there_is_no_matrix(play: Play) -> None:
    assert report(play.history).matrix is None


def test_groups_hold_the_ideas_whose_methods_or_card_belong_to_them() -> None:
    play = Play(_grouped())
    ada = play.join("Ada", 1)
    play.to("bed")
    play.write(ada)
    play.to("craft")
    play.pick(ada, "craft-1")
    told = report(play.history)
    assert [(group.text, group.ideas) for group in told.groups] == [("For people", ()), ("For trees", ("1",))]
    assert told.ideas[0].groups == ("For trees",)


def test_a_table_tells_what_it_gave_to_others_and_what_its_idea_won() -> None:
    play, who = _planned()
    play.to("swap")
    play.shake(who["grower1"], who["idea2"], gift(who["grower1"], "seed"), others=(who["singer2"],))
    one, two = report(play.history).table_lines
    assert [(gift.word, gift.count) for gift in one.gave] == [("Seed", 1)]
    assert one.won == ()
    assert [(gift.word, gift.count) for gift in two.won] == [("Seed", 1)]
    assert (one.partners, two.partners) == ((2,), (1,))
    assert (one.deals, two.deals) == ((1,), (1,))
    assert one.heads == 3


def test_cards_that_came_into_play_and_cards_that_never_did() -> None:
    play, _who = _planned()
    play.to("swap")
    play.send("frost")
    told = report(play.history)
    roles = next(line for line in told.cards if line.kind is CardsKind.ROLE)
    assert set(roles.used) == {play.game.scenario.role(role).title for role in ("picker", "singer", "grower")}
    events = next(line for line in told.cards if line.kind is CardsKind.EVENT)
    assert events.used == ("Frost",)
    assert "Bees" in events.never
    assert not set(roles.used) & set(roles.never)
    assert _cards(told, "Tales").used == ("The wall",)


def test_blank_cards_are_counted_and_named_once_they_were_checked() -> None:
    play = Play()
    ada = play.join("Ada", 1)
    play.to("sky")
    play.must(ask.ChooseCard(player=ada, step="sky", title=Words("Our own sky"), text=Words("It rains.")))
    assert (_cards(report(play.history), "Weathers").blank, _cards(report(play.history), "Weathers").blanks) == ((), 1)
    play.lead(ask.CheckWords(ref="choice:1:sky:1", shows=True))
    assert _cards(report(play.history), "Weathers").blank == ("Our own sky",)
