/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A profile's rules: one line for each rule of the blob that decides something. Rules that are limited to
 * some domains need an order: of those that allow an operation the first is the one that a blob names.
 */
#include <stdlib.h>
#include <string.h>
#include "policyc/read/decompile_parts.h"
#include "policyc/read/items.h"
#include "policyc/read/view.h"
#include "policyc/read/wording.h"

/* What one rule of the blob says in a profile. */
struct part {
    uint32_t rule;
    uint32_t depth;        /* rules of lesser depth come first */
    uint32_t first_member; /* on whom; the same for all operations */
    uint32_t members;      /* 0: on all */
    uint64_t set[BLOB_WORDS];
};

struct parts {
    struct part *list;
    size_t count;
};

static int compare_parts(const void *left, const void *right)
{
    const struct part *a = left, *b = right;
    const uint32_t x[] = {a->depth, a->rule, a->first_member, a->members};
    const uint32_t y[] = {b->depth, b->rule, b->first_member, b->members};
    for (size_t i = 0; i < sizeof(x) / sizeof(x[0]); i++)
        if (x[i] != y[i])
            return x[i] < y[i] ? -1 : 1;
    return 0;
}

/* Sorts the parts, and joins those of one rule. */
static void join(struct parts *parts)
{
    size_t count = parts->count;
    if (count)
        qsort(parts->list, count, sizeof(*parts->list), compare_parts);
    parts->count = 0;
    for (size_t i = 0; i < count; i++) {
        struct part *last = parts->count ? &parts->list[parts->count - 1] : NULL;
        if (!last || compare_parts(last, &parts->list[i]) != 0) {
            parts->list[parts->count++] = parts->list[i];
            continue;
        }
        for (unsigned int word = 0; word < BLOB_WORDS; word++)
            last->set[word] |= parts->list[i].set[word];
    }
}

/* `on violation` would be one word: an annotation, which means nothing there, keeps the two apart. */
static void print_on(const struct decompilation *d, const struct part *part, const char *place)
{
    const char *first = msm_label(d->policy, d->policy->members[part->first_member]);
    fprintf(d->file, " on %s", strcmp(first, "violation") == 0 ? place : "");
    decompile_members(d, part->first_member, part->members);
}

/* What a rule of the blob names in several hypercalls is written as several items at one place. */
static void print_part(const struct decompilation *d, const struct part *part, const uint64_t *besides)
{
    const char *place = decompile_place(d, part->rule);
    uint32_t effect = d->policy->rules[part->rule].effect;
    fprintf(d->file, "%s %s", effect == BLOB_BOOT ? "allow" : wording_effect(effect), place);
    items_print(d->file, part->set, besides, arena_print(d->arena, ", %s", place));
    if (part->members)
        print_on(d, part, place);
    fputc('\n', d->file);
}

static bool is_empty(const uint64_t *set)
{
    uint64_t any = 0;
    for (unsigned int i = 0; i < BLOB_WORDS; i++)
        any |= set[i];
    return !any;
}

/* --- Rules without a target --- */

static bool is_said(const struct decompilation *d, uint32_t rule, bool boot)
{
    uint32_t effect = d->policy->rules[rule].effect;
    return boot ? effect == BLOB_BOOT : effect != BLOB_DECLARED && effect != BLOB_BOOT;
}

/* The operations that the profile allows on some domains only. */
static void find_limited(const struct decompilation *d, const struct blob_profile *profile,
                         uint64_t limited[BLOB_WORDS])
{
    memset(limited, 0, sizeof(uint64_t) * BLOB_WORDS);
    for (uint32_t i = 0; i < profile->targets; i++) {
        const struct blob_target *target = &d->policy->targets[profile->first_target + i];
        view_add_range(limited, target->first, target->end);
    }
}

static struct parts collect_plain(const struct decompilation *d, const struct blob_profile *profile,
                                  bool boot)
{
    const struct blob_span *spans = d->policy->spans + profile->first_span;
    struct parts parts = {.list = arena_array(d->arena, profile->spans, sizeof(*parts.list))};
    uint64_t limited[BLOB_WORDS];
    find_limited(d, profile, limited);
    for (uint32_t i = 0; i < profile->spans; i++) {
        struct part part = {.rule = spans[i].rule};
        if (!is_said(d, part.rule, boot))
            continue;
        view_add_range(part.set, spans[i].first,
                       i + 1 < profile->spans ? spans[i + 1].first : MSM_OPERATIONS);
        for (unsigned int word = 0; word < BLOB_WORDS; word++)
            part.set[word] &= ~limited[word];
        if (!is_empty(part.set))
            parts.list[parts.count++] = part;
    }
    join(&parts);
    return parts;
}

/* --- Rules that are limited to some domains --- */

static struct parts collect_limited(const struct decompilation *d, const struct blob_profile *profile)
{
    struct parts parts = {.list = arena_array(d->arena, profile->targets, sizeof(*parts.list))};
    for (uint32_t i = 0; i < profile->targets; i++) {
        const struct blob_target *target = &d->policy->targets[profile->first_target + i];
        struct part *part = &parts.list[parts.count++];
        *part = (struct part){
            .rule = target->rule, .first_member = target->first_member, .members = target->members};
        view_add_range(part->set, target->first, target->end);
    }
    join(&parts);
    return parts;
}

/* The depth of the rule that decides an operation, which must come before all others that allow it. */
static uint32_t find_depth(const struct parts *parts, uint32_t rule)
{
    uint32_t depth = 0;
    for (size_t i = 0; i < parts->count; i++)
        if (parts->list[i].rule == rule && parts->list[i].depth > depth)
            depth = parts->list[i].depth;
    return depth;
}

/* Puts the part behind the rules that decide any of its operations. Returns whether that moved it. */
static bool deepen(const struct decompilation *d, const struct blob_profile *profile,
                   const struct parts *parts, struct part *part)
{
    uint32_t depth = part->depth;
    uint32_t last = part->rule;
    for (unsigned int operation = 0; operation < MSM_OPERATIONS; operation++) {
        uint32_t rule = view_has(part->set, operation) ? msm_rule(d->policy, profile, operation) : last;
        if (rule == last || rule == part->rule)
            continue;
        last = rule;
        uint32_t above = find_depth(parts, rule) + 1;
        depth = above > depth ? above : depth;
    }
    bool moved = depth != part->depth;
    part->depth = depth;
    return moved;
}

/*
 * Rules were in one order when they were compiled, so nothing moves for ever; a blob that was made in another
 * way may have no order.
 */
static void order(const struct decompilation *d, const struct blob_profile *profile, struct parts *parts)
{
    bool moved = true;
    for (size_t round = 0; moved && round <= profile->spans; round++) {
        moved = false;
        for (size_t i = 0; i < parts->count; i++)
            moved |= deepen(d, profile, parts, &parts->list[i]);
    }
    join(parts);
}

/* --- All rules --- */

static void print_rates(const struct decompilation *d, const struct blob_profile *profile)
{
    for (uint32_t i = 0; i < profile->rates; i++) {
        const struct blob_rate *rate = &d->policy->rates[profile->first_rate + i];
        char scope[OPERATION_NAME_SIZE], text[WORDING_SIZE];
        fprintf(d->file, "%srate %s %s\n", decompile_place(d, rate->rule),
                items_scope(rate->first, rate->end, scope), wording_rate(rate, text));
    }
}

static void print_responses(const struct decompilation *d, const struct blob_profile *profile)
{
    char text[WORDING_SIZE];
    if (!profile->actions)
        return;
    for (uint32_t i = 0; i < profile->actions; i++) {
        const struct blob_action_at *action = &d->policy->actions[profile->first_action + i];
        fprintf(d->file, "%s %s%s", i ? "," : "on violation:", decompile_place(d, action->rule),
                wording_response(action, text));
    }
    if (profile->binds != BLOB_LIVE)
        fprintf(d->file, " binds %s", wording_binding(profile->binds));
    fputc('\n', d->file);
}

void decompile_rules(const struct decompilation *d, const struct blob_profile *profile)
{
    struct parts plain = collect_plain(d, profile, false);
    struct parts limited = collect_limited(d, profile);
    order(d, profile, &limited);
    if (profile->guest != BLOB_ANY_GUEST)
        fprintf(d->file, "guest %s\n", wording_guest(profile->guest));
    for (size_t i = 0; i < plain.count; i++)
        print_part(d, &plain.list[i], NULL);
    for (size_t i = 0; i < limited.count; i++)
        print_part(d, &limited.list[i], NULL);
    print_rates(d, profile);
    print_responses(d, profile);
}

/* Operations that are allowed by rules that come before those that hold until the seal. */
static void find_allowed(const struct decompilation *d, const struct parts *plain, uint64_t set[BLOB_WORDS])
{
    for (size_t i = 0; i < plain->count; i++)
        for (unsigned int word = 0; word < BLOB_WORDS; word++)
            if (d->policy->rules[plain->list[i].rule].effect == BLOB_ALLOW)
                set[word] |= plain->list[i].set[word];
}

/* What is allowed until the seal may all be allowed or denied by other rules: the statement then says those.
 */
void decompile_boot_rules(const struct decompilation *d, const struct blob_profile *profile,
                          const char *domain)
{
    struct parts boot = collect_plain(d, profile, true), plain = collect_plain(d, profile, false);
    uint64_t allowed[BLOB_WORDS] = {0};
    find_allowed(d, &plain, allowed);
    for (size_t i = 0; i < boot.count; i++) {
        fprintf(d->file, "%s ", domain);
        print_part(d, &boot.list[i], allowed);
    }
    if (boot.count || !plain.count)
        return;
    fprintf(d->file, "%s allow ", domain);
    items_print(d->file, plain.list[0].set, NULL, ", ");
    fputc('\n', d->file);
}
