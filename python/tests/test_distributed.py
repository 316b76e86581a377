"""Parts of questions, and an engine that loses a worker."""

import os
import random
import signal
import subprocess
import time

import pytest
import zopa
from conftest import ROOT, _program
from zopa.distributed import answer_part, ask_all, merge, merge_draws, merge_frontier, shards, start

EXAMPLES = ROOT / "python" / "examples"
MODEL = zopa.Model.from_dict(
    {
        "zopa": 1,
        "title": "A sale",
        "parties": {"buyer": {"disagreement": {"value": 2, "low": 0, "high": 12}}, "seller": {"disagreement": 1}},
        "issues": {"price": {"integer": {"min": 80, "max": 120, "step": 5}}, "delivery": {"options": ["soon", "late"]}},
        "utilities": {
            "buyer": {"constant": 110, "values": {"price": {"per_unit": -1}, "delivery": {"soon": 4, "late": 0}}},
            "seller": {
                "constant": {"value": -95, "low": -104, "high": -90},
                "values": {"price": {"per_unit": 1}, "delivery": {"soon": 0, "late": {"value": 3, "low": 1, "high": 6}}},
            },
        },
        "assumptions": [{"party": "buyer", "falls_with": "price"}, {"party": "seller", "rises_with": "price"}],
    }
)
DRAWS = 120
ASKED = {"draws": DRAWS, "seed": 7}


@pytest.fixture(scope="module")
def serial():
    return MODEL.compile().sweep(**ASKED).json


@pytest.fixture(scope="module")
def parts():
    return [answer_part(MODEL, "sweep", one, **ASKED) for one in shards(5)]


@pytest.mark.parametrize("of", [1, 2, 7])
def test_parts_in_any_order_are_the_serial_report(serial, of):
    made = [answer_part(MODEL, "sweep", one, **ASKED) for one in shards(of)]
    random.Random(of).shuffle(made)
    merged = merge(made)
    assert merged.json == serial and merged.exit_status == 0
    assert merge([*made, made[0]]).json == serial


def test_frontiers_and_assumptions_are_divided_too():
    problem = MODEL.compile()
    made = [answer_part(MODEL, "frontier", one, all=True) for one in shards(3)]
    assert merge(made[::-1]).json == problem.frontier(acceptable=False).json
    made = [answer_part(MODEL, "test", one) for one in shards(2)]
    assert merge(made).json == problem.test().json
    # A problem, with all that it was read with, and each draw.
    other = MODEL.compile(set={"parties.seller.disagreement": 3})
    made = [answer_part(other, "frontier", one) for one in shards(2)]
    assert merge_frontier(other, made).points.tolist() == other.frontier().points.tolist()
    made = [answer_part(other, "sweep", one, progress=lambda *_: None, **ASKED) for one in shards(2)]
    assert merge_draws(made).answer == other.draws(**ASKED).answer
    asked = {"tournament": ["random", "micro", "linear"], "rounds": 20}
    made = [answer_part(MODEL, "play", one, **asked) for one in shards(4)]
    assert merge(made[::-1]).json == problem.play(**asked).json


def test_what_is_wrong_with_parts_is_named(parts):
    def wrong(parts):
        with pytest.raises(zopa.QuestionError) as told:
            merge(parts)
        return str(told.value)

    assert "missing: 2" in wrong([parts[0], *parts[2:]])
    assert "part 2" in wrong([parts[0], parts[1][:-40], *parts[2:]])
    assert "part 2" in wrong([parts[0], parts[1].replace(b'"draw":30', b'"draw":31'), *parts[2:]])
    assert "part 5" in wrong([*parts[:4], answer_part(MODEL, "sweep", "5/5", draws=DRAWS, seed=8)])
    wrong([])
    wrong([*parts, b"draws"])
    assert merge([parts[0], parts[3]], partial=True).draws == 48
    with pytest.raises(zopa.QuestionError, match="memory"):
        merge(parts, memory_limit=100)


def test_limits_and_wrong_questions():
    with pytest.raises(zopa.QuestionError):
        answer_part(MODEL, "sweep", "0/3", **ASKED)
    with pytest.raises(zopa.QuestionError, match="range"):
        answer_part(zopa.example("first-steps"), "sweep", "1/3", draws=5)
    with pytest.raises(zopa.NoAnswer):
        answer_part(MODEL, "sweep", "1/2", draws=100_000, time_limit=0)


def test_a_batch_system(program, serial, tmp_path):
    (tmp_path / "model.json").write_bytes(MODEL.files[0][1])
    said = {"DRAWS": str(DRAWS), "ZOPA": os.path.abspath(_program()), "PARTS": "3", "SLURM_ARRAY_TASK_COUNT": "1"}
    for at in (2, 0, 1, 0):
        env = {**os.environ, **said, "SLURM_ARRAY_TASK_ID": str(at)}
        subprocess.run(["bash", str(EXAMPLES / "sweep.sbatch")], cwd=tmp_path, env=env, check=True, capture_output=True)
    made = sorted((tmp_path / "parts").iterdir())
    assert len(made) == 3
    assert merge(one.read_bytes() for one in made).json == serial
    assert program("merge", *made, "--format", "json")[1] == serial


def test_the_job_s_form():
    yaml = pytest.importorskip("yaml")
    job = yaml.safe_load((EXAMPLES / "sweep-job.yaml").read_text())
    spec = job["spec"]
    assert (job["kind"], spec["completionMode"]) == ("Job", "Indexed")
    [container] = spec["template"]["spec"]["containers"]
    said = container["command"]
    assert said[said.index("--shard-from-zero") + 1] == f"$(JOB_COMPLETION_INDEX)/{spec['completions']}"
    assert said[0] == "zopa" and all(isinstance(one, str) for one in said)


def slowly(model, shard, **options):
    """A part that takes long enough for somebody to pull the plug."""
    time.sleep(0.3)
    return answer_part(model, "sweep", shard, **options)


@pytest.fixture(scope="module")
def client():
    distributed = pytest.importorskip("distributed")
    # Workers find the package, and these tests, where this process did.
    found = [str(ROOT / "python/tests"), *([] if "site-packages" in zopa.__file__ else [str(ROOT / "python")])]
    os.environ["PYTHONPATH"] = os.pathsep.join([*found, os.environ.get("PYTHONPATH", "")])
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1", silence_logs=50
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def test_an_engine_makes_the_serial_report(client, serial):
    heard = []
    merged = ask_all(client, MODEL, "sweep", 6, progress=lambda done, of: heard.append((done, of)), **ASKED)
    assert merged.json == serial and heard == [(made, 6) for made in range(1, 7)]
    running = start(client, MODEL, "sweep", 6, **ASKED)
    assert running.result().json == running.partial().json == serial and running.done == 6
    stopped = start(client, MODEL, "sweep", 2, draws=100_000, time_limit=0)
    with pytest.raises(zopa.NoAnswer):
        stopped.result()
    with pytest.raises(zopa.NoAnswer, match="no part"):
        stopped.partial()


def test_a_worker_that_is_killed_changes_nothing(client, serial):
    futures = [client.submit(slowly, MODEL, one, **ASKED, pure=False, retries=5) for one in shards(12)]
    while sum(future.status == "finished" for future in futures) < 3:
        time.sleep(0.05)
    victim = next(iter(client.run(os.getpid).values()))
    os.kill(victim, signal.SIGKILL)
    assert merge(client.gather(futures)).json == serial
