"""NegMAS, a platform for automated negotiation; its functions for Pareto frontiers and Nash points.

The utilities of all packages are calculated with numpy, as for the brute force, and handed to NegMAS as points: this
is much faster than its own utility functions, which are called once for each package. Points that somebody refuses
are left out beforehand, and gains are handed over instead of utilities, so that its zero is our disagreement point.

Deviation: only what means the same is asked. The `ks_points` of NegMAS have the smallest difference between shares,
taken of the best over all packages, and not the largest smallest share of the best that the others accept; its
`kalai_points` are what zopa calls egalitarian. NegMAS cannot be stopped; it runs into the hard time limit.
"""

import time

import numpy as np
from negmas.preferences.ops import nash_points, pareto_frontier_numpy

from answer import Answer, Status, judged
from brute_force import all_gains
from instances import Instance


def _frontier(instance: Instance) -> tuple[np.ndarray, np.ndarray]:
    """The gains on the frontier, and a package behind each."""
    gains = all_gains(instance)
    acceptable = np.flatnonzero((gains >= 0).all(axis=0))
    points = gains[:, acceptable].T.astype(float)
    chosen = pareto_frontier_numpy(points)
    return points[chosen], acceptable[chosen]


def nash(instance: Instance, limit: float) -> Answer:
    began = time.process_time()
    points, packages = _frontier(instance)
    ranges = [(0.0, float(most)) for most in points.max(axis=0)]
    _, best = nash_points(None, [tuple(point) for point in points.tolist()], ranges=ranges)[0]
    package = [int(option) for option in np.unravel_index(packages[best], instance.options)]
    return judged(instance, Answer(Status.PROVEN, time.process_time() - began, package))


def frontier(instance: Instance, limit: float) -> Answer:
    began = time.process_time()
    points, _ = _frontier(instance)
    return Answer(Status.PROVEN, time.process_time() - began, points=points.astype(int).tolist())
