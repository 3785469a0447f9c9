/* SPDX-License-Identifier: GPL-2.0-only */
/* What virtual machines get, against what their domains may have and what there is. */
#include <inttypes.h>
#include "policyc/inventory/compare_parts.h"
#include "policyc/read/view.h"
#include "policyc/read/xl.h"

/* What xl, or Xen, takes for what a configuration doesn't say. What isn't here is unlimited, or the host's.
 */
static const struct blob_limits xl_defaults = {
    .memory = UINT64_C(32) << 10,
    .vcpus = 1,
    .event_channels = 1023,
    .grant_frames = BLOB_UNLIMITED,
    .maptrack_frames = BLOB_UNLIMITED,
    .cpu_weight = 256,
    .cpu_cap = BLOB_UNLIMITED,
};

/* Whether `gets` is beyond `has`, of which the limit is set. No processor in particular is any. */
static bool is_beyond(const struct blob_limits *gets, const struct blob_limits *has, enum wording_limit limit)
{
    if (limit != LIMIT_CPU_AFFINITY)
        return wording_limit_value(gets, limit) > wording_limit_value(has, limit);
    for (unsigned int i = 0; i < BLOB_CPU_WORDS; i++)
        if (gets->affinity[i] & ~has->affinity[i])
            return true;
    return !wording_has_limit(gets, limit);
}

/* A limit by the name that the inventory has for it. */
static const char *name_of(const struct guest *guest, enum wording_limit limit)
{
    return guest->is_xl ? xl_settings[limit].key : wording_limit_name(limit);
}

/* What the domain may have of it, in words. */
static const char *bound_of(const struct comparison *comparison, uint32_t domain, enum wording_limit limit)
{
    const struct msm_policy *policy = comparison->policy;
    char amount[WORDING_SIZE];
    const char *label = msm_label(policy, domain);
    wording_limit_amount(msm_limits(policy, domain), limit, amount);
    if (limit == LIMIT_CPU_AFFINITY)
        return arena_print(comparison->diagnostics->arena, "`%s` may run on %s only", label, amount);
    return arena_print(comparison->diagnostics->arena, "`%s` may have no more than %s", label, amount);
}

static void report_beyond(const struct comparison *comparison, const struct guest *guest, uint32_t domain,
                          enum wording_limit limit)
{
    char amount[WORDING_SIZE] = "unlimited";
    if (wording_has_limit(&guest->limits, limit))
        wording_limit_amount(&guest->limits, limit, amount);
    struct diagnostic *d =
        report(comparison->diagnostics, XP0805, guest->limit_places[limit], "`%s` is %s, and %s",
               name_of(guest, limit), amount, bound_of(comparison, domain, limit));
    compare_show_rule(comparison, d, comparison->policy->domains[domain].rule, "so says the policy");
}

static void report_unsaid(const struct comparison *comparison, const struct guest *guest, uint32_t domain,
                          enum wording_limit limit)
{
    struct diagnostic *d = report(comparison->diagnostics, XP0806, guest->place,
                                  "`%s` isn't set, which can be more than the policy says: %s",
                                  name_of(guest, limit), bound_of(comparison, domain, limit));
    report_help(comparison->diagnostics, d, "append what `policyc --emit xl` prints for `%s`",
                msm_label(comparison->policy, domain));
    compare_show_rule(comparison, d, comparison->policy->domains[domain].rule, "so says the policy");
}

void compare_limits(const struct comparison *comparison, const struct guest *guest, uint32_t domain)
{
    const struct blob_limits *limits = msm_limits(comparison->policy, domain);
    for (enum wording_limit limit = 0; limits && limit < LIMITS; limit++) {
        if (!wording_has_limit(limits, limit))
            continue;
        if (guest->limit_places[limit].end) {
            if (is_beyond(&guest->limits, limits, limit))
                report_beyond(comparison, guest, domain, limit);
        } else if (guest->is_xl && is_beyond(&xl_defaults, limits, limit)) {
            report_unsaid(comparison, guest, domain, limit);
        }
    }
}

/* --- The host --- */

/* Reports what is more than the host has. */
static void check_host(const struct comparison *comparison, struct span place, const char *name,
                       uint64_t gets, struct span host_place, uint64_t host)
{
    if (!place.end || gets == BLOB_UNLIMITED || host == BLOB_UNLIMITED || gets <= host)
        return;
    report_note(comparison->diagnostics,
                report(comparison->diagnostics, XP0812, place, "`%s` says more than the host has", name),
                host_place, "this is what it has");
}

/* The number of the last processor of an affinity, plus one. */
static uint64_t count_cpus(const struct blob_limits *limits)
{
    uint64_t count = 0;
    for (unsigned int cpu = 0; cpu < BLOB_CPU_WORDS * 64; cpu++)
        if (view_has(limits->affinity, cpu))
            count = cpu + 1;
    return count == BLOB_CPU_WORDS * 64 ? 0 : count;
}

void compare_host(const struct comparison *comparison, const struct guest *guests,
                  const struct guest_host *host)
{
    for (const struct guest *guest = guests; guest; guest = guest->next) {
        check_host(comparison, guest->limit_places[LIMIT_MEMORY], name_of(guest, LIMIT_MEMORY),
                   guest->limits.memory, host->memory_place, host->memory);
        check_host(comparison, guest->limit_places[LIMIT_VCPUS], name_of(guest, LIMIT_VCPUS),
                   guest->limits.vcpus, host->cpus_place, host->cpus);
        check_host(comparison, guest->limit_places[LIMIT_CPU_AFFINITY], name_of(guest, LIMIT_CPU_AFFINITY),
                   count_cpus(&guest->limits), host->cpus_place, host->cpus);
    }
}
