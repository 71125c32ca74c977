# SPDX-License-Identifier: AGPL-3.0-or-later
"""What moderators read and decide: the words that people type, and the cards that marks question."""
