# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the site is, who holds it, and what it keeps."""
