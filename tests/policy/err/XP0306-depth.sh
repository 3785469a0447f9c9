# SPDX-License-Identifier: GPL-2.0-only
# Seventeen files, each imported by the one before.
{
    echo 'policy "golden" version 1'
    echo 'import "deep-1.xpol"'
} > XP0306-depth.xpol
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
    echo "import \"deep-$((i + 1)).xpol\"" > deep-$i.xpol
done
{
    echo 'profile administrator { allow all }'
    echo 'domain Domain-0 { profile administrator }'
} > deep-16.xpol
