# SPDX-License-Identifier: AGPL-3.0-or-later
"""Same or not the same: what two sources say of a thing, compared; each point has its reason, and nobody is merged."""
