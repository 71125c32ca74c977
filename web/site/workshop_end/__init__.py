# SPDX-License-Identifier: AGPL-3.0-or-later
"""What remains of a workshop: what was added, the file that carries it elsewhere, and its undoing."""
