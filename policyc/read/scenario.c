/* SPDX-License-Identifier: GPL-2.0-only */
/* Steps become deeds in the world; what came of them is held against what was expected. */
#include "policyc/read/scenario.h"

static void note(struct account *account, const struct event *event)
{
    struct moment moment = {.number = ++account->done, .event = *event};
    account->last = moment;
    account->violations += event->violation;
    account->delayed += event->until != 0;
    account->by[event->refusal]++;
    account->refused += event->refusal != REFUSED_NOT;
    if (event->refusal != REFUSED_NOT && !account->first.number)
        account->first = moment;
    account->due |= event->due;
}

/* When deed number `index` of those that are spread over the step's duration takes place, in ns. */
static uint64_t offset_of(const struct scenario_step *step, uint64_t index)
{
    uint64_t each = step->duration / step->times, left = step->duration % step->times;
    return each * index + left * index / step->times;
}

/* A domain that comes to its end does none of what is left. */
static void call(struct world *world, const struct scenario_step *step, struct account *account)
{
    struct world_domain *subject = world_find(world, step->subject);
    const struct world_domain *object = step->object ? world_find(world, step->object) : NULL;
    uint64_t passed = 0;
    for (uint64_t i = 0; i < step->times; i++) {
        uint64_t offset = offset_of(step, i);
        world_wait(world, offset - passed);
        passed = offset;
        struct event event = world_call(world, subject, step->operation, object);
        note(account, &event);
        if (event.due >> BLOB_CRASH)
            break;
    }
    world_wait(world, step->duration - passed);
}

static struct event act_once(struct world *world, const struct scenario_step *step)
{
    struct world_domain *subject = world_find(world, step->subject);
    const struct world_domain *object = step->object ? world_find(world, step->object) : NULL;
    struct packets packets = {
        .to = object ? object->domain : BLOB_OUTSIDE, .protocol = step->protocol, .port = step->port};
    switch (step->deed) {
    case DEED_START:
        return world_run(world, subject);
    case DEED_STOP:
        return world_end(world, subject);
    case DEED_REACH:
        return world_reach(world, subject, object, step->means);
    default:
        return world_send(world, subject, &packets);
    }
}

/* Of packets that pass in part neither can be said. */
static bool comes_true(const struct scenario_step *step, const struct account *account)
{
    if (account->last.event.partly)
        return false;
    switch (step->expected) {
    case EXPECT_ALLOW:
        return !account->refused;
    case EXPECT_DENY:
        return step->reason == REFUSED_NOT ? account->refused : account->by[step->reason];
    default:
        return account->due >> step->response & 1;
    }
}

bool scenario_take(struct world *world, const struct scenario_step *step, struct account *account)
{
    *account = (struct account){0};
    if (step->deed == DEED_WAIT)
        world_wait(world, step->duration);
    else if (step->deed == DEED_SEAL)
        world_seal(world);
    if (step->deed == DEED_WAIT || step->deed == DEED_SEAL)
        return true;
    if (step->deed == DEED_CALL) {
        call(world, step, account);
    } else {
        struct event event = act_once(world, step);
        note(account, &event);
    }
    return comes_true(step, account);
}
