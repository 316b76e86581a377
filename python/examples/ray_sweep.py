"""A sweep on an engine of Ray: the parts of `zopa.distributed` as its tasks. Needs `pip install ray`.

    python ray_sweep.py [DRAWS [PARTS]]

Tried with Ray 2.60 on one machine with two processes, of which one is killed on the way: Ray makes its parts again, and the answer is
the same bytes as that of one process.
"""

import os
import signal
import sys

import ray
import zopa
from zopa.distributed import answer_part, merge, shards

draws, parts = (int(word) for word in [*sys.argv[1:], "400", "16"][:2])
model = zopa.example("ukraine-security-guarantees")
asked = {"draws": draws, "seed": 7}

ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
# A part is the same whoever makes it, so that what a lost process had is made again.
task = ray.remote(max_retries=3)(answer_part)
waiting = [task.remote(model, "sweep", one, **asked) for one in shards(parts)]
lost = ray.get(ray.remote(lambda: os.getpid()).remote())
os.kill(lost, signal.SIGKILL)
made = []
while waiting:
    done, waiting = ray.wait(waiting)
    made += ray.get(done)
    print(f"{len(made)} of {parts} parts", file=sys.stderr)
report = merge(made)
assert report.json == model.compile().sweep(**asked).json
print(f"{report.deals} of {report.draws} draws have a deal")
