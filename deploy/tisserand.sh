#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Les commandes d’un site en ligne : « tisserand check » fait « flask --app app check » avec ses réglages, sous son compte.
set -eu
umask 077
set -a
. /etc/tisserand.env
set +a
export PYTHONPYCACHEPREFIX=/var/cache/tisserand
exec runuser -u tisserand -- /opt/tisserand/.venv/bin/flask --app /opt/tisserand/app.py "$@"
