# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody adds or corrects, by a form that is drawn from the model."""
