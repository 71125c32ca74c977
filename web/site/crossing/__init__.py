# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages on which two sources are crossed: for everybody from public facts, for professionals from all."""
