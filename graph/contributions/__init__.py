# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people propose for the graph: kept apart from it until somebody who may has read it and decided."""
