"""Brute force: the gains of all packages at once, as numpy arrays.

Nash: the largest product, in 64-bit integers where they suffice, else in logarithms with the near best compared
exactly. Frontier: the point with the largest sum is kept, because nothing dominates it; all that it dominates or equals
are struck out, and so on with what is left.

Everything is exact. The time limit is only looked at between points of a frontier.
"""

import math
import time

import numpy as np

from answer import Answer, Status, judged
from instances import Instance

MOST_PACKAGES = 5_000_000
NEAR = 1e-9
"""Logarithms that differ by less are compared in whole numbers."""


def all_gains(instance: Instance) -> np.ndarray:
    """By party and package, the gain; packages that are not allowed get the gain of nobody, less than any."""
    if instance.packages > MOST_PACKAGES:
        raise ValueError("too many packages to look at each")
    axes = range(instance.issues)

    def along(values: np.ndarray, *issues: int) -> np.ndarray:
        """An array over some issues, shaped so that it spreads over all packages."""
        return values.reshape([instance.options[axis] if axis in issues else 1 for axis in axes])

    gains = np.empty((instance.parties, *instance.options), dtype=np.int32)
    for party, (values, without) in enumerate(zip(instance.values, instance.disagreement)):
        gains[party] = -without
        for issue, row in enumerate(values):
            gains[party] += along(np.array(row, dtype=np.int32), issue)
        for (first, second), table in instance.tables.items():
            gains[party] += along(np.array(table[party], dtype=np.int32), first, second)
    for (first, one), (second, other) in instance.forbidden:
        where: list[slice | int] = [slice(None)] * instance.issues
        where[first], where[second] = one, other
        gains[(slice(None), *where)] = np.iinfo(np.int32).min
    return gains.reshape(instance.parties, -1)


def nash(instance: Instance, limit: float) -> Answer:
    began = time.process_time()
    gains = all_gains(instance)
    winners = np.flatnonzero((gains > 0).all(axis=0))
    if not winners.size:
        return Answer(Status.FAILED, time.process_time() - began, remark="nobody can gain")
    gains = gains[:, winners].astype(np.int64)
    if math.prod(int(most) for most in gains.max(axis=1)) < 2**63:
        best = int(gains.prod(axis=0).argmax())
    else:
        logarithms = np.log(gains).sum(axis=0)
        near = np.flatnonzero(logarithms >= logarithms.max() - NEAR)
        best = int(max(near, key=lambda at: math.prod(gains[:, at].tolist())))
    package = [int(option) for option in np.unravel_index(winners[best], instance.options)]
    return judged(instance, Answer(Status.PROVEN, time.process_time() - began, package))


def frontier(instance: Instance, limit: float) -> Answer:
    began = time.process_time()
    gains = all_gains(instance)
    points = gains[:, (gains >= 0).all(axis=0)].T
    points = points[np.argsort(-points.sum(axis=1), kind="stable")]
    kept: list[list[int]] = []
    while len(points):
        if time.process_time() - began > limit:
            return Answer(Status.STOPPED, time.process_time() - began, points=kept)
        kept.append(points[0].tolist())
        points = points[(points > points[0]).any(axis=1)]
    return Answer(Status.PROVEN, time.process_time() - began, points=kept)
