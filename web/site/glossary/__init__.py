# SPDX-License-Identifier: AGPL-3.0-or-later
"""Acronyms, as people take them and as they are."""
