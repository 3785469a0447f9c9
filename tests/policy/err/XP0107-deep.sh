# SPDX-License-Identifier: GPL-2.0-only
# A mistake with a hundred thousand blocks in one another.
{
    echo 'policy "golden" version 1 domain'
    i=0
    while [ $i -lt 10000 ]; do
        i=$((i + 1))
        echo '{ { { { { { { { { {'
    done
} > XP0107-deep.xpol
