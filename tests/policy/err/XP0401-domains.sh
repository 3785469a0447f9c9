# SPDX-License-Identifier: GPL-2.0-only
# One domain more than a blob may have.
{
    echo 'policy "golden" version 1'
    echo 'profile administrator { allow all }'
    echo 'domain Domain-0 { profile administrator }'
    i=0
    while [ $i -lt 65535 ]; do
        i=$((i + 1))
        echo "domain d$i { profile administrator }"
    done
} > XP0401-domains.xpol
