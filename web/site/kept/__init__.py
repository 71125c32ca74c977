# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who keeps a card, for moderators: how many, never who."""
