# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one says to one's colleagues that one knows, and asking a colleague for a helping hand."""
