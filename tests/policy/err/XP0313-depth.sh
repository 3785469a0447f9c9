# SPDX-License-Identifier: GPL-2.0-only
# Seventeen templates in one another.
{
    cat << 'END'
policy "golden" version 1
profile administrator { allow all }
domain Domain-0 { profile administrator }
use level1()
template level17() { tag deep }
END
    for level in $(seq 16); do
        echo "template level$level() { use level$((level + 1))() }"
    done
} > XP0313-depth.xpol
