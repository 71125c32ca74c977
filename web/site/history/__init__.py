# SPDX-License-Identifier: AGPL-3.0-or-later
"""The history of each card, for everybody, and with what can be taken back for moderators."""
