"""The whole arc on pages: what one person does on a phone or the console is what the others see, and no more than they may."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from game import commands as ask
from game.scenario import Words
from game.state import DealState, Part, Scene
from tests.given import Play, gift, market
from tests.phones import everything, fresh_id, gold, press, region, said, serving
from tests.served import CODE, HTMX, SAME_SITE, Served

SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])

Who = dict[str, str]
Start = Callable[[Play], Served]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """A server that goes on with an evening."""
    with ExitStack() as running:
        yield lambda play: running.enter_context(serving(tmp_path, play))


@pytest.fixture
def given() -> tuple[Play, Who]:
    """Two tables with a grower, a picker and a singer each, and an idea each, at the plan of the whole day."""
    return market(run_sheet="full")


def see(room: Served, player: str, name: str = "now") -> str:
    """A region of somebody's phone."""
    room.sit(player)
    return region(room.client.get("/play").text, name)


def golden(room: Served, player: str) -> list[str]:
    """What somebody's phone asks for."""
    room.sit(player)
    return gold(room.client.get("/play").text)


def tap(room: Served, player: str, verb: str, *, script: bool = True, **fields: str | list[str]) -> str:
    """A form sent from somebody's phone, which must be taken: the receipt, as that person reads it."""
    room.sit(player)
    answer = press(room, verb, script=script, **fields)
    if not script:
        assert answer.status_code == 303, said(answer)
        answer = room.client.get(answer.headers["location"])
    assert answer.status_code == 200, said(answer)
    found = re.search(r'<div class="receipt is-done"[^>]*><p>✓ (.*?)</p>', answer.text)
    return found.group(1) if found else ""


def lead(room: Served, verb: str, *, script: bool = True, **fields: str | list[str]) -> str:
    """An act from the console, which must be done: what is said of it."""
    room.lead()
    headers = HTMX if script else SAME_SITE
    answer = room.client.post(f"/lead/{verb}", data={"command_id": fresh_id(), **fields}, headers=headers)
    assert answer.status_code == 200, said(answer)
    assert "is-refused" not in answer.text
    return said(answer)


def wall(room: Served) -> str:
    """The wall's page."""
    return room.client.get(f"/wall/{CODE}").text


# --- What is sent, and what is said of it ------------------------------------------------------------------------------

RECEIPTS: tuple[tuple[str, str, dict[str, str | list[str]], str], ...] = (
    ("part", "eve", {"part": "press"}, "Changed. Your table sees it."),
    ("practise", "ada", {"stage": "yes", "badge": "2a", "string": "half"}, "That is how it goes. Nothing was given."),
    ("hosting", "ada", {"first": "no"}, "Changed. Your table sees it."),
    ("sort", "ada", {"card": "{dream}", "pile": "borrow"}, "Your table sees it."),
    ("write-method", "ada", {"title": "A path", "needs": ["song"], "when": "soon"}, "Added to your plan."),
    ("pick", "ada", {"card": "craft-2", "when": "later"}, "Changed in your plan."),
    ("comment", "ada", {"card": "judge", "comments": "yes"}, "Saved. The room sees it."),
    ("refuse", "bea", {"card": "strike", "idea": "{theirs}", "refusal_words": "Less"}, "Said. That table answers you."),
    (
        "answer-refusal",
        "ada",
        {"card": "strike", "idea": "{mine}", "changes": "yes", "words": ""},
        "Saved. The others are told.",
    ),
    ("headline", "fay", {"headline": "Bees are back"}, "Filed. It waits for the check."),
    (
        "vote",
        "ada",
        {"step": "pebbles", "dots:{theirs}": "3"},
        "Your votes are in. You can change them until the step ends.",
    ),
)


@SCRIPT
@pytest.mark.parametrize(("verb", "who", "fields", "sentence"), RECEIPTS, ids=[receipt[0] for receipt in RECEIPTS])
def test_what_is_done_is_said_in_a_sentence(
    start: Start, verb: str, who: str, fields: dict[str, str | list[str]], sentence: str, script: bool
) -> None:
    play, of = everything()
    room = start(play)
    before = room.game.seq
    filled = {
        name.format_map(of): value.format_map(of) if isinstance(value, str) else value for name, value in fields.items()
    }
    assert tap(room, of[who], verb, script=script, at_desk="yes", **filled) == sentence
    assert room.game.seq == before + 1


@SCRIPT
def test_a_receipt_is_about_what_was_done_and_not_about_what_followed(start: Start, script: bool) -> None:
    play, who = market(run_sheet="full")
    play.to("swap")
    play.shake(who["picker2"], who["idea1"], gift(who["picker2"], "song"), others=(who["grower1"],))
    play.send("strike")
    room = start(play)
    refusal = {"card": "strike", "idea": who["idea1"], "refusal_words": "Shade"}
    assert tap(room, who["picker1"], "refuse", script=script, **refusal) == "Said. That table answers you."
    assert {deal.state for deal in room.game.deals.values()} == {DealState.IN_DOUBT}
    answer = {"card": "strike", "idea": who["idea1"], "changes": "yes", "words": ""}
    assert tap(room, who["grower1"], "answer-refusal", script=script, **answer) == "Saved. The others are told."
    watcher = room.join("Eve", 1, part=Part.OBSERVER)
    assert tap(room, watcher, "part", script=script, part="player") == "Changed. Your table sees it."
    assert len(room.game.players[watcher].offered) == 2


WRONG: tuple[tuple[str, str, dict[str, str | list[str]], str, str, tuple[str, ...]], ...] = (
    (
        "practise",
        "ada",
        {"badge": "9Z", "string": "half"},
        "Nobody wears the badge 9Z.",
        "badge",
        ('value="half" checked',),
    ),
    ("practise", "ada", {"badge": "1A"}, "This is your own badge.", "badge", ('value="1A"',)),
    (
        "write-method",
        "ada",
        {"title": " ", "needs": ["song"], "when": "later"},
        "Write a title first.",
        "title",
        ('value="song" checked', 'value="later" checked'),
    ),
    ("write-method", "ada", {"title": "A <path>"}, "Say what it needs", "needs", ('value="A &lt;path&gt;"',)),
    (
        "refuse",
        "bea",
        {"card": "strike", "idea": "{theirs}", "refusal_words": "é" * 141},
        "This has 141 letters.",
        "refusal_words",
        ('value="{theirs}" checked', "é" * 141),
    ),
    (
        "refuse",
        "bea",
        {"card": "strike", "idea": "{theirs}", "refusal_words": ""},
        "Write what must change first.",
        "refusal_words",
        ('value="{theirs}" checked',),
    ),
    (
        "answer-refusal",
        "ada",
        {"card": "strike", "idea": "{mine}", "changes": "no", "words": "é" * 141},
        "This has 141 letters.",
        "words",
        ("é" * 141,),
    ),
    ("headline", "fay", {"headline": ""}, "Write a headline first.", "headline", ()),
    ("headline", "fay", {"headline": "é" * 97}, "It can have 96.", "headline", ("é" * 97,)),
    ("part", "eve", {"part": "king"}, "Choose one of the three answers.", "part", ()),
)


@SCRIPT
@pytest.mark.parametrize(
    ("verb", "who", "fields", "sentence", "field", "kept"), WRONG, ids=[f"{w[0]}-{w[4]}" for w in WRONG]
)
def test_what_is_wrong_is_said_once_beside_its_field_and_the_rest_is_kept(
    start: Start,
    verb: str,
    who: str,
    fields: dict[str, str | list[str]],
    sentence: str,
    field: str,
    kept: tuple[str, ...],
    script: bool,
) -> None:
    play, of = everything()
    room = start(play)
    before = room.game.seq
    filled = {name: value.format_map(of) if isinstance(value, str) else value for name, value in fields.items()}
    room.sit(of[who])
    answer = press(room, verb, script=script, at_desk="yes", **filled)
    assert answer.status_code == 422
    beside = re.findall(r'<p class="field-error" id="wrong-([\w]+)" role="alert">(.*?)</p>', answer.text)
    assert [name for name, _ in beside] == [field]
    assert sentence in beside[0][1]
    assert answer.text.count(sentence) == 1
    for words in kept:
        assert words.format_map(of) in answer.text
    assert ("<html" in answer.text) is not script
    assert room.game.seq == before


@SCRIPT
def test_too_many_dots_are_counted_and_stay_where_they_were_laid(start: Start, script: bool) -> None:
    play, of = everything()
    room = start(play)
    room.sit(of["bea"])
    field = f"dots:{of['theirs']}"
    answer = press(room, "vote", script=script, at_desk="yes", **{"step": "pebbles", field: "9"})
    assert answer.status_code == 409
    assert "You laid 9 dots. You have 3." in said(answer)
    answer = press(room, "vote", script=script, at_desk="yes", **{"step": "pebbles", field: "many"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert not room.game.votes


# --- Desks in and out of their step -------------------------------------------------------------------------------------

OPEN: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("practise", "ada", 'action="/play/practise"', ("You give A cup of tea", "Hand over the phone")),
    ("method", "ada", 'action="/play/write-method"', ("What do we do?", "Add to our plan")),
    ("refuse", "bea", 'action="/play/refuse"', ("Their bed", "Our bed", "What must change?")),
    (
        "refusal",
        "ada",
        'action="/play/answer-refusal"',
        ("Pickers: More shade", "We change that", "We keep it as it is"),
    ),
    ("headline", "fay", 'action="/play/headline"', ("One line", "File it")),
    ("vote", "ada", 'action="/play/vote"', ("You have 3.", "Their bed", "Send my votes")),
)
SHUT: tuple[tuple[str, str], ...] = (
    ("refuse", "This is over."),
    ("refusal", "This is answered already."),
    ("headline", "Only the press files headlines."),
    ("vote", "There is no vote now."),
)


@SCRIPT
@pytest.mark.parametrize(("desk", "who", "form", "words"), OPEN, ids=[desk[0] for desk in OPEN])
def test_a_desk_has_its_form_while_it_can_be_used(
    start: Start, desk: str, who: str, form: str, words: tuple[str, ...], script: bool
) -> None:
    play, of = everything()
    room = start(play)
    room.sit(of[who])
    answer = room.client.get(f"/play/desk/{desk}", headers=HTMX) if script else room.client.get(f"/play?desk={desk}")
    assert answer.status_code == 200
    opened = re.search(r'<section class="desk".*?</section>', answer.text, re.DOTALL)
    assert opened is not None
    assert form in opened.group()
    for sentence in words:
        assert sentence in " ".join(re.sub(r"<[^>]*>", " ", opened.group()).split())
    assert "Our bed" not in opened.group() or desk in {"refuse"}


@SCRIPT
@pytest.mark.parametrize(("desk", "sentence"), SHUT)
def test_a_desk_says_why_it_has_no_form(
    start: Start, given: tuple[Play, Who], desk: str, sentence: str, script: bool
) -> None:
    play, who = given
    room = start(play)
    room.sit(who["picker1"])
    answer = room.client.get(f"/play/desk/{desk}", headers=HTMX) if script else room.client.get(f"/play?desk={desk}")
    opened = re.search(r'<section class="desk".*?</section>', answer.text, re.DOTALL)
    assert opened is not None
    assert sentence in opened.group()
    assert "<form" not in opened.group()


# --- Who somebody is ----------------------------------------------------------------------------------------------------


def enter(room: Served, part: str) -> str:
    """Somebody joins table 1 by the page at the door; the player's id."""
    room.client.cookies.clear()
    form = {
        "command_id": fresh_id(),
        "name": part.capitalize(),
        "table": "1",
        "naming": "table",
        "part": part,
        "hat": "",
    }
    answer = room.client.post(f"/j/{CODE}", data=form, headers=SAME_SITE, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/play")
    room.client.cookies.clear()
    return next(reversed(room.game.players))


def test_an_observer_joins_at_the_door_gets_no_character_and_sees_what_the_room_sees(start: Start) -> None:
    room = start(Play(expected=12, run_sheet="full"))
    assert 'name="part" value="observer"' in room.client.get(f"/j/{CODE}").text
    watcher, player = enter(room, "observer"), enter(room, "player")
    room.advance_to("who")
    assert room.game.players[watcher].part is Part.OBSERVER
    assert room.game.players[watcher].offered == ()
    assert len(room.game.players[player].offered) == 2
    assert "You watch today." in see(room, watcher)
    assert golden(room, watcher) == []
    assert "Who will you be?" in see(room, player)
    assert "You have no character today." in see(room, watcher, "cards")
    assert "You have no character today." in see(room, watcher, "purse")
    room.sit(watcher)
    page = room.client.get("/play").text
    assert all(role.secret not in page for role in room.game.scenario.roles)
    room.advance_to("craft")
    room.do(ask.WriteIdea(player=player, title=Words("Our bed"), line=Words("")), by=player)
    room.advance_to("swap")
    assert golden(room, watcher) == []
    assert "Our bed" in see(room, watcher, "lists")
    latecomer = enter(room, "observer")
    assert room.game.players[latecomer].offered == ()
    assert golden(room, latecomer) == []


def test_nobody_can_shake_hands_with_somebody_who_watches(start: Start, given: tuple[Play, Who]) -> None:
    play, who = given
    watcher = play.join("Wim", table=2, part=Part.OBSERVER)
    play.to("swap")
    room = start(play)
    room.sit(who["grower1"])
    fields = {"idea": who["idea2"], "need": "kind:seed", "badge": room.game.players[watcher].badge, "at_desk": "yes"}
    answer = press(room, "shake", stage="yes", **fields)
    assert answer.status_code == 409
    assert "watches and has no character. Choose somebody who plays." in said(answer)
    assert not room.game.deals


def test_who_changes_from_playing_to_the_press_gives_the_character_back(start: Start, given: tuple[Play, Who]) -> None:
    play, who = given
    room = start(play)
    assert room.game.players[who["singer1"]].role == "singer"
    tap(room, who["singer1"], "part", part="press", at_desk="yes")
    assert room.game.players[who["singer1"]].role == ""
    assert "File a headline" in see(room, who["singer1"])
    assert "File a headline" not in see(room, who["picker1"])


def test_a_handshake_is_practised_in_two_stages_and_gives_nothing(start: Start) -> None:
    play = Play(run_sheet="full")
    ada, bea = play.join("Ada", 1), play.join("Bea", 2)
    play.to("who")
    for player in (ada, bea):
        play.become(player, "picker")
    room = start(play)
    assert golden(room, ada) == ["Seal it, to try it"]
    before = room.game.seq
    question = press(room, "practise", stage="check", badge=" 2a ", string="shade", at_desk="yes")
    assert "2A Bea: is that what you said?" in said(question)
    for words in ("Leave some shade", "A cup of tea", "Nothing is given."):
        assert words in said(question)
    assert room.game.seq == before
    kept = dict(re.findall(r'type="hidden" name="(badge|string)" value="([^"]*)"', question.text))
    assert kept == {"badge": "2A", "string": "shade"}
    assert tap(room, ada, "practise", stage="yes", **kept) == "That is how it goes. Nothing was given."
    for player in (ada, bea):
        assert golden(room, player) == []
        assert "You know how it goes." in see(room, player)
    assert not room.game.deals
    assert room.game.players[ada].purse == play.player(ada).purse


# --- What a table does together -----------------------------------------------------------------------------------------


def test_where_a_card_was_laid_is_seen_on_the_mates_phones_and_on_no_others(start: Start) -> None:
    play = Play(run_sheet="full")
    ada, bea, cem = play.join("Ada", 1), play.join("Bea", 1), play.join("Cem", 2)
    play.to("bed")
    for player in (ada, bea, cem):
        play.become(player, "singer")
    room = start(play)
    first, second = room.game.tables[1].hands["bed"].cards
    assert golden(room, bea) == ["This is our bed"]
    tap(room, ada, "sort", card=first, pile="borrow")
    tap(room, ada, "sort", card=second, pile="bin")
    now = see(room, bea)
    assert re.findall(r'<span class="button is-chosen">(.*?)</span>', now) == ["✓ Borrow", "✓ Bin"]
    assert now.count(" binned") == 1
    assert "is-chosen" not in see(room, cem)
    room.sit(bea)
    idea = room.client.get("/play/desk/idea", headers=HTMX).text
    assert f'value="{first}"' in idea
    assert f'value="{second}"' not in idea
    tap(room, bea, "sort", card=first, pile="bend")
    assert re.findall(r'<span class="button is-chosen">(.*?)</span>', see(room, ada)) == ["✓ Bend", "✓ Bin"]
    room.sit(ada)
    answer = press(room, "sort", card=first, pile="bend")
    assert answer.status_code == 409
    assert "is-wrong" in answer.text


@SCRIPT
def test_a_tables_own_card_costs_what_it_agrees_with_the_facilitator(
    start: Start, given: tuple[Play, Who], script: bool
) -> None:
    play, who = given
    room = start(play)
    ada = who["grower1"]
    tap(
        room,
        ada,
        "write-method",
        script=script,
        title="A stone path",
        needs=["song", "ladder"],
        when="now",
        at_desk="yes",
    )
    (pick,) = room.game.ideas[who["idea1"]].picks
    assert "Costs 2 of 5" in see(room, who["picker1"], "ours")
    assert "A stone path" in see(room, who["picker1"], "ours")
    room.lead()
    assert (
        '<span class="button button-small button-dark" aria-current="true">Costs 2</span>'
        in room.client.get("/lead/desk/costs", headers=HTMX).text
    )
    answer = room.client.post(
        "/lead/cost",
        data={"idea": who["idea1"], "pick": pick.id, "cost": "0", "command_id": fresh_id()},
        headers=HTMX if script else SAME_SITE,
    )
    assert answer.status_code == 200
    if script:
        assert 'aria-current="true">Costs 0</span>' in answer.text, "the desk stays, and tells the new cost"
    assert "Costs 0 of 5" in see(room, who["picker1"], "ours")
    assert "A stone path" in see(room, who["grower2"], "lists")
    room.lead()
    fields = {"idea": who["idea1"], "pick": pick.id, "cost": "4", "command_id": fresh_id()}
    answer = room.client.post("/lead/cost", data=fields, headers=HTMX)
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert room.game.ideas[who["idea1"]].picks[0].cost == 0


def test_a_method_moves_between_now_soon_and_later(start: Start, given: tuple[Play, Who]) -> None:
    play, who = given
    play.pick(who["grower1"], "craft-2")
    own = play.write_own(who["grower1"], "song")
    room = start(play)
    for card in ("craft-2", own):
        for when in ("soon", "later", "now"):
            assert tap(room, who["picker1"], "pick", card=card, when=when) == "Changed in your plan."
            ours = see(room, who["grower1"], "ours")
            assert f"✓ {when.capitalize()}" in ours
            assert [pick.when for pick in room.game.ideas[who["idea1"]].picks if card in (pick.card, pick.id)] == [when]
    assert len(room.game.ideas[who["idea1"]].picks) == 2


def test_who_hosts_is_said_before_the_market_and_can_be_changed_there(start: Start, given: tuple[Play, Who]) -> None:
    play, who = given
    play.to("list")
    room = start(play)
    hosting = [
        player for player in (who["grower1"], who["picker1"], who["singer1"]) if "You host next." in see(room, player)
    ]
    assert len(hosting) == 1
    assert "I would rather walk first" in see(room, hosting[0])
    tap(room, hosting[0], "hosting", first="no")
    assert "You walk next." in see(room, hosting[0])
    room.advance_to("swap")
    assert "I would rather" not in see(room, hosting[0])


# --- What happens to the room -------------------------------------------------------------------------------------------


def doubted(room: Served) -> list[bool]:
    """Which deals are in doubt."""
    return [deal.state is DealState.IN_DOUBT for deal in room.game.deals.values()]


def test_an_idea_that_a_side_does_not_back_is_gold_at_its_table_until_it_answers(
    start: Start, given: tuple[Play, Who]
) -> None:
    play, who = given
    play.to("swap")
    play.shake(who["picker2"], who["idea1"], gift(who["picker2"], "song"), others=(who["grower1"],))
    play.shake(who["grower2"], who["idea1"], gift(who["grower2"], "seed"), others=(who["grower1"],))
    play.send("strike")
    room = start(play)
    assert "We agreed on one. Name it" in see(room, who["singer1"])
    assert "We agreed on one. Name it" not in see(room, who["grower1"])
    tap(room, who["singer2"], "refuse", card="strike", idea=who["idea1"], refusal_words="More shade", at_desk="yes")
    assert doubted(room) == [True, False]
    assert "We agreed on one. Name it" not in see(room, who["singer1"])
    for mate in ("grower1", "picker1", "singer1"):
        assert golden(room, who[mate]) == ["Answer them"]
        assert "Pickers do not back your bed yet" in see(room, who[mate])
        assert "More shade" in see(room, who[mate])
    assert golden(room, who["grower2"]) != ["Answer them"]
    assert "Pickers do not back it yet: More shade" in see(room, who["grower2"], "lists")
    fields = {"card": "strike", "idea": who["idea1"]}
    tap(room, who["singer1"], "answer-refusal", changes="no", words="We keep it", **fields)
    assert doubted(room) == [True, False]
    assert golden(room, who["grower1"]) == ["Seal it"]
    assert "Change our answer" in see(room, who["grower1"])
    tap(room, who["grower1"], "answer-refusal", changes="yes", words="", **fields)
    assert doubted(room) == [False, False]
    assert "Pickers do not back" not in see(room, who["grower1"])


@pytest.mark.parametrize("comments", ["yes", "no"])
def test_who_is_asked_answers_aloud_or_all_their_deals_are_in_doubt(
    start: Start, given: tuple[Play, Who], comments: str
) -> None:
    play, who = given
    play.become(who["grower1"], "seedkeeper")
    play.to("swap")
    play.shake(who["grower1"], who["idea2"], gift(who["grower1"], "seed"), others=(who["grower2"],))
    play.shake(who["picker2"], who["idea1"], gift(who["picker2"], "song"), others=(who["picker1"],))
    play.send("judge")
    room = start(play)
    assert golden(room, who["grower1"]) == ["I answered aloud"]
    assert "This is about you" in see(room, who["grower1"])
    assert golden(room, who["grower2"]) == ["Seal it"]
    assert "About: 1A" in see(room, who["grower2"])
    assert tap(room, who["grower1"], "comment", card="judge", comments=comments) == "Saved. The room sees it."
    assert doubted(room) == [comments == "no", False]
    assert golden(room, who["grower1"]) == ["Seal it"]


def test_an_event_about_nobody_who_is_there_says_on_phones_what_the_room_does_instead(
    start: Start, given: tuple[Play, Who]
) -> None:
    play, who = given
    for grower in ("grower1", "grower2"):
        play.become(who[grower], "singer")
    play.to("swap")
    play.send("judge")
    room = start(play)
    for player in ("grower1", "picker2"):
        assert "Nobody keeps seeds: ask the sky." in see(room, who[player])
        assert "Answer aloud." not in see(room, who[player])
        assert golden(room, who[player]) == ["Seal it"]
    assert "Nobody keeps seeds: ask the sky." in wall(room)


def test_who_holds_most_seeds_stands_in_for_somebody_who_is_not_there(start: Start, given: tuple[Play, Who]) -> None:
    play, who = given
    play.to("swap")
    play.send("judge")
    room = start(play)
    assert "You take their place" in see(room, who["grower1"])
    assert golden(room, who["grower1"]) == ["I answered aloud"]
    assert "In their place: 1A" in see(room, who["grower2"])
    assert golden(room, who["grower2"]) == ["Seal it"]
    assert "In their place: <b>1A</b>" in wall(room)


def test_who_says_nothing_until_the_card_is_ended_pays_like_one_who_would_not_comment(
    start: Start, given: tuple[Play, Who]
) -> None:
    play, who = given
    play.to("swap")
    play.shake(who["grower1"], who["idea2"], gift(who["grower1"], "seed"), others=(who["grower2"],))
    play.send("judge")
    room = start(play)
    assert doubted(room) == [False]
    lead(room, "end-event", card="judge")
    assert doubted(room) == [True]
    assert "“The judge” puts this in doubt." in see(room, who["grower1"], "deals")


def test_the_wall_counts_the_deals_that_are_doubled(start: Start, given: tuple[Play, Who]) -> None:
    play, who = given
    play.pick(who["grower2"], "craft-2")
    play.to("swap")
    play.send("stork")
    room = start(play)
    assert "<b>0</b> of 2 doubled" in wall(room)
    fields = {"idea": who["idea2"], "need": "mark.blessing.1", "badge": "2B", "string": ""}
    tap(room, who["picker1"], "shake", stage="yes", badge_1="1A", need_1="kind:seed", **fields)
    assert "<b>1</b> of 2 doubled" in wall(room)
    assert "1 of 2 bargains are doubled." in see(room, who["singer2"])


def test_what_the_room_chose_is_a_star_on_the_map_and_words_on_the_wall(start: Start, given: tuple[Play, Who]) -> None:
    play, who = given
    play.to("swap")
    play.send("walnut")
    play.lead(ask.CheckWords(ref=f"idea:{who['idea2']}:1", shows=True))
    room = start(play)
    assert "map-star" not in wall(room)
    assert "The room chose" not in wall(room)
    assert "Entered what the room chose" in lead(room, "outcome", card="walnut", idea=[who["idea2"]])
    assert "The room chose <b>Bed 2</b>" in wall(room)
    assert "The room chose: <strong>Bed 2</strong>" in see(room, who["picker1"])
    room.do(ask.ChooseScene(scene=Scene.MAP))
    stars = re.findall(r'data-idea="(\w+)"(?:(?!data-idea=).)*?class="map-star"', wall(room), re.DOTALL)
    assert stars == [who["idea2"]]


def test_people_whom_the_room_chose_are_entered_by_badge_and_a_wrong_badge_keeps_the_others(
    start: Start, given: tuple[Play, Who]
) -> None:
    play, _ = given
    play.to("swap")
    play.send("dance")
    room = start(play)
    room.lead()
    for headers in (HTMX, SAME_SITE):
        fields = {"card": "dance", "badge": ["1B", "9Z"], "command_id": fresh_id()}
        answer = room.client.post("/lead/outcome", data=fields, headers=headers)
        assert answer.status_code == 422
        assert "Nobody wears the badge 9Z." in said(answer)
        assert 'value="1B"' in answer.text
        assert 'value="9Z"' in answer.text
    lead(room, "outcome", card="dance", badge=["1b", ""])
    assert "The room chose <b>1B</b>" in wall(room)


def test_the_facilitator_ends_an_event_card_from_the_console(start: Start, given: tuple[Play, Who]) -> None:
    play, who = given
    play.to("swap")
    play.send("mice")
    room = start(play)
    room.lead()
    assert "End it, and take back what was not given" in room.client.get("/lead").text
    assert "Ended “Mice”" in lead(room, "end-event", card="mice")
    assert room.game.players[who["grower1"]].purse.get("seed", 0) == 0
    assert "Mice" not in see(room, who["grower1"])
    room.lead()
    assert "End it" not in room.client.get("/lead").text


# --- The press ----------------------------------------------------------------------------------------------------------


def test_a_headline_is_on_the_wall_and_on_phones_only_after_the_check(start: Start, given: tuple[Play, Who]) -> None:
    play, who = given
    crier = play.join("Pia", table=2, part=Part.PRESS)
    room = start(play)
    tap(room, crier, "headline", headline="Bees are QbackZ", at_desk="yes")
    (filed,) = room.game.headlines
    assert "waits for the check" in see(room, crier)
    for player in who.values():
        if player in room.game.players:
            assert "QbackZ" not in see(room, player)
    assert "QbackZ" not in wall(room)
    room.lead()
    assert "Bees are QbackZ" in region(room.client.get("/lead").text, "checks")
    lead(room, "check", ref=f"headline:{filed.id}", shows="true")
    assert '<p class="wall-news">“Bees are QbackZ”</p>' in wall(room)
    assert "“Bees are QbackZ”" in see(room, who["picker1"])
    assert "on the big screen" in see(room, crier)
    lead(room, "check", ref=f"headline:{filed.id}", shows="false")
    assert "QbackZ" not in wall(room)
    assert "QbackZ" not in see(room, who["picker1"])
    assert "not shown" in see(room, crier)


def test_nobody_but_the_press_files_headlines(start: Start, given: tuple[Play, Who]) -> None:
    play, who = given
    room = start(play)
    room.sit(who["picker1"])
    answer = press(room, "headline", headline="Mine", at_desk="yes")
    assert answer.status_code == 409
    assert "This is not yours to do." in said(answer)
    assert not room.game.headlines


# --- Tables report back -------------------------------------------------------------------------------------------------


def test_who_is_called_stands_on_the_wall_with_checked_words_only_and_the_others_can_help(
    start: Start, given: tuple[Play, Who]
) -> None:
    play, who = given
    play.must(ask.WriteIdea(player=who["grower1"], title=Words("QtitleZ"), line=Words("QlineZ")))
    play.to("swap")
    play.shake(who["picker2"], who["idea1"], gift(who["picker2"], "song"), others=(who["grower1"],))
    play.to("telling")
    room = start(play)
    assert "speaks" not in wall(room)
    assert golden(room, who["grower2"]) == []
    assert "Called table 1 to the front" in lead(room, "call", table="1")
    page = wall(room)
    assert "Table 1 speaks" in page
    assert "Bed 1" in page
    assert "QtitleZ" not in page
    assert "QlineZ" not in page
    assert "<b>Picker</b>" in page
    assert re.search(r"Next up: .*<b>table 2</b>", page, re.DOTALL)
    for other in ("grower2", "picker2", "singer2"):
        assert golden(room, who[other]) == ["I want to help with this"]
    assert golden(room, who["grower1"]) == []
    assert "Your table speaks." in see(room, who["grower1"])
    assert "<strong>Your table is next.</strong>" in see(room, who["grower2"])
    assert tap(room, who["grower2"], "help", idea=who["idea1"], wants="yes") == "Saved."
    assert golden(room, who["grower2"]) == []
    assert "You want to help" in see(room, who["grower2"])
    lead(room, "check", ref=f"idea:{who['idea1']}:{room.game.ideas[who['idea1']].rev}", shows="true")
    assert "QtitleZ" in wall(room)
    assert "QlineZ" in wall(room)
    lead(room, "call", table="2")
    page = wall(room)
    assert "Table 2 speaks" in page
    assert "Next up" not in page
    assert "QlineZ" not in page
    room.lead()
    assert "All tables have spoken." in room.client.get("/lead").text


def test_a_table_is_called_only_while_tables_report_back(start: Start, given: tuple[Play, Who]) -> None:
    play, _ = given
    room = start(play)
    room.lead()
    fields = {"table": "1", "command_id": fresh_id()}
    answer = room.client.post("/lead/call", data=fields, headers=HTMX)
    assert answer.status_code == 409
    assert "This is not open yet." in said(answer)


# --- Votes and pledges --------------------------------------------------------------------------------------------------


def test_dots_are_counted_nowhere_before_the_vote_is_over_and_then_on_the_wall(
    start: Start, given: tuple[Play, Who]
) -> None:
    play, who = given
    play.to("pebbles")
    for number in (1, 2):
        play.lead(ask.CheckWords(ref=f"idea:{who[f'idea{number}']}:1", shows=True))
    play.lead(ask.ChooseScene(scene=Scene.RESULTS))
    play.lead(ask.PauseClock())
    room = start(play)
    watching = {name: see(room, who[name]) for name in ("picker1", "grower2")}
    without = re.sub(r'data-(now|seq)="\d+"', "", wall(room))
    assert golden(room, who["grower1"]) == ["Lay my dots"]
    tap(room, who["grower1"], "vote", step="pebbles", at_desk="yes", **{f"dots:{who['idea2']}": "3"})
    assert "Your votes are in." in see(room, who["grower1"])
    assert golden(room, who["grower1"]) == []
    for name, before in watching.items():
        assert see(room, who[name]) == before
    assert re.sub(r'data-(now|seq)="\d+"', "", wall(room)) == without
    room.lead()
    assert "<h2>Dots</h2>" not in room.client.get("/lead").text
    tap(room, who["grower2"], "vote", step="pebbles", at_desk="yes", **{f"dots:{who['idea1']}": "1"})
    lead(room, "next", from_step=str(room.game.step_index))
    assert "Dots" not in wall(room), "the wall follows the step"
    lead(room, "scene", scene="results")
    found = re.findall(r'<li><span class="wall-label">(\w+)</span> <span>(.*?)</span> <b>(\d+)</b></li>', wall(room))
    assert found == [("2", "Bed 2", "3"), ("1", "Bed 1", "1")]


def test_what_the_other_pledges_is_in_no_byte_of_the_page_before_both_said_so(
    start: Start, given: tuple[Play, Who]
) -> None:
    play, who = given
    play.to("swap")
    deal = play.shake(who["picker2"], who["idea1"], gift(who["picker2"], "song"), others=(who["grower1"],))
    play.to("fire")
    play.lead(ask.PauseClock())
    room = start(play)
    mine, other = who["grower1"], who["picker2"]

    def page(player: str) -> str:
        room.sit(player)
        text = room.client.get("/play").text
        return re.sub(r'data-(now|seq|at)="\d+"|value="[0-9a-f-]{16,}"', "", text)

    before = page(mine)
    assert tap(room, other, "pledge", deal=deal, level="do") == "Saved."
    assert page(mine) == before
    assert "means it too" not in page(other)
    tap(room, mine, "pledge", deal=deal, level="game")
    assert "means it too" not in page(mine)
    assert "means it too" not in page(other)
    tap(room, mine, "pledge", deal=deal, level="talk")
    badges = {player: room.game.players[player].badge for player in (mine, other)}
    assert f"✓ {badges[other]} means it too:</strong> worth a talk." in page(mine)
    assert f"✓ {badges[mine]} means it too:</strong> worth a talk." in page(other)


# --- The wall -----------------------------------------------------------------------------------------------------------


def test_the_wall_follows_next_and_shows_the_step_until_the_facilitator_says_otherwise(start: Start) -> None:
    room = start(Play(run_sheet="full"))
    assert 'class="wall-scene wall-join"' in wall(room)
    lead(room, "next", from_step="-1")
    assert 'class="wall-scene wall-step"' in wall(room)
    lead(room, "scene", scene="map")
    assert 'class="wall-scene wall-network"' in wall(room)
    lead(room, "next", from_step="0")
    assert 'class="wall-scene wall-step"' in wall(room)
    assert "Who are you" in wall(room)


def test_the_results_are_numbers_and_then_the_news(start: Start, given: tuple[Play, Who]) -> None:
    play, who = given
    press_ = play.join("Pia", table=2, part=Part.PRESS)
    play.to("swap")
    play.shake(who["picker2"], who["idea1"], gift(who["picker2"], "song"), others=(who["grower1"],))
    play.shake(who["grower1"], who["idea1"], gift(who["grower1"], "ladder"), others=(who["singer1"],))
    play.lead(ask.ChooseScene(scene=Scene.RESULTS))
    room = start(play)
    assert re.findall(r"<p><b>(\d+)</b> (beds|bargains|between tables)</p>", wall(room)) == [
        ("2", "beds"),
        ("2", "bargains"),
        ("1", "between tables"),
    ]
    assert "Look at the map." in wall(room)
    tap(room, press_, "headline", headline="Bees are back")
    lead(room, "check", ref=f"headline:{room.game.headlines[0].id}", shows="true")
    assert re.search(r'<ul class="wall-headlines">\s*<li>“Bees are back”</li>', wall(room))
    assert "wall-news" not in wall(room), "not twice"


@pytest.mark.parametrize(("query", "is_dark"), [("", False), ("?light=dark", True), ("?light=day", False)])
def test_the_wall_is_dark_only_when_it_is_asked_for(start: Start, query: str, is_dark: bool) -> None:
    room = start(Play())
    page = room.client.get(f"/wall/{CODE}{query}").text
    assert ('<body class="wall is-dark">' in page) is is_dark
    room.lead()
    assert f'href="/wall/{CODE}?light=dark"' in room.client.get("/lead").text
