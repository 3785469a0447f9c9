/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Violations, and what they lead to.
 *
 * A violation is counted where it happens, under whatever locks Xen holds there, and only marks what is due.
 * That is done at the exit of the same call, where no lock is held. What would take the host along, to pause
 * or end the domain that the host itself runs on, is never done.
 */
#include <xen/domain.h>
#include <xen/errno.h>
#include <xen/sched.h>
#include <xen/shutdown.h>
#include <public/domctl.h>
#include <public/sched.h>

#include "module.h"

/* Actions after which a domain runs no more. */
#define ENDINGS (1u << BLOB_CRASH | 1u << BLOB_DESTROY)

static void cf_check kill(void *data);

void msm_init_violations(struct msm_label *label)
{
    spin_lock_init(&label->lock);
    tasklet_init(&label->killer, kill, label);
}

/* Counting --------------------------------------------------------------------------------------------------
 */

void msm_violated(struct msm_label *label, s_time_t now)
{
    unsigned long flags;
    struct vcpu *v;
    unsigned int due;
    uint32_t place;

    spin_lock_irqsave(&label->lock, flags);
    due = msm_count(label->response.actions, label->response.count, &label->ledger, now, &place);
    label->pending |= due & ~(label->reached & 1u << BLOB_LOG); /* noted once, when it is reached */
    label->reached = due;
    due = label->pending;
    spin_unlock_irqrestore(&label->lock, flags);
    if (likely(!due))
        return;
    smp_mb();                        /* who clears .xsm_due reads .pending after that */
    for_each_vcpu (label->domain, v) /* it is done when a call of any of them ends */
        v->xsm_due = true;
}

void msm_count_quiet(struct msm_label *label)
{
    unsigned long flags;

    spin_lock_irqsave(&label->lock, flags);
    label->quiet++;
    spin_unlock_irqrestore(&label->lock, flags);
}

void msm_describe(struct msm_label *label, struct xenon_domain *entry)
{
    unsigned long flags;

    spin_lock_irqsave(&label->lock, flags);
    entry->violations = label->ledger.violations;
    entry->quiet = label->quiet;
    entry->flags = (label->held ? XENON_HELD : 0) | (label->learning ? XENON_LEARNING : 0);
    spin_unlock_irqrestore(&label->lock, flags);
}

/* Which response binds
 * ---------------------------------------------------------------------------------------- */

static void read_response(struct msm_response *response, const struct msm_policy *policy,
                          const struct blob_profile *profile)
{
    uint32_t i;

    memset(response, 0, sizeof(*response));
    response->binds = profile->binds;
    response->count = profile->actions;
    for (i = 0; i < profile->actions; i++) {
        response->actions[i] = policy->actions[profile->first_action + i];
        msm_copy_source(&response->places[i], policy, response->actions[i].rule);
        response->actions[i].rule = i;
    }
}

/* The boot policy's profile for this label, or NULL: it didn't know it. */
static const struct blob_profile *boot_profile(const struct msm_label *label, bool sealed)
{
    uint32_t index = msm_find_domain(msm_boot_policy, label->name, strlen(label->name));

    return index == BLOB_NONE ? NULL : msm_profile(msm_boot_policy, index, sealed);
}

/* False: what binds the domain now stays. */
static bool choose_response(const struct msm_label *label, const struct msm_live *live, bool is_new,
                            struct msm_response *response)
{
    const struct blob_profile *profile = msm_profile_of(label, live);
    const struct blob_profile *boot = boot_profile(label, live->sealed);

    if (!profile) /* it is dying */
        return false;
    if (boot && (boot->binds == BLOB_AT_BOOT || profile->binds == BLOB_AT_BOOT))
        read_response(response, msm_boot_policy, boot);
    else if (is_new || (profile->binds == BLOB_LIVE && label->response.binds == BLOB_LIVE))
        read_response(response, &live->policy, profile);
    else
        return false;
    return true;
}

/* Windows of one length count the same, whatever they lead to. */
static void carry_windows(struct msm_window windows[BLOB_MAX_ACTIONS], const struct msm_label *label,
                          const struct msm_response *response)
{
    const struct blob_action_at *old = label->response.actions;
    uint32_t i, j;

    memset(windows, 0, sizeof(*windows) * BLOB_MAX_ACTIONS);
    for (i = 0; i < response->count; i++)
        for (j = 0; j < label->response.count; j++)
            if (old[j].window == response->actions[i].window)
                windows[i] = label->ledger.windows[j];
}

void msm_bind_response(struct msm_label *label, const struct msm_live *live, bool is_new)
{
    static struct msm_window windows[BLOB_MAX_ACTIONS]; /* too large for the stack; under msm_lock, as .. */
    static struct msm_response response;                /* .. this */
    unsigned long flags;

    if (!choose_response(label, live, is_new, &response))
        return;
    spin_lock_irqsave(&label->lock, flags);
    carry_windows(windows, label, &response);
    memcpy(label->ledger.windows, windows, sizeof(windows));
    label->response = response;
    spin_unlock_irqrestore(&label->lock, flags);
}

/* Doing -----------------------------------------------------------------------------------------------------
 */

/* Holds the domain, unless it is. False: it was. */
static bool hold(struct msm_label *label, struct domain *d, const struct msm_source *holder)
{
    unsigned long flags;
    bool held;

    spin_lock_irqsave(&label->lock, flags);
    held = label->held || domain_pause_by_systemcontroller_nosync(d);
    if (!held) {
        label->held = true;
        label->holder = *holder;
    }
    spin_unlock_irqrestore(&label->lock, flags);
    return !held;
}

/*
 * In a tasklet, as a domain can't end itself. A piece of the work at a time, and only while no domctl runs,
 * by Xen's rule for it. Then gives back the domain, and with it perhaps the label.
 */
static void cf_check kill(void *data)
{
    struct msm_label *label = data;
    struct domain *d = label->domain;
    int rc = -ERESTART;

    if (domctl_lock_acquire()) {
        msm_end_label(label, XENON_NO_DOMAIN);
        rc = domain_kill(d);
        domctl_lock_release();
    }
    if (rc == -ERESTART)
        tasklet_schedule(&label->killer);
    else
        put_domain(d);
}

/* Stops the domain, and with `destroy` ends it. False: it had stopped or ended before. */
static bool end(struct msm_label *label, struct domain *d, bool destroy)
{
    unsigned int endings = destroy ? ENDINGS : 1u << BLOB_CRASH, before;
    unsigned long flags;

    spin_lock_irqsave(&label->lock, flags);
    before = label->ended;
    label->ended |= endings;
    spin_unlock_irqrestore(&label->lock, flags);
    if (!(before & 1u << BLOB_CRASH))
        domain_shutdown(d, SHUTDOWN_crash);
    if (destroy && !(before & 1u << BLOB_DESTROY) && get_domain(d))
        tasklet_schedule(&label->killer);
    return before != (before | endings);
}

static bool perform(struct msm_label *label, enum blob_action action, const struct msm_source *place)
{
    struct domain *d = label->domain;

    if (action == BLOB_LOG || action == BLOB_REBOOT_HOST)
        return true;
    if (is_hardware_domain(d))
        return false;
    return action == BLOB_PAUSE ? hold(label, d, place) : end(label, d, action == BLOB_DESTROY);
}

/* The entry by which the action is due: the last of those whose count is reached. */
static const struct msm_source *find_place(const struct msm_response *response, enum blob_action action,
                                           uint64_t violations)
{
    uint32_t i, found = 0;

    for (i = 0; i < response->count; i++)
        if (response->actions[i].action == action && response->actions[i].count <= violations)
            found = i;
    return &response->places[found];
}

void msm_act(struct msm_label *label)
{
    unsigned int due, action;
    struct msm_source place;
    uint64_t violations;
    unsigned long flags;

    spin_lock_irqsave(&label->lock, flags);
    due = label->pending;
    label->pending = 0;
    violations = label->ledger.violations;
    spin_unlock_irqrestore(&label->lock, flags);
    for (action = 0; action < BLOB_ACTION_KINDS; action++) {
        if (!(due & 1u << action))
            continue;
        spin_lock_irqsave(&label->lock, flags);
        place = *find_place(&label->response, action, violations);
        spin_unlock_irqrestore(&label->lock, flags);
        if (perform(label, action, &place))
            msm_log_acted(label, action, violations, &place);
    }
    if (due & 1u << BLOB_REBOOT_HOST) {
        printk(XENLOG_ERR "MSM: the policy reboots the host: %" PRIu64 " violations of d%u\n", violations,
               label->domain->domain_id);
        machine_restart(0);
    }
}

/* Orders ----------------------------------------------------------------------------------------------------
 */

int msm_may_run(const struct domain *d, unsigned int cmd)
{
    struct msm_label *label = d ? msm_label_of(d) : NULL;
    struct msm_said note = {.kind = XENON_DENIED, .hypercall = __HYPERVISOR_domctl, .operand = cmd};
    struct msm_source place;
    unsigned long flags;
    bool held;

    if (!label || (cmd != XEN_DOMCTL_unpausedomain && cmd != XEN_DOMCTL_resumedomain))
        return 0;
    spin_lock_irqsave(&label->lock, flags);
    held = label->held;
    place = label->holder;
    spin_unlock_irqrestore(&label->lock, flags);
    if (!held)
        return 0;
    note.operation = msm_operation(__HYPERVISOR_domctl, cmd);
    note.peer = d->domain_id;
    msm_log_call(msm_label_of(current->domain), &note, &place);
    return -EPERM;
}

static int resume(struct msm_label *label, struct domain *d)
{
    unsigned long flags;
    bool held;
    int rc;

    spin_lock_irqsave(&label->lock, flags);
    held = label->held;
    label->held = false;
    spin_unlock_irqrestore(&label->lock, flags);
    rc = held ? domain_unpause_by_systemcontroller(d) : -EINVAL;
    if (held && rc) { /* a restored policy doesn't let it run */
        spin_lock_irqsave(&label->lock, flags);
        label->held = true;
        spin_unlock_irqrestore(&label->lock, flags);
    }
    return rc;
}

void msm_hold_domain(struct msm_label *label)
{
    static const struct msm_source nothing;

    if (hold(label, label->domain, &nothing))
        msm_log_ordered(label, XENON_OP_pause, 0);
}

void msm_stop(struct msm_label *label)
{
    static const struct msm_source nothing;

    if (is_hardware_domain(label->domain))
        return;
    hold(label, label->domain, &nothing);
    if (end(label, label->domain, false))
        msm_log_ordered(label, XENON_OP_pause, 0);
}

static int carry_out(uint32_t command, uint32_t value, struct msm_label *label, struct domain *d)
{
    static const struct msm_source nothing;

    if (d == current->domain || is_hardware_domain(d) || value > (command == XENON_OP_learn))
        return -EINVAL;
    if (d->is_dying)
        return -ESRCH;
    if (command == XENON_OP_resume)
        return resume(label, d);
    if (command == XENON_OP_learn)
        return msm_set_learning(label, value);
    if (command == XENON_OP_pause)
        hold(label, d, &nothing);
    else
        end(label, d, true);
    return 0;
}

int msm_order(uint32_t command, const struct xenon_target *target)
{
    struct domain *d = target->domid < DOMID_FIRST_RESERVED ? rcu_lock_domain_by_id(target->domid) : NULL;
    int rc;

    if (!d)
        return -ESRCH;
    rc = msm_may_act_on(d, __HYPERVISOR_xsm_op, command);
    if (!rc)
        rc = carry_out(command, target->value, msm_label_of(d), d);
    if (!rc)
        msm_log_ordered(msm_label_of(d), command, target->value);
    rcu_unlock_domain(d);
    return rc;
}
