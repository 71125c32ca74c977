# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questions that lead to a need."""
