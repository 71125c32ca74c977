# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files brought in by people: the file, its columns, what it would change, and the one button that writes."""
