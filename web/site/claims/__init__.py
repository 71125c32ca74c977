# SPDX-License-Identifier: AGPL-3.0-or-later
"""Claims of cards, read by moderators: accepted, or refused with a reason."""
