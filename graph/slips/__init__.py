# SPDX-License-Identifier: AGPL-3.0-or-later
"""Outcomes without personal data: numbered slips, what became of them, and what they ask to be corrected."""
