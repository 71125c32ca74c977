# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbered slips without personal data."""
