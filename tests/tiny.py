"""A tiny pack in code for the tests: other words, other tokens and other steps than any pack that is shipped."""

from __future__ import annotations

from dataclasses import replace

from game.scenario import (
    Card,
    CardType,
    Chip,
    Effect,
    EffectKind,
    EventCard,
    Lend,
    Mark,
    Pretend,
    Purse,
    Question,
    Role,
    RunSheet,
    Say,
    Scenario,
    Step,
    StepKind,
    Supply,
    TokenKind,
    TokenRule,
)


def _role(name: str, side: str, purse: dict[str, int], **more: object) -> Role:
    return Role(
        id=name,
        title=name.replace("-", " ").capitalize(),
        side=side,
        you_are=f"You are the {name} of the valley.",
        want="Good fruit for all.",
        secret=f"Secret of the {name}.",
        will_not="Cut a tree.",
        say_first="Good morning.",
        purse=tuple(Purse(kind=kind, count=count) for kind, count in purse.items()),
        lends=(Lend(icon="tools", text="A ladder"),) if "ladder" in purse else (),
        **more,  # type: ignore[arg-type]
    )


def tiny_scenario() -> Scenario:
    """Two sides, six roles, three token kinds with one of each rule, four kinds of cards, an event card for each effect.

    Of the run sheets ``short`` is what most tests play, ``full`` has a step of every kind, and in ``ready`` ideas are
    dealt ready-made.
    """
    return Scenario(
        id="orchard",
        title="The orchard",
        version="1",
        language="en",
        summary="Neighbours share an orchard.",
        licence="MIT",
        story=("The orchard has no owner.",),
        say=Say(deal="bargain", deals="bargains", idea="bed", ideas="beds", our_list="What we lack", shake="Seal it"),
        tokens=(
            TokenKind(
                id="seed", each="Seed", many="Seeds", rule=TokenRule.MOVES, not_to_own_table=True, table_can_cover=False
            ),
            TokenKind(id="ladder", each="Ladder", many="Ladders", rule=TokenRule.RETURNS),
            TokenKind(id="song", each="Song", many="Songs", rule=TokenRule.COPIES),
        ),
        marks=(
            Mark(
                id="blessing",
                kind="song",
                side="pickers",
                count=2,
                line="A song from pickers",
                missing="not yet sung for by pickers",
            ),
        ),
        sides=(Chip(id="pickers", text="Pickers"), Chip(id="growers", text="Growers")),
        roles=(
            _role("picker", "pickers", {"song": 1, "ladder": 1}, essential=True),
            _role("singer", "pickers", {"song": 2}),
            _role("grower", "growers", {"seed": 2, "ladder": 1}, essential=True),
            _role("seedkeeper", "growers", {"seed": 3}),
            _role("carpenter", "growers", {"ladder": 2, "seed": 1}),
            _role("crier", "growers", {"song": 1}, most_at_once=1, is_press=True),
        ),
        card_types=(
            CardType(id="weather", each="Weather", many="Weathers", code="W"),
            CardType(id="dream", each="Dream", many="Dreams"),
            CardType(id="craft", each="Craft", many="Crafts", code="CR"),
            CardType(id="tale", each="Tale", many="Tales"),
        ),
        cards=(
            Card(id="tale-1", type="tale", title="The wall", text="Once there was a wall."),
            *(
                Card(id=f"weather-{n}", type="weather", title=f"Weather {n}", text=f"Sky {n}.", ends=("Dry", "Wet"))
                for n in range(1, 5)
            ),
            *(Card(id=f"dream-{n}", type="dream", title=f"Dream {n}", text=f"Dream text {n}.") for n in range(1, 5)),
            Card(id="craft-1", type="craft", title="Graft", text="Join two trees.", cost=1, needs=("seed",)),
            Card(id="craft-2", type="craft", title="Build", text="Put up a shed.", cost=2, needs=("ladder", "seed")),
            Card(id="craft-3", type="craft", title="Feast", text="Eat together.", cost=2, needs=("song", "ladder")),
            Card(id="craft-4", type="craft", title="Water", text="Dig a channel.", cost=3, needs=("ladder", "ladder")),
        ),
        strings=(Chip(id="shade", text="Leave some shade"), Chip(id="half", text="Half the fruit")),
        reasons=(Chip(id="spent", text="My basket is empty"), Chip(id="later", text="Not this year")),
        asks=(Chip(id="hands", text="Two more hands"), Chip(id="rain", text="A rain barrel")),
        hats=(Chip(id="neighbour", text="Neighbour"), Chip(id="visitor", text="Visitor")),
        events=(
            EventCard(
                id="frost",
                title="Frost",
                text="A cold night. What growers promised is in doubt.",
                do="Growers say how it goes on.",
                role="grower",
                without_role="Whoever holds seeds speaks.",
                effects=(Effect(kind=EffectKind.DOUBT_ROLE, target="grower"),),
            ),
            EventCard(
                id="swarm",
                title="Bees",
                text="Bees come. Pickers sing more.",
                do="Sing.",
                effects=(Effect(kind=EffectKind.GRANT_ROLE, target="picker", token="song", count=1),),
            ),
            EventCard(
                id="mice",
                title="Mice",
                text="Mice eat what was kept.",
                do="Count.",
                effects=(Effect(kind=EffectKind.RETURN_UNSPENT, token="seed"),),
            ),
            EventCard(
                id="stork",
                title="The stork",
                text="A stork doubles seeds between strangers.",
                do="Go to a table that you do not know.",
                minutes=4,
                effects=(Effect(kind=EffectKind.MATCH, target="pickers", token="seed", count=2),),
            ),
            EventCard(
                id="fence",
                title="A fence",
                text="Seeds go to new tables only.",
                do="Walk further.",
                effects=(Effect(kind=EffectKind.NEW_TABLES, token="seed"),),
            ),
            EventCard(
                id="judge",
                title="The judge",
                text="The judge asks who keeps the seeds.",
                do="Answer aloud.",
                role="seedkeeper",
                stand_in="seed",
                without_role="Nobody keeps seeds: ask the sky.",
                effects=(Effect(kind=EffectKind.ANSWER_ALOUD, target="seedkeeper"),),
            ),
            EventCard(
                id="strike",
                title="A strike",
                text="Pickers rest until one thing changes.",
                do="Pickers, name one.",
                effects=(Effect(kind=EffectKind.REFUSE_IDEA, target="pickers"),),
            ),
            EventCard(
                id="walnut",
                title="The walnut",
                text="The room stands by one.",
                do="Stand there.",
                effects=(Effect(kind=EffectKind.PICK_IDEAS, count=1),),
            ),
            EventCard(
                id="dance",
                title="A dance",
                text="The room chooses two dancers.",
                do="Point.",
                effects=(Effect(kind=EffectKind.PICK_PLAYERS, count=2),),
            ),
            EventCard(
                id="timber",
                title="Timber",
                text="Wood for who builds.",
                do="Build.",
                role="carpenter",
                stand_in="ladder",
                without_role="The wood rots.",
                effects=(Effect(kind=EffectKind.GRANT_ROLE, target="carpenter", token="ladder", count=1),),
            ),
        ),
        questions=(
            Question(
                id="helped", text="What helped?", chips=(Chip(id="talk", text="Talk"), Chip(id="luck", text="Luck"))
            ),
            Question(id="line", text="One line?"),
        ),
        run_sheets=(
            RunSheet(
                id="short",
                title="A short day",
                steps=(
                    Step(
                        id="tale", kind=StepKind.BRIEF, title="The tale", minutes=1, cards=("tale-1",), say=("Listen.",)
                    ),
                    Step(id="who", kind=StepKind.CAST, title="Who are you", minutes=2, say=("Choose.",)),
                    Step(id="sky", kind=StepKind.CHOOSE, title="The sky", minutes=2, card_type="weather", hand=2),
                    Step(id="bed", kind=StepKind.IDEA, title="A bed", minutes=3, card_type="dream", hand=2),
                    Step(
                        id="craft",
                        kind=StepKind.PLAN,
                        title="Crafts",
                        minutes=3,
                        card_type="craft",
                        hand=4,
                        picks=3,
                        budget=5,
                    ),
                    Step(id="swap", kind=StepKind.MARKET, title="Swap", minutes=5, say=("Walk.",)),
                    Step(id="rest", kind=StepKind.WAIT, title="Rest", minutes=1),
                    Step(id="swap-2", kind=StepKind.MARKET, title="Swap again", minutes=5),
                    Step(id="doing", kind=StepKind.DELIVER, title="Doing", minutes=2),
                    Step(id="telling", kind=StepKind.SPOTLIGHT, title="Telling", minutes=3),
                    Step(
                        id="fire",
                        kind=StepKind.REFLECT,
                        title="By the fire",
                        minutes=5,
                        questions=("helped", "line"),
                        protected=True,
                    ),
                ),
            ),
            RunSheet(
                id="full",
                title="A whole day",
                steps=(
                    Step(id="tale", kind=StepKind.BRIEF, title="The tale", minutes=1, cards=("tale-1",)),
                    Step(id="who", kind=StepKind.CAST, title="Who are you", minutes=2),
                    Step(id="sky", kind=StepKind.CHOOSE, title="The sky", minutes=2, card_type="weather", hand=2),
                    Step(id="bed", kind=StepKind.IDEA, title="A bed", minutes=3, card_type="dream", hand=2),
                    Step(
                        id="craft",
                        kind=StepKind.PLAN,
                        title="Crafts",
                        minutes=3,
                        card_type="craft",
                        hand=4,
                        picks=3,
                        budget=5,
                    ),
                    Step(id="list", kind=StepKind.WAIT, title="What we lack", minutes=1),
                    Step(
                        id="swap",
                        kind=StepKind.MARKET,
                        title="Swap",
                        minutes=5,
                        script=("Send them off.",),
                        if_flat=("Who has seeds?", "Whom did nobody ask yet?"),
                    ),
                    Step(id="swap-2", kind=StepKind.MARKET, title="Swap again", minutes=5),
                    Step(id="doing", kind=StepKind.DELIVER, title="Doing", minutes=2),
                    Step(id="telling", kind=StepKind.SPOTLIGHT, title="Telling", minutes=4),
                    Step(id="pebbles", kind=StepKind.VOTE, title="Pebbles", minutes=2, dots=3),
                    Step(
                        id="fire",
                        kind=StepKind.REFLECT,
                        title="By the fire",
                        minutes=5,
                        questions=("helped", "line"),
                        protected=True,
                    ),
                ),
            ),
            RunSheet(
                id="ready",
                title="With ready beds",
                steps=(
                    Step(id="who", kind=StepKind.CAST, title="Who are you", minutes=2),
                    Step(
                        id="bed",
                        kind=StepKind.IDEA,
                        title="A bed",
                        minutes=1,
                        card_type="dream",
                        hand=1,
                        ready_made=True,
                    ),
                    Step(id="craft", kind=StepKind.PLAN, title="Crafts", minutes=3, card_type="craft", hand=4),
                    Step(id="swap", kind=StepKind.MARKET, title="Swap", minutes=5),
                    Step(id="telling", kind=StepKind.SPOTLIGHT, title="Telling", minutes=4),
                    Step(id="pebbles", kind=StepKind.VOTE, title="Pebbles", minutes=2, dots=2),
                ),
            ),
            RunSheet(
                id="market-only",
                title="Only swaps",
                steps=(
                    Step(id="who", kind=StepKind.CAST, title="Who are you", minutes=2),
                    Step(id="swap", kind=StepKind.MARKET, title="Swap", minutes=5),
                ),
            ),
        ),
        pretend=Pretend(
            names=("Ash", "Elm", "Oak", "Yew", "Fir", "Bay"),
            idea_titles=("A pear wall", "A long hedge", "A wet corner"),
            idea_lines=("We plant it at dawn.", "We water it by turns."),
        ),
    )


def ranged_scenario() -> Scenario:
    """The tiny pack with a range for every kind and for its mark."""
    tiny = tiny_scenario()
    return replace(
        tiny,
        tokens=tuple(replace(token, supply=Supply(least=50, most=70)) for token in tiny.tokens),
        marks=tuple(replace(mark, supply=Supply(least=75)) for mark in tiny.marks),
    )
