"""SCIP, a solver of mixed-integer nonlinear programs: spatial branch and bound, with one thread.

Nash: the sum of the logarithms of the gains is maximised; each logarithm is a nonlinear constraint, which SCIP
recognises as concave and cuts by itself.

Deviation from exactness: SCIP calculates in floating point; what it calls proven holds to its tolerances.
"""

import math
import time

from pyscipopt import Model, log, quicksum

from answer import Answer, Status, judged
from instances import Instance
from linear_model import linear_model


def nash(instance: Instance, limit: float) -> Answer:
    began = time.process_time()
    linear = linear_model(instance)
    model = Model()
    model.hideOutput()
    binaries = {column for row in linear.option_columns for column in row}
    columns = [model.addVar(vtype="B" if at in binaries else "C", lb=0, ub=1) for at in range(linear.columns)]
    for terms, constant in linear.equations:
        model.addCons(quicksum(value * columns[at] for at, value in terms) == constant)
    logarithms = []
    for terms, without, most in zip(linear.gains, instance.disagreement, instance.largest_gains):
        gain = model.addVar(vtype="C", lb=1, ub=max(1, most))
        model.addCons(quicksum(value * columns[at] for at, value in terms) - gain == without)
        logarithm = model.addVar(vtype="C", lb=0, ub=math.log(max(1, most)))
        model.addCons(logarithm <= log(gain))
        logarithms.append(logarithm)
    model.setObjective(quicksum(logarithms), "maximize")
    model.setParam("timing/clocktype", 1)
    model.setParam("limits/gap", 0.0)
    model.setParam("limits/time", max(0.0, limit - (time.process_time() - began)))
    model.optimize()
    seconds = time.process_time() - began
    status = {"optimal": Status.PROVEN, "timelimit": Status.STOPPED}.get(model.getStatus(), Status.FAILED)
    if model.getNSols() == 0:
        return Answer(status, seconds)
    solution = model.getBestSol()
    package = linear.package([model.getSolVal(solution, column) for column in columns])
    return judged(instance, Answer(status, seconds, package, bound=model.getDualbound()))
