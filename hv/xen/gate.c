/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The gate: every hypercall, direct or inside a multicall, is decided here before its handler runs.
 *
 * What is in a register is decided at entry. Where the subcommand is in the guest's memory, entry asks
 * only whether any is allowed, and the subcommand is decided later on the copy that Xen acts on: a guest
 * could change its own memory in between.
 */
#include <xen/errno.h>
#include <xen/nospec.h>
#include <xen/sched.h>
#include <public/hvm/params.h>
#include <public/xen.h>

#include "module.h"

static struct msm_call *call_of(struct vcpu *v)
{
    _Static_assert(sizeof(v->xsm_call) == sizeof(struct msm_call), "Xen keeps room for it");
    return (struct msm_call *)v->xsm_call;
}

/* Counts a violation with those before that were like it. False: there is none. */
static bool violate_again(struct msm_label *label, const struct msm_said *note)
{
    s_time_t now = NOW();

    if (!msm_log_again(label, note, now))
        return false;
    msm_violated(label, now);
    return true;
}

static void violate(struct msm_label *label, const struct msm_live *live, enum xenon_record_kind kind,
                    unsigned int hypercall, uint64_t operand, const struct domain *peer, uint32_t rule)
{
    struct msm_said note = {.operand = operand,
                            .generation = live->generation,
                            .rule = rule,
                            .kind = kind,
                            .hypercall = hypercall,
                            .peer = peer ? peer->domain_id : XENON_NO_DOMAIN};
    struct msm_source place;

    note.operation =
        operand == XENON_NO_SUBCOMMAND ? msm_hypercalls[hypercall].first : msm_operation(hypercall, operand);
    if (violate_again(label, &note))
        return;
    if (rule == MSM_BY_PROFILE)
        rule = msm_rule(&live->policy, msm_profile_of(label, live), note.operation);
    msm_copy_source(&place, &live->policy, rule);
    msm_log_call(label, &note, &place);
    msm_violated(label, NOW());
}

unsigned int msm_current_hypercall(void)
{
    return msm_hypercalls[call_of(current)->number].hypercall;
}

unsigned int msm_current_subcommand(void)
{
    const struct msm_call *call = call_of(current);

    return msm_operation_of(call) - msm_hypercalls[call->number].first;
}

/* A continuation that a new policy refuses isn't the guest's doing: it is no violation. */
int msm_refuse(struct msm_label *label, const struct msm_live *live, enum msm_verdict verdict,
               unsigned int hypercall, uint64_t operand, const struct domain *peer, uint32_t rule)
{
    if (verdict == MSM_DENIED_QUIETLY || call_of(current)->course.excused)
        msm_count_quiet(label);
    else
        violate(label, live, XENON_DENIED, hypercall, operand, peer, rule);
    return -EPERM;
}

static bool is_limited(const struct blob_profile *profile, unsigned int operation)
{
    return MSM_HAS_RATES && profile->limited[operation / 64] >> operation % 64 & 1;
}

/*
 * Whether an operation that the policy allows is within its rates; else -EPERM, or -ERESTART for a call that
 * has to come back. A call is a violation once, however often it comes back.
 */
static int pay(struct msm_label *label, const struct msm_live *live, unsigned int hypercall, uint64_t operand,
               const struct domain *peer, unsigned int operation)
{
    struct msm_call *call = call_of(current);
    uint32_t rule;

    if (msm_pay(label, live, call, operation, &rule))
        return 0;
    if (msm_learn(label, hypercall, operation)) {
        call->course.delayed = false;
        return 0;
    }
    if (!call->course.delayed || !call->course.waited)
        violate(label, live, call->course.delayed ? XENON_DELAYED : XENON_DENIED, hypercall, operand, peer,
                rule);
    return call->course.delayed ? -ERESTART : -EPERM;
}

/* Of each hypercall, how its subcommand becomes an operation where that is near: the table, ready to be used.
 */
static struct near {
    uint64_t mask, first, count;
} near_table[MSM_HYPERCALLS] __read_mostly;

void __init msm_gate_init(void)
{
    unsigned int i;

    for (i = 0; i < MSM_HYPERCALLS; i++)
        near_table[i] =
            (struct near){msm_hypercalls[i].mask, msm_hypercalls[i].first, msm_hypercalls[i].near_count};
}

/*
 * The operation, of a hypercall whose subcommand is in a register, that is at its place in the table; or
 * operation 0, which has no way, for all that msm_operation() has to look at more closely.
 */
static uint64_t find_near(uint64_t index, uint64_t first)
{
    const struct near *near = &near_table[index];
    uint64_t subcommand = first & near->mask;

    return (subcommand + near->first) & array_index_mask_nospec(subcommand, near->count);
}

/* The way of an operation that rates cover. */
static uint8_t find_rated_way(const struct msm_policy *policy, const struct blob_profile *profile,
                              unsigned int operation)
{
    const struct blob_rate *rates = policy->rates + profile->first_rate;
    unsigned int i, found = 0, rate = 0;

    _Static_assert(MSM_RATED + BLOB_MAX_RATES <= UINT8_MAX, "a way is a byte");
    for (i = 0; i < profile->rates; i++)
        if (rates[i].first <= operation && operation < rates[i].end) {
            rate = i;
            found++;
        }
    return found == 1 ? MSM_RATED + rate : MSM_ASK;
}

static uint8_t find_way(const struct msm_policy *policy, const struct blob_profile *profile,
                        unsigned int operation)
{
    enum msm_verdict verdict = profile ? msm_decide(profile, operation) : MSM_DENIED_QUIETLY;

    if (verdict != MSM_ALLOWED)
        return verdict == MSM_DENIED ? MSM_DENY : MSM_ASK;
    return is_limited(profile, operation) ? find_rated_way(policy, profile, operation) : MSM_PASS;
}

void msm_set_ways(struct msm_label *label, const struct msm_live *live)
{
    const struct blob_profile *profile = msm_profile_of(label, live);
    struct msm_ways *ways = msm_ways_of(label, live);
    unsigned int i;

    ways->generation = live->generation;
    for (i = 0; profile && i < profile->rates; i++)
        ways->pace[i] = msm_pace(&live->policy.rates[profile->first_rate + i]);
    for (i = 0; i < MSM_OPERATIONS; i++)
        ways->operation[i] = find_way(&live->policy, profile, i);
    for (i = 0; i < MSM_HYPERCALLS; i++) {
        const struct msm_hypercall *hypercall = &msm_hypercalls[i];

        if (hypercall->place == MSM_NOWHERE)
            ways->entry[i] = ways->operation[hypercall->first];
        else if (hypercall->place == MSM_REGISTER)
            ways->entry[i] = MSM_LOOK;
        else
            ways->entry[i] = profile && msm_may_enter(profile, i) ? MSM_PASS : MSM_ASK;
    }
    ways->entry[__HYPERVISOR_iret] = MSM_PASS;
    ways->entry[__HYPERVISOR_multicall] = MSM_ASK; /* there are calls inside */
}

void msm_set_gate(struct msm_label *label)
{
    static struct msm_ways ask_about_all; /* MSM_ASK is 0 */

    write_atomic(&label->gate, label->helds ? &ask_about_all : msm_ways_of(label, msm_live));
}

/* A call may be one that was held, and was compared and learned when it was made first: then, true. */
static bool look_closer(struct msm_label *label, const struct blob_profile *profile, struct msm_call *call)
{
    unsigned int operation = msm_operation_of(call);

    if ((label->helds & ~MSM_SHADOWED) && msm_resume(label, call))
        return true;
    if (!msm_is_shadowed(label))
        return false;
    if (msm_hypercalls[call->number].place != MSM_MEMORY)
        msm_compare(label, operation, msm_decide(profile, operation) == MSM_ALLOWED);
    else if (!msm_may_enter(profile, call->number))
        msm_compare_entry(label, call->number);
    return false;
}

/* Everything that can be asked of a call at its entry. */
static int ask(struct msm_label *label, const struct msm_live *live, struct msm_call *call)
{
    const struct msm_hypercall *hypercall = &msm_hypercalls[call->number];
    const struct blob_profile *profile = msm_profile_of(label, live);
    unsigned int operation = msm_operation_of(call);
    enum msm_verdict verdict;
    bool again = false;
    uint32_t rule;

    call->ways = msm_ways_of(label, live);
    if (unlikely(label->helds))
        again = look_closer(label, profile, call);
    if (hypercall->place == MSM_MEMORY) {
        if (evaluate_nospec(msm_may_enter(profile, call->number) || msm_learns(label, hypercall->hypercall)))
            return 0;
        verdict = msm_refuse_entry(&live->policy, profile, call->number, &rule);
        return msm_refuse(label, live, verdict, hypercall->hypercall, XENON_NO_SUBCOMMAND, NULL, rule);
    }
    verdict = msm_decide(profile, operation);
    if (evaluate_nospec(verdict == MSM_ALLOWED)) {
        if (likely(!is_limited(profile, operation)))
            return 0;
        return pay(label, live, hypercall->hypercall, call->first & hypercall->mask, NULL, operation);
    }
    if (evaluate_nospec(again ? msm_learns(label, hypercall->hypercall)
                              : msm_learn(label, hypercall->hypercall, operation)))
        return 0;
    return msm_refuse(label, live, verdict, hypercall->hypercall, call->first & hypercall->mask, NULL,
                      MSM_BY_PROFILE);
}

/* Viridian's hypercalls have numbers of their own, which no policy knows. */
static int refuse_viridian(struct msm_label *label, unsigned long num)
{
    const struct msm_said note = {
        .kind = XENON_DENIED, .hypercall = XENON_VIRIDIAN, .operand = num, .peer = XENON_NO_DOMAIN};
    const struct msm_live *live;
    struct msm_source place;

    rcu_read_lock(&msm_rcu);
    live = rcu_dereference(msm_live);
    msm_copy_source(&place, &live->policy, msm_rule(&live->policy, msm_profile_of(label, live), 0));
    rcu_read_unlock(&msm_rcu);
    msm_log_call(label, &note, &place);
    msm_violated(label, NOW());
    if (unlikely(label->pending)) /* such a call has no exit here */
        msm_act(label);
    return -EPERM;
}

/* What has no way of its own, and numbers that aren't in the table. */
static noinline int enter(struct msm_label *label, unsigned long num)
{
    struct vcpu *v = current;
    int rc;

    if (num == __HYPERVISOR_iret) /* how a PV kernel returns from an interrupt: not a service */
        return 0;
    if ((num & 0x80000000u) && is_viridian_domain(v->domain))
        return refuse_viridian(label, num);
    if (num >= MSM_HYPERCALLS)
        return 0; /* Xen has no handler either and answers -ENOSYS */
    rcu_read_lock(&msm_rcu);
    rc = ask(label, rcu_dereference(msm_live), call_of(v));
    rcu_read_unlock(&msm_rcu);
    /* Before the calls inside it begin. Xen refuses one inside another. */
    if (num == __HYPERVISOR_multicall && !(v->mc_state.flags & MCSF_in_multicall))
        label->vcpu[v->vcpu_id].outer = *call_of(v);
    return rc;
}

/* If it is over, it is asked what becomes of it. */
static noinline int charge(struct msm_ways *ways, unsigned int rate)
{
    uint64_t before, after;

    if (likely(msm_charge_one(&ways->pace[rate], &ways->clocks[rate], NOW(), &before, &after)))
        return 0;
    return enter(msm_label_of(current->domain), call_of(current)->number);
}

/* Its own operation is looked up here: the way may be that of operation 0, by which find_near() is in doubt.
 */
static noinline int deny(struct msm_label *label, const struct msm_ways *ways)
{
    const struct msm_call *call = call_of(current);
    const struct msm_hypercall *hypercall = &msm_hypercalls[call->number];
    const struct msm_said note = {.operand = call->first & hypercall->mask,
                                  .generation = ways->generation,
                                  .rule = MSM_BY_PROFILE,
                                  .operation = msm_operation_of(call),
                                  .kind = XENON_DENIED,
                                  .hypercall = hypercall->hypercall,
                                  .peer = XENON_NO_DOMAIN};

    if (ways->operation[note.operation] == MSM_DENY && !label->learning && violate_again(label, &note))
        return -EPERM;
    return enter(label, call->number);
}

/*
 * The way that most calls take. It needs no rcu_read_lock(): Xen lets go of a policy, and the next but one is
 * prepared, when each CPU has been through its softirqs, and none is taken here.
 */
int cf_check msm_enter(unsigned long num, unsigned long first)
{
    struct vcpu *v = current;
    struct msm_label *label = msm_label_of(v->domain);
    struct msm_ways *ways = read_atomic(&label->gate);
    struct msm_call *call = call_of(v);
    unsigned int way;

    if (unlikely(num >= MSM_HYPERCALLS))
        return enter(label, num);
    OPTIMIZER_HIDE_VAR(num); /* the mask is for speculation: the compiler would leave it out */
    num &= MSM_HYPERCALLS - 1;
    call->first = first;
    call->number = num;
    call->course = (struct msm_course){.paid = MSM_NO_OPERATION};
    call->ways = ways;
    way = ways->entry[num];
    if (way == MSM_PASS)
        goto pass;
    if (way == MSM_LOOK) {
        way = ways->operation[find_near(num, first)];
        if (way == MSM_PASS)
            goto pass;
    }
    block_speculation();
    if (way == MSM_DENY)
        return deny(label, ways);
    return way >= MSM_RATED ? charge(ways, way - MSM_RATED) : enter(label, num);
pass:
    block_speculation();
    return 0;
}

void cf_check msm_exit(unsigned long num)
{
    struct vcpu *v = current;
    struct msm_label *label = msm_label_of(v->domain);
    struct msm_call *call = call_of(v);

    if (num == __HYPERVISOR_multicall && !(v->mc_state.flags & MCSF_in_multicall))
        call = &label->vcpu[v->vcpu_id].outer;
    v->xsm_due = false;
    smp_mb(); /* before .pending is read: see msm_violated() */
    if (v->hcall_preempted || call->course.delayed)
        msm_hold(label, call);
    if (label->pending)
        msm_act(label);
}

int msm_memory(unsigned int num, unsigned int cmd, const struct domain *d)
{
    struct msm_label *label = msm_label_of(current->domain);
    unsigned int operation = msm_operation(num, cmd);
    const struct blob_profile *profile;
    const struct msm_live *live;
    enum msm_verdict verdict;
    int rc = 0;

    rcu_read_lock(&msm_rcu);
    live = rcu_dereference(msm_live);
    profile = msm_profile_of(label, live);
    verdict = msm_decide(profile, operation);
    if (msm_is_shadowed(label))
        msm_compare(label, operation, verdict == MSM_ALLOWED);
    if (!evaluate_nospec(verdict == MSM_ALLOWED || msm_learn(label, num, operation)))
        rc = msm_refuse(label, live, verdict, num, cmd, d, msm_rule(&live->policy, profile, operation));
    else if (unlikely(is_limited(profile, operation)))
        rc = pay(label, live, num, cmd, d, operation);
    rcu_read_unlock(&msm_rcu);
    return rc;
}

/* Whether the call is here because the domain learns. Then it may act on itself. */
static bool is_learned(const struct msm_label *label, const struct blob_profile *profile, unsigned int num,
                       unsigned int operation)
{
    return msm_learns(label, num) && msm_decide(profile, operation) != MSM_ALLOWED;
}

int msm_may_act_on(const struct domain *d, unsigned int num, unsigned int cmd)
{
    struct msm_label *label = msm_label_of(current->domain);
    struct msm_label *target = d ? msm_label_of(d) : NULL;
    unsigned int operation = msm_operation(num, cmd);
    const struct blob_profile *profile;
    const struct msm_live *live;
    enum msm_verdict verdict;
    uint32_t rule, object;
    int rc = 0;

    rcu_read_lock(&msm_rcu);
    live = rcu_dereference(msm_live);
    profile = msm_profile_of(label, live);
    object = target ? msm_index(target, live) : BLOB_NONE;
    verdict = msm_decide_on(&live->policy, profile, operation, object, &rule);
    if (msm_is_shadowed(label) && msm_decide(profile, operation) == MSM_ALLOWED)
        msm_compare_target(label, target, operation, verdict == MSM_ALLOWED);
    if (!evaluate_nospec(verdict == MSM_ALLOWED || (target && msm_is_handed(live, target, operation)) ||
                         (target == label && is_learned(label, profile, num, operation))))
        rc = msm_refuse(label, live, verdict, num, cmd, d, rule);
    rcu_read_unlock(&msm_rcu);
    return rc;
}
