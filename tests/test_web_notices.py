"""What the facilitator says to phones, and what the wall shows, on the phone's page: to whom, in which words, until when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from game import checking, views
from game import commands as ask
from game import events as happened
from game.history import History
from game.scenario import Words
from game.state import CallAnswer, CallFor, HideReason, Reach, Scene
from tests.given import Play, gift, market, terms
from tests.phones import gold, region, serving
from tests.served import CODE, HTMX, Served, served
from tests.test_game_feedback import AUTHORS, typed_everywhere
from web.notices import Shown, on_wall, told_of


def words_of(html: str) -> str:
    """The words of a piece of a page, as a person reads them."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


class Phones:
    """A game and a server that goes on with it; what each phone shows, read anew."""

    def __init__(self, room: Served) -> None:
        self.room = room

    def page(self, player: str) -> str:
        """The page of this player."""
        self.room.sit(player)
        return self.room.client.get("/play").text

    def now(self, player: str) -> str:
        """The words of this player's first panel."""
        return words_of(region(self.page(player), "now"))

    def wall(self, player: str) -> str:
        """What this player's phone says of the wall."""
        return words_of(region(self.page(player), "onwall"))


@pytest.fixture
def given() -> tuple[Play, dict[str, str]]:
    """Two tables of three with ideas, at the step of their plans."""
    return market()


@pytest.fixture
def phones(tmp_path: Path, given: tuple[Play, dict[str, str]]) -> Iterator[Phones]:
    """The phones of that room."""
    with serving(tmp_path, given[0]) as room:
        yield Phones(room)


@pytest.fixture
def who(given: tuple[Play, dict[str, str]]) -> dict[str, str]:
    """The ids of its people and ideas, by short names."""
    return given[1]


# --- Messages -----------------------------------------------------------------------------------------------------------


def test_a_message_stands_on_the_phones_that_it_is_for_until_the_next_step(phones: Phones, who: dict[str, str]) -> None:
    phones.room.do(ask.SendMessage(reach=Reach.TABLE, key="1", text=Words("Come to the front")))
    page = phones.page(who["picker1"])
    (message,) = phones.room.game.messages
    assert re.search(r"From the facilitator, \d\d:\d\d Come to the front", words_of(region(page, "now")))
    assert f'data-seen="{message.id}"' in page
    assert re.search(r'data-say="From the facilitator, \d\d:\d\d: Come to the front"', page)
    assert "Come to the front" not in phones.page(who["picker2"])
    phones.room.advance_to("swap")
    assert "Come to the front" not in phones.page(who["picker1"])


def test_the_newest_three_messages_stand_newest_first_above_the_steps_own_words(
    phones: Phones, who: dict[str, str]
) -> None:
    for text in ("One", "Two", "Three", "Four"):
        phones.room.do(ask.SendMessage(reach=Reach.ROOM, text=Words(f"{text} is said")))
    page = region(phones.page(who["picker1"]), "now")
    places = [page.index(f"<p>{text} is said</p>") for text in ("Four", "Three", "Two")]
    assert places == sorted(places)
    assert "One is said" not in page
    assert places[-1] < page.index("<h2")


def test_a_message_is_text_and_nothing_else(phones: Phones, who: dict[str, str]) -> None:
    phones.room.do(ask.SendMessage(reach=Reach.PLAYER, key=who["picker1"], text=Words('"><b>Hi</b>')))
    page = phones.page(who["picker1"])
    assert "<b>Hi" not in page
    assert "<p>&#34;&gt;&lt;b&gt;Hi&lt;/b&gt;</p>" in page


# --- The table's call ---------------------------------------------------------------------------------------------------


def test_the_call_stands_in_every_step_and_is_never_gold(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        ada = room.join("Ada", 1)
        room.sit(ada)
        for step in room.game.run_sheet.steps:
            room.advance_to(step.id)
            page = room.client.get("/play").text
            assert "Need the facilitator?" in region(page, "now"), step.id
            assert not {"Come to our table", "We need more time"}.intersection(gold(page))
        room.do(ask.CloseGame())
        assert "Need the facilitator?" not in room.client.get("/play").text


def test_a_call_is_seen_by_all_at_the_table_with_its_hour_and_by_no_other_table(
    phones: Phones, who: dict[str, str]
) -> None:
    phones.room.do(ask.CallFacilitator(player=who["grower1"], what=CallFor.HELP), by=who["grower1"])
    for mate in ("grower1", "picker1", "singer1"):
        now = phones.now(who[mate])
        assert re.search(r"Your table called at \d\d:\d\d\. We are fine now", now)
        assert "Come to our table" not in now
    assert "Need the facilitator? Come to our table We need more time" in phones.now(who["grower2"])


def test_that_somebody_comes_is_told_until_the_next_step(phones: Phones, who: dict[str, str]) -> None:
    phones.room.do(ask.CallFacilitator(player=who["grower1"], what=CallFor.HELP), by=who["grower1"])
    phones.room.do(ask.AnswerCall(table=1, answer=CallAnswer.COMING))
    assert "The facilitator is coming. Come to our table We need more time" in phones.now(who["picker1"])
    phones.room.advance_to("swap")
    assert "Need the facilitator?" in phones.now(who["picker1"])


def test_a_call_that_waits_goes_on_waiting_in_the_next_step(phones: Phones, who: dict[str, str]) -> None:
    phones.room.do(ask.CallFacilitator(player=who["grower1"], what=CallFor.HELP), by=who["grower1"])
    phones.room.advance_to("swap")
    assert "Your table called at" in phones.now(who["picker1"])


@pytest.mark.parametrize("answer", [CallAnswer.SETTLED, CallAnswer.TAKEN_BACK])
def test_a_call_that_is_settled_can_be_made_again(phones: Phones, who: dict[str, str], answer: CallAnswer) -> None:
    phones.room.do(ask.CallFacilitator(player=who["grower1"], what=CallFor.HELP), by=who["grower1"])
    if answer is CallAnswer.TAKEN_BACK:
        phones.room.do(ask.TakeBackCall(player=who["picker1"]), by=who["picker1"])
    else:
        phones.room.do(ask.AnswerCall(table=1, answer=answer))
    assert "Need the facilitator?" in phones.now(who["picker1"])


# --- More time for one table --------------------------------------------------------------------------------------------


def test_more_time_is_told_before_the_room_goes_on_and_runs_after(phones: Phones, who: dict[str, str]) -> None:
    phones.room.do(ask.CallFacilitator(player=who["grower1"], what=CallFor.TIME), by=who["grower1"])
    phones.room.do(ask.AnswerCall(table=1, answer=CallAnswer.TIME, minutes=2))
    now = phones.now(who["picker1"])
    assert "Your table keeps 2 more minutes when the room goes on." in now
    assert "You have 2 more minutes." in now
    assert "more minutes" not in phones.now(who["picker2"])
    phones.room.advance_to("swap")
    page = phones.page(who["picker1"])
    assert re.search(r"Your table still has (2:00|1:5\d) for Crafts\.", words_of(region(page, "now")))
    assert "Your table still has" not in phones.page(who["picker2"])
    phones.room.advance_to("rest")
    assert "Your table still has" not in phones.page(who["picker1"])


def test_the_tables_own_time_runs_beside_the_steps_clock_and_stands_with_it(
    given: tuple[Play, dict[str, str]],
) -> None:
    play, people = given
    play.lead(ask.GiveTable(table=1, minutes=3))
    play.to("swap")
    play.wait(50)
    view = views.now(play.game, people["grower1"]).extra
    assert view is not None
    assert view.clock is not None
    assert view.clock.left(play.now) == 130_000
    play.lead(ask.PauseClock())
    play.wait(600)
    view = views.now(play.game, people["grower1"]).extra
    assert view is not None
    assert view.clock is not None
    assert view.clock.left(play.now) == 130_000


def test_a_tables_own_time_that_is_over_is_not_told_while_the_clock_stands(
    given: tuple[Play, dict[str, str]],
) -> None:
    play, people = given
    play.lead(ask.GiveTable(table=1, minutes=1))
    play.to("swap")
    play.wait(90)
    play.lead(ask.PauseClock())
    assert views.now(play.game, people["grower1"]).extra is None


# --- The clock stands ---------------------------------------------------------------------------------------------------


def test_a_pause_is_told_calmly_and_locks_nothing(phones: Phones, who: dict[str, str]) -> None:
    phones.room.advance_to("swap")
    before = gold(phones.page(who["grower1"]))
    assert "Paused" not in phones.page(who["grower1"])
    phones.room.do(ask.PauseClock())
    page = phones.page(who["grower1"])
    assert "Paused. Look up and listen. Your work is safe." in words_of(region(page, "now"))
    assert "Paused" in words_of(region(page, "bar"))
    assert gold(page) == before == ["Seal it"]


# --- What was taken back ------------------------------------------------------------------------------------------------


def test_a_step_that_is_taken_back_is_told_to_all_until_the_next_one(phones: Phones, who: dict[str, str]) -> None:
    phones.room.advance_to("swap")
    phones.room.do(ask.Undo(seq=phones.room.game.seq))
    for player in ("grower1", "singer2"):
        assert "The facilitator went back to Crafts." in phones.now(who[player])
    phones.room.advance_to("swap")
    assert "went back" not in phones.now(who["grower1"])
    phones.room.do(ask.BackStep(from_step=phones.room.game.step_index))
    assert "went back" not in phones.now(who["grower1"])


def test_an_event_card_that_is_taken_back_is_told_to_all(phones: Phones, who: dict[str, str]) -> None:
    phones.room.advance_to("swap")
    phones.room.do(ask.SendEvent(card="frost"))
    assert "A cold night." in phones.now(who["singer2"])
    phones.room.do(ask.Undo(seq=phones.room.game.seq))
    now = phones.now(who["singer2"])
    assert "An event card was taken back." in now
    assert "A cold night." not in now


def test_a_move_that_is_taken_back_is_told_to_who_was_moved(phones: Phones, who: dict[str, str]) -> None:
    phones.room.do(ask.MovePlayer(player=who["singer1"], table=2))
    phones.room.do(ask.Undo(seq=phones.room.game.seq))
    assert "You are back at table 1, badge 1C." in phones.now(who["singer1"])
    assert "You are back" not in phones.now(who["picker1"])


def test_a_swap_that_is_taken_back_is_told_to_both(phones: Phones, who: dict[str, str]) -> None:
    phones.room.do(ask.SwapPlayers(one=who["singer1"], other=who["picker2"]))
    phones.room.do(ask.Undo(seq=phones.room.game.seq))
    assert "You are back at table 1, badge 1C." in phones.now(who["singer1"])
    assert "You are back at table 2, badge 2B." in phones.now(who["picker2"])


def test_a_character_that_is_taken_back_is_told_to_who_had_it(phones: Phones, who: dict[str, str]) -> None:
    phones.room.do(ask.GiveCharacter(player=who["singer1"], role="carpenter"))
    phones.room.do(ask.Undo(seq=phones.room.game.seq))
    now = phones.now(who["singer1"])
    assert "Your new character was taken back. You are the character Singer again." in now
    phones.room.do(ask.Redeal(player=who["singer1"]))
    phones.room.do(ask.Undo(seq=phones.room.game.seq))
    assert "The other characters were taken back. You stay the character Singer." in phones.now(who["singer1"])


def test_a_spoken_deal_that_is_taken_back_is_told_to_its_parties_and_one_that_stands_again_too(
    phones: Phones, who: dict[str, str]
) -> None:
    phones.room.advance_to("swap")
    said = terms(who["singer1"], gift(who["singer1"], "song"), others=(who["grower2"],))
    phones.room.do(ask.EnterSpoken(idea=who["idea2"], terms=said))
    phones.room.do(ask.Undo(seq=phones.room.game.seq))
    for party in ("singer1", "grower2"):
        assert "A bargain that was entered for you was taken back." in phones.now(who[party])
    assert "taken back" not in phones.now(who["picker2"])
    phones.room.do(ask.ShakeHands(player=who["singer1"], idea=who["idea2"], terms=said), by=who["singer1"])
    phones.room.do(ask.VoidDeal(deal=next(reversed(phones.room.game.deals))))
    phones.room.do(ask.Undo(seq=phones.room.game.seq))
    assert "A bargain of yours stands again. Look under Bargains." in phones.now(who["grower2"])
    assert "stands again" not in phones.now(who["picker2"])


def test_acts_that_were_undone_together_are_told_each_to_whom_it_concerns(phones: Phones, who: dict[str, str]) -> None:
    moved = phones.room.do(ask.MovePlayer(player=who["singer1"], table=2)).seq
    given = phones.room.do(ask.GiveCharacter(player=who["picker2"], role="carpenter")).seq
    phones.room.do(ask.Undo(seq=given, also=(moved,)))
    assert "You are back at table 1, badge 1C." in phones.now(who["singer1"])
    assert "You are the character Picker again." in phones.now(who["picker2"])
    assert "again" not in phones.now(who["grower2"])


def test_an_answer_and_minutes_that_are_taken_back_are_told_to_their_table(phones: Phones, who: dict[str, str]) -> None:
    phones.room.do(ask.CallFacilitator(player=who["grower1"], what=CallFor.HELP), by=who["grower1"])
    phones.room.do(ask.AnswerCall(table=1, answer=CallAnswer.COMING))
    phones.room.do(ask.Undo(seq=phones.room.game.seq))
    assert "answer was taken back. Your table waits again." in phones.now(who["picker1"])
    assert "taken back" not in phones.now(who["picker2"])
    phones.room.do(ask.GiveTable(table=2, minutes=3))
    phones.room.do(ask.Undo(seq=phones.room.game.seq))
    assert "The extra minutes of your table were changed back." in phones.now(who["picker2"])
    assert "changed back" not in phones.now(who["picker1"])


def test_what_is_no_matter_of_phones_says_nothing_when_it_is_taken_back(phones: Phones, who: dict[str, str]) -> None:
    before = phones.now(who["picker1"])
    for act in (
        ask.ChooseScene(scene=Scene.MAP),
        ask.CheckWords(ref=f"idea:{who['idea2']}:1", shows=False),
        ask.SizeRoom(percent=125),
        ask.Ring(),
    ):
        phones.room.do(act)
        phones.room.do(ask.Undo(seq=phones.room.game.seq))
        assert phones.now(who["picker1"]) == before


_UNDONE = Path(__file__).parent.parent / "web" / "templates" / "now" / "notices.html"


def test_every_kind_that_has_a_sentence_is_a_kind_of_event() -> None:
    known = {getattr(kind, "kind", "") for kind in vars(happened).values() if isinstance(kind, type)}
    told = set(re.findall(r'^  "([A-Z]\w+)": ', _UNDONE.read_text(), re.MULTILINE))
    assert len(told) > 10
    assert told <= {re.sub(r"[^A-Za-z]", "", name) for name in vars(happened)} | known


# --- What became of typed words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (HideReason.PRIVATE, "It holds a name, a number or an address. Write it without, and it can be shown."),
        (HideReason.UNCLEAR, "Others may not understand it yet. Say it in plainer words, and it can be shown."),
        (HideReason.HURTS, "It could hurt somebody. Say it in another way, and it can be shown."),
        (HideReason.TWICE, "The same stands there already. Write what is new in yours, and it can be shown."),
        (HideReason.LATER, "It comes later. You have nothing to do."),
        (None, "The facilitator keeps it back for now. You can write it in other words."),
    ],
)
def test_a_table_reads_why_its_idea_is_hidden_and_can_write_it_anew(
    phones: Phones, who: dict[str, str], reason: HideReason | None, sentence: str
) -> None:
    phones.room.do(ask.CheckWords(ref=f"idea:{who['idea1']}:1", shows=False, reason=reason))
    page = phones.page(who["singer1"])
    assert f"Your bed is not shown to all. {sentence}" in words_of(region(page, "now"))
    assert ('hx-get="/play/desk/idea"' in region(page, "now")) is (reason is not HideReason.LATER)
    assert "not shown to all" not in phones.page(who["singer2"])


def test_a_table_reads_what_the_facilitator_wrote_for_all(phones: Phones, who: dict[str, str]) -> None:
    edited = ask.EditWords(ref=f"idea:{who['idea1']}:1", title=Words("A bed for all"), line=Words("At dawn."))
    phones.room.do(edited)
    now = phones.now(who["picker1"])
    assert "For all to see, the facilitator wrote: “A bed for all: At dawn.” Your bed: “Bed 1”" in now
    assert "the facilitator wrote" not in phones.now(who["picker2"])


def test_tables_whose_ideas_look_alike_read_that_they_are_shown_as_one(phones: Phones, who: dict[str, str]) -> None:
    phones.room.do(ask.MergeIdeas(idea=who["idea2"], into=who["idea1"]))
    alike = "look alike. They are shown as one, with both tables."
    assert f"Your bed and the bed of table 2 {alike}" in phones.now(who["picker1"])
    assert f"Your bed and the bed of table 1 {alike}" in phones.now(who["picker2"])


@pytest.mark.parametrize(
    ("what", "desk"),
    [
        ("idea", "/play/desk/idea"),
        ("choice", "/play/desk/choose?step=sky"),
        ("delivery", "/play/desk/delivery?idea="),
        ("answer", "/play/desk/refusal?card=strike"),
        ("headline", "/play/desk/headline"),
        ("reflection", "/play/desk/reflect?question=line"),
    ],
)
def test_each_kind_of_words_leads_back_to_the_desk_where_it_was_written(tmp_path: Path, what: str, desk: str) -> None:
    play, people = typed_everywhere()
    words = [one for one in checking.typed_words(play.game) if one.what == what and "hedge" not in one.text]
    play.lead(ask.CheckWords(ref=words[-1].ref, shows=False, reason=HideReason.UNCLEAR))
    author = people[AUTHORS[what][0]]
    with serving(tmp_path, play) as room:
        page = region(Phones(room).page(author), "now")
        links = re.findall(r'hx-get="([^"]+)"[^>]*>Write it anew', page)
        assert [link.startswith(desk) for link in links] == [True]
        opened = room.client.get(unescape(links[0]), headers=HTMX)
        assert opened.status_code == 200
        assert "<form" in opened.text


# --- The wall, on the phone ---------------------------------------------------------------------------------------------


def test_the_phone_says_what_the_wall_shows(phones: Phones, who: dict[str, str]) -> None:
    phones.room.advance_to("swap")
    assert phones.wall(who["grower1"]) == "On the wall now Swap Walk."
    phones.room.do(ask.SendEvent(card="frost"))
    assert phones.wall(who["grower1"]).startswith("On the wall now Frost A cold night.")
    phones.room.do(ask.ChooseScene(scene=Scene.BLANK))
    assert phones.wall(who["grower1"]) == "On the wall now The wall is dark."
    phones.room.do(ask.ChooseScene(scene=Scene.JOIN))
    assert "The room code is PEAR" in phones.wall(who["grower1"])


def test_the_newest_three_deals_are_told_with_the_map(phones: Phones, who: dict[str, str]) -> None:
    phones.room.advance_to("swap")
    for giver, idea in (("grower1", "idea2"), ("picker1", "idea2"), ("singer2", "idea1"), ("picker2", "idea1")):
        kind = "seed" if giver == "grower1" else "song"
        other = who["singer2" if giver.endswith("1") else "singer1"]
        said = terms(who[giver], gift(who[giver], kind), others=(other,))
        phones.room.do(ask.ShakeHands(player=who[giver], idea=who[idea], terms=said), by=who[giver])
    phones.room.do(ask.ChooseScene(scene=Scene.MAP))
    wall = phones.wall(who["grower1"])
    assert "The map. 4 bargains so far." in wall
    assert wall.count("tables 1, 2") == 3
    assert 'data-say="On the wall: the map."' in phones.page(who["grower1"])


def test_who_speaks_and_the_results_are_told(phones: Phones, who: dict[str, str]) -> None:
    phones.room.do(ask.CheckWords(ref=f"idea:{who['idea1']}:1", shows=True))
    phones.room.advance_to("telling")
    phones.room.do(ask.CallTable(table=1))
    page = phones.page(who["grower2"])
    assert "Table 1 speaks. 1 Bed 1 We plant it at dawn. Next up: table 2." in words_of(region(page, "onwall"))
    for name in ("now", "onwall"):
        assert 'data-say="Table 1 speaks."' in region(page, name)
    phones.room.do(ask.ChooseScene(scene=Scene.RESULTS))
    page = phones.page(who["grower2"])
    assert "What came of it." in words_of(region(page, "onwall"))
    assert 'data-say="On the wall: what came of it."' in page


def test_words_that_are_not_checked_are_not_told_either(phones: Phones, who: dict[str, str]) -> None:
    phones.room.advance_to("telling")
    phones.room.do(ask.CallTable(table=1))
    assert "We plant it" not in phones.wall(who["grower2"])


def test_the_region_holds_nothing_that_the_walls_view_does_not_hold() -> None:
    play, who = market()
    play.to("swap")
    play.shake(who["grower1"], who["idea2"], gift(who["grower1"], "seed"), others=(who["singer2"],))
    for scene in Scene:
        play.lead(ask.ChooseScene(scene=scene))
        assert on_wall(play.history, "") == told_of(views.wall(play.game))


def test_what_another_scene_would_show_is_no_news() -> None:
    play, who = market()
    play.to("swap")
    before = on_wall(play.history, "")
    play.shake(who["grower1"], who["idea2"], gift(who["grower1"], "seed"), others=(who["singer2"],))
    play.join("Somebody", 1)
    assert on_wall(play.history, "") == before
    play.lead(ask.ChooseScene(scene=Scene.BLANK))
    assert on_wall(play.history, "").shows is Shown.DARK


def test_each_moment_of_a_game_has_its_scene() -> None:
    play = Play()
    assert told_of(views.wall(play.game)).shows is Shown.JOIN
    play.lead(ask.ChooseScene(scene=Scene.STEP))
    assert told_of(views.wall(play.game)).shows is Shown.SOON
    play.to("swap")
    assert told_of(views.wall(play.game)).shows is Shown.STEP
    play.lead(ask.CloseGame())
    assert told_of(views.wall(play.game)).shows in {Shown.OVER, Shown.RESULTS}


# --- A rehearsal --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_rehearsal", [True, False])
def test_a_rehearsal_says_so_on_every_phone_and_at_the_door(tmp_path: Path, is_rehearsal: bool) -> None:
    play = Play()
    ada = play.join("Ada", 1)
    first, *others = play.history.entries
    created = replace(first.events[0], is_rehearsal=is_rehearsal)
    play.history = History.of((replace(first, events=(created, *first.events[1:])), *others))
    with serving(tmp_path, play) as room:
        door = room.client.get(f"/j/{CODE}")
        pages = [door.text, region(Phones(room).page(ada), "bar")]
        for page in pages:
            assert ("Rehearsal. Nothing here is real." in page) is is_rehearsal
