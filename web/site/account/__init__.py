# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody who has an account sees and decides of it."""
