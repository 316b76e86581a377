"""Peers in processes of their own, so that one that hangs or crashes cannot stop the run.

Some could not share a process anyway: highspy and OR-Tools bring different builds of HiGHS.

The process gets a question as JSON on standard input, makes the instance again from its parameters, imports the peer,
and writes the answer as JSON on the last line of standard output. Neither of the first two is part of the time.
"""

import importlib
import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from answer import Answer, Question, Status
from instances import Parameters

SLACK = 30.0
"""Seconds for starting and generating, beside twice the limit for peers that look at the clock too seldom."""


def ask(module: str, question: Question, parameters: Parameters, limit: float) -> Answer:
    """The answer of the peer in a module, which is killed if it ignores the limit."""
    request = {"module": module, "question": question, "parameters": asdict(parameters), "limit": limit}
    command = [sys.executable, str(Path(__file__).resolve())]
    try:
        ended = subprocess.run(
            command, input=json.dumps(request), capture_output=True, text=True, timeout=2 * limit + SLACK
        )
    except subprocess.TimeoutExpired:
        return Answer(Status.STOPPED, limit, remark="killed")
    if ended.returncode != 0:
        reason = (ended.stderr.strip().splitlines() or ["no message"])[-1]
        return Answer(Status.FAILED, 0.0, remark=f"exit status {ended.returncode}: {reason}")
    answer = Answer(**json.loads(ended.stdout.splitlines()[-1]))
    answer.status = Status(answer.status)
    return answer


def main() -> None:
    request = json.load(sys.stdin)
    instance = Parameters(**request["parameters"]).generate()
    function = getattr(importlib.import_module(request["module"]), request["question"])
    print(json.dumps(asdict(function(instance, request["limit"]))))


if __name__ == "__main__":
    main()
