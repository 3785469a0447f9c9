/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The seal: what the policy allows for the boot only ends, and nothing but a reboot brings it back.
 *
 * It is a swap to the same policy, sealed: every hypercall is decided wholly before it or wholly after it.
 * Each later policy is sealed because the one before it was (module.c).
 */
#include <xen/errno.h>
#include <xen/xmalloc.h>

#include "module.h"

/* Under msm_lock. The new one takes over the blob, the old one just leaves. */
static int seal(struct msm_live *sealed)
{
    struct msm_live *old = msm_live;

    if (msm_swap_under_way() || msm_time_is_up())
        return -ERESTART;

    sealed->policy = old->policy;
    sealed->blob = old->blob;
    sealed->claims = old->claims;
    sealed->loaded = old->loaded;
    sealed->sealed = true;
    msm_prepare(sealed);
    msm_publish(sealed, XENON_WAS_SEALED);
    old->blob = old->claims = NULL;
    msm_reshadow_all();
    return 0;
}

int msm_seal(void)
{
    struct msm_live *sealed = xzalloc(struct msm_live);
    bool done;
    int rc = 0;

    if (!sealed)
        return -ENOMEM;
    spin_lock(&msm_lock);
    done = msm_live->sealed;
    if (!done)
        rc = seal(sealed);
    spin_unlock(&msm_lock);
    if (done || rc)
        xfree(sealed);
    return rc;
}
