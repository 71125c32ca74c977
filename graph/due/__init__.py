# SPDX-License-Identifier: AGPL-3.0-or-later
"""What comes due as days go by: one job a file, with an object `job`; done by whoever calls, as often as they like."""
