"""The rules of a pack besides its shape, each broken once in a copy of our first pack."""

import shutil
from pathlib import Path

import pytest

from scenarios.loader import PACKS
from scenarios.source import Problem
from scenarios.validator import check


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKS / "hub-for-london", tmp_path / "a-pack"))


def spoil(folder: Path, file: str, old: str, new: str) -> int:
    """Replace the first ``old`` in a file; the number of the line it stood in."""
    text = (folder / file).read_text("utf-8")
    assert old in text, old
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    return text.count("\n", 0, text.index(old)) + 1


def only(folder: Path) -> Problem:
    (problem,) = check(folder)
    return problem


REFERENCES = [
    ("scenario.yaml", "    kind: endorsement", "    kind: endorsment", "marks.0.kind", "Did you mean `endorsement`?"),
    ("scenario.yaml", "    side: residents", "    side: resident", "marks.0.side", "Did you mean `residents`?"),
    (
        "scenario.yaml",
        "    icon: hand\n",
        "    icon: hand\n    from_side: x\n",
        "tokens.1.from_side",
        "residents, frontline",
    ),
    ("roles.yaml", "side: networks", "side: network", "roles.7.side", "Did you mean `networks`?"),
    ("roles.yaml", "{kind: sharing,", "{kind: sharin,", "roles.0.purse.1.kind", "Did you mean `sharing`?"),
    (
        "cards.yaml",
        "needs: [funding, sharing]",
        "needs: [fund, sharing]",
        "cards.45.needs.0",
        "Did you mean `funding`?",
    ),
    ("events.yaml", "target: residents", "target: resident", "events.0.effects.0.target", "Did you mean `residents`?"),
    (
        "events.yaml",
        "target: hub-director",
        "target: hub",
        "events.1.effects.0.target",
        "Use one of: concerned-citizen",
    ),
    ("events.yaml", "token: funding, count", "token: money, count", "events.2.effects.0.token", "Use one of: funding"),
    ("events.yaml", "token: funding}", "token: funds}", "events.4.effects.0.token", "Did you mean `funding`?"),
    ("events.yaml", "token: funding}", "token: funding, target: x}", "events.4.effects.0.target", "Use one of"),
    ("events.yaml", "role: reporter", "role: reporters", "events.6.role", "Did you mean `reporter`?"),
    (
        "run-sheets.yaml",
        "card_type: idea",
        "card_type: ideas",
        "run_sheets.0.steps.3.card_type",
        "Did you mean `idea`?",
    ),
    (
        "run-sheets.yaml",
        "[the-office-closed,",
        "[the-office-close,",
        "run_sheets.0.steps.0.cards.0",
        "the-office-closed",
    ),
    ("run-sheets.yaml", "one-thing]", "two-things]", "run_sheets.0.steps.11.questions.2", "one-thing"),
    ("roles.yaml", "against: [council-officer,", "against: [council,", "roles.0.against.0", "Use one of: concerned"),
    ("events.yaml", "stand_in: funding", "stand_in: fundng", "events.1.stand_in", "mean `funding`?"),
    ("events.yaml", "backing: endorsement", "backing: endorsment", "events.2.effects.0.backing", "mean `endorsement`?"),
    ("events.yaml", "target: council-officer", "target: council", "events.3.effects.0.target", "Use one of: concerned"),
    (
        "events.yaml",
        "new_tables, token: funding",
        "new_tables, token: fundin",
        "events.4.effects.1.token",
        "`funding`?",
    ),
    ("events.yaml", "match, token: funding", "match, token: fundin", "events.2.effects.0.token", "mean `funding`?"),
    ("events.yaml", "count: 3, target: residents", "count: 3", "events.2.effects.0.target", "Use one of: residents"),
]


@pytest.mark.parametrize(("file", "old", "new", "key", "mend"), REFERENCES)
def test_a_name_that_names_nothing_is_found(folder: Path, file: str, old: str, new: str, key: str, mend: str) -> None:
    line = spoil(folder, file, old, new) + (new.count("\n") - 1 if "\n" in new else 0)
    problem = only(folder)
    assert (problem.file, problem.line, problem.key, problem.is_warning) == (file, line, key, False)
    assert problem.what.startswith("there is no ")
    assert mend in problem.mend


def test_a_card_of_no_known_type_is_found(folder: Path) -> None:
    line = spoil(folder, "cards.yaml", "type: challenge", "type: chalenge")
    problem = only(folder)
    assert (problem.line, problem.key) == (line, "cards.4.type")
    assert "Did you mean `challenge`?" in problem.mend


TWICE = [
    ("scenario.yaml", "id: sharing", "id: funding", "tokens.2.id"),
    ("scenario.yaml", "{id: other, text: Others}", "{id: money, text: Others}", "sides.5.id"),
    ("scenario.yaml", "id: open-books", "id: residents-lead", "strings.1.id"),
    ("roles.yaml", "id: unpaid-carer", "id: concerned-citizen", "roles.2.id"),
    ("cards.yaml", "id: the-new-hub", "id: old-news", "cards.8.id"),
    ("events.yaml", "id: front-page", "id: two-chairs", "events.7.id"),
    ("questions.yaml", "{id: the-idea,", "{id: the-person,", "questions.0.chips.1.id"),
    ("run-sheets.yaml", "- id: market-2", "- id: market-1", "run_sheets.0.steps.8.id"),
]


@pytest.mark.parametrize(("file", "old", "new", "key"), TWICE)
def test_an_id_that_is_used_twice_is_found(folder: Path, file: str, old: str, new: str, key: str) -> None:
    spoil(folder, file, old, new)
    problem = next(problem for problem in check(folder) if problem.key == key)
    assert problem.file == file
    assert "is used twice" in problem.what
    assert problem.mend == "give this one an id of its own"


@pytest.mark.parametrize(
    ("new", "what", "mend"),
    [
        ("id: Front Page", "`Front Page` cannot be an id", "use only a-z, 0-9 and dashes; write `front-page`"),
        ("id: front_page", "`front_page` cannot be an id", "use only a-z, 0-9 and dashes; write `front-page`"),
        ('id: ""', "the id is empty", "use only a-z, 0-9 and dashes"),
        ('id: "front-page\\n"', "`front-page\n` cannot be an id", "use only a-z, 0-9 and dashes; write `front-page`"),
    ],
)
def test_an_id_of_other_letters_is_found(folder: Path, new: str, what: str, mend: str) -> None:
    line = spoil(folder, "events.yaml", "id: front-page", new)
    problem = only(folder)
    assert (problem.line, problem.key, problem.what, problem.mend) == (line, "events.6.id", what, mend)


def test_a_folder_whose_name_cannot_be_an_id_is_found(folder: Path) -> None:
    problem = only(folder.rename(folder.with_name("A Pack")))
    assert (problem.file, problem.key) == ("scenario.yaml", "id")
    assert problem.mend == "use only a-z, 0-9 and dashes; name the folder `a-pack`"


NUMBERS = [
    ("cards.yaml", "cost: 3", "cost: 4", "cards.62.cost", "cost is 4", "from 0 to 3"),
    ("cards.yaml", "cost: 3", "cost: -1", "cards.62.cost", "cost is -1", "from 0 to 3"),
    ("roles.yaml", "count: 2}", "count: -1}", "roles.6.purse.1.count", "count is -1", "from 0 to 20"),
    ("roles.yaml", "share: 10", "most_at_once: -2", "roles.0.most_at_once", "most_at_once is -2", "from 0 to"),
    ("roles.yaml", "share: 10", "share: 0", "roles.0.share", "share is 0", "from 1 to 100"),
    ("scenario.yaml", "count: 3", "count: 0", "marks.0.count", "count is 0", "from 1 to 20"),
    ("events.yaml", "minutes: 4", "minutes: 0", "events.1.minutes", "minutes is 0", "from 1 to 240"),
    ("events.yaml", "count: 1}", "count: 0}", "events.6.effects.0.count", "count is 0", "from 1 to 20"),
    (
        "run-sheets.yaml",
        "minutes: 1\n",
        "minutes: 0\n",
        "run_sheets.0.steps.5.minutes",
        "minutes is 0",
        "from 1 to 240",
    ),
    ("run-sheets.yaml", "picks: 4", "picks: 0", "run_sheets.0.steps.4.picks", "picks is 0", "from 1 to 20"),
    ("run-sheets.yaml", "budget: 6", "budget: 0", "run_sheets.0.steps.4.budget", "budget is 0", "from 1 to 60"),
    ("run-sheets.yaml", "own_share: 2", "own_share: -1", "run_sheets.0.steps.4.own_share", "own_share is -1", "from 0"),
    ("run-sheets.yaml", "hand: 3", "hand: 0", "run_sheets.0.steps.2.hand", "hand is 0", "at least 1"),
    (
        "run-sheets.yaml",
        "hand: 3",
        "hand: 15",
        "run_sheets.0.steps.2.hand",
        "only 14 cards are of type `challenge`",
        "smaller",
    ),
    (
        "events.yaml",
        "{kind: pick_ideas, count: 3}",
        "{kind: pick_ideas}",
        "events.5.effects.0.count",
        "count is 0",
        "1 to 20",
    ),
    (
        "events.yaml",
        "{kind: pick_players, count: 2}",
        "{kind: pick_players}",
        "events.7.effects.0.count",
        "is 0",
        "1 to 20",
    ),
    ("scenario.yaml", "least: 50", "least: -1", "tokens.0.supply.least", "least is -1", "from 0 to 10000"),
    ("scenario.yaml", "most: 70", "most: -1", "tokens.0.supply.most", "most is -1", "from 0 to 10000"),
    ("scenario.yaml", "most: 70", "most: 49", "tokens.0.supply.most", "49, which is under least, 50", "0 for no upper"),
    ("scenario.yaml", "most: 95", "most: 74", "marks.0.supply.most", "74, which is under least, 75", "larger number"),
]


@pytest.mark.parametrize(("file", "old", "new", "key", "what", "mend"), NUMBERS)
def test_a_number_that_cannot_be_is_found(
    folder: Path, file: str, old: str, new: str, key: str, what: str, mend: str
) -> None:
    line = spoil(folder, file, old, new)
    problem = only(folder)
    assert (problem.file, problem.line, problem.key) == (file, line, key)
    assert what in problem.what
    assert mend in problem.mend


@pytest.mark.parametrize(("dots", "is_wrong"), [(0, True), (1, False), (20, False), (21, True)])
def test_a_vote_has_from_one_to_twenty_dots(folder: Path, dots: int, is_wrong: bool) -> None:
    spoil(folder, "run-sheets.yaml", "        kind: spotlight\n", f"        kind: vote\n        dots: {dots}\n")
    problems = [problem for problem in check(folder) if problem.key == "run_sheets.0.steps.10.dots"]
    assert [problem.what for problem in problems] == ([f"dots is {dots}"] if is_wrong else [])


def test_only_an_idea_can_be_ready_made(folder: Path) -> None:
    line = spoil(
        folder, "run-sheets.yaml", "        kind: choose\n", "        kind: choose\n        ready_made: true\n"
    )
    problem = only(folder)
    assert (problem.line, problem.key) == (line + 1, "run_sheets.0.steps.2.ready_made")
    assert problem.what == "a step of kind `choose` cannot be ready-made"


def test_a_line_to_stand_on_has_two_ends(folder: Path) -> None:
    line = spoil(folder, "cards.yaml", "ends: [A gift, A job]", "ends: [A gift]")
    problem = only(folder)
    assert (problem.line, problem.what) == (line, "a line has 2 ends, here are 1")


def test_an_end_of_a_line_is_not_empty(folder: Path) -> None:
    spoil(folder, "cards.yaml", "ends: [A gift, A job]", 'ends: [A gift, ""]')
    assert only(folder).what == "this text is empty"


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("code: CH}", "code: C}", "card_types.1.code"),
        ("code: CH}", "code: E}", "card_types.1.code"),
        ("code: ID}", "code: CH}", "card_types.2.code"),
    ],
)
def test_two_kinds_of_cards_with_one_code_are_found(folder: Path, old: str, new: str, key: str) -> None:
    spoil(folder, "cards.yaml", old, new)
    problem = only(folder)
    assert (problem.key, problem.is_warning) == (key, False)
    assert "is used twice" in problem.what


def test_codes_may_be_left_out(folder: Path) -> None:
    spoil(folder, "cards.yaml", ", code: CH}", "}")
    spoil(folder, "cards.yaml", ", code: ID}", "}")
    assert check(folder) == ()


def test_a_role_cannot_be_against_itself(folder: Path) -> None:
    spoil(folder, "roles.yaml", "against: [council-officer,", "against: [concerned-citizen,")
    assert only(folder).what == "`concerned-citizen` is against itself"


def test_a_role_with_an_empty_purse_is_a_warning(folder: Path) -> None:
    text = (folder / "roles.yaml").read_text("utf-8")
    purse = "    purse:\n      - {kind: sharing, count: 2}\n"
    before, mapper = text.rsplit(purse, 1)
    (folder / "roles.yaml").write_text(before + mapper, "utf-8")
    problem = only(folder)
    assert (problem.key, problem.is_warning) == ("roles.15", True)
    assert problem.what == "`community-mapper` has nothing to give"


def test_a_step_that_deals_cards_needs_a_type_of_card(folder: Path) -> None:
    spoil(folder, "run-sheets.yaml", "        card_type: idea\n", "")
    problem = only(folder)
    assert problem.key == "run_sheets.0.steps.3"
    assert problem.what == "a step of kind `idea` deals cards, of no type yet"
    assert problem.mend == "add `card_type: ...` and `hand: ...`"


def test_a_card_of_a_plan_must_need_something(folder: Path) -> None:
    spoil(folder, "cards.yaml", "    needs: [funding, sharing]\n", "")
    problem = only(folder)
    assert (problem.file, problem.key) == ("cards.yaml", "cards.45")
    assert problem.what == "`tell-it-on-film` can be part of a plan but needs nothing"
    assert "needs: [...]" in problem.mend


def test_a_pack_needs_a_run_sheet_with_steps(folder: Path) -> None:
    (folder / "run-sheets.yaml").write_text("run_sheets: []\n", "utf-8")
    assert only(folder).what == "there is no run sheet"
    (folder / "run-sheets.yaml").write_text("run_sheets: [{id: a, title: A, steps: []}]\n", "utf-8")
    assert only(folder).what == "this run sheet has no steps"


def test_a_pack_needs_two_roles(folder: Path) -> None:
    (folder / "roles.yaml").write_text("roles: []\n", "utf-8")
    assert "there are fewer than two roles" in [problem.what for problem in check(folder)]


def test_a_token_that_nobody_holds_is_an_error(folder: Path) -> None:
    token = "  - {id: hope, each: Hope, many: Hopes}\n"
    line = spoil(folder, "scenario.yaml", "\nmarks:", token + "\nmarks:")
    held, needed = check(folder)
    assert (held.line, held.key, held.what, held.is_warning) == (line, "tokens.3", "nobody holds `hope`", False)
    assert (needed.what, needed.is_warning) == ("`hope` is never needed", True)


def test_a_token_that_nothing_needs_is_a_warning(folder: Path) -> None:
    spoil(folder, "scenario.yaml", "\nmarks:", "  - {id: hope, each: Hope, many: Hopes}\n\nmarks:")
    spoil(folder, "roles.yaml", "    purse:\n", "    purse:\n      - {kind: hope, count: 1}\n")
    problem = only(folder)
    assert (problem.key, problem.is_warning) == ("tokens.3", True)


def test_a_kind_that_stands_twice_in_a_purse_is_found(folder: Path) -> None:
    spoil(folder, "roles.yaml", "- {kind: sharing, count: 1}", "- {kind: endorsement, count: 1}")
    assert only(folder).what == "`endorsement` is in this purse twice"


def test_a_mark_that_cannot_be_won_is_a_warning(folder: Path) -> None:
    spoil(folder, "scenario.yaml", "    side: residents", "    side: money")
    problem, *tried_out = check(folder)
    assert (problem.key, problem.what, problem.is_warning) == ("marks.0", "no idea can ever win this mark", True)
    assert {tried.key for tried in tried_out} == {"marks.0.supply"}


def test_an_event_that_names_a_role_says_what_happens_without_it(folder: Path) -> None:
    spoil(folder, "events.yaml", "    without_role: Nobody speaks", "    # Nobody speaks")
    problem = only(folder)
    assert (problem.key, problem.is_warning) == ("events.1", False)
    assert "`hub-director`, who may not be in the room" in problem.what
    assert "without_role" in problem.mend


def test_two_roles_who_have_and_want_the_same_are_a_warning(folder: Path) -> None:
    line = spoil(
        folder, "roles.yaml", "One number to call, and a person who answers.", "One real change, that you can point at"
    )
    problem = only(folder)
    assert (problem.key, problem.is_warning) == ("roles.2", True)
    assert problem.line < line
    assert problem.what == "`unpaid-carer` has the same purse and the same want as `concerned-citizen`"


LONG = "wd " * 41


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "what"),
    [
        ("cards.yaml", "Ten people, one meal", LONG, "cards.42.text", "words"),
        ("roles.yaml", "You have lived here", LONG, "roles.0.you_are", "words"),
        ("events.yaml", "Tomorrow the mayor", LONG, "events.5.text", "words"),
        ("run-sheets.yaml", "title: Hub, 90 minutes", "title: " + "T" * 33, "run_sheets.0.title", "has 33 letters"),
        ("scenario.yaml", "- The Tuesday door", "- " + "T" * 33, "pretend.idea_titles.0", "has 33 letters"),
    ],
)
def test_a_text_that_is_too_long_to_show_is_a_warning(
    folder: Path, file: str, old: str, new: str, key: str, what: str
) -> None:
    line = spoil(folder, file, old, new)
    problem = only(folder)
    assert (problem.file, problem.line, problem.key, problem.is_warning) == (file, line, key, True)
    assert what in problem.what


def test_more_words_than_a_wall_shows_are_a_warning(folder: Path) -> None:
    line = spoil(folder, "run-sheets.yaml", "- Three people read.", "- " + LONG)
    problem = only(folder)
    assert (problem.line, problem.key, problem.is_warning) == (line - 1, "run_sheets.0.steps.0.say", True)
    assert problem.mend == "use 25 or fewer"


@pytest.mark.parametrize(
    ("file", "old", "new", "key"),
    [
        ("scenario.yaml", "title: Hub for London", 'title: ""', "title"),
        ("scenario.yaml", "each: Money", 'each: " "', "tokens.0.each"),
        ("scenario.yaml", "text: Open books", 'text: ""', "strings.1.text"),
        ("roles.yaml", "title: Reporter", 'title: ""', "roles.14.title"),
        ("run-sheets.yaml", "title: Huddle", 'title: ""', "run_sheets.0.steps.5.title"),
        ("scenario.yaml", "- The Tuesday door", '- ""', "pretend.idea_titles.0"),
    ],
)
def test_an_empty_text_is_found(folder: Path, file: str, old: str, new: str, key: str) -> None:
    line = spoil(folder, file, old, new)
    problem = only(folder)
    assert (problem.file, problem.line, problem.key, problem.what) == (file, line, key, "this text is empty")


def test_an_empty_list_for_pretend_players_is_found(folder: Path) -> None:
    text = (folder / "scenario.yaml").read_text("utf-8")
    (folder / "scenario.yaml").write_text(text[: text.index("pretend:")] + "pretend: {names: []}\n", "utf-8")
    assert only(folder).key == "pretend.names"


def test_a_language_that_is_no_code_is_found(folder: Path) -> None:
    spoil(folder, "scenario.yaml", "language: en-GB", "language: English please")
    assert only(folder).mend == "write a code like `en-GB` or `de`"


CUTS = [
    ("        least: 8\n", "        least: 10\n", "least is 10, and the step has 10 minutes", False),
    ("        least: 8\n", "        least: -1\n", "least is -1", False),
    ("        least: 8\n", "", "least is 0, and the step has 10 minutes", False),
    ("        when_cut: Walkers reach one table less.\n", "", "nobody knows what this cut costs", True),
    (
        "        protected: true\n",
        "        protected: true\n        least: 9\n",
        "is protected, so it is never cut",
        True,
    ),
]


@pytest.mark.parametrize(("old", "new", "what", "is_warning"), CUTS)
def test_a_cut_that_cannot_be_is_found(folder: Path, old: str, new: str, what: str, is_warning: bool) -> None:
    spoil(folder, "run-sheets.yaml", old, new)
    problem = only(folder)
    assert what in problem.what
    assert problem.is_warning is is_warning


def test_a_long_run_sheet_needs_a_step_that_may_be_cut(folder: Path) -> None:
    sheets = folder / "run-sheets.yaml"
    lines = [
        line for line in sheets.read_text("utf-8").splitlines() if not line.strip().startswith(("least:", "when_"))
    ]
    sheets.write_text("\n".join(lines) + "\n", "utf-8")
    found = check(folder)
    assert [problem.key for problem in found] == [f"run_sheets.{place}.steps" for place in range(3)]
    assert all("no step that may be cut" in problem.what and problem.is_warning for problem in found)
