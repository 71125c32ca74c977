# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was settled about the columns of each source, kept in the folder of an instance for its next file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from graph.folders import private
from graph.sources import SourceMapping, mapping_of, read_mapping, write_mapping

if TYPE_CHECKING:
    from graph.deliveries.opening import OpenDelivery

FOLDER = "mappings"


def mapping_file(instance: Path, slug: str) -> Path:
    """Where that of a source is; it is not in backups: without it, the same is asked again."""
    return instance / FOLDER / f"{slug}.toml"


def remembered(instance: Path, slug: str) -> SourceMapping:
    """What was settled for a source, nothing where nothing was; raises DataError where its file is broken."""
    path = mapping_file(instance, slug)
    return read_mapping(path) if path.is_file() else SourceMapping()


def with_also(mapping: SourceMapping, other: SourceMapping) -> SourceMapping:
    """A mapping with what another one says, which has the last word."""
    return SourceMapping({**mapping.columns, **other.columns}, {**mapping.options, **other.options})


def remember(instance: Path, opened: OpenDelivery) -> Path | None:
    """Keeps what became of the columns of a file, and what was answered, for the next one of its source; gives where.

    None, and nothing is kept, where its format says itself what each means.
    """
    mapping, columns = opened.mapping, opened.reading.columns
    if not (opened.format.asks_columns or mapping.options or mapping.columns):
        return None
    path = mapping_file(instance, opened.origin.slug)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write_mapping(temporary, mapping_of(columns, mapping.options), {item.name: item.why for item in columns})
        private(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return path
