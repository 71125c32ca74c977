# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whom to refer an association to, and what it leaves with."""
