# SPDX-License-Identifier: GPL-2.0-only
# A hypercall's name of 60,000 letters: the message stays readable.
{
    echo 'policy "golden" version 1'
    printf 'profile administrator { allow all deny %060000d }\n' 0 | tr 0 a
    echo 'domain Domain-0 { profile administrator }'
} > XP0212-long-word.xpol
