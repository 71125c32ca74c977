# SPDX-License-Identifier: AGPL-3.0-or-later
"""What to do when a card is wrong."""
