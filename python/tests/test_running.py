"""While a question runs: interrupts, limits, progress, other threads."""

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import zopa

# Where nothing is optimised, and others use the machine, what was found may take a while to be put together; not the interrupt.
PATIENCE = 0.05 if os.environ.get("ZOPA_ALONE") else 0.5


def interrupted(work, after=0.7):
    """Presses Ctrl-C: the exception, and how long it took."""
    pressed = []

    def press():
        pressed.append(time.perf_counter())
        signal.raise_signal(signal.SIGINT) if os.name == "nt" else os.kill(os.getpid(), signal.SIGINT)

    timer = threading.Timer(after, press)
    timer.start()
    try:
        with pytest.raises(KeyboardInterrupt) as caught:
            work()
    finally:
        # Whoever ended before it was pressed is not to meet it later.
        timer.cancel()
    return caught.value, time.perf_counter() - pressed[0]


def test_control_c_stops_a_search_at_once(endless):
    delays = []
    for _ in range(3):
        stopped, delay = interrupted(lambda: endless.solve("nash"))
        delays.append(delay)
        partial = getattr(stopped, "partial", None)
        assert partial is None or partial.status == "stopped" and partial.stopped_by == "interrupted"
    assert min(delays) < PATIENCE, delays


def test_control_c_stops_a_sweep(root):
    problem = zopa.example("ukraine-security-guarantees").compile()
    _, delay = interrupted(lambda: problem.sweep(100_000))
    assert delay < PATIENCE
    _, delay = interrupted(lambda: list(problem.draws(100_000)), 0.3)
    assert delay < PATIENCE


def test_other_threads_go_on(endless):
    counted = [0]
    end = threading.Event()

    def count():
        while not end.is_set():
            counted[0] += 1
            time.sleep(0.001)

    counter = threading.Thread(target=count)
    counter.start()
    answer = endless.solve("nash", time_limit=0.5, threads=1)
    end.set()
    counter.join()
    assert counted[0] > 50 and answer.status in ("stopped", "agreement")


def test_questions_from_several_threads_at_once(first_steps):
    expected = first_steps.solve().json
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: first_steps.solve().json, range(12))) == {expected}


def test_limits_hold(endless):
    begun = time.perf_counter()
    answer = endless.solve("nash", time_limit=0.3)
    assert answer.exit_status == 3 and answer.stopped_by == "time_limit"
    assert time.perf_counter() - begun < 5
    with pytest.raises(zopa.QuestionError):
        endless.solve(memory_limit="much")
    assert endless.frontier(memory_limit=1 << 20, time_limit=0.2).status == "stopped"


def test_progress_is_told_and_may_stop(endless):
    told = []

    def hear(step, examined, gap):
        told.append((step, examined, gap))
        return len(told) >= 3

    answer = endless.solve("nash", progress=hear)
    # It may be told once more before it has ended.
    assert len(told) >= 3 and answer.stopped_by == "interrupted"
    assert all(isinstance(step, str) and examined >= 0 for step, examined, _ in told)

    def wrong(*_):
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        endless.solve("nash", progress=wrong)
    parts = endless.frontier_iter(progress=wrong)
    with pytest.raises(LookupError, match="mine"):
        list(parts)
    # It has ended, and goes on with nothing.
    assert list(parts) == []


def test_a_sweep_that_was_stopped_before_its_first_draw():
    problem = zopa.example("ukraine-security-guarantees").compile()
    swept = problem.sweep(1000, time_limit=0)
    assert swept.draws == 0 and swept.stopped and swept.information is None and "draws" in swept.page()


def test_what_nobody_waits_for_comes_to_its_end(endless):
    parts = endless.frontier_iter()
    del parts
    left = zopa._zopa.Question("solve", list(endless.model.files), "{}")
    left.stop()
    while left.piece() is not None:
        pass
    assert left.status == 3
