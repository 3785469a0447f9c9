/* SPDX-License-Identifier: GPL-2.0-only */
/* allow … on …: which operations can be limited to some domains, and to which they are. */
#include <stdio.h>
#include "policyc/check/lower.h"
#include "policyc/check/profiles.h"

struct limitation *check_limitation(struct model *model, const struct ast_rule *source)
{
    if (!source->on.first)
        return NULL;
    struct limitation *limitation = arena_alloc(&model->compilation->arena, sizeof(*limitation));
    limitation->source = source->on;
    check_who(model, &source->on, &limitation->members);
    return limitation;
}

static struct operations without_target(const struct rule *rule)
{
    struct operations set = *rule->operations;
    for (unsigned int i = 0; i < BLOB_WORDS; i++)
        set.word[i] &= ~operations_with_target[i];
    return set;
}

static const char *subcommand_name(unsigned int operation, char name[OPERATION_NAME_SIZE])
{
    const struct subcommand *subcommand;
    operation_hypercall(operation, &subcommand);
    snprintf(name, OPERATION_NAME_SIZE, "%s", subcommand->name);
    return name;
}

/* What of the hypercall can be limited. */
static void help_with_target(struct model *model, struct diagnostic *d, const struct hypercall *hypercall)
{
    struct operations set = {0};
    for (size_t i = 0; i < hypercall->count; i++) {
        unsigned int operation = hypercall->subcommands[i].operation;
        if (operations_with_target[operation / 64] >> operation % 64 & 1)
            operations_add(&set, operation);
    }
    if (operations_next(&set, 0) == MSM_OPERATIONS)
        report_help(findings(model), d, "name what is done to a domain, such as `domctl`");
    else
        report_help(findings(model), d, "of `%s` it can limit: %s", hypercall->name,
                    list_operations(&model->compilation->arena, &set, subcommand_name));
}

void check_has_target(struct model *model, const struct rule *rule)
{
    if (!rule->on)
        return;
    struct operations set = without_target(rule);
    unsigned int operation = operations_next(&set, 0);
    if (operation == MSM_OPERATIONS)
        return;
    char name[OPERATION_NAME_SIZE];
    const struct subcommand *subcommand;
    const struct hypercall *hypercall = operation_hypercall(operation, &subcommand);
    struct diagnostic *d = report(findings(model), XP0260, rule->place,
                                  "`on` can't limit `%s`: its caller names no domain that it acts on",
                                  operation_name(operation, name));
    report_note(findings(model), d, rule->on->source.first->span, "limited here");
    help_with_target(model, d, hypercall);
}

/* --- Lowering --- */

/* The operations of which only such rules decide that are limited. */
static struct operations find_limited(const struct profile *profile)
{
    struct operations set = {0};
    for (size_t i = 0; i < profile->decided.count; i++) {
        const struct run *run = &profile->decided.list[i];
        unsigned int end = i + 1 < profile->decided.count ? run[1].first : MSM_OPERATIONS;
        for (unsigned int operation = run->first; operation < end && run->rule->on; operation++)
            operations_add(&set, operation);
    }
    return set;
}

/* Adds a target for each run of neighbours among the rule's operations, or only counts them. */
static size_t add_targets(struct target *targets, struct rule *rule, const struct operations *limited)
{
    struct operations set = *rule->operations;
    size_t count = 0;
    for (unsigned int i = 0; i < BLOB_WORDS; i++)
        set.word[i] &= limited->word[i];
    for (unsigned int first = operations_next(&set, 0), end; first < MSM_OPERATIONS;
         first = operations_next(&set, end), count++) {
        for (end = first + 1; end < MSM_OPERATIONS && operations_has(&set, end);)
            end++;
        if (targets)
            targets[count] = (struct target){rule, first, end};
    }
    return count;
}

/* A profile on the way to its ancestors, and the next of its parents. */
struct frame {
    struct profile *profile;
    size_t next;
};

/* From a profile through all that it extends, each once; with room for all profiles. */
struct walk {
    struct frame *stack;
    size_t depth;
    uint32_t stamp; /* marks whom it has seen */
    struct operations limited;
    struct rule **rules; /* those found, up to one more than a profile can have */
    size_t count;
};

static bool meets(const struct walk *walk, const struct rule *rule)
{
    return rule->on && operations_meet(rule->operations, &walk->limited);
}

static void enter(struct walk *walk, struct profile *profile)
{
    profile->stamp = walk->stamp;
    walk->stack[walk->depth++] = (struct frame){.profile = profile};
    for (size_t i = 0; i < profile->rule_count && walk->count <= BLOB_MAX_TARGETS; i++)
        if (meets(walk, &profile->rules[i]))
            walk->rules[walk->count++] = &profile->rules[i];
}

/* Its own rules, then those of each parent in turn. */
static void find_rules(struct walk *walk, struct profile *profile)
{
    walk->count = 0;
    walk->stamp++;
    enter(walk, profile);
    while (walk->depth) {
        struct frame *top = &walk->stack[walk->depth - 1];
        if (top->next == top->profile->parent_count) {
            walk->depth--;
            continue;
        }
        struct profile *parent = top->profile->parents[top->next++];
        if (parent->stamp != walk->stamp)
            enter(walk, parent);
    }
}

/* False after a report. */
static bool lower_limited(struct model *model, struct walk *walk, struct profile *profile)
{
    struct arena *arena = &model->compilation->arena;
    find_rules(walk, profile);
    size_t count = 0;
    for (size_t i = 0; i < walk->count; i++)
        count += add_targets(NULL, walk->rules[i], &walk->limited);
    if (count > BLOB_MAX_TARGETS) {
        struct diagnostic *d =
            report(findings(model), XP0252, profile->source->span,
                   "what `%s` allows with `on` takes %s%zu entries; a profile can have at most %u",
                   profile->source->text, walk->count > BLOB_MAX_TARGETS ? "at least " : "", count,
                   BLOB_MAX_TARGETS);
        report_help(findings(model), d, "allow it on more domains at once: name a set or a tag behind `on`");
        return false;
    }
    profile->limited_rule_count = walk->count;
    profile->limited_rules = arena_grow(arena, walk->rules, walk->count * sizeof(struct rule *),
                                        walk->count * sizeof(struct rule *));
    profile->targets = arena_array(arena, count, sizeof(*profile->targets));
    for (size_t i = 0; i < walk->count; i++)
        profile->target_count +=
            add_targets(profile->targets + profile->target_count, walk->rules[i], &walk->limited);
    return true;
}

/* More than a blob can hold are not even made. */
void lower_targets(struct model *model)
{
    struct arena *arena = &model->compilation->arena;
    struct walk walk = {.stack = arena_array(arena, model->profile_count, sizeof(*walk.stack)),
                        .rules = arena_array(arena, BLOB_MAX_TARGETS + 1, sizeof(struct rule *))};
    size_t total = 0;
    for (size_t i = 0; i < model->held_count; i++) {
        walk.limited = find_limited(model->held[i]);
        if (operations_next(&walk.limited, 0) == MSM_OPERATIONS)
            continue;
        if (!lower_limited(model, &walk, model->held[i]))
            return;
        total += model->held[i]->target_count;
        if (total <= BLOB_MAX_SIZE / sizeof(struct blob_target))
            continue;
        report(findings(model), XP0401, model->policy->span,
               "what this policy allows with `on` takes more room than the hypervisor gives a policy");
        return;
    }
}

const struct rule *lower_find_on(const struct profile *profile, unsigned int operation, uint32_t domain)
{
    const struct rule *rule = lower_find(profile, operation);
    if (!rule->on)
        return rule;
    for (size_t i = 0; i < profile->limited_rule_count; i++) {
        const struct rule *limited = profile->limited_rules[i];
        if (operations_has(limited->operations, operation) && members_has(&limited->on->members, domain))
            return limited;
    }
    return &profile->declared;
}
