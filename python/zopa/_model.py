"""Models: texts, dictionaries, files of other programs."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import _zopa
from ._base import Answer, Files, Reading, ask, exact, readings
from ._errors import Diagnostic
from ._write import document

if TYPE_CHECKING:
    import negmas.inout

    from ._problem import Problem


@dataclass(frozen=True)
class Checked:
    """What is wrong with a model, and what is suspicious."""

    #: `ok`, `warnings` or `errors`.
    status: str
    #: The findings.
    diagnostics: list[Diagnostic]
    #: What the program writes with `--format json`.
    json: bytes


@dataclass(frozen=True)
class Model:
    """A negotiation as somebody wrote it: the files that it is in. Nothing of it is looked at before it is compiled.

    >>> import zopa
    >>> model = zopa.Model.from_dict({
    ...     "zopa": 1,
    ...     "parties": {"buyer": {"disagreement": 0}, "seller": {"disagreement": 0}},
    ...     "issues": {"price": {"integer": {"min": 80, "max": 120, "step": 5}}},
    ...     "utilities": {
    ...         "buyer": {"constant": 110, "values": {"price": {"per_unit": -1}}},
    ...         "seller": {"constant": -90, "values": {"price": {"per_unit": 1}}},
    ...     },
    ... })
    >>> model.compile().solve(concepts=["nash"])["nash"].package
    {'price': 100}
    """

    #: Names of files, and what is in them.
    files: Files

    @classmethod
    def load(cls, *paths: str | os.PathLike[str]) -> Model:
        """Reads a model's file, the files of another program, or the folder that holds them."""
        return cls(tuple((name, bytes(text)) for name, text in _zopa.open(list(paths))))

    @classmethod
    def from_json(cls, text: str | bytes, name: str = "model.json") -> Model:
        """Takes the text of a model; findings name the file so."""
        return cls(((name, text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")),))

    @classmethod
    def from_dict(cls, model: Mapping[str, Any], name: str = "model.json") -> Model:
        """Takes a model as data: dictionaries, lists, texts and numbers (int, float, Decimal, Fraction, or those of numpy). A float is
        taken as the shortest decimal that names it, and one with more than 12 digits warns: `InexactNumber`."""
        return cls.from_json(document(model), name)

    @classmethod
    def from_files(cls, files: Mapping[str, str | bytes]) -> Model:
        """Takes several files by name: those of another program, or tables."""
        text = ((name, one if isinstance(one, bytes) else one.encode()) for name, one in files.items())
        return cls(tuple(text))

    @classmethod
    def from_negmas(cls, scenario: negmas.inout.Scenario) -> Model:
        """Takes a scenario of NegMAS, as `zopa` reads its files."""
        from . import negmas

        return negmas.model(scenario)

    @property
    def sha256(self) -> str:
        """What tells two models apart: a hash of their files."""
        total = hashlib.sha256()
        for name, text in self.files:
            total.update(f"{len(name.encode())} {len(text)}\n".encode() + name.encode() + text)
        return total.hexdigest()

    def check(self, **options: Any) -> Checked:
        """What is wrong with it, and what is probably not meant: errors are found, and not raised."""

        def read(answer: Answer) -> Checked:
            data = json.loads(answer.bytes)
            return Checked(data["status"], [Diagnostic.of(one) for one in data["diagnostics"]], answer.bytes)

        return ask("check", self.files, {"format": "json", **options}, read)

    def to_json(self, **options: Any) -> str:
        """The model in zopa's own format, whatever files it was read from."""
        return ask("import", self.files, options, lambda answer: answer.bytes.decode())

    def to_dict(self, **options: Any) -> dict[str, Any]:
        """The same as data, with exact numbers."""
        return exact(self.to_json(**options))

    def export(self, to: str, *, rescale: bool = False, **options: Any) -> dict[str, str]:
        """Files of another program, by name: `genius`, `geniusweb`, `negmas`, `negolog` or `csv`."""

        def read(answer: Answer) -> dict[str, str]:
            return {one["name"]: one["text"] for one in json.loads(answer.bytes)["files"]}

        return ask("export", self.files, {"to": to, "rescale": rescale or None, **options}, read)

    def to_negmas(self, *, rescale: bool = False) -> negmas.inout.Scenario:
        """The same as a scenario of NegMAS; see `export` for `rescale`."""
        from . import negmas

        return negmas.scenario(self, rescale=rescale)

    def compile(
        self,
        *,
        steps: int | None = None,
        set: Mapping[str, Any] | Iterable[str] | None = None,
        profiles: Iterable[str] | None = None,
        evaluations: str | None = None,
        reading: Reading | Iterable[Reading] | None = None,
    ) -> Problem:
        """The problem that it states, about which questions are asked.

        `steps` settles continuous issues by so many levels and one, `set` puts other numbers into the place of the model's, by
        path (`{"parties.russia.disagreement": 10}`), `reading` those of a file of other judgements (or of its name and bytes);
        `profiles` and `evaluations` are for files of other programs.

        Raises `ModelError` with all that is wrong.
        """
        from ._problem import Problem

        said: dict[str, Any] = {"set": set, "profiles": profiles, "evaluations": evaluations}
        said = {key: value for key, value in said.items() if value is not None}
        if reading is not None:
            # Read once: whoever asks later may be on another machine.
            said["reading"] = readings(reading)
        text = self.to_json(**said)
        if steps is not None:
            said["steps"] = steps
        return Problem(self, said, text)
