"""Where the program is, with which the package is compared, and models."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# A shell that starts something in the background has it ignore Ctrl-C, which is inherited; these tests press it.
signal.signal(signal.SIGINT, signal.default_int_handler)

try:
    import zopa
except ImportError:
    # Not installed: the folder of the package, into which scripts/python-test puts what was built.
    sys.path.insert(0, str(ROOT / "python"))
    import zopa


def _program():
    said = os.environ.get("ZOPA_PROGRAM")
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    known = [said, target / "debug" / "zopa", target / "release" / "zopa", shutil.which("zopa")]
    return next((str(one) for one in known if one and Path(one).exists()), None)


@pytest.fixture(scope="session")
def program():
    """Runs the program: its status, and what it writes."""
    path = _program()
    if path is None:
        pytest.skip("the program is not built (cargo build), and ZOPA_PROGRAM does not name it")

    def run(*arguments):
        done = subprocess.run([path, *map(str, arguments)], cwd=ROOT, capture_output=True, check=False)
        return done.returncode, done.stdout, done.stderr.decode()

    return run


@pytest.fixture
def root(monkeypatch):
    """The repository, so that files have the names that they have in its tests."""
    monkeypatch.chdir(ROOT)
    return ROOT


@pytest.fixture(scope="session")
def first_steps():
    return zopa.example("first-steps").compile()


@pytest.fixture(scope="session")
def endless():
    """A problem that no machine solves while somebody waits: thirty issues, each linked with each."""
    draw = random.Random(7)
    issues = [f"i{at}" for at in range(30)]
    options = ["a", "b", "c", "d"]
    utilities = {}
    for party in ("one", "two", "three"):
        tables = [
            {"when": {first: draw.choice(options), second: draw.choice(options)}, "add": draw.randint(-20, 20)}
            for at, first in enumerate(issues)
            for second in issues[at + 1 :]
        ]
        values = {issue: {option: draw.randint(0, 9) for option in options} for issue in issues}
        utilities[party] = {"values": values, "interactions": tables}
    model = {
        "zopa": 1,
        "parties": {party: {"disagreement": 0} for party in utilities},
        "issues": {issue: {"options": options} for issue in issues},
        "utilities": utilities,
    }
    return zopa.Model.from_json(json.dumps(model)).compile()
