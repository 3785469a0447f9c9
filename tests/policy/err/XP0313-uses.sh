# SPDX-License-Identifier: GPL-2.0-only
# Each of eight templates uses the next one eight times: that would be millions of uses.
{
    cat << 'END'
policy "golden" version 1
profile administrator { allow all }
domain Domain-0 { profile administrator }
use level1()
template level9() { }
END
    for level in $(seq 8); do
        use="use level$((level + 1))()"
        echo "template level$level() { $use $use $use $use $use $use $use $use }"
    done
} > XP0313-uses.xpol
