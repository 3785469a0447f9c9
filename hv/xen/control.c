/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The commands of xsm_op: the few that stock tools give, in FLASK's format, and Xenon's own.
 *
 * Every command is an operation of the hypercall table, decided on the copy of the command that is then
 * carried out: who may give it is the policy's matter alone.
 */
#include <xen/err.h>
#include <xen/errno.h>
#include <xen/guest_access.h>
#include <xen/hypercall.h>
#include <xen/lib.h>
#include <xen/sched.h>
#include <xen/vmap.h>
#include <public/xsm/flask_op.h>

#include "module.h"

/* Records or domains that one call copies at most: it can't be preempted. */
#define ENTRIES_A_CALL 128u

/* The entry of that index in the caller's array. */
static int copy_out(uint64_t to, uint32_t index, const void *entry, size_t size)
{
    return raw_copy_to_guest((uint8_t *)(unsigned long)to + index * size, entry, size) ? -EFAULT : 0;
}

static int status(struct xenon_status *op)
{
    const struct msm_live *live;

    memset(op, 0, sizeof(*op));
    spin_lock(&msm_lock);
    live = msm_live;
    memcpy(op->digest, live->policy.header->digest, sizeof(op->digest));
    memcpy(op->table, live->policy.header->table, sizeof(op->table));
    strlcpy(op->name, live->policy.strings + live->policy.policy->name, sizeof(op->name));
    op->version = live->policy.policy->version;
    op->size = live->policy.header->size;
    op->domains = live->policy.header->section[BLOB_DOMAINS].count;
    op->generation = live->generation;
    op->flags = (live->sealed ? XENON_SEALED : 0) | (msm_any_version ? XENON_ANY_VERSION : 0) |
                (MSM_IS_FIXED ? XENON_FIXED : 0) | (MSM_HAS_RATES ? 0 : XENON_NO_RATES) |
                (msm_candidate ? XENON_SHADOWING : 0) | (heap_is_scrubbed() ? XENON_SCRUBBING : 0);
    op->loaded = live->loaded;
    if (msm_unconfirmed(&op->confirm_by))
        op->flags |= XENON_UNCONFIRMED;
    spin_unlock(&msm_lock);
    op->now = NOW();
    msm_log_range(&op->oldest, &op->next);
    return 0;
}

static int fetch(struct xenon_fetch *op)
{
    const struct msm_live *wanted;
    int rc = 0;

    if (op->which != XENON_LIVE && op->which != XENON_CANDIDATE)
        return -EINVAL;
    rcu_read_lock(&msm_rcu);
    wanted = op->which == XENON_LIVE ? rcu_dereference(msm_live) : rcu_dereference(msm_candidate);
    op->size = wanted ? wanted->policy.header->size : 0;
    op->which = rcu_dereference(msm_live)->generation;
    if (op->size && op->size <= op->room)
        rc = copy_out(op->buffer, 0, wanted->policy.header, op->size);
    rcu_read_unlock(&msm_rcu);
    return rc;
}

/* Records without a gap: where some were lost, the next call begins after them and says so. */
static int read_log(struct xenon_log *op)
{
    uint32_t room = min(op->room, ENTRIES_A_CALL);
    uint64_t sequence = op->first;
    struct xenon_record record;

    for (op->count = 0; op->count < room && msm_log_read(&sequence, &record); op->count++, sequence++) {
        if (op->count && sequence != op->first + op->count)
            break;
        if (!op->count)
            op->first = sequence;
        if (copy_out(op->buffer, op->count, &record, sizeof(record)))
            return -EFAULT;
    }
    return 0;
}

static int list_domains(struct xenon_domains *op)
{
    uint32_t room = min(op->room, ENTRIES_A_CALL);
    struct xenon_domain entry;
    domid_t domid = op->first;

    op->count = 0;
    if (op->first > DOMID_FIRST_RESERVED)
        return 0;
    for (; op->count < room && msm_next_label(&domid, &entry); op->count++, domid++)
        if (copy_out(op->buffer, op->count, &entry, sizeof(entry)))
            return -EFAULT;
    return 0;
}

/* The label that stock tools call a context, as a SID. The string arrives without a NUL. */
static int context_to_sid(struct xen_flask_sid_context *op)
{
    char label[BLOB_MAX_NAME];
    const struct msm_live *live;
    uint32_t index;

    if (!op->size || op->size > sizeof(label))
        return -EINVAL; /* any error but -ENOSYS makes xl give up, as it should for an unknown label */
    if (copy_from_guest(label, op->context, op->size))
        return -EFAULT;
    rcu_read_lock(&msm_rcu);
    live = rcu_dereference(msm_live);
    index = msm_find_domain(&live->policy, label, strnlen(label, op->size));
    op->sid = index == BLOB_NONE ? 0 : msm_sid(live, index);
    rcu_read_unlock(&msm_rcu);
    return index == BLOB_NONE ? -EINVAL : 0;
}

static int sid_to_context(struct xen_flask_sid_context *op)
{
    char label[BLOB_MAX_NAME + 1];
    const struct msm_live *live;
    uint32_t index, room = op->size;

    rcu_read_lock(&msm_rcu);
    live = rcu_dereference(msm_live);
    index = msm_sid_index(live, op->sid);
    strlcpy(label, index == BLOB_NONE ? "" : msm_label(&live->policy, index), sizeof(label));
    rcu_read_unlock(&msm_rcu);
    if (index == BLOB_NONE)
        return -EINVAL;
    op->size = strlen(label) + 1;
    if (room < op->size)
        return -ERANGE;
    return copy_to_guest(op->context, label, op->size) ? -EFAULT : 0;
}

static int load(const struct xen_flask_load *op)
{
    struct xenon_replace request = {.blob = (unsigned long)op->buffer.p, .size = op->size};

    return msm_replace(&request, XENON_OP_replace) ?: request.fault ? -EINVAL : 0;
}

static int stock_command(struct xen_flask_op *op)
{
    if (op->interface_version != XEN_FLASK_INTERFACE_VERSION)
        return -ENOSYS;
    switch (op->cmd) {
    case FLASK_LOAD:
        return load(&op->u.load);
    case FLASK_GETENFORCE:
        return 1;
    case FLASK_SETENFORCE: /* security is always active */
        return op->u.enforce.enforcing == 1 ? 0 : -EINVAL;
    case FLASK_CONTEXT_TO_SID:
        return context_to_sid(&op->u.sid_context);
    case FLASK_SID_TO_CONTEXT:
        return sid_to_context(&op->u.sid_context);
    default:
        return -ENOSYS;
    }
}

static int own_command(struct xenon_op *op)
{
    if (op->version != XENON_OP_VERSION)
        return -ENOSYS;
    switch (op->command) {
    case XENON_OP_status:
        return status(&op->u.status);
    case XENON_OP_replace:
    case XENON_OP_prepare:
    case XENON_OP_seal:
        return msm_replace(&op->u.replace, op->command);
    case XENON_OP_confirm:
        return msm_confirm(&op->u.confirm);
    case XENON_OP_fetch:
        return fetch(&op->u.fetch);
    case XENON_OP_log:
        return read_log(&op->u.log);
    case XENON_OP_domains:
        return list_domains(&op->u.domains);
    case XENON_OP_pause:
    case XENON_OP_resume:
    case XENON_OP_destroy:
    case XENON_OP_learn:
        return msm_order(op->command, &op->u.target);
    case XENON_OP_delegate:
        return msm_delegate(&op->u.target);
    case XENON_OP_rates:
        return MSM_HAS_RATES ? msm_read_rates(&op->u.rates) : -ENOSYS;
    case XENON_OP_shadow:
        return msm_shadow(&op->u.replace);
    case XENON_OP_learned:
        return msm_read_notes(&op->u.learned);
    case XENON_OP_keep:
        return msm_keep(&op->u.box);
    case XENON_OP_recall:
        return msm_recall(&op->u.box);
    default:
        return -ENOSYS;
    }
}

/* The two formats begin alike: a command, then a version. */
union command {
    struct xen_flask_op stock;
    struct xenon_op own;
};

long cf_check msm_control(XEN_GUEST_HANDLE_PARAM(void) arg)
{
    union command op;
    size_t size;
    long rc;

    if (raw_copy_from_guest(&op, arg.p, offsetof(struct xenon_op, u)))
        return -EFAULT;
    rc = msm_memory(__HYPERVISOR_xsm_op, op.own.command, NULL);
    if (rc)
        return rc;
    size = op.own.command < XENON_OP_status ? sizeof(op.stock) : sizeof(op.own);
    size -= offsetof(struct xenon_op, u);
    if (raw_copy_from_guest(&op.own.u, (uint8_t *)arg.p + offsetof(struct xenon_op, u), size))
        return -EFAULT;
    rc = op.own.command < XENON_OP_status ? stock_command(&op.stock) : own_command(&op.own);
    if (rc == -ERESTART) /* the guest's own loop, open to interrupts, until the last swap has settled */
        return hypercall_create_continuation(__HYPERVISOR_xsm_op, "h", arg);
    if (!rc || rc == -ERANGE) {
        if (raw_copy_to_guest((uint8_t *)arg.p + offsetof(struct xenon_op, u), &op.own.u, size))
            return -EFAULT;
    }
    return rc;
}
