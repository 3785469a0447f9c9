# SPDX-License-Identifier: GPL-2.0-only
# A line of 65,536 bytes: one too many.
{
    echo 'policy "golden" version 1'
    printf 'profile administrator { allow all } #%065499d\n' 0
    echo 'domain Domain-0 { profile administrator }'
} > XP0110-line.xpol
