# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which tools can stand for a tool: itself, and the free ones that may replace it, with how close they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from graph.entity.closing import UNADVISED
from graph.namespaces import TIS, VOCABULARY, local_name

if TYPE_CHECKING:
    from graph.rdf.dataset import Dataset

TRANSITION_NEED = VOCABULARY["need/free-software-transition"]
AWARENESS_NEED = VOCABULARY["need/free-software-awareness"]
SAME, TRANSITION, SAME_NEED = "same", "transition", "need"
CLOSENESS = ("close", "partial", "different")
OTHER = "other"


class ToolLink(NamedTuple):
    """A tool to look for instead of the one asked, how near it is, and the alternative that says so ("" for itself)."""

    tool: str
    link: str
    alternative: str


class ToolLinks:
    """Reads the alternatives of a tool when first asked for it."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._links: dict[str, tuple[ToolLink, ...]] = {}
        self._needs: dict[str, tuple[str, ...]] = {}

    def forget(self) -> None:
        """Forgets what was read, after a change."""
        self._links.clear()
        self._needs.clear()

    def links(self, tool: str) -> tuple[ToolLink, ...]:
        """The tool itself, then what may replace it, the nearest first; never what nobody should begin with."""
        if tool not in self._links:
            self._links[tool] = self._read(tool)
        return self._links[tool]

    def needs(self, tool: str) -> tuple[str, ...]:
        """The needs a tool serves."""
        if tool not in self._needs:
            self._needs[tool] = tuple(self._dataset.links(tool, TIS.meetsNeed))
        return self._needs[tool]

    def free(self, tool: str) -> bool | None:
        """Whether it is free software, None when nobody said."""
        return self._dataset.flag(tool, TIS.freeSoftware)

    def _read(self, tool: str) -> tuple[ToolLink, ...]:
        found = [ToolLink(tool, SAME, "")]
        for alternative in self._dataset.subjects(TIS.replaces, tool):
            closeness = local_name(self._dataset.link(alternative, TIS.closeness) or OTHER)
            found.extend(
                ToolLink(free, closeness, alternative)
                for free in self._dataset.links(alternative, TIS.freeTool)
                if self._dataset.link(free, TIS.state) not in UNADVISED
            )
        return tuple(sorted(found, key=lambda link: (_nearness(link.link), link.tool)))


def _nearness(link: str) -> int:
    """SAME first, then the closenesses in order, then what is not stated."""
    order = (SAME, *CLOSENESS)
    return order.index(link) if link in order else len(order)
