# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which needs are covered, and where."""
