# SPDX-License-Identifier: AGPL-3.0-or-later
"""One thing found wrong in the ontology or in the data, said in French with what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from graph.namespaces import compact

VIOLATION = "violation"
WARNING = "warning"


@dataclass(frozen=True, order=True)
class Finding:
    """A defect: `source` is a file of the ontology or the IRI of a named graph; `subject` and `path` are IRIs.

    `severity` is "violation" (the check fails) or "warning"; `value` is the value at fault, when there is one.
    """

    severity: str
    source: str
    subject: str
    path: str
    message: str
    value: str = ""

    @property
    def is_violation(self) -> bool:
        """Whether the check fails because of it."""
        return self.severity == VIOLATION

    def __str__(self) -> str:
        where = " · ".join(compact(part) for part in (self.source, self.subject, self.path) if part)
        return f"{where} : {self.message}" + (f" [{self.value}]" if self.value else "")
