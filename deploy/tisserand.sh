#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Les commandes d’un site en ligne : « tisserand check » fait « flask --app app check » avec ses réglages, sous son compte.
set -eu
umask 077
# Lus comme systemd les lit : une valeur peut avoir des espaces ou « & » (AREA=37 41), et des guillemets autour.
while IFS= read -r line || [ -n "$line" ]; do
    case $line in [A-Z]*=*) ;; *) continue ;; esac
    value=${line#*=}
    case $value in \"*\" | \'*\') value=${value#?} value=${value%?} ;; esac
    export "${line%%=*}=$value"
done < /etc/tisserand.env
export PYTHONPYCACHEPREFIX=/var/cache/tisserand
exec runuser -u tisserand -- /opt/tisserand/.venv/bin/flask --app /opt/tisserand/app.py "$@"
