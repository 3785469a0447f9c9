# SPDX-License-Identifier: GPL-2.0-only
# Two sets of 1,500 domains each: 2,250,000 pairs.
{
    echo 'policy "golden" version 1'
    echo 'profile administrator { allow all }'
    echo 'domain Domain-0 { profile administrator }'
    i=0
    while [ $i -lt 1500 ]; do
        echo "domain red-$i { profile administrator }"
        echo "domain blue-$i { profile administrator }"
        i=$((i + 1))
    done
    echo 'connect red-* <-> blue-* via event'
    echo 'connect red-0 <-> blue-0 via event'
} > XP0249-pairs.xpol
