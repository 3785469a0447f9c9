/* SPDX-License-Identifier: GPL-2.0-only */
/* The host's state, and the order in which the core is asked: state, permission, rate, connection, ledger. */
#include "policyc/read/world.h"

#include <string.h>
#include "policyc/read/view.h"

static void touch(struct world *world, uint32_t rule)
{
    if (world->touched && rule != BLOB_NONE)
        world->touched[rule / 64] |= UINT64_C(1) << rule % 64;
}

static struct event event_at(uint64_t time)
{
    return (struct event){.time = time, .rule = BLOB_NONE, .set = BLOB_NONE};
}

static void begin(struct world *world, struct world_domain *domain)
{
    memset(domain->clocks, 0, sizeof(domain->clocks));
    domain->ledger = (struct msm_ledger){0};
    domain->busy = 0;
    domain->state = WORLD_RUNNING;
    msm_claim(world->policy, world->claims, domain->domain);
}

static void end(struct world *world, struct world_domain *domain)
{
    if (domain->state != WORLD_ABSENT)
        msm_release(world->policy, world->claims, domain->domain);
    domain->state = WORLD_ABSENT;
}

static void boot(struct world *world)
{
    const struct blob_policy *policy = world->policy->policy;
    world->sealed = false;
    begin(world, world_find(world, msm_label(world->policy, policy->control_domain)));
}

void world_start(struct world *world, struct arena *arena, const struct msm_policy *policy, uint64_t *touched)
{
    *world = (struct world){.policy = policy,
                            .arena = arena,
                            .by_name = {.arena = arena},
                            .claims = arena_array(arena, view_count(policy, BLOB_SETS), sizeof(uint32_t)),
                            .touched = touched};
    boot(world);
}

struct world_domain *world_find(struct world *world, const char *label)
{
    struct world_domain *domain = names_find(&world->by_name, label);
    if (domain)
        return domain;
    uint32_t found = msm_find_domain(world->policy, label, strlen(label));
    if (found == BLOB_NONE)
        return NULL;
    domain = arena_alloc(world->arena, sizeof(*domain));
    domain->name = label;
    domain->domain = found;
    domain->next = world->domains;
    world->domains = domain;
    names_add(&world->by_name, label, domain);
    return domain;
}

void world_wait(struct world *world, uint64_t ns)
{
    world->now = ns > BLOB_MAX_TIME - world->now ? BLOB_MAX_TIME : world->now + ns;
}

void world_seal(struct world *world)
{
    world->sealed = true;
}

/* --- What violations lead to --- */

static void reboot_host(struct world *world)
{
    for (struct world_domain *domain = world->domains; domain; domain = domain->next)
        end(world, domain);
    boot(world);
}

static void act(struct world *world, struct world_domain *domain, unsigned int due)
{
    if (due & 1u << BLOB_REBOOT_HOST)
        reboot_host(world);
    else if (due & (1u << BLOB_DESTROY | 1u << BLOB_CRASH))
        end(world, domain);
    else if (due & 1u << BLOB_PAUSE)
        domain->state = WORLD_PAUSED;
}

/* How many violations count for a response. */
static uint64_t counted(const struct msm_ledger *ledger, uint32_t index, const struct blob_action_at *action)
{
    uint64_t total = 0;
    if (!action->window)
        return ledger->violations;
    for (unsigned int slot = 0; slot < MSM_SLOTS; slot++)
        total += ledger->windows[index].counts[slot];
    return total;
}

static void touch_responses(struct world *world, const struct blob_profile *profile,
                            const struct msm_ledger *ledger)
{
    for (uint32_t i = 0; i < profile->actions; i++) {
        const struct blob_action_at *action = &world->policy->actions[profile->first_action + i];
        if (counted(ledger, i, action) >= action->count)
            touch(world, action->rule);
    }
}

static void count_violation(struct world *world, struct world_domain *domain, struct event *event)
{
    const struct blob_profile *profile = msm_profile(world->policy, domain->domain, world->sealed);
    uint32_t gravest;
    event->violation = true;
    event->due = msm_count(world->policy->actions + profile->first_action, profile->actions, &domain->ledger,
                           event->time, &gravest);
    touch_responses(world, profile, &domain->ledger);
    act(world, domain, event->due);
}

/* --- Starting and ending --- */

/* All sets of the group that keep the domain from starting: the one that runs and its own. */
static void touch_conflict(struct world *world, uint32_t domain, uint32_t rival)
{
    const struct blob_set *sets = world->policy->sets;
    touch(world, sets[rival].rule);
    for (uint32_t i = 0; i < view_count(world->policy, BLOB_SETS); i++)
        if (sets[i].group == sets[rival].group &&
            msm_has_member(world->policy, sets[i].first_member, sets[i].members, domain))
            touch(world, sets[i].rule);
}

struct event world_run(struct world *world, struct world_domain *domain)
{
    struct event event = event_at(world->now);
    if (domain->state == WORLD_PAUSED)
        event.refusal = REFUSED_PAUSED;
    if (domain->state != WORLD_ABSENT)
        return event;
    if (msm_may_start(world->policy, world->claims, domain->domain, &event.set)) {
        begin(world, domain);
        return event;
    }
    event.refusal = REFUSED_CONFLICT;
    event.rule = world->policy->sets[event.set].rule;
    touch_conflict(world, domain->domain, event.set);
    return event;
}

struct event world_end(struct world *world, struct world_domain *domain)
{
    end(world, domain);
    return event_at(world->now);
}

/* --- Deeds of a domain that runs --- */

/* When a domain can do the next thing: not while a call of it is delayed. */
static uint64_t time_of(const struct world *world, const struct world_domain *domain)
{
    return domain->busy > world->now ? domain->busy : world->now;
}

/* A delayed call is a violation, and takes place as soon as it is within all its rates. */
static void charge(struct world *world, struct world_domain *domain, unsigned int operation,
                   struct event *event)
{
    const struct blob_profile *profile = msm_profile(world->policy, domain->domain, world->sealed);
    struct msm_excess excess;
    if (!view_has(profile->limited, operation) ||
        msm_charge(world->policy, profile, domain->clocks, operation, event->time, &excess))
        return;
    event->rule = world->policy->rates[excess.rate].rule;
    touch(world, event->rule);
    if (!(world->policy->rates[excess.rate].flags & BLOB_SLOW)) {
        event->refusal = REFUSED_RATE;
        return;
    }
    do
        event->until = excess.until < BLOB_MAX_TIME ? excess.until : BLOB_MAX_TIME;
    while (event->until < BLOB_MAX_TIME &&
           !msm_charge(world->policy, profile, domain->clocks, operation, event->until, &excess));
    domain->busy = event->until;
}

/* What is known only where the other domain is. A delayed call that is allowed stays the rate's. */
static void settle(struct world *world, const struct decision *decision, struct event *event)
{
    event->refusal = decision->refusal;
    if (decision->refusal == REFUSED_NOT) {
        touch(world, decision->connection);
        return;
    }
    if (decision->refusal == REFUSED_UNCONNECTED)
        event->rule = BLOB_NONE;
    else if (!decision->overruled)
        event->rule = decision->rule;
}

/* What the gate refuses at its entry isn't charged to any rate. */
static bool enters(const struct decision *decision)
{
    return !decision->overruled && decision->refusal != REFUSED_PLAINLY &&
           decision->refusal != REFUSED_QUIETLY;
}

struct event world_call(struct world *world, struct world_domain *domain, unsigned int operation,
                        const struct world_domain *object)
{
    struct event event = world_run(world, domain);
    if (event.refusal != REFUSED_NOT)
        return event;
    struct question question = {.subject = domain->domain,
                                .operation = operation,
                                .object = object ? object->domain : domain->domain,
                                .is_self = !object || object == domain,
                                .sealed = world->sealed};
    struct decision decision = decide(world->policy, &question);
    event = event_at(time_of(world, domain));
    event.rule = decision.overruled ? BLOB_NONE : decision.rule;
    touch(world, event.rule);
    if (enters(&decision))
        charge(world, domain, operation, &event);
    if (event.refusal == REFUSED_NOT)
        settle(world, &decision, &event);
    if (event.until || (event.refusal != REFUSED_NOT && event.refusal != REFUSED_QUIETLY))
        count_violation(world, domain, &event);
    return event;
}

struct event world_reach(struct world *world, struct world_domain *domain, const struct world_domain *object,
                         unsigned int means)
{
    struct event event = world_run(world, domain);
    if (event.refusal != REFUSED_NOT || domain == object)
        return event;
    event = event_at(time_of(world, domain));
    if (msm_may_reach(world->policy, domain->domain, object->domain, means, world->sealed, &event.rule)) {
        touch(world, event.rule);
        return event;
    }
    event.rule = BLOB_NONE;
    event.refusal = REFUSED_UNCONNECTED;
    count_violation(world, domain, &event);
    return event;
}

struct event world_send(struct world *world, struct world_domain *domain, const struct packets *packets)
{
    struct packets sent = *packets;
    struct event event = world_run(world, domain);
    if (event.refusal != REFUSED_NOT)
        return event;
    event = event_at(time_of(world, domain));
    sent.from = domain->domain;
    enum passage passage = packets_pass(world->policy, &sent, &event.rule);
    event.partly = passage == PASS_SOME;
    event.refusal = passage == PASS_ALL ? REFUSED_NOT : REFUSED_UNCONNECTED;
    touch(world, event.rule);
    return event;
}
