# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two sources crossed: what one has and the other has not, what both have, and where they do not say the same."""
