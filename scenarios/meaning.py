"""The rules a pack keeps besides its shape: ids, references, numbers, what a room can play. It reads no file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import Any

from game.scenario import (
    Card,
    Effect,
    EffectKind,
    EventCard,
    ReportPlan,
    Role,
    RunSheet,
    Scenario,
    Section,
    Step,
    StepKind,
    Supply,
    TokenKind,
)
from scenarios.source import Way

ID = re.compile(r"[a-z0-9-]+")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
MOST_LETTERS = 32
MOST_WORDS = 40
MOST_WALL_WORDS = 25
MOST_COST = 3
MOST_COUNT = 20
MOST_MINUTES = 240
LONG_SHEET = 45
"""Longer run sheets, in minutes, need a step that can be shorter: a room is never on time for so long."""
MOST_SHARE = 100
MOST_PERCENT = 10_000
MOST_DOTS = 20
ENDS = 2

_DEFAULTS: Mapping[str, Any] = {field.name: field.default for field in fields(Scenario)}

Item = tuple[Way, Any]


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong, at its way from the top of the pack."""

    way: Way
    what: str
    mend: str
    is_warning: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is known of a pack that may be broken: the items that fit their shape, with their ways, and all ids."""

    good: Mapping[str, list[Item]]
    ids: Mapping[str, list[tuple[Way, str]]]
    plain: Mapping[str, Any]
    sure: frozenset[str]

    def all(self, key: str) -> list[Item]:
        """The items of a list that fit their shape."""
        return self.good.get(key, [])

    def names(self, key: str) -> tuple[str, ...]:
        """The ids of a list, also of items that do not fit their shape."""
        return tuple(name for _, name in self.ids.get(key, []))


def find_wrongs(draft: Draft) -> Iterator[Wrong]:
    """Everything wrong with a draft besides its shape."""
    yield from _check_head(draft)
    yield from _check_ids(draft)
    yield from _check_tokens(draft)
    yield from _check_roles(draft)
    yield from _check_cards(draft)
    yield from _check_codes(draft)
    for way, event in draft.all("events"):
        yield from _check_event(draft, way, event)
    yield from _check_run_sheets(draft)
    yield from _check_report(draft)
    yield from _check_pretend(draft)
    yield from _check_texts(draft)


def _refer(draft: Draft, key: str, name: str, way: Way, thing: str) -> Iterator[Wrong]:
    """A name that should be an id of the list ``key``."""
    known = draft.names(key)
    if key not in draft.sure or name in known:
        return
    near = get_close_matches(name, known, n=1, cutoff=0.6)
    mend = f"Did you mean `{near[0]}`? " if near else ""
    some = ", ".join(known[:12]) or "there are none yet"
    yield Wrong(way, f"there is no {thing} `{name}`", f"{mend}Use one of: {some}")


def _count(way: Way, number: int, least: int, most: int, thing: str) -> Iterator[Wrong]:
    if not least <= number <= most:
        yield Wrong(way, f"{thing} is {number}", f"write a number from {least} to {most}")


def _check_head(draft: Draft) -> Iterator[Wrong]:
    name, language = draft.plain.get("id"), draft.plain.get("language")
    if isinstance(name, str) and not ID.fullmatch(name):
        yield Wrong(("id",), f"`{name}` cannot be the pack's id", _id_mend(name, "name the folder"))
    if isinstance(language, str) and not LANGUAGE.fullmatch(language):
        yield Wrong(("language",), f"`{language}` is not a language code", "write a code like `en-GB` or `de`")
    for key in ("title", "version"):
        if isinstance(text := draft.plain.get(key), str):
            yield from _blank((key,), text)


def _blank(way: Way, text: str) -> Iterator[Wrong]:
    if not text.strip():
        yield Wrong(way, "this text is empty", "write what people should see here")


def _check_ids(draft: Draft) -> Iterator[Wrong]:
    for key in draft.ids:
        yield from _check_names(draft.ids[key])
    for way, question in draft.all("questions"):
        yield from _check_names([((*way, "chips", place), chip.id) for place, chip in enumerate(question.chips)])
    for way, sheet in draft.all("run_sheets"):
        yield from _check_names([((*way, "steps", place), step.id) for place, step in enumerate(sheet.steps)])


def _check_names(names: Iterable[tuple[Way, str]]) -> Iterator[Wrong]:
    seen: set[str] = set()
    for way, name in names:
        if not ID.fullmatch(name):
            yield Wrong(
                (*way, "id"), f"`{name}` cannot be an id" if name else "the id is empty", _id_mend(name, "write")
            )
        elif name in seen:
            yield Wrong((*way, "id"), f"the id `{name}` is used twice", "give this one an id of its own")
        seen.add(name)


def _id_mend(name: str, how: str) -> str:
    better = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return f"use only a-z, 0-9 and dashes{f'; {how} `{better}`' if better else ''}"


def _check_tokens(draft: Draft) -> Iterator[Wrong]:
    held = {purse.kind for _, role in draft.all("roles") for purse in role.purse if purse.count > 0}
    needed = {kind for _, card in draft.all("cards") for kind in card.needs} | {m.kind for _, m in draft.all("marks")}
    if "tokens" in draft.sure and not draft.names("tokens"):
        yield Wrong(("tokens",), "there are no tokens", "say at least one kind of thing that can be given")
    for way, token in draft.all("tokens"):
        yield from _check_token(draft, way, token)
        if "roles" in draft.sure and token.id not in held:
            yield Wrong(way, f"nobody holds `{token.id}`", "put it in some role's purse, or remove this token")
        if "cards" in draft.sure and token.id not in needed:
            mend = "let some card need it, or remove this token"
            yield Wrong(way, f"`{token.id}` is never needed", mend, is_warning=True)
    for way, mark in draft.all("marks"):
        yield from _refer(draft, "tokens", mark.kind, (*way, "kind"), "token")
        yield from _refer(draft, "sides", mark.side, (*way, "side"), "side")
        yield from _check_supply((*way, "supply"), mark.supply)
        yield from _count((*way, "count"), mark.count, 1, MOST_COUNT, "count")
        givers = [r for _, r in draft.all("roles") if r.side == mark.side and any(p.kind == mark.kind for p in r.purse)]
        is_real = mark.kind in draft.names("tokens") and mark.side in draft.names("sides")
        if "roles" in draft.sure and is_real and not givers:
            mend = f"give `{mark.kind}` to a role of the side `{mark.side}`"
            yield Wrong(way, "no idea can ever win this mark", mend, is_warning=True)


def _check_token(draft: Draft, way: Way, token: TokenKind) -> Iterator[Wrong]:
    if token.from_side:
        yield from _refer(draft, "sides", token.from_side, (*way, "from_side"), "side")
    yield from _blank((*way, "each"), token.each)
    yield from _blank((*way, "many"), token.many)
    yield from _check_supply((*way, "supply"), token.supply)


def _check_supply(way: Way, supply: Supply | None) -> Iterator[Wrong]:
    """A range in percent."""
    if supply is None:
        return
    yield from _count((*way, "least"), supply.least, 0, MOST_PERCENT, "least")
    yield from _count((*way, "most"), supply.most, 0, MOST_PERCENT, "most")
    if 0 < supply.most < supply.least:
        what = f"most is {supply.most}, which is under least, {supply.least}"
        yield Wrong((*way, "most"), what, "write the larger number here, or 0 for no upper end")


def _check_roles(draft: Draft) -> Iterator[Wrong]:
    if "roles" in draft.sure and len(draft.names("roles")) < 2:
        yield Wrong(("roles",), "there are fewer than two roles", "write at least two, so that people can differ")
    twins: dict[tuple[frozenset[tuple[str, int]], str], str] = {}
    for way, role in draft.all("roles"):
        yield from _refer(draft, "sides", role.side, (*way, "side"), "side")
        if role.scale:
            yield from _refer(draft, "scales", role.scale, (*way, "scale"), "scale")
        yield from _count((*way, "most_at_once"), role.most_at_once, 0, 10_000, "most_at_once")
        yield from _count((*way, "share"), role.share, 1, MOST_SHARE, "share")
        for place, other in enumerate(role.against):
            yield from _refer(draft, "roles", other, (*way, "against", place), "role")
            if other == role.id:
                yield Wrong((*way, "against", place), f"`{role.id}` is against itself", "name another role")
        if not any(purse.count > 0 for purse in role.purse):
            yield Wrong(way, f"`{role.id}` has nothing to give", "put a token in its purse", is_warning=True)
        kinds = Counter(purse.kind for purse in role.purse)
        for place, purse in enumerate(role.purse):
            here = (*way, "purse", place)
            yield from _refer(draft, "tokens", purse.kind, (*here, "kind"), "token")
            yield from _count((*here, "count"), purse.count, 0, MOST_COUNT, "count")
            if kinds[purse.kind] > 1:
                kinds[purse.kind] = 0
                yield Wrong(
                    (*way, "purse"), f"`{purse.kind}` is in this purse twice", "add the two counts up in one line"
                )
        sort = _sort_of(role)
        if sort in twins:
            what = f"`{role.id}` has the same purse and the same want as `{twins[sort]}`"
            yield Wrong(way, what, "change what one of them wants", is_warning=True)
        twins.setdefault(sort, role.id)


def _sort_of(role: Role) -> tuple[frozenset[tuple[str, int]], str]:
    purse = frozenset((purse.kind, purse.count) for purse in role.purse if purse.count)
    return purse, " ".join(re.findall(r"\w+", role.want.casefold()))


def _check_cards(draft: Draft) -> Iterator[Wrong]:
    for way, card in draft.all("cards"):
        yield from _refer(draft, "card_types", card.type, (*way, "type"), "card type")
        yield from _count((*way, "cost"), card.cost, 0, MOST_COST, "cost")
        for place, kind in enumerate(card.needs):
            yield from _refer(draft, "tokens", kind, (*way, "needs", place), "token")
        if card.group:
            yield from _refer(draft, "groups", card.group, (*way, "group"), "group")
        yield from _check_ends(way, card)


def _check_ends(way: Way, card: Card) -> Iterator[Wrong]:
    """A card to stand on a line for has two ends, all others have none."""
    if len(card.ends) not in (0, ENDS):
        yield Wrong((*way, "ends"), f"a line has {ENDS} ends, here are {len(card.ends)}", "write `ends: [left, right]`")
    for place, end in enumerate(card.ends):
        yield from _blank((*way, "ends", place), end)


def _check_report(draft: Draft) -> Iterator[Wrong]:
    """What the report tells: each section once, its centre among them, and no group that stays empty."""
    plan = draft.plain.get("report")
    told = plan.get("sections", list(Section)) if isinstance(plan, dict) else list(Section)
    if isinstance(plan, dict) and isinstance(told, list):
        for place, section in enumerate(told):
            if section in told[:place]:
                yield Wrong(("report", "sections", place), f"`{section}` is told twice", "remove one of the two")
        centre = plan.get("centre", ReportPlan().centre.value)
        if centre not in told and centre in list(Section):
            what = f"the centre `{centre}` is none of the sections"
            yield Wrong(("report", "centre"), what, "add it to `sections`, or choose one of them")
    used = {card.group for _, card in draft.all("cards")}
    for way, group in draft.all("groups"):
        yield from _blank((*way, "text"), group.text)
        if "cards" in draft.sure and group.id not in used:
            mend = f"write `group: {group.id}` under some card, or remove this group"
            yield Wrong(way, f"no card belongs to the group `{group.id}`", mend, is_warning=True)


def _check_codes(draft: Draft) -> Iterator[Wrong]:
    """The letters before the numbers of cards: no two kinds of cards have the same."""
    codes: list[Item] = [((key,), draft.plain.get(key, _DEFAULTS[key])) for key in ("role_code", "event_code")]
    codes += [((*way, "code"), kind.code) for way, kind in draft.all("card_types")]
    seen: set[str] = set()
    for way, code in codes:
        if isinstance(code, str) and code.strip():
            if code in seen:
                yield Wrong(way, f"the code `{code}` is used twice", "give each kind of card letters of its own")
            seen.add(code)


def _check_event(draft: Draft, way: Way, event: EventCard) -> Iterator[Wrong]:
    yield from _count((*way, "minutes"), event.minutes, 1, MOST_MINUTES, "minutes")
    if event.role:
        yield from _refer(draft, "roles", event.role, (*way, "role"), "role")
        if not event.without_role.strip():
            mend = "add `without_role: ...`: who does it when nobody is that character"
            yield Wrong(way, f"this event needs `{event.role}`, who may not be in the room", mend)
    if event.stand_in:
        yield from _refer(draft, "tokens", event.stand_in, (*way, "stand_in"), "token")
    for place, effect in enumerate(event.effects):
        yield from _check_effect(draft, (*way, "effects", place), effect)


_OF_ROLE = (EffectKind.DOUBT_ROLE, EffectKind.GRANT_ROLE, EffectKind.ANSWER_ALOUD)
_OF_SIDE = (EffectKind.DOUBT_SIDE, EffectKind.MATCH, EffectKind.REFUSE_IDEA)
_OF_TOKEN = (EffectKind.GRANT_ROLE, EffectKind.RETURN_UNSPENT, EffectKind.MATCH, EffectKind.NEW_TABLES)
_COUNTED = (EffectKind.GRANT_ROLE, EffectKind.MATCH, EffectKind.PICK_IDEAS, EffectKind.PICK_PLAYERS)


def _check_effect(draft: Draft, way: Way, effect: Effect) -> Iterator[Wrong]:
    target = (*way, "target")
    is_of_anybody = effect.kind is EffectKind.RETURN_UNSPENT and effect.target not in ("", *draft.names("sides"))
    if effect.kind in _OF_ROLE or is_of_anybody:
        yield from _refer(draft, "roles", effect.target, target, "role")
    if effect.kind in _OF_SIDE:
        yield from _refer(draft, "sides", effect.target, target, "side")
    if effect.backing:
        yield from _refer(draft, "tokens", effect.backing, (*way, "backing"), "token")
    if effect.kind in _OF_TOKEN:
        yield from _refer(draft, "tokens", effect.token, (*way, "token"), "token")
    if effect.kind in _COUNTED:
        yield from _count((*way, "count"), effect.count, 1, MOST_COUNT, "count")


def _check_run_sheets(draft: Draft) -> Iterator[Wrong]:
    if "run_sheets" in draft.sure and not draft.names("run_sheets"):
        yield Wrong(("run_sheets",), "there is no run sheet", "write at least one, with its steps in order")
    for way, sheet in draft.all("run_sheets"):
        yield from _check_sheet(draft, way, sheet)


def _check_sheet(draft: Draft, way: Way, sheet: RunSheet) -> Iterator[Wrong]:
    if not sheet.steps:
        yield Wrong((*way, "steps"), "this run sheet has no steps", "write its steps in order")
    for place, step in enumerate(sheet.steps):
        here = (*way, "steps", place)
        yield from _blank((*here, "title"), step.title)
        yield from _count((*here, "minutes"), step.minutes, 1, MOST_MINUTES, "minutes")
        if step.card_type:
            yield from _refer(draft, "card_types", step.card_type, (*here, "card_type"), "card type")
        for at, card in enumerate(step.cards):
            yield from _refer(draft, "cards", card, (*here, "cards", at), "card")
        for at, question in enumerate(step.questions):
            yield from _refer(draft, "questions", question, (*here, "questions", at), "question")
        if step.kind is StepKind.VOTE:
            yield from _count((*here, "dots"), step.dots, 1, MOST_DOTS, "dots")
        if step.ready_made and step.kind is not StepKind.IDEA:
            what = f"a step of kind `{step.kind}` cannot be ready-made"
            yield Wrong((*here, "ready_made"), what, "remove this line, or move it to a step of kind `idea`")
        if step.kind in (StepKind.CHOOSE, StepKind.IDEA, StepKind.PLAN):
            yield from _check_hand(draft, here, step)
        yield from _check_cut(here, step)
    minutes = sum(step.minutes for step in sheet.steps)
    if minutes > LONG_SHEET and not any(step.least and not step.protected for step in sheet.steps):
        what = f"these {minutes} minutes have no step that may be cut when the room is late"
        mend = "add `least: ...` and `when_cut: ...` to one that can be shorter"
        yield Wrong((*way, "steps"), what, mend, is_warning=True)


def _check_cut(here: Way, step: Step) -> Iterator[Wrong]:
    """How short a step may become when the room is late."""
    if not step.least and not step.when_cut:
        return
    if step.protected:
        key = "least" if step.least else "when_cut"
        yield Wrong((*here, key), "this step is protected, so it is never cut", "remove this line", is_warning=True)
    elif not 0 < step.least < step.minutes:
        what = f"least is {step.least}, and the step has {step.minutes} minutes"
        yield Wrong((*here, "least"), what, "write the fewest minutes that still make sense, at least 1")
    elif not step.when_cut:
        mend = "add `when_cut: ...` with what the room loses"
        yield Wrong((*here, "least"), "nobody knows what this cut costs", mend, is_warning=True)


def _check_hand(draft: Draft, way: Way, step: Step) -> Iterator[Wrong]:
    """A step that deals a hand of cards to each table."""
    if not step.card_type:
        yield Wrong(
            way, f"a step of kind `{step.kind}` deals cards, of no type yet", "add `card_type: ...` and `hand: ...`"
        )
        return
    ours = [item for item in draft.all("cards") if item[1].type == step.card_type]
    if step.hand < 1:
        yield Wrong((*way, "hand"), f"hand is {step.hand}", "say how many cards each table gets, at least 1")
    elif "cards" in draft.sure and len(ours) < step.hand and step.card_type in draft.names("card_types"):
        what = f"hand is {step.hand}, but only {len(ours)} cards are of type `{step.card_type}`"
        yield Wrong((*way, "hand"), what, "write more cards or make the hand smaller")
    if step.kind is StepKind.PLAN:
        yield from _count((*way, "picks"), step.picks, 1, MOST_COUNT, "picks")
        yield from _count((*way, "budget"), step.budget, 1, MOST_COUNT * MOST_COST, "budget")
        yield from _count((*way, "own_share"), step.own_share, 0, MOST_COUNT, "own_share")
        for card_way, card in ours:
            if not card.needs:
                what = f"`{card.id}` can be part of a plan but needs nothing"
                yield Wrong(card_way, what, "add `needs: [...]` with one to three tokens")


def _check_pretend(draft: Draft) -> Iterator[Wrong]:
    """Pretend players choose from these lists, so none may be empty."""
    pretend = draft.plain.get("pretend")
    for key, lines in pretend.items() if isinstance(pretend, dict) else ():
        if lines == []:
            yield Wrong(("pretend", key), "this list is empty", "write a few lines, or remove the key")
        for place, line in enumerate(lines if isinstance(lines, list) else []):
            if isinstance(line, str):
                yield from _blank(("pretend", key, place), line)
                if key == "idea_titles" and len(line) > MOST_LETTERS:
                    what = f"this title has {len(line)} letters"
                    yield Wrong(("pretend", key, place), what, f"use {MOST_LETTERS} or fewer", is_warning=True)


def _check_texts(draft: Draft) -> Iterator[Wrong]:
    """Texts that are empty, and warnings for those too long for a card, a phone or a wall."""
    for key in ("roles", "cards", "events"):
        for way, item in draft.all(key):
            yield from _blank((*way, "title"), item.title)
    for key in ("sides", "scales", "strings", "reasons", "asks", "hats", "questions"):
        for way, item in draft.all(key):
            yield from _blank((*way, "text"), item.text)
    texts: list[tuple[Way, str]] = [((*way, "you_are"), role.you_are) for way, role in draft.all("roles")]
    for key in ("cards", "events", "questions"):
        texts += [((*way, "text"), item.text) for way, item in draft.all(key)]
    for way, sheet in draft.all("run_sheets"):
        if len(sheet.title) > MOST_LETTERS:
            what = f"this title has {len(sheet.title)} letters"
            yield Wrong((*way, "title"), what, f"use {MOST_LETTERS} or fewer", is_warning=True)
        for place, step in enumerate(sheet.steps):
            if (words := len(" ".join(step.say).split())) > MOST_WALL_WORDS:
                what = f"the wall shows {words} words in this step"
                mend = f"use {MOST_WALL_WORDS} or fewer"
                yield Wrong((*way, "steps", place, "say"), what, mend, is_warning=True)
    for at, text in texts:
        if (words := len(text.split())) > MOST_WORDS:
            yield Wrong(at, f"this text has {words} words", f"use {MOST_WORDS} or fewer", is_warning=True)
