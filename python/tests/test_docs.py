"""What the documentation shows is so."""

import doctest
import importlib
import os
import subprocess
import sys

import pytest
import zopa
from conftest import ROOT

pytest.importorskip("numpy")

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.mark.parametrize("name", ["zopa", "zopa._model", "zopa._problem", "zopa._frontier"])
def test_modules(name):
    found = doctest.testmod(importlib.import_module(name), optionflags=FLAGS)
    assert found.attempted and not found.failed


def test_the_page_about_python():
    found = doctest.testfile(str(ROOT / "docs" / "python.md"), module_relative=False, optionflags=FLAGS)
    assert found.attempted > 10 and not found.failed


def test_the_tour(tmp_path):
    for needed in ("negmas", "distributed"):
        pytest.importorskip(needed)
    found = [] if "site-packages" in zopa.__file__ else [str(ROOT / "python")]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([*found, os.environ.get("PYTHONPATH", "")])}
    tour = ROOT / "python" / "examples" / "tour.py"
    told = subprocess.run([sys.executable, str(tour)], cwd=tmp_path, env=env, capture_output=True, check=True)

    def without_the_picture(text):
        return [line for line in text.splitlines() if "picture" not in line]

    written = tour.with_suffix(".out").read_text(encoding="utf-8")
    assert without_the_picture(told.stdout.decode()) == without_the_picture(written)


def test_every_command_that_reads_a_model_is_a_method():
    """But for those that turn models into other files, or files into pages."""
    named = ["solve", "brief", "report", "frontier", "evaluate", "explain", "trades", "counter", "linkage", "stability", "elicit"]
    named += ["beliefs", "holds", "protocol", "play", "sweep", "robust", "test", "compare"]
    assert all(callable(getattr(zopa.Problem, name)) for name in named)
