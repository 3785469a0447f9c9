# SPDX-License-Identifier: GPL-2.0-only
# A blob whose policy has another version than the one it was compiled with.
{
    echo 'policy "golden" version 1'
    echo 'profile administrator { allow all }'
    echo 'domain Domain-0 { profile administrator }'
} > blob.xpol
"$POLICYC" blob.xpol -o XP0402-digest.xpb
printf '\377' | dd of=XP0402-digest.xpb bs=1 seek=204 conv=notrunc status=none
