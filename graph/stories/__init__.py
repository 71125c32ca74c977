# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stories: views of the map in order, what is told of each, and how people make them."""
