# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who keeps a card right: an address, what it agreed to, and the links that open that card; apart from the graph."""
