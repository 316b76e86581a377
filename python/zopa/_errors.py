"""What goes wrong, as exceptions and warnings."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, NoReturn

from . import _zopa


@dataclass(frozen=True)
class Related:
    """Another place that has to do with a finding."""

    message: str
    path: str
    line: int | None = None
    column: int | None = None
    file: str | None = None


@dataclass(frozen=True)
class Diagnostic:
    """A finding about a model."""

    #: `error`, or `warning`.
    severity: str
    #: What kind of finding it is, such as `unknown-option`; it stays the same from version to version.
    code: str
    #: What is wrong, in one line.
    message: str
    #: Where in the model, such as `$.issues.price.options[2]`.
    path: str
    #: Where in the text, from 1.
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    #: In which file, where there are several.
    file: str | None = None
    #: A few words beside the place.
    label: str | None = None
    #: What to do.
    help: str | None = None
    #: Other places that have to do with it.
    related: list[Related] = field(default_factory=list)

    @classmethod
    def of(cls, data: dict[str, Any]) -> Diagnostic:
        """From JSON."""
        span = data.get("span") or {}
        places: dict[str, Any] = {key: span.get(key) for key in ("line", "column", "end_line", "end_column")}
        related = []
        for other in data.get("related", ()):
            at = other.get("span") or {}
            related.append(Related(other["message"], other["path"], at.get("line"), at.get("column"), other.get("file")))
        plain: dict[str, Any] = {key: data.get(key) for key in ("severity", "code", "message", "path", "file", "label", "help")}
        return cls(**plain, **places, related=related)


class ModelError(ValueError):
    """What is wrong with a model, all at once. Its text is the page that the program shows."""

    #: The findings.
    diagnostics: list[Diagnostic]

    def __init__(self, page: str, diagnostics: list[Diagnostic]):
        super().__init__(page, diagnostics)
        self.page = page
        self.diagnostics = diagnostics

    def __str__(self) -> str:
        return self.page


class QuestionError(ValueError):
    """What is wrong with a question: an option that there is not, a party that the model does not have."""

    #: What is wrong, in one line.
    message: str
    #: What to do, where that is known.
    help: str | None

    def __init__(self, message: str, help: str | None = None):
        super().__init__(message, help)
        self.message = message
        self.help = help

    def __str__(self) -> str:
        return self.message if self.help is None else f"{self.message}\n  help: {self.help}"


class NoAnswer(LookupError):
    """There is nothing to answer: no agreement of which something could be asked. The text says so."""

    @property
    def message(self) -> str:
        """The text."""
        return str(self)


class InexactNumber(UserWarning):
    """A float with more than 12 digits, which probably is not the number that was meant: `0.1 + 0.2` is 0.30000000000000004."""


def refuse(refused: _zopa.Refused) -> NoReturn:
    """Raises what a refusal says."""
    message, page, findings = refused.args
    if findings is None:
        _, _, help = page.rstrip().partition("\n  help: ")
        raise QuestionError(message, help or None) from None
    raise ModelError(page.rstrip("\n"), [Diagnostic.of(one) for one in json.loads(findings)]) from None
