/* SPDX-License-Identifier: GPL-2.0-only */
/* A host without Xen: what its domains do, in the same world in which a policy's tests take place. */
#include "runtime/sim_host.h"

#include <errno.h>
#include <string.h>
#include "lang/hypercalls.h"
#include "policyc/read/view.h"

/* The host as a world, for some deeds. */
struct scene {
    struct sim *sim;
    struct arena arena;
    struct world world;
};

/* Domains that the policy doesn't know, as it came back, are held and do nothing. */
static void enter(struct scene *scene, struct sim *sim)
{
    *scene = (struct scene){.sim = sim};
    world_start(&scene->world, &scene->arena, &sim->live, NULL);
    scene->world.now = sim_now(sim);
    scene->world.sealed = sim->state->sealed;
    for (struct sim_domain *domain = sim->state->domains; domain < sim->state->domains + SIM_DOMAINS;
         domain++) {
        struct world_domain *there = *domain->label ? world_find(&scene->world, domain->label) : NULL;
        if (!there)
            continue;
        if (domain->domid && !domain->held)
            msm_claim(&sim->live, scene->world.claims, there->domain);
        there->state = domain->held ? WORLD_PAUSED : WORLD_RUNNING;
        there->busy = domain->busy;
        there->ledger = domain->ledger;
        memcpy(there->clocks, domain->clocks, sizeof(there->clocks));
    }
}

static void leave(struct scene *scene)
{
    arena_free(&scene->arena);
}

/* What the world made of the domain. */
static void keep(struct sim_domain *domain, const struct world_domain *there)
{
    domain->busy = there->busy;
    domain->ledger = there->ledger;
    domain->held |= there->state == WORLD_PAUSED;
    memcpy(domain->clocks, there->clocks, sizeof(domain->clocks));
}

static void count(uint32_t *counter)
{
    *counter += *counter < UINT32_MAX;
}

/* What the host is run by, which no domain learns. */
static bool is_for_control(unsigned int operation)
{
    static const char *const names[] = {"platform_op", "xsm_op",  "xenoprof_op", "sysctl",   "domctl",
                                        "kexec_op",    "tmem_op", "dm_op",       "hypfs_op", "mca"};
    const struct subcommand *unused;
    const struct hypercall *hypercall = operation_hypercall(operation, &unused);
    for (size_t i = 0; hypercall && i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(hypercall->name, names[i]) == 0)
            return true;
    return !hypercall;
}

/*
 * Whether a learning domain is let do what its profile denies, or what is over its rates: then it is counted,
 * and all that is left to ask is whether it reaches another domain by it.
 */
static bool learns(const struct sim *sim, struct sim_domain *domain, const struct question *question,
                   const struct decision *decision)
{
    const struct blob_profile *profile = sim_profile(sim, &sim->live, domain);
    uint64_t clocks[BLOB_MAX_RATES];
    struct msm_excess excess;
    if (!domain->learning || decision->overruled || is_for_control(question->operation))
        return false;
    memcpy(clocks, domain->clocks, sizeof(clocks));
    bool denied = decision->refusal == REFUSED_PLAINLY || decision->refusal == REFUSED_QUIETLY;
    if (!denied && msm_charge(&sim->live, profile, clocks, question->operation, sim_now(sim), &excess))
        return false;
    count(&domain->learned[question->operation]);
    return question->is_self;
}

/* Where the candidate alone decides otherwise. */
static void compare(const struct sim *sim, struct sim_domain *domain, const struct question *question,
                    const struct decision *decision, const char *object)
{
    struct question again = *question;
    if (!sim->candidate.header)
        return;
    again.subject = sim_index(&sim->candidate, domain);
    again.object = msm_find_domain(&sim->candidate, object, strlen(object));
    bool before = decision->refusal == REFUSED_NOT, after = false;
    if (again.subject != BLOB_NONE && again.object != BLOB_NONE)
        after = decide(&sim->candidate, &again).refusal == REFUSED_NOT;
    if (before != after)
        count(&domain->shadowed[after ? XENON_WOULD_ALLOW : XENON_WOULD_DENY][question->operation]);
}

static void reboot(struct sim *sim)
{
    while (*sim->state->domains[1].label)
        sim_end(sim, &sim->state->domains[1]);
}

/* What is due; that it is noted, once, when it is reached. */
static void act(struct sim *sim, struct sim_domain *domain, unsigned int due)
{
    static const unsigned int endings = 1u << BLOB_CRASH | 1u << BLOB_DESTROY;
    unsigned int new = due & ~(domain->reached & 1u << BLOB_LOG);
    domain->reached = due;
    for (unsigned int action = BLOB_LOG; action < BLOB_ACTION_KINDS; action++)
        if (new & 1u << action)
            sim_log_acted(sim, domain, (enum blob_action)action);
    if (due & 1u << BLOB_REBOOT_HOST)
        reboot(sim);
    else if (due & endings)
        sim_end(sim, domain);
}

/* What a call came to, of which the violations have been counted. */
static void settle(struct sim *sim, struct sim_domain *domain, unsigned int operation, uint32_t peer,
                   const struct event *event)
{
    uint32_t rule = event->rule;
    if (rule == BLOB_NONE)
        rule = sim_profile(sim, &sim->live, domain)->rule;
    if (event->violation)
        sim_log_call(sim, event->until ? XENON_DELAYED : XENON_DENIED, domain, operation, peer, rule);
    if (event->refusal == REFUSED_QUIETLY)
        domain->quiet++;
    if (event->violation)
        act(sim, domain, event->due);
}

/* One call. The event says what came of it; the domain may be gone. */
static struct event call(struct scene *scene, struct sim_domain *domain, unsigned int operation,
                         const struct sim_domain *object)
{
    struct sim *sim = scene->sim;
    struct world_domain *there = world_find(&scene->world, domain->label);
    struct world_domain *other = object ? world_find(&scene->world, object->label) : NULL;
    struct question question = {.subject = there->domain,
                                .operation = operation,
                                .object = other ? other->domain : there->domain,
                                .is_self = !other || other == there,
                                .sealed = sim->state->sealed};
    struct decision decision = decide(&sim->live, &question);
    compare(sim, domain, &question, &decision, object ? object->label : domain->label);
    if (learns(sim, domain, &question, &decision))
        return (struct event){.refusal = REFUSED_NOT};
    struct event event = world_call(&scene->world, there, operation, other);
    keep(domain, there);
    settle(sim, domain, operation, object ? object->domid : XENON_NO_DOMAIN, &event);
    return event;
}

bool sim_may_order(struct sim *sim, uint32_t command, const struct sim_domain *object)
{
    struct scene scene;
    struct sim_domain *host = sim_domain(sim, 0);
    if (!host || sim_index(&sim->live, host) == BLOB_NONE)
        return false;
    enter(&scene, sim);
    struct event event = call(&scene, host, MSM_OP_xsm_op_status + (command - XENON_OP_status), object);
    leave(&scene);
    return event.refusal == REFUSED_NOT;
}

/* --- Steps --- */

static int start(struct scene *scene, const struct scenario_step *step, struct sim_account *account)
{
    struct sim *sim = scene->sim;
    if (sim_bearer(sim, step->subject))
        return -EEXIST;
    struct world_domain *there = world_find(&scene->world, step->subject);
    if (!there)
        return -ENOENT;
    account->done = 1;
    struct event event = world_run(&scene->world, there);
    account->refused = event.refusal != REFUSED_NOT;
    account->reason = event.refusal;
    if (!account->refused)
        return sim_create(sim, step->subject) ? 0 : -ENOSPC;
    sim_log_call(sim, XENON_DENIED, sim_domain(sim, 0), MSM_OP_domctl_unpausedomain, XENON_NO_DOMAIN,
                 event.rule);
    return 0;
}

static int calls(struct scene *scene, const struct scenario_step *step, struct sim_account *account)
{
    struct sim *sim = scene->sim;
    struct sim_domain *domain = sim_bearer(sim, step->subject);
    const struct sim_domain *object = step->object ? sim_bearer(sim, step->object) : NULL;
    if (!domain || (step->object && !object))
        return -ESRCH;
    while (account->done < step->times && !account->ended) {
        account->ended = domain->held;
        if (account->ended)
            break;
        struct event event = call(scene, domain, step->operation, object);
        account->done++;
        account->delayed += event.until != 0;
        account->refused += event.refusal != REFUSED_NOT;
        if (event.refusal != REFUSED_NOT)
            account->reason = event.refusal;
        account->ended = event.due >> BLOB_PAUSE;
    }
    return 0;
}

static int stop(const struct scene *scene, const struct scenario_step *step, struct sim_account *account)
{
    struct sim_domain *domain = sim_bearer(scene->sim, step->subject);
    if (!domain || !domain->domid)
        return -ESRCH;
    sim_end(scene->sim, domain);
    account->done = 1;
    return 0;
}

static int take(struct scene *scene, const struct scenario_step *step, struct sim_account *account)
{
    if (step->deed == DEED_START)
        return start(scene, step, account);
    if (step->deed == DEED_STOP)
        return stop(scene, step, account);
    if (step->deed == DEED_CALL)
        return calls(scene, step, account);
    if (step->deed == DEED_SEAL)
        sim_seal(scene->sim);
    account->done = 1;
    return 0;
}

int sim_take(const char *path, uint64_t wait, const struct scenario_step *step, struct sim_account *account)
{
    struct sim *sim;
    struct scene scene;
    *account = (struct sim_account){.done = 0};
    int error = sim_attach(path, &sim);
    if (error)
        return error;
    error = sim_lock(sim);
    if (!error) {
        sim->state->skipped += wait;
        sim_settle(sim);
        enter(&scene, sim);
        error = take(&scene, step, account);
        leave(&scene);
        sim_unlock(sim);
    }
    sim_free(sim);
    return error;
}
