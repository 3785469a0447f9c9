# SPDX-License-Identifier: GPL-2.0-only
# Two runs of subcommands on each of 2049 domains.
{
    echo 'policy "golden" version 1'
    echo 'profile administrator { allow all }'
    echo 'domain Domain-0 { profile administrator }'
    awk 'BEGIN {
        for (i = 1; i <= 2049; i++) print "domain guest-" i " { profile administrator }"
        print "profile builder {"
        for (i = 1; i <= 2049; i++) print "    allow domctl { createdomain, pausedomain } on guest-" i
        print "}"
    }'
    echo 'domain builder { profile builder }'
} > XP0252-targets.xpol
