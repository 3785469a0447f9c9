/* SPDX-License-Identifier: GPL-2.0-only */
/* A host without Xen: the ring of records, in which a flood is folded as the module's log does. */
#include "runtime/sim_host.h"

#include <string.h>
#include "lang/hypercalls.h"

#define EPISODE 10000000000u /* ns: what happens again after that long has a record of its own */

uint64_t sim_oldest(const struct sim *sim)
{
    return sim->state->next > SIM_RECORDS ? sim->state->next - SIM_RECORDS : 0;
}

static struct xenon_record *record_at(const struct sim *sim, uint64_t sequence)
{
    return &sim->state->ring[sequence % SIM_RECORDS];
}

static void describe(const struct sim *sim, struct xenon_record *record, const struct sim_domain *domain)
{
    record->time = sim_now(sim);
    record->generation = sim->state->generation;
    record->peer = XENON_NO_DOMAIN;
    if (!domain)
        return;
    record->domid = (uint16_t)domain->domid;
    memcpy(record->label, domain->label, sizeof(record->label));
}

struct xenon_record *sim_append(struct sim *sim, enum xenon_record_kind kind, const struct sim_domain *domain)
{
    struct xenon_record *record = record_at(sim, sim->state->next);
    *record = (struct xenon_record){.sequence = sim->state->next++, .count = 1, .kind = (uint16_t)kind};
    describe(sim, record, domain);
    record->since = record->time;
    return record;
}

/* The end of a path says more than its beginning. Cut between two characters of UTF-8. */
static void set_place(const struct sim *sim, struct xenon_record *record, uint32_t index)
{
    const struct blob_rule *rule = &sim->live.rules[index];
    const char *file = sim->live.strings + sim->live.files[rule->file].name;
    size_t length = strlen(file);
    if (length >= sizeof(record->file))
        file += length - (sizeof(record->file) - 1);
    while ((*file & 0xc0) == 0x80)
        file++;
    strncpy(record->file, file, sizeof(record->file) - 1);
    record->line = rule->line;
    record->column = rule->column;
    record->effect = (uint16_t)rule->effect;
}

/* The record, emptied, for one that it stands for besides those before. */
static struct xenon_record *fold(const struct sim *sim, struct xenon_record *record,
                                 enum xenon_record_kind kind, const struct sim_domain *domain)
{
    struct xenon_record old = *record;
    *record = (struct xenon_record){
        .sequence = old.sequence, .since = old.since, .count = old.count + 1, .kind = (uint16_t)kind};
    describe(sim, record, domain);
    return record;
}

/* .newest has a record's number plus one, and below it whether that was the second at least. */
static struct xenon_record *note(struct sim *sim, enum xenon_record_kind kind, struct sim_domain *domain,
                                 unsigned int operation)
{
    uint64_t newest = domain->newest[operation], sequence = newest / 2 - 1;
    bool held = newest && sequence >= sim_oldest(sim) && sequence < sim->state->next;
    struct xenon_record *record = held ? record_at(sim, sequence) : NULL;
    bool again = record && sim_now(sim) - record->time < EPISODE;
    if (again && newest % 2 && sequence >= sim->state->seen)
        record = fold(sim, record, kind, domain);
    else
        record = sim_append(sim, kind, domain);
    domain->newest[operation] = (record->sequence + 1) * 2 + again;
    return record;
}

void sim_log_call(struct sim *sim, enum xenon_record_kind kind, struct sim_domain *domain,
                  unsigned int operation, uint32_t peer, uint32_t rule)
{
    const struct subcommand *subcommand;
    const struct hypercall *hypercall = operation_hypercall(operation, &subcommand);
    const struct blob_profile *profile = sim_profile(sim, &sim->live, domain);
    struct xenon_record *record = note(sim, kind, domain, operation);
    record->hypercall = (uint16_t)hypercall->number;
    record->operand = subcommand ? subcommand->number : 0;
    if (hypercall->place == MSM_MEMORY && !msm_may_enter(profile, hypercall->number)) {
        record->operand = XENON_NO_SUBCOMMAND;
        msm_refuse_entry(&sim->live, profile, hypercall->number, &rule);
    }
    record->peer = (uint16_t)peer;
    set_place(sim, record, rule);
}

/* The last entry of that action whose count is reached. */
static uint32_t find_response(const struct sim *sim, const struct sim_domain *domain, enum blob_action action)
{
    const struct blob_profile *profile = sim_profile(sim, &sim->live, domain);
    const struct blob_action_at *actions = &sim->live.actions[profile->first_action];
    uint32_t found = profile->rule;
    for (uint32_t i = 0; i < profile->actions; i++)
        if (actions[i].action == action && actions[i].count <= domain->ledger.violations)
            found = actions[i].rule;
    return found;
}

void sim_log_acted(struct sim *sim, const struct sim_domain *domain, enum blob_action action)
{
    struct xenon_record *record = sim_append(sim, XENON_ACTED, domain);
    record->action = (uint16_t)action;
    record->operand = domain->ledger.violations;
    set_place(sim, record, find_response(sim, domain, action));
}

void sim_log_ordered(struct sim *sim, const struct sim_domain *domain, uint32_t command, uint32_t value)
{
    const struct subcommand *unused;
    struct xenon_record *record = sim_append(sim, XENON_ORDERED, domain);
    record->peer = 0;
    record->hypercall = (uint16_t)operation_hypercall(MSM_OP_xsm_op_status, &unused)->number;
    record->operand = command;
    record->action = (uint16_t)value;
}

void sim_log_policy(struct sim *sim, enum xenon_record_kind kind)
{
    struct xenon_record *record = sim_append(sim, kind, kind == XENON_RESTORED ? NULL : sim_domain(sim, 0));
    record->operand = sim->live.policy->version;
}

int sim_read_log(struct sim *sim, struct xenon_log *op)
{
    struct xenon_record *out = (struct xenon_record *)(uintptr_t)op->buffer;
    if (op->first < sim_oldest(sim))
        op->first = sim_oldest(sim);
    for (op->count = 0; op->count < op->room && op->first + op->count < sim->state->next; op->count++)
        out[op->count] = *record_at(sim, op->first + op->count);
    if (op->first + op->count > sim->state->seen && op->count)
        sim->state->seen = op->first + op->count;
    return 0;
}
