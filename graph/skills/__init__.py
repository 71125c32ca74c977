# SPDX-License-Identifier: AGPL-3.0-or-later
"""What colleagues say that they know, and the helping hands asked of them: apart from the graph and its journal."""
