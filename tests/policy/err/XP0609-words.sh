# SPDX-License-Identifier: GPL-2.0-only
# A trace with mistakes, for a policy without them.
{
    echo 'policy "golden" version 1'
    echo 'profile administrator { allow all }'
    echo 'domain Domain-0 { profile administrator }'
} > XP0609-words.xpol
printf '1s Domain-0 sched_op.yield\n0s Domain-0 iret\n2s Domain-0 ir\033et\n3s Domain-0 x 2' > trace
