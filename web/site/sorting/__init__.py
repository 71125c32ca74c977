# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cards sorted one after the other by moderators: right, to be improved, wrong, or for another day."""
