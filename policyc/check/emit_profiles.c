/* SPDX-License-Identifier: GPL-2.0-only */
/* Profiles: what each allows, on whom, how often, and what violations lead to. */
#include <stdlib.h>
#include <string.h>
#include "msm.h"
#include "policyc/check/emission.h"

static void select_rules(struct emission *e, struct profile *profile)
{
    emission_select(e, &profile->declared);
    for (size_t i = 0; i < profile->decided.count; i++)
        emission_select(e, profile->decided.list[i].rule);
    for (size_t i = 0; i < profile->target_count; i++)
        emission_select(e, profile->targets[i].rule);
    for (size_t i = 0; i < profile->rates.count; i++)
        emission_select(e, &profile->rates.list[i]->declared);
    for (size_t i = 0; i < profile->responses.count; i++)
        emission_select(e, &profile->responses.list[i]->declared);
}

void emit_profile_rules(struct emission *e)
{
    for (size_t i = 0; i < e->model->held_count; i++)
        select_rules(e, e->model->held[i]);
}

/* Neighbours may be one span: their rules may be one in the blob. */
static void emit_spans(struct emission *e, const struct profile *profile, struct blob_profile *entry)
{
    entry->first_span = emission_count(e, BLOB_SPANS);
    for (size_t i = 0; i < profile->decided.count; i++) {
        const struct run *run = &profile->decided.list[i];
        struct blob_span span = {.first = run->first, .rule = run->rule->number};
        if (!i || run[-1].rule->number != span.rule)
            emission_append(e, BLOB_SPANS, &span, sizeof(span));
    }
    entry->spans = emission_count(e, BLOB_SPANS) - entry->first_span;
}

/* By rule, then by members: two uses of a template give one rule several. */
static int compare_targets(const void *left, const void *right)
{
    const struct target *a = left;
    const struct target *b = right;
    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    if (a->rule->number != b->rule->number)
        return a->rule->number < b->rule->number ? -1 : 1;
    if (a->end != b->end)
        return a->end < b->end ? -1 : 1;
    const struct members *x = &a->rule->on->members;
    const struct members *y = &b->rule->on->members;
    for (size_t i = 0; i < x->count && i < y->count; i++)
        if (x->list[i] != y->list[i])
            return x->list[i] < y->list[i] ? -1 : 1;
    return x->count < y->count ? -1 : x->count > y->count;
}

static uint32_t emit_members(struct emission *e, struct limitation *on)
{
    if (on->is_emitted) {
        e->pointed_to += on->members.count;
        return on->first_member;
    }
    on->is_emitted = true;
    on->first_member = emission_members(e, &on->members);
    return on->first_member;
}

static void emit_targets(struct emission *e, const struct profile *profile, struct blob_profile *entry)
{
    entry->first_target = emission_count(e, BLOB_TARGETS);
    if (profile->target_count)
        qsort(profile->targets, profile->target_count, sizeof(*profile->targets), compare_targets);
    for (size_t i = 0; i < profile->target_count; i++) {
        const struct target *target = &profile->targets[i];
        if (i && compare_targets(target - 1, target) == 0)
            continue;
        struct blob_target made = {.first = target->first,
                                   .end = target->end,
                                   .first_member = emit_members(e, target->rule->on),
                                   .members = (uint32_t)target->rule->on->members.count,
                                   .rule = target->rule->number};
        emission_append(e, BLOB_TARGETS, &made, sizeof(made));
    }
    entry->targets = emission_count(e, BLOB_TARGETS) - entry->first_target;
}

static void emit_rates(struct emission *e, const struct profile *profile, struct blob_profile *entry)
{
    entry->first_rate = emission_count(e, BLOB_RATES);
    entry->rates = (uint32_t)profile->rates.count;
    for (size_t i = 0; i < profile->rates.count; i++) {
        const struct rate *rate = profile->rates.list[i];
        struct blob_rate made = {.period = rate->period,
                                 .interval = rate_interval(rate),
                                 .count = rate->count,
                                 .burst = rate->burst,
                                 .first = rate->first,
                                 .end = rate->end,
                                 .rule = rate->declared.number,
                                 .flags = rate->slow ? BLOB_SLOW : 0};
        emission_append(e, BLOB_RATES, &made, sizeof(made));
    }
}

static void emit_actions(struct emission *e, const struct profile *profile, struct blob_profile *entry)
{
    entry->first_action = emission_count(e, BLOB_ACTIONS);
    entry->actions = (uint32_t)profile->responses.count;
    entry->binds = profile->responses.binds;
    for (size_t i = 0; i < profile->responses.count; i++) {
        const struct response *response = profile->responses.list[i];
        struct blob_action_at made = {.window = response->window,
                                      .action = response->action,
                                      .count = response->count,
                                      .rule = response->declared.number};
        emission_append(e, BLOB_ACTIONS, &made, sizeof(made));
    }
}

static void emit_profile(struct emission *e, const struct profile *profile)
{
    struct blob_profile entry = {.name = emission_text(e, profile->name),
                                 .rule = profile->declared.number,
                                 .guest = profile->guest,
                                 .entry = msm_entry(profile->allowed.word)};
    memcpy(entry.allowed, profile->allowed.word, sizeof(entry.allowed));
    memcpy(entry.quiet, profile->quiet.word, sizeof(entry.quiet));
    memcpy(entry.limited, profile->limited.word, sizeof(entry.limited));
    emit_spans(e, profile, &entry);
    emit_targets(e, profile, &entry);
    emit_rates(e, profile, &entry);
    emit_actions(e, profile, &entry);
    emission_append(e, BLOB_PROFILES, &entry, sizeof(entry));
}

void emit_profiles(struct emission *e)
{
    for (size_t i = 0; i < e->model->held_count; i++) {
        e->model->held[i]->number = (uint32_t)i;
        emit_profile(e, e->model->held[i]);
    }
}
