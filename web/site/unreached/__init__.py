# SPDX-License-Identifier: AGPL-3.0-or-later
"""Saying that somebody could not be reached, without a slip: for moderators only."""
