# SPDX-License-Identifier: GPL-2.0-only
# A name of 60,000 letters where a brace is expected.
{
    echo 'policy "golden" version 1'
    printf 'profile web %060000d { }\n' 0 | tr 0 a
    echo 'profile administrator { allow all }'
    echo 'domain Domain-0 { profile administrator }'
} > XP0107-long-word.xpol
