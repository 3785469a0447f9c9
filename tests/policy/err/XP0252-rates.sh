# SPDX-License-Identifier: GPL-2.0-only
# A rate for each of sixty-five subcommands; thirty-two of them are inherited.
{
    echo 'policy "golden" version 1'
    echo 'profile administrator { allow all }'
    echo 'domain Domain-0 { profile administrator }'
    "$POLICYC" --hypercalls | awk '
        /^[a-z]/ { on = $1 == "domctl" }
        on && /^ / { rates[++n] = "    rate domctl." $1 " 5/s" }
        END {
            print "profile half { allow domctl"
            for (i = 1; i <= 32; i++) print rates[i]
            print "}\nprofile heir extends half {"
            for (i = 33; i <= 65; i++) print rates[i]
            print "}"
        }'
    echo 'domain recon { profile heir }'
} > XP0252-rates.xpol
