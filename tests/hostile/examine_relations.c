/* SPDX-License-Identifier: GPL-2.0-only */
/* What must hold of any blob that the core accepts: what stands between its domains. */
#include <stdlib.h>
#include "tests/hostile/examine.h"

static uint32_t count_of(const struct msm_policy *policy, enum blob_section_kind kind)
{
    return policy->header->section[kind].count;
}

static uint32_t asked_domains(const struct msm_policy *policy)
{
    return count_of(policy, BLOB_DOMAINS) < ASKED ? count_of(policy, BLOB_DOMAINS) : ASKED;
}

static const char *examine_pair(const struct msm_policy *policy, uint32_t from, uint32_t to)
{
    const unsigned int every = BLOB_GRANT | BLOB_EVENT | BLOB_ARGO | BLOB_FOREIGN;
    unsigned int means = msm_means(policy, from, to);
    bool manages = msm_manages(policy, msm_profile(policy, from, true), to);
    bool managed = msm_manages(policy, msm_profile(policy, to, true), from);
    uint32_t rule;

    if (means & ~every)
        return "a domain reaches another by unknown means";
    if (from == to && means && !(policy->domains[from].flags & BLOB_FLEET))
        return "a domain is connected to itself";
    if (!msm_may_reach(policy, from, to, means, true, &rule))
        return "a domain may not reach another as it is connected";
    if (!has_effect(policy, rule, BLOB_CONNECT) && !has_effect(policy, rule, BLOB_DECLARED))
        return "the rule named for a connection is none";
    if (msm_may_reach(policy, from, to, every, true, &rule) !=
        (manages || means == every || (managed && means & BLOB_FOREIGN)))
        return "a domain may reach another without being connected to it";
    msm_may_reach(policy, from, to, every, false, &rule);
    return has_effect(policy, rule, BLOB_CONNECT) || has_effect(policy, rule, BLOB_DECLARED)
               ? NULL
               : "the rule named for a connection until the seal is none";
}

/* Whether no set has any of its domains running. */
static bool is_free(const struct msm_policy *policy, const uint32_t *claims)
{
    for (uint32_t i = 0; i < count_of(policy, BLOB_SETS); i++)
        if (claims[i])
            return false;
    return true;
}

/* What may start beside a domain may have it start beside itself. */
static const char *examine_conflict(const struct msm_policy *policy, uint32_t *claims, uint32_t left,
                                    uint32_t right)
{
    bool after_left, after_right;
    uint32_t set;

    if (!msm_may_start(policy, claims, left, &set) || !msm_may_start(policy, claims, right, &set))
        return "a domain may not start beside none";
    msm_claim(policy, claims, left);
    after_left = msm_may_start(policy, claims, right, &set);
    if (after_left ? set != BLOB_NONE : set >= count_of(policy, BLOB_SETS) || !claims[set])
        return "the set named for a conflict has none that runs";
    if (!msm_may_start(policy, claims, left, &set))
        return "a domain is in conflict with itself";
    msm_release(policy, claims, left);
    msm_claim(policy, claims, right);
    after_right = msm_may_start(policy, claims, left, &set);
    msm_release(policy, claims, right);
    if (after_left != after_right)
        return "a conflict is one-sided";
    return is_free(policy, claims) ? NULL : "a domain that has ended still counts";
}

static const char *examine_pairs(const struct msm_policy *policy, uint32_t *claims)
{
    const char *complaint = NULL;

    for (uint32_t from = 0; from < asked_domains(policy) && !complaint; from++)
        for (uint32_t to = 0; to < asked_domains(policy) && !complaint; to++) {
            complaint = examine_pair(policy, from, to);
            if (!complaint)
                complaint = examine_conflict(policy, claims, from, to);
        }
    return complaint;
}

static const char *examine_service(const struct msm_policy *policy, const struct blob_service *service)
{
    const uint32_t *clients = policy->members + service->first_client;
    const uint32_t *delegates = policy->members + service->first_delegate;

    if (msm_service(policy, service->domain) != service)
        return "a service isn't found";
    for (uint32_t i = 0; i < service->clients; i++)
        if (!msm_has_member(policy, service->first_client, service->clients, clients[i]) ||
            clients[i] >= count_of(policy, BLOB_DOMAINS))
            return "a client isn't found";
    for (uint32_t i = 0; i < service->delegates; i++)
        if (!msm_has_member(policy, service->first_delegate, service->delegates, delegates[i]) ||
            delegates[i] >= count_of(policy, BLOB_DOMAINS))
            return "a delegate isn't found";
    return NULL;
}

static const char *examine_services(const struct msm_policy *policy)
{
    const char *complaint = NULL;

    for (uint32_t i = 0; i < count_of(policy, BLOB_SERVICES) && !complaint; i++)
        complaint = examine_service(policy, &policy->services[i]);
    for (uint32_t i = 0; i < count_of(policy, BLOB_DEVICES) && !complaint; i++) {
        const struct blob_device *device = &policy->devices[i];

        if (msm_device(policy, device->device) != device || !msm_service(policy, device->domain) ||
            !has_effect(policy, device->rule, BLOB_SERVICE))
            complaint = "a device isn't found, or is no service's";
    }
    return complaint;
}

static const char *examine_networks(const struct msm_policy *policy)
{
    for (uint32_t i = 0; i < count_of(policy, BLOB_NETWORKS); i++) {
        const struct blob_network *network = &policy->networks[i];
        bool from = network->from < count_of(policy, BLOB_DOMAINS);
        bool to = network->to < count_of(policy, BLOB_DOMAINS);

        if ((!from && network->from != BLOB_OUTSIDE) || (!to && network->to != BLOB_OUTSIDE) || !(from || to))
            return "a network has an end that isn't there";
        if (network->first_port > network->last_port || !has_effect(policy, network->rule, BLOB_NETWORK))
            return "a network has no ports, or a rule that is none";
    }
    return NULL;
}

const char *examine_relations(const struct msm_policy *policy)
{
    uint32_t *claims = calloc(count_of(policy, BLOB_SETS) + 1u, sizeof(*claims));
    const char *complaint;

    if (!claims)
        abort();
    complaint = examine_pairs(policy, claims);
    free(claims);
    if (!complaint)
        complaint = examine_services(policy);
    return complaint ? complaint : examine_networks(policy);
}
