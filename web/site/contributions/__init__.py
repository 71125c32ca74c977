# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people propose, read by moderators: accepted field by field, refused with a reason, or put off."""
