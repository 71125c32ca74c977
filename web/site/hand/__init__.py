# SPDX-License-Identifier: AGPL-3.0-or-later
"""What mailed links between colleagues open: a request for a helping hand, and « toujours vrai ? »."""
