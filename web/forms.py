"""Fields of a form into a command of a player. It checks shapes only; what may be done is for the rules to say."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from game import commands as ask
from game.bargaining import OWN_WORDS
from game.collaboration import MOST
from game.ideas import need_of, public_ideas
from game.scenario import Words
from game.state import CallFor, Deal, Game, Gift, Idea, Naming, Part, Pile, Player, PledgeLevel, Terms

Filled = Mapping[str, tuple[str, ...]]
"""What a form holds: the values of each field, in order."""

MORE_PARTIES = MOST - 2
"""How many people can be added to a deal of two."""

OWN_BADGE = "This is your own badge. Type the number of the person in front of you."

_DOTS = "dots:"
"""How the field of an idea is named in a vote: this, then the idea."""

_OFF_THE_LIST = "kind:"
"""How a gift is named in a form when no line of the list asks for it: this, then the kind of token."""


class BadField(Exception):
    """A field cannot be read: which one, and a sentence that says how to mend it."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(field, sentence)
        self.field = field
        self.sentence = sentence


def text(filled: Filled, field: str, otherwise: str = "") -> str:
    """A field's first value."""
    values = filled.get(field, ())
    return values[0] if values else otherwise


def chosen(filled: Filled, field: str) -> str:
    """A value that must be there, because our own pages always send it. Raises BadField."""
    value = text(filled, field)
    if not value:
        raise BadField(field, "Something is missing in what was sent. Reload the page and try again.")
    return value


def typed(filled: Filled, field: str) -> Words:
    """What a person typed; it may be empty, but the field must have been sent. Raises BadField."""
    if field not in filled:
        raise BadField("", "Something is missing in what was sent. Reload the page and try again.")
    return Words(text(filled, field))


def number(filled: Filled, field: str) -> int:
    """A whole number that must be there. Raises BadField."""
    value = chosen(filled, field)
    if not (value.isascii() and value.isdigit() and len(value) < 9):
        raise BadField(field, "A number is missing in what was sent. Reload the page and try again.")
    return int(value)


def is_yes(filled: Filled, field: str) -> bool:
    """Whether a box was ticked."""
    return text(filled, field) == "yes"


def said(filled: Filled, field: str) -> bool:
    """A yes or a no, which must be there. Raises BadField."""
    value = chosen(filled, field)
    if value not in {"yes", "no"}:
        raise BadField(field, "A yes or a no is missing in what was sent. Reload the page and try again.")
    return value == "yes"


def wearer(filled: Filled, field: str, game: Game) -> Player:
    """The player whose badge number was typed. Raises BadField."""
    typed = text(filled, field)
    found = game.by_badge(typed)
    if found is None:
        sentence = f"Nobody wears the badge {typed.strip()[:8]}." if typed.strip() else "Type the badge number first."
        raise BadField(field, f"{sentence} It is a number and a letter, like 2B.")
    return found


def naming(filled: Filled) -> Naming:
    """How a person wants to appear; people under 16 always only as a table. Raises BadField."""
    if is_yes(filled, "under_16") and text(filled, "naming") != Naming.OUT:
        return Naming.TABLE
    try:
        return Naming(text(filled, "naming", Naming.TABLE))
    except ValueError as error:
        raise BadField("naming", "Choose how you want to appear in the report.") from error


def deal_command(filled: Filled, game: Game, player: Player, by_handshake: bool) -> ask.ShakeHands | ask.Propose:
    """A new deal: about a line of a list, or with a new idea between the parties. Raises BadField."""
    command = ask.ShakeHands if by_handshake else ask.Propose
    other = wearer(filled, "badge", game)
    if other.id == player.id:
        raise BadField("badge", OWN_BADGE)
    more = [
        (wearer(filled, f"badge_{place}", game), text(filled, f"need_{place}"))
        for place in range(1, MORE_PARTIES + 1)
        if text(filled, f"badge_{place}").strip()
    ]
    string, own_words = string_of(filled)
    is_new = is_yes(filled, "is_new")
    idea = None if is_new else _public_idea(game, chosen(filled, "idea"))
    if is_new:
        mine, theirs = text(filled, "i_give"), text(filled, "they_give")
        given = [Gift(giver=player.id, kind=mine)] if mine else []
        given += [Gift(giver=other.id, kind=theirs)] if theirs else []
    elif idea is None:
        raise BadField("need", "We do not know that line. Go back to the list and choose one.")
    else:
        giver = other if idea.table == player.table else player
        given = [_gift(game, idea, giver, chosen(filled, "need"))]
    given += [_gift(game, idea, person, need) for person, need in more if need]
    terms = Terms(
        parties=tuple(dict.fromkeys((player.id, other.id, *(person.id for person, _ in more)))),
        gifts=tuple(given),
        string=string,
        own_words=own_words,
    )
    if idea is not None:
        return command(player=player.id, idea=idea.id, terms=terms)
    return command(player=player.id, terms=terms, title=typed(filled, "title"), line=Words(text(filled, "line")))


def _public_idea(game: Game, idea: str) -> Idea | None:
    """The idea with this id, unless it is still between the parties of a proposal."""
    return next((known for known in public_ideas(game) if known.id == idea), None)


def string_of(filled: Filled) -> tuple[str, Words]:
    """The chosen string, and the own words when that is what was chosen."""
    string = text(filled, "string")
    return string, Words(text(filled, "own_words") if string == OWN_WORDS else "")


def change_command(filled: Filled, game: Game, player: Player) -> ask.AskChange:
    """Another wording of a deal: another string, and gifts that are taken out. Raises BadField.

    The gifts are numbered as in the wording that stood in the form, which may not be the newest any more.
    """
    deal = _deal(filled, game)
    version = number(filled, "version")
    read = deal.versions[version - 1].terms if 1 <= version <= deal.version else deal.terms
    kept = frozenset(filled.get("gift", ()))
    string, own_words = string_of(filled)
    gifts = tuple(gift for place, gift in enumerate(read.gifts) if str(place) in kept)
    more = text(filled, "give")
    if more:
        idea = game.ideas[deal.idea]
        gifts += (_gift(game, idea, player, more),)
    terms = Terms(parties=read.parties, gifts=gifts, string=string, own_words=own_words)
    return ask.AskChange(player=player.id, deal=deal.id, version=version, terms=terms)


def _gift(game: Game, idea: Idea | None, giver: Player, need: str) -> Gift:
    """The gift that answers this line of the idea's list, or one of a kind that no line asks for. Raises BadField."""
    if need.startswith(_OFF_THE_LIST):
        return Gift(giver=giver.id, kind=need.removeprefix(_OFF_THE_LIST))
    line = need_of(game, idea, need) if idea is not None else None
    if line is None:
        raise BadField("need", "This line is not on the list any more. Go back to the list and choose one.")
    return Gift(giver=giver.id, kind=line.kind, need=line.id)


def _deal(filled: Filled, game: Game) -> Deal:
    found = game.deals.get(chosen(filled, "deal"))
    if found is None:
        raise BadField("deal", "We do not know that one. Reload the page.")
    return found


def part_of(filled: Filled) -> Part:
    """What somebody wants to do: play, watch or report. Raises BadField."""
    try:
        return Part(text(filled, "part"))
    except ValueError as error:
        raise BadField("part", "Choose one of the three answers.") from error


def _pile(filled: Filled) -> Pile:
    try:
        return Pile(text(filled, "pile"))
    except ValueError as error:
        raise BadField("pile", "Choose one of the three answers.") from error


def _dots(filled: Filled) -> tuple[tuple[str, int], ...]:
    """The dots of a vote: a field for each idea, named by it. Raises BadField."""
    ideas = [field for field in filled if field.startswith(_DOTS)]
    return tuple((field.removeprefix(_DOTS), number(filled, field)) for field in ideas)


def _pledge(filled: Filled) -> PledgeLevel:
    try:
        return PledgeLevel(text(filled, "level"))
    except ValueError as error:
        raise BadField("level", "Choose one of the three answers.") from error


def _call_for(filled: Filled) -> CallFor:
    try:
        return CallFor(text(filled, "what"))
    except ValueError as error:
        raise BadField("what", "Choose one of the two answers.") from error


Make = Callable[[Filled, Game, Player], ask.PlayerCommand]

MOVES: Mapping[str, Make] = {
    "rename": lambda filled, _game, me: ask.Rename(player=me.id, name=typed(filled, "name")),
    "consent": lambda filled, _game, me: ask.ChangeConsent(
        player=me.id, naming=naming(filled), film=is_yes(filled, "film")
    ),
    "table": lambda filled, _game, me: ask.ChangeTable(player=me.id, table=number(filled, "table")),
    "part": lambda filled, _game, me: ask.ChangePart(player=me.id, part=part_of(filled)),
    "practise": lambda filled, game, me: ask.Practise(player=me.id, other=wearer(filled, "badge", game).id),
    "hosting": lambda filled, _game, me: ask.ChooseHosting(player=me.id, first=said(filled, "first")),
    "keep": lambda filled, _game, me: ask.KeepCharacter(player=me.id, role=chosen(filled, "role")),
    "choose": lambda filled, _game, me: ask.ChooseCard(
        player=me.id,
        step=chosen(filled, "step"),
        card=text(filled, "card"),
        title=Words(text(filled, "title")) if text(filled, "card") else typed(filled, "title"),
        text=Words(text(filled, "text")),
    ),
    "sort": lambda filled, _game, me: ask.SortCard(player=me.id, card=chosen(filled, "card"), pile=_pile(filled)),
    "idea": lambda filled, _game, me: ask.WriteIdea(
        player=me.id,
        title=typed(filled, "title"),
        line=typed(filled, "line"),
        from_card=text(filled, "from_card"),
    ),
    "pick": lambda filled, _game, me: ask.PickMethod(
        player=me.id, card=chosen(filled, "card"), when=text(filled, "when", "now")
    ),
    "write-method": lambda filled, _game, me: ask.WriteMethod(
        player=me.id,
        title=typed(filled, "title"),
        needs=tuple(need for need in filled.get("needs", ()) if need),
        when=text(filled, "when", "now"),
    ),
    "drop-method": lambda filled, _game, me: ask.DropMethod(player=me.id, pick=chosen(filled, "pick")),
    "cover": lambda filled, _game, me: ask.CoverNeed(
        player=me.id, need=chosen(filled, "need"), covers=said(filled, "covers")
    ),
    "shake": lambda filled, game, me: deal_command(filled, game, me, by_handshake=True),
    "propose": lambda filled, game, me: deal_command(filled, game, me, by_handshake=False),
    "answer": lambda filled, _game, me: ask.AnswerDeal(
        player=me.id,
        deal=chosen(filled, "deal"),
        version=number(filled, "version"),
        yes=said(filled, "yes"),
        reason=text(filled, "reason"),
    ),
    "change": change_command,
    "drop-party": lambda filled, _game, me: ask.DropParty(
        player=me.id, deal=chosen(filled, "deal"), party=chosen(filled, "party")
    ),
    "withdraw": lambda filled, _game, me: ask.Withdraw(player=me.id, deal=chosen(filled, "deal")),
    "not-me": lambda filled, _game, me: ask.NotMe(player=me.id, deal=chosen(filled, "deal")),
    "take-back": lambda filled, _game, me: ask.TakeBack(player=me.id, deal=chosen(filled, "deal")),
    "repair": lambda filled, _game, me: ask.Repair(
        player=me.id, deal=chosen(filled, "deal"), words=typed(filled, "words")
    ),
    "break": lambda filled, _game, me: ask.BreakDeal(player=me.id, deal=chosen(filled, "deal")),
    "comment": lambda filled, _game, me: ask.AnswerAloud(
        player=me.id, card=chosen(filled, "card"), comments=said(filled, "comments")
    ),
    "refuse": lambda filled, _game, me: ask.RefuseIdea(
        player=me.id, card=chosen(filled, "card"), idea=text(filled, "idea"), words=typed(filled, "refusal_words")
    ),
    "answer-refusal": lambda filled, _game, me: ask.AnswerRefusal(
        player=me.id,
        idea=chosen(filled, "idea"),
        card=chosen(filled, "card"),
        changes=said(filled, "changes"),
        words=Words(text(filled, "words")),
    ),
    "headline": lambda filled, _game, me: ask.FileHeadline(player=me.id, text=typed(filled, "headline")),
    "vote": lambda filled, _game, me: ask.Vote(player=me.id, step=chosen(filled, "step"), dots=_dots(filled)),
    "name-lead": lambda filled, game, me: ask.NameLead(
        player=me.id, idea=chosen(filled, "idea"), lead=wearer(filled, "badge", game).id
    ),
    "answer-lead": lambda filled, _game, me: ask.AnswerLead(
        player=me.id, idea=chosen(filled, "idea"), yes=said(filled, "yes")
    ),
    "delivery": lambda filled, _game, me: ask.SetDelivery(
        player=me.id,
        idea=chosen(filled, "idea"),
        first_step=typed(filled, "first_step"),
        date=Words(text(filled, "date")),
        asks=filled.get("asks", ()),
    ),
    "help": lambda filled, _game, me: ask.OfferHelp(
        player=me.id, idea=chosen(filled, "idea"), wants=said(filled, "wants")
    ),
    "reflect": lambda filled, _game, me: ask.Reflect(
        player=me.id,
        question=chosen(filled, "question"),
        chips=filled.get("chips", ()),
        text=typed(filled, "text"),
        may_quote=is_yes(filled, "may_quote"),
    ),
    "secret": lambda filled, _game, me: ask.TellSecret(player=me.id, got=chosen(filled, "got")),
    "pledge": lambda filled, _game, me: ask.PledgeDeal(
        player=me.id, deal=chosen(filled, "deal"), level=_pledge(filled)
    ),
    "monday": lambda filled, _game, me: ask.SetMonday(player=me.id, text=typed(filled, "text")),
    "call": lambda filled, _game, me: ask.CallFacilitator(player=me.id, what=_call_for(filled)),
    "take-back-call": lambda _filled, _game, me: ask.TakeBackCall(player=me.id),
}
"""Every action of a phone: the last part of its address, and the command its form makes."""
