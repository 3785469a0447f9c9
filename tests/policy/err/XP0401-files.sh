# SPDX-License-Identifier: GPL-2.0-only
# Rules that by their annotations stand in sixty-six thousand files.
calls=$("$POLICYC" --hypercalls | awk '
    /^[a-z]/ { on = $1 == "domctl" || $1 == "memory_op" || $1 == "physdev_op"; call = $1 }
    on && /^ / { print call "." $1 }' | head -100)
echo "$calls" | awk '{ call[NR] = $1 } END {
    print "policy \"golden\" version 1"
    print "profile administrator { allow all }"
    print "domain Domain-0 { profile administrator }"
    for (i = 1; i <= 660; i++) {
        print "profile p" i " {"
        for (j = 1; j <= 100; j++) print "    allow @\"" i "/" j "\":1:1 " call[j]
        print "}\ndomain d" i " { profile p" i " }"
    }
}' > XP0401-files.xpol
