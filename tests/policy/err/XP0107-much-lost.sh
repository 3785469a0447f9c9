# SPDX-License-Identifier: GPL-2.0-only
# A list of 1,100 tags that is not read: too much to know which names it has.
{
    echo 'policy "golden" version 1'
    echo 'profile administrator { allow all }'
    echo 'domain Domain-0 { profile administrator }'
    echo 'tag first second'
    seq -f ', tag_%.0f' 1100
    echo 'domain recon { profile administrator  tag tag_5 }'
    echo 'domain guard { profile administrator  tag tag_1099 }'
} > XP0107-much-lost.xpol
