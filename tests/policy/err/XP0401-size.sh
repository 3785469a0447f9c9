# SPDX-License-Identifier: GPL-2.0-only
# Profiles that repeat, for each of nine thousand, what all allows: over 4 MiB.
{
    echo 'policy "golden" version 1'
    echo 'profile administrator { allow all }'
    echo 'domain Domain-0 { profile administrator }'
    i=0
    while [ $i -lt 9000 ]; do
        i=$((i + 1))
        echo "profile copy-$i extends administrator { deny domctl { pausedomain } deny sysctl { readconsole } }"
        echo "domain copy-$i { profile copy-$i }"
    done
} > XP0401-size.xpol
