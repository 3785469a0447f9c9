/* SPDX-License-Identifier: GPL-2.0-only */
/* A host without Xen: the commands of op.h, which Domain-0 gives, and the transport to it. */
#include "runtime/sim_host.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int status(const struct sim *sim, struct xenon_status *op)
{
    const struct sim_state *state = sim->state;
    const struct blob_header *header = sim->live.header;
    *op = (struct xenon_status){.version = sim->live.policy->version, .size = header->size};
    memcpy(op->digest, header->digest, sizeof(op->digest));
    memcpy(op->table, header->table, sizeof(op->table));
    strncpy(op->name, sim->live.strings + sim->live.policy->name, sizeof(op->name) - 1);
    op->generation = state->generation;
    op->domains = header->section[BLOB_DOMAINS].count;
    op->loaded = state->loaded;
    op->now = sim_now(sim);
    op->oldest = sim_oldest(sim);
    op->next = state->next;
    op->confirm_by = state->confirmed.size ? state->confirm_by : 0;
    op->flags = (state->sealed ? XENON_SEALED : 0u) | (state->confirmed.size ? XENON_UNCONFIRMED : 0u) |
                (state->candidate.size ? XENON_SHADOWING : 0u) | XENON_SCRUBBING;
    return 0;
}

static int list_domains(const struct sim *sim, struct xenon_domains *op)
{
    struct xenon_domain *out = (struct xenon_domain *)(uintptr_t)op->buffer;
    op->count = 0;
    for (size_t i = 0; i < SIM_DOMAINS && op->count < op->room; i++) {
        const struct sim_domain *domain = &sim->state->domains[i];
        if (!*domain->label || domain->domid < op->first)
            continue;
        out[op->count] = (struct xenon_domain){.domid = domain->domid,
                                               .violations = domain->ledger.violations,
                                               .quiet = domain->quiet,
                                               .flags = (domain->held ? XENON_HELD : 0u) |
                                                        (domain->learning ? XENON_LEARNING : 0u)};
        memcpy(out[op->count++].label, domain->label, sizeof(domain->label));
    }
    return 0;
}

static int carry_out(struct sim *sim, uint32_t command, struct sim_domain *domain, uint32_t value)
{
    if (!domain->domid || (command == XENON_OP_resume && !domain->held) || value > 1)
        return -EINVAL;
    if (command == XENON_OP_pause || command == XENON_OP_resume)
        domain->held = command == XENON_OP_pause;
    if (command == XENON_OP_learn) {
        domain->learning = value;
        if (value)
            memset(domain->learned, 0, sizeof(domain->learned));
    }
    sim_log_ordered(sim, domain, command, value);
    if (command == XENON_OP_destroy)
        sim_end(sim, domain);
    return 0;
}

/* Handing on is noted and no more: see sim.h. */
static int delegate(struct sim *sim, const struct sim_domain *domain, uint32_t manager)
{
    const struct sim_domain *host = sim_domain(sim, 0), *to = sim_domain(sim, manager);
    uint32_t giver = sim_index(&sim->live, host);
    if (!to && manager != XENON_NO_DOMAIN)
        return -ESRCH;
    if (!domain->domid || domain == to)
        return -EINVAL;
    if (to && !msm_may_delegate(&sim->live, giver, sim_index(&sim->live, to))) {
        sim_log_call(sim, XENON_DENIED, sim_domain(sim, 0), MSM_OP_xsm_op_delegate, domain->domid,
                     sim->live.domains[giver].rule);
        return -EPERM;
    }
    sim_log_ordered(sim, domain, XENON_OP_delegate, manager);
    return 0;
}

static int order(struct sim *sim, uint32_t command, const struct xenon_target *op)
{
    struct sim_domain *domain = sim_domain(sim, op->domid);
    if (!domain)
        return -ESRCH;
    return command == XENON_OP_delegate ? delegate(sim, domain, op->value)
                                        : carry_out(sim, command, domain, op->value);
}

static int rates(const struct sim *sim, struct xenon_rates *op)
{
    const struct sim_domain *domain = sim_domain(sim, op->domid);
    if (!domain)
        return -ESRCH;
    const struct blob_profile *profile = sim_profile(sim, &sim->live, domain);
    op->count = profile ? profile->rates : 0;
    op->generation = sim->state->generation;
    if (op->count <= op->room)
        memcpy((void *)(uintptr_t)op->buffer, domain->clocks, op->count * sizeof(*domain->clocks));
    return 0;
}

static int learned(const struct sim *sim, struct xenon_learned *op)
{
    struct xenon_count *out = (struct xenon_count *)(uintptr_t)op->buffer;
    const struct sim_domain *domain = sim_domain(sim, op->domid);
    if (!domain)
        return -ESRCH;
    if (op->which > XENON_CANDIDATE || op->kind > (op->which == XENON_LIVE ? 0 : XENON_WOULD_ALLOW))
        return -EINVAL;
    const uint32_t *counts = op->which == XENON_LIVE ? domain->learned : domain->shadowed[op->kind];
    op->count = 0;
    for (uint32_t i = op->first; i < MSM_OPERATIONS && op->count < op->room; i++)
        if (counts[i])
            out[op->count++] = (struct xenon_count){.operation = i, .count = counts[i]};
    return 0;
}

static int keep(struct sim *sim, const struct xenon_box *op)
{
    if (op->size > XENON_BOX_SIZE)
        return -E2BIG;
    sim->state->kept = op->size;
    memcpy(sim->state->box, (const void *)(uintptr_t)op->buffer, op->size);
    return 0;
}

static int recall(const struct sim *sim, struct xenon_box *op)
{
    uint32_t room = op->size;
    op->size = sim->state->kept;
    if (op->size <= room)
        memcpy((void *)(uintptr_t)op->buffer, sim->state->box, op->size);
    return 0;
}

static int give(struct sim *sim, struct xenon_op *op)
{
    switch (op->command) {
    case XENON_OP_status:
        return status(sim, &op->u.status);
    case XENON_OP_prepare:
    case XENON_OP_replace:
        return sim_replace(sim, &op->u.replace, op->command == XENON_OP_replace);
    case XENON_OP_log:
        return sim_read_log(sim, &op->u.log);
    case XENON_OP_domains:
        return list_domains(sim, &op->u.domains);
    case XENON_OP_seal:
        sim_seal(sim);
        return 0;
    case XENON_OP_confirm:
        return sim_confirm(sim, &op->u.confirm);
    case XENON_OP_fetch:
        return sim_fetch(sim, &op->u.fetch);
    case XENON_OP_rates:
        return rates(sim, &op->u.rates);
    case XENON_OP_shadow:
        return sim_shadow(sim, &op->u.replace);
    case XENON_OP_learned:
        return learned(sim, &op->u.learned);
    case XENON_OP_keep:
        return keep(sim, &op->u.box);
    case XENON_OP_recall:
        return recall(sim, &op->u.box);
    default:
        return order(sim, op->command, &op->u.target);
    }
}

/* On whom the policy may let it act, and on whom not. */
static const struct sim_domain *object_of(const struct sim *sim, const struct xenon_op *op)
{
    switch (op->command) {
    case XENON_OP_pause:
    case XENON_OP_resume:
    case XENON_OP_destroy:
    case XENON_OP_learn:
    case XENON_OP_delegate:
        return sim_domain(sim, op->u.target.domid);
    default:
        return NULL;
    }
}

/* --- The transport --- */

static int call(void *context, struct xenon_op *op)
{
    struct sim *sim = context;
    if (op->version != XENON_OP_VERSION || op->command < XENON_OP_status || op->command > XENON_OP_recall)
        return -ENOSYS;
    int error = sim_lock(sim);
    if (error)
        return error;
    error = sim_may_order(sim, op->command, object_of(sim, op)) ? give(sim, op) : -EPERM;
    sim_unlock(sim);
    return error;
}

static void *allocate(void *context, size_t size)
{
    (void)context;
    return aligned_alloc(8, (size + 7) & ~(size_t)7); /* as a blob is aligned */
}

static void release(void *context, void *memory)
{
    (void)context;
    free(memory);
}

static void close_sim(void *context)
{
    sim_free(context);
}

/* A simulated host has no loader that could have said anything. */
static int command_line(void *context, char text[XENON_COMMAND_LINE])
{
    (void)context;
    *text = 0;
    return 0;
}

int sim_open(const char *path, struct xenon **xenon)
{
    static const struct xenon_transport transport = {allocate,  release,         call,        close_sim,
                                                     sim_watch, sim_acknowledge, command_line};
    struct sim *sim;
    int error = sim_attach(path, &sim);
    return error ? error : xenon_open_with(&transport, sim, xenon);
}
