# SPDX-License-Identifier: AGPL-3.0-or-later
"""Any table: what its columns say, told by their titles and by what stands in them; then its rows as things."""
