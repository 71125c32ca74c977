# SPDX-License-Identifier: AGPL-3.0-or-later
"""Handouts to print and to give: two A4 pages that stand alone, from a neutral description to PDF."""

from __future__ import annotations

from exports.handouts._types import Handout, HandoutPage, HandoutSection, HandoutTable, Note
from exports.handouts.pdf import render

__all__ = ["Handout", "HandoutPage", "HandoutSection", "HandoutTable", "Note", "render"]
