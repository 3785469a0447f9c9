/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether two policies say the same of a domain. Its neighbours' numbers may differ: their names count. */
#include <string.h>
#include "msm.h"

static bool same_names(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    return *a == *b;
}

static bool same_members(const struct msm_policy *a, const struct blob_target *ta, const struct msm_policy *b,
                         const struct blob_target *tb)
{
    for (uint32_t i = 0; i < ta->members; i++)
        if (!same_names(msm_label(a, a->members[ta->first_member + i]),
                        msm_label(b, b->members[tb->first_member + i])))
            return false;
    return true;
}

static bool same_targets(const struct msm_policy *a, const struct blob_profile *pa,
                         const struct msm_policy *b, const struct blob_profile *pb)
{
    const struct blob_target *ta = a->targets + pa->first_target, *tb = b->targets + pb->first_target;

    if (pa->targets != pb->targets)
        return false;
    for (uint32_t i = 0; i < pa->targets; i++, ta++, tb++)
        if (ta->first != tb->first || ta->end != tb->end || ta->members != tb->members ||
            !same_members(a, ta, b, tb))
            return false;
    return true;
}

bool msm_same_decisions(const struct msm_policy *a, const struct blob_profile *pa, const struct msm_policy *b,
                        const struct blob_profile *pb)
{
    return !memcmp(pa->allowed, pb->allowed, sizeof(pa->allowed)) &&
           !memcmp(pa->quiet, pb->quiet, sizeof(pa->quiet)) && same_targets(a, pa, b, pb);
}

static bool same_rates(const struct msm_policy *a, const struct blob_profile *pa, const struct msm_policy *b,
                       const struct blob_profile *pb)
{
    const struct blob_rate *ra = a->rates + pa->first_rate, *rb = b->rates + pb->first_rate;

    if (pa->rates != pb->rates)
        return false;
    for (uint32_t i = 0; i < pa->rates; i++, ra++, rb++)
        if (ra->period != rb->period || ra->count != rb->count || ra->burst != rb->burst ||
            ra->first != rb->first || ra->end != rb->end || ra->flags != rb->flags)
            return false;
    return true;
}

static bool same_actions(const struct msm_policy *a, const struct blob_profile *pa,
                         const struct msm_policy *b, const struct blob_profile *pb)
{
    const struct blob_action_at *aa = a->actions + pa->first_action, *ab = b->actions + pb->first_action;

    if (pa->actions != pb->actions || (pa->actions && pa->binds != pb->binds))
        return false;
    for (uint32_t i = 0; i < pa->actions; i++, aa++, ab++)
        if (aa->window != ab->window || aa->action != ab->action || aa->count != ab->count)
            return false;
    return true;
}

bool msm_same_responses(const struct msm_policy *a, const struct blob_profile *pa, const struct msm_policy *b,
                        const struct blob_profile *pb)
{
    return same_rates(a, pa, b, pb) && same_actions(a, pa, b, pb);
}

bool msm_same_limits(const struct blob_limits *a, const struct blob_limits *b)
{
    return a && b ? !memcmp(a, b, sizeof(*a)) : a == b;
}
