# SPDX-License-Identifier: AGPL-3.0-or-later
"""The referral: from the situation of an association to ranked, explained answers that are never empty."""
