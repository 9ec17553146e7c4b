"""What the report says to whoever has one minute."""

from __future__ import annotations

from dataclasses import replace

from game import commands as ask
from game.report import Report
from game.scenario import Words
from game.state import PledgeLevel
from game.telling import report
from tests.given import Play, gift, market
from web.report.in_short import MOST_LINES, Answer, in_short


def _one(told: Report, title: str) -> Answer:
    (answer,) = (one for one in in_short(told) if one.title == title)
    return answer


def _after_a_deal() -> Report:
    play, who = market()
    play.to("swap")
    deal = play.shake(who["grower1"], who["idea2"], gift(who["grower1"], "seed"), others=(who["singer2"],))
    play.to("fire")
    for player in ("grower1", "singer2"):
        play.must(ask.PledgeDeal(player=who[player], deal=deal, level=PledgeLevel.DO))
    play.lead(ask.AddNextStep(text=Words("Meet again"), who=Words("Table 2"), date=Words("3 May")))
    return report(play.history)


def test_three_answers_say_what_was_wanted_what_was_agreed_and_what_happens_next() -> None:
    told = _after_a_deal()
    wanted, agreed, ahead = in_short(told)
    assert wanted.text == f"{told.summary} The tables answered with 2 beds."
    assert [name for name, _ in wanted.lines] == [f"{idea.label}. {idea.name}" for idea in told.ideas]
    assert agreed.text == (
        "In 1 bargain, characters promised help to 1 of 2 beds: 1 card of the game (1 Seed). None of it binds anybody. "
        "A song from pickers: no bed."
    )
    assert ahead.text == "People said, as themselves, that they will go on with 1 of 2 beds."
    assert ahead.planned == ("Meet again (Table 2, 3 May).",)
    assert [one.is_real for one in in_short(told)] == [False, False, True]


def test_the_question_of_the_pack_stands_before_the_ideas() -> None:
    told = replace(_after_a_deal(), question="Who waters the beds")
    assert _one(told, "What the room wanted").text == "Who waters the beds. The tables answered with 2 beds."


def test_who_leads_is_named_only_with_leave_and_nobody_is_said_too() -> None:
    told = _after_a_deal()
    led, other = sorted(told.ideas, key=lambda idea: not idea.doers)
    person = led.doers[0]
    led = replace(led, doers=(replace(person, name="Ada"), replace(person, name="")), first_step="Dig", date="3 May")
    other = replace(other, helpers=2, first_step="Sing")
    answer = _one(replace(told, ideas=(led, other)), "What happens next")
    assert answer.text.endswith(" The first steps were planned in the game.")
    assert answer.lines == (
        (f"{led.label}. {led.name}", "Ada and 1 more. Dig (3 May)."),
        (f"{other.label}. {other.name}", "nobody leads yet, 2 people want to help. Sing."),
    )
    unnamed = replace(led, doers=(replace(person, name=""),), first_step="")
    answer = _one(replace(told, ideas=(unnamed,)), "What happens next")
    assert answer.lines == ((f"{led.label}. {led.name}", "1 person. No first step yet."),)


def test_an_idea_that_is_not_shown_and_one_without_a_line_are_said_to_be_so() -> None:
    told = _after_a_deal()
    first, second = told.ideas
    shown = (replace(first, is_shown=False, line=""), replace(second, is_shown=True, line=""))
    lines = _one(replace(told, ideas=shown), "What the room wanted").lines
    assert [said for _, said in lines] == ["Not published here.", "No line was written."]


def test_a_large_room_is_told_by_so_many_ideas_and_how_many_more() -> None:
    told = _after_a_deal()
    idea = next(idea for idea in told.ideas if idea.doers)
    many = tuple(
        replace(idea, label=str(number), name=f"Bed {number}", first_step="Dig") for number in range(MOST_LINES + 3)
    )
    for title in ("What the room wanted", "What happens next"):
        answer = _one(replace(told, ideas=many), title)
        assert (len(answer.lines), answer.more) == (MOST_LINES, 3)


def test_those_that_won_most_are_named_only_where_they_won_more_than_the_next() -> None:
    told = _after_a_deal()
    idea = next(idea for idea in told.ideas if idea.support)
    (gifts,) = idea.support

    def said(*counts: int) -> str:
        ideas = tuple(
            replace(idea, label=str(place), name="Bed", support=(replace(gifts, count=count),))
            for place, count in enumerate(counts)
        )
        return _one(replace(told, ideas=ideas), "What it agreed").text

    assert "Most went to “0. Bed” (4), “1. Bed” (3) and “2. Bed” (2)." in said(4, 3, 2, 1)
    assert "Most went" not in said(4, 2, 2, 2)
    assert "Most went" not in said(4, 3, 2)


def test_a_standing_wish_names_who_earned_it() -> None:
    told = _after_a_deal()
    first, second = told.ideas
    assert first.missing
    answer = _one(replace(told, ideas=(replace(first, missing=()), second)), "What it agreed")
    assert answer.text.endswith(f": “{first.label}. {first.name}”.")
    many = (replace(first, missing=()), *(replace(second, label=str(place)) for place in range(3)))
    assert _one(replace(told, ideas=many), "What it agreed").text.endswith(f": only “{first.label}. {first.name}”.")


def test_deals_that_are_in_doubt_at_the_end_are_said_to_be() -> None:
    told = _after_a_deal()
    assert "in doubt" not in _one(told, "What it agreed").text
    for count, said in ((1, "1 bargain is in doubt at the end."), (2, "2 bargains are in doubt at the end.")):
        doubted = replace(told, outcomes=replace(told.outcomes, in_doubt=count))
        assert said in _one(doubted, "What it agreed").text


def test_a_room_in_which_nothing_was_agreed_or_written_says_so() -> None:
    told = report(Play().history)
    assert _one(told, "What the room wanted").text.endswith("No beds were written.")
    assert _one(told, "What it agreed").text == "No bargains hold."
    assert [answer.title for answer in in_short(told)] == ["What the room wanted", "What it agreed"]
