/* SPDX-License-Identifier: GPL-2.0-only */
/* A host without Xen: what another policy would change, and the exchange, of all or of nothing. */
#include "runtime/sim_host.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct swap {
    struct sim *sim;
    struct xenon_replace *op;
    struct msm_policy next;
};

/* The first reason is the answer. */
static void refuse(struct swap *swap, enum msm_fault fault, uint32_t section, uint32_t offset)
{
    if (swap->op->fault)
        return;
    swap->op->fault = fault;
    swap->op->section = section;
    swap->op->offset = offset;
}

static void refuse_change(struct swap *swap, enum msm_fault fault, uint32_t section,
                          const struct xenon_change *change)
{
    if (swap->op->fault)
        return;
    refuse(swap, fault, section, swap->next.header->section[section].offset);
    swap->op->domain = change->domid;
    swap->op->peer = change->peer;
    swap->op->means = change->means;
}

/* --- What would change --- */

static void note(struct swap *swap, enum xenon_change_kind kind, const struct sim_domain *domain,
                 const struct sim_domain *peer, unsigned int means)
{
    struct xenon_replace *op = swap->op;
    const struct xenon_change change = {.kind = (uint16_t)kind,
                                        .domid = (uint16_t)domain->domid,
                                        .peer = (uint16_t)(peer ? peer->domid : XENON_NO_DOMAIN),
                                        .means = (uint16_t)means};
    if (op->count < op->room)
        ((struct xenon_change *)(uintptr_t)op->changes)[op->count] = change;
    op->count++;
    if (kind == XENON_UNKNOWN)
        refuse_change(swap, MSM_UNKNOWN_DOMAIN, BLOB_DOMAINS, &change);
    else if (kind == XENON_CONFLICT)
        refuse_change(swap, MSM_IN_CONFLICT, BLOB_SETS, &change);
    else if (kind == XENON_CUT && !(op->flags & XENON_FORCE))
        refuse_change(swap, MSM_STILL_SHARED, BLOB_CONNECTIONS, &change);
}

static void compare(struct swap *swap, const struct sim_domain *domain)
{
    const struct msm_policy *live = &swap->sim->live, *next = &swap->next;
    const struct blob_profile *old = sim_profile(swap->sim, live, domain);
    const struct blob_profile *new = sim_profile(swap->sim, next, domain);
    if (!new)
        note(swap, XENON_UNKNOWN, domain, NULL, 0);
    if (!new || !old)
        return;
    if (!msm_same_decisions(live, old, next, new))
        note(swap, XENON_DECIDES, domain, NULL, 0);
    if (!msm_same_responses(live, old, next, new) ||
        !msm_same_limits(msm_limits(live, sim_index(live, domain)),
                         msm_limits(next, sim_index(next, domain))))
        note(swap, XENON_LIMITS, domain, NULL, 0);
}

static unsigned int reach(const struct sim *sim, const struct msm_policy *policy,
                          const struct sim_domain *from, const struct sim_domain *to)
{
    return msm_all_means(policy, sim_index(policy, from), sim_index(policy, to), sim->state->sealed);
}

static void compare_pair(struct swap *swap, const struct sim_domain *from, const struct sim_domain *to)
{
    const struct msm_policy *live = &swap->sim->live, *next = &swap->next;
    if (from == to || sim_index(live, from) == BLOB_NONE || sim_index(live, to) == BLOB_NONE ||
        sim_index(next, from) == BLOB_NONE || sim_index(next, to) == BLOB_NONE)
        return;
    unsigned int before = reach(swap->sim, live, from, to), after = reach(swap->sim, next, from, to);
    unsigned int cut = before & ~after & (BLOB_GRANT | BLOB_FOREIGN);
    if (cut)
        note(swap, XENON_CUT, from, to, cut);
    if ((before ^ after) & ~cut)
        note(swap, XENON_DECIDES, from, to, (before ^ after) & ~cut);
}

/* The running domains, one after the other; NULL after the last. */
static struct sim_domain *next_domain(const struct sim *sim, const struct sim_domain *domain)
{
    struct sim_domain *next = sim->state->domains + (domain ? domain - sim->state->domains + 1 : 0);
    return next < sim->state->domains + SIM_DOMAINS && *next->label ? next : NULL;
}

/*
 * From the oldest on: whether each can run under the policy beside those that can, in an array by their
 * places. The caller frees it; NULL: there is no memory.
 */
static bool *find_misfits(const struct sim *sim, const struct msm_policy *policy)
{
    uint32_t *claims = calloc(policy->header->section[BLOB_SETS].count + 1, sizeof(*claims));
    bool *misfits = calloc(SIM_DOMAINS, sizeof(*misfits));
    for (const struct sim_domain *domain = NULL; claims && misfits && (domain = next_domain(sim, domain));) {
        uint32_t index = sim_index(policy, domain), set;
        bool fits = index != BLOB_NONE && msm_may_start(policy, claims, index, &set);
        misfits[domain - sim->state->domains] = !fits;
        if (fits)
            msm_claim(policy, claims, index);
    }
    if (!claims) {
        free(misfits);
        misfits = NULL;
    }
    free(claims);
    return misfits;
}

static int find_changes(struct swap *swap)
{
    struct sim *sim = swap->sim;
    bool *misfits = find_misfits(sim, &swap->next);
    if (!misfits)
        return -ENOMEM;
    for (const struct sim_domain *domain = NULL; (domain = next_domain(sim, domain));) {
        if (misfits[domain - sim->state->domains] && sim_index(&swap->next, domain) != BLOB_NONE)
            note(swap, XENON_CONFLICT, domain, NULL, 0);
        compare(swap, domain);
    }
    free(misfits);
    for (const struct sim_domain *from = NULL; (from = next_domain(sim, from));)
        for (const struct sim_domain *to = NULL; (to = next_domain(sim, to));)
            compare_pair(swap, from, to);
    return 0;
}

/* --- The exchange --- */

/* A swap must not refill a burst: a rate of the same calls goes on where it was. */
static void carry_clocks(const struct sim *sim, const struct msm_policy *next, struct sim_domain *domain)
{
    const struct blob_profile *old = sim_profile(sim, &sim->live, domain),
                              *new = sim_profile(sim, next, domain);
    uint64_t clocks[BLOB_MAX_RATES] = {0};
    for (uint32_t i = 0; old && new &&i < new->rates; i++)
        for (uint32_t j = 0; j < old->rates; j++) {
            const struct blob_rate *a = &next->rates[new->first_rate + i];
            const struct blob_rate *b = &sim->live.rates[old->first_rate + j];
            if (a->first == b->first && a->end == b->end && a->flags == b->flags)
                clocks[i] = domain->clocks[j];
        }
    memcpy(domain->clocks, clocks, sizeof(clocks));
}

/* Puts the blob in force, which `next` has proven, and which may be the confirmed one. */
static void publish(struct sim *sim, const void *blob, uint32_t size, const struct msm_policy *next,
                    enum xenon_record_kind kind)
{
    struct msm_where where;
    struct sim_state *state = sim->state;
    for (struct sim_domain *domain = NULL; (domain = next_domain(sim, domain));) {
        carry_clocks(sim, next, domain);
        memset(domain->shadowed, 0, sizeof(domain->shadowed));
    }
    memcpy(state->live.bytes, blob, size);
    state->live.size = size;
    msm_open(&sim->live, state->live.bytes, size, &where);
    state->generation++;
    state->loaded = sim_now(sim);
    sim_log_policy(sim, kind);
}

static void copy_blob(struct sim_blob *to, const void *bytes, uint32_t size)
{
    memcpy(to->bytes, bytes, size);
    to->size = size;
}

static void await(struct sim *sim, uint32_t seconds)
{
    struct sim_state *state = sim->state;
    if (!seconds)
        state->confirmed.size = 0;
    else if (!state->confirmed.size)
        copy_blob(&state->confirmed, state->live.bytes, state->live.size);
    state->confirm_by = sim_now(sim) + seconds * UINT64_C(1000000000);
}

/* Domains that share what they may share no longer, but the host's. */
static void stop_cut(const struct swap *swap)
{
    const struct xenon_change *changes = (const struct xenon_change *)(uintptr_t)swap->op->changes;
    uint32_t count = swap->op->count < swap->op->room ? swap->op->count : swap->op->room;
    for (uint32_t i = 0; i < count; i++)
        for (unsigned int end = 0; changes[i].kind == XENON_CUT && end < 2; end++) {
            uint32_t domid = end ? changes[i].peer : changes[i].domid;
            struct sim_domain *domain = domid ? sim_domain(swap->sim, domid) : NULL;
            if (domain) {
                sim_log_ordered(swap->sim, domain, XENON_OP_pause, 0);
                sim_end(swap->sim, domain);
            }
        }
}

static void judge(struct swap *swap, bool again)
{
    const struct msm_policy *live = &swap->sim->live;
    const struct blob_policy *next = swap->next.policy;
    if ((swap->op->flags & XENON_IF_LIVE) && memcmp(swap->op->live, live->header->digest, BLOB_DIGEST))
        refuse(swap, MSM_NOT_LIVE, BLOB_NONE, offsetof(struct blob_header, digest));
    if (!again && next->version <= live->policy->version)
        refuse(swap, MSM_NOT_RISING, BLOB_POLICY,
               (uint32_t)((const uint8_t *)&next->version - (const uint8_t *)swap->next.header));
}

/* The live policy again is no change at all. */
static int decide_swap(struct swap *swap, bool commit)
{
    struct sim *sim = swap->sim;
    bool again = memcmp(swap->next.header->digest, sim->live.header->digest, BLOB_DIGEST) == 0;
    judge(swap, again);
    int error = again ? 0 : find_changes(swap);
    if (error || again || !commit || swap->op->fault)
        return error;
    await(sim, swap->op->confirm);
    publish(sim, swap->next.header, swap->op->size, &swap->next, XENON_LOADED);
    stop_cut(swap);
    return 0;
}

static bool prove(struct swap *swap)
{
    struct msm_where where;
    if (msm_open(&swap->next, (const void *)(uintptr_t)swap->op->blob, swap->op->size, &where) == MSM_OK)
        return true;
    refuse(swap, where.fault, where.section, where.offset);
    return false;
}

int sim_replace(struct sim *sim, struct xenon_replace *op, bool commit)
{
    struct swap swap = {.sim = sim, .op = op};
    if (op->flags & ~(uint32_t)(XENON_FORCE | XENON_IF_LIVE))
        return -EINVAL;
    op->fault = op->section = op->offset = op->domain = op->peer = op->means = op->count = 0;
    int error = prove(&swap) ? decide_swap(&swap, commit) : 0;
    op->generation = sim->state->generation;
    memcpy(op->live, sim->live.header->digest, sizeof(op->live));
    return error;
}

int sim_confirm(struct sim *sim, const struct xenon_confirm *op)
{
    if (memcmp(op->digest, sim->live.header->digest, sizeof(op->digest)))
        return -EINVAL;
    if (sim->state->confirmed.size) {
        sim->state->confirmed.size = 0;
        sim_log_policy(sim, XENON_CONFIRMED);
    }
    return 0;
}

/* Nothing can be refused any more: who can't run under the policy that comes back is held. */
void sim_settle(struct sim *sim)
{
    struct msm_policy next;
    struct msm_where where;
    struct sim_blob *confirmed = &sim->state->confirmed;
    if (!confirmed->size || sim_now(sim) < sim->state->confirm_by ||
        msm_open(&next, confirmed->bytes, confirmed->size, &where) != MSM_OK)
        return;
    bool *misfits = find_misfits(sim, &next);
    for (struct sim_domain *domain = NULL; misfits && (domain = next_domain(sim, domain));)
        domain->held |= misfits[domain - sim->state->domains] && domain->domid;
    free(misfits);
    publish(sim, confirmed->bytes, confirmed->size, &next, XENON_RESTORED);
    confirmed->size = 0;
}

/* --- The candidate --- */

int sim_shadow(struct sim *sim, struct xenon_replace *op)
{
    struct swap swap = {.sim = sim, .op = op};
    if (op->flags)
        return -EINVAL;
    op->fault = op->section = op->offset = op->count = 0;
    if (op->size && !prove(&swap))
        return 0;
    copy_blob(&sim->state->candidate, (const void *)(uintptr_t)op->blob, op->size);
    for (struct sim_domain *domain = NULL; (domain = next_domain(sim, domain));)
        memset(domain->shadowed, 0, sizeof(domain->shadowed));
    op->generation = sim->state->generation;
    memcpy(op->live, sim->live.header->digest, sizeof(op->live));
    return 0;
}

int sim_fetch(const struct sim *sim, struct xenon_fetch *op)
{
    if (op->which > XENON_CANDIDATE)
        return -EINVAL;
    const struct sim_blob *blob = op->which == XENON_LIVE ? &sim->state->live : &sim->state->candidate;
    op->size = blob->size;
    op->which = sim->state->generation;
    if (blob->size <= op->room)
        memcpy((void *)(uintptr_t)op->buffer, blob->bytes, blob->size);
    return 0;
}
