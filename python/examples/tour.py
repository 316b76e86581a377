"""A tour: a real negotiation, what could be agreed, a picture, many draws on two workers, and NegMAS.

    python python/examples/tour.py > python/examples/tour.out

It stands for a notebook: there, each line that prints something is a cell, and answers show themselves with their pictures. It needs numpy; NegMAS,
`distributed` for the two workers and matplotlib for the picture, and says so where they are not there.
"""

from pathlib import Path

import zopa

MODELS = Path(__file__).parents[2] / "models"


def heading(text):
    print(f"\n# {text}\n")


def main():
    heading("The Panama Canal, 1974: ten issues, in points that consultants gave")
    model = zopa.Model.load(MODELS / "panama-canal-1974.json")
    problem = model.compile()
    print(problem.parties)
    print(problem.issues)

    heading("What could be agreed")
    answer = problem.solve(["nash", "egalitarian", "utilitarian"])
    print(answer.status, answer.packages)
    for one in answer.solutions:
        print(one.concept, {party: str(gain) for party, gain in one.gains.items()}, f"{len(one.agreements)} equally good")
    print(answer["nash"].package)
    print(answer["nash"].floats)

    heading("What each side could say to the other's first offer")
    offer = dict.fromkeys(problem.issues, "united-states")
    refused = problem.evaluate(offer)
    print(refused.acceptable, {party: str(one.gain) for party, one in refused.parties.items()})
    counter = problem.counter("panama", offer)
    print(counter.status)

    heading("The frontier, as arrays and as fractions")
    frontier = problem.frontier()
    print(frontier.points.shape, frontier.points.dtype, frontier.packages.dtype, frontier.exact[0])
    print(frontier.points[:3])
    try:
        import matplotlib

        matplotlib.use("Agg")
        from matplotlib import pyplot

        pyplot.plot(*frontier.points.T, ".")
        pyplot.xlabel(frontier.parties[0])
        pyplot.ylabel(frontier.parties[1])
        pyplot.savefig("frontier.png")
        print("frontier.png: a picture of", len(frontier), "points")
    except ImportError:
        print("no picture: matplotlib is not here")

    heading("If no deal were worth something to both, and nobody knew how much: draws on two workers")
    written = model.to_dict()
    written["parties"]["united-states"]["disagreement"] = {"value": 40, "low": 20, "high": 80}
    written["parties"]["panama"]["disagreement"] = {"value": 40, "low": 20, "high": 80}
    uncertain = zopa.Model.from_dict(written)
    try:
        from distributed import Client, LocalCluster

        from zopa.distributed import ask_all

        with (
            LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as cluster,
            Client(cluster) as client,
        ):
            swept = ask_all(client, uncertain, "sweep", 8, draws=400, seed=7)
        print("the same as on one machine:", swept.json == uncertain.compile().sweep(400, seed=7).json)
    except ImportError:
        swept = uncertain.compile().sweep(400, seed=7)
        print("on this machine: `distributed` is not here")
    print(f"a deal in {swept.deals} of {swept.draws} draws, with {swept.different_packages} different packages")

    heading("To NegMAS, and what it and zopa find there")
    try:
        from negmas.preferences.ops import nash_points, pareto_frontier
    except ImportError:
        print("NegMAS is not here")
        return
    from zopa.negmas import solve

    scenario = model.to_negmas()
    print(scenario.outcome_space.name, [ufun.name for ufun in scenario.ufuns])
    points, _ = pareto_frontier(scenario.ufuns)
    nash = nash_points(scenario.ufuns, points, outcome_space=scenario.outcome_space)
    print("NegMAS:", sorted({tuple(map(float, point)) for point, _ in nash}))
    found = solve(scenario)
    print("zopa:  ", sorted(tuple(float(ufun(outcome)) for ufun in scenario.ufuns) for outcome in found))
    print(found[0])


if __name__ == "__main__":
    main()
