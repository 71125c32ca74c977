# SPDX-License-Identifier: AGPL-3.0-or-later
"""The workbook of actors that an instance gives to fill in, and its rows as facts."""
