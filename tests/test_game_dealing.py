"""Dealing: no two alike at a table while the pack allows, the room as even as can be, the same seed the same deal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game import commands as ask
from game import events as happened
from game.dealing import OFFER, collide, deal_hands, free_letter, offer_characters, roomiest
from game.scenario import Scenario
from tests.given import Play
from tests.tiny import tiny_scenario


def _pack(roles: int) -> Scenario:
    """The tiny pack with this many roles; the first two are essential."""
    tiny = tiny_scenario()
    return replace(
        tiny,
        roles=tuple(
            replace(tiny.roles[number % 5], id=f"role-{number}", essential=number < 2) for number in range(roles)
        ),
    )


def _seated(heads: int, roles: int, table_size: int = 6, seed: int = 1) -> Play:
    play = Play(_pack(roles), expected=max(1, heads), table_size=table_size, seed=seed)
    for number in range(heads):
        play.join(f"N{number}")
    return play


def _at_tables(play: Play) -> dict[int, Counter[str]]:
    return {
        number: Counter(
            role for player in play.game.seated(number) for role in ((player.role,) if player.role else player.offered)
        )
        for number in play.game.tables
    }


@settings(max_examples=60, deadline=None)
@given(heads=st.integers(1, 40), roles=st.integers(2, 14), table_size=st.integers(2, 8), seed=st.integers(0, 99))
def test_no_two_alike_are_offered_at_a_table_while_the_pack_allows(
    heads: int, roles: int, table_size: int, seed: int
) -> None:
    play = _seated(heads, roles, table_size, seed)
    play.to("who")
    for number, offered in _at_tables(play).items():
        here = sum(1 for _ in play.game.seated(number))
        assert all(1 <= len(player.offered) <= OFFER for player in play.game.seated(number))
        if here <= roles:
            assert max(offered.values(), default=1) == 1, (number, offered)


@settings(max_examples=60, deadline=None)
@given(heads=st.integers(1, 60), seed=st.integers(0, 99))
def test_the_room_is_offered_each_character_as_often_as_any_other_give_or_take_three(heads: int, seed: int) -> None:
    """Of all rooms of 20 to 60 with these seeds, 4 in 4,100 differ by three, all others by two at most."""
    play = _seated(heads, 12, 6, seed)
    play.to("who")
    offered = Counter(role for player in play.game.seated() for role in player.offered)
    counts = [offered[role.id] for role in play.game.scenario.roles]
    assert max(counts) - min(counts) <= 3


@settings(max_examples=40, deadline=None)
@given(heads=st.integers(1, 30), late=st.integers(1, 12), seed=st.integers(0, 99))
def test_kept_characters_and_late_comers_leave_no_two_alike_at_a_table(heads: int, late: int, seed: int) -> None:
    play = _seated(heads, 12, 6, seed)
    play.to("who")
    rng = Random(seed)

    def keep() -> None:
        for player in tuple(play.game.seated()):
            if player.offered:
                play.must(ask.KeepCharacter(player=player.id, role=rng.choice(player.offered)))

    keep()
    for _ in range(late):
        play.join()
        keep()
    for table in _at_tables(play).values():
        assert max(table.values(), default=1) == 1


def test_a_late_comer_gets_what_the_room_lacks() -> None:
    play = _seated(3, 5)
    play.to("who")
    for player, role in zip(tuple(play.game.players), ("role-0", "role-1", "role-2"), strict=True):
        play.become(player, role)
    late = play.player(play.join("Late"))
    assert set(late.offered) == {"role-3", "role-4"}


def test_an_essential_character_comes_first() -> None:
    play = _seated(1, 12)
    play.to("who")
    (player,) = play.game.seated()
    assert player.offered[0] in ("role-0", "role-1")
    other = play.join()
    assert play.player(other).offered[0] in {"role-0", "role-1"} - set(player.offered)


def _purses(scenario: Scenario, roles: tuple[str, ...]) -> set[object]:
    return {frozenset((line.kind, line.count) for line in scenario.role(role).purse) for role in roles}


@settings(max_examples=40, deadline=None)
@given(heads=st.integers(1, 40), seed=st.integers(0, 99))
def test_what_the_room_holds_does_not_depend_on_which_character_is_kept(heads: int, seed: int) -> None:
    play = _seated(heads, 20, 6, seed)
    play.to("who")
    for player in play.game.seated():
        assert len(player.offered) == OFFER
        assert len(_purses(play.game.scenario, player.offered)) == 1


def _with_roles(*changes: Mapping[str, object]) -> Scenario:
    """The tiny pack with as many roles, all with one purse, of one side and not essential, changed like this."""
    tiny = tiny_scenario()
    alike = replace(tiny.role("grower"), essential=False)
    return replace(
        tiny,
        roles=tuple(
            replace(alike, id=f"role-{number}", **change)  # type: ignore[arg-type]
            for number, change in enumerate(changes)
        ),
    )


def _cast(pack: Scenario, heads: int, table_size: int, seed: int = 1) -> Play:
    play = Play(pack, expected=heads, table_size=table_size, seed=seed)
    for number in range(heads):
        play.join(f"N{number}")
    play.to("who")
    return play


@pytest.mark.parametrize("seed", range(5))
def test_the_second_character_is_of_the_same_side_where_the_pack_has_one(seed: int) -> None:
    sides = [{"side": side} for side in ("growers", "pickers") * 4]
    play = _cast(_with_roles(*sides), 4, 2, seed)
    for player in play.game.seated():
        assert len({play.game.scenario.role(role).side for role in player.offered}) == 1


@pytest.mark.parametrize("seed", range(5))
def test_a_side_that_can_meet_a_mark_counts_before_any_other(seed: int) -> None:
    """Two sides that meet no mark are worth the same; a third that does is not."""
    tiny = tiny_scenario()
    songs = tiny.role("singer").purse
    sides = [{"side": side, "purse": songs} for side in ("growers", "visitors", "pickers", "pickers")]
    play = _cast(_with_roles(*sides), 2, 2, seed)
    offers = {frozenset(player.offered) for player in play.game.seated()}
    assert offers == {frozenset(("role-0", "role-1")), frozenset(("role-2", "role-3"))}


def test_a_purse_counts_where_no_other_role_is_worth_the_same() -> None:
    songs = tiny_scenario().role("singer").purse
    first = {"side": "pickers", "purse": songs, "essential": True}
    play = _cast(_with_roles(first, {}, {"side": "growers", "purse": songs}, {"side": "pickers"}), 1, 2)
    assert [player.offered for player in play.game.seated()] == [("role-0", "role-2")]


@settings(max_examples=30, deadline=None)
@given(heads=st.integers(20, 80), seed=st.integers(0, 99))
def test_a_role_with_three_shares_is_kept_three_times_as_often(heads: int, seed: int) -> None:
    shares = _with_roles(*({"share": share} for share in (1, 1, 3, 3, 2, 2)))
    roles = tuple(
        replace(role, purse=tuple(replace(line, count=1 + number // 2) for line in role.purse))
        for number, role in enumerate(shares.roles)
    )
    play = _cast(replace(shares, roles=roles), heads, 2, seed)
    offered = Counter(role for player in play.game.seated() for role in player.offered)
    for number, share in enumerate((1, 1, 3, 3, 2, 2)):
        assert abs(offered[f"role-{number}"] - 2 * heads * share / 12) <= 2


@pytest.mark.parametrize("seed", range(8))
def test_a_table_without_a_clash_gets_one_if_roles_of_the_same_worth_collide(seed: int) -> None:
    """All purses are the same, a table sees half of the roles, and only two of them collide."""
    pack = _with_roles(*({"against": ("role-6",) if number == 0 else ()} for number in range(24)))
    play = _cast(pack, 24, 4, seed)
    for number in play.game.tables:
        *others, last = (set(player.offered) for player in play.game.seated(number))
        if any({"role-0", "role-6"} & offered for offered in others):
            assert {"role-0", "role-6"} <= set.union(last, *others)
    assert collide(play.game.scenario, "role-6", "role-0") and collide(play.game.scenario, "role-0", "role-6")
    assert not collide(play.game.scenario, "role-0", "role-1")


@pytest.mark.parametrize("seed", range(8))
def test_what_a_room_holds_does_not_depend_on_who_collides_with_whom(seed: int) -> None:
    """Two roles of four are rich; everybody is against a rich one, and still every second player is rich."""
    pack = _with_roles(*({"against": ("role-0", "role-1")} for _ in range(8)))
    roles = tuple(
        replace(role, purse=tuple(replace(line, count=3 if number < 4 else 1) for line in role.purse))
        for number, role in enumerate(pack.roles)
    )
    play = _cast(replace(pack, roles=roles), 16, 4, seed)
    rich = {role.id for role in roles[:4]}
    assert sum(bool(rich & set(player.offered)) for player in play.game.seated()) == 8


def test_a_character_is_not_offered_beyond_its_most_while_there_are_others() -> None:
    pack = _pack(6)
    rare = replace(pack, roles=(replace(pack.roles[0], most_at_once=1), *pack.roles[1:]))
    play = Play(rare, expected=24)
    for _ in range(24):
        play.join()
    play.to("who")
    assert sum(player.offered.count("role-0") for player in play.game.seated()) == 1


def test_a_redeal_never_offers_what_was_seen_while_there_is_something_else() -> None:
    play = _seated(2, 3)
    play.to("who")
    first, _ = play.game.players.values()
    offers = offer_characters(play.game, (first.id,), Random(1), frozenset(("role-0", "role-1")))
    assert offers[first.id] == ("role-2",)
    every = frozenset(role.id for role in play.game.scenario.roles)
    assert len(offer_characters(play.game, (first.id,), Random(1), every)[first.id]) == 1


@settings(max_examples=60, deadline=None)
@given(tables=st.integers(1, 12), hand=st.integers(1, 6), cards=st.integers(1, 9), seed=st.integers(0, 99))
def test_a_hand_has_no_card_twice_and_all_cards_are_out_before_any_is_again(
    tables: int, hand: int, cards: int, seed: int
) -> None:
    tiny = tiny_scenario()
    card = tiny.card("weather-1")
    sheet = tiny.run_sheet("short")
    steps = tuple(replace(step, hand=hand) if step.id == "sky" else step for step in sheet.steps)
    pack = replace(
        tiny,
        cards=tuple(replace(card, id=f"weather-{number}") for number in range(cards)),
        run_sheets=(replace(sheet, steps=steps),),
    )
    play = Play(pack, expected=tables, table_size=1, seed=seed)
    hands = [dealt.cards for _, dealt in deal_hands(play.game, 2, play.game.tables)]
    assert len(hands) == tables
    assert all(len(set(dealt)) == len(dealt) == min(hand, cards) for dealt in hands)
    out = Counter(card for dealt in hands for card in dealt)
    assert max(out.values()) - min(out[card.id] for card in pack.cards) <= 1


def test_a_step_without_cards_deals_nothing(play: Play) -> None:
    assert deal_hands(play.game, 0, (1, 2)) == ()


def test_a_table_that_opens_late_gets_the_cards_that_are_least_out(play: Play) -> None:
    play.to("sky")
    out = Counter(card for table in play.game.tables.values() for card in table.hands["sky"].cards)
    assert out == {f"weather-{number}": 1 for number in range(1, 5)}
    play.lead(ask.AddTable())
    assert len(set(play.game.tables[3].hands["sky"].cards)) == 2


@pytest.mark.parametrize("seed", range(5))
def test_the_same_seed_is_the_same_deal_and_another_is_another(seed: int) -> None:
    def dealt(number: int) -> list[object]:
        play = _seated(9, 12, 6, number)
        play.to("craft")
        return [*play.game.players.values(), *play.game.tables.values()]

    assert dealt(seed) == dealt(seed)
    assert dealt(seed) != dealt(seed + 1)


def _dealt(play: Play) -> list[object]:
    return [*(player.offered for player in play.game.players.values()), *(t.hands for t in play.game.tables.values())]


@pytest.mark.parametrize("step", ["who", "sky", "bed"])
def test_a_next_that_was_undone_deals_the_same_again(step: str) -> None:
    play = _seated(9, 12)
    play.to(step)
    before = _dealt(play)
    play.lead(ask.Undo(seq=play.game.seq))
    play.wait(60)
    play.join("Late", table=2)
    play.next()
    after = _dealt(play)
    assert after[:9] == before[:9] and after[-2:] == before[-2:]


def test_a_table_that_was_undone_gets_the_same_cards_when_it_opens_again(play: Play) -> None:
    play.to("bed")
    play.lead(ask.AddTable())
    before = play.game.tables[3].hands
    play.lead(ask.Undo(seq=play.game.seq))
    play.lead(ask.PauseClock())
    play.lead(ask.AddTable())
    assert play.game.tables[3].hands == before


def test_two_games_of_one_pack_are_dealt_other_cards() -> None:
    dealt = set()
    for seed in range(20):
        play = Play(seed=seed)
        play.to("sky")
        dealt.add(tuple(play.game.tables[1].hands["sky"].cards))
    assert len(dealt) > 6


def test_letters_that_could_be_mistaken_are_not_worn() -> None:
    play = Play(expected=30, table_size=30)
    letters = [play.player(play.join()).letter for _ in range(30)]
    assert not {"I", "O"} & set(letters)
    assert letters[23:26] == ["Z", "AA", "AB"]


def test_a_letter_comes_back_only_when_all_others_were_worn() -> None:
    play = Play(expected=30, table_size=30)
    first = play.join()
    play.happen(happened.SeatFreed(player=first))
    assert free_letter(play.game, 1) == "B"
    for _ in range(23):
        play.join()
    assert free_letter(play.game, 1) == "A"


def test_the_roomiest_table_is_the_lowest_among_equals_and_none_when_all_are_full() -> None:
    play = Play(expected=4, table_size=2)
    assert roomiest(play.game) == 1
    play.join(table=1)
    assert roomiest(play.game) == 2
    for _ in range(3):
        play.join()
    assert roomiest(play.game) is None
