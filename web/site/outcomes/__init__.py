# SPDX-License-Identifier: AGPL-3.0-or-later
"""What became of referrals, and what is missing."""
