"""What readers of a report may meet, worked out from the game alone and without the report's own code."""

from __future__ import annotations

from game.state import Game, Naming
from tests import evenings


def may_be_read(game: Game, for_readers: bool = True) -> str:
    """All typed words that a report may hold, as one text: checked (in a draft: not hidden), not taken back, with leave.

    Where the facilitator changed words, only the changed ones; of an idea that is shown as one with another, not its own.
    """

    def said(ref: str, *words: str) -> list[str]:
        if ref in game.withdrawn or not game.checks.get(ref, not for_readers):
            return []
        edit = game.edits.get(ref)
        return [edit.title, edit.line] if edit else [*words]

    def is_out(player: str) -> bool:
        return game.players[player].naming is Naming.OUT

    told = game.told if for_readers and game.is_published else game.telling
    found = [told.headline, told.introduction, told.turning_point, told.surprise, told.refusal]
    found += [text for one in told.media for text in (one.caption, one.alternative)]
    found += [text for step in told.next_steps for text in (step.text, step.who, step.date)]
    found += [one.note for one in game.publications[1:]]
    public = evenings._public_ideas(game)
    for idea in public:
        if idea.one_with not in {other.id for other in public}:
            found += said(f"idea:{idea.id}:{idea.rev}", idea.title, idea.line)
        for refusal in idea.refusals:
            found += [] if is_out(refusal.by) else said(f"refusal:{idea.id}:{refusal.card}", refusal.words)
            found += said(f"answer:{idea.id}:{refusal.card}:{'yes' if refusal.changes else 'no'}", refusal.answer)
        found += said(f"delivery:{idea.id}:{idea.delivery_rev}", idea.first_step, idea.date)
    for idea in game.ideas.values():
        for pick in idea.picks:
            found += said(f"method:{idea.id}:{pick.id}", pick.title)[:1]
    for headline in game.headlines:
        found += [] if is_out(headline.by) else said(f"headline:{headline.id}", headline.text)
    for table in game.tables.values():
        for step, choice in table.choices.items():
            found += said(f"choice:{table.number}:{step}:{choice.rev}", choice.title)[:1]
    for deal in game.deals.values():
        found += said(f"string:{deal.id}:{deal.version}", deal.terms.own_words) if deal.holds else []
    for player in game.players.values():
        found += [player.name] if player.naming is Naming.NICKNAME else []
        for line in player.reflections.values():
            if line.may_quote and not is_out(player.id):
                found += said(f"reflection:{player.id}:{line.question}:{line.rev}", line.text)
    return " ".join(found)
