/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Permissions: for each label and each operation, on whom it is allowed in each policy, before the seal and
 * after it. Labels with the same profiles differ in the same way, which is found once for all of them.
 */
#include <stdlib.h>
#include <string.h>
#include "policyc/read/diff_sets.h"
#include "policyc/read/items.h"
#include "policyc/read/view.h"

enum { SEALED, BOOTING, TIMES }; /* after the seal and before it */

/* The profiles that a label has: indices, or BLOB_NONE. Many labels have the same. */
struct holder {
    uint32_t profile[TIMES][SIDES];
    uint32_t label;
};

/* What a profile says of one operation. */
struct fact {
    uint32_t allowed; /* on whom: number of a set */
    uint32_t rule;    /* that decides it, or BLOB_NONE */
    bool quiet;
};

/* How two facts differ: numbers of sets, and whether all others than these are meant. */
struct objects {
    uint32_t set;
    bool all_but;
};

struct difference {
    struct objects gained;
    struct objects lost;
    int quiet; /* 1: what is denied is denied quietly now, -1: no longer */
};

/* Operations that differ alike, by the same rules. */
struct part {
    enum diff_kind kind;
    enum diff_way way;
    enum diff_phase phase;
    struct objects objects;
    uint32_t rules[SIDES];
    uint64_t operations[BLOB_WORDS];
};

struct permissions {
    struct comparison *c;
    struct diff_sets sets;
    uint64_t *present; /* labels that the second policy has */
    uint64_t *scratch; /* labels */
    struct fact facts[TIMES][SIDES][MSM_OPERATIONS];
    struct part *parts; /* room for three of each operation at each time */
    size_t part_count;
};

/* --- What the profiles say --- */

static const struct blob_profile *profile_at(const struct permissions *p, unsigned int side, uint32_t index)
{
    return index == BLOB_NONE ? NULL : &p->c->policy[side]->profiles[index];
}

static void add_members(const struct permissions *p, unsigned int side, const struct blob_target *target,
                        uint64_t *labels)
{
    const struct labels_of *of = &p->c->of[side];
    for (uint32_t i = 0; i < target->members; i++) {
        uint32_t domain = p->c->policy[side]->members[target->first_member + i];
        for (uint32_t j = of->first[domain]; j < of->first[domain + 1]; j++)
            labels[of->list[j] / 64] |= UINT64_C(1) << of->list[j] % 64;
    }
}

static bool covers(const struct blob_target *target, unsigned int operation)
{
    return target->first <= operation && operation < target->end;
}

/* On whom an allowed operation is. */
static uint32_t find_objects(struct permissions *p, unsigned int side, const struct blob_profile *profile,
                             unsigned int operation)
{
    const struct blob_target *targets = p->c->policy[side]->targets + profile->first_target;
    bool limited = false;
    for (uint32_t i = 0; i < profile->targets && targets[i].first <= operation; i++) {
        if (!covers(&targets[i], operation))
            continue;
        if (!limited)
            memset(p->scratch, 0, diff_words(p->c) * sizeof(*p->scratch));
        limited = true;
        add_members(p, side, &targets[i], p->scratch);
    }
    return limited ? diff_sets_number(&p->sets, p->scratch) : SET_ALL;
}

static void find_facts(struct permissions *p, unsigned int side, const struct blob_profile *profile,
                       struct fact facts[MSM_OPERATIONS])
{
    for (unsigned int operation = 0; operation < MSM_OPERATIONS; operation++)
        facts[operation] = (struct fact){.rule = BLOB_NONE};
    if (!profile)
        return;
    const struct blob_span *span = p->c->policy[side]->spans + profile->first_span;
    const struct blob_span *last = span + profile->spans - 1;
    for (unsigned int operation = 0; operation < MSM_OPERATIONS; operation++) {
        span += span < last && span[1].first <= operation;
        facts[operation].rule = span->rule;
        facts[operation].quiet = view_has(profile->quiet, operation);
        if (view_has(profile->allowed, operation))
            facts[operation].allowed = find_objects(p, side, profile, operation);
    }
}

/* Whether they surely say the same: what they say of targets must be looked at. */
static bool is_same(const struct blob_profile *a, const struct blob_profile *b)
{
    return a && b && !a->targets && !b->targets && memcmp(a->allowed, b->allowed, sizeof(a->allowed)) == 0 &&
           memcmp(a->quiet, b->quiet, sizeof(a->quiet)) == 0;
}

/* --- How they differ --- */

/* On whom `more` allows what `less` doesn't. Only labels in `among`, if it is given, count. */
static struct objects subtract(struct permissions *p, uint32_t more, uint32_t less, const uint64_t *among)
{
    if (more == less || more == SET_NONE || less == SET_ALL)
        return (struct objects){0};
    if (more == SET_ALL)
        return less == SET_NONE ? (struct objects){.set = SET_ALL}
                                : (struct objects){.set = less, .all_but = true};
    const uint64_t *a = p->sets.list[more].labels, *b = p->sets.list[less].labels;
    for (size_t i = 0; i < diff_words(p->c); i++)
        p->scratch[i] = a[i] & ~b[i] & (among ? among[i] : UINT64_MAX);
    return (struct objects){.set = diff_sets_number(&p->sets, p->scratch)};
}

static struct difference compare(struct permissions *p, const struct fact *before, const struct fact *after)
{
    struct difference difference = {.gained = subtract(p, after->allowed, before->allowed, NULL),
                                    .lost = subtract(p, before->allowed, after->allowed, p->present)};
    if (before->rule != BLOB_NONE && before->allowed != SET_ALL && after->allowed != SET_ALL)
        difference.quiet = after->quiet - before->quiet;
    return difference;
}

static bool same_objects(struct objects a, struct objects b)
{
    return a.set == b.set && a.all_but == b.all_but;
}

static bool same_difference(const struct difference *a, const struct difference *b)
{
    return same_objects(a->gained, b->gained) && same_objects(a->lost, b->lost) && a->quiet == b->quiet;
}

/* Adds the operation to the part that is like `wanted`. */
static void add_to_part(struct permissions *p, const struct part *wanted, unsigned int operation)
{
    struct part *part = p->parts, *end = p->parts + p->part_count;
    while (part < end && (part->kind != wanted->kind || part->way != wanted->way ||
                          part->phase != wanted->phase || !same_objects(part->objects, wanted->objects) ||
                          memcmp(part->rules, wanted->rules, sizeof(part->rules)) != 0))
        part++;
    if (part == end) {
        *part = *wanted;
        p->part_count++;
    }
    part->operations[operation / 64] |= UINT64_C(1) << operation % 64;
}

/* The rule by which a limited operation is allowed on the first of the objects. */
static uint32_t find_rule(struct permissions *p, unsigned int side, const struct blob_profile *profile,
                          unsigned int operation, const struct objects *objects, uint32_t otherwise)
{
    if (objects->all_but || objects->set == SET_ALL || !profile)
        return otherwise;
    const struct blob_target *targets = p->c->policy[side]->targets + profile->first_target;
    const uint64_t *wanted = p->sets.list[objects->set].labels;
    for (uint32_t i = 0; i < profile->targets && targets[i].first <= operation; i++) {
        if (!covers(&targets[i], operation))
            continue;
        memset(p->scratch, 0, diff_words(p->c) * sizeof(*p->scratch));
        add_members(p, side, &targets[i], p->scratch);
        for (size_t j = 0; j < diff_words(p->c); j++)
            if (p->scratch[j] & wanted[j])
                return targets[i].rule;
    }
    return otherwise;
}

static void add_difference(struct permissions *p, const struct holder *holder, unsigned int time,
                           unsigned int operation, const struct difference *difference, enum diff_phase phase)
{
    const struct fact *before = &p->facts[time][BEFORE][operation];
    const struct fact *after = &p->facts[time][AFTER][operation];
    struct part part = {.kind = DIFF_PERMISSION, .phase = phase, .rules = {before->rule, after->rule}};
    if (difference->gained.set != SET_NONE) {
        part.way = DIFF_WIDER;
        part.objects = difference->gained;
        part.rules[AFTER] = find_rule(p, AFTER, profile_at(p, AFTER, holder->profile[time][AFTER]), operation,
                                      &part.objects, after->rule);
        add_to_part(p, &part, operation);
    }
    part.rules[AFTER] = after->rule;
    if (difference->lost.set != SET_NONE) {
        part.way = DIFF_NARROWER;
        part.objects = difference->lost;
        part.rules[BEFORE] = find_rule(p, BEFORE, profile_at(p, BEFORE, holder->profile[time][BEFORE]),
                                       operation, &part.objects, before->rule);
        add_to_part(p, &part, operation);
    }
    part.rules[BEFORE] = before->rule;
    if (difference->quiet) {
        part.kind = DIFF_QUIET;
        part.way = difference->quiet > 0 ? DIFF_WIDER : DIFF_NARROWER;
        part.objects = (struct objects){.set = SET_ALL};
        add_to_part(p, &part, operation);
    }
}

/* All that a new domain may do is one change, whose place is the profile's. */
static void forget_rules(struct permissions *p, const struct holder *holder)
{
    for (unsigned int time = 0; time < TIMES; time++)
        for (unsigned int operation = 0; operation < MSM_OPERATIONS; operation++)
            p->facts[time][AFTER][operation].rule = profile_at(p, AFTER, holder->profile[time][AFTER])->rule;
}

/* Finds the parts in which those who hold these profiles differ. */
static void find_parts(struct permissions *p, const struct holder *holder)
{
    p->part_count = 0;
    for (unsigned int time = 0; time < TIMES; time++)
        for (unsigned int side = 0; side < SIDES; side++)
            find_facts(p, side, profile_at(p, side, holder->profile[time][side]), p->facts[time][side]);
    if (holder->profile[SEALED][BEFORE] == BLOB_NONE)
        forget_rules(p, holder);
    for (unsigned int operation = 0; operation < MSM_OPERATIONS; operation++) {
        struct difference sealed =
            compare(p, &p->facts[SEALED][BEFORE][operation], &p->facts[SEALED][AFTER][operation]);
        struct difference booting =
            compare(p, &p->facts[BOOTING][BEFORE][operation], &p->facts[BOOTING][AFTER][operation]);
        bool same = same_difference(&sealed, &booting);
        add_difference(p, holder, SEALED, operation, &sealed, same ? DIFF_ALWAYS : DIFF_AFTER_SEAL);
        if (!same)
            add_difference(p, holder, BOOTING, operation, &booting, DIFF_UNTIL_SEAL);
    }
}

/* --- Changes --- */

static struct diff_change make_change(struct permissions *p, const struct part *part,
                                      struct diff_names subjects)
{
    struct diff_change change = {.kind = part->kind,
                                 .way = part->way,
                                 .phase = part->phase,
                                 .subjects = subjects,
                                 .rule_before = part->rules[BEFORE],
                                 .rule_after = part->rules[AFTER]};
    if (part->objects.set != SET_ALL) {
        change.relation = part->objects.all_but ? DIFF_ON_ALL_BUT : DIFF_ON;
        change.objects = diff_sets_names(&p->sets, part->objects.set);
    }
    return change;
}

static void add_operations(struct permissions *p, struct diff_change *change, const uint64_t *operations,
                           const struct diff_waived *waived)
{
    size_t size = BLOB_WORDS * sizeof(*operations);
    change->operations = arena_grow(p->c->arena, operations, size, size);
    change->what = diff_text(p->c, items_text(p->c->arena, operations));
    change->waived = waived;
    diff_add(p->c, change);
}

/* The operations that a waiver lets this label have are changes apart. */
static void add_waived(struct permissions *p, const struct part *part, const struct label *label)
{
    struct diff_change change = make_change(p, part, diff_name(p->c, label->name));
    uint64_t left[BLOB_WORDS], covered[BLOB_WORDS], any = 0;
    memcpy(left, part->operations, sizeof(left));
    for (size_t i = 0; i < p->c->waived_count; i++) {
        struct diff_waived *waived = &p->c->waived[i];
        if (waived->kind != DIFF_WAIVE_ALLOW ||
            !diff_has(waived->who, waived->who_count, label->domain[AFTER]))
            continue;
        any = 0;
        for (unsigned int word = 0; word < BLOB_WORDS; word++) {
            any |= covered[word] = left[word] & waived->operations[word];
            left[word] &= ~covered[word];
        }
        if (!any)
            continue;
        waived->used = true;
        add_operations(p, &change, covered, waived);
    }
    any = 0;
    for (unsigned int word = 0; word < BLOB_WORDS; word++)
        any |= left[word];
    if (any)
        add_operations(p, &change, left, NULL);
}

/* Adds what differs for `count` labels that have the same profiles. */
static void add_changes(struct permissions *p, const struct holder *holders, size_t count)
{
    struct diff_names subjects = {.list = arena_array(p->c->arena, count, sizeof(*subjects.list)),
                                  .count = count};
    for (size_t i = 0; i < count; i++)
        subjects.list[i] = p->c->labels[holders[i].label].name;
    for (size_t i = 0; i < p->part_count; i++) {
        const struct part *part = &p->parts[i];
        struct diff_change change = make_change(p, part, subjects);
        if (part->way != DIFF_WIDER || !p->c->waived_count) {
            add_operations(p, &change, part->operations, NULL);
            continue;
        }
        for (size_t j = 0; j < count; j++)
            add_waived(p, part, &p->c->labels[holders[j].label]);
    }
}

/* --- All labels --- */

static int compare_holders(const void *left, const void *right)
{
    const struct holder *a = left, *b = right;
    int order = memcmp(a->profile, b->profile, sizeof(a->profile));
    return order ? order : a->label < b->label ? -1 : 1;
}

/* Those whom the second policy doesn't know have lost all: that is said once, of the domain. */
static size_t list_holders(const struct comparison *c, struct holder *holders)
{
    size_t count = 0;
    for (uint32_t i = 0; i < c->label_count; i++) {
        if (c->labels[i].domain[AFTER] == BLOB_NONE)
            continue;
        struct holder *holder = &holders[count++];
        *holder = (struct holder){.label = i};
        for (unsigned int side = 0; side < SIDES; side++) {
            uint32_t domain = c->labels[i].domain[side];
            const struct blob_domain *entry = &c->policy[side]->domains[domain == BLOB_NONE ? 0 : domain];
            bool has_boot = entry->boot_profile != BLOB_NONE;
            holder->profile[SEALED][side] = domain == BLOB_NONE ? BLOB_NONE : entry->profile;
            holder->profile[BOOTING][side] =
                domain != BLOB_NONE && has_boot ? entry->boot_profile : holder->profile[SEALED][side];
        }
    }
    return count;
}

static bool has_same_profiles(const struct permissions *p, const struct holder *holder)
{
    for (unsigned int time = 0; time < TIMES; time++)
        if (!is_same(profile_at(p, BEFORE, holder->profile[time][BEFORE]),
                     profile_at(p, AFTER, holder->profile[time][AFTER])))
            return false;
    return true;
}

static void start(struct permissions *p, struct comparison *c)
{
    p->c = c;
    diff_sets_start(&p->sets, c);
    p->present = arena_array(c->arena, diff_words(c), sizeof(*p->present));
    p->scratch = arena_array(c->arena, diff_words(c), sizeof(*p->scratch));
    p->parts = arena_array(c->arena, (size_t)MSM_OPERATIONS * TIMES * 3, sizeof(*p->parts));
    for (uint32_t i = 0; i < c->label_count; i++)
        if (c->labels[i].domain[AFTER] != BLOB_NONE)
            p->present[i / 64] |= UINT64_C(1) << i % 64;
}

void diff_permissions(struct comparison *c)
{
    struct permissions *p = arena_alloc(c->arena, sizeof(*p));
    struct holder *holders = arena_array(c->arena, c->label_count, sizeof(*holders));
    size_t count = list_holders(c, holders), length;
    start(p, c);
    if (count)
        qsort(holders, count, sizeof(*holders), compare_holders);
    for (size_t i = 0; i < count; i += length) {
        for (length = 1; i + length < count; length++)
            if (memcmp(holders[i].profile, holders[i + length].profile, sizeof(holders->profile)) != 0)
                break;
        if (has_same_profiles(p, &holders[i]))
            continue;
        find_parts(p, &holders[i]);
        add_changes(p, &holders[i], length);
    }
}
