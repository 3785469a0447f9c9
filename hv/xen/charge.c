/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Calls that are made again.
 *
 * Xen interrupts long calls and has the guest make them again, with arguments that say how far they came.
 * Such a call was charged and let in: it is neither charged again nor refused for its rate, which would
 * break what is half done. A call over a slow rate (rates.c) is delayed by the same means.
 */
#include <xen/sched.h>

#include "module.h"

static bool in_multicall(const struct vcpu *v)
{
    return v->mc_state.flags & MCSF_in_multicall;
}

static void read_entry(const struct vcpu *v, bool as_given, uint64_t arguments[MSM_ARGUMENTS])
{
    unsigned int i;

    for (i = 0; i < ARRAY_SIZE(v->mc_state.call.args); i++)
        arguments[i] = msm_entry_argument(v, i, as_given);
    arguments[i] = 0;
}

static void read_arguments(const struct vcpu *v, bool as_given, uint64_t arguments[MSM_ARGUMENTS])
{
    _Static_assert(ARRAY_SIZE(((struct multicall_entry *)NULL)->args) + 1 == MSM_ARGUMENTS, "an entry's");
    if (in_multicall(v))
        read_entry(v, as_given, arguments);
    else
        msm_read_registers(arguments);
}

/* Under the label's lock. */
static struct msm_held *held_at(struct msm_label *label, unsigned int index)
{
    return &label->vcpu[index / 2].held[index % 2];
}

static bool is_same(const struct msm_held *held, const struct msm_call *call,
                    const uint64_t arguments[MSM_ARGUMENTS], bool multicall)
{
    return held->generation && held->operation == msm_operation_of(call) && held->in_multicall == multicall &&
           !memcmp(held->arguments, arguments, sizeof(held->arguments));
}

/* Takes the held call that this one is out of its place. */
static bool take(struct msm_label *label, const struct msm_call *call,
                 const uint64_t arguments[MSM_ARGUMENTS], struct msm_held *taken)
{
    unsigned int i, count = label->domain->max_vcpus * 2;
    bool multicall = in_multicall(current), found = false;
    unsigned long flags;

    spin_lock_irqsave(&label->lock, flags);
    for (i = 0; i < count && !found; i++) {
        struct msm_held *held = held_at(label, i);

        found = is_same(held, call, arguments, multicall);
        if (!found)
            continue;
        *taken = *held;
        held->generation = 0;
        label->helds--;
        msm_set_gate(label);
    }
    spin_unlock_irqrestore(&label->lock, flags);
    return found;
}

bool msm_resume(struct msm_label *label, struct msm_call *call)
{
    uint64_t arguments[MSM_ARGUMENTS];
    struct msm_held held;

    read_arguments(current, true, arguments);
    if (!take(label, call, arguments, &held))
        return false;
    call->course.excused = held.generation != call->ways->generation;
    call->course.waited = held.waited;
    call->course.paid = held.charged;
    return true;
}

/* Puts the call where nothing is held, or else where something was held for long. */
static void put(struct msm_label *label, const struct msm_held *held)
{
    unsigned int i, at, count = label->domain->max_vcpus * 2;
    unsigned long flags;

    spin_lock_irqsave(&label->lock, flags);
    at = label->next_held = (label->next_held + 1) % count;
    for (i = 0; i < count && held_at(label, at)->generation; i++)
        at = (at + 1) % count;
    label->helds += !held_at(label, at)->generation;
    *held_at(label, at) = *held;
    msm_set_gate(label);
    spin_unlock_irqrestore(&label->lock, flags);
}

/* The gate leaves no note of what it charged by a call's way. */
static unsigned int find_charged(const struct msm_call *call)
{
    unsigned int operation = msm_operation_of(call);
    bool by_way = msm_hypercalls[call->number].place != MSM_MEMORY && !call->course.delayed &&
                  call->ways->operation[operation] >= MSM_RATED;

    return by_way ? operation : call->course.charged;
}

void msm_hold(struct msm_label *label, struct msm_call *call)
{
    struct msm_held held = {.generation = call->ways->generation,
                            .operation = msm_operation_of(call),
                            .charged = find_charged(call),
                            .waited = call->course.delayed};
    struct vcpu *v = current;

    if (MSM_HAS_RATES && call->course.delayed)
        msm_restart(call);
    held.in_multicall = in_multicall(v);
    read_arguments(v, false, held.arguments);
    put(label, &held);
    if (MSM_HAS_RATES && call->course.delayed)
        msm_sleep(call->until);
    call->course.delayed = false;
}
