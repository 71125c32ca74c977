# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a territory covers and what it lacks: the referral asked for every need in every commune."""
