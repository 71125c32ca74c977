# SPDX-License-Identifier: AGPL-3.0-or-later
"""A thing as the referral names it."""

from __future__ import annotations

from typing import NamedTuple


class Ref(NamedTuple):
    """A thing and the name to show for it."""

    iri: str
    label: str
