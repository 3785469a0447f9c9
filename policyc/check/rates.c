/* SPDX-License-Identifier: GPL-2.0-only */
/* Rates: what each covers, which of a profile's own and inherited ones hold, and which never apply. */
#include <stdlib.h>
#include <string.h>
#include "policyc/check/lower.h"
#include "policyc/check/profiles.h"

#define SECOND UINT64_C(1000000000) /* ns */

static const char *scope_text(struct model *model, const struct rate *rate)
{
    char *name = arena_alloc(&model->compilation->arena, OPERATION_NAME_SIZE);
    if (rate->end - rate->first == MSM_OPERATIONS)
        return "any";
    if (rate->end - rate->first == 1)
        return operation_name(rate->first, name);
    const struct subcommand *first;
    unsigned int operation = operations_next(rate->declared.operations, rate->first);
    return operation_hypercall(operation, &first)->name;
}

/* The operations [first, end) that it covers, known and unknown. False after a report. */
static bool find_scope(struct model *model, const struct ast_item *item, struct rate *rate)
{
    rate->declared.operations = find_operations(model, item);
    unsigned int operation = operations_next(rate->declared.operations, 0);
    if (operation == MSM_OPERATIONS)
        return false;
    rate->first = operation;
    rate->end = operation + 1;
    if (item->kind == AST_ALL) {
        rate->first = 0;
        rate->end = MSM_OPERATIONS;
    } else if (item->kind == AST_WHOLE) {
        const struct hypercall *named = find_hypercall(item->hypercall->text, strlen(item->hypercall->text));
        const struct msm_hypercall *hypercall = &msm_hypercalls[named->number];
        unsigned int size = (unsigned int)hypercall->near_count + hypercall->far_count;
        rate->first = hypercall->first;
        rate->end = hypercall->first + (size ? size : 1);
    }
    return true;
}

/* What may be done at once unless the author says: the calls of a tenth of a second. */
static uint32_t default_burst(const struct rate *rate)
{
    uint64_t burst = rate->count * (SECOND / 10) / rate->period;
    return burst > UINT32_MAX ? UINT32_MAX : burst ? (uint32_t)burst : 1;
}

static void check_burst(struct model *model, const struct rate *rate, struct span place)
{
    if (rate_interval(rate) > BLOB_MAX_TIME / rate->burst)
        report(findings(model), XP0250, place, "a burst of %u calls at this rate takes longer than 292 years",
               rate->burst);
}

static void add_own_rate(struct model *model, struct profile *profile, struct rate *rate)
{
    struct rates *own = &profile->own_rates;
    for (size_t i = 0; i < own->count; i++) {
        const struct rate *first = own->list[i];
        if (first->first != rate->first || first->end != rate->end)
            continue;
        struct diagnostic *d = report(findings(model), XP0251, rate->declared.place,
                                      "a second rate of `%s` in one profile", scope_text(model, rate));
        report_note(findings(model), d, first->declared.place, "the first is here");
        report_help(findings(model), d,
                    "keep one of them, or let one be of `any` call or of a single subcommand");
        return;
    }
    if (!own->list)
        own->list = arena_array(&model->compilation->arena, profile->said_count, sizeof(struct rate *));
    own->list[own->count++] = rate;
}

void check_rate(struct model *model, struct profile *profile, const struct ast_rule *source)
{
    const struct ast_rate *said = source->rate;
    struct rate *rate = arena_alloc(&model->compilation->arena, sizeof(*rate));
    rate->declared = (struct rule){.effect = BLOB_RATE, .place = source->span};
    rate->period = said->period;
    rate->slow = said->slow;
    rate->count = check_count(model, &said->count, "a rate");
    bool is_known = find_scope(model, source->items.first, rate);
    rate->burst = said->has_burst ? check_count(model, &said->burst, "a burst") : default_burst(rate);
    if (said->has_burst)
        check_burst(model, rate, said->burst.span);
    if (is_known)
        add_own_rate(model, profile, rate);
}

/* --- Inheritance --- */

/* A rate that a profile might have. */
struct candidate {
    struct rate *rate;
    bool is_own;
    size_t order;
};

static int compare_strictness(const struct candidate *a, const struct candidate *b)
{
    uint64_t left = rate_interval(a->rate);
    uint64_t right = rate_interval(b->rate);
    if (a->is_own != b->is_own)
        return a->is_own ? -1 : 1;
    if (left != right)
        return left > right ? -1 : 1;
    if (a->rate->burst != b->rate->burst)
        return a->rate->burst < b->rate->burst ? -1 : 1;
    if (a->rate->slow != b->rate->slow)
        return b->rate->slow ? -1 : 1;
    return a->order < b->order ? -1 : 1;
}

/* In a blob's order, and those of one scope from the one that holds on. */
static int compare_candidates(const void *left, const void *right)
{
    const struct candidate *a = left;
    const struct candidate *b = right;
    if (a->rate->first != b->rate->first)
        return a->rate->first < b->rate->first ? -1 : 1;
    if (a->rate->end != b->rate->end)
        return a->rate->end > b->rate->end ? -1 : 1;
    return compare_strictness(a, b);
}

static void add_candidates(struct candidate *list, size_t *count, const struct rates *rates, bool is_own)
{
    for (size_t i = 0; i < rates->count; i++, (*count)++)
        list[*count] = (struct candidate){.rate = rates->list[i], .is_own = is_own, .order = *count};
}

static void report_too_many(struct model *model, const struct profile *profile, size_t count)
{
    report(findings(model), XP0252, profile->source->span,
           "`%s` has %zu rates with those that it inherits; at most %u are allowed", profile->source->text,
           count, BLOB_MAX_RATES);
}

void lower_rates(struct model *model, struct profile *profile)
{
    struct arena *arena = &model->compilation->arena;
    struct rates *rates = &profile->rates;
    size_t room = profile->own_rates.count;
    for (size_t i = 0; i < profile->parent_count; i++)
        room += profile->parents[i]->rates.count;
    if (!room)
        return;
    struct candidate *list = arena_array(arena, room, sizeof(*list));
    size_t count = 0;
    add_candidates(list, &count, &profile->own_rates, true);
    for (size_t i = 0; i < profile->parent_count; i++)
        add_candidates(list, &count, &profile->parents[i]->rates, false);
    qsort(list, count, sizeof(*list), compare_candidates);
    rates->list = arena_array(arena, count, sizeof(struct rate *));
    for (size_t i = 0; i < count; i++) {
        const struct rate *before = i ? list[i - 1].rate : NULL;
        if (before && before->first == list[i].rate->first && before->end == list[i].rate->end)
            continue;
        rates->list[rates->count++] = list[i].rate;
        for (unsigned int operation = list[i].rate->first; operation < list[i].rate->end; operation++)
            operations_add(&profile->limited, operation);
    }
    if (rates->count > BLOB_MAX_RATES)
        report_too_many(model, profile, rates->count);
}

/* --- What never applies --- */

static bool is_hidden_by(const struct rate *rate, const struct rate *wide)
{
    return wide != rate && wide->first <= rate->first && wide->end >= rate->end &&
           rate_interval(wide) >= rate_interval(rate) && wide->burst <= rate->burst;
}

/* Of the rates that the profile says itself, those that another of them or of its parents' makes pointless.
 */
static void check_hidden(struct model *model, const struct profile *profile)
{
    for (size_t i = 0; i < profile->own_rates.count; i++)
        for (size_t j = 0; j < profile->rates.count; j++) {
            const struct rate *rate = profile->own_rates.list[i];
            const struct rate *wide = profile->rates.list[j];
            if (!is_hidden_by(rate, wide))
                continue;
            struct diagnostic *d =
                report(findings(model), XP0254, rate->declared.place,
                       "this rate is never reached: that of `%s` is stricter", scope_text(model, wide));
            report_note(findings(model), d, wide->declared.place, "it is charged with the same calls");
            break;
        }
}

static void note_denial(struct model *model, struct diagnostic *d, const struct profile *profile,
                        const struct rate *rate)
{
    unsigned int operation = operations_next(rate->declared.operations, 0);
    const struct rule *denial = lower_find(profile, operation);
    if (denial->effect == BLOB_DECLARED)
        report_note(findings(model), d, denial->place, "`%s` doesn't allow it", profile->source->text);
    else
        report_note(findings(model), d, denial->place, "it is denied here");
}

static void check_denied(struct model *model, const struct profile *profile)
{
    for (size_t i = 0; i < profile->own_rates.count; i++) {
        const struct rate *rate = profile->own_rates.list[i];
        if (rate->applies)
            continue;
        struct diagnostic *d =
            report(findings(model), XP0253, rate->declared.place,
                   "this rate never applies: nothing of `%s` is allowed", scope_text(model, rate));
        note_denial(model, d, profile, rate);
    }
}

/* Also those in whose place the profile has others. */
static void mark_applying(const struct rates *rates, const struct profile *profile)
{
    for (size_t i = 0; i < rates->count; i++)
        if (operations_meet(rates->list[i]->declared.operations, &profile->allowed))
            rates->list[i]->applies = true;
}

void check_rates_apply(struct model *model)
{
    for (size_t i = 0; i < model->profile_count; i++) {
        const struct profile *profile = model->profiles[i];
        mark_applying(&profile->own_rates, profile);
        for (size_t j = 0; j < profile->parent_count; j++)
            mark_applying(&profile->parents[j]->rates, profile);
    }
    for (size_t i = 0; i < model->profile_count; i++) {
        const struct profile *profile = model->profiles[i];
        if (!profile->is_used)
            continue;
        check_denied(model, profile);
        check_hidden(model, profile);
    }
}
