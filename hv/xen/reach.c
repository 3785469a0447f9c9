/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Separation: a domain reaches another by events, grants, messages and its memory as far as the policy
 * connects the two, or one manages the other. Asked at every use, not only when a way is set up, so that what
 * a new policy takes away ends; memory that is mapped already would stay: see held.c.
 *
 * Hooks run under Xen's locks of event channels, of grant tables and of pages: nothing here takes a lock but
 * those of labels and the log.
 */
#include <xen/errno.h>
#include <xen/event.h>
#include <xen/nospec.h>
#include <xen/sched.h>
#include <public/argo.h>

#include "hooks.h"
#include "module.h"

/* What is asked: whether `from` may reach `to` by `there`, and `to` reach `from` by `back`; 0: by nothing. */
struct question {
    const struct domain *from, *to;
    unsigned int there, back;
    bool either; /* one of the two is enough */
};

static bool may_pass(const struct msm_policy *policy, bool sealed, uint32_t from, uint32_t to,
                     unsigned int means, uint32_t *rule)
{
    return !means || msm_may_reach(policy, from, to, means, sealed, rule);
}

/* False for a domain that the policy doesn't know, as one that was dying when it was loaded. */
static bool may_reach(const struct msm_policy *policy, bool sealed, uint32_t from, uint32_t to,
                      const struct question *q, uint32_t *rule)
{
    bool back;

    *rule = BLOB_NONE;
    if (from == BLOB_NONE || to == BLOB_NONE)
        return false;
    back = may_pass(policy, sealed, to, from, q->back, rule);
    if (back == q->either)
        return back;
    return may_pass(policy, sealed, from, to, q->there, rule);
}

/* What the candidate says to the question that was `allowed` or not. */
static void ask_candidate(struct msm_label *caller, bool sealed, const struct question *q, unsigned int num,
                          uint64_t operand, bool allowed)
{
    const struct msm_live *candidate = rcu_dereference(msm_candidate);
    uint32_t from = msm_shadow_of(msm_label_of(q->from))->index, rule;
    uint32_t to = msm_shadow_of(msm_label_of(q->to))->index;
    unsigned int operation =
        operand == XENON_NO_SUBCOMMAND ? msm_hypercalls[num].first : msm_operation(num, operand);

    if (candidate)
        msm_compare_reach(caller, operation, allowed,
                          may_reach(&candidate->policy, sealed, from, to, q, &rule));
}

/* What to blame: the connection that doesn't go so far, or else the declaration of who calls. */
static uint32_t rule_of(const struct msm_live *live, const struct msm_label *caller, uint32_t rule)
{
    if (rule != BLOB_NONE && live->policy.rules[rule].effect == BLOB_CONNECT)
        return rule;
    return live->policy.domains[msm_index(caller, live)].rule;
}

/* Whom the call is about. */
static const struct domain *other(const struct question *q)
{
    return q->from == current->domain ? q->to : q->from;
}

/*
 * The ways in which `from` may reach `to`, and in the upper byte those back. A label remembers them for some
 * peers, in a word each, which is good for one generation: no lock is needed, and no swap has to clear it.
 */
static unsigned int find_means(const struct msm_live *live, struct msm_label *from,
                               const struct msm_label *to)
{
    uint32_t index = msm_index(from, live), other = msm_index(to, live);
    uint64_t key = (uint64_t)live->generation << 16 | other, *peer = &from->peers[other % MSM_PEERS];
    uint64_t word = read_atomic(peer);

    if (likely(word >> 16 == key))
        return (uint16_t)word;
    if (index == BLOB_NONE || other == BLOB_NONE)
        return 0;
    word = key << 16 | msm_all_means(&live->policy, other, index, live->sealed) << 8 |
           msm_all_means(&live->policy, index, other, live->sealed);
    write_atomic(peer, word);
    return (uint16_t)word;
}

/* No policy goes while this runs: see msm_enter(). */
static bool is_open(const struct question *q)
{
    unsigned int wanted = q->there | q->back << 8;
    unsigned int means = find_means(rcu_dereference(msm_live), msm_label_of(q->from), msm_label_of(q->to));

    return q->either ? means & wanted : (means & wanted) == wanted;
}

static int ask_whole(const struct question *q, unsigned int num, uint64_t operand)
{
    struct msm_label *caller = msm_label_of(current->domain);
    const struct msm_live *live;
    uint32_t rule;
    bool allowed;
    int rc = 0;

    rcu_read_lock(&msm_rcu);
    live = rcu_dereference(msm_live);
    allowed = may_reach(&live->policy, live->sealed, msm_index(msm_label_of(q->from), live),
                        msm_index(msm_label_of(q->to), live), q, &rule);
    if (msm_is_shadowed(caller))
        ask_candidate(caller, live->sealed, q, num, operand, allowed);
    if (!evaluate_nospec(allowed))
        rc = msm_refuse(caller, live, MSM_DENIED, num, operand, other(q), rule_of(live, caller, rule));
    rcu_read_unlock(&msm_rcu);
    return rc;
}

/* 0, or -EPERM for the call of the current domain, which is a violation. A domain may always reach itself. */
static int ask(const struct question *q, unsigned int num, uint64_t operand)
{
    if (q->from == q->to)
        return 0;
    if (!msm_is_shadowed(msm_label_of(current->domain)) && evaluate_nospec(is_open(q)))
        return 0;
    return ask_whole(q, num, operand);
}

/* --- Events: a channel has two ends, and is made if one of them may send --- */

static int may_bind(const struct domain *d1, const struct domain *d2, unsigned int cmd)
{
    const struct question q = {d1, d2, BLOB_EVENT, BLOB_EVENT, true};

    return ask(&q, __HYPERVISOR_event_channel_op, cmd);
}

/* Who offers a channel to a domain that isn't there reaches nobody: the other end is asked when it binds. */
static int may_offer(const struct domain *d, domid_t id)
{
    struct domain *remote = rcu_lock_domain_by_any_id(id);
    int rc;

    if (!remote)
        return 0;
    rc = may_bind(d, remote, EVTCHNOP_alloc_unbound);
    rcu_unlock_domain(remote);
    return rc;
}

/* Xen makes channels too, in the course of calls that were decided for what they are. */
int cf_check msm_evtchn_unbound(struct domain *d, struct evtchn *chn, domid_t id)
{
    int rc = 0;

    if (msm_current_hypercall() == __HYPERVISOR_event_channel_op)
        rc = msm_may_do(d, __HYPERVISOR_event_channel_op, EVTCHNOP_alloc_unbound,
                        xsm_evtchn_unbound(d, chn, id));
    return rc ?: may_offer(d, id);
}

int cf_check msm_evtchn_interdomain(struct domain *d1, struct evtchn *chn1, struct domain *d2,
                                    struct evtchn *chn2)
{
    return may_bind(d1, d2, EVTCHNOP_bind_interdomain);
}

int cf_check msm_evtchn_send(struct domain *d, struct evtchn *chn)
{
    struct question q = {.from = d, .there = BLOB_EVENT};

    if (chn->state != ECS_INTERDOMAIN)
        return 0;
    q.to = chn->u.interdomain.remote_dom;
    return ask(&q, __HYPERVISOR_event_channel_op, EVTCHNOP_send);
}

/* --- Grants: who reads needs the granter's direction, who writes needs both --- */

static int may_use_grant(const struct domain *granter, const struct domain *user, bool writes,
                         unsigned int cmd)
{
    const struct question q = {granter, user, BLOB_GRANT, writes ? BLOB_GRANT : 0, false};

    return ask(&q, __HYPERVISOR_grant_table_op, cmd);
}

int cf_check msm_grant_mapref(struct domain *d1, struct domain *d2, uint32_t flags)
{
    return may_use_grant(d2, d1, !(flags & GNTMAP_readonly), GNTTABOP_map_grant_ref);
}

/* Either may be a third domain, whose grant the caller uses. */
int cf_check msm_grant_copy(struct domain *source, struct domain *destination)
{
    const struct domain *caller = current->domain;

    return may_use_grant(source, caller, false, GNTTABOP_copy)
               ?: may_use_grant(destination, caller, true, GNTTABOP_copy);
}

/* A page would change hands with what is in it. Nobody needs this, so no policy can allow it. */
int cf_check msm_grant_transfer(struct domain *d1, struct domain *d2)
{
    struct msm_label *caller = msm_label_of(d1);
    const struct msm_live *live;
    int rc;

    rcu_read_lock(&msm_rcu);
    live = rcu_dereference(msm_live);
    rc = msm_refuse(caller, live, MSM_DENIED, __HYPERVISOR_grant_table_op, GNTTABOP_transfer, d2,
                    rule_of(live, caller, BLOB_NONE));
    rcu_read_unlock(&msm_rcu);
    return rc;
}

/* --- Memory --- */

/* Xen's own domains have no label: Xen's rule alone says who may map theirs. */
static int may_map(const struct domain *d, const struct domain *owner, unsigned int num, uint64_t operand,
                   int stock)
{
    const struct question q = {.from = d, .to = owner, .there = BLOB_FOREIGN};

    return msm_label_of(owner) ? ask(&q, num, operand) : stock;
}

int cf_check msm_map_gmfn_foreign(struct domain *d, struct domain *t)
{
    return may_map(d, t, __HYPERVISOR_memory_op, msm_current_subcommand(), xsm_map_gmfn_foreign(d, t));
}

/* Pages of a grant table are as good as what it grants. */
int cf_check msm_domain_resource_map(struct domain *d)
{
    return msm_may_do(d, __HYPERVISOR_memory_op, XENMEM_acquire_resource, xsm_domain_resource_map(d))
               ?: may_map(current->domain, d, __HYPERVISOR_memory_op, XENMEM_acquire_resource, -EPERM);
}

#ifdef CONFIG_X86
int cf_check msm_mmu_update(struct domain *d, struct domain *t, struct domain *f, uint32_t flags)
{
    int rc = 0;

    if (f != d)
        rc = may_map(d, f, __HYPERVISOR_mmu_update, 0, xsm_mmu_update(d, NULL, f, flags));
    if (!rc && t && t != d)
        rc = may_map(d, t, __HYPERVISOR_mmu_update, 0, -EPERM);
    return rc;
}

int cf_check msm_mmuext_op(struct domain *d, struct domain *f)
{
    return f == d ? 0 : may_map(d, f, __HYPERVISOR_mmuext_op, XENON_NO_SUBCOMMAND, xsm_mmuext_op(d, f));
}

int cf_check msm_update_va_mapping(struct domain *d, struct domain *f, l1_pgentry_t pte)
{
    return f == d ? 0
                  : may_map(d, f, __HYPERVISOR_update_va_mapping_otherdomain, 0,
                            xsm_update_va_mapping(d, f, pte));
}

/* A page that `d` was said to own and has only mapped from `t`. */
int cf_check msm_priv_mapping(struct domain *d, struct domain *t)
{
    return xsm_priv_mapping(d, t) ?: may_map(d, t, __HYPERVISOR_mmu_update, 0, 0);
}
#endif

/* --- Messages. Who listens to any sender is sent what the senders may send --- */

int cf_check msm_argo_send(const struct domain *d, const struct domain *t)
{
    const struct question q = {.from = d, .to = t, .there = BLOB_ARGO};

    return ask(&q, __HYPERVISOR_argo_op, msm_current_subcommand());
}

int cf_check msm_argo_register_single_source(const struct domain *d, const struct domain *t)
{
    const struct question q = {.from = t, .to = d, .there = BLOB_ARGO};

    return ask(&q, __HYPERVISOR_argo_op, XEN_ARGO_OP_register_ring);
}

/* --- Swaps --- */

unsigned int msm_reach(const struct msm_live *live, const struct msm_label *from, const struct msm_label *to)
{
    return msm_all_means(&live->policy, msm_index(from, live), msm_index(to, live), live->sealed);
}

bool msm_runs_with(const struct msm_live *candidate, const struct msm_label *from, const struct msm_label *to)
{
    return from != to && msm_runs(from, msm_live) && msm_runs(to, msm_live) && msm_runs(from, candidate) &&
           msm_runs(to, candidate);
}
