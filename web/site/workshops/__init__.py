# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a facilitator opens a workshop, decides of what comes in it, and shows its wall."""
