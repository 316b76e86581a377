"""The same bytes as the program writes, of every command."""

import json

import pytest
import zopa

FIRST = "models/examples/first-steps.json"
LEVELS = "models/levels/first-steps.json"
FLAGSHIP = "tests/fixtures/ukraine-2025.json"
BELIEFS = "models/beliefs/deterrence.json"

QUESTIONS = [
    (FIRST, lambda p: p.solve(), ["solve"]),
    (FIRST, lambda p: p.solve("nash", lotteries=True, ties="all"), ["solve", "--concept", "nash", "--lotteries", "--ties", "all"]),
    (FIRST, lambda p: p.solve(fix={"price": 80}, exclude={"delivery": ["8-weeks", "12-weeks"]}),
     ["solve", "--fix", "price=80", "--exclude", "delivery=8-weeks", "--exclude", "delivery=12-weeks"]),
    (FIRST, lambda p: p.solve(set={"parties.studio.disagreement": "40"}), ["solve", "--set", "parties.studio.disagreement=40"]),
    (LEVELS, lambda p: p.solve(fix={"price": 97.5}), ["solve", "--fix", "price=97.5"]),
    (FLAGSHIP, lambda p: p.solve(fix={"deployment": "reactive"}, threads=2), ["solve", "--fix", "deployment=reactive"]),
    (FIRST, lambda p: p.brief(), ["brief"]),
    (FIRST, lambda p: p.report(draws=20), ["report", "--draws", "20"]),
    (FIRST, lambda p: p.frontier(), ["frontier"]),
    (FIRST, lambda p: p.frontier(acceptable=False, epsilon="1/20"), ["frontier", "--all", "--epsilon", "1/20"]),
    (LEVELS, lambda p: p.frontier(), ["frontier"]),
    (FIRST, lambda p: p.evaluate({"price": 100, "delivery": "8-weeks", "warranty": "none"}),
     ["evaluate", "price=100", "delivery=8-weeks", "warranty=none"]),
    (FLAGSHIP, lambda p: p.evaluate("western-draft"), ["evaluate", "--proposal", "western-draft"]),
    (FIRST, lambda p: p.explain(), ["explain"]),
    (FLAGSHIP, lambda p: p.explain("western-draft"), ["explain", "--proposal", "western-draft"]),
    (FIRST, lambda p: p.trades({"price": 100, "delivery": "16-weeks", "warranty": "6-months"}),
     ["trades", "price=100", "delivery=16-weeks", "warranty=6-months"]),
    (FIRST, lambda p: p.counter("client", {"price": 120, "delivery": "16-weeks", "warranty": "6-months"}),
     ["counter", "--party", "client", "price=120", "delivery=16-weeks", "warranty=6-months"]),
    (FIRST, lambda p: p.linkage(), ["linkage"]),
    (FIRST, lambda p: p.stability(), ["stability"]),
    (FIRST, lambda p: p.play({"client": "linear", "studio": "micro"}, rounds=9), ["play", "--with", "client=linear", "--with", "studio=micro", "--rounds", "9"]),
    (FIRST, lambda p: p.play(tournament=["linear", "micro"], as_negmas=True), ["play", "--tournament", "linear,micro", "--as", "negmas"]),
    (FIRST, lambda p: p.protocol(offers=["client", "studio"], patience="1/2"), ["protocol", "--offers", "client,studio", "--patience", "1/2"]),
    (FLAGSHIP, lambda p: p.sweep(10, seed=7), ["sweep", "--draws", "10", "--seed", "7"]),
    (FLAGSHIP, lambda p: p.test(only="the-west-agrees-among-itself"), ["test", "--only", "the-west-agrees-among-itself"]),
    (FIRST, lambda p: p.compare(set={"parties.studio.disagreement": 12}), ["compare", "--set", "parties.studio.disagreement=12"]),
]


@pytest.mark.parametrize("model, ask, arguments", QUESTIONS, ids=[" ".join(q[2]) for q in QUESTIONS])
def test_a_question_is_answered_with_the_program_s_bytes(program, root, model, ask, arguments):
    status, bytes, _ = program(arguments[0], model, *arguments[1:], "--format", "json", "--quiet")
    answer = ask(zopa.Model.load(model).compile())
    assert answer.json == bytes
    assert getattr(answer, "exit_status", getattr(answer, "answer", None) and answer.answer.exit_status) == status


def every(name):
    """All models of the repository with such a field."""
    from conftest import ROOT

    return sorted(path.relative_to(ROOT) for path in (ROOT / "models").rglob("*.json") if name in path.read_text())


@pytest.mark.parametrize("command, field", [("robust", '"low"'), ("beliefs", '"states"'), ("holds", '"must_hold"')])
def test_questions_that_only_some_models_answer(program, root, command, field):
    for model in every(field)[:3]:
        status, bytes, said = program(command, model, "--format", "json", "--quiet")
        try:
            answer = getattr(zopa.Model.load(model).compile(), command)()
        except (zopa.NoAnswer, zopa.QuestionError, zopa.ModelError):
            assert bytes == b"", (command, model, said)
            continue
        assert (answer.json, answer.exit_status) == (bytes, status)


def test_statements_and_other_models(program, root):
    files = ["models/elicitation/ceasefire.json", "models/elicitation/ceasefire-statements.json"]
    _, bytes, _ = program("elicit", *files, "--format", "json")
    model = zopa.Model.load(files[0]).compile()
    with open(files[1], encoding="utf-8") as text:
        statements = text.read()
    assert model.elicit(statements).json == bytes
    assert model.elicit(json.loads(statements)).status == "fitted"
    _, bytes, _ = program("compare", FIRST, LEVELS, "--format", "json")
    assert zopa.Model.load(FIRST).compile().compare(zopa.Model.load(LEVELS).compile()).json == bytes


def test_lines_are_those_of_the_program(program, root):
    problem = zopa.Model.load(FLAGSHIP).compile()
    draws = problem.draws(12, seed=3)
    assert draws.answer.bytes == program("sweep", FLAGSHIP, "--draws", "12", "--seed", "3", "--format", "jsonl")[1]
    assert len(draws) == draws.report.draws == 12
    assert draws.report.deals == problem.sweep(12, seed=3).deals
    first = zopa.Model.load(FIRST).compile()
    assert len(draws.lines) == 12
    parts = first.frontier_iter()
    assert list(parts) == first.frontier().report.points
    assert parts.end["complete"] and parts.end["points"] == 12


def test_pages_are_those_of_the_program(program, root):
    answer = zopa.Model.load(FIRST).compile().solve()
    for form in ("text", "markdown", "html"):
        assert answer.page(form) == program("solve", FIRST, "--format", form)[1].decode()
    assert "sandbox" in answer._repr_html_() and "&lt;!doctype html" in answer._repr_html_().lower()
    assert program("report", FIRST, "--draws", "5")[1].decode() == zopa.Model.load(FIRST).compile().report(draws=5).html


def test_files_of_other_programs(program, root, tmp_path):
    program("export", "models/nash-1950-bill-and-jack.json", "--to", "genius", "--rescale", "--output", tmp_path / "there")
    _, bytes, _ = program("solve", tmp_path / "there", "--format", "json")
    model = zopa.Model.load(tmp_path / "there")
    assert len(model.files) == 3
    assert model.compile().solve().json == bytes
    assert model.to_dict()["zopa"] == 1
