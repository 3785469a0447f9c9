/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rates: the generic cell rate algorithm of ITU-T I.371, one word a rate.
 *
 * A rate's clock is the time by which the calls that passed are used up at one an interval. A call at `now`
 * moves it on by an interval, from `now` if it lies behind, and passes if the clock then is no more than a
 * burst of intervals ahead. So n calls that pass from the time a on move it to a + n intervals at least,
 * which bounds n whatever the order of their times; and a charge more, by a call that is then refused, can
 * only make the clock later.
 */
#include "msm.h"

/* A rate that covers the call, and its clock as it was before it was charged and after. */
struct charge {
    uint32_t rate; /* index into policy->rates */
    uint64_t *clock;
    uint64_t before, after;
};

/* The profile's rates that cover the operation: BLOB_MAX_NESTED at most. Returns how many. */
static unsigned int find_rates(const struct msm_policy *policy, const struct blob_profile *profile,
                               uint64_t *clocks, unsigned int operation, struct charge *charges)
{
    const struct blob_rate *rates = policy->rates + profile->first_rate;
    unsigned int found = 0;

    for (uint32_t i = 0; i < profile->rates && rates[i].first <= operation; i++)
        if (operation < rates[i].end)
            charges[found++] = (struct charge){.rate = profile->first_rate + i, .clock = clocks + i};
    return found;
}

/* When a call is within the rate again. */
static uint64_t find_end(const struct blob_rate *rate, uint64_t clock)
{
    uint64_t ahead = msm_pace(rate).ahead;

    return clock > ahead ? clock - ahead : 0;
}

/* Notes a rate that the call is over, unless a graver one is known. */
static void note(const struct msm_policy *policy, struct msm_excess *excess, uint32_t rate, uint64_t until)
{
    bool slow = policy->rates[rate].flags & BLOB_SLOW, is_graver = true;

    if (excess->rate != BLOB_NONE && slow == !!(policy->rates[excess->rate].flags & BLOB_SLOW))
        is_graver = until > excess->until;
    else if (excess->rate != BLOB_NONE)
        is_graver = !slow;
    if (is_graver)
        *excess = (struct msm_excess){.rate = rate, .until = until};
}

/* Charges nothing: with all rates looked at first, a charge has to be taken back only after a race. */
static bool is_over(const struct msm_policy *policy, const struct charge *charges, unsigned int count,
                    uint64_t now, struct msm_excess *excess)
{
    *excess = (struct msm_excess){.rate = BLOB_NONE};
    for (unsigned int i = 0; i < count; i++) {
        uint64_t clock = __atomic_load_n(charges[i].clock, __ATOMIC_RELAXED);
        uint64_t until = find_end(&policy->rates[charges[i].rate], clock);

        if (until > now)
            note(policy, excess, charges[i].rate, until);
    }
    return excess->rate != BLOB_NONE;
}

static bool add_charge(const struct msm_policy *policy, struct charge *charge, uint64_t now,
                       struct msm_excess *excess)
{
    const struct blob_rate *rate = &policy->rates[charge->rate];
    const struct msm_pace pace = msm_pace(rate);

    if (msm_charge_one(&pace, charge->clock, now, &charge->before, &charge->after))
        return true;
    note(policy, excess, charge->rate, find_end(rate, charge->before));
    return false;
}

/*
 * Only where nobody charged the clock since: to subtract an interval from another CPU's charge would be too
 * much where that one began anew from its own time.
 */
static void take_back(struct charge *charge)
{
    __atomic_compare_exchange_n(charge->clock, &charge->after, charge->before, false, __ATOMIC_RELAXED,
                                __ATOMIC_RELAXED);
}

bool msm_charge(const struct msm_policy *policy, const struct blob_profile *profile, uint64_t *clocks,
                unsigned int operation, uint64_t now, struct msm_excess *excess)
{
    struct charge charges[BLOB_MAX_NESTED];
    unsigned int count = find_rates(policy, profile, clocks, operation, charges), charged = 0;

    if (is_over(policy, charges, count, now, excess))
        return false;
    while (charged < count && add_charge(policy, &charges[charged], now, excess))
        charged++;
    if (charged == count)
        return true;
    while (charged)
        take_back(&charges[--charged]);
    return false;
}
