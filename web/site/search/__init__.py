# SPDX-License-Identifier: AGPL-3.0-or-later
"""The search of the header."""
