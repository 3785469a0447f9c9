# SPDX-License-Identifier: GPL-2.0-only
# Sets in a chain, each with all domains of the one before it: 8,000 * 8,001 / 2 domains in all.
awk 'BEGIN {
    print "policy \"golden\" version 1"
    print "profile administrator { allow all }"
    print "domain Domain-0 { profile administrator }"
    print "set set-0 = Domain-0"
    for (i = 1; i <= 8000; i++) {
        print "domain d" i " { profile administrator }"
        print "set set-" i " = d" i ", set-" i - 1
    }
}' > XP0249-lists.xpol
