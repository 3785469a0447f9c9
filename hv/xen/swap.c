/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Swaps: what another policy would change for the domains that run, and the exchange, of all or of nothing.
 *
 * The seal, the end until the host reboots of what policies allow for the boot only, is a swap to the same
 * policy, sealed. Each later policy is sealed because the one before it was (module.c).
 */
#include <xen/errno.h>
#include <xen/domain.h>
#include <xen/guest_access.h>
#include <xen/lib.h>
#include <xen/param.h>
#include <xen/vmap.h>
#include <xen/xmalloc.h>

#include "module.h"

#define MAX_CHANGES 0x10000u /* that one call reports */

bool __read_mostly msm_any_version;
boolean_param("msm-any-version", msm_any_version);

/* A request that is being decided. */
struct swap {
    uint32_t command;             /* XENON_OP_replace, _prepare or _seal */
    struct xenon_replace *op;     /* its answer is filled in */
    struct xenon_change *changes; /* owned: the first .room that are found */
    uint32_t room;
    struct msm_live *candidate; /* owned until it is published; NULL if the blob is none */
};

/* The first reason is the answer. */
static void refuse(struct xenon_replace *op, enum msm_fault fault, uint32_t section, uint32_t offset)
{
    if (op->fault)
        return;
    op->fault = fault;
    op->section = section;
    op->offset = offset;
}

/* --- What would change --- */

/* Why a change is no change that a policy may make. */
static void refuse_change(struct swap *swap, const struct xenon_change *change)
{
    static const struct {
        enum msm_fault fault;
        uint32_t section;
    } reasons[] = {
        [XENON_CUT] = {MSM_STILL_SHARED, BLOB_CONNECTIONS},
        [XENON_UNKNOWN] = {MSM_UNKNOWN_DOMAIN, BLOB_DOMAINS},
        [XENON_CONFLICT] = {MSM_IN_CONFLICT, BLOB_SETS},
        [XENON_DEVICE] = {MSM_STILL_ASSIGNED, BLOB_DEVICES},
    };
    uint32_t section = reasons[change->kind].section;
    struct xenon_replace *op = swap->op;

    bool may_force = change->kind == XENON_CUT || change->kind == XENON_DEVICE;

    if (op->fault || !reasons[change->kind].fault || (may_force && op->flags & XENON_FORCE))
        return;
    refuse(op, reasons[change->kind].fault, section, swap->candidate->policy.header->section[section].offset);
    op->domain = change->domid;
    op->peer = change->peer;
    op->means = change->means;
}

static void note(struct swap *swap, enum xenon_change_kind kind, const struct msm_label *label,
                 const struct msm_label *peer, unsigned int means)
{
    const struct xenon_change change = {.kind = kind,
                                        .domid = label->domain->domain_id,
                                        .peer = peer ? peer->domain->domain_id : XENON_NO_DOMAIN,
                                        .means = means};

    if (swap->op->count < swap->room)
        swap->changes[swap->op->count] = change;
    swap->op->count++;
    refuse_change(swap, &change);
}

static void compare(struct swap *swap, const struct msm_label *label)
{
    const struct msm_live *next = swap->candidate;
    const struct blob_profile *old = msm_profile_of(label, msm_live), *new = msm_profile_of(label, next);
    uint32_t index = msm_index(label, next);
    uint16_t bdf;

    if (index == BLOB_NONE) {
        note(swap, XENON_UNKNOWN, label, NULL, 0);
        return;
    }
    if (label->misfit)
        note(swap, XENON_CONFLICT, label, NULL, 0);
    if (!msm_same_decisions(&msm_live->policy, old, &next->policy, new))
        note(swap, XENON_DECIDES, label, NULL, 0);
    if (!msm_same_responses(&msm_live->policy, old, &next->policy, new) ||
        !msm_same_limits(msm_limits(&msm_live->policy, msm_index(label, msm_live)),
                         msm_limits(&next->policy, index)))
        note(swap, XENON_LIMITS, label, NULL, 0);
    if (msm_keeps_device(label, next, &bdf))
        note(swap, XENON_DEVICE, label, NULL, bdf);
}

static void compare_pair(struct swap *swap, struct msm_label *from, struct msm_label *to)
{
    unsigned int cut = msm_cut(msm_live, swap->candidate, from, to);
    unsigned int others = (msm_reach(msm_live, from, to) ^ msm_reach(swap->candidate, from, to)) & ~cut;

    if (cut)
        note(swap, XENON_CUT, from, to, cut);
    if (others)
        note(swap, XENON_DECIDES, from, to, others);
}

/* Under msm_lock, as all that follows. */
static void find_changes(struct swap *swap)
{
    struct msm_label *label, *peer;

    msm_carry_claims(swap->candidate);
    list_for_each_entry (label, &msm_labels, list)
        if (msm_runs(label, msm_live))
            compare(swap, label);
    list_for_each_entry (label, &msm_labels, list)
        list_for_each_entry (peer, &msm_labels, list)
            if (msm_runs_with(swap->candidate, label, peer))
                compare_pair(swap, label, peer);
}

/* --- The exchange --- */

static const uint8_t *digest_of(const struct msm_live *live)
{
    return live->policy.header->digest;
}

/* The live policy again is no change at all. */
static bool is_live(const struct swap *swap)
{
    return !memcmp(digest_of(swap->candidate), digest_of(msm_live), BLOB_DIGEST);
}

/* Whether the candidate may follow the live policy, whatever runs. */
static void judge(const struct swap *swap)
{
    const struct msm_policy *next = &swap->candidate->policy;
    struct xenon_replace *op = swap->op;

    if ((op->flags & XENON_IF_LIVE) && memcmp(op->live, digest_of(msm_live), BLOB_DIGEST))
        refuse(op, MSM_NOT_LIVE, BLOB_NONE, offsetof(struct blob_header, digest));
    if (!msm_any_version && !is_live(swap) && next->policy->version <= msm_live->policy.policy->version)
        refuse(op, MSM_NOT_RISING, BLOB_POLICY,
               (const uint8_t *)&next->policy->version - (const uint8_t *)next->header);
}

static void publish(struct swap *swap)
{
    struct msm_live *old = msm_live;

    swap->candidate->loaded = NOW();
    msm_publish(swap->candidate, XENON_LOADED);
    swap->candidate = NULL;
    msm_await(old, swap->op->confirm);
}

/* Every sound policy is compared, so that whoever is refused sees all that is in the way. */
static void replace(struct swap *swap)
{
    judge(swap);
    msm_prepare(swap->candidate);
    if (is_live(swap))
        return;
    find_changes(swap);
    if (swap->command == XENON_OP_replace && !swap->op->fault)
        publish(swap);
}

/* The sealed policy takes over what the live one owns, which just leaves. */
static void seal(struct swap *swap)
{
    struct msm_live *sealed = swap->candidate, *old = msm_live;

    if (old->sealed)
        return;
    *sealed = (struct msm_live){.policy = old->policy,
                                .blob = old->blob,
                                .claims = old->claims,
                                .loaded = old->loaded,
                                .sealed = true};
    msm_prepare(sealed);
    find_changes(swap);
    if (swap->op->fault) {
        sealed->blob = sealed->claims = NULL;
        return;
    }
    msm_publish(sealed, XENON_WAS_SEALED);
    swap->candidate = NULL;
    old->blob = old->claims = NULL;
    msm_reshadow_all();
}

/* No domctl runs meanwhile, so that what is found out holds. */
static int decide(struct swap *swap)
{
    if (msm_swap_under_way() || msm_time_is_up() || !domctl_lock_acquire())
        return -ERESTART;
    if (swap->command == XENON_OP_seal)
        seal(swap);
    else
        replace(swap);
    domctl_lock_release();
    return 0;
}

/* --- The request --- */

/* What the caller's memory has, as it is from here on. */
int msm_take_blob(uint64_t from, uint32_t size, struct msm_live **candidate, struct msm_where *where)
{
    void *blob;

    where->section = BLOB_NONE;
    if (MSM_IS_FIXED) {
        where->fault = MSM_FIXED;
        return 0;
    }
    if (!size || size > BLOB_MAX_SIZE) {
        where->fault = size ? MSM_TOO_LARGE : MSM_NO_POLICY;
        return 0;
    }
    blob = vzalloc(size);
    if (!blob)
        return -ENOMEM;
    if (raw_copy_from_guest(blob, (const void *)(unsigned long)from, size)) {
        vfree(blob);
        return -EFAULT;
    }
    *candidate = msm_make_candidate(blob, size, where);
    return *candidate ? 0 : -ENOMEM;
}

/* Room for the answer, here and there: a policy that is in force can't be taken back for the lack of it. */
static int make_room(struct swap *swap)
{
    size_t size;

    swap->room = min(swap->op->room, MAX_CHANGES);
    size = swap->room * sizeof(*swap->changes);
    if (!size)
        return 0;
    swap->changes = vzalloc(size);
    if (!swap->changes)
        return -ENOMEM;
    return raw_clear_guest((void *)(unsigned long)swap->op->changes, size) ? -EFAULT : 0;
}

static int copy_changes(const struct swap *swap)
{
    size_t size = min(swap->op->count, swap->room) * sizeof(*swap->changes);

    if (!size)
        return 0;
    return raw_copy_to_guest((void *)(unsigned long)swap->op->changes, swap->changes, size) ? -EFAULT : 0;
}

static int take_candidate(struct swap *swap, struct msm_where *where)
{
    if (swap->command != XENON_OP_seal)
        return msm_take_blob(swap->op->blob, swap->op->size, &swap->candidate, where);
    swap->candidate = xzalloc(struct msm_live);
    return swap->candidate ? 0 : -ENOMEM;
}

static int carry_out(struct swap *swap)
{
    struct xenon_replace *op = swap->op;
    struct msm_where where = {};
    int rc = make_room(swap) ?: take_candidate(swap, &where);

    if (rc)
        return rc;
    if (where.fault)
        refuse(op, where.fault, where.section, where.offset);
    spin_lock(&msm_lock);
    if (!op->fault)
        rc = decide(swap);
    op->generation = msm_live->generation;
    memcpy(op->live, digest_of(msm_live), sizeof(op->live));
    spin_unlock(&msm_lock);
    return rc ?: copy_changes(swap);
}

int msm_replace(struct xenon_replace *op, uint32_t command)
{
    struct swap swap = {.op = op, .command = command};
    int rc;

    if (op->flags & ~(XENON_FORCE | XENON_IF_LIVE))
        return -EINVAL;
    if (msm_swap_under_way())
        return -ERESTART;
    op->fault = op->section = op->offset = op->domain = op->peer = op->means = op->count = 0;
    rc = carry_out(&swap);
    if (swap.candidate)
        msm_drop_candidate(swap.candidate);
    vfree(swap.changes);
    if (op->fault && command != XENON_OP_prepare) /* stock tools show only an errno: the reason is here */
        printk(XENLOG_WARNING "MSM: %s of d%u refused: %s (%s, byte %u)\n",
               command == XENON_OP_seal ? "seal" : "policy", current->domain->domain_id,
               msm_fault_text(op->fault), msm_section_name(op->section), op->offset);
    return rc;
}
