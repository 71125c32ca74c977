# SPDX-License-Identifier: AGPL-3.0-or-later
"""Facts in memory, and the text they are read from and written to."""
