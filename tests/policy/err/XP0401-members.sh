# SPDX-License-Identifier: GPL-2.0-only
# Ninety profiles that limit what they allow, in a dozen runs of subcommands, to each of twenty thousand domains.
awk 'BEGIN {
    print "policy \"golden\" version 1"
    print "profile administrator { allow all }"
    print "domain Domain-0 { profile administrator }"
    print "profile builder { allow domctl on guest-* }"
    for (i = 1; i <= 20000; i++) print "domain guest-" i " { profile administrator }"
    for (i = 1; i <= 90; i++) print "domain builder-" i " { profile builder allow sched_op }"
}' > XP0401-members.xpol
