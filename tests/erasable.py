"""An evening in which words were typed in every place there is, each a canary, to be found wherever it went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from game import commands as ask
from game.checking import to_check
from game.scenario import Words
from game.state import Naming, Part, PledgeLevel, Reach, Status
from tests.given import Play, gift, terms


@dataclass(frozen=True)
class Evening:
    """The evening, the ids in it by short names, and the canaries of each player by the place where they were typed.

    Ada and Bea sit at table 1, Cem, Dan and Fay of the press at table 2. It is closed and its report is published.
    """

    play: Play
    of: Mapping[str, str]
    canaries: Mapping[str, Mapping[str, str]]

    def all_of(self, name: str) -> tuple[str, ...]:
        """All that this person typed."""
        return tuple(self.canaries[name].values())


def canary(name: str, place: str) -> str:
    """A word that stands nowhere else."""
    return f"Q{name}{place}Z".replace(" ", "").replace("-", "")


def evening() -> Evening:
    """The whole of it, checked and published."""
    play = Play(expected=8, table_size=4, run_sheet="full")
    canaries: dict[str, dict[str, str]] = {name: {} for name in ("ada", "bea", "cem", "dan", "fay")}
    of: dict[str, str] = {}

    def says(name: str, place: str) -> Words:
        return Words(canaries[name].setdefault(place, canary(name, place)))

    for name, table, part in (
        ("ada", 1, Part.PLAYER),
        ("bea", 1, Part.PLAYER),
        ("cem", 2, Part.PLAYER),
        ("dan", 2, Part.PLAYER),
        ("fay", 2, Part.PRESS),
    ):
        of[name] = play.join(says(name, "name"), table, part=part)
        play.must(ask.ChangeConsent(player=of[name], naming=Naming.NICKNAME, film=True))
    ada, cem, dan, fay = (of[name] for name in ("ada", "cem", "dan", "fay"))
    play.must(ask.Rename(player=ada, name=says("ada", "other name")))
    gone = play.must(ask.Rename(player=ada, name=says("ada", "undone")))
    play.lead(ask.Undo(seq=gone.seq))
    play.to("sky")
    for name, role in (("ada", "grower"), ("bea", "picker"), ("cem", "singer"), ("dan", "picker")):
        play.become(of[name], role)
    chosen = ask.ChooseCard(player=ada, step="sky", title=says("ada", "choice"), text=says("ada", "choice text"))
    play.must(chosen)
    play.to("craft")
    of["mine"] = play.write(ada, says("ada", "first title"), says("ada", "first line"))
    play.write(ada, says("ada", "title"), says("ada", "line"))
    of["theirs"] = play.write(cem, says("cem", "title"), says("cem", "line"))
    of["method"] = play.write_own(ada, "song", title=says("ada", "method"))
    play.to("swap")
    play.send("strike")
    play.must(ask.RefuseIdea(player=cem, card="strike", idea=of["mine"], words=says("cem", "refusal")))
    play.must(ask.AnswerRefusal(player=ada, idea=of["mine"], card="strike", changes=False, words=says("ada", "answer")))
    play.end("strike")
    said = terms(ada, gift(ada, "seed"), others=(cem,), string="own", own_words=says("ada", "string"))
    play.must(ask.ShakeHands(player=ada, idea=of["theirs"], terms=said))
    of["deal"] = next(reversed(play.game.deals))
    new = terms(cem, gift(cem, "song"), others=(ada,), string="own", own_words=says("cem", "string"))
    play.must(ask.Propose(player=cem, terms=new, title=says("cem", "new title"), line=says("cem", "new line")))
    changed = terms(cem, gift(cem, "song"), others=(ada,), string="own", own_words=says("ada", "changed string"))
    of["other"] = next(reversed(play.game.deals))
    play.must(ask.AskChange(player=ada, deal=of["other"], version=1, terms=changed))
    play.must(ask.AnswerDeal(player=cem, deal=of["other"], version=2, yes=True))
    play.shake(dan, of["mine"], gift(dan, "song"), others=(ada,))
    of["third"] = next(reversed(play.game.deals))
    play.send("frost")
    for deal in play.game.deals.values():
        if deal.state == "in_doubt" and ada in deal.terms.parties:
            play.must(ask.Repair(player=ada, deal=deal.id, words=says("ada", f"repair {deal.id}")))
    assert any(place.startswith("repair") for place in canaries["ada"])
    play.must(ask.FileHeadline(player=fay, text=says("fay", "headline")))
    play.to("doing")
    play.must(ask.NameLead(player=ada, idea=of["mine"], lead=ada))
    play.must(
        ask.SetDelivery(
            player=ada, idea=of["mine"], first_step=says("ada", "first step"), date=says("ada", "date"), asks=("hands",)
        )
    )
    play.to("fire")
    for name in ("ada", "cem"):
        line = ask.Reflect(player=of[name], question="line", text=says(name, "reflection"), may_quote=True)
        play.must(line)
        play.must(ask.SetMonday(player=of[name], text=says(name, "monday")))
        play.must(ask.TellSecret(player=of[name], got="partly"))
    play.must(ask.Reflect(player=ada, question="helped", chips=("talk",), text=says("ada", "beside chips")))
    for name, deal in (("ada", "deal"), ("cem", "deal"), ("ada", "third")):
        play.must(ask.PledgeDeal(player=of[name], deal=of[deal], level=PledgeLevel.DO))
    edit = ask.EditWords(ref=f"idea:{of['mine']}:2", title=says("ada", "edit"), line=says("ada", "edit line"))
    play.lead(edit)
    play.lead(ask.SendMessage(reach=Reach.PLAYER, key=ada, text=says("ada", "personal message")))
    play.lead(ask.ShowHarmless())
    for ref in [words.ref for words in to_check(play.game)]:
        play.lead(ask.CheckWords(ref=ref, shows=True))
    play.lead(ask.CloseGame())
    play.must(ask.SetMonday(player=ada, text=says("ada", "late")))
    play.lead(ask.Publish())
    assert play.game.status is Status.CLOSED
    return Evening(play, of, canaries)
