# SPDX-License-Identifier: AGPL-3.0-or-later
"""People who have an account: few, known by a number, apart from the graph and its journal, forgotten on request."""
