# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages and the API, a theme a module; each gives one `blueprint`."""
